"""The index: everything of a corpus that can be found, and the finding of it.

A query word is first looked for in the corpus's vocabulary; what it may mean there is looked up
in postings.  A score is the share of the query, weighed by how much each word tells, that an
item answers: 100 where all of it stands in the item's own words as typed.  So scores of
different kinds compare.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from storage.arrays import Unusable, below, read_arrays, under, write_arrays
from storage.models import Corpus
from storage.search.articles import ArticleNames
from storage.search.building import Built, build
from storage.search.filters import Chosen, Filters
from storage.search.items import items
from storage.search.match import ALL_KINDS, Found, Kind, Match, Reason, Verdict, Why
from storage.search.names import CONFIDENT, LISTED, MARGIN, Named, Names
from storage.search.part import Part
from storage.search.planning import Plan, Planner, keys_of
from storage.search.postings import Field
from storage.search.query import About, Filter, Query, parse_query
from storage.search.scoring import Hit, Tally, Wanted, places_of_best
from storage.search.tallying import Holding, tally_plan
from storage.search.terms import Term, terms
from storage.search.thesaurus import thesaurus

_SURE: Final = 55.0  # a score from which on content is called found, not guessed
_SURE_OF_GUESS: Final = 75.0  # and where every word was taken for another
_GUESSED: Final = frozenset({Why.TYPO, Why.PARTIAL})
_LEAST: Final = 25.0
_LEAST_OF_BEST: Final = 0.4
_LEAST_COVERED: Final = 0.5
_NAME_AROUND: Final = 0.5
_NEAREST: Final = 3
_NAMED_AS_BODY: Final = 85.0  # from which on words name a body, not only a part of its name
_FEW: Final = 5  # articles or topics that can all be offered
_ALIKE: Final = 20  # words that are spelt alike, of which one may be in a title
_LEAST_TYPED: Final = 5
_ABOUT: Final = {
    Field.SPEAKER: Why.SPEAKER,
    Field.ROLE: Why.ROLE,
    Field.OTHER_ROLE: Why.ROLE,
    Field.ATTRIBUTION: Why.CONTEXT,
    Field.PASSAGE: Why.CONTEXT,
    Field.NEIGHBOUR: Why.CONTEXT,
}
_ROLES: Final = frozenset({Field.ROLE, Field.OTHER_ROLE})
_BY_PERSONS: Final = frozenset({Kind.QUOTE, Kind.STATEMENT, Kind.EVENT})


class _Scored(NamedTuple):
    """An item with its score; `good` where it is an answer rather than a weak hit.

    `named` are the reasons of an actor that is found by its name.
    """

    score: float
    item: int
    good: bool
    named: tuple[Reason, ...] = ()


class Index:
    """All that can be found in a corpus.  Immutable after `build`, picklable, deterministic."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        built: Built,
        names: Names,
        articles: ArticleNames,
        filters: Filters,
    ) -> None:
        """Made by `Index.build` and `Index.load`."""
        self._built = built
        self._vocabulary = built.vocabulary
        self._stream = built.stream
        self._parts = built.parts
        self._names = names
        self._places: dict[Kind, dict[str, int]] = {}  # made when they are first looked up
        self._articles = articles
        self._filters = filters
        self._speakers = _speakers(corpus)
        self._months = corpus.coverage.latest_years
        self.years = corpus.coverage.years
        self._planner = Planner(built, names)

    @classmethod
    def build(cls, corpus: Corpus) -> Index:
        """Index a corpus.  Equal corpora give indexes that answer alike."""
        built = build(items(corpus))
        return cls(
            corpus,
            built=built,
            names=Names.of(corpus.actors, _speakers(corpus)),
            articles=ArticleNames.of(corpus),
            filters=Filters.of(corpus, {kind: part.ids for kind, part in built.parts.items()}),
        )

    @classmethod
    def load(cls, path: Path, corpus: Corpus, rules: str) -> Index:
        """Map an index that was saved of an equal corpus, by the same rules, into memory.

        Raises Unusable where there is none, it is damaged, or of another corpus or other rules.
        """
        arrays = read_arrays(path, {"corpus": corpus.version, "rules": rules})
        try:
            return cls(
                corpus,
                built=Built.from_arrays(under("built", arrays)),
                names=Names.from_arrays(corpus.actors, _speakers(corpus), under("names", arrays)),
                articles=ArticleNames.from_arrays(corpus, under("articles", arrays)),
                filters=Filters.from_arrays(under("filters", arrays)),
            )
        except KeyError as missing:
            raise Unusable(f"it has no {missing}") from missing

    def save(self, path: Path, corpus: Corpus, rules: str) -> None:
        """Save the index of a corpus, to be loaded with it.

        `rules` names the code that made it, so that other code makes it anew.  Raises OSError.
        """
        built = below("built", self._built.arrays())
        names = below("names", self._names.arrays())
        articles = below("articles", self._articles.arrays())
        filters = below("filters", self._filters.arrays())
        about = {"corpus": corpus.version, "rules": rules}
        write_arrays(path, chain(built, names, articles, filters), about)

    def parse(self, text: str, *, with_period: bool = True) -> Query:
        """Parse a query by what the corpus has: its names, its words, its dates.

        A month or day without a year is the latest that the corpus dates.
        """
        return parse_query(
            text,
            with_period=with_period,
            year_of=self._year_of,
            speaks=self._speaks,
            known=self._knows,
        )

    def find(
        self, query: Query | str, kinds: Collection[Kind] = ALL_KINDS, *, limit: int = 50
    ) -> Found:
        """Find items of the given kinds, the best first; at most `limit`.

        A person's name alone finds, of quotes and statements, those by that person or with the
        name in their own words, never those that only stand beside it.  A query that is only a
        period finds what is dated within it.
        """
        asked = self.parse(query) if isinstance(query, str) else query
        if asked.empty:
            return Found(asked, Verdict.NOTHING)
        chosen = self._choose(asked.filters)
        unknown = tuple(one.filter for one in chosen if not one.numbers)
        if unknown:
            is_from = unknown[0].about is About.FROM
            near = (self.find_actor if is_from else self.find_article)(unknown[0].name).nearest
            return Found(asked, Verdict.NOTHING, nearest=near, unknown=unknown)
        plan = replace(self._plan(asked, kinds), chosen=chosen)
        ranked = [kind for kind in Kind if kind in set(kinds)]
        strong: list[Match] = []
        weak: list[Match] = []
        for kind in ranked:
            found, short = self._of_kind(kind, plan, limit)
            strong += found
            weak += short
        order = {kind: n for n, kind in enumerate(ranked)}
        strong.sort(key=lambda match: (-match.score, order[match.kind]))  # stable: then by date
        missing = tuple(w.term.surface for w in plan.wanted if not w.expansions)
        if not strong:
            loose = self.find(asked.unquoted, kinds, limit=_NEAREST) if asked.phrases else None
            nearest = (loose.matches or loose.nearest) if loose else self._nearest(plan, weak)
            return Found(asked, Verdict.NOTHING, nearest=nearest, missing=missing)
        return Found(asked, _verdict(strong), tuple(strong[: max(limit, 0)]), missing=missing)

    def find_actor(self, name: str, *, limit: int = 5) -> Found:
        """Find actors by name or title: aliases, surnames, initials, Cyrillic, misspellings."""
        query = parse_query(name, with_period=False)
        if query.empty:
            return self._named_like_stop_words(query)
        plan = self._plan(query)
        strong, weak = self._of_kind(Kind.ACTOR, plan, max(limit, 2))
        missing = tuple(w.term.surface for w in plan.wanted if not w.expansions)
        if not strong:
            nearest = self._nearest_actors(query, plan, weak)
            return Found(query, Verdict.NOTHING, nearest=nearest, missing=missing)
        return Found(query, _verdict(strong), tuple(strong[:limit]), missing=missing)

    def _named_like_stop_words(self, query: Query) -> Found:
        """Find the persons whose name is a stop word and nothing else: May, Will."""
        plan = self._plan(replace(query, words=query.dropped), _BY_PERSONS)
        found = [_as_match(one) for one in self._named(plan) if one.score >= CONFIDENT]
        if not (found and plan.only_a_name):
            return Found(query, Verdict.NOTHING)
        return Found(query, _verdict(found), tuple(found[:_FEW]))

    def find_topic(self, text: str) -> Found:
        """Find topics by id, title, query or actor."""
        query = parse_query(text, with_period=False)
        topics = self._parts[Kind.TOPIC]
        asked = keys_of(query.text)
        for number, id_ in enumerate(topics.ids):
            title = self._stream.words_of(topics.first_text(number)).tolist()
            if asked and asked in (keys_of(id_), [self._vocabulary.words[n] for n in title]):
                match = Match(Kind.TOPIC, id_, 100.0, (Reason(Why.EXACT, query.text, id_),))
                return Found(query, Verdict.CONFIDENT, (match,))
        found = self.find(query, (Kind.TOPIC,), limit=_NEAREST)
        if not found.matches:
            return replace(found, nearest=self._nearest_of(Kind.TOPIC, query))
        if len(found.matches) > 1 and found.matches[0].score - found.matches[1].score < MARGIN:
            return Found(query, Verdict.AMBIGUOUS, found.matches, missing=found.missing)
        return found

    def find_article(self, text: str) -> Found:
        """Find articles by id ("A3"), publisher or its initials, address, file or title words."""
        query = parse_query(text, with_period=False)
        named = self._articles.find(query.text)
        if named:
            sure = len(named) == 1
            return Found(query, Verdict.CONFIDENT if sure else Verdict.AMBIGUOUS, named)
        found = self.find(query, (Kind.ARTICLE,), limit=5)
        if not found.matches:
            return replace(found, nearest=self._nearest_of(Kind.ARTICLE, query))
        if len(found.matches) > 1 and found.matches[0].score - found.matches[1].score < MARGIN:
            return Found(query, Verdict.AMBIGUOUS, found.matches, missing=found.missing)
        return found

    def _year_of(self, month: int, day: int | None) -> int | None:
        known = self._months.get((month, day)) or self._months.get((month, None))
        return known or (self.years[1] if self.years else None)

    def _speaks(self, name: str, *, person: bool = False, part: bool = False) -> bool:
        """Whether a name is a person's, or that of a body that the articles let speak."""
        wanted = terms(name)
        if part:
            return self._names.may_hold(wanted, self._vocabulary)
        best = next(iter(self._names.find(wanted, self._vocabulary)), None)
        if best is None or best.score < CONFIDENT:
            return False
        if len(self._names.persons(wanted, self._vocabulary)) == len(wanted):
            return True
        return not person and best.actor in self._speakers and best.score >= _NAMED_AS_BODY

    def _knows(self, word: str) -> bool:
        return all(self._vocabulary.number(key) is not None for key in keys_of(word))

    def _choose(self, filters: Sequence[Filter]) -> tuple[Chosen, ...]:
        """Find whom and which articles filters mean; nobody and none where that is not known."""
        chosen = []
        for one in filters:
            kind = Kind.ACTOR if one.about is About.FROM else Kind.ARTICLE
            look_up = self.find_actor if kind is Kind.ACTOR else self.find_article
            matches = look_up(one.name).matches
            best = [m.id for m in matches if m.score > matches[0].score - MARGIN]
            chosen.append(Chosen(one, tuple(self._place_of(kind, id_) for id_ in best)))
        return tuple(chosen)

    def _plan(self, query: Query, kinds: Collection[Kind] = ()) -> Plan:
        return self._planner.plan(query, persons=not _BY_PERSONS.isdisjoint(kinds))

    def _place_of(self, kind: Kind, id_: str) -> int:
        """Give the place of an item among those of its kind."""
        if kind not in self._places:
            self._places[kind] = {one: at for at, one in enumerate(self._parts[kind].ids)}
        return self._places[kind][id_]

    def _of_kind(self, kind: Kind, plan: Plan, limit: int) -> tuple[list[Match], list[Match]]:
        """Give the matches of a kind, best first; where there is none, those that fall short."""
        part = self._parts[kind]
        wanted = self._wanted(kind, plan)
        holding = [part.holding(phrase.texts, len(self._stream)) for phrase in plan.phrases]
        found = tally_plan(part, plan, wanted, holding)
        values = 100 * found.values / plan.total if plan.total else found.values
        if plan.query.period is not None:
            values = values * part.period_factors(plan.query.period)[found.items]
        scores = np.clip(values, 0.0, 100.0).round(1).astype(np.float64)
        allowed = self._allowed(kind, plan)
        use = scores > 0
        if allowed is not None:
            use &= allowed[found.items]
        if kind is Kind.ACTOR and not plan.phrases:
            use &= found.by_role  # words of their names count as names alone
        good = (scores >= _LEAST) & (found.covered >= _LEAST_COVERED * plan.total)
        if kind is not Kind.ACTOR:  # of actors, names are still to come
            use &= ~good | (scores >= _LEAST_OF_BEST * scores[use & good].max(initial=0.0))
        scored = [
            _Scored(float(scores[at]), int(found.items[at]), bool(good[at]))
            for which, most in (
                (use & good, None if kind is Kind.ACTOR else limit),
                (use & ~good, _NEAREST),
            )
            for at in places_of_best(scores, which, most)
        ]
        if kind is Kind.ACTOR and not plan.phrases:
            scored = self._with_names(plan, scored, allowed)
        least = _LEAST_OF_BEST * next((one.score for one in scored if one.good), 0.0)
        strong = [one for one in scored if one.good and one.score >= least]
        weak = [one for one in scored if not one.good]
        told = strong[: max(limit, 0)] if strong else weak[:_NEAREST]
        matches = self._matches(kind, plan, found, told, holding)
        return (matches, []) if strong else ([], matches)

    def _wanted(self, kind: Kind, plan: Plan) -> tuple[Wanted, ...]:
        """Say how much each term counts around items of a kind: a person's name hardly.

        Where it is told whose words are asked for, another's name is what they are about.
        """
        by_one = any(one.filter.about is About.FROM and not one.filter.out for one in plan.chosen)
        if kind not in _BY_PERSONS or by_one:
            return plan.wanted
        around = 0.0 if plan.only_a_name else _NAME_AROUND
        return tuple(
            one._replace(around=around) if number in plan.persons else one
            for number, one in enumerate(plan.wanted)
        )

    def _matches(
        self,
        kind: Kind,
        plan: Plan,
        found: Tally,
        scored: Sequence[_Scored],
        holding: Sequence[Holding],
    ) -> list[Match]:
        """Say of each item why it matches."""
        ids = self._parts[kind].ids
        matches = []
        for one in scored:
            reasons = list(one.named)
            if not reasons:
                for hit in found.hits(int(found.items.searchsorted(np.uint32(one.item)))):
                    reasons += self._reasons(plan.wanted[hit.term].term, hit)
                reasons += _other_reasons(plan, one.item, holding)
            matches.append(Match(kind, ids[one.item], one.score, tuple(dict.fromkeys(reasons))))
        return matches

    def _reasons(self, term: Term, hit: Hit) -> Iterable[Reason]:
        matched = thesaurus().text(self._vocabulary.words[hit.word])
        yield Reason(hit.why, term.surface, matched)
        about = _ABOUT.get(hit.field)
        if about is not None:
            yield Reason(about, term.surface, matched)

    def _allowed(self, kind: Kind, plan: Plan) -> NDArray[np.bool_] | None:
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

    def _with_names(
        self, plan: Plan, by_role: Iterable[_Scored], allowed: NDArray[np.bool_] | None
    ) -> list[_Scored]:
        """Let an actor's names, as names, decide over the same words counted one by one."""
        best = {one.item: one for one in by_role}
        for named in self._named(plan):
            item = self._place_of(Kind.ACTOR, named.actor)
            rival = best.get(item)
            if (allowed is not None and not allowed[item]) or (
                rival is not None and rival.score >= named.score
            ):
                continue
            best[item] = _Scored(named.score, item, named.score >= LISTED, named.reasons)
        return sorted(best.values(), key=lambda one: (-one.score, one.item))

    def _named(self, plan: Plan) -> tuple[Named, ...]:
        return self._names.find([w.term for w in plan.wanted], self._vocabulary)

    def _nearest(self, plan: Plan, weak: Sequence[Match]) -> tuple[Match | str, ...]:
        """What to offer where nothing was found: actors so named, weak matches, likely words.

        Where nothing but a period was asked, the events that are nearest to it.
        """
        if plan.query.period is not None and not (plan.wanted or plan.phrases):
            events = self._parts[Kind.EVENT]
            near = events.dated.nearest(plan.query.period, _NEAREST)
            return tuple(Match(Kind.EVENT, events.ids[item], 0.0) for item in near)
        named = [_as_match(one) for one in self._named(plan) if one.score >= LISTED]
        ranked = named + sorted(weak, key=lambda match: -match.score)
        nearest: list[Match | str] = list(ranked)
        for wanted in plan.wanted:
            if not wanted.expansions:
                nearest += self._vocabulary.nearest(wanted.term)
        known = {match.id for match in ranked}
        nearest += [match for match in self._nearest_names(plan) if match.id not in known]
        return tuple(dict.fromkeys(nearest))[:_NEAREST]

    def _nearest_actors(self, query: Query, plan: Plan, weak: Sequence[Match]) -> tuple[Match, ...]:
        if query.phrases:
            plan = self._plan(query.unquoted)
            strong, short = self._of_kind(Kind.ACTOR, plan, _NEAREST)
            weak = [*strong, *short]
        distinct = {match.id: match for match in (*self._nearest_names(plan), *weak)}
        return tuple(sorted(distinct.values(), key=lambda m: (-m.score, m.id))[:_NEAREST])

    def _nearest_of(self, kind: Kind, query: Query) -> tuple[Match, ...]:
        """Items of one kind: what falls short, what is spelt alike, else all where few."""
        part = self._parts[kind]
        plan = self._plan(query.unquoted)
        strong, weak = self._of_kind(kind, plan, _NEAREST)
        near = [*(strong if query.phrases else ()), *weak]
        if kind is Kind.ARTICLE:
            near = [*self._articles.nearest(query.text, _NEAREST), *near]
        near += [
            Match(kind, part.ids[item], 0.0, (Reason(Why.TYPO, typed, word),))
            for item, typed, word in self._spelt_alike(part, plan)
        ]
        distinct = list({match.id: match for match in reversed(near)}.values())[::-1]
        if not distinct and len(part.ids) <= _FEW:
            return tuple(Match(kind, id_, 0.0) for id_ in part.ids)
        return tuple(distinct[:_NEAREST])

    def _spelt_alike(self, part: Part, plan: Plan) -> Iterator[tuple[int, str, str]]:
        """List (item, typed word, its own word) where the two are spelt alike, the likest first."""
        for wanted in plan.wanted:
            for word in self._vocabulary.nearest(wanted.term, _ALIKE):
                number = self._vocabulary.number(word)
                if number is not None:
                    for item in part.own.items(number)[:_NEAREST].tolist():
                        yield item, wanted.term.surface, word

    def _nearest_names(self, plan: Plan) -> list[Match]:
        near = self._names.nearest([w.term for w in plan.wanted])
        return [_as_match(named) for named in near]


