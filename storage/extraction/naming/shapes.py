"""What a word's own letters tell: foreign to English, Chinese or Korean, an agent noun."""

from __future__ import annotations

import re
from functools import lru_cache

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.tokens import Tokens, is_acronym
from storage.extraction.naming.words import is_word

_SYLLABLES = re.compile(
    r"(?:(?:[bcdfghjklmnpqrstwxyz]|ch|gh|hs|hw|hy|kh|kw|kk|ky|my|ng|nh|ph|ry|sh|ss|sz|th|tr|ts|tz|zh)?"
    r"[aeiouy]{1,3}(?:ng|nh|ch|n|m|l|k|p|t|h|r)?){1,2}"
)
_LONGEST_GIVEN = 8
_SHORTEST_AGENT = 5
_LEAST_FOREIGN = 3


@lru_cache(maxsize=16384)
def _syllabic(word: str) -> bool:
    return len(word) <= _LONGEST_GIVEN and _SYLLABLES.fullmatch(word) is not None


def family_first(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a Chinese, Korean or Vietnamese name stands here, its family name first."""
    if folded(tokens.texts[first]) not in lexicon.family_first:
        return False
    # A given name of two syllables with a hyphen is no English word.
    paired = "-" in tokens.gaps[first + 1 : last]
    return all(
        _syllabic(folded(tokens.texts[at])) and (paired or not is_word(tokens.lowers[at]))
        for at in range(first + 1, last)
    )


def foreign(word: str, lexicon: Lexicon) -> bool:
    """Whether a capitalised word is none of English, and no noun that makes other names."""
    lower = word.lower()
    return (
        len(word) >= _LEAST_FOREIGN
        and not is_word(lower)
        and not is_acronym(word)
        and lower not in lexicon.common
        and word not in lexicon.not_names
        and word not in lexicon.organisation_heads
        and word not in lexicon.foreign_heads
        and word not in lexicon.place_inside
        and word not in lexicon.place_first
        and word not in lexicon.adjectives
        and word not in lexicon.portfolios
    )


def is_agent(word: str, lexicon: Lexicon) -> bool:
    """Whether a noun in lower case says what somebody does, by its ending (“coxswain” does not)."""
    return (
        len(word) >= _SHORTEST_AGENT
        and word.endswith(lexicon.agents)
        and word not in lexicon.not_agents
        and word not in lexicon.common
        and word not in lexicon.doubtful_heads
    )
