"""Which items hold a word, and how strongly: postings in compressed sparse rows.

Arrays of the standard library now; a numpy view or a memory map of the same three rows can
take their place without a change to whoever asks.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from enum import IntEnum
from math import log
from typing import Final


class Field(IntEnum):
    """Where in an item a word stands."""

    TEXT = 0
    NAME = 1
    SPEAKER = 2
    ROLE = 3
    ATTRIBUTION = 4
    OTHER_ROLE = 5
    PASSAGE = 6
    NEIGHBOUR = 7
    QUERY = 8


WEIGHTS: Final = {
    Field.TEXT: 1.0,
    Field.NAME: 0.9,
    Field.SPEAKER: 0.97,
    Field.ROLE: 0.88,
    Field.ATTRIBUTION: 0.6,
    Field.OTHER_ROLE: 0.6,
    Field.PASSAGE: 0.45,
    Field.NEIGHBOUR: 0.25,
    Field.QUERY: 0.9,
}
_K1: Final = 1.2
_B: Final = 0.5
_SATURATION_SHARE: Final = 0.1  # how much of a word's strength its frequency and length decide


class Row:
    """Postings of one word: items, how strongly each holds it (0–1), and in which field.

    Arrays, because an object for each posting would keep the garbage collector busy.
    """

    __slots__ = ("fields", "items", "strengths")

    def __init__(self) -> None:
        self.items = array("I")
        self.strengths = array("f")
        self.fields = array("B")

    def add(self, item: int, strength: float, field: Field) -> None:
        """Take an item, after all of lower numbers."""
        self.items.append(item)
        self.strengths.append(strength)
        self.fields.append(field)


class Postings:
    """Postings of one kind of items, by word number.  Immutable and picklable."""

    def __init__(self, rows: Mapping[int, Row], words: int) -> None:
        """Take the rows of those of so many words that an item holds, each ordered by item."""
        self._starts = array("I", [0])
        self._items = array("I")
        self._strengths = array("f")
        self._fields = array("B")
        for word in range(words):
            if word in rows:
                row = rows[word]
                self._items.extend(row.items)
                self._strengths.extend(row.strengths)
                self._fields.extend(row.fields)
            self._starts.append(len(self._items))

    def of(self, word: int) -> Iterator[tuple[int, float, int]]:
        """List (item, strength, field) of the items that hold a word, ordered by item."""
        part = slice(self._starts[word], self._starts[word + 1])
        return zip(self._items[part], self._strengths[part], self._fields[part], strict=True)

    def count(self, word: int) -> int:
        """How many items hold a word."""
        return self._starts[word + 1] - self._starts[word]


def strengths(
    field: Field, counts: Mapping[str, int], length: int, mean_length: float
) -> Iterator[tuple[str, float]]:
    """How strongly each word of a field's text speaks for an item, 0–1.

    The field's weight, damped as in BM25 by how often the text of `length` words has the word.
    """
    weight = WEIGHTS[field]
    damping = _K1 * (1 - _B + _B * length / max(mean_length, 1.0))
    for word, frequency in counts.items():
        damped = frequency / (frequency + damping)
        yield word, weight * (1 - _SATURATION_SHARE + _SATURATION_SHARE * damped)


def rarity(items: int, holding: int) -> float:
    """How much a word tells, as in BM25: high where few of the items hold it, never zero."""
    return log(1 + (items - holding + 0.5) / (holding + 0.5)) + 0.05
