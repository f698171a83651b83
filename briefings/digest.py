"""What one chat is told next of what it follows: a part of the archive, or what is new in it.

Pure but for what the `Composer` keeps: ten thousand chats that follow one topic share the work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from briefings.compose import Briefing, Item, Material, Measure, choose, gather, told_by
from briefings.keeping import Kept
from briefings.schedule import falls_on
from storage.models import Article, Corpus, Event, Precision, Quote, Topic
from storage.snapshot import Snapshot
from storage.state.records import Wanted, WantedKind

MEASURE: Final = Measure(quotes=2, statements=6, characters=1499, once=True)
"""How much a push tells: with its title, sources and citations under 1,500 characters."""
_MATERIALS = 256  # things followed that are kept at hand
_DIGESTS = 1_024
_NO_PARTS: Final[Mapping[str, int]] = MappingProxyType({})
_NOTHING_NEW: Final[Mapping[str, datetime]] = MappingProxyType({})
_RELATED = 3  # topics that are named beside one that has been told to its end

_Told: TypeAlias = tuple[Briefing, tuple[str, ...]]
_Share: TypeAlias = tuple[Wanted, frozenset[str]]  # some of the items on what is followed


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What is told in one briefing, out of a corpus: whoever words it looks things up in that one.

    `part` of `parts` count what is left and what its subscription has told before, of the archive
    or of the news; `fresh` are the articles added or changed since `since`, where the digest tells
    of those alone; `day` is
    the day of an anniversary.  `items` are the ids of everything that it tells.  `begun` says
    that the chat has had some of it before, `ends` that nothing is left to tell after it, `gone`
    that the corpus does not know any more what is followed.
    """

    corpus: Corpus = field(repr=False, compare=False)
    wanted: Wanted
    briefing: Briefing
    items: tuple[str, ...] = ()
    part: int = 1
    parts: int = 1
    fresh: tuple[Article, ...] = ()
    since: datetime | None = None
    day: date | None = None
    begun: bool = False
    ends: bool = False
    gone: bool = False

    @property
    def exhausted(self) -> bool:
        """Whether there is nothing left to tell, and something was told before."""
        return self.briefing.empty and self.begun


def topic_of(corpus: Corpus, wanted: Wanted) -> Topic | None:
    """Give what is followed as a topic; None where the corpus does not know it (any more)."""
    if wanted.kind is WantedKind.TOPIC:
        return corpus.topic_by_id.get(wanted.key)
    if wanted.kind is WantedKind.PHRASE:
        return Topic(id=wanted.key, title=wanted.title, queries=(wanted.key,))
    actor = corpus.actor_by_id.get(wanted.key)
    if actor is None:
        return None
    return Topic(id=actor.id, title=actor.name, actors=(actor.name,))


class _OfCorpus:
    """What is kept of the composing from one corpus."""

    def __init__(self, version: str | None) -> None:
        self.version = version
        self.materials = Kept[Wanted, Material](_MATERIALS)
        self.chosen = Kept[_Share, _Told](_DIGESTS)
        self.parts = Kept[_Share, int](_DIGESTS)


