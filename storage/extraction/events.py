"""Dated sentences of an article: when, what kind of happening, who is named, what it weighs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from storage.extraction.date_forms import Form
from storage.extraction.dates import REMEMBERED, DatedExpression, find_dates
from storage.extraction.event_clauses import Clause, clause_of
from storage.extraction.event_lexicon import event_lexicon
from storage.extraction.publication import is_dateline, wire_head
from storage.extraction.roster import Roster
from storage.extraction.tense import is_regular_past
from storage.models import (
    Article,
    Basis,
    Citation,
    Event,
    EventKind,
    Passage,
    PassageKind,
    Precision,
)
from storage.text.letters import letter_runs
from storage.text.offsets import Span
from storage.text.sentences import sentences

_CLAUSE_BREAK = re.compile(r"[;:—–]|,\s")
_ID_LENGTH = 12
# How much less sure a date is by the kind of line that it stands in: captions may be stale.
_SURENESS = {PassageKind.CAPTION: 0.7, PassageKind.HEADING: 0.8}
_FINE, _LONGEST_EVENT = 7, 366  # days: what can be one happening, what lasts
_NAMED = 3  # actors of a sentence beyond which more add nothing


def extract_events(article: Article, roster: Roster) -> tuple[Event, ...]:
    """List an article's dated sentences in order, one for every dated expression.

    Boilerplate, datelines and addresses are left out; captions and headings count as less sure.
    Dates are reckoned from `article.published`; without one only those stated in full are
    given.  The actors are the roster's that the sentence names.  Pure.
    """
    events: list[Event] = []
    taken: set[str] = set()
    earlier: list[DatedExpression] = []
    reference = article.published.day if article.published else None
    for passage in article.readable():
        if is_dateline(passage.text):
            continue
        found = find_dates(passage.text, reference=reference, earlier=earlier)
        spans = sentences(passage.text) if found else ()
        head = wire_head(passage.text) if found else 0
        events += [
            _event(article, passage, spans[dated.sentence], dated, roster=roster, taken=taken)
            for dated in found
            if dated.span.start >= head
        ]
        if passage.kind is PassageKind.TEXT:
            earlier = [*earlier, *found][-REMEMBERED:]
    return tuple(events)


def _event(
    article: Article,
    passage: Passage,
    span: Span,
    dated: DatedExpression,
    *,
    roster: Roster,
    taken: set[str],
) -> Event:
    sentence = passage.text[span.start : span.end]
    actors = tuple(_actors(article, passage, span, roster))
    at = dated.span.start - span.start
    clause = clause_of(sentence, at, at + len(dated.text))
    words = _words(clause)
    kind = _kind(sentence, clause, words, dated, at)
    sure = dated.confidence * _SURENESS.get(passage.kind, 1.0)
    identity = _identify(article.key, sentence, dated.text, taken)
    return Event(
        id=identity,
        citation=Citation(article.id, passage.number, dated.span.start, dated.span.end),
        expression=dated.text,
        sentence=sentence,
        sentence_span=span,
        when=dated.when,
        basis=dated.basis,
        kind=kind,
        reference=dated.reference if dated.basis is not Basis.STATED else None,
        actors=actors,
        significance=_significance(
            clause, words, dated, kind, actors=len(actors), line=passage.kind
        ),
        confidence=round(max(0.0, min(1.0, sure)), 2),
        cluster=identity,  # told once, as far as one article tells
        ahead=dated.ahead,
        method=dated.method,
    )


def _actors(article: Article, passage: Passage, span: Span, roster: Roster) -> Iterator[str]:
    seen: set[str] = set()
    for where, actor in roster.named(article.id, passage.number):
        inside = span.start <= where.start and where.end <= span.end
        if inside and actor.id not in seen and not actor.byline:
            seen.add(actor.id)
            yield actor.id


def _identify(key: str, sentence: str, expression: str, taken: set[str]) -> str:
    """Hash what an event says; told twice in the same words, the second is numbered."""
    normal = " ".join(letter_runs(sentence.casefold()))
    number, identity = 1, ""
    while not identity or identity in taken:
        material = f"{key}\n{normal}\n{' '.join(expression.casefold().split())}\n{number}"
        identity = hashlib.sha256(material.encode()).hexdigest()[:_ID_LENGTH]
        number += 1
    taken.add(identity)
    return identity


def _kind(
    sentence: str, clause: Clause, words: set[str], dated: DatedExpression, at: int
) -> EventKind:
    lexicon = event_lexicon()
    before = _CLAUSE_BREAK.split(sentence[: at + len(dated.text)])[-1]
    if lexicon.comparison.stand_in(before) or _compares(dated, words):
        return EventKind.COMPARISON
    if dated.form is Form.DEICTIC:
        now = dated.reference == dated.when.earliest
        return EventKind.COMPARISON if now and not _acts(words) else EventKind.EVENT
    days = dated.when.width
    if dated.lead in lexicon.lasting or days > _LONGEST_EVENT:
        return EventKind.STATE
    told = dated.attributive or not words.isdisjoint(lexicon.action)  # "the 2003 ban" was a deed
    if clause.background and not told:
        return EventKind.STATE  # "who was posted there in 2010"
    fine = days <= _FINE
    if not fine and not _acts(words) and lexicon.state.stand_in(clause.text):
        return EventKind.STATE
    return EventKind.EVENT


def _compares(dated: DatedExpression, words: set[str]) -> bool:
    """Whether a date is only measured against: "up from 12 a year earlier".

    What opens a sentence tells: "Three years before, he had been sacked", "A week earlier, …".
    """
    base = dated.reference
    if dated.form is not Form.OFFSET or base is None or dated.when.latest >= base:
        return False
    days = dated.when.width
    tells = "flashback" in dated.flags or (dated.frame and days < _FINE and _acts(words))
    return days > 0 and not tells


def _acts(words: set[str]) -> bool:
    """Whether a clause tells a deed: a verb of action or a regular past tense."""
    if not words.isdisjoint(event_lexicon().action):
        return True
    return any(word.endswith("ed") and is_regular_past(word) for word in words)


def _words(clause: Clause) -> set[str]:
    return set(letter_runs(clause.text.lower()))


def _significance(
    clause: Clause,
    words: set[str],
    dated: DatedExpression,
    kind: EventKind,
    *,
    actors: int,
    line: PassageKind,
) -> float:
    """How much a chronicle would miss it, 0 to 1.

    A deed with people or powers named and a fine date leads; comparisons, captions, what is said
    by the way, what is still to come and what leans on another date follow.
    """
    value = _BY_KIND[kind]
    deed = not words.isdisjoint(event_lexicon().action)
    value += 0.15 if deed else 0.05 if _acts(words) else 0.0
    value += 0.06 * min(actors, _NAMED)
    value += _BY_PRECISION.get(dated.when.precision, 0.0)
    if dated.attributive or "anaphoric" in dated.flags:
        value -= 0.1
    if clause.background:
        value -= 0.2
    if dated.ahead:
        value -= 0.15
    if dated.form is Form.DEICTIC and dated.reference == dated.when.earliest:
        value -= 0.3
    if line is not PassageKind.TEXT:
        value -= 0.15
    return round(max(0.0, min(1.0, value)), 2)


_BY_KIND = {EventKind.EVENT: 0.45, EventKind.STATE: 0.3, EventKind.COMPARISON: 0.1}
_BY_PRECISION = {
    Precision.DAY: 0.15,
    Precision.WEEKEND: 0.1,
    Precision.WEEK: 0.1,
    Precision.MONTH: 0.1,
    Precision.YEAR: 0.05,
}
