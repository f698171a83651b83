"""The index: everything of a corpus that can be found, and the finding of it.

A query word is first looked for in the corpus's vocabulary; what it may mean there is looked up
in postings.  A score is the share of the query, weighed by how much each word tells, that an
item answers: 100 where all of it stands in the item's own words as typed.  So scores of
different kinds compare.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from storage.models import Corpus, Event, When
from storage.search.articles import ArticleNames
from storage.search.items import Item, items
from storage.search.match import ALL_KINDS, Found, Kind, Match, Reason, Verdict, Why
from storage.search.names import CONFIDENT, LISTED, MARGIN, Named, Names
from storage.search.postings import Field, Postings, Row, rarity, strengths
from storage.search.query import MOST_WORDS, Query, parse_query, stop_words
from storage.search.terms import Term, terms
from storage.search.thesaurus import thesaurus
from storage.search.vocabulary import Expansion, Vocabulary

_SURE: Final = 55.0  # a score from which on content is called found, not guessed
_LEAST: Final = 25.0
_LEAST_OF_BEST: Final = 0.4
_LEAST_COVERED: Final = 0.5
_PHRASE_AROUND: Final = 0.5
_NAME_AROUND: Final = 0.5
_WITHIN, _OVERLAPPING = 100.0, 70.0
_BROADER: Final = 0.85
_NEAREST: Final = 3
_FEW: Final = 5  # articles or topics that can all be offered
_ALIKE: Final = 0.7
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


@dataclass(frozen=True, slots=True)
class _Part:
    """The items of one kind, in the order that breaks ties, and their postings."""

    ids: tuple[str, ...]
    own: Postings
    around: Postings
    own_text: tuple[str, ...]  # keys, each between blanks, for phrases
    around_text: tuple[str, ...]
    dated: tuple[tuple[When, ...], ...]
    published: tuple[When | None, ...]


class _Wanted(NamedTuple):
    """A term of a query: what it may mean in the corpus, and how much it tells."""

    term: Term
    expansions: tuple[Expansion, ...]
    weight: float


class _Hit(NamedTuple):
    value: float
    word: int
    why: Why
    field: int


@dataclass(slots=True)
class _Tally:
    """What an item has of a query so far."""

    value: float = 0.0
    covered: float = 0.0
    hits: list[tuple[Term, _Hit]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    @property
    def by_role(self) -> bool:
        """Whether a role holds a word of the query."""
        return any(hit.field in _ROLES for _, hit in self.hits)


class _Scored(NamedTuple):
    """An item with its score; `good` where it is an answer rather than a weak hit."""

    score: float
    item: int
    good: bool
    tally: _Tally


@dataclass(frozen=True, slots=True)
class _Plan:
    """A query made ready for any kind."""

    query: Query
    wanted: tuple[_Wanted, ...]
    phrases: tuple[tuple[str, str, float], ...]  # as typed, as keys, weight
    excluded: tuple[tuple[int, ...], ...]  # words of which none may occur, a row an exclusion
    excluded_phrases: tuple[str, ...]
    persons: Mapping[int, frozenset[str]]
    total: float

    @property
    def only_a_name(self) -> bool:
        """Whether the query is a person's name and nothing else."""
        return bool(self.wanted) and not self.phrases and len(self.persons) == len(self.wanted)


