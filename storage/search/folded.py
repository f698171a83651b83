"""Words looked up by what they are folded to: a stem, a sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from storage.arrays import Array, Arrays


class Folded:
    """Numbers of words by a fold of theirs, kept as a sorted array of 64-bit hashes.

    A dictionary would hold a string and a tuple for each fold, ten times as much.  Two folds
    of one hash in a million words have a chance of one in thirty million.
    """

    def __init__(self, hashes: NDArray[np.uint64], numbers: NDArray[np.uint32]) -> None:
        """Take the sorted hashes, and the number that goes with each; see `of`."""
        self._hashes = hashes
        self._numbers = numbers

    @classmethod
    def of(cls, folds: Iterable[tuple[str, int]]) -> Folded:
        """Take pairs of a fold and a word's number."""
        pairs = sorted({(_hash(fold), number) for fold, number in folds})
        return cls(
            np.array([hashed for hashed, _ in pairs], np.uint64),
            np.array([number for _, number in pairs], np.uint32),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Folded:
        """Make it again of what `arrays` gave."""
        return cls(arrays["hashes"], arrays["numbers"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make it again."""
        yield "hashes", self._hashes
        yield "numbers", self._numbers

    def numbers(self, fold: str) -> tuple[int, ...]:
        """List the numbers of the words so folded, in order."""
        wanted = np.uint64(_hash(fold))
        begin = end = int(self._hashes.searchsorted(wanted))
        while end < len(self._hashes) and self._hashes[end] == wanted:
            end += 1
        return tuple(self._numbers[begin:end].tolist())


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
