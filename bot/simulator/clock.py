"""A clock that can be set forward, so that what happens on schedule can be watched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]

FURTHEST = timedelta(days=3660)


def _now() -> datetime:
    return datetime.now(UTC)


class AdjustableClock:
    """Tells aware UTC: another clock's time plus what it was set forward.

    Never set back: messages, updates and schedules rely on time that only grows. It runs on at
    the pace of the clock beneath, so that whoever waits by real seconds still waits.
    """

    def __init__(self, base: Clock = _now) -> None:
        self._base = base
        self._offset = timedelta()
        self._listeners: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        """The time."""
        return self._base() + self._offset

    @property
    def offset(self) -> timedelta:
        """How far it is ahead of the clock beneath."""
        return self._offset

    def advance(self, by: timedelta) -> None:
        """Set it forward; ValueError where that is back, or over ten years ahead in all."""
        if by < timedelta():
            raise ValueError("the clock can only be set forward")
        if self._offset + by > FURTHEST:
            raise ValueError(f"the clock goes {FURTHEST.days} days ahead at most")
        self._offset += by
        for listener in self._listeners:
            listener()

    def set(self, to: datetime) -> None:
        """Set it forward to an aware time; ValueError as in `advance`, or where it is naive."""
        if to.tzinfo is None:
            raise ValueError("the time needs a zone")
        self.advance(to - self())

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call the listener each time the clock is set."""
        self._listeners.append(listener)
