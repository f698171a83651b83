"""Words within a few edits of a word, found without comparing it to all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

Words = NDArray[np.uint32]
Signatures = NDArray[np.uint64]

# Bits of a signature: for each of a to z whether it occurs once and whether twice, then twelve
# for all other characters, each of which turns one of them over.  One edit in a word changes at
# most as many bits as it takes away and puts in letters.
_LETTERS: Final = 26
_TWICE: Final = 26
_OTHERS: Final = 52
_OTHER_BITS: Final = 12


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

    def __init__(self, words: Sequence[str], numbers: Iterable[int]) -> None:
        """Take those of the words that may be misspelt, by their numbers."""
        by_length = sorted(numbers, key=lambda number: (len(words[number]), number))
        self._take(
            words,
            np.array(by_length, np.uint32),
            np.array([signature(words[number]) for number in by_length], np.uint64),
            np.array([len(words[number]) for number in by_length], np.uint8),
        )

    def _take(
        self,
        words: Sequence[str],
        numbers: Words,
        signatures: Signatures,
        lengths: NDArray[np.uint8],
    ) -> None:
        self._words = words
        self._numbers = numbers
        self._signatures = signatures
        self._lengths = lengths
        # Where the words of each length begin; the last is the end of the longest.
        self._starts = np.searchsorted(lengths, np.arange(257)).tolist()

    def within(self, word: str, most: int) -> list[tuple[int, int]]:
        """List (edits, number) of the words within so many edits, in the order of numbers.

        Edits are those of optimal string alignment; the word itself is among them with 0.
        """
        typed = np.uint64(signature(word))
        survivors: list[int] = []
        for length in range(max(0, len(word) - most), min(255, len(word) + most) + 1):
            begin, end = self._starts[length], self._starts[length + 1]
            if begin == end:
                continue
            bits = np.bitwise_count(self._signatures[begin:end] ^ typed)
            near = np.flatnonzero(bits <= 2 * most - abs(length - len(word)))
            survivors += self._numbers[near + begin].tolist()
        found = extract(
            word,
            [self._words[number] for number in survivors],
            scorer=OSA.distance,
            score_cutoff=most,
            limit=None,
        )
        return sorted((int(edits), survivors[at]) for _, edits, at in found)

    def alike(self, word: str, most: int) -> list[int]:
        """List the numbers of words that differ by at most so many letters in length."""
        begin = self._starts[min(255, max(0, len(word) - most))]
        end = self._starts[min(256, len(word) + most + 1)]
        numbers: list[int] = self._numbers[begin:end].tolist()
        return numbers
