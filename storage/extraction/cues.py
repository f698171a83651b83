"""Cues of speech in a sentence: who says, which verb says it, and where the two stand."""

from __future__ import annotations

from operator import attrgetter

from storage.extraction.clauses import Sentence
from storage.extraction.cue_forms import Cue
from storage.extraction.cues_of_verbs import by_verbs
from storage.extraction.cues_without_verbs import without_verbs


def cues(sentence: Sentence) -> tuple[Cue, ...]:
    """List the cues of a sentence by where their verbs stand."""
    found = [*by_verbs(sentence), *without_verbs(sentence)]
    if len(found) > 1:
        found.sort(key=attrgetter("at"))
    return tuple(found)