class Composer:
    """Composes digests, and keeps for the corpus of now what many chats are told alike.

    May be used by several threads at once, and while the corpus is swapped: each call composes
    from the one corpus that it was given.
    """

    def __init__(self) -> None:
        self._newest = _OfCorpus(None)

    def digest(
        self,
        snapshot: Snapshot,
        wanted: Wanted,
        had: Collection[str] = frozenset(),
        *,
        parts: Mapping[str, int] = _NO_PARTS,
        fresh: Mapping[str, datetime] = _NOTHING_NEW,
        news: Mapping[str, int] = _NO_PARTS,
        since: datetime | None = None,
    ) -> Digest:
        """Compose what comes next.

        `parts` are the items told in parts before by this subscription, each with its part: the
        next one has the next number, whatever others have told the chat meanwhile.
        `fresh` are the ids of the articles that are news to it, each with when it came: while
        they tell something on the topic that the chat has not had, only that is told.  `news` are
        the items of them that it has told, each with the message that did, and `since` is when it
        told something last.
        """
        corpus = snapshot.corpus
        material = self._material(snapshot, wanted)
        if material is None:
            return Digest(corpus=corpus, wanted=wanted, briefing=_NOTHING, gone=True)
        left = material.ids.difference(had)
        begun = len(left) < len(material.ids)
        new = material.only(lambda i: i.id in left and i.citation.article in fresh)
        briefing, items = self._chosen(corpus, wanted, new)
        if items:
            of = {item.citation.article for item in _items(new)}
            came = min(fresh[id_] for id_ in of)
            before = {
                news[item.id]
                for item in _items(material)
                if item.id in news and item.citation.article in fresh
            }
            return Digest(
                corpus=corpus,
                wanted=wanted,
                briefing=briefing,
                items=items,
                part=len(before) + 1,
                parts=len(before) + self._count(corpus, wanted, new),
                fresh=tuple(
                    corpus.article_by_id[id_]
                    for id_ in sorted(of, key=corpus.article_places.__getitem__)
                ),
                since=min(since, came) if since is not None else came,
                begun=begun,
                ends=left.issubset(items),
            )
        rest = material.only(lambda i: i.id in left)
        briefing, items = self._chosen(corpus, wanted, rest)
        last = max((parts.get(id_, 0) for id_ in material.ids), default=0)
        return Digest(
            corpus=corpus,
            wanted=wanted,
            briefing=briefing,
            items=items,
            part=last + 1,
            parts=last + max(self._count(corpus, wanted, rest), 1),
            begun=begun,
            ends=left.issubset(items),
        )

    def on_this_day(self, snapshot: Snapshot, wanted: Wanted, day: date) -> Digest:
        """Compose what happened on this day of earlier years.  It counts as told to nobody."""
        corpus = snapshot.corpus
        material = self._material(snapshot, wanted)
        if material is None:
            return Digest(corpus=corpus, wanted=wanted, briefing=_NOTHING, day=day, gone=True)
        events = tuple(e for e in material.events if _falls_on(e, day))
        only = Material(material.topic, material.scores, events, (), ())
        briefing = choose(corpus, only, MEASURE)
        return Digest(corpus=corpus, wanted=wanted, briefing=briefing, day=day)

    def items(self, snapshot: Snapshot, wanted: Wanted) -> frozenset[str]:
        """Give the ids of all that the corpus tells on what is followed."""
        material = self._material(snapshot, wanted)
        return material.ids if material is not None else frozenset()

    def related(self, snapshot: Snapshot, wanted: Wanted) -> tuple[Topic, ...]:
        """Give the few topics that share most with what is followed, and tell more than it."""
        mine = self.items(snapshot, wanted)
        shared: list[tuple[int, Topic]] = []
        for topic in snapshot.corpus.topics:
            theirs = self.items(snapshot, Wanted(WantedKind.TOPIC, topic.id, topic.title))
            if mine & theirs and theirs - mine:
                shared.append((len(mine & theirs), topic))
        shared.sort(key=lambda pair: -pair[0])
        return tuple(topic for _, topic in shared[:_RELATED])

    def days(self, snapshot: Snapshot, wanted: Wanted) -> frozenset[date]:
        """Give the days of which the corpus knows to the day what happened."""
        material = self._material(snapshot, wanted)
        events = material.events if material is not None else ()
        return frozenset(e.when.earliest for e in events if _is_day(e))

    def _material(self, snapshot: Snapshot, wanted: Wanted) -> Material | None:
        topic = topic_of(snapshot.corpus, wanted)
        if topic is None:
            return None
        materials = self._of(snapshot.corpus).materials
        return materials.get(wanted, lambda: gather(snapshot, topic))

    def _chosen(self, corpus: Corpus, wanted: Wanted, material: Material) -> _Told:
        def made() -> _Told:
            briefing = choose(corpus, material, MEASURE)
            return briefing, told(corpus, material, briefing)

        return self._of(corpus).chosen.get((wanted, material.ids), made)

    def _count(self, corpus: Corpus, wanted: Wanted, material: Material) -> int:
        """Count the parts in which a material is told to its end."""

        def made() -> int:
            left, parts = material, 0
            while items := self._chosen(corpus, wanted, left)[1]:
                left, parts = left.without(frozenset(items)), parts + 1
            return parts

        return self._of(corpus).parts.get((wanted, material.ids), made)

    def _of(self, corpus: Corpus) -> _OfCorpus:
        """Give what is kept of a corpus; what was kept of another goes with it."""
        newest = self._newest
        if newest.version != corpus.version:
            newest = self._newest = _OfCorpus(corpus.version)
        return newest


def told(corpus: Corpus, material: Material, briefing: Briefing) -> tuple[str, ...]:
    """List the ids of a material that a briefing tells, with what it tells by the way.

    Whatever stands in the same words (a second date of the sentence, its paraphrase, a quotation
    in it) is told with them, and an utterance with all its stretches as soon as one is: it is
    printed whole, which would tell that one again.
    """
    quotes = [
        stretch
        for turn in sorted({(q.citation.article, q.turn) for q in briefing.quotes})
        for stretch in corpus.stretches[turn]
    ]
    events = [event for group in briefing.happenings for event in group]
    shown: list[Item] = [*events, *quotes, *briefing.statements]
    places = {(i.citation.article, i.citation.passage) for i in shown}
    near = (i for i in _items(material) if (i.citation.article, i.citation.passage) in places)
    beside = [item for item in near if told_by(item, shown)]
    whole = [
        stretch
        for item in beside
        if isinstance(item, Quote)
        for stretch in corpus.stretches[item.citation.article, item.turn]
    ]
    return tuple(dict.fromkeys(item.id for item in (*shown, *beside, *whole)))


def _items(material: Material) -> Iterator[Item]:
    yield from material.events
    yield from material.quotes
    yield from material.statements


def _is_day(event: Event) -> bool:
    return event.when.precision is Precision.DAY and not event.when.approximate


def _falls_on(event: Event, day: date) -> bool:
    happened = event.when.earliest
    return _is_day(event) and happened.year < day.year and falls_on(happened, day.year) == day


_NOTHING: Final[Any] = Briefing(
    topic=Topic(id="", title=""),
    happenings=(),
    quotes=(),
    statements=(),
    differences=(),
    sources=(),
)
