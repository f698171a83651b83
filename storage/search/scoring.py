"""How much of a query each item of a kind answers, reckoned over arrays.

Where a query's words stand in many items, those of its rarest word are looked at first; all
others only where none of these has every word that the corpus has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.search.match import Why
from storage.search.part import Part
from storage.search.postings import Postings
from storage.search.terms import Term
from storage.search.vocabulary import Expansion

# Postings that are looked at without choosing among them: below this, choosing saves nothing.
_ALL: Final = 4_000
_SHORT: Final = 8  # times the candidates, from which on they are looked up in a row, not it in them

Items = NDArray[np.uint32]
Values = NDArray[np.float32]


class Wanted(NamedTuple):
    """A term of a query: what it may mean in the corpus, and how much it tells.

    `around` is how much standing around an item counts beside standing in it.
    """

    term: Term
    expansions: tuple[Expansion, ...]
    weight: float
    around: float = 1.0


class Hit(NamedTuple):
    """Where a term is found best in an item: how well, as which word, and why."""

    value: float
    word: int
    why: Why
    field: int


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


class _Rows(NamedTuple):
    own: list[tuple[Items, Values]]
    around: list[tuple[Items, Values]]
    size: int


def tally(part: Part, wanted: Sequence[Wanted], among: Items | None = None) -> Tally:
    """Sum what items have of the terms; `among` limits them to some, in order."""
    rows = [_rows(part, one) for one in wanted]
    if among is not None:
        return _sum(among, wanted, rows)
    found = [row for row in rows if row.size]
    if sum(row.size for row in found) > _ALL and len(found) > 1:
        rarest = min(found, key=lambda row: row.size)
        first = _sum(_union([rarest]), wanted, rows)
        every = sum(one.weight for one, row in zip(wanted, rows, strict=True) if row.size)
        if np.any(first.covered >= every * (1 - 1e-9)):
            return first
    return _sum(_union(found), wanted, rows)


def best_hits(part: Part, wanted: Wanted, items: Items) -> list[Hit | None]:
    """Find where a term stands best in each of some items, the first of several as good."""
    best = np.zeros(len(items))
    which = np.full(len(items), -1)
    fields = np.zeros(len(items), np.uint8)
    reached = 0.0
    for postings, share in _shares(part, wanted):
        for number, expansion in enumerate(wanted.expansions):
            weight = share * expansion.weight
            if not len(items) or weight <= reached:
                continue  # every item has a word that is as likely meant
            row = postings.among(expansion.word, items)
            if row is None:
                continue
            values = weight * row.strengths
            better = values > best
            best[better] = values[better]
            which[better] = number
            fields[better] = row.fields[better]
            if best.all():
                reached = max(reached, weight)
    return [
        None if number < 0 else _hit(wanted.expansions[number], value, field)
        for number, value, field in zip(which.tolist(), best.tolist(), fields.tolist(), strict=True)
    ]


def _hit(expansion: Expansion, value: float, field: int) -> Hit:
    return Hit(value, expansion.word, expansion.why, field)


def _shares(part: Part, wanted: Wanted) -> list[tuple[Postings, float]]:
    both = ((part.own, 1.0), (part.around, wanted.around))
    return [(postings, share) for postings, share in both if share and len(postings)]


def _rows(part: Part, wanted: Wanted) -> _Rows:
    rows: list[list[tuple[Items, Values]]] = [[], []]
    size = 0
    for postings, share in _shares(part, wanted):
        into = rows[postings is part.around]
        for expansion in wanted.expansions:
            row = postings.row(expansion.word)
            if len(row.items):
                into.append((row.items, row.strengths * np.float32(share * expansion.weight)))
                size += len(row.items)
    return _Rows(rows[0], rows[1], size)


def _union(rows: Sequence[_Rows]) -> Items:
    every = [items for row in rows for items, _ in (*row.own, *row.around)]
    if len(every) == 1:
        return every[0]
    if not every:
        return np.zeros(0, np.uint32)
    joined = np.sort(np.concatenate(every))
    first = np.ones(len(joined), np.bool_)
    np.not_equal(joined[1:], joined[:-1], out=first[1:])
    return joined[first]


def _sum(items: Items, wanted: Sequence[Wanted], rows: Sequence[_Rows]) -> Tally:
    values = np.zeros(len(items))
    covered = np.zeros(len(items))
    by_role = np.zeros(len(items), np.bool_)
    for one, row in zip(wanted, rows, strict=True):
        if not row.size:
            continue
        best = _best(items, row.own)
        if row.around:
            around = _best(items, row.around)
            by_role |= around > best
            best = np.maximum(best, around)
        values += one.weight * best
        covered += one.weight * (best > 0)
    return Tally(items, values, covered, by_role)


def _best(items: Items, rows: Sequence[tuple[Items, Values]]) -> Values:
    """Give each item's best value over rows, 0 where no row has it."""
    best = np.zeros(len(items), np.float32)
    if not len(items):
        return best
    for held, values in rows:
        if len(held) < _SHORT * len(items):
            at = items.searchsorted(held)
            at[at == len(items)] = 0
            known = items[at] == held
            at, value = at[known], values[known]
            best[at] = np.maximum(best[at], value)
        else:
            at = held.searchsorted(items)
            at[at == len(held)] = 0
            known = held[at] == items
            best[known] = np.maximum(best[known], values[at[known]])
    return best


def places_of_best(
    scores: NDArray[np.float64], which: NDArray[np.bool_], most: int | None
) -> list[int]:
    """List places of the best scores among some, ties in the order of items."""
    places = np.flatnonzero(which)
    if most is not None and len(places) > most:
        least = (
            np.partition(scores[places], len(places) - most)[len(places) - most] if most else np.inf
        )
        places = places[scores[places] >= least]
    best: list[int] = places[np.argsort(-scores[places], kind="stable")].tolist()
    return best if most is None else best[:most]