def _as_match(named: Named) -> Match:
    return Match(Kind.ACTOR, named.actor, named.score, named.reasons)


def _verdict(matches: Sequence[Match]) -> Verdict:
    """How sure the best match is; of actors, also against the second."""
    best = matches[0]
    if best.kind is not Kind.ACTOR:
        guessed = best.reasons and all(reason.why in _GUESSED for reason in best.reasons)
        least = _SURE_OF_GUESS if guessed else _SURE
        return Verdict.CONFIDENT if best.score >= least else Verdict.AMBIGUOUS
    rivals = [match.score for match in matches[1:] if match.kind is Kind.ACTOR]
    clear = not rivals or best.score - rivals[0] >= MARGIN
    return Verdict.CONFIDENT if best.score >= CONFIDENT and clear else Verdict.AMBIGUOUS


def _other_reasons(plan: Plan, item: int, holding: Sequence[Holding]) -> Iterator[Reason]:
    """Say what besides words matches: the period alone, or phrases."""
    if not (plan.wanted or plan.phrases):
        yield Reason(Why.PERIOD, plan.query.period_text, plan.query.period_text)
    for phrase, (own, _) in zip(plan.phrases, holding, strict=True):
        yield Reason(Why.PHRASE, phrase.typed, phrase.typed)
        if not own[item]:
            yield Reason(Why.CONTEXT, phrase.typed, phrase.typed)


def _speakers(corpus: Corpus) -> frozenset[str]:
    return frozenset((*corpus.quotes_by_speaker, *corpus.statements_by_speaker))
