"""Dates told twice, put right or compared: which of two expressions is a date, and which day."""

from __future__ import annotations

from datetime import date

import pytest

from storage.extraction.dates import find_dates

FRIDAY = date(2023, 11, 24)


def dates(text, on=FRIDAY):
    return find_dates(text, reference=on)


def told(text):
    """Give the expressions with their ranges, short where they are one day."""
    return [
        (e.text, f"{e.when.earliest}")
        if e.when.earliest == e.when.latest
        else (e.text, f"{e.when.earliest} {e.when.latest}")
        for e in dates(text)
    ]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (
            "The mill stopped eleven weeks earlier, on 6 September.",
            ("on 6 September", "2023-09-06"),
        ),
        (
            "On 22 November 2021 the mill shut. Eleven weeks earlier, on 6 September, it burned.",
            ("on 6 September", "2021-09-06"),
        ),
        (
            "On 1 March 2019 the mill stopped. A year later, in February, it was sold.",
            ("in February", "2020-02-01 2020-02-29"),
        ),
        ("The mill stopped two years ago, in 2021.", ("in 2021", "2021-01-01 2021-12-31")),
        ("The mill stopped two weeks ago, on Friday.", ("on Friday", "2023-11-10")),
        (
            "On 6 September, eleven weeks earlier, the mill burned.",
            ("On 6 September", "2023-09-06"),
        ),
        (
            "On 6 May 2020 the mill stopped, and two days later, on Friday, it burned.",
            ("on Friday", "2020-05-08"),
        ),
    ],
)
def test_a_date_beside_the_days_counted_to_it_is_one_date(text, last):
    found = told(text)
    assert found[-1] == last
    assert sum("earlier" in words or "later" in words or "ago" in words for words, _ in found) == 0


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("It burned on 6 May, two days later it stopped.", ["on 6 May", "two days later"]),
        ("It burned on 6 May and stopped two days later.", ["on 6 May", "two days later"]),
        ("It burned two weeks ago, and on 12 November again.", ["two weeks ago", "on 12 November"]),
        (
            "On 6 May 2020 it burned. A year later, on Friday, it stopped.",
            ["On 6 May 2020", "A year later", "on Friday"],
        ),
    ],
)
def test_dates_that_only_stand_near_each_other_are_two(text, expressions):
    assert [words for words, _ in told(text)] == expressions


def test_a_year_found_by_the_days_counted_beside_is_inferred_from_the_story():
    text = (
        "On 22 November 2021 it stopped. Eleven weeks earlier, on Monday, 6 September, it burned."
    )
    found = dates(text)[-1]
    assert (found.method, found.named_weekday) == ("narrative", True)
    assert found.confidence < 0.9


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The pool shut on Monday, 13 November, not on the Sunday.", "2023-11-12"),
        ("The pool shut on Monday, 13 November, rather than on the Sunday.", "2023-11-12"),
        ("The pool shut on Friday, 10 November, not on the Saturday.", "2023-11-11"),
        ("The pool shut on Friday, 3 November, and not on Saturday.", "2023-11-04"),
        ("The pool shut on Monday, 13 November, instead of the Sunday.", "2023-11-12"),
        # the story goes on
        ("The pool shut on Monday, 13 November. On the Sunday it was open.", "2023-11-19"),
        ("The pool shut on Monday, 13 November. It was not open on the Sunday.", "2023-11-19"),
        ("The pool shut on Friday, 3 November. Nobody came on Saturday.", "2023-11-18"),
    ],
)
def test_a_weekday_put_right_is_the_nearest_to_the_day_that_is_right(text, day):
    assert str(dates(text)[-1].when.earliest) == day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Sales rose in fiscal 2021/22.", "2021-01-01 2022-12-31"),
        ("Sales rose in fiscal 2021-22.", "2021-01-01 2022-12-31"),
        ("Sales rose in the financial year 2021-22.", "2021-01-01 2022-12-31"),
        ("Sales rose in the 2021/22 financial year.", "2021-01-01 2022-12-31"),
        ("Sales rose in FY2021/22.", "2021-01-01 2022-12-31"),
        ("Sales rose in the 2021/22 season.", "2021-01-01 2022-12-31"),
        ("Sales rose in fiscal 2022.", "2022-01-01 2022-12-31"),
        ("Sales rose in FY2022.", "2022-01-01 2022-12-31"),
    ],
)
def test_years_of_accounts_are_both_years_roughly(text, days):
    (found,) = dates(text)
    assert f"{found.when.earliest} {found.when.latest}" == days
    assert found.when.approximate


@pytest.mark.parametrize("text", ["Sales rose in 2022.", "Sales rose from 2021 to 2022."])
def test_years_of_the_calendar_are_exact(text):
    (found,) = dates(text)
    assert not found.when.approximate


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Costs fell in the three months to 30 June 2023 against the same period last year.",
            "2022-04-01 2022-06-30",
        ),
        (
            "Costs fell in the three months to 31 March 2021 on the same three months a year ago.",
            "2020-01-01 2020-03-31",
        ),
        (
            "Costs fell in the first nine months of 2023 from the same period of 2019.",
            "2019-01-01 2019-09-30",
        ),
        (
            "Costs fell in the three months to 15 March 2023 from the same period the year before.",
            "2021-12-16 2022-03-15",
        ),
        (
            "Claims rose in the week to 19 November from the same period a year earlier.",
            "2022-11-14 2022-11-20",
        ),
        # no period is told: the year is known, no more
        ("Costs fell from the same period last year.", "2022-01-01 2022-12-31"),
        ("Costs fell on 3 May from the same period last year.", "2022-01-01 2022-12-31"),
    ],
)
def test_the_same_period_last_year_is_the_range_told_before_a_year_earlier(text, days):
    found = dates(text)[-1]
    assert f"{found.when.earliest} {found.when.latest}" == days


def test_that_period_and_a_period_without_a_year_are_no_dates():
    assert not dates("The same period was hard. That period is over. A period of calm came.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On 3 May 2019 the dam broke. At the time, the lake was full.", "2019-05-03"),
        ("In 1998 the dam broke; nobody lived there at the time.", "1998-01-01"),
        ("The dam broke in May 2019. It had no wardens at that time.", "2019-05-01"),
    ],
)
def test_at_the_time_is_the_date_told_before_in_the_passage(text, expected):
    found = dates(text)
    assert found[-1].text.lower() in ("at the time", "at that time")
    assert str(found[-1].when.earliest) == expected
    assert found[-1].when == found[-2].when
    assert found[-1].confidence < found[-2].confidence
    assert found[-1].method == "anaphor"


@pytest.mark.parametrize(
    "text",
    [
        "At the time, the lake was full.",
        "Today the lake is full. At the time, it was dry.",
        "On 3 May 2019 the dam broke. Nobody slept. They wept. At the time, all were poor.",
        "He was away at the time of the flood. He ate at the time when others slept.",
        "She was away at the time the dam broke in anger.",
    ],
)
def test_at_the_time_of_nothing_told_is_no_date(text):
    assert "the time" not in " ".join(e.text for e in dates(text))
