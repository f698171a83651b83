"""What items of a kind have of a plan: words, phrases, or the period alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from storage.search.part import Part
from storage.search.planning import Plan
from storage.search.query import Query
from storage.search.scoring import Tally, Wanted, tally

_PHRASE_AROUND: Final = 0.5

Holding: TypeAlias = tuple[NDArray[np.bool_], ...]
"""Of each item, whether a phrase stands in its own texts, and in those around it."""


def tally_plan(
    part: Part, plan: Plan, wanted: Sequence[Wanted], holding: Sequence[Holding]
) -> Tally:
    """Sum what items have of a plan's terms and phrases; of phrases they must have each."""
    if not (wanted or plan.phrases):
        return _in_period(part, plan.query)
    if not plan.phrases:
        return tally(part, wanted, strict=plan.strict)
    every = np.logical_and.reduce([own | around for own, around in holding])
    found = tally(part, wanted, np.flatnonzero(every).astype(np.uint32))
    for phrase, (own, _) in zip(plan.phrases, holding, strict=True):
        found.values[:] += phrase.weight * np.where(own[found.items], 1.0, _PHRASE_AROUND)
        found.covered[:] += phrase.weight
    return found


def _in_period(part: Part, query: Query) -> Tally:
    """Give what is itself dated in a period, where the query is nothing but that or filters."""
    if query.period is None:
        found = np.arange(len(part.ids) if query.filters else 0, dtype=np.uint32)
        whole = np.full(len(found), 100.0)
        return Tally(found, whole, whole.copy(), np.ones(len(found), np.bool_))
    found = np.flatnonzero(part.dated_or_published.overlapping(query.period)).astype(np.uint32)
    whole = np.full(len(found), 100.0)
    return Tally(found, whole, whole.copy(), np.zeros(len(found), np.bool_))
