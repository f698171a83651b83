"""What the archive knows: articles, passages, actors, quotes, statements, events, topics.

All types are immutable.  A news date is a `When` (a range of days with a precision), never a
datetime.  Every fact carries a `Citation` whose range counts characters of `Passage.text`;
`Passage.to_source` maps it to the line as it stands in the source file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TypeAlias

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
    mentions: tuple[Mention, ...] = ()
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


Item: TypeAlias = Article | Passage | Actor | Quote | Statement | Event | Topic


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
    articles: tuple[Article, ...] = ()
    actors: tuple[Actor, ...] = ()
    quotes: tuple[Quote, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    differences: tuple[Difference, ...] = ()
    topics: tuple[Topic, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    corrections: tuple[CorrectionResult, ...] = ()

    @cached_property
    def article_by_id(self) -> Mapping[str, Article]:
        """Articles by their short id."""
        return MappingProxyType({a.id: a for a in self.articles})

    @cached_property
    def actor_by_id(self) -> Mapping[str, Actor]:
        """Actors by id."""
        return MappingProxyType({a.id: a for a in self.actors})

    @cached_property
    def event_by_id(self) -> Mapping[str, Event]:
        """Events by id."""
        return MappingProxyType({e.id: e for e in self.events})

    @cached_property
    def quote_by_id(self) -> Mapping[str, Quote]:
        """Quotes by id."""
        return MappingProxyType({q.id: q for q in self.quotes})

    @cached_property
    def stretches(self) -> Mapping[tuple[str, str], tuple[Quote, ...]]:
        """The stretches of each utterance, by (article, turn), in the order of the text."""
        turns: dict[tuple[str, str], list[Quote]] = {}
        for quote in sorted(self.quotes, key=lambda q: (q.citation.passage, q.citation.start)):
            turns.setdefault((quote.citation.article, quote.turn), []).append(quote)
        return MappingProxyType({turn: tuple(quotes) for turn, quotes in turns.items()})

    @cached_property
    def statement_by_id(self) -> Mapping[str, Statement]:
        """Statements by id."""
        return MappingProxyType({s.id: s for s in self.statements})

    @cached_property
    def topic_by_id(self) -> Mapping[str, Topic]:
        """Topics by id."""
        return MappingProxyType({t.id: t for t in self.topics})

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


def _first_words(title: str, most: int = 24) -> str:
    short = ""
    for word in title.split():
        if short and len(short) + 1 + len(word) > most:
            return short + "…"
        short = f"{short} {word}".strip()
    return short
