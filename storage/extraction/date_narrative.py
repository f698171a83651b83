"""Dates that the story around tells reckoned to days: "the following Sunday", "that summer"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from storage.extraction.date_anchors import reckon_relative
from storage.extraction.date_arithmetic import nearest_weekday, weekday_about, whole_of
from storage.extraction.date_forms import DatedExpression, Form, Reading
from storage.extraction.date_view import (
    ANAPHORIC,
    FOLLOWS,
    INFERRED,
    LONG_PAST,
    STORY_DAYS,
    Reckoned,
    View,
    before,
    leaning,
)
from storage.extraction.date_weekdays import contrasts
from storage.models import Basis, Precision, When
from storage.text.calendar import month_days, season_days, year_days

_WEEK = timedelta(days=7)
_DAYS_TOLD = 14  # days of the longest range that "the Sunday" may be one of
_REMEMBERED_DAYS = 6  # dates before that may be the story's
_SEASONS = (-2, -1, 0, 1, 2)


def reckon_story_weekday(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "the following Sunday", "by the Sunday" from the day that the story has come to.

    Where it tells of none, they are what "on Sunday" is.
    """
    weekday = reading.weekday or 0
    days = list(_story_days(view, weekdays=reading.unit == "that"))
    for base in days:
        named = base.when.earliest.weekday() == weekday and base.named_weekday
        if reading.number == 0 and not named and base is not days[0]:
            continue
        told = contrasts(reading, view) and not reading.number
        about = nearest_weekday if told else weekday_about
        return leaning(_single(about(base.when, weekday, reading.number)), base)
    if _of_untold_week(reading, view) or (reading.number > 0 and view.tense(reading) < 0):
        return None  # after a day that is not told
    shift = reading.number or None
    return reckon_relative(
        reading._replace(form=Form.WEEKDAY, shift=shift, number=0, unit=""), view
    )


def _of_untold_week(reading: Reading, view: View) -> bool:
    """Whether "that Sunday" is one of a time long past of which no day is told."""
    if reading.unit != "that" or not view.here or view.reference is None:
        return False
    return view.reference - view.here[-1].when.latest > LONG_PAST


def _story_days(view: View, *, weekdays: bool) -> Iterator[DatedExpression]:
    """List the days that a story may have come to, latest first; `weekdays` adds those of news."""
    for base in islice(before(view), _REMEMBERED_DAYS):
        named = base.form is Form.WEEKDAY and (weekdays or "narrated" in base.flags)
        fits = (named or base.form in STORY_DAYS) and base.when.width <= _DAYS_TOLD
        if fits and not base.ahead and not base.attributive:
            yield base


def _single(day: date) -> When:
    return When(day, day, Precision.DAY)


def reckon_story_season(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "the following summer" from the last past date of the story."""
    base = story_date(view)
    if base is None:
        return None
    start = reading.month or 1
    spans = [season_days(base.when.earliest.year + step, start) for step in _SEASONS]
    if reading.number > 0:
        days = next(span for span in spans if span[0] > base.when.latest)
    else:
        days = [span for span in spans if span[1] < base.when.earliest][-1]
    return leaning(When(*days, Precision.SEASON), base)


def story_date(view: View) -> DatedExpression | None:
    """The last date of the story: past, of a year or finer, and no part of a noun phrase."""
    for base in before(view):
        fine = base.when.width <= 366  # noqa: PLR2004 - a year
        if base.form is Form.DEICTIC or base.attributive or base.ahead or not fine:
            continue
        return base
    return None


def reckon_from_day(reading: Reading, resolved: Reckoned) -> Reckoned:
    """Reckon "two days before Christmas" from the day."""
    by = timedelta(days=reading.number)
    when = replace(
        resolved.when, earliest=resolved.when.earliest + by, latest=resolved.when.latest + by
    )
    return resolved._replace(when=replace(when, approximate=reading.approximate))


def reckon_span_to(reading: Reading, resolved: Reckoned) -> Reckoned:
    """Reckon "the three months to June 30": what ends with that day, or with that month."""
    last = resolved.when.latest
    if reading.unit in ("day", "week"):
        days = reading.number * (7 if reading.unit == "week" else 1)
        first = last - timedelta(days=days - 1)
    else:
        months = reading.number * {"month": 1, "quarter": 3, "year": 12}[reading.unit]
        first = _months_before(last, months)
    return resolved._replace(when=When(first, last, Precision.RANGE))


def _months_before(last: date, months: int) -> date:
    """The first day of so many months that end with a day."""
    month_end = month_days(last.year, last.month)[1]
    count = last.year * 12 + last.month - 1 - months
    if last == month_end:
        count += 1
        return date(count // 12, count % 12 + 1, 1)
    end = month_days(count // 12, count % 12 + 1)[1].day
    return date(count // 12, count % 12 + 1, min(last.day, end)) + timedelta(days=1)


def reckon_counterpart(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "the same week a year earlier": of what was told just before, else of today."""
    base = next((e for e in reversed(view.here) if _measures(e, reading.unit)), None)
    if base is not None and view.number - base.sentence <= FOLLOWS:
        reckoned = leaning(base.when, base)
    elif reading.unit == "period":
        return _untold_period(reading, view.reference)
    elif view.reference is None or reading.unit == "quarter":
        return None
    else:
        today, flags = view.reference, frozenset({"anaphoric"})
        reckoned = Reckoned(_single(today), Basis.INFERRED, today, ANAPHORIC, flags)
    return reckoned._replace(when=_in_year(reckoned.when, reading))


def _untold_period(reading: Reading, reference: date | None) -> Reckoned | None:
    """Reckon "the same period last year" after none that is told: in that year, somewhen."""
    last = reading.shift is not None and reference is not None
    year = reference.year - 1 if last and reference is not None else reading.year
    if year is None:
        return None
    when = When(*year_days(year), Precision.YEAR, approximate=True)
    basis = Basis.RELATIVE if last else Basis.STATED
    return Reckoned(when, basis, reference if last else None, INFERRED)


def _in_year(when: When, reading: Reading) -> When:
    """The week, month … of another year that a range of days is to be compared with."""
    day = when.earliest
    year = reading.year or day.year - 1
    if reading.unit in ("week", "weekend"):
        return whole_of(day - 52 * _WEEK * (day.year - year), reading.unit)
    if reading.unit in ("quarter", "period"):
        return _years_back(when, day.year - year)
    return whole_of(day.replace(year=year), reading.unit)


def _years_back(when: When, years: int) -> When:
    """The same months or days so many years before; of a week, the same weekdays."""
    first, last = when.earliest, when.latest
    if last - first < _WEEK:
        return replace(when, earliest=first - 52 * _WEEK * years, latest=last - 52 * _WEEK * years)
    end = month_days(last.year - years, last.month)[1]
    whole = last == month_days(last.year, last.month)[1]
    start = month_days(first.year - years, first.month)[1]
    start = start.replace(day=min(first.day, start.day))
    return replace(
        when, earliest=start, latest=end if whole else end.replace(day=min(last.day, end.day))
    )


def _measures(base: DatedExpression, unit: str) -> bool:
    """Whether a date is as long as a week, a month … or part of one."""
    days = base.when.width
    least, most = {
        "day": (0, 0),
        "week": (0, 6),
        "weekend": (0, 3),
        "month": (0, 30),
        "quarter": (80, 95),
        "period": (1, 366),
    }[unit]
    return least <= days <= most
