"""Weekdays reckoned to days: of the week in which the text appeared, or of the story it tells.

"On Sunday" is the last before publication.  In a story long past, it is the first after the day
that the story has come to ("On 3 May 2019 the dam broke. On Sunday …").
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import chain

from storage.extraction.date_arithmetic import nearest_weekday, single, weekday_about
from storage.extraction.date_forms import DatedExpression, Form, Reading
from storage.extraction.date_tokens import guards
from storage.extraction.date_view import (
    FOLLOWS,
    INFERRED,
    LONG_PAST,
    NARRATED,
    STORY_DAYS,
    Reckoned,
    View,
    before,
)
from storage.models import Basis
from storage.text.calendar import week_days

_WEEK = timedelta(days=7)
_RECENT = timedelta(days=13)
_NEWS = timedelta(days=10)  # from publication: a day so near is one of the news
_SENTENCE_END = re.compile(r"[.!?]\s")
_ASIDE = re.compile(r"\b(?:who|whose|which|that)\b|,[^,]*$")
_PRESENT = frozenset({"has", "have", "now"})  # what a story long past does without


def reckon_weekday(reading: Reading, view: View, reference: date) -> Reckoned:
    """Reckon "on Monday", "last Friday", "Tuesday of last week", "this coming Friday"."""
    plain = reading.shift is None and not reading.number and not reading.unit
    tense = view.tense(reading)
    if plain and tense <= 0 and (base := _story_day(reading, view, reference)):
        day = weekday_about(base.when, reading.weekday or 0, 0)
        told = frozenset({"narrated"})
        return Reckoned(single(day), Basis.INFERRED, base.when.earliest, NARRATED, told)
    if plain and (base := _day_put_right(reading, view)):
        day = nearest_weekday(base.when, reading.weekday or 0)
        return Reckoned(single(day), Basis.INFERRED, base.when.earliest, NARRATED)
    day = _about_publication(reading, view, reference, tense)
    return Reckoned(single(day), Basis.RELATIVE, reference, INFERRED)


def contrasts(reading: Reading, view: View) -> bool:
    """Whether a weekday is the wrong one, put right beside it: "not on the Sunday"."""
    at = reading.first - 1
    while view.tokens.word(at) in ("on", "the", "of"):
        at -= 1
    return view.tokens.word(at) in ("not", "than", "instead")


def _day_put_right(reading: Reading, view: View) -> DatedExpression | None:
    """The day of the calendar in the same sentence with which a weekday is contrasted."""
    last = view.here[-1] if view.here else None
    if last is None or last.sentence != view.number or last.form is not Form.DAY:
        return None
    one = last.when.earliest == last.when.latest
    return last if one and contrasts(reading, view) else None


def _about_publication(reading: Reading, view: View, reference: date, tense: int) -> date:
    weekday = reading.weekday or 0
    monday = week_days(reference)[0]
    if reading.unit == "coming":  # "this coming Friday", "a week from Friday"
        ahead = (weekday - reference.weekday() - 1) % 7 + 1 + 7 * reading.number
        return reference + timedelta(days=ahead)
    if reading.number:  # "Tuesday of last week"
        return monday + timedelta(weeks=reading.shift or 0, days=weekday)
    last = reference - timedelta(days=(reference.weekday() - weekday) % 7)
    if reading.shift is None:
        if tense > 0:
            return last if last == reference else last + _WEEK
        return _same_weekday(weekday, view, reference) or last
    return _shifted(reading.shift, monday + timedelta(days=weekday), last, reference, tense)


def _shifted(shift: int, this: date, last: date, reference: date, tense: int) -> date:
    """Reckon "last Friday", "this Friday", "next Friday" from this week's and the last past."""
    if shift < 0:
        return last if last < reference else last - _WEEK
    if shift > 0:
        return this + _WEEK
    return last if this > reference and tense < 0 else this


def _same_weekday(weekday: int, view: View, reference: date) -> date | None:
    """Read "on Friday" after "Friday, July 9" is that day, as long as it is recent."""
    for expression in before(view):
        day = expression.when.earliest
        named = expression.form is Form.DAY and expression.named_weekday
        if named and day.weekday() == weekday and timedelta() <= reference - day <= _RECENT:
            return day
    return None


def _story_day(reading: Reading, view: View, reference: date) -> DatedExpression | None:
    """The day, long past, that the story around a bare weekday has come to in its passage.

    An article that has told of the days around its publication means them by its weekdays.
    """
    base = _day_told(view)
    if base is None or base.ahead or reference - base.when.latest <= LONG_PAST:
        return None
    if view.number - base.sentence > FOLLOWS or view.tokens.row[reading.last].possessive:
        return None
    fits = _carries(base, reading, view) and not view.tokens.words() & _PRESENT
    return base if fits and not _tells_news(view, reference) else None


def _day_told(view: View) -> DatedExpression | None:
    """The latest day told before in the passage, unless another time is opened after it."""
    for told in reversed(view.here):
        day = told.when.earliest == told.when.latest and not told.attributive
        if day and ("narrated" in told.flags or (told.form in STORY_DAYS and _in_full(told))):
            return told
        if day or told.frame:
            return None
    return None


def _in_full(told: DatedExpression) -> bool:
    """Whether a day is given with its year, or leans on one that is told before."""
    return told.basis is Basis.STATED or "anaphoric" in told.flags


def _carries(base: DatedExpression, reading: Reading, view: View) -> bool:
    """Whether a story goes on from a day: in the same mouth, from one that opens its sentence.

    From another only a weekday goes on that opens a later sentence in which nobody speaks, and
    not where the day only tells who somebody is ("Haas, who was jailed on 3 May 2019, …").
    """
    quotation = view.quotation(reading)
    opened_in = next((q for q in view.quoted if q.overlaps(base.span)), None)
    later = base.sentence < view.number
    speaks = not guards()["speaking"].isdisjoint(view.tokens.words())
    if quotation != opened_in or (speaks and not later):
        return False
    first_said = opened_in is not None and base.span.start == opened_in.start + 1
    if base.frame or first_said or "narrated" in base.flags:
        return True
    opens = later and reading.span.start == view.sentence.start and not speaks
    led = _SENTENCE_END.split(view.tokens.text[: base.span.start])[-1]
    return opens and base.lead in ("", "on") and not _ASIDE.search(led)


def _tells_news(view: View, reference: date) -> bool:
    """Whether a day around publication has been told."""
    return any(
        told.when.earliest == told.when.latest
        and told.when.earliest != reference
        and abs(told.when.earliest - reference) <= _NEWS
        for told in chain(view.here, view.earlier)
    )
