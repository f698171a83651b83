"""One passage under reading: its words, the names found so far, and the words that they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.runs import Named
from storage.extraction.naming.shapes import foreign
from storage.extraction.naming.tokens import HYPHENS, Tokens, joined
from storage.models import Passage


@dataclass(slots=True)
class Reading:
    """One passage under reading: its words, the names found so far, and which words they hold."""

    passage: Passage
    tokens: Tokens
    lexicon: Lexicon
    headline: frozenset[int]
    named: list[Named] = field(default_factory=list)
    taken: dict[int, Named] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)

    def take(self, found: Named) -> None:
        """Note a name and the words that it holds."""
        self.named.append(found)
        for index in range(found.first, found.last):
            self.taken[index] = found

    def drop(self, found: Named) -> None:
        """Give a name's words back."""
        self.named.remove(found)
        for index in range(found.first, found.last):
            self.taken.pop(index, None)

    def is_named(self, index: int) -> bool:
        """Whether a word stands in a name, a person's or another."""
        return index in self.taken or index in self.people


class Piece(NamedTuple):
    """Capitalised words that may be a person's name, and the honorific before them.

    `end` is the index after “Jr.” or “III” behind them.
    """

    first: int
    last: int
    titled: bool
    title: str = ""
    end: int = -1


def last_is_name(tokens: Tokens, first: int) -> bool:
    """Whether at least two capitalised words stand together from here."""
    return tokens.capital[first + 1] and joined(tokens, first + 1)


def is_rank(tokens: Tokens, index: int, lexicon: Lexicon) -> bool:
    """Whether capitals are somebody's rank: a surname follows (“DC Okafor”, not “DC Comics”)."""
    if tokens.texts[index] not in lexicon.ranks or not last_is_name(tokens, index):
        return False
    if index and tokens.capital[index - 1] and joined(tokens, index):
        return False  # “Washington DC”
    after = tokens.texts[index + 1]
    name = folded(after)
    listed = name in lexicon.surnames or name in lexicon.given or name in lexicon.given_ordinary
    return listed or foreign(after, lexicon)


def name_words(tokens: Tokens, first: int, last: int) -> tuple[str, ...]:
    """List a name's words, those with a hyphen between them as one."""
    gaps = tokens.gaps[first + 1 : last]
    if HYPHENS.isdisjoint(gaps):
        return tuple(tokens.texts[first:last])
    words = [tokens.texts[first]]
    for word, gap in zip(tokens.texts[first + 1 : last], gaps, strict=True):
        if gap in HYPHENS:
            words[-1] += "-" + word
        else:
            words.append(word)
    return tuple(words)
