"""What the reckoning of dates looks at and what it gives: shared by all of its rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, islice
from typing import NamedTuple

from storage.extraction.date_forms import DatedExpression, Form, Reading
from storage.extraction.date_tokens import Tokens
from storage.extraction.tense import OPEN, direction
from storage.models import Basis, Precision, When
from storage.text.offsets import Span

REMEMBERED = 40  # dates before that another may lean on
FOLLOWS = 2  # sentences over which a date carries on
_FRAGMENT = 25  # characters of a quotation that has no verb of its own, maybe
SURE, INFERRED, NARRATED, ANAPHORIC = 1.0, 0.9, 0.7, 0.6  # how sure a date is
LONG_PAST = timedelta(days=60)  # from publication: weekdays are no longer those of the news
STORY_DAYS = (
    Form.DAY,
    Form.DAY_OF_MONTH,
    Form.OFFSET,
    Form.ANAPHOR,
    Form.STORY_WEEKDAY,
    Form.FROM_DAY,
)  # days that a story may go on from


class View(NamedTuple):
    """What a reading may look at: its sentence, the reference day, what was dated before."""

    tokens: Tokens
    number: int
    sentence: Span
    reference: date | None
    earlier: tuple[DatedExpression, ...]
    here: list[DatedExpression]
    quoted: tuple[Span, ...] = ()

    def tense(self, reading: Reading) -> int:
        """-1 for what has been, 1 for what is to come, 0 where the words do not tell."""
        if reading.lead == "since":
            return -1
        told = self._told(reading)
        if told == OPEN:
            return int(reading.form is Form.WEEKDAY)
        return told or int(reading.lead in ("until", "till", "by") or self._speaks_ahead())

    def _told(self, reading: Reading) -> int:
        """Read the words around; in a quotation its own, unless it is a mere fragment."""
        quotation = self.quotation(reading)
        if quotation is None:
            return direction(self.tokens, reading.first, reading.last, self.sentence)
        start = max(self.sentence.start, quotation.start)
        inside = Span(start, min(self.sentence.end, quotation.end))
        told = direction(self.tokens, reading.first, reading.last, inside)
        if told or quotation.end - quotation.start > _FRAGMENT:
            return told
        return direction(self.tokens, reading.first, reading.last, self.sentence)

    def quotation(self, reading: Reading) -> Span | None:
        """The quotation that a reading stands in."""
        where = reading.span
        return next((q for q in self.quoted if q.start <= where.start and where.end <= q.end), None)

    def _speaks_ahead(self) -> bool:
        """Whether the date told before in the same sentence lies ahead."""
        last = self.here[-1] if self.here else None
        if last is None or self.reference is None or last.sentence != self.number:
            return False
        return last.when.earliest > self.reference


class Reckoned(NamedTuple):
    """The days of a reading, how they are known, and how surely."""

    when: When
    basis: Basis
    reference: date | None = None
    confidence: float = SURE
    flags: frozenset[str] = frozenset()


def stated(days: tuple[date, date], precision: Precision) -> Reckoned:
    """Days that the text states in full."""
    return Reckoned(When(*days, precision), Basis.STATED)


def leaning(when: When, base: DatedExpression) -> Reckoned:
    """Days that lean on a date before, less sure than it is."""
    confidence = ANAPHORIC * base.confidence
    flags = frozenset({"anaphoric"})
    return Reckoned(when, Basis.INFERRED, base.when.earliest, confidence, flags)


def before(view: View) -> Iterator[DatedExpression]:
    """List the latest dates before, latest first; older ones bind nothing."""
    return islice(chain(reversed(view.here), reversed(view.earlier)), REMEMBERED)
