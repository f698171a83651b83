"""What is heard in an article: its sentences with their cues and their exact words."""

from __future__ import annotations

from dataclasses import dataclass

from storage.extraction.clauses import Sentence
from storage.extraction.governing import Voiced
from storage.extraction.marks import Stretch
from storage.extraction.speakers import Speaker
from storage.models import Passage, QuoteKind, Rejection


@dataclass(slots=True, eq=False)
class Heard:
    """A stretch of exact words: who says it, by which cue (None: it goes on), in which turn.

    `turn` is the index of the turn's first stretch; `at` is the stretch's token in `sentence`.
    """

    stretch: Stretch
    index: int
    kind: QuoteKind
    speaker: Speaker
    voiced: Voiced | None
    turn: int
    sentence: Sentence
    at: int
    asks: bool = False
    hedge: str = ""  # the words that deny it or have it at second hand


@dataclass(slots=True, eq=False)
class HeardSentence:
    """A sentence with its cues and its quotes."""

    sentence: Sentence
    voiced: tuple[Voiced, ...]
    heard: tuple[Heard, ...]


@dataclass(slots=True, eq=False)
class HeardPassage:
    """A passage of text or a caption, sentence by sentence."""

    passage: Passage
    sentences: tuple[HeardSentence, ...]


@dataclass(slots=True, eq=False)
class HeardArticle:
    """The text and the captions of an article in order, and the quotation marks left out."""

    passages: tuple[HeardPassage, ...]
    rejected: tuple[Rejection, ...]
