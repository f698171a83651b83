"""The index: everything of a corpus that can be found, and the finding of it.

A query word is first looked for in the corpus's vocabulary; what it may mean there is looked up
in postings.  A score is the share of the query, weighed by how much each word tells, that an
item answers: 100 where all of it stands in the item's own words as typed.  So scores of
different kinds compare.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from rapidfuzz.distance import OSA

from storage.arrays import Unusable, below, read_arrays, under, write_arrays
from storage.models import Corpus
from storage.search.actors import Actors, as_match
from storage.search.articles import ArticleNames
from storage.search.building import Built, build
from storage.search.filters import Chosen, Filters
from storage.search.items import items
from storage.search.judging import Judge
from storage.search.match import ALL_KINDS, GUESSES, Found, Kind, Match, Reason, Verdict, Why
from storage.search.matching import BY_PERSONS, NEAREST, Matcher, Ranked
from storage.search.names import CONFIDENT, MARGIN, Names
from storage.search.nearest import Nearest
from storage.search.planning import Plan, Planner, keys_of
from storage.search.publishers import Publishers
from storage.search.query import About, Asks, Filter, Query, parse_query
from storage.search.terms import terms
from storage.search.titles import is_rank
from storage.text.folding import key

_NAMED_AS_BODY: Final = 85.0  # from which on words name a body, not only a part of its name
_NEAR_NAME: Final = 0.85  # likeness from which on a misspelt name of an article is taken for it
_TOLD: Final = BY_PERSONS | {Kind.PASSAGE}
_FEW: Final = 5  # persons of one name, or articles, that can all be offered


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
        publishers: Publishers,
    ) -> None:
        """Made by `Index.build` and `Index.load`."""
        self._built = built
        self._vocabulary = built.vocabulary
        self._stream = built.stream
        self._parts = built.parts
        self._names = names
        self._articles = articles
        self._filters = filters
        self._speakers = _speakers(corpus)
        self._months = corpus.coverage.latest_years
        self.years = corpus.coverage.years
        self._planner = Planner(built, names)
        self._matcher = Matcher(built, filters)
        self._actors = Actors(self._matcher, names, built.vocabulary)
        self._judge = Judge(names)
        self._publishers = publishers
        self._nearest = Nearest(built, self._matcher, self._actors, articles)

    @classmethod
    def build(cls, corpus: Corpus) -> Index:
        """Index a corpus.  Equal corpora give indexes that answer alike."""
        built = build(items(corpus))
        return cls(
            corpus,
            built=built,
            names=Names.of(corpus.actors, _speakers(corpus), built.parts[Kind.ACTOR].ids),
            articles=ArticleNames.of(corpus),
            filters=Filters.of(corpus, {kind: part.ids for kind, part in built.parts.items()}),
            publishers=Publishers.of(corpus, built.vocabulary),
        )

    @classmethod
    def load(cls, path: Path, corpus: Corpus, rules: str) -> Index:
        """Map an index that was saved of an equal corpus, by the same rules, into memory.

        Raises Unusable where there is none, it is damaged, or of another corpus or other rules.
        """
        arrays = read_arrays(path, {"corpus": corpus.version, "rules": rules})
        try:
            built = Built.from_arrays(under("built", arrays))
            return cls(
                corpus,
                built=built,
                names=Names.from_arrays(corpus.actors, _speakers(corpus), under("names", arrays)),
                articles=ArticleNames.from_arrays(corpus, under("articles", arrays)),
                filters=Filters.from_arrays(under("filters", arrays)),
                publishers=Publishers.from_arrays(under("publishers", arrays), built.vocabulary),
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
        publishers = below("publishers", self._publishers.arrays())
        about = {"corpus": corpus.version, "rules": rules}
        write_arrays(path, chain(built, names, articles, filters, publishers), about)

    def parse(self, text: str, *, with_period: bool = True) -> Query:
        """Parse a query by what the corpus has: its names, its words, its dates.

        A month or day without a year is the latest that the corpus dates.
        """
        query = parse_query(
            text,
            with_period=with_period,
            year_of=self._year_of,
            speaks=self._speaks,
            known=self._knows,
            called=self._is_called,
            is_place=lambda name: self._is_place(name) and not self._publishers.beginning(name),
            telling=self._planner.telling,
        )
        return self._publishers.completed(query, self._is_place)

    def find(
        self, query: Query | str, kinds: Collection[Kind] = ALL_KINDS, *, limit: int = 50
    ) -> Found:
        """Find items of the given kinds, the best first; at most `limit`.

        A person's name alone finds, of quotes and statements, those by that person or with the
        name in their own words, never those that only stand beside it.  A query that is only a
        period finds what is dated within it.  A publisher's name among other words limits it to
        that publisher's articles where these answer the other words better.
        """
        asked = self.parse(query) if isinstance(query, str) else query
        asked = self._without_initials(asked)
        if asked.empty:
            return Found(asked, Verdict.NOTHING)
        chosen = self._choose(asked.filters)
        unknown = _that_failed(chosen)
        if unknown:
            near = self._look_up(unknown[0]).nearest
            return Found(asked, Verdict.NOTHING, nearest=near, unknown=unknown)
        plan, (strong, weak, _) = self._ranked(self._plan(asked, kinds, chosen), kinds, limit)
        strong = self._matcher.dated_themselves(plan, kinds, strong)
        missing = plan.missing
        of_publisher = self._of_publisher(plan, kinds, limit)
        if of_publisher is not None and (not strong or _is_better(of_publisher, strong[0])):
            return of_publisher
        if not strong:
            rest = _without(asked, missing)
            if self._is_someone(rest) and not _TOLD.isdisjoint(kinds):
                return self._of_the_rest(asked, rest, plan, kinds, limit)
            if asked.phrases:
                loose = self.find(asked.unquoted, kinds, limit=NEAREST)
                nearest = loose.matches or loose.nearest
            else:
                nearest = self._nearest.of_any_kind(plan, weak)
            return Found(asked, Verdict.NOTHING, nearest=nearest, missing=missing)
        return Found(
            asked, self._judge.verdict(strong), tuple(strong[: max(limit, 0)]), missing=missing
        )

    def _of_publisher(self, plan: Plan, kinds: Collection[Kind], limit: int) -> Found | None:
        """Find in the articles of the publisher whom some words name; None where none does.

        All that a publisher has is found only where what was said or happened is asked for.
        """
        if _TOLD.isdisjoint(kinds):
            return None
        query = self._publishers.limited(plan)
        if query is None:
            return None
        facts = query.asks is Asks.SAID or BY_PERSONS.issuperset(kinds)
        bare = not (query.words or query.phrases or query.period)
        return None if bare and not facts else self.find(query, kinds, limit=limit)

    def _is_someone(self, query: Query) -> bool:
        wanted = [term for word in query.words for term in terms(word)]
        return self._names.are_someone(wanted, self._vocabulary)

    def _of_the_rest(
        self, asked: Query, rest: Query, plan: Plan, kinds: Collection[Kind], limit: int
    ) -> Found:
        """Find by a person's name where the corpus lacks the words beside it; never surely."""
        found = self.find(rest, kinds, limit=limit)
        share = plan.known / plan.total
        return replace(
            found,
            query=asked,
            verdict=Verdict.AMBIGUOUS if found.matches else Verdict.NOTHING,
            matches=tuple(replace(one, score=one.score * share) for one in found.matches),
            missing=plan.missing,
        )

    def unknown(self, filters: Sequence[Filter]) -> tuple[Filter, ...]:
        """Give the filters that name nobody and no article that is known."""
        return _that_failed(self._choose(filters))

    def find_actor(self, name: str, *, limit: int = 5) -> Found:
        """Find actors by name or title: aliases, surnames, initials, Cyrillic, misspellings.

        A rank that no role tells (General Milley) is left out where the rest is somebody's name.
        """
        query = parse_query(name, with_period=False, speaks=self._speaks, known=self._knows)
        if query.empty:
            return self._named_like_stop_words(query)
        found = self._find_named(query, limit)
        bare = tuple(word for word in query.words if not is_rank(word))
        if found.verdict is Verdict.CONFIDENT or len(bare) == len(query.words) or not bare:
            return found
        without = self._find_named(replace(query, words=bare), limit)
        return without if without.verdict is Verdict.CONFIDENT else found

    def _find_named(self, query: Query, limit: int) -> Found:
        plan, ranked = self._ranked(self._plan(query), (Kind.ACTOR,), max(limit, 2))
        if not ranked.strong:
            nearest = self._nearest_actors(query, plan, ranked)
            return Found(query, Verdict.NOTHING, nearest=nearest, missing=plan.missing)
        matches = tuple(ranked.strong[:limit])
        named = {typed for one in matches[:1] for r in one.reasons for typed in r.query.split()}
        missing = tuple(word for word in plan.missing if word not in named)
        verdict = self._judge.verdict(ranked.strong)
        if any(one.term.surface not in named for one in plan.wanted):
            verdict = Verdict.AMBIGUOUS  # it is but a part of what was typed
        return Found(query, verdict, matches, missing=missing)

    def is_title(self, found: Found) -> bool:
        """Whether what found actors was a title, though perhaps of another country than theirs."""
        plan = self._planner.widened(self._plan(found.query))
        actors = self._parts[Kind.ACTOR]
        return any(self._actors.is_title(plan, actors.place(one.id)) for one in found.matches)

    def _nearest_actors(self, query: Query, plan: Plan, short: Ranked) -> tuple[Match, ...]:
        if query.phrases:
            plan = self._planner.widened(self._plan(query.unquoted))
            short = self._actors.ranked(plan, NEAREST)
        return self._nearest.of_actors(plan, short)

    def _nearest_of(self, kind: Kind, query: Query) -> tuple[Match, ...]:
        plan = self._planner.widened(self._plan(query.unquoted))
        return self._nearest.of_kind(kind, plan, strong=bool(query.phrases))

    def _named_like_stop_words(self, query: Query) -> Found:
        """Find the persons whose name is a stop word and nothing else: May, Will."""
        if all(len(word) == 1 for word in query.dropped):
            return Found(query, Verdict.NOTHING)  # "a" is in many a name, as an initial
        plan = self._plan(replace(query, words=query.dropped), BY_PERSONS)
        found = [as_match(one) for one in self._actors.named(plan) if one.score >= CONFIDENT]
        if not (found and plan.only_a_name):
            return Found(query, Verdict.NOTHING)
        return Found(query, self._judge.verdict(found), tuple(found[:_FEW]))

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
        return self._find_one(Kind.TOPIC, query, limit=NEAREST)

    def find_article(self, text: str) -> Found:
        """Find articles by id ("A3"), publisher or its initials, address, file or title words."""
        query = parse_query(text, with_period=False)
        named = self.articles_called(query.text)
        if named:
            sure = len(named) == 1
            return Found(query, Verdict.CONFIDENT if sure else Verdict.AMBIGUOUS, named)
        return self._find_one(Kind.ARTICLE, query, limit=_FEW)

    def articles_called(self, name: str) -> tuple[Match, ...]:
        """List the articles that are called just so: id, publisher, initials, address, file."""
        return self._articles.find(name)

    def _find_one(self, kind: Kind, query: Query, *, limit: int) -> Found:
        """Find the one of a kind that is meant by its words; those that are nearest to none."""
        found = self.find(query, (kind,), limit=limit)
        if not found.matches:
            return replace(found, nearest=self._nearest_of(kind, query))
        if len(found.matches) > 1 and found.matches[0].score - found.matches[1].score < MARGIN:
            return replace(found, verdict=Verdict.AMBIGUOUS)
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

    def _is_called(self, name: str) -> bool:
        return bool(self.articles_called(name))

    def _is_place(self, name: str) -> bool:
        """Whether a name is a place's or country's, and no article is called so."""
        return self._names.is_place(terms(name), self._vocabulary) and not self._is_called(name)

    def _knows(self, word: str) -> bool:
        """Whether the articles have a word; of several, as "15,000" is, in this order."""
        numbers = [self._vocabulary.number(key) for key in keys_of(word)]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers):
            return False
        return len(known) <= 1 or bool(len(self._stream.holding(known)))

    def _choose(self, filters: Sequence[Filter]) -> tuple[Chosen, ...]:
        """Find whom and which articles filters mean; nobody and none where that is not known."""
        chosen = []
        for one in filters:
            matches = [m for m in self._look_up(one).matches if not _is_far(m)]
            best = [m for m in matches if m.score > matches[0].score - MARGIN]
            chosen.append(Chosen(one, tuple(self._parts[m.kind].place(m.id) for m in best)))
        return tuple(chosen)

    def _look_up(self, named: Filter) -> Found:
        """Find whom or which articles a filter names."""
        return (self.find_actor if named.about is About.FROM else self.find_article)(named.name)

    def _without_initials(self, query: Query) -> Query:
        """Leave out initials beside a person's name, which no article writes: z. kabulov."""
        initials = {word for word in query.words if word[1:2] in {"", "."} and word[0].isalpha()}
        rest = tuple(word for word in query.words if word not in initials)
        if not initials or any(map(self._knows, initials)):
            return query
        named = [term for word in rest for term in terms(word)]
        by_one = any(one.about is About.FROM for one in query.filters)
        if by_one or self._names.persons(named, self._vocabulary):
            return replace(query, words=rest)
        return query

    def _plan(
        self, query: Query, kinds: Collection[Kind] = (), chosen: tuple[Chosen, ...] = ()
    ) -> Plan:
        return self._planner.plan(query, chosen, persons=not BY_PERSONS.isdisjoint(kinds))

    def _ranked(self, plan: Plan, kinds: Collection[Kind], limit: int) -> tuple[Plan, Ranked]:
        """Give what matches of all kinds, the best first, and the plan that it matches.

        Where nothing has all words as they were typed, each may stand for one that differs by a
        letter, although the corpus has it.
        """
        ranked = self._of_kinds(plan, kinds, limit)
        if ranked.whole or not plan.strict:
            return plan, ranked
        wider = self._planner.widened(plan)
        return wider, self._of_kinds(wider, kinds, limit)

    def _of_kinds(self, plan: Plan, kinds: Collection[Kind], limit: int) -> Ranked:
        found = [
            self._actors.ranked(plan, limit)
            if kind is Kind.ACTOR
            else self._matcher.ranked(kind, plan, limit)
            for kind in sorted(kinds, key=ALL_KINDS.index)
        ]
        strong = [match for one in found for match in one.strong]
        strong.sort(key=lambda match: -match.score)  # stable: then by kind and date
        weak = [match for one in found for match in one.weak]
        return Ranked(strong, weak, any(one.whole for one in found))


def _is_better(found: Found, other: Match) -> bool:
    return bool(found.matches) and found.matches[0].score > other.score


def _without(query: Query, missing: Sequence[str]) -> Query:
    """Leave out the words that the corpus has not; nothing is left where those are most."""
    rest = tuple(word for word in query.words if not _has_any(word, missing))
    few = 0 < len(query.words) - len(rest) <= len(rest)
    return replace(query, words=rest) if few else Query(query.text)


def _has_any(word: str, missing: Sequence[str]) -> bool:
    return any(term.surface in missing for term in terms(word))


def _that_failed(chosen: Sequence[Chosen]) -> tuple[Filter, ...]:
    return tuple(one.filter for one in chosen if not one.numbers)


def _is_far(match: Match) -> bool:
    """Whether an article is called so little like what was typed that it cannot be meant."""
    return match.kind is Kind.ARTICLE and all(
        reason.why in GUESSES
        and OSA.normalized_similarity(key(reason.query), key(reason.matched)) < _NEAR_NAME
        for reason in match.reasons
    )


def _speakers(corpus: Corpus) -> frozenset[str]:
    return frozenset((*corpus.quotes_by_speaker, *corpus.statements_by_speaker))
