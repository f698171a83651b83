"""Whom a comparison is of: sides out of what was typed, names of people or of publishers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.following import Names, names_of, part
from storage.models import Corpus, Event, Quote, Statement
from storage.search import About, Asks, Filter, Found, Query, Verdict, Why, write_query
from storage.snapshot import Snapshot
from storage.text.folding import fold

PUBLISHERS: Final = 3  # compared at once; of people two, a name more is what they are compared on
_TWO: Final = 2
_LONGEST_NAME: Final = 4  # words
_LOOKED_AT: Final = 20  # articles of a name, of which each says whose it is
_WISHES: Final = frozenset({"compare", "сравни", "сравните", "сравнить", "сравнение"})
_BETWEEN: Final = _WISHES | {"vs", "versus", "compared", "против"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of those compared: an actor, or the articles that are called so.

    `typed` is how the search is to be told of it.
    """

    name: str
    typed: Filter
    actor: str = ""
    articles: frozenset[str] = frozenset()

    def holds(self, fact: Quote | Statement | Event) -> bool:
        """Whether something was said or done by the actor, or told in one of the articles."""
        if not self.actor:
            return fact.citation.article in self.articles
        if isinstance(fact, Event):
            return self.actor in fact.actors
        return fact.speaker == self.actor

    @property
    def who(self) -> str | frozenset[str]:
        """What tells sides apart, however they were typed."""
        return self.actor or self.articles


@dataclass(frozen=True, slots=True)
class Unclear:
    """A name that several have, or nobody, as typed; what of the articles it may mean."""

    typed: Filter
    found: Found


@dataclass(frozen=True, slots=True)
class Compared:
    """What was typed after /compare: who is compared, and on what.

    `query` is the rest, without the sides.
    """

    sides: tuple[Side | Unclear, ...]
    query: Query

    def written(self, *others: Filter, instead: Filter | None = None) -> str:
        """Write it for a button, with others added, or in the place of the side that is unclear."""
        sides = [
            instead if instead is not None and isinstance(side, Unclear) else side.typed
            for side in self.sides
        ]
        return write_query(replace(self.query, filters=(*sides, *others, *self.query.filters)))


def wishes_to_compare(snapshot: Snapshot, words: str) -> bool:
    """Whether a line wishes to compare somebody: "compare Lavrov with Kabulov"."""
    wish = fold(words.partition(" ")[0]) in _WISHES
    return wish and bool(read_compared(snapshot, words).sides)


def read_compared(snapshot: Snapshot, words: str) -> Compared:
    """Read who is compared on what.

    Publishers where two of them are named, else people, bodies and countries.  A name more is
    something to look for; a publisher beside people limits the articles.
    """
    query = snapshot.index.parse(words)
    typed = [word for word in query.words if fold(word) not in _BETWEEN]
    people, papers = _named_in(snapshot, query, typed)
    sides = papers[:PUBLISHERS] if len(papers) > 1 or not people else people[:_TWO]
    abouts = {side.about for side in sides}
    given = [one for one in query.filters if not one.out]
    limits = [one for one in (*given, *papers) if one.about not in abouts]
    used = {word for one in (*sides, *limits) for word in one.name.split()}
    rest = replace(
        query,
        words=tuple(word for word in typed if word not in used),
        filters=tuple(dict.fromkeys((*limits, *(one for one in query.filters if one.out)))),
        asks=query.asks if query.asks is Asks.SAID else Asks.ANYTHING,
    )
    return Compared(tuple(_side(snapshot, one) for one in sides), rest)


def _named_in(
    snapshot: Snapshot, query: Query, typed: Sequence[str]
) -> tuple[list[Filter], list[Filter]]:
    """Give the people and the publishers that are named, where too few are also by near names."""
    index, names = snapshot.index, names_of(snapshot)
    called, others = _parted(typed, lambda name: bool(index.articles_called(name)))
    people = _filters(About.FROM, query, _names(others, names))
    papers = _filters(About.IN, query, called)
    if len(papers) == 1 or (len(people) < _TWO and not papers):
        near, others = _parted(others, lambda name: _is_nearly(snapshot, name))
        people = _filters(About.FROM, query, _names(others, names))
        papers = _filters(About.IN, query, [*called, *near])
    if len(people) == 1 and len(papers) < _TWO:
        people += _by_title(snapshot, [w for w in others if w not in people[0].name.split()])
    return people, papers


def _filters(about: About, query: Query, names: Iterable[str]) -> list[Filter]:
    """Give what was typed as a filter, then the names among the words."""
    typed = (one for one in query.filters if one.about is about and not one.out)
    return list(dict.fromkeys((*typed, *(Filter(about, name) for name in names))))


def _names(words: Sequence[str], names: Names) -> list[str]:
    return [name.typed for name in part(words, names).names]


def _by_title(snapshot: Snapshot, words: Sequence[str]) -> list[Filter]:
    """Take words that are a title and no more ("the president") for those who have it."""
    found = snapshot.index.find_actor(" ".join(words))
    best = found.matches[0].reasons if found.matches and not found.missing else ()
    titled = {typed for r in best if r.why is Why.ROLE for typed in r.query.split()}
    return [Filter(About.FROM, " ".join(words))] if words and titled >= set(words) else []


def _parted(typed: Sequence[str], is_name: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """Part words into names, the longest first, and the rest."""
    names: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(typed):
        for size in range(min(_LONGEST_NAME, len(typed) - at), 0, -1):
            name = " ".join(typed[at : at + size])
            if is_name(name):
                names.append(name)
                at += size
                break
        else:
            rest.append(typed[at])
            at += 1
    return names, rest


def _is_nearly(snapshot: Snapshot, name: str) -> bool:
    """Whether words that no article is called by are most of a publisher's name, or misspell it."""
    if len(name.split()) == 1:  # may as well be a word of a title
        return False
    found = snapshot.index.find_article(name)
    if not found.matches or found.missing:
        return False
    article = snapshot.corpus.article_by_id[found.matches[0].id]
    own = {fold(word) for word in article.publisher.split()} if article.publisher else set()
    reasons = found.matches[0].reasons
    typed = {fold(reason.query) for reason in reasons if fold(reason.matched) in own}
    return typed >= {fold(word) for word in name.split()}


def _side(snapshot: Snapshot, typed: Filter) -> Side | Unclear:
    if typed.about is About.IN:
        return _of_articles(snapshot, typed)
    found = snapshot.index.find_actor(typed.name)
    if found.verdict is not Verdict.CONFIDENT:
        return Unclear(typed, found)
    actor = snapshot.corpus.actor_by_id[found.matches[0].id]
    return Side(actor.name, typed, actor=actor.id)


def _of_articles(snapshot: Snapshot, typed: Filter) -> Side | Unclear:
    """Take articles of one name for one side where they are of one publisher."""
    found = snapshot.index.find_article(typed.name)
    ids = [match.id for match in found.matches]
    few = {publisher(snapshot.corpus, id_) for id_ in ids[:_LOOKED_AT]}
    if len(few) != 1:
        return Unclear(typed, found)
    return Side(few.pop(), typed, articles=frozenset(ids))


def publisher(corpus: Corpus, id_: str) -> str:
    """Name an article's publisher in short; the article where it has none."""
    article = corpus.article_by_id[id_]
    return article.publisher_short or article.publisher or corpus.labels[id_]
