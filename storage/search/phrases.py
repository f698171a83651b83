"""All texts as one stream of words, in which phrases are looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from storage.arrays import Array, Arrays


class Stream:
    """The words of texts, one text after the other, as numbers.  Immutable and picklable."""

    def __init__(self, starts: NDArray[np.uint32], words: NDArray[np.unsignedinteger]) -> None:
        """Take all words in order, and where each text begins (and the last one ends)."""
        self.starts = starts
        self.words = words

    def holding(self, phrase: Sequence[int]) -> NDArray[np.int64]:
        """List the texts that hold consecutive words, each once, in order."""
        if not phrase or len(phrase) > len(self.words):
            return np.zeros(0, np.int64)
        at = np.flatnonzero(self.words[: len(self.words) - len(phrase) + 1] == phrase[0])
        for offset, word in enumerate(phrase[1:], 1):
            at = at[self.words[at + offset] == word]
        text = np.searchsorted(self.starts, at, "right") - 1
        text = text[at + len(phrase) <= self.starts[text + 1]]
        first = np.ones(len(text), np.bool_)
        np.not_equal(text[1:], text[:-1], out=first[1:])
        return text[first]

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Stream:
        """Make it again of what `arrays` gave."""
        return cls(arrays["starts"], arrays["words"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make it again."""
        yield "starts", self.starts
        yield "words", self.words

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.starts) - 1

    def words_of(self, text: int) -> NDArray[np.unsignedinteger]:
        """Give the words of a text, in order."""
        return self.words[int(self.starts[text]) : int(self.starts[text + 1])]
