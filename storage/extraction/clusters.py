"""The same happening told several times: events of one happening share a cluster.

Conservative: two events are one happening only where their dates agree, someone or some place
named is in both, they use words of one family, and nothing sets them apart: another place,
another thing struck, another partner, another person whom it befell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from storage.extraction.differences import find_differences
from storage.extraction.likeness import APART, alike, dated_apart, set_apart, weigh
from storage.extraction.meetings import two_meetings
from storage.extraction.roster import Roster
from storage.extraction.tellings import Telling, read_tellings
from storage.models import Actor, ActorKind, Article, Difference, Event, EventKind

_FEW, _MANY = 30, 60  # events of a bucket that are compared, all or by their words
_MONTH_OF_DAYS = 92  # the longest fine range
_WIRE_LENGTH = 40  # a sentence of as many characters is told once, and copied


def cluster_events(
    events: Sequence[Event],
    articles: Sequence[Article],
    actors: Sequence[Actor],
    roster: Roster | None = None,
) -> tuple[tuple[Event, ...], tuple[Difference, ...]]:
    """Give the events with their cluster ids, in the same order, and where tellings differ.

    A cluster's id is the smallest id of its tellings (an article's copy of another's sentence is
    none of its own), an event told once is its own cluster.  `roster` is that of the actors, where
    it is at hand.
    """
    copies = _copies(events)
    tellings = read_tellings(events, copies, roster or Roster(actors))
    groups = _Groups(tellings)
    _group(tellings, groups, {actor.id: actor.kind for actor in actors})
    names = groups.names(copies)
    clustered = tuple(
        event if event.cluster == name else replace(event, cluster=name)
        for index, event in enumerate(events)
        for name in (names.get(index, event.id),)
    )
    order = {article.id: number for number, article in enumerate(articles)}
    differences = [
        difference
        for members in groups.several()
        for difference in find_differences(
            [tellings[i] for i in members], clustered[members[0]].cluster, order
        )
    ]
    return clustered, tuple(dict.fromkeys(differences))


def _copies(events: Sequence[Event]) -> dict[int, list[int]]:
    """The events that articles copy word for word, with their dates, by the first of them.

    Comparisons are left out: they tell nothing that happened.
    """
    first: dict[tuple[str, str, int, date, date], int] = {}
    copies: dict[int, list[int]] = {}
    for index, event in enumerate(events):
        if event.kind is EventKind.COMPARISON:
            continue
        at = event.citation.start - event.sentence_span.start
        told = (event.sentence, event.expression, at, event.when.earliest, event.when.latest)
        known = first.setdefault(told, index)
        copied = known != index and len(event.sentence) >= _WIRE_LENGTH
        if copied and events[known].citation.article != event.citation.article:
            copies[known].append(index)
        else:
            copies[index] = [index]
    return copies


def _group(
    tellings: Mapping[int, Telling], groups: _Groups, kinds: Mapping[str, ActorKind]
) -> None:
    """Join what is one happening."""
    weights = weigh(tellings.values())
    near_misses: list[tuple[int, int]] = []
    refused: list[tuple[int, int]] = []
    for first, second in _by_nearness(tellings, _candidates(tellings)):
        one, other = tellings[first], tellings[second]
        if not one.event.when.overlaps(other.event.when):
            if dated_apart(one, other, weights):
                near_misses.append((first, second))
        elif alike(one, other, weights, kinds) and not groups.join(first, second):
            refused.append((first, second))
    for first, second in refused:  # what has joined them meanwhile may speak of one journey
        groups.join(first, second)
    groups.join_dates(near_misses)


def _by_nearness(
    tellings: Mapping[int, Telling], pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Give the pairs, first those of one article: what it says in two places is put together."""
    articles = {index: one.event.citation.article for index, one in tellings.items()}
    between: list[tuple[int, int]] = []
    for first, second in pairs:
        if articles[first] == articles[second]:
            yield first, second
        else:
            between.append((first, second))
    yield from between


