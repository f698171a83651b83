"""What a briefing on a topic says: a pure choice of items, made by the same rules each time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeAlias, TypeVar

from briefings import sizes
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

Item: TypeAlias = Event | Quote | Statement
Said = TypeVar("Said", Quote, Statement)
Fact = TypeVar("Fact", Quote, Statement, Event)
_T = TypeVar("_T")
EVENTS = 6
FEWEST_EVENTS = 2
QUOTES = 3
STATEMENTS = 3
_LOOKED_AT = 24
"""How many, the best first, are looked at for those that a message has room for."""
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


@dataclass(frozen=True, slots=True)
class Material:
    """All that a corpus tells on a topic, in the order of the texts.

    `scores` says how well each item belongs there: the higher, the sooner it is told.
    """

    topic: Topic
    scores: Mapping[str, float]
    events: tuple[Event, ...]
    quotes: tuple[Quote, ...]
    statements: tuple[Statement, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all of it."""
        items: tuple[Item, ...] = (*self.events, *self.quotes, *self.statements)
        return frozenset(item.id for item in items)

    def without(self, had: Collection[str]) -> Material:
        """Leave out what somebody has had."""
        return self.only(lambda item: item.id not in had)

    def only(self, keep: Callable[[Item], bool]) -> Material:
        """Keep some items."""
        return replace(
            self,
            events=tuple(e for e in self.events if keep(e)),
            quotes=tuple(q for q in self.quotes if keep(q)),
            statements=tuple(s for s in self.statements if keep(s)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How much of each kind is told at once.

    `characters` bounds the message that tells it; a happening or a quotation that is longer by
    itself is told alone.  With `once`, no words are told twice: neither as a happening and as a
    quotation, nor paraphrased beside exact words of the same speaker.
    """

    events: int = EVENTS
    quotes: int = QUOTES
    statements: int = STATEMENTS
    characters: int | None = None
    once: bool = False


def compose(snapshot: Snapshot, topic: Topic, had: Collection[str] = frozenset()) -> Briefing:
    """Choose what is told of a topic, leaving out the item ids that somebody has had.

    The best-matching items are taken, then put in the order of their dates (events) or of
    their place in the corpus (words).  Deterministic.
    """
    return choose(snapshot.corpus, gather(snapshot, topic).without(had), Measure())


def gather(snapshot: Snapshot, topic: Topic) -> Material:
    """Find all that may be told of a topic."""
    corpus = snapshot.corpus
    scores = _scores(snapshot, topic)
    events = [corpus.event_by_id[i] for i in scores if i in corpus.event_by_id]
    statements = [corpus.statement_by_id[i] for i in scores if i in corpus.statement_by_id]
    return Material(
        topic,
        scores,
        _in_order(corpus, (e for e in events if e.kind is not EventKind.COMPARISON)),
        _in_order(corpus, (corpus.quote_by_id[i] for i in scores if i in corpus.quote_by_id)),
        _in_order(corpus, (s for s in statements if s.speaker is not None)),
    )


def choose(corpus: Corpus, material: Material, measure: Measure) -> Briefing:
    """Take the best of a material, as much as the measure allows."""
    scores = material.scores
    room = _Room(corpus, measure.characters)
    room.take(sizes.frame(material.topic))
    exact, ranked = _ranked(material.quotes, scores), _ranked_happenings(material.events, scores)
    if measure.once:
        exact = _utterances(exact)
        ranked = [group for group in ranked if not _is_quotation(corpus, group, exact)]
    groups = [_of_happening(corpus, group) for group in ranked[:_LOOKED_AT]]
    keep = _for_a_quote(groups, [_of_quote(corpus, quote) for quote in exact[:_LOOKED_AT]], room)
    happenings = room.fill(groups, most=measure.events, keep=keep)
    events = [event for group in happenings for event in group]
    if measure.once:
        exact = [quote for quote in exact if not _is_told(corpus, quote, events)]
    told = [_of_quote(corpus, quote) for quote in exact[:_LOOKED_AT]]
    most = measure.quotes
    if happenings:  # the parts that will tell the others are to have quotations, too
        most = min(most, max(1, len(exact) * len(happenings) // len(ranked)))
    quotes = room.fill(told, most=most)
    shown: list[Item] = [*events, *quotes]
    covered = {(item.citation.article, item.citation.passage) for item in shown}
    quoted = {quote.speaker for quote in quotes} if measure.once else set()
    others = [
        _of_statement(corpus, s)
        for s in _ranked(material.statements, scores)
        if (s.citation.article, s.citation.passage) not in covered and s.speaker not in quoted
    ]
    statements = room.fill(others[:_LOOKED_AT], most=measure.statements)
    return _briefing(corpus, material, happenings, quotes, statements)


def _for_a_quote(
    happenings: Sequence[_Candidate[tuple[Event, ...]]],
    quotes: Sequence[_Candidate[Quote]],
    room: _Room,
) -> int:
    """Tell how much room the best quotation takes that leaves enough for two happenings.

    That of one that leaves enough for the best happening where none does; 0 where none fits.
    """
    if room.left is None or not happenings:
        return 0
    first, *others = happenings
    best, beside = room.cost(first) + sizes.HEADING, first.articles
    second = min((room.cost(group, beside) for group in others), default=0)
    takes = [room.cost(quote, beside) + sizes.HEADING for quote in quotes]
    for lead in (best + second, best):
        for size in takes:
            if lead + size <= room.left:
                return size
    return 0


def _is_quotation(corpus: Corpus, group: Sequence[Event], quotes: Iterable[Quote]) -> bool:
    """Whether a happening is little more than words which are told as a quotation."""
    event, *others = group
    start, end = _range(event)
    at = event.citation.article, event.citation.passage
    said = (
        _range(stretch)
        for quote in quotes
        if quote.citation.article == event.citation.article
        for stretch in corpus.stretches[quote.citation.article, quote.turn]
        if (stretch.citation.article, stretch.citation.passage) == at
    )
    within = sum(max(0, min(end, last) - max(start, first)) for first, last in said)
    return not others and 2 * within > end - start


def _is_told(corpus: Corpus, quote: Quote, told: Sequence[Item]) -> bool:
    """Whether any of an utterance, which is printed whole, is told already."""
    turn = corpus.stretches[quote.citation.article, quote.turn]
    return any(told_by(stretch, told) for stretch in turn)


def _utterances(quotes: Iterable[Quote]) -> list[Quote]:
    """Take the first stretch of each utterance: it is printed whole."""
    first: dict[tuple[str, str], Quote] = {}
    for quote in quotes:
        first.setdefault((quote.citation.article, quote.turn), quote)
    return list(first.values())


def told_by(item: Item, told: Iterable[Item]) -> bool:
    """Whether an item's words are among those that are told already, in part or whole."""
    start, end = _range(item)
    for other in told:
        cited = other.citation
        if (cited.article, cited.passage) == (item.citation.article, item.citation.passage):
            first, last = _range(other)
            if first < end and start < last:
                return True
    return False


def _range(item: Item) -> tuple[int, int]:
    """Give the stretch of the passage that is shown of an item."""
    span = item.sentence_span if isinstance(item, Event) else item.citation.span
    return span.start, span.end


def _briefing(
    corpus: Corpus,
    material: Material,
    happenings: Sequence[tuple[Event, ...]],
    quotes: Sequence[Quote],
    statements: Sequence[Statement],
) -> Briefing:
    """Put what was chosen in order, with what it differs in and where it stands."""
    events = [event for group in happenings for event in group]
    told: list[Item] = [*events, *quotes, *statements]
    clusters = dict.fromkeys(event.cluster for event in events if event.cluster)
    sources = sorted(
        {item.citation.article for item in told}, key=lambda id_: corpus.article_places[id_]
    )
    dated = sorted(happenings, key=lambda g: (g[0].when.earliest, g[0].when.latest, g[0].id))
    return Briefing(
        topic=material.topic,
        happenings=tuple(dated),
        quotes=_in_order(corpus, quotes),
        statements=_in_order(corpus, statements),
        differences=tuple(d for c in clusters for d in corpus.differences_by_cluster.get(c, ())),
        sources=tuple(corpus.article_by_id[id_] for id_ in sources),
        left=max(0, len(material.ids) - len(told)),
    )


@dataclass(frozen=True, slots=True)
class _Candidate(Generic[_T]):
    """Something that may be told: how much it takes, and what articles stand with it."""

    told: _T
    size: int
    articles: frozenset[str]


def _of_happening(corpus: Corpus, group: tuple[Event, ...]) -> _Candidate[tuple[Event, ...]]:
    differences = corpus.differences_by_cluster.get(group[0].cluster, ())
    places = [event.citation for event in group]
    places += [citation for one in differences for _, citation in one.claims]
    articles = frozenset(citation.article for citation in places)
    return _Candidate(group, sizes.of_happening(corpus, group), articles)


def _of_quote(corpus: Corpus, quote: Quote) -> _Candidate[Quote]:
    size = sizes.of_quote(corpus, quote)
    return _Candidate(quote, size, frozenset({quote.citation.article}))


def _of_statement(corpus: Corpus, statement: Statement) -> _Candidate[Statement]:
    size = sizes.of_statement(corpus, statement)
    return _Candidate(statement, size, frozenset({statement.citation.article}))


@dataclass(slots=True)
class _Room:
    """How many characters are left to tell something in; None where that does not matter.

    Each of the `articles` that is told from is listed once, each kind of thing is headed once.
    """

    corpus: Corpus
    left: int | None
    articles: set[str] = field(default_factory=set)
    empty: bool = True

    def take(self, size: int) -> None:
        """Use some of it up."""
        if self.left is not None:
            self.left -= size

    def cost(self, one: _Candidate[Any], beside: frozenset[str] = frozenset()) -> int:
        """Tell how much something takes, with articles not listed yet, nor `beside` it."""
        return one.size + sizes.sources(self.corpus, one.articles - self.articles - beside)

    def fill(self, ranked: Sequence[_Candidate[_T]], *, most: int, keep: int = 0) -> list[_T]:
        """Take the best that there is room for, at most so many; the very first in any case.

        All but the first leave some room to `keep`.
        """
        taken: list[_T] = []
        for one in ranked:
            if len(taken) >= most:
                break
            takes = self.cost(one) + (0 if taken else sizes.HEADING)
            needed = takes + (keep if taken else 0)
            if self.left is not None and needed > self.left and not self.empty:
                continue
            taken.append(one.told)
            self.take(takes)
            self.articles |= one.articles
            self.empty = False
        return taken


def is_coarse(when: When) -> bool:
    """Whether a date is more than a year long: it dates circumstances rather than what happened."""
    return when.width > LONGEST_CLOSE


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


def _ranked_happenings(
    events: Iterable[Event], scores: Mapping[str, float]
) -> list[tuple[Event, ...]]:
    """Group the tellings of each happening, the closest dated first; the best happening first."""
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
    return [
        tuple(sorted(g, key=lambda e: (e.when.width, -scores[e.id], e.id)))
        for g in (close if len(close) >= FEWEST_EVENTS else ranked)
    ]


def _ranked(items: Iterable[Said], scores: Mapping[str, float]) -> list[Said]:
    return sorted(items, key=lambda item: (-scores[item.id], item.id))


def _in_order(corpus: Corpus, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Put facts in the order of the texts."""

    def place(fact: Fact) -> tuple[int, int, int]:
        cited = fact.citation
        return corpus.article_places[cited.article], cited.passage, cited.start

    return tuple(sorted(facts, key=place))
