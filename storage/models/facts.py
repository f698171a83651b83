"""What is read out of articles: actors, quotes, statements, events, and what topics select."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.models.articles import Citation
from storage.models.dates import Basis, When
from storage.text.offsets import Span


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
