"""Dated expressions of a text, reckoned to ranges of days.

A pure function of the text, a reference day (the publication date) and what was dated before.
Nothing is guessed: an expression that needs a day which is not known is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from storage.extraction.date_appositions import is_apposed, merged
from storage.extraction.date_arithmetic import whole_week
from storage.extraction.date_forms import DatedExpression, Form, Reading, method_of
from storage.extraction.date_readings import read_sentences
from storage.extraction.date_reckoning import resolve, until
from storage.extraction.date_sayings import (
    Saying,
    day_of_news,
    day_of_saying,
    quotation_of,
    quoted_spans,
    saying_of,
)
from storage.extraction.date_view import REMEMBERED, View
from storage.models import When
from storage.text.offsets import Span

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
    quoted = quoted_spans(text) if reference is not None else ()
    sayings: list[Saying] = []
    spoken: list[tuple[Reading, View]] = []
    for sentence in read_sentences(text):
        view = View(
            sentence.tokens, sentence.number, sentence.span, reference, before, found, quoted
        )
        for reading in sentence.readings:
            if quoted and reading.form in _DEICTIC and quotation_of(reading.span, quoted):
                spoken.append((reading, view))  # when it was said may be told after it
            elif found and is_apposed(found[-1], reading, view):
                found[-1] = merged(found[-1], reading, _reckon(reading, view))
            elif (expression := _reckon(reading, view)) is not None:
                if quoted and (saying := saying_of(expression, quoted, sentence)):
                    sayings.append(saying)
                    if saying.interview:
                        expression = expression._replace(flags=expression.flags | {"interview"})
                found.append(expression)
    if found and text.rstrip().endswith("?"):
        found = [e._replace(flags=e.flags | {"asked"}) for e in found]
    if spoken:
        found += _spoken(spoken, sayings, quoted)
        found.sort(key=lambda expression: expression.span)
    return tuple(found)


def _spoken(
    readings: Sequence[tuple[Reading, View]], sayings: Sequence[Saying], quoted: Sequence[Span]
) -> list[DatedExpression]:
    """Reckon what stands in quotations from the day on which they were said, where it is told."""
    reckoned: list[DatedExpression] = []
    for reading, view in readings:
        day = day_of_saying(reading.span, sayings, quoted) or day_of_news(reading, view)
        here = [e for e in view.here if e.span < reading.span]
        told = view._replace(here=here, reference=day or view.reference)
        expression = _reckon(reading, told)
        if expression is not None:
            flags = {"spoken"} if told.reference != view.reference else set()
            ahead = expression.ahead and _is_ahead(reading, expression.when, view)
            flags |= expression.flags
            method = method_of(expression.form, expression.basis, frozenset(flags))
            reckoned.append(expression._replace(flags=frozenset(flags), ahead=ahead, method=method))
    return reckoned


_DEICTIC = (Form.DEICTIC, Form.AGO, Form.UNIT)


def _reckon(reading: Reading, view: View) -> DatedExpression | None:
    try:
        reckoned = resolve(reading, view)
        if reckoned is not None and reading.until is not None:
            reckoned = until(reckoned, reading.until, view)
        if reckoned is not None and reading.form is Form.DAY and reading.unit:
            reckoned = reckoned._replace(when=whole_week(reckoned.when, reading.unit))
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
        ahead=_is_ahead(reading, when, view),
        method=method_of(reading.form, reckoned.basis, flags),
    )


def _is_ahead(reading: Reading, when: When, view: View) -> bool:
    """Whether what the date belongs to is told as still to come when the text appeared."""
    if view.reference is None or when.latest < view.reference:
        return False
    return when.earliest > view.reference or view.tense(reading) > 0
