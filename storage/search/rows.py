"""Items by a number: those that an actor, an article or a word has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage.arrays import Array, Arrays


@dataclass(frozen=True, slots=True)
class Rows:
    """Items by a number: number n has those from starts[n] to starts[n + 1], in order."""

    starts: NDArray[np.int64]
    items: NDArray[np.uint32]

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]], count: int) -> Rows:
        """Take pairs of a number, below `count`, and an item."""
        distinct = np.array(sorted(set(pairs)), np.int64).reshape(-1, 2)
        starts = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(distinct[:, 0], minlength=count), out=starts[1:])
        return cls(starts, distinct[:, 1].astype(np.uint32))

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Rows:
        """Make them again of what `arrays` gave."""
        return cls(arrays["starts"], arrays["items"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield "starts", self.starts
        yield "items", self.items

    def of_number(self, number: int) -> NDArray[np.uint32]:
        """Give the items of a number."""
        return self.items[int(self.starts[number]) : int(self.starts[number + 1])]
