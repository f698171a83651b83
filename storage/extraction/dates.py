"""Dated expressions of a text, reckoned to ranges of days.

A pure function of the text, a reference day (the publication date) and what was dated before.
Nothing is guessed: an expression that needs a day which is not known is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from storage.extraction.date_arithmetic import whole_week
from storage.extraction.date_forms import DatedExpression, Form, Reading
from storage.extraction.date_readings import read_sentences
from storage.extraction.date_reckoning import resolve, until
from storage.extraction.date_view import REMEMBERED, View

__all__ = ["REMEMBERED", "DatedExpression", "find_dates"]


def find_dates(
    text: str, *, reference: date | None, earlier: Sequence[DatedExpression] = ()
) -> tuple[DatedExpression, ...]:
    """List the dated expressions of a text in order, without overlaps; never raises.

    `reference` is the day that "last week" and "in July" are reckoned from; without one they
    are left out.  `earlier` are the expressions of the article's passages before this one: "on
    the same day" leans on the last day that they name.
    """
    before = tuple(earlier)
    found: list[DatedExpression] = []
    for sentence in read_sentences(text):
        view = View(sentence.tokens, sentence.number, sentence.span, reference, before, found)
        for reading in sentence.readings:
            reckoned = _reckon(reading, view)
            if reckoned is not None:
                found.append(reckoned)
    return tuple(found)


def _reckon(reading: Reading, view: View) -> DatedExpression | None:
    try:
        reckoned = resolve(reading, view)
        if reckoned is not None and reading.until is not None:
            reckoned = until(reckoned, reading.until, view)
        if reckoned is not None and reading.form is Form.DAY and reading.unit:
            reckoned = replace(reckoned, when=whole_week(reckoned.when, reading.unit))
    except (ValueError, OverflowError):
        return None  # 31 February, the year 10000
    if reckoned is None:
        return None
    when = reckoned.when
    if reading.approximate:
        when = replace(when, approximate=True)
    order = reading.unsure and reading.form is Form.DAY
    flags = reckoned.flags | ({"order"} if order else set())
    text = view.tokens.text[reading.span.start : reading.span.end]
    return DatedExpression(
        span=reading.span,
        text=text,
        when=when,
        basis=reckoned.basis,
        form=reading.form,
        sentence=view.number,
        reference=reckoned.reference,
        confidence=reckoned.confidence - (0.3 if reading.unsure else 0.0),
        flags=flags,
        lead=reading.lead,
        named_weekday=reading.weekday is not None,
        frame=reading.span.start == view.sentence.start,
        attributive=reading.attributive,
    )
