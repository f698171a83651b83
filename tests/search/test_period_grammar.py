"""Periods as people type them, in English and Russian."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.models import Precision
from storage.search import find_period, no_such_day, parse_period

FIRST, LAST = date.min, date.max
PIECES = [
    *("2021", "15", "31", "0", "9999", "1000", "2199", "1990s", "2021-08-15", "08.2021"),
    *("august", "авг", "may", "summer", "летом", "of", "from", "to", "с", "по", "в", "года"),
    *("first", "last", "week", "half"),
    *("before", "since", "the", "early", "between", "and", "-", "–", "...", ",", "."),
]


@pytest.mark.parametrize(
    ("typed", "earliest", "latest", "precision"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31), Precision.YEAR),
        ("2021 год", date(2021, 1, 1), date(2021, 12, 31), Precision.YEAR),
        ("aug 2021", date(2021, 8, 1), date(2021, 8, 31), Precision.MONTH),
        ("August, 2021", date(2021, 8, 1), date(2021, 8, 31), Precision.MONTH),
        ("2021-08", date(2021, 8, 1), date(2021, 8, 31), Precision.MONTH),
        ("2021-08-15", date(2021, 8, 15), date(2021, 8, 15), Precision.DAY),
        ("15.08.2021", date(2021, 8, 15), date(2021, 8, 15), Precision.DAY),
        ("15 aug 2021", date(2021, 8, 15), date(2021, 8, 15), Precision.DAY),
        ("15th of August 2021", date(2021, 8, 15), date(2021, 8, 15), Precision.DAY),
        ("August 15, 2021", date(2021, 8, 15), date(2021, 8, 15), Precision.DAY),
        ("15 августа 2021 года", date(2021, 8, 15), date(2021, 8, 15), Precision.DAY),
        ("15–20 august 2021", date(2021, 8, 15), date(2021, 8, 20), Precision.RANGE),
        ("summer 2021", date(2021, 6, 1), date(2021, 8, 31), Precision.SEASON),
        ("9/2021", date(2021, 9, 1), date(2021, 9, 30), Precision.MONTH),
        ("09.2021", date(2021, 9, 1), date(2021, 9, 30), Precision.MONTH),
        ("aug-2021", date(2021, 8, 1), date(2021, 8, 31), Precision.MONTH),
        ("авг 2021", date(2021, 8, 1), date(2021, 8, 31), Precision.MONTH),
        ("янв 2021", date(2021, 1, 1), date(2021, 1, 31), Precision.MONTH),
        ("сент. 2021", date(2021, 9, 1), date(2021, 9, 30), Precision.MONTH),
        ("Dec. '15", date(2015, 12, 1), date(2015, 12, 31), Precision.MONTH),
        ("15-aug-2021", date(2021, 8, 15), date(2021, 8, 15), Precision.DAY),
        ("14-09-2021", date(2021, 9, 14), date(2021, 9, 14), Precision.DAY),
        ("14.09.21", date(2021, 9, 14), date(2021, 9, 14), Precision.DAY),
        ("2021/09/14", date(2021, 9, 14), date(2021, 9, 14), Precision.DAY),
        ("2021.09.14", date(2021, 9, 14), date(2021, 9, 14), Precision.DAY),
        ("8/9/2021", date(2021, 9, 8), date(2021, 9, 8), Precision.DAY),
        ("8/15/2021", date(2021, 8, 15), date(2021, 8, 15), Precision.DAY),
        ("в 2015-м", date(2015, 1, 1), date(2015, 12, 31), Precision.YEAR),
        ("second half of 2021", date(2021, 7, 1), date(2021, 12, 31), Precision.RANGE),
        ("H1 2021", date(2021, 1, 1), date(2021, 6, 30), Precision.RANGE),
        ("third quarter of 2021", date(2021, 7, 1), date(2021, 9, 30), Precision.RANGE),
        ("во второй половине 2021 года", date(2021, 7, 1), date(2021, 12, 31), Precision.RANGE),
        ("last week of august 2021", date(2021, 8, 25), date(2021, 8, 31), Precision.RANGE),
        ("second week of August 2021", date(2021, 8, 8), date(2021, 8, 14), Precision.RANGE),
        ("second half of feb 2020", date(2020, 2, 16), date(2020, 2, 29), Precision.RANGE),
        ("last half of Feb 2020", date(2020, 2, 16), date(2020, 2, 29), Precision.RANGE),
        ("первая неделя августа 2021", date(2021, 8, 1), date(2021, 8, 7), Precision.RANGE),
        ("в последнюю неделю августа 2021", date(2021, 8, 25), date(2021, 8, 31), Precision.RANGE),
        ("in the nineties", date(1990, 1, 1), date(1999, 12, 31), Precision.DECADE),
        ("в девяностых", date(1990, 1, 1), date(1999, 12, 31), Precision.DECADE),
        ("летом 2021", date(2021, 6, 1), date(2021, 8, 31), Precision.SEASON),
        ("1990s", date(1990, 1, 1), date(1999, 12, 31), Precision.DECADE),
        ("90s", date(1990, 1, 1), date(1999, 12, 31), Precision.DECADE),
        ("1990-е", date(1990, 1, 1), date(1999, 12, 31), Precision.DECADE),
        ("from 1996 to 2003", date(1996, 1, 1), date(2003, 12, 31), Precision.RANGE),
        ("с 1996 по 2003", date(1996, 1, 1), date(2003, 12, 31), Precision.RANGE),
        ("between 1996 and 2003", date(1996, 1, 1), date(2003, 12, 31), Precision.RANGE),
        ("между 1996 и 2003", date(1996, 1, 1), date(2003, 12, 31), Precision.RANGE),
        ("2003-1996", date(1996, 1, 1), date(2003, 12, 31), Precision.RANGE),
        ("1996-97", date(1996, 1, 1), date(1997, 12, 31), Precision.RANGE),
        ("june to september 2021", date(2021, 6, 1), date(2021, 9, 30), Precision.RANGE),
        ("nov - feb 2021", date(2020, 11, 1), date(2021, 2, 28), Precision.RANGE),
        ("before 2015", FIRST, date(2014, 12, 31), Precision.RANGE),
        ("до 2015", FIRST, date(2014, 12, 31), Precision.RANGE),
        ("since 2015", date(2015, 1, 1), LAST, Precision.RANGE),
        ("с 2015", date(2015, 1, 1), LAST, Precision.RANGE),
        ("after 2015", date(2016, 1, 1), LAST, Precision.RANGE),
        ("после 2015 года", date(2016, 1, 1), LAST, Precision.RANGE),
    ],
)
def test_a_period_is_read(typed, earliest, latest, precision):
    when = parse_period(typed)

    assert when is not None
    assert (when.earliest, when.latest, when.precision) == (earliest, latest, precision)


@pytest.mark.parametrize("dash", ["-", "–", "—", "−", "…", "..", "...", " - ", " – ", " … "])
def test_any_dash_or_dots_make_a_range(dash):
    when = parse_period(f"1996{dash}2003")

    assert when is not None
    assert (when.earliest.year, when.latest.year) == (1996, 2003)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "kabulov",
        "31 june 2021",
        "29 feb 2021",
        "99999",
        "0000",
        "100",
        "to 2003",
        "2021-13-45",
        "august",
        "15 августа",
        "may",
        "before",
        "с",
        "1996-",
        "kabulov 2021",
    ],
)
def test_what_is_no_period_or_has_no_year_is_none(typed):
    assert parse_period(typed) is None


def test_a_month_without_a_year_takes_the_year_that_is_meant():
    when = parse_period("15 августа", year_of=lambda month, day: 2000 + month + (day or 0))

    assert when is not None
    assert when.earliest == date(2023, 8, 15)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kabulov 2021", "2021"),
        ("2021 kabulov", "2021"),
        ("kabul, 2021", "2021"),
        ("what happened in moscow in july", "in july"),
        ("кабулов с 1996 по 2003", "с 1996 по 2003"),
        ("taliban august", "august"),
        ("sept 14", "sept 14"),
        ("may", "may"),
        ("fall of kabul", None),
        ("date of the fall of kabul", None),
        ("after the fall of kabul", None),
        ("march on kabul", None),
        ("may day", None),
        ("100 soldiers", None),
        ("15,000 soldiers", None),
    ],
)
def test_a_period_is_found_in_a_query(typed, found):
    located = find_period(typed, year_of=lambda _month, _day: 2021)

    assert (located and typed[located.span.start : located.span.end]) == found


@given(st.dates(date(1000, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_back_in_every_spelling(day):
    spellings = (
        day.isoformat(),
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b} {day.day}, {day.year}",
        f"{day.day}.{day.month:02}.{day.year}",
    )
    for typed in spellings:
        when = parse_period(typed)
        assert when is not None
        assert when.earliest == when.latest == day


@given(st.text(max_size=60))
def test_no_text_breaks_the_grammar(text):
    parse_period(text, year_of=lambda _month, _day: 2021)
    find_period(text, year_of=lambda _month, _day: 2021)


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=8,
    )
)
def test_no_heap_of_dates_breaks_the_grammar(parts):
    for glue in (" ", ""):
        text = glue.join(parts)
        located = find_period(text, year_of=lambda _month, _day: 2021)
        assert located is None or located.when.earliest <= located.when.latest


@pytest.mark.parametrize("typed", ["14.09", "14 сент", "14 сен."])
def test_a_day_without_a_year_is_that_of_the_corpus(typed):
    when = parse_period(typed, year_of=lambda _month, _day: 2021)

    assert when is not None
    assert when.earliest == when.latest == date(2021, 9, 14)


@pytest.mark.parametrize(
    "typed", ["9/11", "3.5 million people", "version 2.10 was sold", "31/31/2021"]
)
def test_other_figures_are_no_dates(typed):
    assert find_period(typed, year_of=lambda _month, _day: 2021) is None


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("32 aug 2021", "32 aug 2021"),
        ("kabulov 31 June", "31 June"),
        ("taliban february 30, 2021", "february 30, 2021"),
        ("29 feb 2021", "29 feb 2021"),
        ("32 августа 2021", "32 августа 2021"),
        ("29 feb", ""),
        ("31 aug 2021", ""),
        ("aug 2021", ""),
        ("2021 aug", ""),
        ("40 soldiers", ""),
        ("1 may 0000", ""),
    ],
)
def test_a_day_that_no_month_has_is_no_date(typed, named):
    assert no_such_day(typed) == named
