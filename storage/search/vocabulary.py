"""The words of a corpus, and which of them a query word may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from storage.arrays import Array, Arrays, below, texts_array, texts_of, under
from storage.search.folded import Folded
from storage.search.match import Why
from storage.search.near import NearWords
from storage.search.terms import (
    Term,
    derived,
    is_cyrillic,
    is_heard_apart,
    likely_keys,
    sound,
    terms,
)
from storage.search.thesaurus import is_well_spelt, thesaurus
from storage.text.folding import key

STEM: Final = 0.95
SOUND: Final = 0.92
DERIVED: Final = 0.8
PARTIAL: Final = 0.6
BESIDE_EXACT: Final = 0.45  # one letter off a word that is itself known: rarely what is meant
FARTHER: Final = 0.5  # two letters off where another word is one letter off
_LEAST_TYPED: Final = 4  # letters for a typo, a prefix or a sound to be considered
_LEAST_BESIDE_EXACT: Final = 5
_SHORT: Final = 5
_LEAST_TWO_EDITS: Final = 6
_LEAST_SIMILARITY: Final = 0.7
_MOST_PARTIAL: Final = 20
_FARTHEST: Final = 3  # edits of a word that is offered for another
_LAST: Final = "\U0010ffff"  # sorts after whatever a word may go on with


class Expansion(NamedTuple):
    """A word of the corpus that a query word may mean: its number, how surely, and why."""

    word: int
    weight: float
    why: Why


class Vocabulary:
    """The distinct words of a corpus, numbered in order, and concepts of the thesaurus.

    Immutable and picklable.  Concepts ("diplomat mission") hold a blank, so that no typed word
    can be mistaken for one.
    """

    def __init__(
        self,
        words: list[str],
        stems: Folded,
        sounds: Folded,
        cyrillic: NDArray[np.bool_],
        near: NearWords,
    ) -> None:
        """Take the words in order and what they are looked up by; see `of`."""
        self.words = words
        self._stems = stems
        self._sounds = sounds
        self._cyrillic = cyrillic
        self._near = near
        self._has_cyrillic = bool(cyrillic.any())

    @cached_property
    def _with_related(self) -> frozenset[int]:
        """The words that the thesaurus tells of; late, since a start need not read it."""
        # Of Cyrillic words the root is lost, as the key is Latin.
        latin = (root for root in thesaurus().single if not is_cyrillic(root))
        return frozenset(word for root in latin for word in self._stems.numbers(root))

    @classmethod
    def of(cls, terms: Iterable[Term], concepts: Iterable[str] = ()) -> Vocabulary:
        """Take the terms of texts, one of each surface, and concepts."""
        stems: set[tuple[str, str]] = set()
        cyrillic: set[str] = set()
        keys = set(concepts)
        for term in terms:
            keys.add(term.key)
            stems.add((term.stem, term.key))
            if is_cyrillic(term.surface):
                cyrillic.add(term.key)
        words = sorted(keys)
        number = {word: number for number, word in enumerate(words)}
        misspelt = [number for number, word in enumerate(words) if _may_be_misspelt(word)]
        written = np.zeros(len(words), np.bool_)
        written[[number[key] for key in cyrillic]] = True
        return cls(
            words,
            Folded.of((stem, number[key]) for stem, key in stems),
            Folded.of((sound(words[number]), number) for number in misspelt),
            written,
            NearWords.of(words, misspelt),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Vocabulary:
        """Make it again of what `arrays` gave."""
        words = texts_of(arrays["words"])
        return cls(
            words,
            Folded.from_arrays(under("stems", arrays)),
            Folded.from_arrays(under("sounds", arrays)),
            arrays["cyrillic"],
            NearWords.from_arrays(words, under("near", arrays)),
        )

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make it again."""
        yield "words", texts_array(self.words)
        yield from below("stems", self._stems.arrays())
        yield from below("sounds", self._sounds.arrays())
        yield "cyrillic", self._cyrillic
        yield from below("near", self._near.arrays())

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int | None:
        """Give the number of a key or concept, or None."""
        at = bisect_left(self.words, word)
        return at if at < len(self.words) and self.words[at] == word else None

    def inflections(self, term: Term) -> tuple[int, ...]:
        """List the words of the term's stem, itself included, in order."""
        return self._stems.numbers(term.stem)

    def expand(self, term: Term) -> tuple[Expansion, ...]:
        """List the words that a query word may mean, each once, the surest first.

        The word itself, its inflections; where it is not known, typos (optimal string alignment:
        one edit up to five letters, else two), the same sound, and the beginning of a word where
        nothing plainer lies within one edit; and what the thesaurus puts beside it.  A word that
        the thesaurus knows is spelt as it should be, and none of these.
        """
        found = {one.word: one for one in self._plain(term)}
        known = bool(found)
        if not known and _may_be_misspelt(term.key) and not is_well_spelt(term):
            near = self._misspelt(term.key, with_begun=True)
            if is_cyrillic(term.surface):
                near = (one for one in near if not _is_heard_apart(term.key, self.words[one.word]))
            self._add(found, near)
            if not any(one.weight > PARTIAL for one in found.values()):
                self._add(found, self._heard(term.key))
            if not any(one.weight >= SOUND for one in found.values()):
                self._add(found, self._inflected(likely_keys(term.surface)))
        sure = [one for one in found.values() if one.weight > PARTIAL]
        # A Russian surname that is known is not its root: Кабулов is not Кабул.
        if not known or term.root == term.stem or key(term.root) == term.stem:
            self._add(found, self.beside((term,)))
        if not known:
            for one in sure:
                if one.word in self._with_related:
                    self._add(found, self.beside(terms(self.words[one.word])[:1], one.weight))
        return tuple(sorted(found.values(), key=_surest_first))

    def expand_all(self, query: Sequence[Term]) -> list[tuple[Expansion, ...]]:
        """Expand each term of a query, consecutive ones also together ("вывод войск")."""
        found = [self.expand(term) for term in query]
        starts = [start for start, term in enumerate(query) if term.root in thesaurus().first]
        for size in range(2, thesaurus().longest + 1 if starts else 0):
            for start in (one for one in starts if one + size <= len(query)):
                together = tuple(self.beside(query[start : start + size]))
                for at in range(start, start + size if together else 0):
                    found[at] += together
        return found

    @staticmethod
    def may_be_widened(term: Term, found: Sequence[Expansion]) -> bool:
        """Whether a word is one that the corpus has, and long enough to be meant for another."""
        known = bool(found) and found[0].weight >= STEM
        return known and len(term.key) >= _LEAST_BESIDE_EXACT and _may_be_misspelt(term.key)

    def widened(self, term: Term, found: tuple[Expansion, ...]) -> tuple[Expansion, ...]:
        """Add the words one letter off a word that is itself known, which are rarely meant."""
        if not self.may_be_widened(term, found):
            return found
        word = term.key
        known = {one.word: one for one in found}
        near = (
            Expansion(number, BESIDE_EXACT * _likeness(1, word, self.words[number]), Why.TYPO)
            for number in self._typos(word, 1)
        )
        self._add(known, near)
        more = len(known) > len(found)
        return tuple(sorted(known.values(), key=_surest_first)) if more else found

    def beside(self, entry: Sequence[Term], surety: float = 1.0) -> Iterator[Expansion]:
        """List the words and concepts that the thesaurus puts beside consecutive words."""
        for related in thesaurus().related(entry):
            weight = related.weight * surety
            cyrillic = is_cyrillic(related.text)
            if cyrillic and not self._has_cyrillic:
                continue
            if len(related.terms) > 1:
                number = self.number(related.concept)
                if number is not None:
                    yield Expansion(number, weight, Why.THESAURUS)
            else:
                for number in self.inflections(related.terms[0]):
                    if not cyrillic or self._cyrillic[number]:  # пасть is not "past"
                        yield Expansion(number, weight, Why.THESAURUS)

    def derived(self, term: Term) -> tuple[Expansion, ...]:
        """List a word's nouns or verbs, which are meant where it means nothing else."""
        if is_cyrillic(term.surface):
            return ()
        numbers = (number for stem in derived(term.key) for number in self._stems.numbers(stem))
        return tuple(Expansion(n, DERIVED, Why.STEM) for n in dict.fromkeys(numbers))

    def nearest(self, term: Term, most: int = 3) -> tuple[str, ...]:
        """List the words that are spelt most like a word, for "did you mean"; perhaps none."""
        if not _may_be_misspelt(term.key):
            return ()
        edits = min(int((len(term.key) + 2) * (1 - _LEAST_SIMILARITY)), _FARTHEST)
        near = [
            (distance / max(len(term.key), len(self.words[number])), self.words[number])
            for distance, number in self._near.within(term.key, edits)
        ]
        alike = sorted(one for one in near if one[0] <= 1 - _LEAST_SIMILARITY)
        return tuple(word for _, word in alike[:most])

    @staticmethod
    def _add(found: dict[int, Expansion], more: Iterable[Expansion]) -> None:
        for expansion in more:
            known = found.get(expansion.word)
            if known is None or known.weight < expansion.weight:
                found[expansion.word] = expansion

    def _plain(self, term: Term) -> Iterator[Expansion]:
        number = self.number(term.key)
        if number is not None:
            transliterated = is_cyrillic(term.surface) and not self._cyrillic[number]
            yield Expansion(number, 1.0, Why.TRANSLITERATION if transliterated else Why.EXACT)
        for other in self._stems.numbers(term.stem):
            if other != number:
                yield Expansion(other, STEM, Why.STEM)

    def _heard(self, word: str) -> Iterator[Expansion]:
        for number in self._sounds.numbers(sound(word)):
            yield Expansion(number, SOUND, Why.TRANSLITERATION)

    def _inflected(self, keys: Sequence[str]) -> Iterator[Expansion]:
        """List what a Russian name may mean by its first case: Асадом is Assad."""
        likely = [key for key in keys if _may_be_misspelt(key)]
        found = {one.word: one.weight for key in likely for one in self._heard(key)}
        found |= {number: 1.0 for key in keys if (number := self.number(key)) is not None}
        if not found:
            found = {
                one.word: one.weight
                for key in likely[:1]
                for one in self._misspelt(key)
                if not _is_heard_apart(key, self.words[one.word])
            }
        for number, weight in found.items():
            yield Expansion(number, weight * STEM, Why.TRANSLITERATION)

    def _misspelt(self, word: str, *, with_begun: bool = False) -> Iterator[Expansion]:
        near = self._typos(word, 1 if len(word) <= _SHORT else 2)
        closest = min(near.values(), default=0)
        alike = frozenset(self._sounds.numbers(sound(word))) if near else frozenset()
        for number, distance in near.items():
            other = self.words[number]
            weight = _likeness(distance, word, other)
            why = Why.TYPO
            if distance > closest:
                weight *= FARTHER
            elif number in alike:
                weight = SOUND
                dropped = distance == 1 and len(word) != len(other)  # a letter of a pair
                why = Why.TYPO if dropped else Why.TRANSLITERATION
            yield Expansion(number, weight, why)
        if with_begun and closest != 1:
            yield from self._begun(word)

    def _typos(self, word: str, most: int) -> dict[int, int]:
        """Give the words that may have been meant, by number, and how many edits away they are."""
        return {
            number: distance
            for distance, number in self._near.within(word, most)
            if distance and _is_typo(word, self.words[number], distance)
        }

    def _begun(self, word: str) -> Iterator[Expansion]:
        begin = bisect_left(self.words, word)
        end = bisect_left(self.words, word + _LAST, begin)
        begun = [n for n in range(begin, end) if _may_be_misspelt(self.words[n])]
        shortest = sorted(begun, key=lambda number: len(self.words[number]))
        for number in shortest[:_MOST_PARTIAL]:
            weight = PARTIAL + 0.2 * len(word) / len(self.words[number])
            yield Expansion(number, weight, Why.PARTIAL)


