"""Words that tell what a dated sentence tells (lexicon/events.toml), loaded once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class EventLexicon:
    """Words of comparisons, of states, of what lasts, of deeds and of what is said by the way."""

    comparison: re.Pattern[str]
    lasting: frozenset[str]
    state: re.Pattern[str]
    action: frozenset[str]
    participles: frozenset[str]
    apposed: frozenset[str]


@lru_cache(maxsize=1)
def event_lexicon() -> EventLexicon:
    """The lexicon of events."""
    data = resources.files(__package__).joinpath("lexicon/events.toml").read_text("utf-8")
    table = tomllib.loads(data)
    return EventLexicon(
        comparison=_phrases(table["comparison"]),
        lasting=frozenset(table["lasting"]),
        state=_phrases(table["state"]),
        action=frozenset(table["action"]),
        participles=frozenset(table["participles"]),
        apposed=frozenset(table["apposed"]),
    )


def _phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
