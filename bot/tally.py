"""What this process has done since its start, in plain numbers that cost nothing to keep."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.articles import Articles, Report
from briefings.delivery import Sender
from briefings.outcomes import Outcome
from storage.errors import ReloadRefused
from storage.state.records import Delivery

if TYPE_CHECKING:
    from storage.additions import Deed
    from storage.corrections import Correction
    from storage.diff import Diff
    from storage.models import CorrectionResult
    from storage.snapshot import Snapshot

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds up to which answers are counted together: 50 ms are what the loop may be held for, half
a second is what people notice, ten are what a stop waits for."""


@dataclass(slots=True)
class Timing:
    """How many took how long: a count for each of `BOUNDS`, and one for all that took longer."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


@dataclass(slots=True)
class Tally:
    """The numbers: updates by kind, errors, and what became of deliveries and reloads."""

    clock: Callable[[], float] = time.monotonic
    updates: defaultdict[str, Timing] = field(default_factory=lambda: defaultdict(Timing))
    deliveries: Counter[str] = field(default_factory=Counter)
    reloads: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    _heard: float | None = None

    def hear(self) -> None:
        """Note that Telegram has answered a poll."""
        self._heard = self.clock()

    @property
    def silent(self) -> float | None:
        """Seconds since Telegram answered a poll; None where it never has."""
        return None if self._heard is None else self.clock() - self._heard

    async def on_error(self, update: object, context: object) -> None:
        """Count an error in an update."""
        del update, context
        self.errors += 1


@dataclass(frozen=True, slots=True)
class CountedSender:
    """A sender whose outcomes are counted."""

    sender: Sender
    tally: Tally

    def wait(self, delivery: Delivery) -> float:
        """Give for how many seconds its chat may not have it."""
        return self.sender.wait(delivery)

    @asynccontextmanager
    async def turn(self, delivery: Delivery) -> AsyncIterator[None]:
        """Wait until there is room for it."""
        async with self.sender.turn(delivery):
            yield

    async def push(self, delivery: Delivery) -> Outcome:
        """Send it, and count what became of it."""
        outcome = await self.sender.push(delivery)
        self.tally.deliveries[type(outcome).__name__.lower()] += 1
        return outcome


@dataclass(frozen=True, slots=True)
class CountedReloads:
    """An archive whose reloads are counted: done, refused, failed; a correction is one, too."""

    archive: Articles
    tally: Tally

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot."""
        return self.archive.snapshot

    async def reload(self, *, force: bool = False, progress: Report | None = None) -> Diff:
        """Read everything anew and swap it in; give what changed."""
        with self._counted():
            return await self.archive.reload(force=force, progress=progress)

    async def correct(
        self, entry: Correction, *, progress: Report | None = None
    ) -> CorrectionResult:
        """Lay a correction over the others; give what became of it."""
        with self._counted():
            return await self.archive.correct(entry, progress=progress)

    async def add(self, content: bytes, suffix: str, *, progress: Report | None = None) -> Diff:
        """Add an article; give what changed."""
        with self._counted():
            return await self.archive.add(content, suffix, progress=progress)

    async def remove(self, article: str, *, progress: Report | None = None) -> Diff:
        """Remove an added article; give what changed."""
        with self._counted():
            return await self.archive.remove(article, progress=progress)

    async def undoable(self) -> Deed | None:
        """Give what was added or removed last."""
        return await self.archive.undoable()

    async def undo(self, deed: Deed, *, progress: Report | None = None) -> Diff:
        """Take that back; give what changed."""
        with self._counted():
            return await self.archive.undo(deed, progress=progress)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        became = "failed"
        try:
            yield
            became = "done"
        except ReloadRefused:
            became = "refused"
            raise
        finally:
            self.tally.reloads[became] += 1
