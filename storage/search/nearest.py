"""What to offer where nothing was found: what falls short, what is spelt alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from storage.search.actors import Actors, as_match
from storage.search.articles import ArticleNames
from storage.search.building import Built
from storage.search.match import Kind, Match, Reason, Why
from storage.search.matching import NEAREST, Matcher, Ranked
from storage.search.names import LISTED
from storage.search.part import Part
from storage.search.planning import Plan

_FEW: Final = 5  # articles or topics that can all be offered
_ALIKE: Final = 20  # words that are spelt alike, of which one may be in a title


class Nearest:
    """Finds what lies nearest to a query that nothing answers."""

    def __init__(
        self, built: Built, matcher: Matcher, actors: Actors, articles: ArticleNames
    ) -> None:
        """Take all that can be found."""
        self._vocabulary = built.vocabulary
        self._parts = built.parts
        self._matcher = matcher
        self._actors = actors
        self._articles = articles

    def of_any_kind(self, plan: Plan, weak: Sequence[Match]) -> tuple[Match | str, ...]:
        """Give actors so named, weak matches, likely words; at most three.

        Where nothing but a period was asked, the events that are nearest to it.
        """
        if plan.query.period is not None and not (plan.wanted or plan.phrases):
            events = self._parts[Kind.EVENT]
            near = events.dated.nearest(plan.query.period, NEAREST)
            return tuple(Match(Kind.EVENT, events.ids[item], 0.0) for item in near)
        named = [as_match(one) for one in self._actors.named(plan) if one.score >= LISTED]
        ranked = named + sorted(weak, key=lambda match: -match.score)
        nearest: list[Match | str] = list(ranked)
        for wanted in plan.wanted:
            if not wanted.expansions:
                nearest += self._vocabulary.nearest(wanted.term)
        known = {match.id for match in ranked}
        nearest += [match for match in self._actors.nearest(plan) if match.id not in known]
        return tuple(dict.fromkeys(nearest))[:NEAREST]

    def of_actors(self, plan: Plan, short: Ranked) -> tuple[Match, ...]:
        """Give actors that are spelt alike, and those that fall short of a plan without phrases."""
        near = (*self._actors.nearest(plan), *short.strong, *short.weak)
        distinct = {match.id: match for match in near}
        return tuple(sorted(distinct.values(), key=lambda m: (-m.score, m.id))[:NEAREST])

    def of_kind(self, kind: Kind, plan: Plan, *, strong: bool) -> tuple[Match, ...]:
        """Give topics or articles that fall short or are spelt alike, else all where they are few.

        The plan has no phrases.  With `strong`, what answers it, too: something else was asked.
        """
        part = self._parts[kind]
        short = self._matcher.ranked(kind, plan, NEAREST)
        near = [*(short.strong if strong else ()), *short.weak]
        if kind is Kind.ARTICLE:
            near = [*self._articles.nearest(plan.query.text, NEAREST), *near]
        near += [
            Match(kind, part.ids[item], 0.0, (Reason(Why.TYPO, typed, word),))
            for item, typed, word in self._spelt_alike(part, plan)
        ]
        distinct = list({match.id: match for match in reversed(near)}.values())[::-1]
        if not distinct and len(part.ids) <= _FEW:
            return tuple(Match(kind, id_, 0.0) for id_ in part.ids)
        return tuple(distinct[:NEAREST])

    def _spelt_alike(self, part: Part, plan: Plan) -> Iterator[tuple[int, str, str]]:
        """List (item, typed word, its own word) where the two are spelt alike, the likest first."""
        for wanted in plan.wanted:
            for word in self._vocabulary.nearest(wanted.term, _ALIKE):
                number = self._vocabulary.number(word)
                if number is not None:
                    for item in part.own.items(number)[:NEAREST].tolist():
                        yield item, wanted.term.surface, word
