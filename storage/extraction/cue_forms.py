"""What a cue of speech is: who says, by which words, and where these stand in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.extraction.clauses import Token
from storage.extraction.phrases import Subject
from storage.extraction.speech import SAY, Manner


class Form(StrEnum):
    """How a cue is built; its value names the rule for readers of `method`."""

    BEFORE = "subject before verb"
    AFTER = "verb before subject"
    ACCORDING = "according to"
    FOR = "for"
    COLON = "name and colon"
    OF_NOUN = "noun of speech"
    COORDINATED = "coordinated verb"
    QUOTED = "quoted as saying"
    SIGNED = "signed"
    BY = "agent of a passive"
    RESUMED = "subject before an aside"


(
    BEFORE,
    AFTER,
    ACCORDING,
    FOR,
    COLON,
    OF_NOUN,
    COORDINATED,
    QUOTED,
    SIGNED,
    BY,
    RESUMED,
) = Form


@dataclass(slots=True, eq=False)
class Cue:
    """A cue of speech: tokens `start` to `end` (exclusive) hold subject and verb.

    `at` is the verb's token (or the word that stands for it).
    """

    form: Form
    subject: Subject
    at: int
    start: int
    end: int
    verb: str
    manner: Manner = SAY
    lemma: str = ""


def hypothetical(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether the verb says what someone must or might say, not what they said."""
    between = tokens[cue.subject.end : cue.at]
    return cue.form is BEFORE and any(t.folded in _UNREAL for t in between)


_UNREAL = frozenset({"must", "should", "may", "might", "could", "can", "cannot"})
