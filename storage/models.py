"""What the archive knows: articles, passages, actors, quotes, statements, events, topics.

All types are immutable.  A news date is a `When` (a range of days with a precision), never a
datetime.  Every fact carries a `Citation` whose range counts characters of `Passage.text`;
`Passage.to_source` maps it to the line as it stands in the source file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, Self, TypeAlias, TypeVar

from storage.chronology import Chronology
from storage.text.offsets import OffsetMap, Span


class PassageKind(StrEnum):
    """What a line of an article is."""

    TEXT = "text"
    CAPTION = "caption"
    HEADING = "heading"
    BOILERPLATE = "boilerplate"


class ArticleKind(StrEnum):
    """An article as published, or our own summary of one."""

    ARTICLE = "article"
    DIGEST = "digest"


class ActorKind(StrEnum):
    """What acts, or where."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    COUNTRY = "country"
    PLACE = "place"


class QuoteKind(StrEnum):
    """A whole utterance, or words woven into the author's sentence."""

    FULL = "full"
    FRAGMENT = "fragment"


class EventKind(StrEnum):
    """What a dated expression dates."""

    EVENT = "event"
    STATE = "state"
    COMPARISON = "comparison"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    WEEK = "week"
    WEEKEND = "weekend"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    RANGE = "range"


class Basis(StrEnum):
    """Where an event's date comes from."""

    STATED = "stated"  # the text gives it in full
    RELATIVE = "relative"  # reckoned from the publication date ("last week")
    INFERRED = "inferred"  # completed from its surroundings ("on 15 August": the year)
    CORRECTED = "corrected"  # set by corrections.toml


class PublicationBasis(StrEnum):
    """How an article's publication date is known."""

    METADATA = "metadata"
    DATELINE = "dateline"
    ADDRESS = "address"
    TEXT = "text"
    COLLECTION = "collection"
    CORRECTED = "corrected"  # set by corrections.toml


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A range of days, `earliest` to `latest` inclusive, and how exactly it is known.

    `approximate` marks "around 2015", "early August".  Raises ValueError where the range is
    the wrong way round.
    """

    earliest: date
    latest: date
    precision: Precision = Precision.DAY
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError(f"{self.latest} lies before {self.earliest}")

    def overlaps(self, other: When) -> bool:
        """Whether the two ranges share a day."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def within(self, other: When) -> bool:
        """Whether this range lies wholly inside the other."""
        return other.earliest <= self.earliest and self.latest <= other.latest


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article was published: the range, the likeliest day in it, and how that is known.

    `certain` is false wherever readers must be told that the date was inferred; `evidence` is
    the expression or field that it was read from.
    """

    when: When
    day: date
    basis: PublicationBasis
    certain: bool
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A non-blank line of a source, cleaned for reading.

    `number` counts the non-blank lines of the source from 1, dropped ones included, front
    matter not.  `source` is the line as it stands there (without its line break), `text` what
    cleaning made of it; `text` is empty where cleaning dropped the whole line (newsletter
    boilerplate, another language).  `original` are the paragraph numbers of the original that
    a digest's passage sums up.
    """

    number: int
    kind: PassageKind
    source: str
    text: str
    offsets: OffsetMap = field(default_factory=OffsetMap)
    original: tuple[int, ...] = ()

    def to_source(self, span: Span) -> Span:
        """Map a range of `text` to the range of `source` that it came from."""
        return self.offsets.to_source(span)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact stands: an article, a passage number, a range of that passage's text."""

    article: str
    passage: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The range as a span."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceArticle:
    """What a reader made of one file, before the corpus knows of it.

    `file` is the path below the source folder (POSIX), `key` the canonical address where known,
    else `file`.  `stated` is the publication date that the metadata gives, if it does, with
    `stated_certain` false where the metadata itself calls it approximate.  `title_stated` is
    false where the title is only the first words of the text.
    """

    file: str
    key: str
    content_hash: str
    title: str
    passages: tuple[Passage, ...]
    title_stated: bool = True
    publisher: str | None = None
    publisher_short: str | None = None
    authors: tuple[str, ...] = ()
    stated: When | None = None
    stated_certain: bool = True
    url: str | None = None
    language: str = "en"
    kind: ArticleKind = ArticleKind.ARTICLE

    def passage(self, number: int) -> Passage | None:
        """Give the passage of that number, if there is one."""
        if 1 <= number <= len(self.passages):
            return self.passages[number - 1]
        return None

    def readable(self) -> Iterator[Passage]:
        """List the passages that say something: not boilerplate, not dropped."""
        for passage in self.passages:
            if passage.text and passage.kind is not PassageKind.BOILERPLATE:
                yield passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(SourceArticle):
    """An article of the corpus: its short id (`A1`…) and its publication date, if known."""

    id: str
    published: Publication | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file or a fact that was left out, and why, in words for people."""

    where: str
    reason: str


CORRECTED = "corrected"
"""The `method` of a quote's or statement's speaker that corrections.toml has set."""


@dataclass(frozen=True, slots=True)
class CorrectionResult:
    """What became of one entry of corrections.toml; of actors.toml, those that changed nothing.

    `where` names the entry, `entry` says it in short, `facts` counts what it changed; where that
    is nothing, `reason` says why, in words for people.
    """

    where: str
    entry: str
    facts: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor's name as it stands in a passage."""

    citation: Citation
    surface: str


