"""How much of a query each item of a kind answers, reckoned over arrays.

Where a query's words stand in many items, those of its rarest word are looked at first; all
others only where none of these has every word that the corpus has.  The postings of all words
are reckoned together: their rows are many and mostly short, so that what numpy takes for a call
is more than the work of a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.search.match import Why
from storage.search.part import Part
from storage.search.postings import Field, Held, Postings
from storage.search.terms import Term
from storage.search.vocabulary import Expansion

# Postings that are looked at without choosing among them: below this, choosing saves nothing.
_ALL: Final = 1_000
STEPS: Final = 10  # of a score from one whole number to the next
_FEW: Final = 16  # below one in so many, items are sorted rather than marked among all

Items = NDArray[np.uint32]


class Wanted(NamedTuple):
    """A term of a query: what it may mean in the corpus, and how much it tells.

    `around` is how much standing around an item counts beside standing in it.
    """

    term: Term
    expansions: tuple[Expansion, ...]
    weight: float
    around: float = 1.0


class Hit(NamedTuple):
    """Where a term is found best in an item: which term, how well, as which word, why, where."""

    term: int
    value: float
    word: int
    why: Why
    field: Field


class _Row(NamedTuple):
    """The postings of a word that a term may mean, from `begin` to `end`, and how it counts."""

    term: int
    expansion: Expansion
    weight: float
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class _Side:
    """What some items have of the terms in their own words, or around them."""

    postings: Postings
    rows: Sequence[_Row]
    held: Held
    values: NDArray[np.float32]

    @classmethod
    def of(cls, postings: Postings, rows: Sequence[_Row], items: Items) -> _Side:
        held = postings.held([(row.begin, row.end) for row in rows], items)
        weights = np.array([row.weight for row in rows], np.float32)
        return cls(postings, rows, held, postings.strengths(held.at) * weights.take(held.rows))

    def best(self, items: int, terms: int) -> NDArray[np.float32]:
        """Give how well each item has each term, 0 where it has not."""
        best = np.zeros(items * terms, np.float32)
        term = np.array([row.term for row in self.rows], np.intp)
        np.maximum.at(best, self.held.places * terms + term.take(self.held.rows), self.values)
        return best.reshape(items, terms)

    def hits(self, chosen: NDArray[np.bool_]) -> Iterator[tuple[int, Hit]]:
        """List all that some items have, each with the item's place."""
        for number in chosen.take(self.held.places).nonzero()[0].tolist():
            row = self.rows[int(self.held.rows[number])]
            field = self.postings.field(int(self.held.at[number]))
            hit = Hit(
                row.term,
                float(self.values[number]),
                row.expansion.word,
                row.expansion.why,
                field,
            )
            yield int(self.held.places[number]), hit


@dataclass(frozen=True, slots=True)
class Tally:
    """What items have of a query: `items` in order, and of each the sums over the terms.

    `values` are weights times how well, `covered` weights alone; `by_role` tells whether a term
    is found best around the item.
    """

    items: Items
    values: NDArray[np.float64]
    covered: NDArray[np.float64]
    by_role: NDArray[np.bool_]
    _sides: Sequence[_Side] = ()

    def hits(self, places: Sequence[int]) -> dict[int, list[Hit]]:
        """Tell where the items at some places have each term best, the first of several as good."""
        chosen = np.zeros(len(self.items), np.bool_)
        chosen[places] = True
        best: dict[int, dict[int, Hit]] = {place: {} for place in places}
        for side in self._sides:
            for place, hit in side.hits(chosen):
                known = best[place].get(hit.term)
                if known is None or hit.value > known.value:
                    best[place][hit.term] = hit
        return {place: sorted(found.values()) for place, found in best.items()}


