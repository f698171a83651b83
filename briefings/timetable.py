"""What a subscription's due moment amounts to once the minute tick sees it.  Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from briefings.schedule import Rule, next_anniversary, next_due, slot_of
from storage.state.records import CATCH_UP

LATE: Final = timedelta(minutes=5)
"""From how long after its time on a briefing says that it is late: a tick is a minute."""
_MOST_MISSED: Final = 31  # of which a record is kept one by one


class Timetable(Protocol):
    """The moments at which something is due, each for a slot of its own."""

    def after(self, moment: datetime) -> datetime | None:
        """Give the first due moment strictly after this one, in UTC; None where none is left."""

    def slot(self, due: datetime) -> str:
        """Name the slot of a due moment: its local date."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """A local time on chosen weekdays."""

    rule: Rule
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime | None:
        """Give the first due moment strictly after this one."""
        return next_due(self.rule, self.zone, moment)

    def slot(self, due: datetime) -> str:
        """Name the slot of a due moment."""
        return slot_of(self.rule, self.zone, due)


@dataclass(frozen=True, slots=True)
class Anniversaries:
    """A local time on the days of a year on which something once happened."""

    days: frozenset[date]
    at: time
    zone: ZoneInfo

    def after(self, moment: datetime) -> datetime | None:
        """Give the first due moment strictly after this one."""
        return next_anniversary(self.days, self.zone, self.at, moment)

    def slot(self, due: datetime) -> str:
        """Name the slot of a due moment."""
        return due.astimezone(self.zone).date().isoformat()


@dataclass(frozen=True, slots=True)
class Missed:
    """A due moment that nothing is sent for any more."""

    slot: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is to be done about a due moment: the slot to brief for, if any, and what it skips.

    `due` is None where everything is more than `CATCH_UP` late.  `following` is the next due
    moment after now.
    """

    due: datetime | None
    slot: str
    late: bool
    missed: tuple[Missed, ...]
    following: datetime | None


def occasion_of(
    timetable: Timetable, due: datetime, now: datetime, *, silent: datetime | None = None
) -> Occasion:
    """Say what a moment that has come is worth now: of several missed ones, the last alone.

    What fell before `silent`, the end of a silence that was asked for, is neither sent nor missed.
    """
    passed: deque[datetime] = deque([due], maxlen=_MOST_MISSED + 1)
    coming = timetable.after(due)
    while coming is not None and coming <= now:
        passed.append(coming)
        coming = timetable.after(coming)
    last = passed[-1]
    wanted = silent is None or last >= silent - LATE
    current = wanted and now - last <= CATCH_UP
    if current:
        passed.pop()
    missed = (one for one in passed if silent is None or one >= silent)
    return Occasion(
        due=last if current else None,
        slot=timetable.slot(last) if current else "",
        late=now - last > LATE,
        missed=tuple(Missed(timetable.slot(one), one) for one in missed),
        following=coming,
    )