@dataclass(frozen=True, slots=True)
class Role:
    """What an article says someone is, in its words."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person, organisation, group, country or place, merged over the corpus.

    `id` is a readable slug of the canonical name, unique in a corpus.  `aliases` are the other
    forms as seen or given by `actors.toml`, the canonical name left out.  `byline` marks
    authors, photographers and credits.
    """

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    mentions: Sequence[Mention] = ()
    byline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Exact words: `text` is verbatim the cited range of the passage.

    `speaker` is an actor's id or None where it could not be told; `role` and `attribution` are
    the passage's words ("" where there are none).  Stretches of one utterance share `turn`.
    `said` is the date of saying where stated.  `lead` are the words before a fragment that
    change its meaning ("would not").  `hedge` are the words by which the text denies it or has
    it at second hand ("never said", "according to Reiter"), "" where it is told plainly.
    `method` names the rule that found the speaker, `confidence` is 0 to 1.
    """

    id: str
    citation: Citation
    text: str
    kind: QuoteKind
    turn: str
    speaker: str | None = None
    role: str = ""
    attribution: str = ""
    lead: str = ""
    hedge: str = ""
    said: When | None = None
    method: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What someone said in the article's words; shown as paraphrase, never in quotation marks.

    `text` is the cited range.  `verb` is the word of speech, `hedge` the words that qualify the
    claim ("according to the media"), "" where there are none.
    """

    id: str
    citation: Citation
    text: str
    verb: str
    speaker: str | None = None
    role: str = ""
    hedge: str = ""
    said: When | None = None
    method: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated sentence: the citation's range is the expression, `sentence` the whole sentence.

    `reference` is the day that a relative date was reckoned from.  `significance` is 0 to 1,
    `confidence` 0 to 1 (captions, wrong weekdays and inferred years lower it).  Tellings of
    one happening share `cluster`.  `ahead` marks what the text tells as still to come.
    `method` names the rule by which the date was read, as with quotations.
    """

    id: str
    citation: Citation
    expression: str
    sentence: str
    sentence_span: Span
    when: When
    basis: Basis
    kind: EventKind = EventKind.EVENT
    reference: date | None = None
    actors: tuple[str, ...] = ()
    significance: float = 0.5
    confidence: float = 1.0
    cluster: str = ""
    ahead: bool = False
    method: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One matter that articles tell differently: what about, and each telling with its place.

    `about` is one of "date", "who", "how many", "what"; `events` are the ids that differ.
    """

    cluster: str
    about: str
    claims: tuple[tuple[str, Citation], ...]
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A named selection: what is looked for, and whom it concerns (names as people write them)."""

    id: str
    title: str
    queries: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    made: bool = False  # made from frequent actors and words, not by topics.toml


_SOURCES: Final = 20  # sources that a coverage names
_COMPANIONS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a corpus covers, in short: what answers say of the whole without looking through it.

    `published` are the first and last day of publication, `dated` the first and last day that
    an event is dated to.  `sources` are the first publishers, or titles where an article has
    none, of `source_count` in all.  `years` are the first year of an event or article and the
    last of an article, of an event where no article is dated; `event_years` those that events
    begin in; `latest_years` tell of a month, and of a day of it, the latest year in which an
    event falls there.  `happenings` counts events told by several articles once.
    """

    articles: int = 0
    digests: int = 0
    passages: int = 0
    happenings: int = 0
    published: tuple[date, date] | None = None
    dated: tuple[date, date] | None = None
    sources: tuple[str, ...] = ()
    source_count: int = 0
    most_quoted: str | None = None
    years: tuple[int, int] | None = None
    event_years: tuple[int, ...] = ()
    latest_years: Mapping[tuple[int, int | None], int] = field(default_factory=dict)


Item: TypeAlias = Article | Passage | Actor | Quote | Statement | Event | Topic
_Item = TypeVar("_Item", Article, Actor, Quote, Statement, Event, Topic)


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


