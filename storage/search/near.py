"""Words within a few edits of a word, found without comparing it to all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from storage.arrays import Array, Arrays

# Bits of a signature: for each of a to z whether it occurs once and whether twice, then eight
# for all other characters, each of which turns one of them over, then four for the length.  One
# edit changes at most as many of the others as it takes away and puts in letters.
_BITS: Final = {letter: 1 << number for number, letter in enumerate(ascii_lowercase)}
_TWICE: Final = 26
_OTHERS: Final = 52
_OTHER_BITS: Final = 8
_LENGTH: Final = 60
# Of lengths that differ by one, one bit differs; of any others not more than their difference.
_LENGTH_BITS: Final = (0b0000, 0b0001, 0b0011, 0b0111, 0b1111, 0b1110, 0b1100, 0b1000)
_LONGEST: Final = 255  # letters; longer words are found by themselves alone


def signature(word: str) -> int:
    """Tell which letters a word has and how many, in 64 bits, two of which an edit may change.

    A letter put in or taken out changes at most one and one for the length, a letter replaced
    at most two, letters that change places none.
    """
    once = twice = others = 0
    for letter in word:
        bit = _BITS.get(letter)
        if bit is None:
            others ^= 1 << ord(letter) % _OTHER_BITS
        else:
            twice |= once & bit
            once |= bit
    length = _LENGTH_BITS[len(word) % len(_LENGTH_BITS)]
    return once | twice << _TWICE | others << _OTHERS | length << _LENGTH


class NearWords:
    """Words by their length, with a signature each.  Immutable.

    What the filter leaves out is farther than asked by construction: a word within `most` edits
    has at most 2·most bits of its signature changed.
    """

    def __init__(
        self,
        words: Sequence[str],
        numbers: NDArray[np.uint32],
        signatures: NDArray[np.uint64],
        lengths: NDArray[np.uint8],
    ) -> None:
        """Take all words, and of those that count, by length, number and signature; see `of`."""
        self.words = words
        self._numbers = numbers
        self._signatures = signatures
        self._lengths = lengths
        # Where the words of each length begin; the last is the end of the longest.
        self._starts = np.searchsorted(lengths, np.arange(_LONGEST + 2)).tolist()

    @classmethod
    def of(cls, words: Sequence[str], numbers: Iterable[int]) -> NearWords:
        """Take those of the words that may be misspelt, by their numbers."""
        lengths = {number: min(len(words[number]), _LONGEST) for number in numbers}
        by_length = sorted(lengths, key=lambda number: (lengths[number], number))
        return cls(
            words,
            np.array(by_length, np.uint32),
            np.array([signature(words[number]) for number in by_length], np.uint64),
            np.array([lengths[number] for number in by_length], np.uint8),
        )

    @classmethod
    def from_arrays(cls, words: Sequence[str], arrays: Arrays) -> NearWords:
        """Make it again of the same words and what `arrays` gave."""
        return cls(words, arrays["numbers"], arrays["signatures"], arrays["lengths"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make it again."""
        yield "numbers", self._numbers
        yield "signatures", self._signatures
        yield "lengths", self._lengths

    def within(self, word: str, most: int) -> list[tuple[int, int]]:
        """List (edits, number) of the words within so many edits, in the order of numbers.

        Edits are those of optimal string alignment; the word itself is among them with 0.
        """
        begin = self._starts[min(max(0, len(word) - most), _LONGEST + 1)]
        end = self._starts[min(_LONGEST, len(word) + most) + 1]
        changed = np.bitwise_count(self._signatures[begin:end] ^ np.uint64(signature(word)))
        near = (changed <= 2 * most).nonzero()[0]
        if not len(near):
            return []
        survivors = self._numbers[begin:end].take(near).tolist()
        found = extract(
            word,
            list(map(self.words.__getitem__, survivors)),
            scorer=OSA.distance,
            score_cutoff=most,
            limit=None,
        )
        return sorted((int(edits), survivors[at]) for _, edits, at in found)
