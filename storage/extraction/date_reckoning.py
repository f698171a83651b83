"""Readings reckoned to days: every form by its rule, ranges, and parts of a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from storage.extraction import date_anchors as anchors
from storage.extraction import date_narrative as narrative
from storage.extraction import date_years as years
from storage.extraction.date_arithmetic import slice_of
from storage.extraction.date_forms import Form, Reading
from storage.extraction.date_view import ANAPHORIC, Reckoned, View
from storage.models import Basis, Precision, When
from storage.text.calendar import year_days


def resolve(reading: Reading, view: View) -> Reckoned | None:
    """Reckon a reading to days; None where a day that it needs is not known."""
    return _RESOLVERS.get(reading.form, anchors.reckon_relative)(reading, view)


def until(start: Reckoned, reading: Reading, view: View) -> Reckoned | None:
    """Stretch a reckoned start to the far end of its range."""
    stop = resolve(reading._replace(until=None), view)
    if stop is not None and reading.form is Form.STORY_WEEKDAY:
        stop = stop._replace(when=weekday_from(start.when.earliest, reading.weekday or 0))
    if stop is None:
        return None
    last = stop.when.latest
    first = start.when.earliest
    if last < first and reading.year is None and start.basis is Basis.INFERRED:
        first = first.replace(year=first.year - 1)  # "from November to February"
    if last < first and reading.form is Form.WEEKDAY:  # "from Thursday to Tuesday"
        week = timedelta(days=7)
        first, last = (first, last + week) if view.tense(reading) > 0 else (first - week, last)
    when = When(first, last, Precision.RANGE)
    basis = start.basis if start.basis is not Basis.STATED else stop.basis
    return start._replace(
        when=when,
        basis=basis,
        reference=start.reference or stop.reference,
        confidence=min(start.confidence, stop.confidence),
        flags=start.flags | stop.flags,
    )


def weekday_from(day: date, weekday: int) -> When:
    """The first such weekday after a day."""
    ahead = timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)
    return When(day + ahead, day + ahead)


def _part(reading: Reading, view: View) -> Reckoned | None:
    """Read "the first half of 2020", "Q3 of last year"; a bare "Q3" is the last one begun."""
    if reading.whole is None:
        if view.reference is None:
            return None
        days = year_days(_year_of_part(reading, view, view.reference))
        whole = Reckoned(When(*days), Basis.INFERRED, view.reference, ANAPHORIC)
    else:
        resolved = resolve(reading.whole, view)
        if resolved is None:
            return None
        whole = resolved
    when = slice_of(whole.when, reading.number, reading.divisions, reading.parts)
    return whole._replace(when=when)


def _from_day(reading: Reading, view: View) -> Reckoned | None:
    base = _base(reading, view)
    return None if base is None else narrative.reckon_from_day(reading, base)


def _span_to(reading: Reading, view: View) -> Reckoned | None:
    base = _base(reading, view)
    return None if base is None else narrative.reckon_span_to(reading, base)


def _base(reading: Reading, view: View) -> Reckoned | None:
    """Reckon the day that a reading leans on, with the words around the whole of it."""
    if reading.whole is None:
        return None
    first, last, span = reading.first, reading.last, reading.span
    return resolve(reading.whole._replace(first=first, last=last, span=span), view)


def _year_of_part(reading: Reading, view: View, reference: date) -> int:
    """The year of the last quarter, half … begun; where what is told is ahead, of the next."""
    this = When(*year_days(reference.year))
    part = slice_of(this, reading.number, reading.divisions, reading.parts)
    if view.tense(reading) > 0:
        return reference.year if part.latest >= reference else reference.year + 1
    return reference.year if part.earliest <= reference else reference.year - 1


_RESOLVERS: dict[Form, Callable[[Reading, View], Reckoned | None]] = {
    Form.DAY: years.reckon_day,
    Form.MONTH: years.reckon_month,
    Form.YEAR: years.reckon_year,
    Form.DECADE: years.reckon_decade,
    Form.CENTURY: years.reckon_century,
    Form.SEASON: years.reckon_season,
    Form.ANAPHOR: anchors.reckon_anaphor,
    Form.OFFSET: anchors.reckon_offset,
    Form.PART: _part,
    Form.HOLIDAY: years.reckon_holiday,
    Form.NTH_WEEKDAY: years.reckon_nth_weekday,
    Form.DAY_OF_MONTH: years.reckon_day_of_month,
    Form.STORY_WEEKDAY: narrative.reckon_story_weekday,
    Form.STORY_SEASON: narrative.reckon_story_season,
    Form.FROM_DAY: _from_day,
    Form.SPAN_TO: _span_to,
    Form.COUNTERPART: narrative.reckon_counterpart,
}