def _surest_first(expansion: Expansion) -> tuple[float, int]:
    return -expansion.weight, expansion.word


def _likeness(distance: int, word: str, other: str) -> float:
    return 1 - distance / max(len(word), len(other))


def _may_be_misspelt(word: str) -> bool:
    """Whether a word is long enough to be taken for another; figures and concepts never are."""
    if len(word) < _LEAST_TYPED:
        return False
    return word.isalpha() or not any(c.isdigit() or c == " " for c in word)


def _is_heard_apart(typed: str, other: str) -> bool:
    """Whether a word in another script, written as it is heard, is not one that is spelt alike."""
    return is_heard_apart(typed, other) or OSA.distance(sound(typed), sound(other)) > 1


def _is_typo(word: str, other: str, distance: int) -> bool:
    """Whether a word that lies near is one that may have been meant.

    With two edits, endings left off or put on are no typo (Kabul is not Kabulov), and words of
    six letters must sound alike but for one edit (Merkel is not market).
    """
    if distance == 1:
        return len(word) > _LEAST_TYPED or word[0] == other[0]
    if word.startswith(other) or other.startswith(word):
        return False
    if _likeness(distance, word, other) >= _LEAST_SIMILARITY:
        return True
    return len(word) >= _LEAST_TWO_EDITS and OSA.distance(sound(word), sound(other)) <= 1