class Index:
    """All that can be found in a corpus.  Immutable after `build`, picklable, deterministic."""

    def __init__(
        self,
        *,
        vocabulary: Vocabulary,
        names: Names,
        articles: ArticleNames,
        parts: Mapping[Kind, _Part],
        years: tuple[int, int] | None,
        months: Mapping[tuple[int, int | None], int],
    ) -> None:
        """Made by `Index.build`."""
        self._vocabulary = vocabulary
        self._names = names
        self._articles = articles
        self._parts = dict(parts)
        self._months = dict(months)
        self.years = years
        passages = self._parts[Kind.PASSAGE]
        self._rarity = array(
            "f",
            (
                rarity(len(passages.ids), passages.own.count(word))
                for word in range(len(vocabulary))
            ),
        )
        self._rarest = rarity(len(passages.ids), 0)

    @classmethod
    def build(cls, corpus: Corpus) -> Index:
        """Index a corpus.  Equal corpora give indexes that answer alike."""
        builder = _Builder()
        for item in sorted(items(corpus), key=lambda item: (item.kind, item.order)):
            builder.add(item)
        vocabulary = builder.vocabulary()
        speakers = {quote.speaker for quote in corpus.quotes if quote.speaker}
        speakers |= {one.speaker for one in corpus.statements if one.speaker}
        return cls(
            vocabulary=vocabulary,
            names=Names(corpus.actors, speakers),
            articles=ArticleNames(corpus),
            parts={kind: builder.part(kind, vocabulary) for kind in Kind},
            years=_years(corpus),
            months=_months(corpus.events),
        )

    def parse(self, text: str, *, with_period: bool = True) -> Query:
        """Parse a query; a month or day without a year is the latest that the corpus dates."""
        return parse_query(text, with_period=with_period, year_of=self._year_of)

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
        plan = self._plan(asked)
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
            return Found(query, Verdict.NOTHING)
        plan = self._plan(query)
        strong, weak = self._of_kind(Kind.ACTOR, plan, max(limit, 2))
        missing = tuple(w.term.surface for w in plan.wanted if not w.expansions)
        if not strong:
            nearest = self._nearest_actors(query, plan, weak)
            return Found(query, Verdict.NOTHING, nearest=nearest, missing=missing)
        return Found(query, _verdict(strong), tuple(strong[:limit]), missing=missing)

    def find_topic(self, text: str) -> Found:
        """Find topics by id, title, query or actor."""
        query = parse_query(text, with_period=False)
        for number, id_ in enumerate(self._parts[Kind.TOPIC].ids):
            title = self._parts[Kind.TOPIC].own_text[number].split("·")[0]
            if _keys(query.text).strip() in {_keys(id_).strip(), title.strip()} - {""}:
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

    def _plan(self, query: Query) -> _Plan:
        wanted_terms = [term for word in query.words for term in _that_count(word)][:MOST_WORDS]
        expansions = self._vocabulary.expand_all(wanted_terms)
        wanted = tuple(
            _Wanted(term, found, self._weight(found))
            for term, found in zip(wanted_terms, expansions, strict=True)
        )
        without = tuple(w for w in wanted if not self._is_stop_word_misspelt(w))
        if without or query.phrases or query.period:
            wanted = without
        phrases = tuple(
            (phrase, keys, sum(self._weight_of_key(key) for key in keys.split()))
            for phrase in query.phrases
            if (keys := _keys(phrase)).strip()
        )
        excluded = [terms(text) for text in query.excluded]
        return _Plan(
            query=query,
            wanted=wanted,
            phrases=phrases,
            excluded=tuple(self._forms(found[0]) for found in excluded if len(found) == 1),
            excluded_phrases=tuple(
                f" {' '.join(term.key for term in found)} " for found in excluded if len(found) > 1
            ),
            persons=self._names.persons([w.term for w in wanted], self._vocabulary),
            total=sum(w.weight for w in wanted) + sum(weight for _, _, weight in phrases),
        )

    def _weight(self, found: Sequence[Expansion]) -> float:
        return self._rarity[found[0].word] if found else self._rarest

    def _weight_of_key(self, key: str) -> float:
        number = self._vocabulary.number(key)
        return self._rarest if number is None else self._rarity[number]

    def _is_stop_word_misspelt(self, wanted: _Wanted) -> bool:
        """Whether a word is "hapened": no word of the corpus, and one letter off a stop word."""
        word = wanted.term.key
        if len(word) < _LEAST_TYPED or self._vocabulary.number(word) is not None:
            return False
        return any(OSA.distance(word, stop, score_cutoff=1) <= 1 for stop in stop_words())

    def _forms(self, term: Term) -> tuple[int, ...]:
        number = self._vocabulary.number(term.key)
        forms = set(self._vocabulary.inflections(term)) | (
            {number} if number is not None else set()
        )
        return tuple(sorted(forms))

    def _of_kind(self, kind: Kind, plan: _Plan, limit: int) -> tuple[list[Match], list[Match]]:
        """Give the matches of a kind, best first, and those that fall short."""
        part = self._parts[kind]
        out = self._excluded(part, plan)
        scored: list[_Scored] = []
        for item, tally in self._tallies(kind, part, plan).items():
            if item in out:
                continue
            score = 100 * tally.value / plan.total if plan.total else tally.value
            score = _rounded(score * _period_factor(part, item, plan.query.period))
            if score:
                good = score >= _LEAST and tally.covered >= _LEAST_COVERED * plan.total
                scored.append(_Scored(score, item, good, tally))
        if kind is Kind.ACTOR and not plan.phrases:
            scored = self._with_names(part, plan, scored, out)
        scored.sort(key=lambda one: (-one.score, one.item))
        least = _LEAST_OF_BEST * next((one.score for one in scored if one.good), 0.0)
        strong = [one for one in scored if one.good and one.score >= least]
        weak = [one for one in scored if not one.good]
        return (
            [self._match(kind, part, one) for one in strong[: max(limit, 0)]],
            [self._match(kind, part, one) for one in weak[:_NEAREST]],
        )

    def _match(self, kind: Kind, part: _Part, scored: _Scored) -> Match:
        reasons = [reason for hit in scored.tally.hits for reason in self._reasons(*hit)]
        reasons += scored.tally.reasons
        return Match(kind, part.ids[scored.item], scored.score, tuple(dict.fromkeys(reasons)))

    def _tallies(self, kind: Kind, part: _Part, plan: _Plan) -> dict[int, _Tally]:
        if not (plan.wanted or plan.phrases):
            return _in_period(part, plan.query)
        tallies: dict[int, _Tally] = defaultdict(_Tally)
        for number, wanted in enumerate(plan.wanted):
            around = 1.0
            if kind in _BY_PERSONS and number in plan.persons:
                around = 0.0 if plan.only_a_name else _NAME_AROUND
            for item, hit in _hits(part, wanted, around).items():
                tally = tallies[item]
                tally.value += wanted.weight * hit.value
                tally.covered += wanted.weight
                tally.hits.append((wanted.term, hit))
        for typed, keys, weight in plan.phrases:
            holding = self._holding(part, keys)
            tallies = {
                item: tallies[item] if item in tallies else _Tally() for item in sorted(holding)
            }
            for item, tally in tallies.items():
                tally.value += weight * holding[item]
                tally.covered += weight
                tally.reasons.append(Reason(Why.PHRASE, typed, typed))
                if holding[item] < 1:
                    tally.reasons.append(Reason(Why.CONTEXT, typed, typed))
        return tallies

    def _reasons(self, term: Term, hit: _Hit) -> Iterable[Reason]:
        matched = thesaurus().text(self._vocabulary.words[hit.word])
        yield Reason(hit.why, term.surface, matched)
        about = _ABOUT.get(Field(hit.field))
        if about is not None:
            yield Reason(about, term.surface, matched)

    def _holding(self, part: _Part, keys: str) -> dict[int, float]:
        """List the items that hold a phrase, and whether it is their own words."""
        numbers = [self._vocabulary.number(key) for key in keys.split()]
        if any(number is None for number in numbers):
            return {}
        known = [number for number in numbers if number is not None]
        rarest = min(known, key=lambda n: part.own.count(n) + part.around.count(n))
        candidates = {item for item, _, _ in part.own.of(rarest)}
        candidates |= {item for item, _, _ in part.around.of(rarest)}
        holding: dict[int, float] = {}
        for item in candidates:
            if keys in part.own_text[item]:
                holding[item] = 1.0
            elif keys in part.around_text[item]:
                holding[item] = _PHRASE_AROUND
        return holding

    def _excluded(self, part: _Part, plan: _Plan) -> set[int]:
        out = {item for row in plan.excluded for word in row for item, _, _ in part.own.of(word)}
        for phrase in plan.excluded_phrases:
            out |= {item for item, text in enumerate(part.own_text) if phrase in text}
        return out

    def _with_names(
        self, part: _Part, plan: _Plan, found: Iterable[_Scored], out: Collection[int]
    ) -> list[_Scored]:
        """Let an actor's names, as names, decide over the same words counted one by one."""
        best = {one.item: one for one in found if one.tally.by_role}
        number = {id_: n for n, id_ in enumerate(part.ids)}
        for named in self._named(plan):
            item = number[named.actor]
            rival = best.get(item)
            if item in out or (rival is not None and rival.score >= named.score):
                continue
            tally = _Tally(reasons=list(named.reasons))
            best[item] = _Scored(named.score, item, named.score >= LISTED, tally)
        return list(best.values())

    def _named(self, plan: _Plan) -> tuple[Named, ...]:
        return self._names.find([w.term for w in plan.wanted], self._vocabulary)

    def _nearest(self, plan: _Plan, weak: Sequence[Match]) -> tuple[Match | str, ...]:
        """What to offer where nothing was found: actors so named, weak matches, likely words."""
        named = [_as_match(one) for one in self._named(plan) if one.score >= LISTED]
        ranked = named + sorted(weak, key=lambda match: -match.score)
        nearest: list[Match | str] = list(ranked)
        for wanted in plan.wanted:
            if not wanted.expansions:
                nearest += self._vocabulary.nearest(wanted.term)
        known = {match.id for match in ranked}
        nearest += [match for match in self._nearest_names(plan) if match.id not in known]
        return tuple(dict.fromkeys(nearest))[:_NEAREST]

    def _nearest_actors(
        self, query: Query, plan: _Plan, weak: Sequence[Match]
    ) -> tuple[Match, ...]:
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
            for item, typed, word in _spelt_alike(part, plan)
        ]
        distinct = list({match.id: match for match in reversed(near)}.values())[::-1]
        if not distinct and len(part.ids) <= _FEW:
            return tuple(Match(kind, id_, 0.0) for id_ in part.ids)
        return tuple(distinct[:_NEAREST])

    def _nearest_names(self, plan: _Plan) -> list[Match]:
        near = self._names.nearest([w.term for w in plan.wanted])
        return [_as_match(named) for named in near]


