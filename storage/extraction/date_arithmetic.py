"""Arithmetic of days: spans shifted, cut into parts, chosen among years; nothing of texts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from storage.extraction.date_tokens import holidays
from storage.models import Precision, When
from storage.text.calendar import (
    decade_days,
    month_days,
    week_days,
    weekend_days,
    year_days,
)

_FIRST_YEAR, _LAST_YEAR = 2, 9998  # what date arithmetic by a year can bear


def whole_week(when: When, unit: str) -> When:
    """Reckon "the week of July 5", "the weekend of 14–15 August": days given as one stretch."""
    if when.earliest == when.latest:
        return whole_of(when.earliest, unit)
    days = when.width + 1
    if days > _WEEK_DAYS[unit]:
        return when
    return replace(when, precision=Precision.WEEKEND if unit == "weekend" else Precision.WEEK)


_WEEK_DAYS = {"weekend": 4, "week": 8}  # the longest, with the days at its edges


def single(day: date) -> When:
    """One day as a range."""
    return When(day, day, Precision.DAY)


def years_near(reference: date, month: int, day: int) -> list[date]:
    """List a day of a month in the years around a reference in which it exists."""
    near = [y for y in range(reference.year - 1, reference.year + 2) if exists(y, month, day)]
    if not near:  # 29 February
        near = [y for y in range(reference.year - 4, reference.year + 5) if exists(y, month, day)]
    return [date(y, month, day) for y in near]


def exists(year: int, month: int, day: int) -> bool:
    """Whether a year has that day, and date arithmetic can bear the year."""
    return _FIRST_YEAR <= year <= _LAST_YEAR and day <= monthrange(year, month)[1]


def weekday_about(base: When, weekday: int, step: int) -> date:
    """The weekday after a day, before it, or, without a step, from it on."""
    if step < 0:
        return base.earliest - timedelta(days=(base.earliest.weekday() - weekday - 1) % 7 + 1)
    start = base.latest + timedelta(days=1) if step else base.earliest
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def nearest_weekday(base: When, weekday: int, _step: int = 0) -> date:
    """The weekday nearest to a day, itself included."""
    day = weekday_about(base, weekday, 0)
    last = day - timedelta(days=7)
    return last if base.earliest - last < day - base.latest else day


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The first, second … weekday of a month; -1 is the last.

    Raises ValueError for a fifth that the month does not have.
    """
    first, last = month_days(year, month)
    if nth < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    ahead = (weekday - first.weekday()) % 7 + 7 * (nth - 1)
    return date(year, month, ahead + 1)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    month, day = divmod(h + el - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holiday(name: str, year: int) -> date:
    """The day of a holiday of the lexicon in a year."""
    found = holidays()[name]
    if "easter" in found:
        return easter(year) + timedelta(days=found["easter"])
    if "nth" in found:
        return nth_weekday(year, found["month"], found["weekday"], found["nth"])
    return date(year, found["month"], found["day"])


def choose(days: Sequence[date], reference: date, tense: int) -> date:
    """The day that the tense points at: the last one past, the next one to come, the nearest."""
    past = [d for d in days if d <= reference]
    ahead = [d for d in days if d >= reference]
    if tense < 0 and past:
        return past[-1]
    if tense > 0 and ahead:
        return ahead[0]
    if not days:
        raise ValueError("no such day near the reference")
    # What does not tell is news: rather past than as far ahead.
    return min(days, key=lambda d: (abs((d - reference).days) * (2 if d > reference else 1), d))


def shifted(day: date, unit: str, by: int) -> When:
    """The day, week, month, year, decade or quarter that lies so many of them from a day."""
    if unit == "day":
        return single(day + timedelta(days=by))
    if unit in ("week", "weekend"):
        return When(*week_days(day + timedelta(weeks=by)), Precision.WEEK)
    if unit in ("month", "quarter"):
        size = 3 if unit == "quarter" else 1
        count = day.year * 12 + (day.month - 1) // size * size + by * size
        first = date(count // 12, count % 12 + 1, 1)
        last = count + size - 1
        whole = Precision.RANGE if unit == "quarter" else Precision.MONTH
        return When(first, month_days(last // 12, last % 12 + 1)[1], whole)
    if unit == "year":
        return When(*year_days(day.year + by), Precision.YEAR)
    if unit == "decade":
        return When(*decade_days(day.year + 10 * by), Precision.DECADE)
    first_year = (day.year - 1) // 100 * 100 + 1 + 100 * by
    return When(date(first_year, 1, 1), date(first_year + 99, 12, 31), Precision.RANGE)


def in_years(number: int, unit: str) -> tuple[int, str]:
    """Turn decades and centuries into years, and leave other units as they are."""
    years = {"decade": 10, "century": 100}.get(unit)
    return (number * years, "year") if years else (number, unit)


def whole_of(day: date, unit: str) -> When:
    """The weekend, week, month … that holds a day."""
    if unit == "weekend":
        return When(*weekend_days(day), Precision.WEEKEND)
    return shifted(day, unit, 0)


def slice_of(whole: When, number: int, divisions: int, parts: int = 1) -> When:
    """One or more of so many equal parts, cut at the bounds of years, months or days."""
    if parts > 1:
        final = slice_of(whole, number + parts - 1, divisions)
        return replace(final, earliest=slice_of(whole, number, divisions).earliest)
    years = whole.latest.year - whole.earliest.year + 1
    if years >= divisions:
        size = years // divisions
        first = whole.earliest.year + size * (number - 1)
        return When(date(first, 1, 1), date(first + size - 1, 12, 31), Precision.RANGE)
    if whole.width > 300:  # noqa: PLR2004 - a year
        size, year = 12 // divisions, whole.earliest.year
        last = size * number
        return When(date(year, last - size + 1, 1), month_days(year, last)[1], Precision.RANGE)
    days = whole.width + 1
    size = days // divisions
    first_day = whole.earliest + timedelta(days=size * (number - 1))
    last_day = whole.latest if number == divisions else first_day + timedelta(days=size - 1)
    return When(first_day, last_day, Precision.RANGE)
