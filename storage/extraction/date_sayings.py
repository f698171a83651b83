"""When a quotation was said: "today" inside of it is that day, where the text tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from storage.extraction.date_forms import DatedExpression, Form, Reading
from storage.extraction.date_readings import Sentence
from storage.extraction.date_tokens import guards
from storage.extraction.date_view import View
from storage.text.offsets import Span

_QUOTED = re.compile(
    r"“[^“”]*(?:”|\Z)|«[^«»]*(?:»|\Z)|\"[^\"]*(?:\"|\Z)"
    r"|‘(?<!\w‘)(?:[^‘’]|(?<=\w)’(?=\w))*(?:’|\Z)"
)
_MARK = re.compile('[“«"‘]')
_REACH = 6  # tokens between a verb of speech and its date
_DAYS = (Form.DAY, Form.WEEKDAY, Form.DEICTIC, Form.DAY_OF_MONTH)


class Saying(NamedTuple):
    """A sentence that tells on which day something was said; maybe in an interview."""

    sentence: Span
    day: date
    interview: bool


def quoted_spans(text: str) -> tuple[Span, ...]:
    """List the stretches of a passage in quotation marks; one left open goes to its end."""
    if _MARK.search(text) is None:
        return ()
    return tuple([Span(*match.span()) for match in _QUOTED.finditer(text)])


def quotation_of(where: Span, quoted: Sequence[Span]) -> Span | None:
    """Find the quotation that a range stands in."""
    return next((q for q in quoted if q.start <= where.start and where.end <= q.end), None)


def saying_of(
    expression: DatedExpression, quoted: Sequence[Span], sentence: Sentence
) -> Saying | None:
    """Read a day outside of the marks, beside a verb of speech, as that of the saying."""
    if expression.form not in _DAYS or expression.when.earliest != expression.when.latest:
        return None
    if quotation_of(expression.span, quoted):
        return None
    tokens = sentence.tokens
    at = tokens.row.starting_at(expression.span.start)
    near = tokens.spelled[max(0, at - _REACH) : at + _REACH]
    if guards()["speaking"].isdisjoint(near):
        return None
    return Saying(sentence.span, expression.when.earliest, "interview" in near)


def day_of_news(reading: Reading, view: View) -> date | None:
    """Find the day that the article reports of: "today" in what was said on it is that day.

    It is the weekday that the article begins with, where that was the day before it appeared.
    """
    lead = next(iter(view.earlier), None)
    if reading.form is not Form.DEICTIC or lead is None or view.reference is None:
        return None
    news = lead.form is Form.WEEKDAY and not lead.ahead and lead.sentence == 0
    day = lead.when.latest
    return day if news and view.reference - day == timedelta(days=1) else None


def day_of_saying(where: Span, sayings: Sequence[Saying], quoted: Sequence[Span]) -> date | None:
    """Find when the quotation around a range was said; None where the text does not tell.

    It is told in a sentence in which the quotation begins, goes on or ends.
    """
    quotation = quotation_of(where, quoted)
    if quotation is None:
        return None
    return next((s.day for s in sayings if s.sentence.overlaps(quotation)), None)