def tally(
    part: Part, wanted: Sequence[Wanted], among: Items | None = None, *, strict: bool = False
) -> Tally:
    """Sum what items have of the terms; `among` limits them to some, in order.

    With `strict`, only those of the rarest term count where there are many.
    """
    own = _rows(part.own, wanted, [1.0] * len(wanted))
    around = _rows(part.around, wanted, [one.around for one in wanted])
    if among is not None:
        return _sum(part, among, wanted, own, around)
    sizes = [0] * len(wanted)
    for row in (*own, *around):
        sizes[row.term] += row.end - row.begin
    found = [term for term, size in enumerate(sizes) if size]
    if sum(sizes) > _ALL and len(found) > 1:
        rarest = min(found, key=sizes.__getitem__)
        items = _items(
            part, *([row for row in rows if row.term == rarest] for rows in (own, around))
        )
        first = _sum(part, items, wanted, own, around)
        every = sum(wanted[term].weight for term in found)
        if strict or first.covered.max(initial=0.0) >= every * (1 - 1e-6):
            return first
    return _sum(part, _items(part, own, around), wanted, own, around)


def _rows(postings: Postings, wanted: Sequence[Wanted], shares: Sequence[float]) -> list[_Row]:
    """List what the terms may mean as rows of the postings, those that are empty left out."""
    if not len(postings):
        return []
    meant = [
        (term, expansion)
        for term, one in enumerate(wanted)
        if shares[term]
        for expansion in one.expansions
    ]
    begins, ends = postings.bounds([expansion.word for _, expansion in meant])
    return [
        _Row(term, expansion, shares[term] * expansion.weight, begin, end)
        for (term, expansion), begin, end in zip(meant, begins, ends, strict=True)
        if begin < end
    ]


def _items(part: Part, own: Sequence[_Row], around: Sequence[_Row]) -> Items:
    """List the items of some rows, each once and in order."""
    every = [part.own.items_of(row.begin, row.end) for row in own]
    every += [part.around.items_of(row.begin, row.end) for row in around]
    if len(every) == 1:
        return every[0]
    if sum(map(len, every)) > len(part.ids) // _FEW:
        held = np.zeros(len(part.ids), np.bool_)
        for items in every:
            held[items] = True
        return held.nonzero()[0].astype(np.uint32)
    joined = np.concatenate([np.zeros(0, np.uint32), *every])
    joined.sort()
    first = np.ones(len(joined), np.bool_)
    np.not_equal(joined[1:], joined[:-1], out=first[1:])
    return joined[first]


def _sum(
    part: Part,
    items: Items,
    wanted: Sequence[Wanted],
    own: Sequence[_Row],
    around: Sequence[_Row],
) -> Tally:
    sides = [
        _Side.of(postings, rows, items)
        for postings, rows in ((part.own, own), (part.around, around))
        if rows
    ]
    best = np.zeros((len(items), len(wanted)), np.float32)
    by_role = np.zeros(len(items), np.bool_)
    for side in sides:
        found = side.best(len(items), len(wanted))
        if side.postings is part.around:
            by_role[(found > best).nonzero()[0]] = True
        best = np.maximum(best, found) if len(sides) > 1 else found
    weights = np.array([one.weight for one in wanted])
    return Tally(items, best @ weights, (best > 0) @ weights, by_role, sides)


def places_of_best(scores: NDArray[np.float64], least: float, most: int) -> list[int]:
    """List places of the best scores from `least` on, ties in the order of items.

    Scores are rounded to so many `STEPS`.
    """
    places = (scores >= least).nonzero()[0]
    if most < 1 or not len(places):
        return []
    if len(places) > most:  # a sort or partition is slow where very many are alike
        steps = np.rint(scores.take(places) * STEPS).astype(np.intp)
        from_the_best = np.bincount(steps)[::-1].cumsum()
        enough = len(from_the_best) - 1 - int(from_the_best.searchsorted(most))
        places = places[steps >= enough]
    best: list[int] = places.take((-scores.take(places)).argsort(kind="stable")).tolist()
    return best[:most]
