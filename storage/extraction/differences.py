"""Where articles tell one happening differently: on the date, on who, on how many, on what.

A difference is between articles, and only where their claims cannot all be true and none of
them gives all: who tells more says nothing against who tells less.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from storage.extraction.dated_sentences import is_denied
from storage.extraction.figures import Figure
from storage.extraction.happening_lexicon import happening_lexicon
from storage.extraction.likeness import agreements
from storage.extraction.meetings import met
from storage.extraction.tellings import Telling
from storage.models import Actor, ActorKind, Difference, Event

_SEVERAL = 2
_AGREEMENTS = 4  # details that two tellings share before a difference is claimed
_LISTED = re.compile(r",? and |, ")
_MORE = re.compile(
    r"\b(?:including|among|such as|other|others|as well as|also|and more|officials)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What an article says on one matter, in the words that readers are shown."""

    text: str
    event: Event


def find_differences(
    tellings: Sequence[Telling], cluster: str, order: Mapping[str, int]
) -> Iterator[Difference]:
    """Yield where the tellings of one happening differ, in the order of `Difference.about`.

    `order` numbers the articles.
    """
    if len({telling.event.citation.article for telling in tellings}) < _SEVERAL:
        return
    ordered = sorted(
        tellings,
        key=lambda t: (
            order.get(t.event.citation.article, 0),
            t.event.citation.passage,
            t.event.citation.start,
        ),
    )
    yield from _days(ordered, cluster)
    for who in (_counterparts(ordered), _appointed(ordered), *_participants(ordered)):
        if who:
            yield _difference(cluster, "who", who)
    for figures in _figures(ordered):
        yield _difference(cluster, "how many", figures)
    for accounts in _accounts(ordered):
        yield _difference(cluster, "what", accounts)


def _difference(cluster: str, about: str, claims: Iterable[Claim]) -> Difference:
    """One claim a text and article, in order."""
    first: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        first.setdefault((claim.text, claim.event.citation.article), claim)
    kept = list(first.values())
    return Difference(
        cluster,
        about,
        tuple((claim.text, claim.event.citation) for claim in kept),
        tuple(dict.fromkeys(claim.event.id for claim in kept)),
    )


def _disagree(
    told: Collection[frozenset[str]], agree: Callable[[frozenset[str], frozenset[str]], bool]
) -> bool:
    """Whether two articles' claims cannot both be, and no article makes all of them."""
    apart = any(not agree(one, other) for one, other in combinations(told, 2))
    return apart and frozenset().union(*told) not in told


# On the date


def _days(ordered: Sequence[Telling], cluster: str) -> Iterator[Difference]:
    """Days that exclude each other; every article that gives a day is shown with it."""
    exact = [t.event for t in ordered if t.event.when.earliest == t.event.when.latest]
    if len({event.when.earliest for event in exact}) < _SEVERAL:
        return
    told: dict[str, set[date]] = defaultdict(set)
    for event in exact:
        told[event.citation.article].add(event.when.earliest)
    every = set().union(*told.values())
    if every in told.values():
        return
    exact.sort(key=lambda event: event.when.earliest)
    yield _difference(
        cluster, "date", [Claim(_day_text(event.when.earliest), event) for event in exact]
    )


