"""Which items `from:lavrov` and `in:A4` leave: who speaks, acts or is named; which article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.arrays import Array, Arrays, below, under
from storage.models import Corpus, Event, Quote, Statement
from storage.search.match import Kind
from storage.search.query import About, Filter
from storage.search.rows import Rows


class Chosen(NamedTuple):
    """A filter made ready: which of the actors or articles, by their order, it may mean."""

    filter: Filter
    numbers: tuple[int, ...]


class Filters:
    """Tells of the items of each kind whether a filter leaves them.  Immutable and picklable.

    A quote or statement is from its speaker; an event from its actors; a passage or an article
    from whom it names; an actor from itself.  Topics are nobody's, and in no article.
    """

    def __init__(self, rows: Mapping[Kind, Mapping[About, Rows]]) -> None:
        """Made by `of` and `from_arrays`."""
        self._rows = rows

    @classmethod
    def of(cls, corpus: Corpus, ids: Mapping[Kind, Sequence[str]]) -> Filters:
        """Read a corpus; `ids` are the items of each kind in their order."""
        actors = {id_: number for number, id_ in enumerate(ids[Kind.ACTOR])}
        articles = {id_: number for number, id_ in enumerate(ids[Kind.ARTICLE])}
        reader = _Reader(corpus, actors, articles)
        rows: dict[Kind, dict[About, Rows]] = {}
        for kind in Kind:
            places = {id_: number for number, id_ in enumerate(ids[kind])}
            rows[kind] = {
                About.FROM: Rows.of(_placed(reader.actors_of(kind), places), len(actors)),
                About.IN: Rows.of(_placed(reader.articles_of(kind), places), len(articles)),
            }
        return cls(rows)

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Filters:
        """Make it again of what `arrays` gave."""
        return cls(
            {
                kind: {
                    about: Rows.from_arrays(under(f"{kind.value}/{about.value}", arrays))
                    for about in About
                }
                for kind in Kind
            }
        )

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make it again."""
        for kind, by_about in self._rows.items():
            for about, rows in by_about.items():
                yield from below(f"{kind.value}/{about.value}", rows.arrays())

    def allowed(self, kind: Kind, chosen: Sequence[Chosen], count: int) -> NDArray[np.bool_]:
        """Tell of each of a kind's `count` items whether the filters leave it.

        Of several filters about the same one is enough; one that leaves out has the last word.
        """
        allowed = np.ones(count, np.bool_)
        for about in About:
            wanted = [one for one in chosen if one.filter.about is about and not one.filter.out]
            if wanted:
                allowed &= self._any(kind, wanted, count)
        unwanted = [one for one in chosen if one.filter.out]
        if unwanted:
            allowed &= ~self._any(kind, unwanted, count)
        return allowed

    def _any(self, kind: Kind, chosen: Iterable[Chosen], count: int) -> NDArray[np.bool_]:
        held = np.zeros(count, np.bool_)
        for one in chosen:
            for number in one.numbers:
                held[self._rows[kind][one.filter.about].of_number(number)] = True
        return held


class _Reader:
    """Lists pairs of an actor's or article's number and the id of an item."""

    def __init__(
        self, corpus: Corpus, actors: Mapping[str, int], articles: Mapping[str, int]
    ) -> None:
        self._corpus = corpus
        self._actors = actors
        self._articles = articles

    def actors_of(self, kind: Kind) -> Iterator[tuple[int, str]]:
        corpus = self._corpus
        named: Iterable[tuple[str, str]]
        match kind:
            case Kind.QUOTE | Kind.STATEMENT:
                said = corpus.quotes if kind is Kind.QUOTE else corpus.statements
                named = ((one.speaker, one.id) for one in said if one.speaker)
            case Kind.EVENT:
                named = ((id_, event.id) for event in corpus.events for id_ in event.actors)
            case Kind.PASSAGE | Kind.ARTICLE:
                named = self._mentions(whole=kind is Kind.ARTICLE)
            case Kind.ACTOR:
                named = ((actor.id, actor.id) for actor in corpus.actors)
            case Kind.TOPIC:
                return
        yield from ((self._actors[id_], item) for id_, item in named if id_ in self._actors)

    def articles_of(self, kind: Kind) -> Iterator[tuple[int, str]]:
        corpus = self._corpus
        match kind:
            case Kind.QUOTE | Kind.STATEMENT | Kind.EVENT:
                cited: Mapping[Kind, Sequence[Quote | Statement | Event]] = {
                    Kind.QUOTE: corpus.quotes,
                    Kind.STATEMENT: corpus.statements,
                    Kind.EVENT: corpus.events,
                }
                held = ((one.citation.article, one.id) for one in cited[kind])
            case Kind.PASSAGE:
                held = (
                    (article.id, f"{article.id}:{passage.number}")
                    for article in corpus.articles
                    for passage in article.passages
                )
            case Kind.ARTICLE:
                held = ((article.id, article.id) for article in corpus.articles)
            case Kind.ACTOR:
                held = (
                    (mention.citation.article, actor.id)
                    for actor in corpus.actors
                    for mention in actor.mentions
                )
            case Kind.TOPIC:
                return
        yield from ((self._articles[id_], item) for id_, item in held)

    def _mentions(self, *, whole: bool) -> Iterator[tuple[str, str]]:
        for actor in self._corpus.actors:
            for mention in actor.mentions:
                place = mention.citation
                yield actor.id, place.article if whole else f"{place.article}:{place.passage}"


def _placed(
    pairs: Iterable[tuple[int, str]], places: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    return ((number, places[id_]) for number, id_ in pairs if id_ in places)
