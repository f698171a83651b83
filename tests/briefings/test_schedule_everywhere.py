"""Over all IANA zones and three years: no briefing is missed, none is doubled.

The oracle goes the other way: `briefings.schedule` makes UTC of local times, the oracle only
ever asks a zone what its clock shows at a moment of UTC, and never uses `fold`.

`make test` takes one zone of each clock that ran alike in these years (65 of 599); CI, under
NEWSDESK_REQUIRE_ALL=1, takes all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.schedule import Rule, next_due, shortest_wait, slot_of

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
BEGIN, END = datetime(2026, 1, 1), datetime(2029, 1, 1)  # noqa: DTZ001 - the oracle's UTC is naive
EVERY_DAY = frozenset(range(7))
ALL = os.environ.get("NEWSDESK_REQUIRE_ALL") == "1"


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which a zone's clock ran evenly, `offset` ahead of UTC (naive datetimes)."""

    begin: datetime
    end: datetime
    offset: timedelta


def spans(zone: ZoneInfo, begin: datetime, end: datetime) -> tuple[Span, ...]:
    """List the spans between two naive moments of UTC, changes found to the minute."""
    found: list[Span] = []
    start, offset = begin, offset_at(zone, begin)
    moment = begin
    while moment < end:
        ahead = min(moment + DAY, end)
        if offset_at(zone, ahead) != offset:
            change = _first_change(zone, moment, ahead, offset)
            found.append(Span(start, change, offset))
            start, offset = change, offset_at(zone, change)
            ahead = change
        moment = ahead
    return (*found, Span(start, end, offset))


def offset_at(zone: ZoneInfo, moment: datetime) -> timedelta:
    """How far the clock is ahead of UTC at a naive moment of UTC."""
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) - moment


def _first_change(zone: ZoneInfo, before: datetime, after: datetime, offset: timedelta) -> datetime:
    while after - before > MINUTE:
        middle = before + (after - before) // MINUTE // 2 * MINUTE
        if offset_at(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def due_of(day: date, at: time, evenly: tuple[Span, ...]) -> datetime | None:
    """When the clock first shows a local time, or, where it skips it, as far after the change.

    None where that is outside the spans.
    """
    local = datetime.combine(day, at)
    for span in evenly:
        if span.begin <= local - span.offset < span.end:
            return local - span.offset
    for old, new in pairwise(evenly):
        if old.end + old.offset <= local < new.begin + new.offset:
            return new.begin + (local - (old.end + old.offset))
    return None


def all_due(days: frozenset[int], at: time, evenly: tuple[Span, ...]) -> Iterator[datetime]:
    """Every moment of a rule within the spans, by nominal date; two may be the same."""
    day, last = evenly[0].begin.date() - DAY, evenly[-1].end.date() + DAY
    while day <= last:
        if day.weekday() in days:
            due = due_of(day, at, evenly)
            if due is not None:
                yield due
        day += DAY


@pytest.fixture(scope="module")
def clocks() -> dict[str, tuple[Span, ...]]:
    """The spans of every zone; of those that ran alike only the first, unless all are asked."""
    every = {name: spans(ZoneInfo(name), BEGIN, END) for name in sorted(available_timezones())}
    assert len(every) > 500
    if ALL:
        return every
    return {name: evenly for evenly, name in {e: n for n, e in reversed(every.items())}.items()}


def run(rule: Rule, zone: ZoneInfo, begin: datetime, end: datetime) -> list[datetime]:
    """Every moment that the schedule gives, one after the other (naive UTC)."""
    found: list[datetime] = []
    moment = begin.replace(tzinfo=UTC) - timedelta(microseconds=1)
    while (moment := next_due(rule, zone, moment)) < end.replace(tzinfo=UTC):
        found.append(moment.replace(tzinfo=None))
    return found


def expected(
    rule: Rule, evenly: tuple[Span, ...], begin: datetime, end: datetime
) -> list[datetime]:
    """Every moment that the oracle gives: one that is due for two days at once counts once."""
    return sorted({due for due in all_due(rule.days, rule.at, evenly) if begin <= due < end})


@pytest.mark.parametrize("at", [time(0), time(2, 30), time(23, 59)], ids=str)
def test_three_years_of_a_daily_time_are_none_missed_none_doubled(clocks, at):
    rule = Rule(EVERY_DAY, at)
    for name, evenly in clocks.items():
        zone = ZoneInfo(name)
        due = run(rule, zone, BEGIN, END)
        assert due == expected(rule, evenly, BEGIN, END), name
        slots = [slot_of(rule, zone, moment.replace(tzinfo=UTC)) for moment in due]
        assert len(set(slots)) == len(slots), name


def test_every_quarter_of_an_hour_around_every_change_is_neither_missed_nor_doubled(clocks):
    times = [time(quarter // 4, quarter % 4 * 15) for quarter in range(96)]
    for name, evenly in clocks.items():
        zone = ZoneInfo(name)
        for change in (span.begin for span in evenly[1:]):
            begin, end = change - 1.5 * DAY, change + 1.5 * DAY
            near = tuple(s for s in evenly if s.begin < end + 2 * DAY and begin - 2 * DAY < s.end)
            near = tuple(
                Span(max(s.begin, begin - 2 * DAY), min(s.end, end + 2 * DAY), s.offset)
                for s in near
            )
            for at in times:
                rule = Rule(EVERY_DAY, at)
                assert run(rule, zone, begin, end) == expected(rule, near, begin, end), (name, at)


@given(
    name=st.sampled_from(sorted(available_timezones())),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    at=st.times().map(lambda t: t.replace(microsecond=0, fold=0)),
    begin=st.datetimes(BEGIN, END - 60 * DAY),
)
def test_any_days_and_time_in_any_zone_come_as_the_clock_shows_them(name, days, at, begin):
    zone, end = ZoneInfo(name), begin + 40 * DAY
    evenly = spans(zone, begin.replace(second=0, microsecond=0) - 2 * DAY, end + 2 * DAY)
    rule = Rule(days, at)
    assert run(rule, zone, begin, end) == expected(rule, evenly, begin, end)


@given(
    name=st.sampled_from(sorted(available_timezones())),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    at=st.times().map(lambda t: t.replace(microsecond=0, fold=0)),
    begin=st.datetimes(BEGIN, END - 60 * DAY),
)
def test_no_two_moments_lie_closer_together_than_is_said(name, days, at, begin):
    due = run(Rule(days, at), ZoneInfo(name), begin, begin + 40 * DAY)
    assert all(later - earlier >= shortest_wait(days) for earlier, later in pairwise(due))