def _day_text(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# On who


def _counterparts(ordered: Sequence[Telling]) -> list[Claim]:
    """Whom someone met: articles that name other people, and none that names them all."""
    people: dict[str, dict[str, Event]] = defaultdict(dict)
    named: dict[str, set[str]] = defaultdict(set)
    for telling in ordered:
        for actor in (whom := met(telling)):
            people[telling.event.citation.article].setdefault(actor.name, telling.event)
        if whom:  # with them the other side, whom another article may say was met
            named[telling.event.citation.article].update(
                actor.name for _, actor in telling.people if actor.id in telling.parties
            )
    told = [frozenset(names) for names in people.values()]
    if not _disagree(told, lambda one, other: bool(one & other)):
        return []
    if any(
        not people[one].keys() & people[other].keys()
        and people[one].keys() & named[other]
        and people[other].keys() & named[one]
        for one, other in combinations(people, 2)
    ):
        return []  # "Haas met Okoro", "Okoro held talks with Haas"
    return [Claim(name, event) for names in people.values() for name, event in names.items()]


def _appointed(ordered: Sequence[Telling]) -> list[Claim]:
    """Who was given a post."""
    people: dict[str, dict[str, Event]] = defaultdict(dict)
    for telling in ordered:
        names = {actor.id: actor.name for _, actor in telling.people}
        for person in sorted(telling.whom("appointment")) if telling.post else ():
            people[telling.event.citation.article].setdefault(names[person], telling.event)
    told = [frozenset(names) for names in people.values()]
    if not _disagree(told, lambda one, other: bool(one & other)):
        return []
    return [Claim(name, event) for names in people.values() for name, event in names.items()]


def _participants(ordered: Sequence[Telling]) -> Iterator[list[Claim]]:
    """Who took part in a gathering: complete lists that share some names and not others."""
    for kind in ActorKind:
        lists: dict[str, tuple[frozenset[str], Telling]] = {}
        for telling in ordered:
            listed = _listed(telling, kind) if "gathering" in telling.marks else ()
            if listed and telling.event.citation.article not in lists:
                names = frozenset(actor.name for actor in listed)
                lists[telling.event.citation.article] = (names, telling)
        told = [names for names, _ in lists.values()]
        if not _disagree(told, lambda one, other: one <= other or other <= one):
            continue
        shared = frozenset.intersection(*told)
        if shared:
            yield [
                Claim(", ".join(sorted(names - shared)), telling.event)
                for names, telling in lists.values()
                if names - shared
            ]


def _listed(telling: Telling, kind: ActorKind) -> tuple[Actor, ...]:
    """The longest list of names of a kind ("A, B and C"), () where it is said to be a part."""
    sentence = telling.event.sentence
    if _MORE.search(sentence):
        return ()
    best: list[Actor] = []
    current: list[Actor] = []
    end = -1
    for span, actor in telling.people:
        if actor.kind is not kind:
            continue
        joined = end >= 0 and _LISTED.fullmatch(sentence, end, span.start)
        current = [*current, actor] if joined else [actor]
        end = span.end
        best = max(best, current, key=len)
    return tuple(best) if len(best) >= _SEVERAL else ()


# What a difference needs


def _surely_one(one: Telling, other: Telling) -> bool:
    """Whether more speaks for one happening than two entries put together need."""
    return agreements(one, other) >= _AGREEMENTS


# On how many


def _figures(ordered: Sequence[Telling]) -> Iterator[list[Claim]]:
    """Numbers of the same that exclude each other."""
    told: dict[str, list[tuple[Figure, Telling]]] = defaultdict(list)
    for telling in ordered:
        for figure in telling.figures:
            told[figure.what].append((figure, telling))
    for figures in told.values():
        apart = [
            (one, other)
            for one, other in combinations(figures, 2)
            if _article(one) != _article(other)
            and one[0].comparable(other[0])
            and not one[0].agrees(other[0])
            and _surely_one(one[1], other[1])
        ]
        if not apart or _one_gives_all(figures):
            continue
        involved = [pair for pair in figures if any(pair in both for both in apart)]
        yield [Claim(figure.text, telling.event) for figure, telling in involved]


def _article(told: tuple[Figure, Telling]) -> str:
    return told[1].event.citation.article


def _one_gives_all(figures: Sequence[tuple[Figure, Telling]]) -> bool:
    """Whether one article gives numbers that every other article's number agrees with."""
    articles: dict[str, list[Figure]] = defaultdict(list)
    for figure, telling in figures:
        articles[telling.event.citation.article].append(figure)
    return any(
        all(any(own.agrees(figure) for own in mine) for figure, _ in figures)
        for mine in articles.values()
    )


# On what


def _accounts(ordered: Sequence[Telling]) -> Iterator[list[Claim]]:
    """Accounts that exclude each other ("resigned", "was dismissed") by the lexicon's groups."""
    for number, families in enumerate(happening_lexicon().alternative_families):
        told: dict[str, dict[str, Claim]] = defaultdict(dict)
        tellers: dict[str, Telling] = {}
        for telling in ordered:
            if not families & telling.told:
                continue
            for account, words in _account(telling, number):
                tellers.setdefault(telling.event.citation.article, telling)
                told[telling.event.citation.article].setdefault(
                    account, Claim(words, telling.event)
                )
        accounts = [frozenset(found) for found in told.values()]
        sure = any(
            not told[one].keys() & told[other].keys() and _surely_one(tellers[one], tellers[other])
            for one, other in combinations(told, 2)
        )
        if sure and _disagree(accounts, lambda one, other: bool(one & other)):
            yield [claim for found in told.values() for claim in found.values()]


def _account(telling: Telling, number: int) -> Iterator[tuple[str, str]]:
    """The accounts of a group that the clause gives and does not deny, with their words."""
    lexicon = happening_lexicon()
    for hit in lexicon.alternatives.find(telling.words):
        group, account = hit.label
        start = telling.words[hit.first].start
        outside = not telling.clause.start <= start < telling.clause.end
        if group != number or (outside and not telling.alone):
            continue
        if is_denied(hit.first, telling.sentence.denials):
            continue
        first = hit.first
        if first and telling.words[first - 1].folded in lexicon.passive:
            first -= 1
        end = telling.words[hit.after - 1].end
        yield account, telling.event.sentence[telling.words[first].start : end]
