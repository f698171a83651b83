"""Has charts drawn, one at a time, each by a process of its own; keeps the last pictures."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bot.pictures.chart import Chart

TIMEOUT = 20.0
"""Seconds after which a picture is given up, those that it waits for included.

One takes a second or two; the very first of an installation lists the machine's fonts, too.
"""

_DRAW = (sys.executable, "-m", "bot.pictures.draw")
_KEPT = 32  # pictures of about 100 kB
# What a program needs to start; the rest, the bot's token among it, is none of its business.
_PASSED_ON = ("PATH", "PYTHONPATH", "HOME", "LANG", "LD_LIBRARY_PATH")
_PNG = b"\x89PNG"

log = logging.getLogger(__name__)


class NotDrawn(Exception):
    """A picture could not be drawn; the log says why."""


class Pictures:
    """Draws charts.

    Equal charts are drawn once: the same question of the same corpus gives the same chart, and a
    corpus that changes nothing of a chart needs no new picture.  `folder` is where the library
    may keep what it knows of the machine's fonts.
    """

    def __init__(
        self, folder: Path, *, program: Sequence[str] = _DRAW, timeout: float = TIMEOUT
    ) -> None:
        self._folder = folder
        self._program = program
        self._timeout = timeout
        self._kept: OrderedDict[Chart, bytes] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def png(self, chart: Chart) -> bytes:
        """Give a chart's picture; raises NotDrawn where there is none within the time."""
        try:
            async with asyncio.timeout(self._timeout), self._one_at_a_time:
                picture = self._kept.get(chart) or await self._drawn(chart)
        except TimeoutError:
            log.error("a picture took longer than %.0f s", self._timeout)  # noqa: TRY400
            raise NotDrawn from None
        except OSError as error:
            log.error("a picture cannot be drawn: %s", error)  # noqa: TRY400 - it says it all
            raise NotDrawn from error
        self._kept[chart] = picture
        self._kept.move_to_end(chart)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return picture

    async def _drawn(self, chart: Chart) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self._program,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(self._folder),
            start_new_session=True,  # Ctrl-C is for the bot, which decides what it means
        )
        try:
            picture, said = await process.communicate(msgspec.json.encode(chart))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode or not picture.startswith(_PNG):
            log.error("a picture could not be drawn:\n%s", said.decode(errors="replace"))
            raise NotDrawn
        return picture


def _environment(folder: Path) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, "MPLCONFIGDIR": str(folder / "matplotlib")}
