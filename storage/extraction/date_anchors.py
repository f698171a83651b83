"""Dates reckoned from an anchor: the reference day, or a date told before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from storage.extraction.date_arithmetic import in_years, shifted, single, whole_of
from storage.extraction.date_forms import DatedExpression, Form, Reading
from storage.extraction.date_view import (
    ANAPHORIC,
    FOLLOWS,
    INFERRED,
    Reckoned,
    View,
    before,
    leaning,
)
from storage.extraction.date_weekdays import reckon_weekday
from storage.extraction.tense import is_past_perfect
from storage.models import Basis, Precision, When
from storage.text.calendar import month_days, weekend_days, year_days

_SAFE_DAY = 28  # every month has it
_ROUND = 10  # units ago that are a round figure


def reckon_relative(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "on Monday", "last week", "yesterday", "two days ago" from the reference day."""
    reference = view.reference
    if reference is None:
        return None
    if reading.form is Form.WEEKDAY:
        return reckon_weekday(reading, view, reference)
    if reading.form is Form.DEICTIC:
        when = single(reference + timedelta(days=reading.number))
    elif reading.form is Form.AGO:
        when = _ago(reading, reference)
    else:
        when = _unit(reading, view, reference)
    return Reckoned(when, Basis.RELATIVE, reference, INFERRED)


def _ago(reading: Reading, reference: date) -> When:
    """Reckon "two days ago"; "20 years ago" and "a decade ago" are round figures."""
    number, unit = in_years(reading.number, reading.unit)
    if reading.whole is not None:  # "three years ago this month"
        then = date(reference.year - number, reference.month, min(reference.day, _SAFE_DAY))
        return whole_of(then, reading.whole.unit)
    when = shifted(reference, unit, -number)
    return replace(when, approximate=number >= _ROUND)


def _ended(reference: date, unit: str) -> When:
    """The unit whose end is the latest past: told in the past, "by the end of the year"."""
    this = shifted(reference, unit, 0)
    near = this.latest - reference <= timedelta(days=_NEAR_END)
    return this if near else shifted(reference, unit, -1)


_NEAR_END = 7
_MONTHS = 12
_WEEK = timedelta(days=7)


def _unit(reading: Reading, view: View, reference: date) -> When:
    last = view.here[-1] if view.here else None
    if reading.unsure and reading.unit == "year" and last and opens_story(last, view.number):
        return When(*year_days(last.when.earliest.year), Precision.YEAR)  # "by the end of the year"
    if reading.divisions < 0 and reading.shift == 0 and view.tense(reading) < 0:
        return _ended(reference, reading.unit)
    if reading.divisions < 0 and reading.unit == "year" and reading.lead == "at":
        december = month_days(reference.year, _MONTHS)
        return When(*december, Precision.MONTH)  # "at the end of the year"
    if reading.shift is not None:
        if reading.unit == "weekend":
            days = weekend_days(reference + timedelta(weeks=reading.shift))
            past = reading.shift == 0 and days[0] > reference and view.tense(reading) < 0
            return When(*(weekend_days(days[0] - _WEEK) if past else days), Precision.WEEKEND)
        return shifted(reference, reading.unit, reading.shift)
    saturday = weekend_days(reference)[0]  # "at the weekend"
    if view.tense(reading) <= 0 and reference < saturday:
        saturday -= timedelta(weeks=1)
    return When(*weekend_days(saturday), Precision.WEEKEND)


def reckon_anaphor(reading: Reading, view: View) -> Reckoned | None:
    """Reckon "the same day", "at the time" from the latest date before that is fine enough."""
    if reading.unit == "time":
        base = next((e for e in reversed(view.here) if view.number - e.sentence <= 1), None)
        fits = base is not None and base.form not in (Form.DEICTIC, Form.ANAPHOR)
        return leaning(base.when, base) if base is not None and fits else None
    for base in before(view):
        if "interview" in base.flags and base not in view.here:
            continue  # when a source looked back is no day of the story
        if base.form is Form.DEICTIC or (base.attributive and reading.unit != "year"):
            continue
        if base.when.width > _LONGEST.get(reading.unit, 0):
            continue
        return leaning(whole_of(base.when.earliest, reading.unit), base)
    return None


_LONGEST = {"day": 0, "week": 6, "weekend": 6, "month": 31, "quarter": 92, "year": 366}


