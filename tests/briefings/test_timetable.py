"""What a due moment is worth once it is seen: a briefing, a late one, or a record."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.schedule import Rule
from briefings.timetable import LATE, Anniversaries, Weekly, occasion_of
from storage.state.records import CATCH_UP, EVERY_DAY

MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(
    datetime(2026, 1, 1, tzinfo=UTC).__add__
)
NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAILY = Weekly(Rule(EVERY_DAY, time(9)), ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("after", "current", "late"),
    [
        (timedelta(0), True, False),
        (LATE, True, False),
        (LATE + timedelta(seconds=1), True, True),
        (CATCH_UP, True, True),
        (CATCH_UP + timedelta(seconds=1), False, True),
        (timedelta(hours=23), False, True),
    ],
)
def test_a_briefing_is_sent_up_to_six_hours_late_and_says_so_after_five_minutes(
    after, current, late
):
    occasion = occasion_of(DAILY, NINE, NINE + after)
    assert occasion.late is late
    assert occasion.due == (NINE if current else None)
    assert occasion.slot == ("2026-11-02" if current else "")
    assert [one.slot for one in occasion.missed] == ([] if current else ["2026-11-02"])
    assert occasion.following == NINE + timedelta(days=1)


def test_of_several_missed_only_the_last_is_sent():
    occasion = occasion_of(DAILY, NINE, NINE + timedelta(days=3, minutes=1))
    assert occasion.due == NINE + timedelta(days=3)
    assert [one.slot for one in occasion.missed] == ["2026-11-02", "2026-11-03", "2026-11-04"]
    assert occasion.following == NINE + timedelta(days=4)


def test_what_fell_into_a_silence_that_was_asked_for_was_not_missed():
    now = NINE + timedelta(days=7, hours=3)
    silent = NINE + timedelta(days=5)
    occasion = occasion_of(DAILY, NINE, now, silent=silent)
    assert [one.slot for one in occasion.missed] == ["2026-11-07", "2026-11-08"]
    assert occasion.due == NINE + timedelta(days=7)


@pytest.mark.parametrize(
    ("silent_until", "sent"),
    [(timedelta(minutes=4), True), (timedelta(hours=2), False)],
    ids=["muted just after it came, a week ago", "paused until later that day"],
)
def test_the_end_of_a_silence_brings_nothing_from_within_it(silent_until, sent):
    now = NINE + timedelta(hours=3)
    occasion = occasion_of(DAILY, NINE, now, silent=NINE + silent_until)
    assert (occasion.due is not None) is sent
    assert occasion.missed == ()


def test_where_the_corpus_knows_no_day_any_more_nothing_follows():
    table = Anniversaries(frozenset(), time(9), ZoneInfo("UTC"))
    occasion = occasion_of(table, NINE, NINE)
    assert (occasion.due, occasion.following) == (NINE, None)


def test_a_year_of_downtime_is_recorded_by_its_last_month():
    occasion = occasion_of(DAILY, NINE, NINE + timedelta(days=365, hours=12))
    assert len(occasion.missed) == 32
    assert occasion.missed[-1].slot == "2027-11-02"


@given(
    days=st.frozensets(st.integers(0, 6), min_size=1),
    at=st.times(),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
    start=MOMENTS,
    slept=st.timedeltas(timedelta(0), timedelta(days=20)),
)
def test_every_moment_that_passed_is_sent_or_missed_once_and_none_else(
    days, at, zone, start, slept
):
    table = Weekly(Rule(days, at), ZoneInfo(zone))
    due = table.after(start)
    now = due + slept
    occasion = occasion_of(table, due, now)
    found = [one.due for one in occasion.missed]
    found += [occasion.due] if occasion.due else []
    passed = [due]
    while (then := table.after(passed[-1])) <= now:
        passed.append(then)
    assert found == passed
    assert occasion.following == table.after(passed[-1]) > now
    assert all(now - one.due > CATCH_UP or one.due < passed[-1] for one in occasion.missed)
    slots = [one.slot for one in occasion.missed] + ([occasion.slot] if occasion.due else [])
    assert len(set(slots)) == len(slots)


@given(
    days=st.frozensets(st.dates(date(1999, 1, 1), date(2020, 12, 31)), min_size=1, max_size=8),
    at=st.times(),
    start=MOMENTS,
)
def test_anniversaries_come_in_order_each_on_its_local_day(days, at, start):
    zone = ZoneInfo("America/Santiago")
    table = Anniversaries(days, at, zone)
    first = table.after(start)
    second = table.after(first)
    assert start < first < second
    assert table.slot(first) == first.astimezone(zone).date().isoformat()
