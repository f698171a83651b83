"""Names of months and days, and the days that a span of the calendar holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.text import calendar
from storage.text.folding import fold

DAYS = st.dates()


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("August", 8),
        ("Sept", 9),
        ("May", 5),
        ("августа", 8),
        ("май", 5),
        ("Мая", 5),
        ("сентябрём", 9),
    ],
)
def test_months_have_their_numbers(name, month):
    assert calendar.months()[fold(name)] == month


@pytest.mark.parametrize(("name", "day"), [("Monday", 0), ("Sun", 6), ("среду", 2), ("Пятница", 4)])
def test_weekdays_have_their_numbers(name, day):
    assert calendar.weekdays()[fold(name)] == day


@pytest.mark.parametrize(
    "names", [calendar.months, calendar.weekdays, calendar.seasons], ids=lambda f: f.__name__
)
def test_every_name_is_folded(names):
    assert [name for name in names() if fold(name) != name] == []


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (calendar.month_days(2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
        (calendar.month_days(2021, 12), date(2021, 12, 1), date(2021, 12, 31)),
        (calendar.year_days(2021), date(2021, 1, 1), date(2021, 12, 31)),
        (calendar.decade_days(1996), date(1990, 1, 1), date(1999, 12, 31)),
        (calendar.decade_days(5), date(1, 1, 1), date(9, 12, 31)),
        (calendar.season_days(2021, 6), date(2021, 6, 1), date(2021, 8, 31)),
        (calendar.season_days(2023, 12), date(2023, 12, 1), date(2024, 2, 29)),
        (calendar.season_days(9999, 12), date(9999, 12, 1), date.max),
        (calendar.week_days(date(2021, 8, 15)), date(2021, 8, 9), date(2021, 8, 15)),
        (calendar.weekend_days(date(2021, 8, 16)), date(2021, 8, 21), date(2021, 8, 22)),
    ],
)
def test_a_span_has_its_first_and_last_day(span, first, last):
    assert span == (first, last)


@given(DAYS)
def test_a_day_lies_in_its_week_month_year_and_decade(day):
    for first, last in (
        calendar.week_days(day),
        calendar.month_days(day.year, day.month),
        calendar.year_days(day.year),
        calendar.decade_days(day.year),
    ):
        assert first <= day <= last


@given(DAYS)
def test_a_week_begins_on_monday_and_ends_with_its_weekend(day):
    monday, sunday = calendar.week_days(day)
    assert monday.weekday() == 0
    assert sunday - monday == timedelta(days=6) or sunday == date.max
    assert calendar.weekend_days(day)[1] == sunday