def _spelt_alike(part: _Part, plan: _Plan) -> list[tuple[int, str, str]]:
    """List (item, typed word, its own word) where the two are spelt alike, the likest first."""
    found: list[tuple[float, int, str, str]] = []
    for item, text in enumerate(part.own_text):
        own = [word for word in text.replace("·", " ").split() if len(word) >= _LEAST_TYPED - 1]
        for wanted in plan.wanted:
            for word in own:
                likeness = OSA.normalized_similarity(wanted.term.key, word, score_cutoff=_ALIKE)
                if likeness:
                    found.append((-likeness, item, wanted.term.surface, word))
    return [(item, typed, word) for _, item, typed, word in sorted(found)]


def _as_match(named: Named) -> Match:
    return Match(Kind.ACTOR, named.actor, named.score, named.reasons)


def _verdict(matches: Sequence[Match]) -> Verdict:
    """How sure the best match is; of actors, also against the second."""
    best = matches[0]
    if best.kind is not Kind.ACTOR:
        return Verdict.CONFIDENT if best.score >= _SURE else Verdict.AMBIGUOUS
    rivals = [match.score for match in matches[1:] if match.kind is Kind.ACTOR]
    clear = not rivals or best.score - rivals[0] >= MARGIN
    return Verdict.CONFIDENT if best.score >= CONFIDENT and clear else Verdict.AMBIGUOUS


