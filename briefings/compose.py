"""What a briefing on a topic says: a pure choice of items, made by the same rules each time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from storage.chronology import LONGEST_CLOSE
from storage.corpus import Snapshot
from storage.models import (
    Article,
    Corpus,
    Difference,
    Event,
    EventKind,
    Quote,
    Statement,
    Topic,
    When,
)
from storage.search import Kind, Match, Why

Item = TypeVar("Item", Quote, Statement)
Fact = TypeVar("Fact", Quote, Statement, Event)
EVENTS = 6
FEWEST_EVENTS = 2
QUOTES = 3
STATEMENTS = 3
_ENOUGH = 35.0
"""Least score (of 100) at which an item found by a topic's query belongs to the topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What a topic's briefing holds: happenings by date, words, differences, their sources.

    Each happening is the tellings of one cluster.  `left` counts the items that belong to the
    topic and did not fit.
    """

    topic: Topic
    happenings: tuple[tuple[Event, ...], ...]
    quotes: tuple[Quote, ...]
    statements: tuple[Statement, ...]
    differences: tuple[Difference, ...]
    sources: tuple[Article, ...]
    left: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.happenings or self.quotes or self.statements)


def compose(snapshot: Snapshot, topic: Topic, had: Collection[str] = frozenset()) -> Briefing:
    """Choose what a chat is told of a topic, leaving out the item ids that it has had.

    The best-matching items are taken, then put in the order of their dates (events) or of
    their place in the corpus (words).  Deterministic.
    """
    corpus = snapshot.corpus
    scores = _scores(snapshot, topic)
    new = [id_ for id_ in scores if id_ not in had]
    events = _in_order(corpus, [corpus.event_by_id[i] for i in new if i in corpus.event_by_id])
    happened = [event for event in events if event.kind is not EventKind.COMPARISON]
    happenings = _best_happenings(happened, scores)
    exact = _in_order(corpus, [corpus.quote_by_id[i] for i in new if i in corpus.quote_by_id])
    quotes = _best(exact, scores, QUOTES)
    covered = {(q.citation.article, q.citation.passage) for q in quotes}
    covered |= {(e.citation.article, e.citation.passage) for group in happenings for e in group}
    about = [corpus.statement_by_id[i] for i in new if i in corpus.statement_by_id]
    others = [
        s
        for s in _in_order(corpus, about)
        if s.speaker is not None and (s.citation.article, s.citation.passage) not in covered
    ]
    statements = _best(others, scores, STATEMENTS)
    clusters = dict.fromkeys(e.cluster for group in happenings for e in group if e.cluster)
    told: list[Event | Quote | Statement] = [
        *(e for group in happenings for e in group),
        *quotes,
        *statements,
    ]
    cited = {item.citation.article for item in told}
    sources = sorted(cited, key=lambda id_: corpus.article_places[id_])
    return Briefing(
        topic=topic,
        happenings=happenings,
        quotes=quotes,
        statements=statements,
        differences=tuple(d for c in clusters for d in corpus.differences_by_cluster.get(c, ())),
        sources=tuple(corpus.article_by_id[id_] for id_ in sources),
        left=max(0, len(new) - len(told)),
    )


def is_coarse(when: When) -> bool:
    """Whether a date is more than a year long: it dates circumstances rather than what happened."""
    return (when.latest - when.earliest).days > LONGEST_CLOSE


def _scores(snapshot: Snapshot, topic: Topic) -> dict[str, float]:
    """Score every event, quote and statement that a query or an actor of the topic finds."""
    best: dict[str, float] = {}
    for query in topic.queries or topic.actors:
        found = snapshot.index.find(query, {Kind.EVENT, Kind.QUOTE, Kind.STATEMENT}, limit=200)
        for match in found.matches:
            if match.score >= _ENOUGH and _speaks_of(match, len(found.query.words)):
                best[match.id] = max(best.get(match.id, 0.0), match.score)
    named = {
        match.id
        for name in topic.actors
        for match in _first(snapshot.index.find_actor(name).matches)
    }
    return {id_: score + _bonus(snapshot.corpus, id_, named) for id_, score in best.items()}


def _speaks_of(match: Match, words: int) -> bool:
    """Whether an item has all words of a topic's query, and not only the text around it."""
    if any(reason.why is Why.CONTEXT for reason in match.reasons):
        return False
    return len({reason.query for reason in match.reasons}) >= words


def _first(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    return matches[:1]


def _bonus(corpus: Corpus, id_: str, named: set[str]) -> float:
    """Prefer what the topic's own actors said or did."""
    event = corpus.event_by_id.get(id_)
    if event is not None:
        return 20.0 * event.significance + (10.0 if named.intersection(event.actors) else 0.0)
    item = corpus.quote_by_id.get(id_) or corpus.statement_by_id.get(id_)
    return 15.0 if item is not None and item.speaker in named else 0.0


def _best_happenings(
    events: Iterable[Event], scores: dict[str, float]
) -> tuple[tuple[Event, ...], ...]:
    groups: dict[str, list[Event]] = {}
    for event in events:
        groups.setdefault(event.cluster or event.id, []).append(event)
    # One sentence with two dates is one thing to tell.
    told: dict[tuple[str, int, int], list[Event]] = {}
    for group in groups.values():
        first = max(group, key=lambda e: (scores[e.id], e.id))
        place = (first.citation.article, first.citation.passage, first.sentence_span.start)
        if place not in told or len(group) > len(told[place]):
            told[place] = group
    ranked = sorted(told.values(), key=lambda g: (-max(scores[e.id] for e in g), g[0].id))
    close = [g for g in ranked if not is_coarse(g[0].when)]  # others stand in where little happened
    ranked = close if len(close) >= FEWEST_EVENTS else ranked
    chosen = [
        tuple(sorted(g, key=lambda e: (e.when.latest - e.when.earliest, -scores[e.id], e.id)))
        for g in ranked[:EVENTS]
    ]
    return tuple(sorted(chosen, key=lambda g: (g[0].when.earliest, g[0].when.latest, g[0].id)))


def _best(items: Iterable[Item], scores: dict[str, float], most: int) -> tuple[Item, ...]:
    found = list(items)
    ranked = sorted(found, key=lambda item: (-scores[item.id], item.id))[:most]
    return tuple(item for item in found if item in ranked)


def _in_order(corpus: Corpus, facts: Iterable[Fact]) -> list[Fact]:
    """Put facts in the order of the texts."""

    def place(fact: Fact) -> tuple[int, int, int]:
        cited = fact.citation
        return corpus.article_places[cited.article], cited.passage, cited.start

    return sorted(facts, key=place)
