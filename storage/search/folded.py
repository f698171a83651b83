"""Words looked up by what they are folded to: a stem, a sound."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray


class Folded:
    """Numbers of words by a fold of theirs, kept as a sorted array of 64-bit hashes.

    A dictionary would hold a string and a tuple for each fold, ten times as much.  Two folds
    of one hash in a million words have a chance of one in thirty million.
    """

    def __init__(self, folds: Iterable[tuple[str, int]]) -> None:
        """Take pairs of a fold and a word's number."""
        pairs = sorted({(_hash(fold), number) for fold, number in folds})
        self._hashes: NDArray[np.uint64] = np.array([h for h, _ in pairs], np.uint64)
        self._numbers: NDArray[np.uint32] = np.array([n for _, n in pairs], np.uint32)

    def numbers(self, fold: str) -> tuple[int, ...]:
        """List the numbers of the words so folded, in order."""
        wanted = np.uint64(_hash(fold))
        begin = int(np.searchsorted(self._hashes, wanted))
        end = int(np.searchsorted(self._hashes, wanted, "right"))
        return tuple(self._numbers[begin:end].tolist())


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
