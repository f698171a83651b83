"""Words that tell which happening a sentence tells (lexicon/happenings.toml), loaded once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from storage.extraction.beginnings import Beginnings
from storage.extraction.lexicon import read_words
from storage.text.folding import key

_TITLE_WORDS = 6  # words of a title between "met" and a name


@dataclass(frozen=True, slots=True)
class HappeningLexicon:
    """Families of words that tell one happening, and what sets two happenings apart.

    `marks` finds in one pass what every sentence is read for, labelled (sort, name): the sorts
    are "family", "site", and words that mark the whole sentence (`Telling` names them).
    `befalls` finds the words that say whom something befalls, labelled with the family and with
    how they name the person: as "subject", "object" or "possession".  `alternatives` are the
    accounts that exclude each other, labelled (number of the group, account).
    """

    marks: Beginnings[tuple[str, str]]
    scenes: frozenset[str]
    unique: frozenset[str]
    consequences: frozenset[str]
    steps: frozenset[str]
    mutual: frozenset[str]
    once: frozenset[str]
    befalls: Beginnings[tuple[str, str]]
    befalling: frozenset[str]
    counterpart: frozenset[str]
    beside: re.Pattern[str]
    address: frozenset[str]
    common: frozenset[str]
    untold: frozenset[str]
    partner: frozenset[str]
    passive: frozenset[str]
    speech: frozenset[str]
    alternatives: Beginnings[tuple[int, str]]
    alternative_families: tuple[frozenset[str], ...]


@lru_cache(maxsize=1)
def happening_lexicon() -> HappeningLexicon:
    """The lexicon of happenings."""
    table = read_words("happenings")
    meetings, single = table["meetings"], table["words"]
    groups: list[dict[str, list[str]]] = table["alternatives"]
    return HappeningLexicon(
        marks=Beginnings(dict(_marks(table))),
        **{name: frozenset(families) for name, families in table["kinds"].items()},
        befalls=Beginnings(_befalls(table["befalls"])),
        befalling=frozenset(table["befalls"]),
        counterpart=frozenset(meetings["counterpart"]),
        beside=_beside(meetings["beside"], meetings["unlinked"]),
        address=frozenset(meetings["address"]),
        common=frozenset(single["common"]),
        untold=frozenset({*single["untold"], *nations(), *(f"{word}s" for word in nations())}),
        partner=frozenset(single["partner"]),
        passive=frozenset(single["passive"]),
        speech=frozenset(single["speech"]),
        alternatives=Beginnings(
            {
                (number, account): phrases
                for number, group in enumerate(groups)
                for account, phrases in group.items()
                if account != "families"
            }
        ),
        alternative_families=tuple(frozenset(group["families"]) for group in groups),
    )


def _marks(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    for sort, phrases in (("family", table["families"]), ("site", table["sites"])):
        for name, texts in phrases.items():
            yield (sort, name), texts
    for name in ("visit", "gathering"):
        yield ("mark", name), table["meetings"][name]
    for name in ("negation", "repeated", "remembered", "begins"):
        yield ("mark", name), table["words"][name]


@lru_cache(maxsize=1)
def nations() -> Mapping[str, str]:
    """Adjectives and peoples of nations, folded, with the nation's name."""
    table = read_words("nations")
    return {
        key(word): nation
        for sort in ("adjectives", "people")
        for nation, words in table[sort].items()
        for word in words
    }


def _befalls(table: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    return {
        (family, manner): phrases
        for family, manners in table.items()
        for manner, phrases in manners.items()
    }


def _beside(cues: Iterable[str], breaks: Iterable[str]) -> re.Pattern[str]:
    """Match “met” or “talks with” and a title, right before a name."""
    unlinked = "|".join(map(re.escape, breaks))
    title = rf"(?!(?:{unlinked})\b)[^\W\d_][\w.’'-]*"
    names = "|".join(map(re.escape, cues))
    return re.compile(rf"\b(?:{names}) (?:{title} ){{0,{_TITLE_WORDS}}}$", re.IGNORECASE)
