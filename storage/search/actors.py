"""Actors: found by their names as names, and by the roles that the articles give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from storage.search.aliases import Named
from storage.search.match import Kind, Match
from storage.search.matching import LEAST_OF_BEST, NEAREST, Matcher, Ranked, Scored
from storage.search.names import CONFIDENT, LISTED, Names
from storage.search.planning import Plan
from storage.search.titles import Meant, is_title, score_of_titles
from storage.search.vocabulary import Vocabulary

_LOOKED_AT: Final = 30  # actors whose titles are read as phrases
_LEAST_TITLE: Final = 15.0  # the score of one that has half of what was asked


class _One(NamedTuple):
    """An actor that may be meant, by its name or by its role at a place among those found."""

    score: float
    item: int
    good: bool
    found: Named | int


class Actors:
    """Finds the actors that a plan means: words of their names count as names alone."""

    def __init__(self, matcher: Matcher, names: Names, words: Vocabulary) -> None:
        """Take what finds items of any kind, the actors' names and the words of the corpus."""
        self._matcher = matcher
        self._names = names
        self._words = words

    def named(self, plan: Plan) -> tuple[Named, ...]:
        """List the actors that the words of a plan may name, the best first."""
        return self._names.find([one.term for one in plan.wanted], self._words)

    def nearest(self, plan: Plan) -> list[Match]:
        """List the actors that are spelt most like a name that none has; perhaps none."""
        near = self._names.nearest([one.term for one in plan.wanted])
        return [as_match(named) for named in near]

    def ranked(self, plan: Plan, limit: int) -> Ranked:
        """Give the actors that match, at most `limit`; where there is none, those that fall short.

        An actor's names, as names, and titles, as phrases, decide over the same words counted one
        by one.
        """
        if plan.phrases:
            return self._matcher.ranked(Kind.ACTOR, plan, limit)
        allowed = self._matcher.allowed(Kind.ACTOR, plan)
        named = {
            one.number: one for one in self.named(plan) if allowed is None or allowed[one.number]
        }
        scored = self._by_role(plan)
        best: dict[int, _One] = {
            number: _One(one.score, number, one.score >= LISTED, one)
            for number, one in named.items()
        }
        more = len(named)
        meant = self._meant(plan)
        looked_at = max(limit, _LOOKED_AT) + more
        for place in (*scored.strong(looked_at), *scored.weak(looked_at)):
            one = self._titled(plan, meant, scored, place)
            if one.item not in named or one.score >= named[one.item].score:
                best[one.item] = one
        ranked = sorted(best.values(), key=lambda one: (-one.score, one.item))
        least = LEAST_OF_BEST * next((one.score for one in ranked if one.good), 0.0)
        strong = [one for one in ranked if one.good and one.score >= least][: max(limit, 0)]
        weak = [one for one in ranked if not one.good][:NEAREST]
        return Ranked(
            [self._match(plan, scored, one) for one in strong],
            [] if strong else [self._match(plan, scored, one) for one in weak],
            bool(strong) and strong[0].score >= CONFIDENT,
        )

    def _titled(self, plan: Plan, meant: Sequence[Meant], scored: Scored, place: int) -> _One:
        """Weigh an actor by its titles; one without a title that is meant falls short."""
        item, score = int(scored.found.items[place]), float(scored.scores[place])
        if not plan.wanted:
            return _One(score, item, bool(scored.enough[place]), place)
        wanted = [one.term for one in plan.wanted]
        title = score_of_titles(self._names.titles(item), wanted, meant)
        return _One(title or score, item, title >= _LEAST_TITLE, place)

    def is_title(self, plan: Plan, item: int) -> bool:
        """Whether the words of a plan are a title as an actor has it, though of any country."""
        wanted = [one.term for one in plan.wanted]
        return is_title(self._names.titles(item), wanted, self._meant(plan))

    def _by_role(self, plan: Plan) -> Scored:
        scored = self._matcher.scored(Kind.ACTOR, plan)
        by_role = scored.found.by_role
        scores = np.where(by_role, scored.scores, 0.0)
        return replace(scored, scores=scores, enough=scored.enough & by_role)

    def _meant(self, plan: Plan) -> list[Meant]:
        """List what the words of a plan may mean, by how surely."""
        return [
            {self._words.words[found.word]: found.weight for found in reversed(one.expansions)}
            for one in plan.wanted
        ]

    def _match(self, plan: Plan, scored: Scored, one: _One) -> Match:
        if isinstance(one.found, Named):
            return as_match(one.found)
        found = self._matcher.matches(Kind.ACTOR, plan, scored, [one.found])[0]
        return replace(found, score=one.score)


def as_match(named: Named) -> Match:
    """Make a match of an actor that is found by its name."""
    return Match(Kind.ACTOR, named.actor, named.score, named.reasons)
