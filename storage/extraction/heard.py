"""What is heard in an article: its sentences with their cues and their exact words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from storage.extraction.clauses import Sentence
from storage.extraction.governing import Voiced
from storage.extraction.marks import Stretch
from storage.extraction.speakers import Speaker
from storage.models import Passage, QuoteKind


@dataclass(frozen=True, slots=True)
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


class HeardSentence(NamedTuple):
    """A sentence with its cues and its quotes."""

    sentence: Sentence
    voiced: tuple[Voiced, ...]
    heard: tuple[Heard, ...]


class HeardPassage(NamedTuple):
    """A passage of text or a caption, sentence by sentence."""

    passage: Passage
    sentences: tuple[HeardSentence, ...]
