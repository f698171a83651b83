"""What of each kind is searched: items with the texts that people remember them by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from storage.models import Actor, Article, Citation, Corpus, Event, Passage, Quote, Statement, When
from storage.search.match import Kind
from storage.search.postings import Field

Texts = tuple[tuple[Field, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be found.

    `own` are its own words and names; `around` is what stands about it: roles, attribution, the
    passage, its neighbours.  `dated` are its own days, `published` its article's where it
    has none; with neither a period says nothing about it.  `order` breaks ties.
    """

    kind: Kind
    id: str
    order: tuple[date, int, int, int, str]
    own: Texts
    around: Texts = ()
    dated: tuple[When, ...] = ()
    published: When | None = None


def items(corpus: Corpus) -> Iterator[Item]:
    """List everything of a corpus that can be found, by kind."""
    reader = _Reader(corpus)
    for actor in corpus.actors:
        yield reader.actor(actor)
    for quote in corpus.quotes:
        yield reader.quote(quote)
    for statement in corpus.statements:
        yield reader.statement(statement)
    for event in corpus.events:
        yield reader.event(event)
    for article in corpus.articles:
        for passage in article.readable():
            yield reader.passage(article, passage)
        yield reader.article(article)
    for number, topic in enumerate(corpus.topics):
        own: Texts = ((Field.TEXT, topic.title),)
        own += tuple((Field.QUERY, query) for query in topic.queries)
        own += tuple((Field.NAME, name) for name in topic.actors)
        yield Item(Kind.TOPIC, topic.id, (date.min, number, 0, 0, topic.id), own)


def names(actor: Actor) -> str:
    """Write all of an actor's names as one text; the full stops keep them apart."""
    return " · ".join((actor.name, *actor.aliases))


class _Reader:
    """Looks up what the items of a corpus have around them."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._number = {article.id: n for n, article in enumerate(corpus.articles)}
        self._readable: dict[str, tuple[Passage, ...]] = {
            article.id: tuple(article.readable()) for article in corpus.articles
        }
        self._place = {
            (id_, passage.number): n
            for id_, found in self._readable.items()
            for n, passage in enumerate(found)
        }
        self._named: dict[tuple[str, int], list[tuple[Citation, Actor]]] = defaultdict(list)
        for actor in corpus.actors:
            for mention in actor.mentions:
                place = (mention.citation.article, mention.citation.passage)
                self._named[place].append((mention.citation, actor))
        self._events: dict[tuple[str, int], list[tuple[Citation, When]]] = defaultdict(list)
        for event in corpus.events:
            place = (event.citation.article, event.citation.passage)
            self._events[place].append((event.citation, event.when))

    def actor(self, actor: Actor) -> Item:
        own = tuple((Field.TEXT, name) for name in (actor.name, *actor.aliases))
        around = tuple((Field.ROLE, role) for role in _distinct(r.text for r in actor.roles))
        # the most mentioned first
        order = (date.min, -len(actor.mentions), 0, 0, actor.id)
        return Item(Kind.ACTOR, actor.id, order, own, around)

    def quote(self, quote: Quote) -> Item:
        own: Texts = ((Field.TEXT, f"{quote.lead} {quote.text}".strip()),)
        around: Texts = ((Field.ROLE, quote.role), (Field.ATTRIBUTION, quote.attribution))
        return self._said(Kind.QUOTE, quote, own, around)

    def statement(self, statement: Statement) -> Item:
        own: Texts = ((Field.TEXT, statement.text),)
        around: Texts = ((Field.ROLE, statement.role), (Field.ATTRIBUTION, statement.hedge))
        return self._said(Kind.STATEMENT, statement, own, around)

    def _said(self, kind: Kind, item: Quote | Statement, own: Texts, around: Texts) -> Item:
        place = (item.citation.article, item.citation.passage)
        speaker = self._corpus.actor_by_id.get(item.speaker or "")
        if speaker is not None:
            own += ((Field.SPEAKER, names(speaker)),)
            around += tuple(
                (Field.OTHER_ROLE, role) for role in _distinct(r.text for r in speaker.roles)
            )
        own += self._names_in(item.citation)
        return Item(
            kind,
            item.id,
            self._order(item.citation, item.id, item.said),
            own,
            around + self._surroundings(*place),
            *self._dates(item),
        )

    def _dates(self, item: Quote | Statement) -> tuple[tuple[When, ...], When | None]:
        """Give its own days, and its article's where it has none.

        Words that someone quotes tell of other days than theirs; a paraphrase tells its own.
        """
        dated: tuple[When, ...] = (item.said,) if item.said else ()
        if not dated and isinstance(item, Statement):
            place = (item.citation.article, item.citation.passage)
            told = self._events.get(place, ())
            dated = tuple(when for at, when in told if at.span.overlaps(item.citation.span))
        return dated, None if dated else self._published(item.citation.article)

    def event(self, event: Event) -> Item:
        place = (event.citation.article, event.citation.passage)
        by_id = self._corpus.actor_by_id
        actors = [by_id[id_] for id_ in event.actors if id_ in by_id]
        own: Texts = ((Field.TEXT, event.sentence),)
        own += tuple((Field.NAME, names(actor)) for actor in actors)
        order = self._order(event.citation, event.id, event.when)
        around = self._surroundings(*place)[:1]
        return Item(Kind.EVENT, event.id, order, own, around, (event.when,))

    def passage(self, article: Article, passage: Passage) -> Item:
        place = (article.id, passage.number)
        own: Texts = ((Field.TEXT, passage.text),)
        citation = Citation(article.id, passage.number, 0, len(passage.text))
        dated = tuple(when for _, when in self._events.get(place, ()))
        return Item(
            Kind.PASSAGE,
            f"{article.id}:{passage.number}",
            self._order(citation, article.id),
            own + self._names_in(citation),
            (),
            dated,
            None if dated else self._published(article.id),
        )

    def article(self, article: Article) -> Item:
        about = (article.publisher, article.publisher_short, *article.authors)
        own: Texts = ((Field.TEXT, article.title),)
        own += tuple((Field.NAME, text) for text in about if text)
        order = self._order(Citation(article.id, 0, 0, 0), article.id)
        published = self._published(article.id)
        return Item(Kind.ARTICLE, article.id, order, own, (), (published,) if published else ())

    def _names_in(self, citation: Citation) -> Texts:
        found = self._named.get((citation.article, citation.passage), ())
        actors = {a.id: a for at, a in found if at.span.overlaps(citation.span)}
        return tuple((Field.NAME, names(actor)) for actor in actors.values())

    def _surroundings(self, article: str, number: int) -> Texts:
        """Give the passage, then its neighbours."""
        at = self._place.get((article, number))
        if at is None:
            return ()
        readable = self._readable[article]
        around: Texts = ((Field.PASSAGE, readable[at].text),)
        neighbours = readable[max(0, at - 1) : at] + readable[at + 1 : at + 2]
        return around + tuple((Field.NEIGHBOUR, passage.text) for passage in neighbours)

    def _published(self, article: str) -> When | None:
        publication = self._corpus.article_by_id[article].published
        return publication.when if publication else None

    def _order(
        self, citation: Citation, id_: str, when: When | None = None
    ) -> tuple[date, int, int, int, str]:
        article = self._corpus.article_by_id[citation.article]
        day = when.earliest if when else article.published.day if article.published else date.max
        return (day, self._number[article.id], citation.passage, citation.start, id_)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
