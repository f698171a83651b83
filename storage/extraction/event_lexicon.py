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
    """Comparisons, states, deeds, and the families of words that tell one happening."""

    comparison: re.Pattern[str]
    lasting: frozenset[str]
    state: re.Pattern[str]
    action: frozenset[str]
    negation: re.Pattern[str]
    happening: re.Pattern[str]  # any of the happenings
    happenings: tuple[tuple[str, re.Pattern[str]], ...]
    counterpart: frozenset[str]
    beside: tuple[str, ...]
    unlinked: tuple[str, ...]


@lru_cache(maxsize=1)
def event_lexicon() -> EventLexicon:
    """The lexicon of events."""
    data = resources.files(__package__).joinpath("lexicon/events.toml").read_text("utf-8")
    table = tomllib.loads(data)
    return EventLexicon(
        comparison=_phrases(table["comparison"], whole=True),
        lasting=frozenset(table["lasting"]),
        state=_phrases(table["state"], whole=True),
        action=frozenset(table["action"]),
        negation=_phrases(table["negation"], whole=True),
        happening=_phrases(
            (word for words in table["happenings"].values() for word in words), whole=False
        ),
        happenings=tuple(
            (name, _phrases(words, whole=False)) for name, words in table["happenings"].items()
        ),
        counterpart=frozenset(table["differences"]["counterpart"]),
        beside=tuple(table["differences"]["beside"]),
        unlinked=tuple(table["differences"]["unlinked"]),
    )


def _phrases(phrases: Iterable[str], *, whole: bool) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    end = r"\b" if whole else ""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))}){end}", re.IGNORECASE)
