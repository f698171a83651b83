"""Whether the bot is well: what is looked at, and from when on something is amiss."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from bot.contract import Text
from bot.locale import t
from bot.tally import Tally
from storage.errors import ArchiveError
from storage.hold import STORE
from storage.state import State

BEAT: Final = 1.0
"""Seconds between two beats of the loop."""

SILENT: Final = 180.0
"""Seconds without an answer to a poll; a poll waits ten, and after failures thirty."""

OVERDUE: Final = timedelta(minutes=15)
"""How long what is due may wait.  Ten thousand chats due at once take seven minutes."""

_HELD: Final = 5.0  # seconds that the loop may be held
_BEATS: Final = 60  # of which the longest is told
_LOOKING: Final = 5.0  # seconds that the state may take to answer


@dataclass(slots=True)
class Pulse:
    """How late the loop comes to what is due: a beat a second, of which the last minute is kept."""

    clock: Callable[[], float] = time.monotonic
    _late: deque[float] = field(default_factory=lambda: deque(maxlen=_BEATS))

    async def beat(self) -> None:
        """Beat until cancelled."""
        while True:
            began = self.clock()
            await asyncio.sleep(BEAT)
            self._late.append(max(self.clock() - began - BEAT, 0.0))

    @property
    def latest(self) -> float:
        """By how many seconds the last beat was late."""
        return self._late[-1] if self._late else 0.0

    @property
    def worst(self) -> float:
        """By how many seconds a beat was late at most within the last minute."""
        return max(self._late, default=0.0)


class Sign(NamedTuple):
    """One thing that was looked at: its name in /healthz, whether it is well, and in words."""

    name: str
    words: Text
    well: bool = True


class Seen(NamedTuple):
    """What was seen at a look: the signs, and for how long the oldest message has been due."""

    signs: Sequence[Sign]
    waits: timedelta = timedelta()


@dataclass(slots=True, kw_only=True)
class Health:
    """Looks at what keeps the bot at work.

    `polling` tells whether Telegram is asked for updates all the time; where it brings them, its
    silence means nothing.
    """

    tally: Tally
    pulse: Pulse
    folder: Path
    clock: Callable[[], datetime]
    state: State | None = None
    polling: bool = True

    async def look(self) -> Seen:
        """Look at everything; raises nothing that is amiss."""
        kept = await self._state()
        return Seen((self._loop(), self._telegram(), self._corpus(), *kept.signs), kept.waits)

    def _loop(self) -> Sign:
        late = self.pulse.latest
        return Sign("loop", t("reacts {seconds} s late", seconds=f"{late:.1f}"), late < _HELD)

    def _telegram(self) -> Sign:
        if not self.polling:
            return Sign("telegram", t("brings updates by itself"))
        silent = self.tally.silent
        if silent is None:
            return Sign("telegram", t("has not answered yet"), well=False)
        return Sign("telegram", t("answered {seconds} s ago", seconds=int(silent)), silent < SILENT)

    def _corpus(self) -> Sign:
        try:
            with (self.folder / STORE).open("rb") as file:
                file.read(1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return Sign("corpus", t("cannot be read: {reason}", reason=reason), well=False)
        return Sign("corpus", t("can be read"))

    async def _state(self) -> Seen:
        if self.state is None:
            return Seen(())
        try:
            async with asyncio.timeout(_LOOKING):
                due = await self.state.outbox.oldest_due()
        except ArchiveError as error:
            return Seen((Sign("state", Text(error.message, error.arguments), well=False),))
        except TimeoutError:
            return Seen((Sign("state", t("does not answer"), well=False),))
        answers = Sign("state", t("answers"))
        if due is None:
            return Seen((answers, Sign("outbox", t("nothing is due"))))
        words = t("the oldest message is due since {moment} UTC", moment=due)
        waits = self.clock() - due
        return Seen((answers, Sign("outbox", words, waits < OVERDUE)), max(waits, timedelta()))
