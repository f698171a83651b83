"""Two expressions that tell one date: "eleven weeks earlier, on 6 September"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from storage.extraction.date_arithmetic import exists, weekday_about
from storage.extraction.date_forms import DatedExpression, Form, Reading
from storage.extraction.date_view import NARRATED, View
from storage.models import Basis
from storage.text.calendar import month_days

_COUNTED = (Form.OFFSET, Form.AGO, Form.FROM_DAY)
_NAMED = (Form.DAY, Form.MONTH, Form.YEAR)
_WEEK = timedelta(days=7)
_LEADS = frozenset({"on", "in"})
_CLOSING = frozenset({"", ",", ".", ";", ")", "–", "—", "”", "?", "!"})


def is_apposed(last: DatedExpression, reading: Reading, view: View) -> bool:
    """Whether a reading only tells the date right before it again, after a comma.

    It is so of a date beside a count of days, weeks or years: "two years earlier, in 2018".
    """
    if last.sentence != view.number or reading.until is not None:
        return False
    between = view.tokens.text[last.span.end : reading.span.start]
    if between.strip() != ",":
        return False
    if last.form in _COUNTED:
        week = reading.form is Form.WEEKDAY and last.when.latest - last.when.earliest < _WEEK
        return reading.lead in _LEADS and (reading.form in _NAMED or week)
    counted = reading.form in _COUNTED and view.tokens.word(reading.last + 1) in _CLOSING
    return counted and last.form in _NAMED


def merged(
    last: DatedExpression, reading: Reading, told: DatedExpression | None
) -> DatedExpression:
    """Give the one of two apposed expressions that names the date: nothing else is known of it.

    A date that has no year yet gets that of the days counted beside it.
    """
    if told is None or reading.form in _COUNTED:
        return last
    kept = told._replace(frame=last.frame, flags=told.flags | (last.flags & {"flashback"}))
    first = told.when.earliest
    if reading.year is not None or reading.form is Form.YEAR:
        return kept
    if reading.form is Form.WEEKDAY:
        day = weekday_about(last.when, told.when.earliest.weekday(), 0)
        return _moved(kept, day - first, last) if day <= last.when.latest else last
    years = range(last.when.earliest.year - 1, last.when.latest.year + 2)
    days = [date(y, first.month, first.day) for y in years if exists(y, first.month, first.day)]
    return _moved(kept, min(days, key=lambda day: _away(day, last)) - first, last)


def _moved(told: DatedExpression, by: timedelta, last: DatedExpression) -> DatedExpression:
    """Move a date to where the one beside it has it, by which it is less sure."""
    if not by:
        return told
    first, latest = told.when.earliest + by, told.when.latest + by
    if told.form is Form.MONTH:
        latest = month_days(first.year, first.month)[1]
    return told._replace(
        when=replace(told.when, earliest=first, latest=latest),
        basis=Basis.INFERRED,
        reference=last.when.earliest,
        confidence=min(NARRATED, told.confidence),
        flags=told.flags | {"narrated"},
        ahead=False,
        method="narrative",
    )


def _away(day: date, other: DatedExpression) -> timedelta:
    """How far a day is from another date, nothing inside of it."""
    return max(other.when.earliest - day, day - other.when.latest, timedelta())