def _article(fact: Quote | Event) -> tuple[str]:
    return (fact.citation.article,)


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
    "events_by_article": Grouping("events", _article),
    "differences_by_cluster": Grouping("differences", lambda d: (d.cluster,)),
    "actors_by_kind": Grouping(
        "actors", lambda a: () if a.byline else (a.kind,), lambda a: (-len(a.mentions), a.name)
    ),
}
"""The look-ups of a corpus that put the facts of a table under keys, by the names of them."""


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
        return Chronology.of(self.events_by_date)

    @cached_property
    def differences_by_cluster(self) -> Mapping[str, Sequence[Difference]]:
        """What is told differently of each happening."""
        return self._grouped("differences_by_cluster")

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

        def published(role: Role) -> tuple[bool, date]:
            publication = self.article_by_id[role.citation.article].published
            return (publication is None, publication.day if publication else date.max)

        found: dict[str, tuple[Role, ...]] = {}
        for actor in self.actors:
            distinct: dict[tuple[str, str], Role] = {}
            for role in sorted(actor.roles, key=published):
                distinct.setdefault((role.text.casefold(), role.citation.article), role)
            if distinct:
                found[actor.id] = tuple(distinct.values())
        return MappingProxyType(found)

    @cached_property
    def companions(self) -> Mapping[str, Sequence[tuple[str, int]]]:
        """Who is named in the same passages as an actor most often, and in how many.

        No bylines, no places; the first few by number, then by id.
        """
        places = {
            a.id: {(m.citation.article, m.citation.passage) for m in a.mentions}
            for a in self.actors
        }
        named: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for actor in self.actors:
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
        return MappingProxyType(found)

    @cached_property
    def article_places(self) -> Mapping[str, int]:
        """Where each article stands among the articles, from 0, by its id."""
        return MappingProxyType({a.id: place for place, a in enumerate(self.articles)})

    @cached_property
    def coverage(self) -> Coverage:
        """What it covers, in short."""
        days = [a.published.day for a in self.articles if a.published is not None]
        whens = [event.when for event in self.events]
        sources = dict.fromkeys(a.publisher or a.title for a in self.articles)
        quoted = {id_: len(quotes) for id_, quotes in self.quotes_by_speaker.items()}
        return Coverage(
            articles=len(self.articles),
            digests=sum(a.kind is ArticleKind.DIGEST for a in self.articles),
            passages=sum(1 for article in self.articles for _ in article.readable()),
            happenings=len({event.cluster or event.id for event in self.events}),
            published=(min(days), max(days)) if days else None,
            dated=(min(w.earliest for w in whens), max(w.latest for w in whens)) if whens else None,
            sources=tuple(islice(sources, _SOURCES)),
            source_count=len(sources),
            most_quoted=min(quoted, key=lambda id_: (-quoted[id_], id_), default=None),
            years=_years(days, whens),
            event_years=tuple(sorted({e.when.earliest.year for e in self.events_by_date})),
            latest_years=_latest_years(whens),
        )

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
        names = {
            a.id: a.publisher_short or a.publisher or _first_words(a.title) or a.id
            for a in self.articles
        }
        seen: dict[str, int] = {}
        for name in names.values():
            seen[name] = seen.get(name, 0) + 1
        return MappingProxyType(
            {id_: f"{name} {id_}" if seen[name] > 1 else name for id_, name in names.items()}
        )

    def cite(self, citation: Citation) -> str:
        """Print a citation: `[Moscow Times ¶24]`."""
        return f"[{self.labels[citation.article]} ¶{citation.passage}]"


def _by_id(items: Iterable[_Item]) -> Mapping[str, _Item]:
    return MappingProxyType({item.id: item for item in items})


def _years(published: Sequence[date], whens: Sequence[When]) -> tuple[int, int] | None:
    """Give the first year of an event or article, and the last of an article, else an event."""
    begun = [when.earliest for when in whens]
    if not (published or begun):
        return None
    return min((*begun, *published)).year, max(published or begun).year


def _latest_years(whens: Iterable[When]) -> Mapping[tuple[int, int | None], int]:
    latest: dict[tuple[int, int | None], int] = {}
    for when in whens:
        first, last = when.earliest, when.latest
        if (first.year, first.month) != (last.year, last.month):
            continue
        for day in (None, first.day) if first == last else (None,):
            place = (first.month, day)
            latest[place] = max(first.year, latest.get(place, first.year))
    return latest


def _first_words(title: str, most: int = 24) -> str:
    short = ""
    for word in title.split():
        if short and len(short) + 1 + len(word) > most:
            return short + "…"
        short = f"{short} {word}".strip()
    return short
