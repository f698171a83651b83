"""What this process has done since its start, in plain numbers that cost nothing to keep."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

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
    """The numbers: updates by kind, errors, and when Telegram was last heard of."""

    clock: Callable[[], float] = time.monotonic
    updates: defaultdict[str, Timing] = field(default_factory=lambda: defaultdict(Timing))
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
