"""Titles as phrases: what one is, of what, by whom sent; and how well words name such a one.

"President Putin's special envoy for Afghanistan" is an envoy: neither a president, nor of
Afghanistan a president.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from storage.search.terms import Term, is_cyrillic, terms
from storage.search.thesaurus import SAME, is_of_country
from storage.text.folding import fold, words

_WHOLE: Final = 84.0  # the score of a title that has all words of a query
_LOWER: Final = 0.85  # of it, where one is but a deputy of what was asked
_ELSEWHERE: Final = 0.8  # of it, where another country's is asked for
_LIKE_IT: Final = 0.92  # how much a country counts for its adjective, spokeswoman for spokesman
_POSSESSIVE: Final = re.compile(r"['’ʼ`][sS]?$")
_ANOTHER: Final = re.compile(r",| and (?:an?|the) ", re.IGNORECASE)

Meant = Mapping[str, float]
"""What a typed word may mean: keys of words and concepts of the thesaurus, how surely."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title: the word that says what one is, those beside it, and whose envoy one is."""

    head: Term
    beside: tuple[Term, ...] = ()
    whose: tuple[Term, ...] = ()

    @property
    def own(self) -> tuple[Term, ...]:
        """The words that tell what one is oneself."""
        return (self.head, *self.beside)


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, frozenset[str]]:
    data = resources.files(__package__).joinpath("titles.toml").read_text("utf-8")
    return {name: frozenset(found) for name, found in tomllib.loads(data).items()}


def is_rank(word: str) -> bool:
    """Whether a word as typed stands before names although it is no one's role: General, Mullah."""
    return fold(word) in _lexicon()["ranks"]


def titles_of(role: str) -> Iterator[Title]:
    """Read a role as the articles state it: "editor of a journal and an adviser" are two."""
    for part in _ANOTHER.split(role):
        found = [word.surface for word in words(part)]
        after = _after_possessor(found)
        own = found[after:]
        head = _head(own)
        if head is None:
            continue
        beside = (term for at, word in enumerate(own) if at != head for term in terms(word))
        heads = terms(own[head])
        whose = (term for word in found[:after] for term in terms(word))
        if heads:
            yield Title(heads[-1], (*heads[:-1], *beside), tuple(whose))


def _after_possessor(found: Sequence[str]) -> int:
    """Tell where a title begins: after "President Putin's", unless that is of its complement."""
    for at, word in enumerate(found):
        if fold(word) in _lexicon()["of"]:
            return 0
        if _POSSESSIVE.search(word) and at + 1 < len(found):
            return at + 1
    return 0


def _head(found: Sequence[str]) -> int | None:
    """Tell which word says what one is: English has it last, Russian first, before "of"."""
    end = next((at for at, word in enumerate(found) if fold(word) in _lexicon()["of"]), len(found))
    if not end:
        return None
    if is_cyrillic(found[0]):
        endings = tuple(_lexicon()["adjectives"])
        return next((at for at in range(end) if not found[at].lower().endswith(endings)), end - 1)
    return end - 1


def score_of_titles(
    titles: Iterable[Title], wanted: Sequence[Term], meant: Sequence[Meant]
) -> float:
    """Tell from 0 to 100 how well typed words name one who has some titles; 0 where not.

    A word must say what one is; each other that no such title has costs.
    """
    fit = [title for title in titles if _is_head(title, meant)]
    if not fit or not wanted:
        return 0.0
    held = frozenset(term for title in fit for term in (*title.own, *title.whose))
    weights = [_weight(held, one) for one in meant]
    share = sum(weights) / len(weights)
    score = _WHOLE * share * sum(map(bool, weights)) / len(weights)
    lower = _lexicon()["lower"]
    if not any(term.key in lower for term in wanted) and all(
        any(fold(term.surface) in lower for term in title.beside) for title in fit
    ):
        score *= _LOWER
    missing = (term for term, weight in zip(wanted, weights, strict=True) if not weight)
    if any(_is_of_country(term) for term in missing) and any(map(_is_of_country, held)):
        score *= _ELSEWHERE
    return round(score, 1)


def is_title(titles: Iterable[Title], wanted: Sequence[Term], meant: Sequence[Meant]) -> bool:
    """Whether typed words are such a title and a country, although perhaps another one's."""
    for title in titles:
        own = frozenset(title.own)
        rest = [term for term, one in zip(wanted, meant, strict=True) if not _weight(own, one)]
        if rest and _is_head(title, meant):
            return all(map(_is_of_country, rest))
    return False


def _is_head(title: Title, meant: Sequence[Meant]) -> bool:
    """Whether one of the typed words says what one with a title is."""
    own = frozenset(title.own)
    return any(title.head in _held(own, one) for one in meant)


def _weight(held: Collection[Term], meant: Meant) -> float:
    """Tell how surely a typed word is one of those that titles hold."""
    found = _held(held, meant)
    best = max(found.values(), default=0.0)
    like_it = best >= SAME or any(map(_is_of_country, found))
    return max(best, _LIKE_IT) if like_it else best


def _held(held: Collection[Term], meant: Meant) -> dict[Term, float]:
    """List the terms that a typed word may mean: by itself, or by a concept that is held whole."""
    found = {term: meant[term.key] for term in held if term.key in meant}
    stems = {term.stem for term in held}
    for concept, weight in meant.items():
        parts = concept.split(" ")
        if len(parts) > 1 and stems.issuperset(parts):
            found |= {
                term: max(weight, found.get(term, 0.0)) for term in held if term.stem in parts
            }
    return found


def _is_of_country(term: Term) -> bool:
    return is_of_country(term.root)
