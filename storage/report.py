"""What a build gave, and what of it is doubtful; all of it told from the corpus itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.models import (
    CORRECTED,
    Actor,
    ActorKind,
    Article,
    Basis,
    Corpus,
    CorrectionResult,
    Event,
    PassageKind,
    Precision,
    Quote,
    Rejection,
    Statement,
)
from storage.text.calendar import weekdays
from storage.text.folding import fold, key, words

_GENERATION = re.compile(
    r",? (?:[JS]n?r\.?|(?:the )?(?:elder|younger|senior|junior)|[IVX]+)$", re.IGNORECASE
)
LOW_CONFIDENCE = 0.6
"""Below this a fact is doubtful: worth a look by a person, shown with a mark to readers."""


class DateDoubt(StrEnum):
    """Why a date is doubtful."""

    WEEKDAY = "weekday"  # the weekday that is named is not that day's
    LINE = "line"  # a caption or heading tells it, which may be stale
    REFERENCE = "reference"  # it hangs on a publication date that is inferred
    READING = "reading"  # the words allow several readings, or lean on another date


@dataclass(frozen=True, slots=True)
class DoubtfulDate:
    """A date of low confidence, and why it is."""

    event: Event
    doubt: DateDoubt


@dataclass(frozen=True, slots=True)
class AmbiguousName:
    """A name that several actors bear, so that alone it does not tell whom it means."""

    name: str
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a corpus holds, what was left out of it, and what in it a person should look at.

    `counts` are by what is counted (articles, passages, actors, quotes, statements, events,
    happenings, differences, topics).  `unresolved` is what was said by nobody that could be told
    (what a correction calls so is settled, and not among it), `doubtful_speakers` what was
    attributed with low confidence, `inferred` are articles whose publication date is not certain,
    `undated` those without any, `applied` and `unmatched` the entries of corrections.toml.
    """

    version: str
    counts: Mapping[str, int]
    rejected: Sequence[Rejection]
    unresolved: tuple[Quote | Statement, ...]
    doubtful_speakers: tuple[Quote | Statement, ...]
    doubtful_dates: tuple[DoubtfulDate, ...]
    ambiguous: tuple[AmbiguousName, ...]
    inferred: tuple[Article, ...]
    undated: tuple[Article, ...]
    applied: tuple[CorrectionResult, ...]
    unmatched: tuple[CorrectionResult, ...]


def report(corpus: Corpus) -> BuildReport:
    """Tell what a corpus holds and what in it is doubtful, in the order of the texts.  Pure."""
    said: tuple[Quote | Statement, ...] = (*corpus.quotes, *corpus.statements)
    return BuildReport(
        version=corpus.version,
        counts=_counts(corpus),
        rejected=corpus.rejected,
        unresolved=tuple(
            fact for fact in said if fact.speaker is None and fact.method != CORRECTED
        ),
        doubtful_speakers=tuple(
            fact for fact in said if fact.speaker is not None and fact.confidence < LOW_CONFIDENCE
        ),
        doubtful_dates=tuple(
            DoubtfulDate(event, doubt)
            for event in corpus.events
            if (doubt := date_doubt(corpus, event)) is not None
        ),
        ambiguous=_ambiguous(corpus.actors),
        inferred=tuple(a for a in corpus.articles if a.published and not a.published.certain),
        undated=tuple(a for a in corpus.articles if a.published is None),
        applied=tuple(result for result in corpus.corrections if result.facts),
        unmatched=tuple(result for result in corpus.corrections if not result.facts),
    )


def _counts(corpus: Corpus) -> dict[str, int]:
    return {
        "articles": len(corpus.articles),
        "passages": corpus.coverage.passages,
        "actors": len(corpus.actors),
        "quotes": len(corpus.quotes),
        "statements": len(corpus.statements),
        "events": len(corpus.events),
        "happenings": corpus.coverage.happenings,
        "differences": len(corpus.differences),
        "topics": len(corpus.topics),
    }


def date_doubt(corpus: Corpus, event: Event) -> DateDoubt | None:
    """Say why an event's date is doubtful; None where it is not."""
    if event.confidence >= LOW_CONFIDENCE:
        return None
    if _contradicts_itself(event):
        return DateDoubt.WEEKDAY
    if corpus.passage(event.citation).kind is not PassageKind.TEXT:
        return DateDoubt.LINE
    published = corpus.article_by_id[event.citation.article].published
    if event.basis is Basis.RELATIVE and published is not None and not published.certain:
        return DateDoubt.REFERENCE
    return DateDoubt.READING


def _contradicts_itself(event: Event) -> bool:
    """Whether the expression names a weekday that its day is not."""
    if event.when.precision is not Precision.DAY:
        return False
    folded = {fold(word.surface) for word in words(event.expression)}
    named = {number for name, number in weekdays().items() if name in folded}
    return bool(named) and event.when.earliest.weekday() not in named


def _ambiguous(actors: Iterable[Actor]) -> tuple[AmbiguousName, ...]:
    """List the names that several actors bear: as name, as alias, or as part of a person's."""
    bearers: dict[str, dict[str, Actor]] = defaultdict(dict)
    shown: dict[str, str] = {}
    for actor in actors:
        shorter = _shorter(actor.name) if actor.kind is ActorKind.PERSON else ()
        for name in (actor.name, *actor.aliases, *shorter):
            shown.setdefault(key(name), name)
            bearers[key(name)][actor.id] = actor
    return tuple(
        AmbiguousName(shown[name], tuple(found.values()))
        for name, found in sorted(bearers.items())
        if len(found) > 1
    )


def _shorter(name: str) -> tuple[str, ...]:
    """Give a person's surname, and the name without the “Jr.” or “the Elder” behind it."""
    bare = _GENERATION.sub("", name)
    return (bare, bare.split()[-1]) if bare else ()