def reckon_offset(reading: Reading, view: View) -> Reckoned | None:
    """Read "two days later": from the date before it in the passage, if that is fine enough.

    A sentence that looks back, "The day before, Okoro had said …", leans on the passages before,
    too.
    """
    number, unit = in_years(reading.number, reading.unit)
    back = looks_back(reading, view)
    base = _counted_from(reading, view, unit, back=back)
    if base is None or (base.form is Form.DEICTIC and not (back or reading.whole)):
        return None if reading.whole else _from_now(reading, view, number, unit)
    if base.when.width > _LONGEST.get(unit, 0):
        return None
    whole = (number > 0 or back) and base.when.precision is not Precision.RANGE
    if unit == "year" and not whole and base.when.precision in _PARTS_OF_YEARS:
        return leaning(_years_on(base.when, number), base)
    told = leaning(shifted(base.when.earliest, unit, number), base)
    return told._replace(flags=told.flags | {"flashback"}) if back else told


def _counted_from(reading: Reading, view: View, unit: str, *, back: bool) -> DatedExpression | None:
    """The date that days are counted from.

    "That" is the latest, whatever it looks back on; "that meeting" is the latest of the story.
    """
    that = reading.whole is not None and reading.whole.first == reading.whole.last
    base = next((e for e in reversed(view.here) if that or not _steps_back(e)), None)
    if base is not None and view.number - base.sentence <= FOLLOWS:
        return base
    if back or reading.whole:
        longest = _LONGEST.get(unit, 0)
        told = (e for e in before(view) if _tells(e) and (that or not _steps_back(e)))
        base = next((e for e in told if e.when.width <= longest), None)
        return None if base is not None and base.form is Form.OFFSET and not that else base
    if reading.shift is not None and unit != "day":  # "the following year" goes on with the story
        return next((e for e in before(view) if not _steps_back(e) and not e.ahead), None)
    return None


def _tells(expression: DatedExpression) -> bool:
    """Whether a date is one at which something happened: none that bounds, names or is to come."""
    bounds = expression.lead in ("since", "until", "till", "from", "by")
    return not (expression.ahead or expression.attributive or bounds)


def looks_back(reading: Reading, view: View) -> bool:
    """Whether days counted back open a sentence in the past perfect: they tell what happened."""
    opens = all(view.tokens.word(i) in _INTRODUCING for i in range(reading.first))
    return reading.number < 0 and opens and is_past_perfect(view.tokens, reading.last + 1)


_INTRODUCING = frozenset(
    {"but", "and", "yet", "only", "just", "exactly", "barely", "some", "about", "“", '"'}
)


_PARTS_OF_YEARS = (Precision.MONTH, Precision.SEASON, Precision.RANGE)


def _from_now(reading: Reading, view: View, number: int, unit: str) -> Reckoned | None:
    """Reckon what today is measured against: "up from 12 percent a year earlier"."""
    before = {view.tokens.word(reading.first - step) for step in range(1, _MEASURED)}
    against = before & _AGAINST or view.tokens.word(reading.first - 1) in _BESIDE
    if view.reference is None or number >= 0 or not against or unit == "day":
        return None
    when = shifted(view.reference, unit, number)
    return Reckoned(when, Basis.INFERRED, view.reference, ANAPHORIC, frozenset({"anaphoric"}))


_MEASURED = 5  # tokens: "from 12.5 billion euros a year earlier"
_AGAINST = frozenset({"from", "than", "against", "compared", "versus"})
_BESIDE = frozenset({"with", "on", "over", "to"})


def _steps_back(expression: DatedExpression) -> bool:
    """Whether a date only looks back from the story ("the year before, he had come second")."""
    base = expression.reference
    return expression.form is Form.OFFSET and base is not None and expression.when.latest < base


def _years_on(when: When, years: int) -> When:
    """The same months in another year: "a year earlier" than the third quarter of 2020."""
    first, last = when.earliest, when.latest
    end = month_days(last.year + years, last.month)[1]
    start = date(first.year + years, first.month, 1)
    return replace(when, earliest=start, latest=end)


def opens_story(last: DatedExpression, sentence: int) -> bool:
    """Whether a date opens its sentence with a past year, and still holds in the one given."""
    goes_on = "narrated" in last.flags
    opens = last.frame and last.basis is Basis.STATED
    one_year = last.when.earliest.year == last.when.latest.year
    fits = last.form in _OPENING and not last.attributive
    return (opens or goes_on) and one_year and fits and sentence - last.sentence <= FOLLOWS


_OPENING = (Form.YEAR, Form.DAY, Form.MONTH, Form.WEEKDAY)
