"""The items of one kind, as arrays: what they hold, which texts they are made of, their days."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from storage.arrays import Array, Arrays, KeptTexts, below, under
from storage.models import When
from storage.search.postings import Places, Postings

BROADER: Final = 0.85
LEAST_SHARED: Final = 31  # a range of more than this many times the days shared is too wide
_RANGES: Final = 8  # of one item, among those that are looked at


@dataclass(frozen=True, slots=True)
class Days:
    """Ranges of days of items, as ordinals: item i has those from starts[i] to starts[i + 1]."""

    starts: NDArray[np.int64]
    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]

    @classmethod
    def of(cls, dated: Sequence[Sequence[When]]) -> Days:
        """Take each item's ranges."""
        starts = np.zeros(len(dated) + 1, np.int64)
        np.cumsum([len(days) for days in dated], out=starts[1:])
        every = [when for days in dated for when in days]
        return cls(
            starts,
            np.array([when.earliest.toordinal() for when in every], np.int32),
            np.array([when.latest.toordinal() for when in every], np.int32),
        )

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Days:
        """Make them again of what `arrays` gave."""
        return cls(arrays["starts"], arrays["earliest"], arrays["latest"])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield "starts", self.starts
        yield "earliest", self.earliest
        yield "latest", self.latest

    def overlapping(self, period: When) -> NDArray[np.bool_]:
        """Tell of each item whether one of its ranges shares days with a period, and not too few.

        A month may be asked for by a day of it, a year by a month; what is dated "in 2021" says
        nothing about a day, and a decade nothing about a month.
        """
        first, last = period.earliest.toordinal(), period.latest.toordinal()
        days = self.latest.astype(np.int64) - self.earliest + 1
        shared = np.minimum(self.latest, last) - np.maximum(self.earliest, first) + 1
        return self._any((shared > 0) & (shared * LEAST_SHARED >= days))

    def within(self, period: When) -> NDArray[np.bool_]:
        """Tell of each item whether one of its ranges lies inside a period."""
        first, last = period.earliest.toordinal(), period.latest.toordinal()
        return self._any((self.earliest >= first) & (self.latest <= last))

    def nearest(self, period: When, most: int) -> list[int]:
        """List the items that lie nearest to a period in time, those of narrow ranges first."""
        first, last = period.earliest.toordinal(), period.latest.toordinal()
        before = first - self.latest.astype(np.int64)
        gaps = np.maximum(np.maximum(before, self.earliest.astype(np.int64) - last), 0)
        item = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        order = np.lexsort((item, self.latest - self.earliest, gaps))
        return list(dict.fromkeys(item[order[: most * _RANGES]].tolist()))[:most]

    def none(self) -> NDArray[np.bool_]:
        """Tell of each item whether it has no day at all."""
        none: NDArray[np.bool_] = self.starts[1:] == self.starts[:-1]
        return none

    def _any(self, holds: NDArray[np.bool_]) -> NDArray[np.bool_]:
        before = np.zeros(len(holds) + 1, np.int64)
        np.cumsum(holds, out=before[1:])
        some: NDArray[np.bool_] = before[self.starts[1:]] > before[self.starts[:-1]]
        return some


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one kind, in the order that breaks ties.

    `by_id` lists them in the order of their ids.
    `own` and `around` are their postings, `own_places` and `around_places` their texts (of the
    latter, neighbours left out), `dated` their own days, `dated_or_published` those and their
    article's.
    """

    ids: KeptTexts
    by_id: NDArray[np.uint32]
    own: Postings
    around: Postings
    own_places: Places
    around_places: Places
    dated: Days
    dated_or_published: Days

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Part:
        """Make it again of what `arrays` gave."""
        return cls(
            ids=KeptTexts.from_arrays(under("ids", arrays)),
            by_id=arrays["by_id"],
            own=Postings.from_arrays(under("own", arrays)),
            around=Postings.from_arrays(under("around", arrays)),
            own_places=Places.from_arrays(under("own_places", arrays)),
            around_places=Places.from_arrays(under("around_places", arrays)),
            dated=Days.from_arrays(under("dated", arrays)),
            dated_or_published=Days.from_arrays(under("dated_or_published", arrays)),
        )

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make it again."""
        yield from below("ids", self.ids.arrays())
        yield "by_id", self.by_id
        yield from below("own", self.own.arrays())
        yield from below("around", self.around.arrays())
        yield from below("own_places", self.own_places.arrays())
        yield from below("around_places", self.around_places.arrays())
        yield from below("dated", self.dated.arrays())
        yield from below("dated_or_published", self.dated_or_published.arrays())

    def place(self, id_: str) -> int:
        """Give the place of an item among the others.  Raises KeyError."""
        at = bisect_left(self.by_id, id_, key=self.ids.__getitem__)
        if at == len(self.by_id) or self.ids[self.by_id[at]] != id_:
            raise KeyError(id_)
        return int(self.by_id[at])

    def first_text(self, item: int) -> int:
        """Give the number of an item's first own text."""
        return int(self.own_places.texts[np.searchsorted(self.own_places.items, np.uint32(item))])

    def period_factors(self, period: When) -> NDArray[np.float64]:
        """Give 1 for items dated within a period, less where they reach beyond, 0 outside.

        What is not dated at all (an actor, a topic) is left as it is.
        """
        factors = np.where(self.dated_or_published.overlapping(period), BROADER, 0.0)
        factors[self.dated.within(period)] = 1.0
        factors[self.dated_or_published.none()] = 1.0
        return factors

    def holding(self, texts: NDArray[np.int64], count: int) -> tuple[NDArray[np.bool_], ...]:
        """Tell of each item whether one of its own texts, of those around it, is among some."""
        among = np.zeros(count, np.bool_)
        among[texts] = True
        found = []
        for places in (self.own_places, self.around_places):
            items = np.zeros(len(self.ids), np.bool_)
            items[places.items[among[places.texts]]] = True
            found.append(items)
        return tuple(found)