def _candidates(tellings: Mapping[int, Telling]) -> Iterator[tuple[int, int]]:
    """Pairs that share someone or some place and lie near in time, each pair once.

    Where too many share them, those that also share a word; words that too many use are no help.
    """
    buckets: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, telling in tellings.items():
        names = {
            *telling.event.actors,
            *telling.places[False],
            *telling.strangers.certain,
            *telling.strangers.openers,
        }
        # In order: the order of pairs decides what is joined first, and sets have none.
        for period in _periods(telling.event):
            for name in sorted(names):
                buckets[period, name].append(index)
    days = {
        index: (one.event.when.earliest.toordinal(), one.event.when.latest.toordinal())
        for index, one in tellings.items()
    }
    seen: set[tuple[int, int]] = set()
    for bucket in buckets.values():
        for indices in [bucket] if len(bucket) <= _FEW else _by_word(tellings, bucket):
            for pair in combinations(indices, 2):
                one, other = days[pair[0]], days[pair[1]]
                near = one[0] - other[1] <= APART and other[0] - one[1] <= APART
                if near and pair not in seen:
                    seen.add(pair)
                    yield pair


def _by_word(tellings: Mapping[int, Telling], bucket: Iterable[int]) -> Iterator[list[int]]:
    by_word: dict[str, list[int]] = defaultdict(list)
    for index in bucket:
        families = (name for name, _ in tellings[index].families)
        for word in sorted({*tellings[index].stems, *families}):
            by_word[word].append(index)
    return (indices for indices in by_word.values() if 1 < len(indices) <= _MANY)


def _periods(event: Event) -> range:
    """Numbers of the months that a fine date may be compared in, of the decades of a coarse one.

    A month and a decade never compare: a year tells another thing than a day in it.
    """
    first, last = event.when.earliest, event.when.latest
    if event.when.width > _MONTH_OF_DAYS:
        return range(-(last.year // 10) - 1, -(first.year // 10))
    start = first.year * 12 + first.month - (first.day <= APART)
    return range(start, last.year * 12 + last.month + 1)


class _Groups:
    """Tellings that are one happening; a group takes in only what agrees with all in it."""

    def __init__(self, tellings: Mapping[int, Telling]) -> None:
        self._tellings = tellings
        self._group = {index: index for index in tellings}
        self._members = {index: [index] for index in tellings}
        # All dates of a group share these days.
        self._days = {
            index: (one.event.when.earliest, one.event.when.latest)
            for index, one in tellings.items()
        }
        # One journey holds several meetings.
        self._journey = {index: "visit" in one.marks for index, one in tellings.items()}

    def join(self, first: int, second: int) -> bool:
        """Make one group of two; not, and False, where anything in one contradicts the other."""
        one, other = self._group[first], self._group[second]
        if one == other:
            return True
        days = (
            max(self._days[one][0], self._days[other][0]),
            min(self._days[one][1], self._days[other][1]),
        )
        if days[0] > days[1]:
            return False
        if self._contradict(one, other):
            return False
        self._merge(one, other)
        self._days[one] = days
        return True

    def join_dates(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Make one group of two that give one happening two days; a third day joins none."""
        joined: set[int] = set()
        for first, second in pairs:
            one, other = self._group[first], self._group[second]
            if one == other or one in joined or other in joined:
                continue
            if self._contradict(one, other):
                continue
            self._merge(one, other)
            joined.add(one)

    def _contradict(self, one: int, other: int) -> bool:
        journey = self._journey[one] and self._journey[other]
        pairs = [
            (self._tellings[a], self._tellings[b])
            for a in self._members[one]
            for b in self._members[other]
        ]
        return any(set_apart(a, b) or (not journey and two_meetings(a, b)) for a, b in pairs)

    def _merge(self, one: int, other: int) -> None:
        moved = self._members.pop(other)
        self._members[one] += moved
        for index in moved:
            self._group[index] = one
        self._journey[one] = self._journey[one] or self._journey[other]

    def names(self, copies: Mapping[int, Iterable[int]]) -> dict[int, str]:
        """For every event the smallest id of the events that it is one happening with."""
        names: dict[int, str] = {}
        for members in self._members.values():
            events = [copy for member in members for copy in copies[member]]
            least = min(self._tellings[member].event.id for member in members)
            names |= dict.fromkeys(events, least)
        return names

    def several(self) -> Iterator[list[int]]:
        """Groups of more than one telling, members in the order given."""
        for members in self._members.values():
            if len(members) > 1:
                yield sorted(members)
