"""One passage under reading: its words, the names found so far, and the words that they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.roles import Surroundings
from storage.extraction.naming.runs import Named
from storage.extraction.naming.shapes import foreign
from storage.extraction.naming.tokens import Token, Words, joined
from storage.models import Passage


@dataclass(slots=True)
class Reading:
    """One passage under reading: its words, the names found so far, and which words they hold."""

    passage: Passage
    words: Words
    lexicon: Lexicon
    headline: frozenset[int]
    named: list[Named] = field(default_factory=list)
    taken: dict[int, Named] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)
    _around: Surroundings | None = None
    tokens: list[Token] = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.words.tokens

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

    def surroundings(self) -> Surroundings:
        """Give what roles are read from."""
        if self._around is None:
            self._around = Surroundings(
                self.tokens,
                lambda index: index in self.taken or index in self.people,
                lambda index: index in self.people,
                lambda index: self.taken[index].first if index in self.taken else index,
                self.lexicon,
            )
        return self._around


class Piece(NamedTuple):
    """Capitalised words that may be a person's name, and the honorific before them.

    `end` is the index after “Jr.” or “III” behind them.
    """

    first: int
    last: int
    titled: bool
    title: str = ""
    end: int = -1


def is_given(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a given name, if perhaps an ordinary word too."""
    name = folded(token.text)
    return name in lexicon.given or name in lexicon.given_ordinary


def last_is_name(tokens: list[Token], first: int) -> bool:
    """Whether at least two capitalised words stand together from here."""
    return first + 1 < len(tokens) and tokens[first + 1].capital and joined(tokens, first + 1)


def is_rank(tokens: list[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether capitals are somebody's rank: a surname follows (“DC Okafor”, not “DC Comics”)."""
    if tokens[index].text not in lexicon.ranks or not last_is_name(tokens, index):
        return False
    if index and tokens[index - 1].capital and joined(tokens, index):
        return False  # “Washington DC”
    after = tokens[index + 1]
    name = folded(after.text)
    listed = name in lexicon.surnames or name in lexicon.given or name in lexicon.given_ordinary
    return listed or foreign(after, lexicon)


def name_words(tokens: list[Token]) -> tuple[str, ...]:
    """List a name's words, those with a hyphen between them as one."""
    words: list[str] = []
    for index, token in enumerate(tokens):
        if index and token.gap in {"-", "‑"}:
            words[-1] += "-" + token.text
        else:
            words.append(token.text)
    return tuple(words)
