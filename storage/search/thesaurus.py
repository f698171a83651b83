"""Words that stand for each other, as data: embassy, посольство ~ diplomatic mission."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from itertools import chain
from typing import Final, NamedTuple

from storage.search.query import stop_words
from storage.search.terms import Term, first_cases, is_cyrillic, terms
from storage.text.folding import key

TRANSLATION: Final = 0.92
SAME: Final = 0.8
NEAR: Final = 0.62
_COUNTRIES: Final = "countries.toml"
_FILES: Final = ("thesaurus.toml", "exonyms.toml", _COUNTRIES)
_TRANSLATIONS: Final = "russian.toml"
_OF_VERBS: Final = re.compile("овать$")
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
        entries = {text: _entry(text) for text in dict.fromkeys(chain(*chain(*groups)))}
        several = {text: entry for text, entry in entries.items() if len(entry) > 1}
        stems = {text: tuple(term.stem for term in entry) for text, entry in several.items()}
        starts: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._text: dict[str, str] = {}
        for text, found in stems.items():
            self._text.setdefault(" ".join(found), text)
            starts[found[0]].add(found)
        for same, near in groups:
            members = [(text, SAME) for text in same] + [(text, NEAR) for text in near]
            for text in same:  # what is near is found from the group, not the group from it
                beside = related[_roots(entries[text])]
                translates = is_cyrillic(text)
                for other, weight in members:
                    if other == text:
                        continue
                    if translates and other == same[0]:
                        weight = TRANSLATION  # noqa: PLW2901 - the head word translates it
                    known = beside.get(other)
                    if known is None or known.weight < weight:
                        beside[other] = Related(entries[other], other, weight)
        self._related = {roots: tuple(found.values()) for roots, found in related.items()}
        self._concepts = {start: tuple(sorted(found)) for start, found in starts.items()}
        self.longest = max((len(roots) for roots in self._related), default=0)
        self.single = frozenset(roots[0] for roots in self._related if len(roots) == 1)
        self.first = frozenset(roots[0] for roots in self._related if len(roots) > 1)

    def related(self, entry: Sequence[Term]) -> tuple[Related, ...]:
        """List what stands for these consecutive terms, nearest first as in the file.

        A Cyrillic word is looked up as its first case, too, where its stem tells nothing: Китая.
        """
        found = self._found(entry)
        if found or len(entry) > 1:
            return found
        cases = (terms(one) for one in first_cases(entry[0].surface))
        known = (self._found(one) for one in cases if not _is_surname(one))
        return next((one for one in known if one), ())

    def in_groups(self, entry: Sequence[Term]) -> tuple[Related, ...]:
        """List what the groups put beside these very terms."""
        return self._related.get(_roots(entry), ())

    def _found(self, entry: Sequence[Term]) -> tuple[Related, ...]:
        found = self.in_groups(entry)
        if len(entry) == 1 and is_cyrillic(entry[0].surface):
            found += _translations().get(entry[0].root, ())
        return found

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
    groups = tomllib.loads(_read(_COUNTRIES))["group"]
    names = (name for group in groups for name in (*group["same"], *group["near"]))
    return frozenset(term.root for name in names for term in terms(name)) - stop_words()


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


@lru_cache(maxsize=1)
def _translations() -> dict[str, tuple[Related, ...]]:
    """Give English words by the root of a Russian one; read once a Russian word is asked."""
    found: dict[str, dict[str, Related]] = defaultdict(dict)
    for english, *russian in tomllib.loads(_read(_TRANSLATIONS))["words"]:
        for form in (form for one in russian for form in (one, _OF_VERBS.sub("ует", one))):
            found[terms(form)[0].root][english] = Related(terms(english), english, TRANSLATION)
    return {root: tuple(related.values()) for root, related in found.items()}


def is_well_spelt(term: Term) -> bool:
    """Whether a word in Latin letters is one that these files know, in whatever form."""
    return term.root in _well_spelt()


@lru_cache(maxsize=1)
def _well_spelt() -> frozenset[str]:
    translated = (one.terms for found in _translations().values() for one in found)
    roots = {found[0].root for found in translated if len(found) == 1} | thesaurus().single
    return frozenset(root for root in roots if not is_cyrillic(root))


@lru_cache(maxsize=1)
def thesaurus() -> Thesaurus:
    """Load the thesaurus that comes with the package."""
    read = {name: tomllib.loads(_read(name))["group"] for name in _FILES}
    groups = [(one["same"], one.get("near", ())) for found in read.values() for one in found]
    groups += [(one["near"], one["same"]) for one in read[_COUNTRIES]]  # Syrian tells of Syria
    return Thesaurus(groups)
