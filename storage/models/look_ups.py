"""The look-ups of a corpus: every fact of one speaker, actor or article without a walk over all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from storage.models.articles import Article
from storage.models.facts import (
    Actor,
    ActorKind,
    Difference,
    Event,
    EventKind,
    Quote,
    Role,
    Statement,
)

_COMPANIONS: Final = 6


@dataclass(frozen=True, slots=True)
class Grouping:
    """How the facts of a table are looked up: `keys` of each, and their order, else the table's."""

    table: str
    keys: Callable[[Any], Iterable[Hashable]]
    order: Callable[[Any], Any] | None = None

    def places(self, facts: Iterable[object]) -> dict[Any, list[int]]:
        """Give the places in the table of the facts of each key, in their order."""
        found: defaultdict[Hashable, list[tuple[Any, int]]] = defaultdict(list)
        for place, fact in enumerate(facts):
            order = None if self.order is None else self.order(fact)
            for key in self.keys(fact):
                found[key].append((order, place))
        if self.order is not None:
            for of_key in found.values():
                of_key.sort()
        return {key: [place for _, place in of_key] for key, of_key in found.items()}


def _speaker(said: Quote | Statement) -> tuple[str, ...]:
    return () if said.speaker is None else (said.speaker,)


def _article(fact: Quote | Statement | Event) -> tuple[str]:
    return (fact.citation.article,)


def _articles(difference: Difference) -> Iterable[str]:
    return dict.fromkeys(citation.article for _, citation in difference.claims)


EVENTS_BY_DATE: Final = Grouping(
    "events",
    lambda e: () if e.kind is EventKind.COMPARISON else ("",),
    lambda e: (e.when.earliest, e.when.latest, e.id),
)
GROUPINGS: Final[Mapping[str, Grouping]] = {
    "stretches": Grouping(
        "quotes",
        lambda q: ((q.citation.article, q.turn),),
        lambda q: (q.citation.passage, q.citation.start),
    ),
    "quotes_by_speaker": Grouping("quotes", _speaker),
    "statements_by_speaker": Grouping("statements", _speaker),
    "quotes_by_article": Grouping("quotes", _article),
    "statements_by_article": Grouping("statements", _article),
    "events_by_article": Grouping("events", _article),
    "differences_by_cluster": Grouping("differences", lambda d: (d.cluster,)),
    "differences_by_article": Grouping("differences", _articles),
    "actors_by_kind": Grouping(
        "actors", lambda a: () if a.byline else (a.kind,), lambda a: (-len(a.mentions), a.name)
    ),
}
"""The look-ups of a corpus that put the facts of a table under keys, by the names of them."""


def collect_roles(
    actors: Iterable[Actor], article_by_id: Mapping[str, Article]
) -> dict[str, tuple[Role, ...]]:
    """Give what each actor is called, once an article, by its publication; undated ones last."""

    def published(role: Role) -> tuple[bool, date]:
        publication = article_by_id[role.citation.article].published
        return (publication is None, publication.day if publication else date.max)

    found: dict[str, tuple[Role, ...]] = {}
    for actor in actors:
        distinct: dict[tuple[str, str], Role] = {}
        for role in sorted(actor.roles, key=published):
            distinct.setdefault((role.text.casefold(), role.citation.article), role)
        if distinct:
            found[actor.id] = tuple(distinct.values())
    return found


def find_companions(actors: Iterable[Actor]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Give who is named in the same passages as an actor most often, and in how many.

    No bylines, no places; the first few by number, then by id.
    """
    places: dict[str, set[tuple[str, int]]] = {}
    named: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for actor in actors:
        places[actor.id] = {(m.citation.article, m.citation.passage) for m in actor.mentions}
        if not actor.byline and actor.kind is not ActorKind.PLACE:
            for place in places[actor.id]:
                named[place].append(actor.id)
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for id_, of_actor in places.items():
        together = Counter(other for place in of_actor for other in named.get(place, ()))
        del together[id_]
        most = sorted(together.items(), key=lambda pair: (-pair[1], pair[0]))[:_COMPANIONS]
        if most:
            found[id_] = tuple(most)
    return found


def label_articles(articles: Iterable[Article]) -> dict[str, str]:
    """Give how citations name each article: short publisher, else the title's first words.

    The id is added where two articles would be named alike.
    """
    names = {
        a.id: a.publisher_short or a.publisher or _first_words(a.title) or a.id for a in articles
    }
    alike = Counter(names.values())
    return {id_: f"{name} {id_}" if alike[name] > 1 else name for id_, name in names.items()}


def _first_words(title: str, most: int = 24) -> str:
    short = ""
    for word in title.split():
        if short and len(short) + 1 + len(word) > most:
            return short + "…"
        short = f"{short} {word}".strip()
    return short
