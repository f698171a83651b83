"""Words within a few edits of a word, found without comparing it to all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from storage.arrays import Array, Arrays

# Bits of a signature: for each of a to z whether it occurs once and whether twice, then twelve
# for all other characters, each of which turns one of them over.  One edit in a word changes at
# most as many bits as it takes away and puts in letters.
_LETTERS: Final = 26
_TWICE: Final = 26
_OTHERS: Final = 52
_OTHER_BITS: Final = 12
_LONGEST: Final = 255  # letters; longer words are found by themselves alone


def signature(word: str) -> int:
    """Tell which letters a word has, in 64 bits.

    A letter put in or taken out changes at most one bit, a letter replaced at most two, letters
    that change places none.
    """
    bits = 0
    for letter in word:
        number = ord(letter) - ord("a")
        if not 0 <= number < _LETTERS:
            bits ^= 1 << (_OTHERS + ord(letter) % _OTHER_BITS)
        elif bits >> number & 1:
            bits |= 1 << (_TWICE + number)
        else:
            bits |= 1 << number
    return bits


class NearWords:
    """Words by their length, with a signature each.  Immutable.

    What the filter leaves out is farther than asked by construction: a word within `most` edits
    whose length differs by d has at most 2·most - d bits of its signature changed.
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
        typed = np.uint64(signature(word))
        survivors: list[int] = []
        # A length at a time: its signatures fit into the processor's nearest cache.
        for length in range(max(0, len(word) - most), min(_LONGEST, len(word) + most) + 1):
            begin, end = self._starts[length], self._starts[length + 1]
            if begin < end:
                changed = np.bitwise_count(self._signatures[begin:end] ^ typed)
                near = (changed <= 2 * most - abs(length - len(word))).nonzero()[0]
                if len(near):
                    survivors += self._numbers[begin:end][near].tolist()
        if not survivors:
            return []
        found = extract(
            word,
            list(map(self.words.__getitem__, survivors)),
            scorer=OSA.distance,
            score_cutoff=most,
            limit=None,
        )
        return sorted((int(edits), survivors[at]) for _, edits, at in found)
