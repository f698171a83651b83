"""Words that stand for each other, as data: embassy, посольство ~ diplomatic mission."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import Final, NamedTuple

from storage.search.query import stop_words
from storage.search.terms import Term, first_cases, is_cyrillic, terms
from storage.text.folding import key

TRANSLATION: Final = 0.92
SAME: Final = 0.8
NEAR: Final = 0.62
_FILES: Final = ("thesaurus.toml", "exonyms.toml", "countries.toml")
_APART: Final = 3  # words that may stand between those of "diplomatic and consular missions"


class Related(NamedTuple):
    """An entry of a word's group: its terms, its text, and how much it counts beside the word."""

    terms: tuple[Term, ...]
    text: str
    weight: float

    @property
    def concept(self) -> str:
        """The key under which an entry of several words is indexed (it holds blanks)."""
        return " ".join(term.stem for term in self.terms)


class Thesaurus:
    """Groups of words; looked up by the roots of one or several consecutive words.

    `single` are the roots of entries of one word, `first` the first roots of those of `longest`
    words and less.
    """

    def __init__(self, groups: Sequence[tuple[Sequence[str], Sequence[str]]]) -> None:
        related: dict[tuple[str, ...], dict[str, Related]] = defaultdict(dict)
        self._text: dict[str, str] = {}
        starts: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for same, near in groups:
            members = [(_entry(text), text, SAME) for text in same]
            members += [(_entry(text), text, NEAR) for text in near]
            for entry, text, _ in members:
                if len(entry) > 1:
                    stems = tuple(term.stem for term in entry)
                    self._text.setdefault(" ".join(stems), text)
                    starts[stems[0]].add(stems)
            for text in same:  # what is near is found from the group, not the group from it
                found = related[_roots(_entry(text))]
                for other, other_text, weight in members:
                    if other_text == text:
                        continue
                    if is_cyrillic(text) and other_text == same[0]:
                        weight = TRANSLATION  # noqa: PLW2901 - the head word translates it
                    known = found.get(other_text)
                    if known is None or known.weight < weight:
                        found[other_text] = Related(other, other_text, weight)
        self._related = {roots: tuple(found.values()) for roots, found in related.items()}
        self._concepts = {start: tuple(sorted(found)) for start, found in starts.items()}
        self.longest = max((len(roots) for roots in self._related), default=0)
        self.single = frozenset(roots[0] for roots in self._related if len(roots) == 1)
        self.first = frozenset(roots[0] for roots in self._related if len(roots) > 1)

    def related(self, entry: Sequence[Term]) -> tuple[Related, ...]:
        """List what stands for these consecutive terms, nearest first as in the file.

        A Cyrillic word is looked up as its first case, too, where its stem tells nothing: Китая.
        """
        found = self._related.get(_roots(entry), ())
        if found or len(entry) > 1:
            return found
        cases = (terms(one) for one in first_cases(entry[0].surface))
        known = (self._related.get(_roots(one)) for one in cases if not _is_surname(one))
        return next((one for one in known if one), ())

    def text(self, concept: str) -> str:
        """Give a concept as the file writes it: "diplomat mission" → "diplomatic mission"."""
        return self._text.get(concept, concept)

    def concepts(self, stems: Sequence[str]) -> Iterator[tuple[int, str]]:
        """List the entries of several words that a text holds: (position, concept)."""
        for at, stem in enumerate(stems):
            for wanted in self._concepts.get(stem, ()):
                around = stems[max(0, at - _APART) : at + len(wanted) + _APART]
                if all(other in around for other in wanted):
                    yield at, " ".join(wanted)


def _entry(text: str) -> tuple[Term, ...]:
    found = terms(text)
    return tuple(term for term in found if term.key not in stop_words()) or found


def _is_surname(entry: Sequence[Term]) -> bool:
    """Whether a stem keeps more than its root: Кабулов is not Кабул."""
    return any(term.stem != key(term.root) for term in entry)


def _roots(entry: Sequence[Term]) -> tuple[str, ...]:
    return tuple(term.root for term in entry)


def is_of_country(root: str) -> bool:
    """Whether a root is that of a word of a country's name, or of its adjective."""
    return root in _countries()


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    groups = tomllib.loads(_read("countries.toml"))["group"]
    names = (name for group in groups for name in (*group["same"], *group["near"]))
    return frozenset(term.root for name in names for term in terms(name)) - stop_words()


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """Load the thesaurus that comes with the package."""
    groups = (group for name in _FILES for group in tomllib.loads(_read(name))["group"])
    return Thesaurus([(group["same"], group.get("near", ())) for group in groups])
