"""When a briefing is due: local times of day on chosen weekdays, as moments of UTC.  Pure.

A local time that the clock skips is shifted forward by as much as the clock was (02:30 becomes
03:30), one that the clock shows twice means the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

_WEEK = frozenset(range(7))
_DAY = timedelta(days=1)
_CHANGE = timedelta(hours=2)  # more than clocks are changed by
# A skipped time may fall on the next day, so the day before counts too; a weekly time that has
# passed today comes in seven days.
_NEAR = range(-1, 8)


@dataclass(frozen=True, slots=True)
class Rule:
    """A local time of day on some weekdays, counted from Monday (0)."""

    days: frozenset[int]
    at: time

    def __post_init__(self) -> None:
        if not self.days or not self.days <= _WEEK:
            raise ValueError(f"no weekdays: {sorted(self.days)}")
        if self.at.tzinfo is not None:
            raise ValueError("the zone of a rule is told apart from it")


def next_due(rule: Rule, zone: ZoneInfo, after: datetime) -> datetime:
    """Give the first moment of a rule strictly after a moment, in UTC."""
    today, after = _local_date(after, zone), after.astimezone(UTC)
    return next(
        due
        for day in (today + n * _DAY for n in _NEAR)
        if day.weekday() in rule.days and (due := _moment(day, rule.at, zone)) > after
    )


def shortest_wait(days: Collection[int]) -> timedelta:
    """Give a time that no two moments of a rule lie closer together than, whatever clocks do."""
    first, *_ = ordered = sorted(days)
    gaps = (later - day for day, later in pairwise([*ordered, first + len(_WEEK)]))
    return min(gaps) * _DAY - _CHANGE


def slot_of(rule: Rule, zone: ZoneInfo, due: datetime) -> str:
    """Name the day that a moment of a rule is for, as an ISO date: unique among its moments.

    That is the local date, but the day before where the clock skipped the time past midnight.
    A moment that is none of the rule's has its local date.
    """
    today, due = _local_date(due, zone), due.astimezone(UTC)
    for day in (today, today - _DAY):
        if day.weekday() in rule.days and _moment(day, rule.at, zone) == due:
            return day.isoformat()
    return today.isoformat()


def next_anniversary(
    days: Iterable[date], zone: ZoneInfo, at: time, after: datetime
) -> datetime | None:
    """Give the first moment strictly after a moment at which one of the days has its anniversary.

    None without days.  The day itself is no anniversary; see `falls_on` for 29 February.
    """
    today, after = _local_date(after, zone), after.astimezone(UTC)
    # Of the days that share a date, the earliest has all anniversaries of the others.
    first = {(day.month, day.day): day for day in sorted(days, reverse=True)}
    coming = sorted({falls_on(day, year) for day in first.values() for year in _years(day, today)})
    moments = (_moment(day, at, zone) for day in coming if day >= today - _DAY)
    return next((due for due in moments if due > after), None)


def falls_on(day: date, year: int) -> date:
    """Give the anniversary of a day in a year: of 29 February, 28 February where it must be."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _years(day: date, today: date) -> range:
    """List the years of which one has the next anniversary of a day.

    Last year is among them for 31 December, which the clock may skip into today.
    """
    earliest = max(day.year + 1, today.year - 1)
    return range(earliest, max(earliest, today.year + 1) + 1)


def _local_date(moment: datetime, zone: ZoneInfo) -> date:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone is no moment")
    return moment.astimezone(zone).date()


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Give the moment of a local time.

    Fold 0 is the first of two; of a skipped time it counts by the clock before the change,
    which is the time as far after the change as it would have been.
    """
    return datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)
