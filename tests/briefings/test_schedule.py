"""When briefings are due: the days that clocks change, told one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from briefings.schedule import Rule, falls_on, next_anniversary, next_due, slot_of

EVERY_DAY = frozenset(range(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def walk(rule: Rule, zone: str, after: str, times: int) -> list[tuple[str, str]]:
    """The next moments of a rule, in UTC, each with its slot."""
    found, moment = [], utc(after)
    for _ in range(times):
        moment = next_due(rule, ZoneInfo(zone), moment)
        slot = slot_of(rule, ZoneInfo(zone), moment)
        found.append((moment.strftime("%m-%d %H:%M"), slot[5:]))
    return found


CHANGES = [
    # The clock skips 02:00 to 03:00: 02:30 becomes 03:30.
    ("Europe/Berlin", "02:30", "2026-03-27 12:00",
     [("03-28 01:30", "03-28"), ("03-29 01:30", "03-29"), ("03-30 00:30", "03-30")]),
    # The day after is not skipped, as APScheduler would.
    ("Europe/Berlin", "00:30", "2026-03-27 23:30",
     [("03-28 23:30", "03-29"), ("03-29 22:30", "03-30"), ("03-30 22:30", "03-31")]),
    # The clock shows 02:30 twice: the first, and not again an hour later.
    ("Europe/Berlin", "02:30", "2026-10-24 12:00",
     [("10-25 00:30", "10-25"), ("10-26 01:30", "10-26")]),
    # Half an hour is skipped (02:00 to 02:30), half an hour comes twice (01:30 to 02:00).
    ("Australia/Lord_Howe", "02:15", "2026-10-02 16:00",
     [("10-03 15:45", "10-04"), ("10-04 15:15", "10-05")]),
    ("Australia/Lord_Howe", "01:45", "2026-04-03 20:00",
     [("04-04 14:45", "04-05"), ("04-05 15:15", "04-06")]),
    # 30 December 2011 did not exist: its briefing and the next day's are one.
    ("Pacific/Apia", "09:00", "2011-12-28 19:30",
     [("12-29 19:00", "12-29"), ("12-30 19:00", "12-31"), ("12-31 19:00", "01-01")]),
    # The clock skips midnight to 01:00.
    ("Africa/Cairo", "00:00", "2026-04-22 22:30",
     [("04-23 22:00", "04-24"), ("04-24 21:00", "04-25")]),
    # From midnight the clock goes back to 23:00.
    ("Africa/Cairo", "23:30", "2026-10-28 21:00",
     [("10-29 20:30", "10-29"), ("10-30 21:30", "10-30")]),
    ("Asia/Gaza", "02:30", "2026-03-27 00:00",
     [("03-27 00:30", "03-27"), ("03-28 00:30", "03-28"), ("03-28 23:30", "03-29")]),
    # Morocco's clock goes back for Ramadan and forward after it.
    ("Africa/Casablanca", "02:30", "2026-02-14 02:00",
     [("02-15 01:30", "02-15"), ("02-16 02:30", "02-16")]),
    ("Africa/Casablanca", "02:30", "2026-03-21 03:00",
     [("03-22 02:30", "03-22"), ("03-23 01:30", "03-23")]),
    ("UTC", "09:00", "2026-03-28 09:00", [("03-29 09:00", "03-29"), ("03-30 09:00", "03-30")]),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "at", "after", "due"), CHANGES)
def test_a_skipped_time_shifts_forward_and_a_doubled_one_comes_first_and_once(zone, at, after, due):
    assert walk(Rule(EVERY_DAY, time.fromisoformat(at)), zone, after, len(due)) == due


def test_a_weekday_that_did_not_exist_is_briefed_the_next_day_under_its_own_date():
    fridays = Rule(frozenset({4}), time(9))
    assert walk(fridays, "Pacific/Apia", "2011-12-25 00:00", 2) == [
        ("12-30 19:00", "12-30"),
        ("01-05 19:00", "01-06"),
    ]


def test_a_time_skipped_past_midnight_keeps_its_own_day_and_leaves_the_next_day_its_own():
    # Toronto in 1919: at 23:30 of 30 March the clock was set to 00:30 of the 31st.
    rule = Rule(EVERY_DAY, time(23, 45))
    assert walk(rule, "America/Toronto", "1919-03-30 12:00", 2) == [
        ("03-31 04:45", "03-30"),
        ("04-01 03:45", "03-31"),
    ]


@pytest.mark.parametrize(
    ("zone", "days", "at", "after", "due"),
    [
        ("America/Toronto", EVERY_DAY, "23:45", "1919-03-31 04:40", ("03-31 04:45", "03-30")),
        ("Pacific/Apia", {4}, "09:00", "2011-12-30 10:30", ("12-30 19:00", "12-30")),
    ],
)
def test_a_day_that_is_over_may_still_be_due(zone, days, at, after, due):
    rule = Rule(frozenset(days), time.fromisoformat(at))
    assert walk(rule, zone, after, 1) == [due]


def test_a_weekly_time_that_has_just_passed_comes_in_a_week():
    mondays = Rule(frozenset({0}), time(0, 30))
    assert walk(mondays, "Europe/Berlin", "2026-03-22 23:30", 2) == [
        ("03-29 22:30", "03-30"),
        ("04-05 22:30", "04-06"),
    ]


def test_the_next_is_strictly_after_and_in_utc():
    rule, berlin = Rule(EVERY_DAY, time(9)), ZoneInfo("Europe/Berlin")
    due = next_due(rule, berlin, utc("2026-11-26 07:59:59.999999"))
    assert due == utc("2026-11-26 08:00")
    assert due.tzinfo is UTC
    assert next_due(rule, berlin, due) == utc("2026-11-27 08:00")
    assert next_due(rule, berlin, due.astimezone(berlin)) == utc("2026-11-27 08:00")


def test_a_moment_that_is_not_of_the_rule_has_its_local_date_as_slot():
    rule = Rule(frozenset({0}), time(9))
    assert slot_of(rule, ZoneInfo("Asia/Tokyo"), utc("2026-11-26 20:00")) == "2026-11-27"


@pytest.mark.parametrize(
    ("days", "at"),
    [(frozenset(), time(9)), (frozenset({7}), time(9)), (frozenset({0}), time(9, tzinfo=UTC))],
)
def test_a_rule_without_a_weekday_or_with_a_zone_is_refused(days, at):
    with pytest.raises(ValueError, match=r"weekdays|zone"):
        Rule(days, at)


def test_a_naive_moment_is_refused():
    naive = utc("2026-11-26 09:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="no moment"):
        next_due(Rule(EVERY_DAY, time(9)), ZoneInfo("UTC"), naive)


ANNIVERSARIES = [
    (["2021-07-09", "2021-12-01"], "2026-11-26 12:00", "2026-12-01 08:00"),
    (["2021-07-09"], "2026-11-26 12:00", "2027-07-09 07:00"),  # summer time
    (["2021-11-26"], "2026-11-26 07:59", "2026-11-26 08:00"),
    (["2021-11-26"], "2026-11-26 08:00", "2027-11-26 08:00"),
    (["2026-12-01"], "2026-11-26 12:00", "2027-12-01 08:00"),  # the day itself is none
    (["2030-03-01"], "2026-11-26 12:00", "2031-03-01 08:00"),
    (["2030-03-01", "2021-03-01"], "2026-11-26 12:00", "2027-03-01 08:00"),
    (["2020-02-29"], "2026-11-26 12:00", "2027-02-28 08:00"),
    (["2020-02-29"], "2027-11-26 12:00", "2028-02-29 08:00"),
    (["2021-01-01"], "2026-12-31 23:30", "2027-01-01 08:00"),  # it is 2027 in Berlin already
]


@pytest.mark.parametrize(("days", "after", "due"), ANNIVERSARIES)
def test_the_next_anniversary_of_any_of_the_days(days, after, due):
    told = [date.fromisoformat(day) for day in days]
    found = next_anniversary(iter(told), ZoneInfo("Europe/Berlin"), time(9), utc(after))
    assert found == utc(due)


def test_an_anniversary_on_a_day_that_did_not_exist_comes_the_next_day():
    found = next_anniversary(
        [date(2000, 12, 30)], ZoneInfo("Pacific/Apia"), time(9), utc("2011-12-30 18:00")
    )
    assert found == utc("2011-12-30 19:00")


def test_without_days_there_is_no_anniversary():
    assert next_anniversary([], ZoneInfo("UTC"), time(9), utc("2026-11-26 12:00")) is None


def test_every_day_of_four_years_has_its_anniversary_every_year():
    days = [date(2020, 1, 1) + timedelta(days=n) for n in range(1461)]
    zone, moment, found = ZoneInfo("Asia/Kabul"), utc("2027-01-01 00:00"), []
    while (due := next_anniversary(days, zone, time(9), moment)) < utc("2029-01-01 00:00"):
        found.append(due)
        moment = due
    assert len(found) == 365 + 366


@pytest.mark.parametrize(("year", "day"), [(2027, date(2027, 2, 28)), (2028, date(2028, 2, 29))])
def test_the_29th_of_february_is_remembered_on_the_28th_where_it_must_be(year, day):
    assert falls_on(date(2020, 2, 29), year) == day
