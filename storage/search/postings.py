"""Which items hold a word, and how strongly: postings in compressed sparse rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import log
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.arrays import Array, Arrays


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
_STEPS: Final = 255.0  # a strength is kept in a byte
_SHORT: Final = 8  # times the items, up to which a row is looked up among them, not they in it
_MANY: Final = 20_000  # from which on a table of all items is made rather than each looked up
_LEAST_LONG: Final = 2_000  # postings, below which a row is not worth the calls


class Held(NamedTuple):
    """Postings that some items have in some rows: the item and the row by number, the posting."""

    places: NDArray[np.intp]
    rows: NDArray[np.intp]
    at: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Texts:
    """Distinct texts as words: for each text, its words once with their counts, and its length.

    Row t holds `words[starts[t]:starts[t + 1]]` with `counts`; `lengths` counts all its words.
    """

    starts: NDArray[np.int64]
    words: NDArray[np.uint32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Places:
    """Which text stands in which field of which item, in the order of items."""

    items: NDArray[np.uint32]
    fields: NDArray[np.uint8]
    texts: NDArray[np.uint32]

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Places:
        """Make them again of what `arrays` gave."""
        return cls(arrays["items"], arrays["fields"], arrays["texts"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield "items", self.items
        yield "fields", self.fields
        yield "texts", self.texts


class Postings:
    """Postings of one kind of items, by word number.  Immutable and picklable."""

    def __init__(
        self,
        starts: NDArray[np.uint32],
        items: NDArray[np.uint32],
        strengths: NDArray[np.uint8],
        fields: NDArray[np.uint8],
    ) -> None:
        """Take rows by word, each ordered by item; no starts where there is none.

        See `of_texts`.
        """
        self._starts = starts
        self._items = items
        self._strengths = strengths
        self._fields = fields

    @classmethod
    def of_texts(cls, texts: Texts, places: Places, words: int) -> Postings:
        """Reckon how strongly each item holds each of so many words: by its best field."""
        sizes = np.diff(texts.starts)[places.texts]
        which = _ranges(texts.starts[:-1][places.texts], sizes)
        word = texts.words[which]
        item = np.repeat(places.items, sizes)
        field = np.repeat(places.fields, sizes)
        damping = np.repeat(_damping(texts, places), sizes)
        count = texts.counts[which].astype(np.float32)
        told = 1 - _SATURATION_SHARE + _SATURATION_SHARE * count / (count + damping)
        strength = np.array([WEIGHTS[f] for f in Field], np.float32)[field] * told
        steps = np.rint(strength * _STEPS).astype(np.uint8)
        # The best field of an item first, the first of two as good: then the others are left out.
        order = np.lexsort((255 - steps, item, word))
        word, item = word[order], item[order]
        first = np.ones(len(order), np.bool_)
        first[1:] = (word[1:] != word[:-1]) | (item[1:] != item[:-1])
        kept = order[first]
        if not len(order):
            return cls(np.zeros(0, np.uint32), item, steps, field)
        starts = np.zeros(words + 1, np.uint32)
        np.cumsum(np.bincount(word[first], minlength=words), out=starts[1:])
        return cls(starts, item[first], steps[kept], field[kept])

    def bounds(self, words: Sequence[int]) -> tuple[list[int], list[int]]:
        """Give where the rows of words begin and end; a row that is empty begins at its end."""
        if not len(self._items):
            return [0] * len(words), [0] * len(words)
        numbers = np.array(words, np.intp)
        return self._starts.take(numbers).tolist(), self._starts.take(numbers + 1).tolist()

    def items_of(self, begin: int, end: int) -> NDArray[np.uint32]:
        """Give the items of a row, told by its bounds."""
        return self._items[begin:end]

    def held(self, rows: Sequence[tuple[int, int]], items: NDArray[np.uint32]) -> Held:
        """Find what some items, in order, have of some rows, told by their bounds.

        Short rows are looked up among the items all at once, the items in each of the others.
        """
        most = max(_SHORT * len(items), _LEAST_LONG)
        short = [n for n, (begin, end) in enumerate(rows) if end - begin <= most]
        found = [self._of_short(rows, short, items)]
        if len(short) < len(rows):
            among = set(short)
            found += [self._of_long(n, *rows[n], items) for n in range(len(rows)) if n not in among]
        return found[0] if len(found) == 1 else Held(*map(np.concatenate, zip(*found, strict=True)))

    def _of_short(
        self, rows: Sequence[tuple[int, int]], which: Sequence[int], items: NDArray[np.uint32]
    ) -> Held:
        sizes = np.array([rows[n][1] - rows[n][0] for n in which], np.intp)
        begins = np.array([rows[n][0] for n in which], np.intp)
        at = _ranges(begins, sizes)
        row = np.repeat(np.array(which, np.intp), sizes)
        item = self._items.take(at)
        place = _places(item, items)
        known = (items.take(place, mode="clip") == item).nonzero()[0] if len(items) else place[:0]
        if len(known) < len(item):
            place, row, at = place.take(known), row.take(known), at.take(known)
        return Held(place, row, at)

    def _of_long(self, number: int, begin: int, end: int, items: NDArray[np.uint32]) -> Held:
        row = self._items[begin:end]
        at = row.searchsorted(items)
        place = (row.take(at, mode="clip") == items).nonzero()[0]
        return Held(place, np.full(len(place), number), at.take(place) + begin)

    def strengths(self, at: NDArray[np.intp]) -> NDArray[np.float32]:
        """Give how strongly (0-1) the items of some postings hold their words."""
        strengths: NDArray[np.float32] = self._strengths.take(at) * np.float32(1 / _STEPS)
        return strengths

    def field(self, at: int) -> Field:
        """Give the field in which the item of a posting has its word."""
        return Field(int(self._fields[at]))

    def items(self, word: int) -> NDArray[np.uint32]:
        """Give the items that hold a word, in order."""
        return self._items[slice(*self._bounds(word))]

    def __len__(self) -> int:
        """How many postings there are in all."""
        return len(self._items)

    def count(self, word: int) -> int:
        """How many items hold a word."""
        begin, end = self._bounds(word)
        return end - begin

    def counts(self, words: int) -> NDArray[np.int64]:
        """How many items hold each of so many words."""
        if not len(self._items):
            return np.zeros(words, np.int64)
        starts = self._starts.astype(np.int64)
        held: NDArray[np.int64] = starts[1:] - starts[:-1]
        return held

    def _bounds(self, word: int) -> tuple[int, int]:
        if not len(self._items):
            return 0, 0
        begin, end = self._starts[word : word + 2].tolist()
        return begin, end

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Postings:
        """Make them again of what `arrays` gave."""
        return cls(arrays["starts"], arrays["items"], arrays["strengths"], arrays["fields"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield "starts", self._starts
        yield "items", self._items
        yield "strengths", self._strengths
        yield "fields", self._fields


def _places(some: NDArray[np.uint32], items: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Look up items among others, in order; who is not among them gets any place."""
    if len(some) < _MANY or not len(items):
        return items.searchsorted(some)
    place = np.zeros(int(max(some.max(), items[-1])) + 1, np.intp)
    place[items] = np.arange(len(items))
    return place.take(some)


