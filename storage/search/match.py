"""What a search answers: matches with a score and reasons, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from storage.search.query import Filter, Query


class Kind(StrEnum):
    """What can be found.  The order breaks ties between kinds."""

    ACTOR = "actor"
    QUOTE = "quote"
    STATEMENT = "statement"
    EVENT = "event"
    PASSAGE = "passage"
    TOPIC = "topic"
    ARTICLE = "article"


ALL_KINDS: Final = tuple(Kind)


class Why(StrEnum):
    """How a query word and a word of the item belong together, or where that word stands.

    The first eight say how the word matched; the last four are added where it stands not in
    the item's own words but in its speaker's names, in a role, in the text around it, or where
    only its date matched.
    """

    EXACT = "exact"
    PHRASE = "phrase"
    ALIAS = "alias"
    TYPO = "typo"
    TRANSLITERATION = "transliteration"
    PARTIAL = "partial"
    THESAURUS = "thesaurus"
    STEM = "stem"
    SPEAKER = "speaker"
    ROLE = "role"
    CONTEXT = "context"
    PERIOD = "period"


GUESSES: Final = frozenset({Why.TYPO, Why.PARTIAL})
"""Where a word was taken for another."""


class Verdict(StrEnum):
    """How sure an answer is: one answer, several to choose from, or none."""

    CONFIDENT = "confident"
    AMBIGUOUS = "ambiguous"
    NOTHING = "nothing"


class Reason(NamedTuple):
    """Why something matched: `Reason(Why.TYPO, "embasy", "embassy")`."""

    why: Why
    query: str
    matched: str


@dataclass(frozen=True, slots=True)
class Match:
    """An item found: its kind, its id, a score of 0–100 comparable across kinds, and why.

    The id is the item's own; a passage's is its article's id and its number, "A1:24".
    """

    kind: Kind
    id: str
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query: best matches first, ties by kind, date and id.

    `nearest` is filled where nothing was found.  Where `query.phrases` were asked for, it is
    what the same words give without quotation marks (`query.unquoted`); else up to three matches
    that fell short, or words of the corpus that are spelt like the query's.  Where one kind was
    asked for by name (an actor, a topic, an article) it holds that kind only; of articles and
    topics, all where they are at most five.  `missing` are the query's words that the
    corpus has not, in no spelling; `unknown` its filters that name nobody and no article.
    """

    query: Query
    verdict: Verdict
    matches: tuple[Match, ...] = ()
    nearest: tuple[Match | str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[Filter, ...] = ()
