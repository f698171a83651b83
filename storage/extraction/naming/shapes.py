"""What a word's own letters tell: foreign to English, Chinese or Korean, an agent noun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.tokens import Token
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


def family_first(words: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a Chinese, Korean or Vietnamese name stands here, its family name first."""
    if folded(words[0].text) not in lexicon.family_first:
        return False
    return all(
        _syllabic(folded(t.text)) and (t.gap == "-" or not is_word(t.lower) or _paired(words))
        for t in words[1:]
    )


def _paired(words: Sequence[Token]) -> bool:
    """Whether the given name has two syllables with a hyphen: it is no English word then."""
    return any(t.gap == "-" for t in words[1:])


def foreign(token: Token, lexicon: Lexicon) -> bool:
    """Whether a capitalised word is none of English, and no noun that makes other names."""
    return (
        len(token.text) >= _LEAST_FOREIGN
        and not token.acronym
        and not is_word(token.lower)
        and token.lower not in lexicon.common
        and token.text not in lexicon.not_names
        and token.text not in lexicon.organisation_heads
        and token.text not in lexicon.foreign_heads
        and token.text not in lexicon.place_inside
        and token.text not in lexicon.place_first
        and token.text not in lexicon.adjectives
        and token.text not in lexicon.portfolios
    )


@lru_cache(maxsize=16384)
def _ends_as_agent(word: str, endings: tuple[str, ...]) -> bool:
    return len(word) >= _SHORTEST_AGENT and word.endswith(endings)


def is_agent(token: Token, lexicon: Lexicon) -> bool:
    """Whether a noun in lower case says what somebody does, by its ending (“coxswain” does not)."""
    return (
        not token.capital
        and _ends_as_agent(token.lower, lexicon.agents)
        and token.lower not in lexicon.not_agents
        and token.lower not in lexicon.common
        and token.lower not in lexicon.doubtful_heads
    )
