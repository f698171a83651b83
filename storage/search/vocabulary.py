"""The words of a corpus, and which of them a query word may mean."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from storage.search.match import Why
from storage.search.terms import Term, is_cyrillic, sound, terms
from storage.search.thesaurus import thesaurus
from storage.text.folding import key

STEM: Final = 0.95
SOUND: Final = 0.92
PARTIAL: Final = 0.6
BESIDE_EXACT: Final = 0.45  # one letter off a word that is itself known: rarely what is meant
FARTHER: Final = 0.5  # two letters off where another word is one letter off
_LEAST_TYPED: Final = 4  # letters for a typo, a prefix or a sound to be considered
_LEAST_BESIDE_EXACT: Final = 5
_SHORT: Final = 5
_LEAST_TWO_EDITS: Final = 6
_LEAST_SIMILARITY: Final = 0.7
_MOST_PARTIAL: Final = 20


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

    def __init__(self, words: Iterable[Term], concepts: Iterable[str] = ()) -> None:
        stems: dict[str, set[str]] = defaultdict(set)
        cyrillic: set[str] = set()
        keys = set(concepts)
        for term in words:
            keys.add(term.key)
            stems[term.stem].add(term.key)
            if is_cyrillic(term.surface):
                cyrillic.add(term.key)
        self.words = tuple(sorted(keys))
        self._number = {word: number for number, word in enumerate(self.words)}
        self._stems = {
            stem: tuple(sorted(self._number[k] for k in found)) for stem, found in stems.items()
        }
        self._cyrillic = frozenset(self._number[k] for k in cyrillic)
        by_sound: dict[str, list[int]] = defaultdict(list)
        by_length: dict[int, list[str]] = defaultdict(list)
        for number, word in enumerate(self.words):
            if _may_be_misspelt(word):
                by_sound[sound(word)].append(number)
                by_length[len(word)].append(word)
        self._sounds = {heard: array("I", found) for heard, found in by_sound.items()}
        self._by_length = {size: tuple(found) for size, found in sorted(by_length.items())}

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int | None:
        """Give the number of a key or concept, or None."""
        return self._number.get(word)

    def inflections(self, term: Term) -> tuple[int, ...]:
        """List the words of the term's stem, itself included, in order."""
        return self._stems.get(term.stem, ())

    def expand(self, term: Term) -> tuple[Expansion, ...]:
        """List the words that a query word may mean, each once, the surest first.

        The word itself, its inflections, then typos (optimal string alignment: one edit up to
        five letters or where the word itself is known, else two), the same sound where the
        word is not known, the beginning of a word where nothing plainer lies within one edit,
        and what the thesaurus puts beside it.
        """
        found: dict[int, Expansion] = {}
        self._add(found, self._plain(term))
        known = bool(found)
        if _may_be_misspelt(term.key):
            self._add(found, self._misspelt(term, known=known))
            if not any(e.weight > PARTIAL for e in found.values()):
                self._add(found, self._heard(term))
        # A Russian surname that is known is not its root: Кабулов is not Кабул.
        meant = [] if known and key(term.root) != term.stem else [term]
        if not known:
            meant += [self._term(e.word) for e in found.values() if e.weight > PARTIAL]
        for one in meant:
            surety = 1.0 if one is term else found[self._number[one.key]].weight
            self._add(found, tuple(self.beside((one,), surety)))
        return tuple(sorted(found.values(), key=lambda e: (-e.weight, e.word)))

    def expand_all(self, query: Sequence[Term]) -> list[tuple[Expansion, ...]]:
        """Expand each term of a query, consecutive ones also together ("вывод войск")."""
        found = [self.expand(term) for term in query]
        for size in range(2, thesaurus().longest + 1):
            for start in range(len(query) - size + 1):
                together = tuple(self.beside(tuple(query[start : start + size])))
                for at in range(start, start + size):
                    found[at] += together
        return found

    def beside(self, entry: tuple[Term, ...], surety: float = 1.0) -> Iterator[Expansion]:
        """List the words and concepts that the thesaurus puts beside consecutive words."""
        for related in thesaurus().related(entry):
            weight = related.weight * surety
            if len(related.terms) > 1:
                number = self._number.get(related.concept)
                if number is not None:
                    yield Expansion(number, weight, Why.THESAURUS)
            else:
                for number in self.inflections(related.terms[0]):
                    yield Expansion(number, weight, Why.THESAURUS)

    def nearest(self, term: Term, most: int = 3) -> tuple[str, ...]:
        """List the words that are spelt most like a word, for "did you mean"; perhaps none."""
        if not _may_be_misspelt(term.key):
            return ()
        near = extract(
            term.key,
            [w for size in self._around(term.key, 2) for w in self._by_length[size]],
            scorer=OSA.normalized_similarity,
            score_cutoff=_LEAST_SIMILARITY,
            limit=None,
        )
        near.sort(key=lambda found: (-found[1], found[0]))
        return tuple(found[0] for found in near[:most])

    @staticmethod
    def _add(found: dict[int, Expansion], more: Iterable[Expansion]) -> None:
        for expansion in more:
            known = found.get(expansion.word)
            if known is None or known.weight < expansion.weight:
                found[expansion.word] = expansion

    def _term(self, number: int) -> Term:
        """Make a term of a word of the corpus (a Cyrillic root is lost: the key is Latin)."""
        found = terms(self.words[number])
        return found[0] if found else Term("", "", "", "")

    def _plain(self, term: Term) -> Iterator[Expansion]:
        number = self._number.get(term.key)
        if number is not None:
            transliterated = is_cyrillic(term.surface) and number not in self._cyrillic
            yield Expansion(number, 1.0, Why.TRANSLITERATION if transliterated else Why.EXACT)
        for other in self._stems.get(term.stem, ()):
            if other != number:
                yield Expansion(other, STEM, Why.STEM)

    def _heard(self, term: Term) -> Iterator[Expansion]:
        for number in self._sounds.get(sound(term.key), ()):
            yield Expansion(number, SOUND, Why.TRANSLITERATION)

    def _misspelt(self, term: Term, *, known: bool) -> Iterator[Expansion]:
        word = term.key
        if known and len(word) < _LEAST_BESIDE_EXACT:
            return
        most = 1 if known or len(word) <= _SHORT else 2
        near = [(d, other) for d, other in self._within(word, most) if _is_typo(word, other, d)]
        closest = min((d for d, _ in near), default=0)
        for distance, other in near:
            weight = 1 - distance / max(len(word), len(other))
            why = Why.TYPO
            if known:
                weight *= BESIDE_EXACT
            elif distance > closest:
                weight *= FARTHER
            elif sound(word) == sound(other):
                weight = SOUND
                dropped = distance == 1 and len(word) != len(other)  # a letter of a pair
                why = Why.TYPO if dropped else Why.TRANSLITERATION
            yield Expansion(self._number[other], weight, why)
        if not known and closest != 1:
            yield from self._begun(word)

    def _within(self, word: str, most: int) -> Iterator[tuple[int, str]]:
        for size in self._around(word, most):
            for other, distance, _ in extract(
                word,
                self._by_length[size],
                scorer=OSA.distance,
                score_cutoff=most,
                limit=None,
            ):
                if distance:
                    yield int(distance), other

    def _around(self, word: str, most: int) -> list[int]:
        sizes = range(len(word) - most, len(word) + most + 1)
        return [size for size in sizes if size in self._by_length]

    def _begun(self, word: str) -> Iterator[Expansion]:
        begun = [
            other
            for size, others in self._by_length.items()
            if size > len(word)
            for other in others
            if other.startswith(word)
        ]
        for other in begun[:_MOST_PARTIAL]:
            weight = PARTIAL + 0.2 * len(word) / len(other)
            yield Expansion(self._number[other], weight, Why.PARTIAL)


def _may_be_misspelt(word: str) -> bool:
    """Whether a word is long enough to be taken for another; figures and concepts never are."""
    return len(word) >= _LEAST_TYPED and not any(c.isdigit() or c == " " for c in word)


def _is_typo(word: str, other: str, distance: int) -> bool:
    """Whether a word that lies near is one that may have been meant.

    With two edits, endings left off or put on are no typo (Kabul is not Kabulov), and words of
    six letters must sound alike but for one edit (Merkel is not market).
    """
    if distance == 1:
        return len(word) > _LEAST_TYPED or word[0] == other[0]
    if word.startswith(other) or other.startswith(word):
        return False
    if 1 - distance / max(len(word), len(other)) >= _LEAST_SIMILARITY:
        return True
    return len(word) >= _LEAST_TWO_EDITS and OSA.distance(sound(word), sound(other)) <= 1
