"""What a build, a reload and a start take as the corpus grows; how long a reload holds the loop.

The bot's process builds, reloads an article more and closes; then a bot is started over what it
left, against the stand-in of Telegram.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import active_children
from os import getpid
from pathlib import Path
from typing import TypeVar

from benchmarks import articles, measuring, starting
from storage.corpus import Archive

T = TypeVar("T")
_TICK = 0.001  # seconds
_LOOK = 0.05


@dataclass(slots=True)
class Watch:
    """Watches the event loop and the processes while something is awaited."""

    held: float = 0.0  # ms, the longest that the loop was held
    peak: float = 0.0  # MB, of the child that builds
    took: float = 0.0  # seconds

    async def over(self, work: Awaitable[T]) -> T:
        began = time.perf_counter()
        watching = [asyncio.create_task(self._tick()), asyncio.create_task(self._look())]
        await asyncio.sleep(0)
        try:
            return await work
        finally:
            self.took = time.perf_counter() - began
            for one in watching:
                one.cancel()

    async def _tick(self) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(_TICK)
            now = time.perf_counter()
            self.held = max(self.held, (now - last - _TICK) * 1_000)
            last = now

    async def _look(self) -> None:
        while True:
            for child in active_children():
                with suppress(OSError, ValueError):  # it may end meanwhile
                    self.peak = max(self.peak, measuring.resident(str(child.pid), "VmHWM"))
            await asyncio.sleep(_LOOK)


async def _bot(data: Path, seeds: Path) -> tuple[float, ...]:
    build, reload = Watch(), Watch()
    archive = await build.over(Archive.open(data_dir=data, seeds=seeds))
    more = "On 3 May 2019 the pier reopened. “It was time,” said Ana Ortiz.\n"
    (seeds / "more.md").write_text(more, "utf-8")
    await reload.over(archive.reload())
    passages = archive.snapshot.corpus.coverage.passages
    await archive.close()
    peak = max(build.peak, reload.peak)
    memory = measuring.resident(getpid(), "VmHWM")
    return (passages, build.took, reload.took, reload.held, peak, memory)


def measure(data: Path, seeds: Path) -> tuple[float, ...]:
    """Build and reload, as a bot that has just started does."""
    return asyncio.run(_bot(data, seeds))


def run(scratch: Path, *, counts: Sequence[int] = (100, 1_000, 6_000), starts: int = 3) -> None:
    """Print a line for each size."""
    rows = []
    for count in counts:
        seeds, data = scratch / f"articles-{count}", scratch / f"data-{count}"
        articles.write(seeds, count)
        passages, *figures = measuring.in_new_process(measure, data, seeds)
        rows.append(
            (f"{count:,} articles", f"{passages:,.0f}", *figures, *_start(data, seeds, starts))
        )
    measuring.table(
        f"As it grows (one build and one reload; medians of {starts} starts; memory is resident)",
        (
            *("", "passages", "first build, s", "reload, s", "it held the loop at most, ms"),
            *("the build's process at its peak, MB", "the bot at its peak meanwhile, MB"),
            *("start to the first poll, s", "the bot then, MB"),
        ),
        rows,
    )


def _start(data: Path, seeds: Path, times: int) -> tuple[float, float]:
    where = {"DATA_DIR": str(data), "SEEDS_DIR": str(seeds)}
    bot = starting.Contender("built", ("-m", "bot", "run"), where)
    # Once to remember how the files look that were just written.
    found = [asyncio.run(starting.start(bot, trips=1)) for _ in range(times + 1)][1:]
    polled = measuring.median([one.polled for one in found])
    return polled, measuring.median([one.memory for one in found])