def _hits(part: _Part, wanted: _Wanted, around: float) -> dict[int, _Hit]:
    """Give each item's best hit for one term, over what the term may mean and where it stands."""
    best: dict[int, _Hit] = {}
    for postings, share in ((part.own, 1.0), (part.around, around)):
        if not share:
            continue
        for expansion in wanted.expansions:
            weight = share * expansion.weight
            for item, strong, where in postings.of(expansion.word):
                value = weight * strong
                known = best.get(item)
                if known is None or value > known.value:
                    best[item] = _Hit(value, expansion.word, expansion.why, where)
    return best


def _in_period(part: _Part, query: Query) -> dict[int, _Tally]:
    """Give what is itself dated in a period, where the query is nothing but the period."""
    if query.period is None:
        return {}
    reason = Reason(Why.PERIOD, query.period_text, query.period_text)
    return {
        item: _Tally(_WITHIN, reasons=[reason])
        for item, days in enumerate(part.dated)
        if any(when.overlaps(query.period) for when in days)
    }


def _period_factor(part: _Part, item: int, period: When | None) -> float:
    """1 where the item is dated within the period, less where it reaches beyond, 0 outside.

    What is not dated at all (an actor, a topic) is left as it is.
    """
    if period is None:
        return 1.0
    published = part.published[item]
    days = part.dated[item] + ((published,) if published else ())
    if not days:
        return 1.0
    if any(when.within(period) for when in days):
        return 1.0
    return _BROADER if any(when.overlaps(period) for when in days) else 0.0


def _rounded(score: float) -> float:
    return round(min(max(score, 0.0), 100.0), 1)


def _that_count(word: str) -> tuple[Term, ...]:
    """Split a typed word into terms; of al-Qaeda only what tells."""
    found = terms(word)
    return tuple(term for term in found if term.key not in stop_words()) or found


