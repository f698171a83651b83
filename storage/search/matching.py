"""What of a kind answers a query, how well, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.search.building import Built
from storage.search.filters import Filters
from storage.search.match import Kind, Match, Reason, Why
from storage.search.planning import Plan
from storage.search.postings import Field
from storage.search.query import About
from storage.search.scoring import STEPS, Hit, Tally, Wanted, places_of_best
from storage.search.tallying import Holding, tally_plan
from storage.search.thesaurus import thesaurus

BY_PERSONS: Final = frozenset({Kind.QUOTE, Kind.STATEMENT, Kind.EVENT})
LEAST_OF_BEST: Final = 0.4
NEAREST: Final = 3  # that are told where nothing is found
_LEAST: Final = 25.0
_NEARLY: Final = 1 - 1e-6  # of a sum of fractions
_ANY: Final = 1 / STEPS  # the least score above nothing
_LEAST_COVERED: Final = 0.5
_NAME_AROUND: Final = 0.5
_ABOUT: Final = {
    Field.SPEAKER: Why.SPEAKER,
    Field.ROLE: Why.ROLE,
    Field.OTHER_ROLE: Why.ROLE,
    Field.ATTRIBUTION: Why.CONTEXT,
    Field.PASSAGE: Why.CONTEXT,
    Field.NEIGHBOUR: Why.CONTEXT,
}


class Ranked(NamedTuple):
    """Matches, best first; where there is none, some that fall short.

    `whole` tells whether one of them has all words that the corpus has.
    """

    strong: Sequence[Match]
    weak: Sequence[Match]
    whole: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """What items of a kind have of a query, each by its place among the items found.

    `scores` are 0 where a filter leaves an item out; `enough` tells which items are answers
    rather than weak hits.
    """

    found: Tally
    holding: Sequence[Holding]
    scores: NDArray[np.float64]
    enough: NDArray[np.bool_]

    def strong(self, most: int) -> list[int]:
        """List the places of the answers, those left out that are far below the best."""
        answers = np.where(self.enough, self.scores, 0.0)
        best = float(answers.max(initial=0.0))
        return places_of_best(answers, max(_LEAST, LEAST_OF_BEST * best), most)

    def weak(self, most: int) -> list[int]:
        """List the places of the best that fall short."""
        return places_of_best(np.where(self.enough, 0.0, self.scores), _ANY, most)


class Matcher:
    """Finds the items of each kind that answer a plan."""

    def __init__(self, built: Built, filters: Filters) -> None:
        """Take what there is to find, and what filters leave of it."""
        self._parts = built.parts
        self._stream = built.stream
        self._words = built.vocabulary.words
        self._filters = filters

    def ranked(self, kind: Kind, plan: Plan, limit: int) -> Ranked:
        """Give the matches of a kind, at most `limit`; where there is none, what falls short."""
        scored = self.scored(kind, plan)
        strong = scored.strong(limit)
        weak = [] if strong else scored.weak(NEAREST)
        return Ranked(
            self.matches(kind, plan, scored, strong),
            self.matches(kind, plan, scored, weak),
            any(scored.found.covered[place] >= plan.known * _NEARLY for place in strong),
        )

    def scored(self, kind: Kind, plan: Plan) -> Scored:
        """Reckon how much of a plan the items of a kind answer."""
        part = self._parts[kind]
        holding = [part.holding(phrase.texts, len(self._stream)) for phrase in plan.phrases]
        found = tally_plan(part, plan, _wanted(kind, plan), holding)
        values = found.values * (100 / plan.total) if plan.total else found.values
        if plan.query.period is not None:
            values = values * part.period_factors(plan.query.period)[found.items]
        scores = (np.minimum(values, 100.0) * STEPS).round() / STEPS
        allowed = self.allowed(kind, plan)
        if allowed is not None:
            scores[~allowed[found.items]] = 0.0
        enough = found.covered >= _LEAST_COVERED * plan.total
        enough &= scores >= _LEAST
        return Scored(found, holding, scores, enough)

    def allowed(self, kind: Kind, plan: Plan) -> NDArray[np.bool_] | None:
        """Tell of each item whether the filters leave it and it has nothing that is excluded.

        None where there are no filters and nothing is.
        """
        if not (plan.excluded or plan.excluded_phrases or plan.chosen):
            return None
        part = self._parts[kind]
        allowed = self._filters.allowed(kind, plan.chosen, len(part.ids))
        for word in plan.excluded:
            allowed[part.own.items(word)] = False
        for phrase in plan.excluded_phrases:
            own, _ = part.holding(phrase.texts, len(self._stream))
            allowed &= ~own
        return allowed

    def dated_themselves(
        self, plan: Plan, kinds: Collection[Kind], found: Sequence[Match]
    ) -> Sequence[Match]:
        """Leave out passages that name a person, and tell of a period something else alone.

        So it is where nothing is known that the person said or did then.
        """
        if plan.query.period is None or not plan.only_a_name or not BY_PERSONS.issubset(kinds):
            return found
        if any(match.kind in BY_PERSONS for match in found):
            return found
        passages = self._parts[Kind.PASSAGE]
        undated = passages.dated.none()
        return [
            match
            for match in found
            if match.kind is not Kind.PASSAGE or undated[passages.place(match.id)]
        ]

    def matches(self, kind: Kind, plan: Plan, scored: Scored, places: Sequence[int]) -> list[Match]:
        """Say of the items at some places how well they match, and why."""
        hits = scored.found.hits(places) if places else {}
        return [self._match(kind, plan, scored, place, hits[place]) for place in places]

    def _match(
        self, kind: Kind, plan: Plan, scored: Scored, place: int, hits: Sequence[Hit]
    ) -> Match:
        item = int(scored.found.items[place])
        reasons: list[Reason] = []
        for hit in hits:
            reasons += self._of_hit(plan.wanted[hit.term], hit)
        if plan.phrases or not plan.wanted:
            reasons += _besides_words(plan, item, scored.holding)
        id_, score = self._parts[kind].ids[item], float(scored.scores[place])
        return Match(kind, id_, score, tuple(dict.fromkeys(reasons)))

    def _of_hit(self, wanted: Wanted, hit: Hit) -> Iterator[Reason]:
        matched = thesaurus().text(self._words[hit.word])
        yield Reason(hit.why, wanted.term.surface, matched)
        about = _ABOUT.get(hit.field)
        if about is not None:
            yield Reason(about, wanted.term.surface, matched)


def _wanted(kind: Kind, plan: Plan) -> tuple[Wanted, ...]:
    """Say how much each term counts around items of a kind: a person's name hardly.

    Where it is told whose words are asked for, another's name is what they are about.
    """
    by_one = any(one.filter.about is About.FROM and not one.filter.out for one in plan.chosen)
    if kind not in BY_PERSONS or by_one:
        return plan.wanted
    around = 0.0 if plan.only_a_name else _NAME_AROUND
    return tuple(
        one._replace(around=around) if number in plan.persons else one
        for number, one in enumerate(plan.wanted)
    )


def _besides_words(plan: Plan, item: int, holding: Sequence[Holding]) -> Iterator[Reason]:
    """Say what besides words matches: the period alone, or phrases."""
    if not (plan.wanted or plan.phrases):
        yield Reason(Why.PERIOD, plan.query.period_text, plan.query.period_text)
    for phrase, (own, _) in zip(plan.phrases, holding, strict=True):
        yield Reason(Why.PHRASE, phrase.typed, phrase.typed)
        if not own[item]:
            yield Reason(Why.CONTEXT, phrase.typed, phrase.typed)