def _damping(texts: Texts, places: Places) -> NDArray[np.float32]:
    """Reckon for each place how much its text's length damps a word's frequency, as in BM25."""
    lengths = texts.lengths[places.texts].astype(np.float32)
    number = np.bincount(places.fields, minlength=len(Field))
    total = np.bincount(places.fields, weights=lengths, minlength=len(Field))
    mean = np.maximum(total / np.maximum(number, 1), 1.0).astype(np.float32)
    damping: NDArray[np.float32] = _K1 * (1 - _B + _B * lengths / mean[places.fields])
    return damping


def _ranges(begins: NDArray[np.intp], sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Join the numbers of ranges: begins 5, 9 with sizes 2, 3 give 5, 6, 9, 10, 11."""
    ends = np.cumsum(sizes)
    offsets = np.repeat(begins - (ends - sizes), sizes)
    joined: NDArray[np.intp] = offsets + np.arange(len(offsets))
    return joined


def rarity(items: int, holding: int) -> float:
    """How much a word tells, as in BM25: high where few of the items hold it, never zero."""
    return log(1 + (items - holding + 0.5) / (holding + 0.5)) + 0.05


def rarities(items: int, holding: NDArray[np.int64]) -> NDArray[np.float32]:
    """Like `rarity`, of many words."""
    told: NDArray[np.float32] = np.log1p((items - holding + 0.5) / (holding + 0.5)).astype("f4")
    return told + np.float32(0.05)