def _keys(text: str) -> str:
    return f" {' '.join(term.key for term in terms(text))} "


def _years(corpus: Corpus) -> tuple[int, int] | None:
    """The first year that an event is dated in, and the last that an article or event is."""
    whens = [event.when for event in corpus.events]
    published = [a.published.day.year for a in corpus.articles if a.published]
    first = [when.earliest.year for when in whens] + published
    last = published or [when.earliest.year for when in whens]
    return (min(first), max(last)) if first else None


def _months(events: Iterable[Event]) -> dict[tuple[int, int | None], int]:
    """The latest year in which an event falls in a month, and on a day of it."""
    latest: dict[tuple[int, int | None], int] = {}
    for event in events:
        first, last = event.when.earliest, event.when.latest
        if (first.year, first.month) != (last.year, last.month):
            continue
        for place in ((first.month, None), (first.month, first.day)):
            if place[1] is None or first == last:
                latest[place] = max(first.year, latest.get(place, first.year))
    return latest


@dataclass(frozen=True, slots=True)
class _Counted:
    """A field of an item: which one, its words and concepts with their numbers, its length."""

    field: Field
    counts: Mapping[str, int]
    length: int


class _Builder:
    """Gathers items, then makes the vocabulary and each kind's postings of them."""

    def __init__(self) -> None:
        self._items: dict[Kind, list[Item]] = defaultdict(list)
        self._terms: dict[str, Term] = {}  # by surface: keeps every stem of a key
        self._concepts: set[str] = set()
        self._counted: dict[str, tuple[Mapping[str, int], int, str]] = {}

    def add(self, item: Item) -> None:
        """Take an item; within a kind they must come in the order that breaks ties."""
        self._items[item.kind].append(item)
        for _, text in item.own + item.around:
            self._count(text)

    def vocabulary(self) -> Vocabulary:
        """Make the vocabulary of all that was added."""
        return Vocabulary(self._terms.values(), self._concepts)

    def part(self, kind: Kind, vocabulary: Vocabulary) -> _Part:
        """Make the postings of a kind."""
        found = self._items[kind]
        return _Part(
            ids=tuple(item.id for item in found),
            own=self._postings([item.own for item in found], vocabulary),
            around=self._postings([item.around for item in found], vocabulary),
            own_text=tuple(self._joined(item.own) for item in found),
            around_text=tuple(
                self._joined(tuple(t for t in item.around if t[0] is not Field.NEIGHBOUR))
                for item in found
            ),
            dated=tuple(item.dated for item in found),
            published=tuple(item.published for item in found),
        )

    def _postings(
        self, texts: Sequence[tuple[tuple[Field, str], ...]], vocabulary: Vocabulary
    ) -> Postings:
        total: Counter[Field] = Counter()
        number: Counter[Field] = Counter()
        for fields in texts:
            for where, text in fields:
                total[where] += self._counted[text][1]
                number[where] += 1
        # A passage stands around many items: what its words tell is reckoned once.
        told: dict[tuple[Field, str], list[tuple[int, float]]] = {}
        rows: dict[int, Row] = defaultdict(Row)
        for item, fields in enumerate(texts):
            best: dict[int, tuple[float, Field]] = {}
            for place in fields:
                if place not in told:
                    where, text = place
                    counts, length, _ = self._counted[text]
                    mean = total[where] / number[where]
                    told[place] = [
                        (known, strong)
                        for word, strong in strengths(where, counts, length, mean)
                        if (known := vocabulary.number(word)) is not None
                    ]
                for word_number, strong in told[place]:
                    before = best.get(word_number)
                    if before is None or strong > before[0]:
                        best[word_number] = (strong, place[0])
            for word_number, (strong, where) in best.items():
                rows[word_number].add(item, strong, where)
        return Postings(rows, len(vocabulary))

    def _joined(self, texts: tuple[tuple[Field, str], ...]) -> str:
        return "·".join(self._counted[text][2] for _, text in texts)

    def _count(self, text: str) -> None:
        if text in self._counted:
            return
        found = terms(text)
        counts = Counter(term.key for term in found if term.surface != "us")  # not the country
        for term in found:
            self._terms.setdefault(term.surface, term)
        for _, concept in thesaurus().concepts([term.stem for term in found]):
            self._concepts.add(concept)
            counts[concept] += 1
        joined = f" {' '.join(term.key for term in found)} "
        self._counted[text] = (counts, len(found), joined)
