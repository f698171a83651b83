"""Words that tell what a dated sentence tells (lexicon/events.toml), loaded once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from storage.extraction.lexicon import read_words


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases that are looked for as whole words, in any case."""

    spelled: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Phrases:
        """Make them from a list."""
        longest_first = tuple(sorted(phrases, key=len, reverse=True))
        words = "|".join(map(re.escape, longest_first))
        return cls(longest_first, re.compile(rf"\b(?:{words})\b"))

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        small = text.lower()
        for phrase in self.spelled:
            if phrase in small:
                return self.pattern.search(small) is not None
        return False  # most texts; the search for words is dear


@dataclass(frozen=True, slots=True)
class EventLexicon:
    """Words of comparisons, of states, of what lasts, of deeds and of what is said by the way."""

    comparison: Phrases
    lasting: frozenset[str]
    state: Phrases
    action: frozenset[str]
    participles: frozenset[str]
    apposed: frozenset[str]


@lru_cache(maxsize=1)
def event_lexicon() -> EventLexicon:
    """The lexicon of events."""
    table = read_words("events")
    return EventLexicon(
        comparison=Phrases.of(table["comparison"]),
        lasting=frozenset(table["lasting"]),
        state=Phrases.of(table["state"]),
        action=frozenset(table["action"]),
        participles=frozenset(table["participles"]),
        apposed=frozenset(table["apposed"]),
    )
