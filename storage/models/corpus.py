"""Everything that is known at one time, with its look-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self, TypeVar

from storage.chronology import Chronology
from storage.models.articles import Article, Citation, Passage
from storage.models.coverage import Coverage
from storage.models.facts import (
    Actor,
    ActorKind,
    CorrectionResult,
    Difference,
    Event,
    Quote,
    Rejection,
    Role,
    Statement,
    Topic,
)
from storage.models.look_ups import (
    EVENTS_BY_DATE,
    GROUPINGS,
    collect_roles,
    find_companions,
    label_articles,
)

_Item = TypeVar("_Item", Article, Actor, Quote, Statement, Event, Topic)


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Everything that is known at one time; `version` is a hash of all of it.

    `sources_hash` and `rules_hash` tell what it was built from and by which rules.
    `article_ids` holds the short id of every key that was ever in this corpus, so that an
    article that comes back gets its old id.  `folder` is the folder that it was built from.
    `corrections` tell what became of each entry of corrections.toml, and which of actors.toml
    changed nothing.
    """

    version: str = ""
    sources_hash: str = ""
    rules_hash: str = ""
    folder: str = ""
    article_ids: tuple[tuple[str, str], ...] = ()
    articles: Sequence[Article] = ()
    actors: Sequence[Actor] = ()
    quotes: Sequence[Quote] = ()
    statements: Sequence[Statement] = ()
    events: Sequence[Event] = ()
    differences: Sequence[Difference] = ()
    topics: Sequence[Topic] = ()
    rejected: Sequence[Rejection] = ()
    corrections: Sequence[CorrectionResult] = ()

    @cached_property
    def article_by_id(self) -> Mapping[str, Article]:
        """Articles by their short id."""
        return _by_id(self.articles)

    @cached_property
    def actor_by_id(self) -> Mapping[str, Actor]:
        """Actors by id."""
        return _by_id(self.actors)

    @cached_property
    def event_by_id(self) -> Mapping[str, Event]:
        """Events by id."""
        return _by_id(self.events)

    @cached_property
    def quote_by_id(self) -> Mapping[str, Quote]:
        """Quotes by id."""
        return _by_id(self.quotes)

    @cached_property
    def statement_by_id(self) -> Mapping[str, Statement]:
        """Statements by id."""
        return _by_id(self.statements)

    @cached_property
    def topic_by_id(self) -> Mapping[str, Topic]:
        """Topics by id."""
        return _by_id(self.topics)

    # Look-ups: every fact of one speaker, actor, article or cluster without a walk over all.

    @cached_property
    def stretches(self) -> Mapping[tuple[str, str], Sequence[Quote]]:
        """The stretches of each utterance, by (article, turn), in the order of the text."""
        return self._grouped("stretches")

    @cached_property
    def quotes_by_speaker(self) -> Mapping[str, Sequence[Quote]]:
        """The quotes of each actor who speaks, in the order of the texts."""
        return self._grouped("quotes_by_speaker")

    @cached_property
    def statements_by_speaker(self) -> Mapping[str, Sequence[Statement]]:
        """The statements of each actor who speaks, in the order of the texts."""
        return self._grouped("statements_by_speaker")

    @cached_property
    def quotes_by_article(self) -> Mapping[str, Sequence[Quote]]:
        """The quotes of each article that has any, in the order of the text."""
        return self._grouped("quotes_by_article")

    @cached_property
    def statements_by_article(self) -> Mapping[str, Sequence[Statement]]:
        """The statements of each article that has any, in the order of the text."""
        return self._grouped("statements_by_article")

    @cached_property
    def events_by_article(self) -> Mapping[str, Sequence[Event]]:
        """The events of each article that has any, comparisons too, in the order of the text."""
        return self._grouped("events_by_article")

    @cached_property
    def events_by_date(self) -> Sequence[Event]:
        """The events that happened: by first day, last day and id; comparisons left out."""
        return tuple(self.events[place] for place in EVENTS_BY_DATE.places(self.events).get("", ()))

    @cached_property
    def chronology(self) -> Chronology:
        """The days, happenings and actors of `events_by_date`, by the places there."""
        return Chronology.of(self.events_by_date, self.differences_by_cluster)

    @cached_property
    def differences_by_cluster(self) -> Mapping[str, Sequence[Difference]]:
        """What is told differently of each happening."""
        return self._grouped("differences_by_cluster")

    @cached_property
    def differences_by_article(self) -> Mapping[str, Sequence[Difference]]:
        """What each article tells differently than others."""
        return self._grouped("differences_by_article")

    @cached_property
    def actors_by_kind(self) -> Mapping[ActorKind, Sequence[Actor]]:
        """The actors of each kind, the most mentioned first, then by name; no bylines."""
        return self._grouped("actors_by_kind")

    def _grouped(self, name: str) -> Mapping[Any, Sequence[Any]]:
        grouping = GROUPINGS[name]
        table = getattr(self, grouping.table)
        return MappingProxyType(
            {
                key: tuple(table[place] for place in places)
                for key, places in grouping.places(table).items()
            }
        )

    @cached_property
    def roles_by_actor(self) -> Mapping[str, Sequence[Role]]:
        """What each actor is called, once an article, by its publication; undated ones last."""
        return MappingProxyType(collect_roles(self.actors, self.article_by_id))

    @cached_property
    def companions(self) -> Mapping[str, Sequence[tuple[str, int]]]:
        """Who is named in the same passages as an actor most often, and in how many.

        No bylines, no places; the first few by number, then by id.
        """
        return MappingProxyType(find_companions(self.actors))

    @cached_property
    def article_places(self) -> Mapping[str, int]:
        """Where each article stands among the articles, from 0, by its id."""
        return MappingProxyType({a.id: place for place, a in enumerate(self.articles)})

    @cached_property
    def coverage(self) -> Coverage:
        """What it covers, in short."""
        return Coverage.of(self.articles, self.events, self.quotes_by_speaker)

    def knowing(self, look_ups: Mapping[str, object]) -> Self:
        """Give the same corpus with look-ups that are at hand, not to be made of its tables."""
        known = replace(self)
        known.__dict__.update(look_ups)
        return known

    def __getstate__(self) -> dict[str, object]:
        """Cross a pipe as the fields alone, without the look-up tables made from them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def passage(self, citation: Citation) -> Passage:
        """Give the passage that a citation names; raises KeyError where there is none."""
        article = self.article_by_id[citation.article]
        passage = article.passage(citation.passage)
        if passage is None:
            raise KeyError(f"{citation.article} has no passage {citation.passage}")
        return passage

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """How citations name each article: short publisher, else the title's first words.

        The id is added where two articles would be named alike.
        """
        return MappingProxyType(label_articles(self.articles))

    def cite(self, citation: Citation) -> str:
        """Print a citation: `[Moscow Times ¶24]`."""
        return f"[{self.labels[citation.article]} ¶{citation.passage}]"


def _by_id(items: Iterable[_Item]) -> Mapping[str, _Item]:
    return MappingProxyType({item.id: item for item in items})
