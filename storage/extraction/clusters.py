"""The same happening told several times: events of one happening share a cluster.

Conservative: two events are one happening only where their dates agree, someone or some place
named is in both, they use words of one family, and nothing sets them apart: another place,
another thing struck, another partner, another person whom it befell.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from storage.extraction.differences import find_differences
from storage.extraction.happening_lexicon import happening_lexicon
from storage.extraction.meetings import is_meeting, one_encounter, one_meeting, two_meetings
from storage.extraction.roster import Roster
from storage.extraction.tellings import GROUND, Telling, read_tellings
from storage.models import Actor, ActorKind, Article, Difference, Event, EventKind, Precision
from storage.text.folding import stem

_SAME = 0.35  # likeness from which two tellings are one happening
_FAMILY = 0.15  # what a shared family of words adds
_PERSON, _PARTY, _PLACE = 0.1, 0.05, 0.02  # what a shared actor adds, by kind
_ALIKE_WORDS = 0.45  # likeness of words that needs no shared family
_SOME_WORDS = 0.2  # likeness of words that one shared actor needs
_SCENE_WORDS = 0.3  # likeness of words where only place and day are shared
_FEW, _MANY = 30, 60  # events of a bucket that are compared, all or by their words
_MONTH_OF_DAYS = 92  # the longest fine range
_FATE_DAYS = 31  # the longest range in which one thing befalls a person once
_SCENE_DAYS = 3
_APART = 10  # days between two datings of one happening
_SHARED_STEMS = 4  # words that two datings of one happening share
_SHARED_GROUND = 3  # words that two tellings share which only name countries or places
_WIRE_LENGTH = 40  # a sentence of as many characters is told once, and copied
_SURE = 0.8  # no caption, no "on the same day"


def cluster_events(
    events: Sequence[Event], articles: Sequence[Article], actors: Sequence[Actor]
) -> tuple[tuple[Event, ...], tuple[Difference, ...]]:
    """Give the events with their cluster ids, in the same order, and where tellings differ.

    A cluster's id is the smallest id of its tellings (an article's copy of another's sentence is
    none of its own), an event told once is its own cluster.
    """
    copies = _copies(events)
    tellings = read_tellings(events, copies, Roster(actors))
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
    weights = _weights(tellings.values())
    pairs = sorted(_candidates(tellings), key=lambda pair: _between_articles(tellings, *pair))
    near_misses: list[tuple[int, int]] = []
    refused: list[tuple[int, int]] = []
    for first, second in pairs:
        one, other = tellings[first], tellings[second]
        if not one.event.when.overlaps(other.event.when):
            if _dated_apart(one, other, weights):
                near_misses.append((first, second))
        elif _alike(one, other, weights, kinds) and not groups.join(first, second):
            refused.append((first, second))
    for first, second in refused:  # what has joined them meanwhile may speak of one journey
        groups.join(first, second)
    groups.join_dates(near_misses)


def _between_articles(tellings: Mapping[int, Telling], first: int, second: int) -> bool:
    """Whether two articles tell; what one article says in two places is put together first."""
    return tellings[first].event.citation.article != tellings[second].event.citation.article


@dataclass(frozen=True, slots=True)
class _Weights:
    """How telling each word is, rare ones more, and all words of a telling (by event id)."""

    words: dict[str, float]
    tellings: dict[str, float]


def _weights(tellings: Collection[Telling]) -> _Weights:
    spread = Counter(word for telling in tellings for word in telling.stems)
    words = {word: math.log(1 + len(tellings) / count) for word, count in spread.items()}
    return _Weights(
        words, {one.event.id: sum(words[word] for word in one.stems) for one in tellings}
    )


# Which are compared


def _candidates(tellings: Mapping[int, Telling]) -> Iterator[tuple[int, int]]:
    """Pairs that share someone or some place and lie near in time, each pair once.

    Where too many share them, those that also share a word; words that too many use are no help.
    """
    buckets: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, telling in tellings.items():
        names = (*telling.event.actors, *telling.places[False].difference(telling.event.actors))
        for period in _periods(telling.event):
            for name in names:
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
                near = one[0] - other[1] <= _APART and other[0] - one[1] <= _APART
                if near and pair not in seen:
                    seen.add(pair)
                    yield pair


def _by_word(tellings: Mapping[int, Telling], bucket: Iterable[int]) -> Iterator[list[int]]:
    by_word: dict[str, list[int]] = defaultdict(list)
    for index in bucket:
        families = (name for name, _ in tellings[index].families)
        for word in (*tellings[index].stems, *families):
            by_word[word].append(index)
    return (indices for indices in by_word.values() if 1 < len(indices) <= _MANY)


def _periods(event: Event) -> range:
    """Numbers of the months that a fine date may be compared in, of the decades of a coarse one.

    A month and a decade never compare: a year tells another thing than a day in it.
    """
    first, last = event.when.earliest, event.when.latest
    if _days(event) > _MONTH_OF_DAYS:
        return range(-(last.year // 10) - 1, -(first.year // 10))
    start = first.year * 12 + first.month - (first.day <= _APART)
    return range(start, last.year * 12 + last.month + 1)


def _days(event: Event) -> int:
    return (event.when.latest - event.when.earliest).days


# Which are alike


def _alike(one: Telling, other: Telling, weights: _Weights, kinds: Mapping[str, ActorKind]) -> bool:
    """Whether anything says that two tellings of one time are one happening."""
    return (
        one_meeting(one, other)
        or one_encounter(one, other)
        or _one_fate(one, other)
        or _likeness(one, other, weights, kinds) >= _SAME
        or _one_scene(one, other, weights)
    )


def _one_fate(one: Telling, other: Telling) -> bool:
    """Whether both tell what befalls one person once: a resignation, a death, an arrest."""
    if max(_days(one.event), _days(other.event)) > _FATE_DAYS:
        return False
    return bool(_befell(one) & _befell(other))


def _befell(telling: Telling) -> set[tuple[str, str]]:
    return {(family, person) for family, _, person in telling.befallen}


def _one_scene(one: Telling, other: Telling, weights: _Weights) -> bool:
    """Whether both tell what befell one place on one day: a fire, a crash, an earthquake."""
    if max(_days(one.event), _days(other.event)) > _SCENE_DAYS:
        return False
    if not one.places[False] & other.places[False] or not one.scenes & other.scenes:
        return False
    if _repeats(one, other):
        return False
    if one.scenes & other.scenes & happening_lexicon().unique:
        return True
    several = len(one.stems & other.stems) > 1
    alike = several and _word_likeness(one, other, weights) >= _SCENE_WORDS
    return alike or bool(one.sites & other.sites)


def _likeness(
    one: Telling, other: Telling, weights: _Weights, kinds: Mapping[str, ActorKind]
) -> float:
    """How surely two tellings are one happening; 0 without someone in common."""
    known = set(other.event.actors)
    common = [kinds[i] for i in one.event.actors if i in known and i in kinds]
    if not common or _one_sentence(one.event, other.event):
        return 0.0
    alike = _word_likeness(one, other, weights)
    family = bool(one.families & other.families)
    if all(kind in GROUND for kind in common) and not (
        len(common) > 1
        and family
        and alike >= _ALIKE_WORDS
        and len(one.stems & other.stems) >= _SHARED_GROUND
        and max(_days(one.event), _days(other.event)) <= _SCENE_DAYS
    ):
        return 0.0
    if not family and alike < _ALIKE_WORDS:
        return 0.0
    if len(common) == 1 and alike < _SOME_WORDS:
        return 0.0
    named = sum(
        _PERSON if kind is ActorKind.PERSON else _PLACE if kind in GROUND else _PARTY
        for kind in common
    )
    return alike + (_FAMILY if family else 0.0) + named


def _one_sentence(one: Event, other: Event) -> bool:
    return one.citation.article == other.citation.article and one.sentence == other.sentence


def _word_likeness(one: Telling, other: Telling, weights: _Weights) -> float:
    whole = math.sqrt(weights.tellings[one.event.id] * weights.tellings[other.event.id])
    shared = sum(weights.words[word] for word in one.stems & other.stems)
    return shared / whole if whole else 0.0


# What sets two apart


def _set_apart(one: Telling, other: Telling) -> bool:
    """Whether two tellings must be of two happenings, however alike they are."""
    if ("remembered" in one.marks) != ("remembered" in other.marks):
        return True
    if _exclude(one.places[False], other.places[False]) and not _meet(one, other):
        return True
    if _exclude(one.places[True], other.places[True]) and not _meet(one, other):
        return True
    scene = one.scenes & other.scenes
    if scene and _exclude(one.sites, other.sites):
        return True
    if not one.befallen or not other.befallen:
        return False
    return any(
        _exclude(one.whom(family), other.whom(family))
        for family in happening_lexicon().befalling
        if family != "appointment" or one.post != other.post or not one.post
    )


def _meet(one: Telling, other: Telling) -> bool:
    """Whether both tell of talks: a delegation is said to come from one place, to be at another."""
    return is_meeting(one) and is_meeting(other)


def _exclude(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and not one & other


def _repeats(one: Telling, other: Telling) -> bool:
    """Whether a telling says that it is one of several ("another", "continued")."""
    return "repeated" in one.marks or "repeated" in other.marks


def _dated_apart(one: Telling, other: Telling, weights: _Weights) -> bool:
    """Whether two articles give two days for what happens once, and tell surely of the same."""
    first, second = one.event, other.event
    days = Precision.DAY
    if first.citation.article == second.citation.article or _repeats(one, other):
        return False
    if first.when.precision is not days or second.when.precision is not days:
        return False
    gap = abs((first.when.earliest - second.when.earliest).days)
    if not first.when.approximate + second.when.approximate < gap <= _APART:
        return False  # "about 3 March" touches 4 March
    if min(first.confidence, second.confidence) < _SURE:
        return False
    same = _one_deed(one, other) or _one_report(one, other, weights)
    return same and not _set_apart(one, other) and not two_meetings(one, other)


def _one_report(one: Telling, other: Telling, weights: _Weights) -> bool:
    """Whether both tell in nearly the same words, with the same numbers, what happens once."""
    return (
        len(one.stems & other.stems) >= _SHARED_STEMS
        and any(one.tells(family) and other.tells(family) for family in happening_lexicon().once)
        and bool(set(one.event.actors) & set(other.event.actors))
        and _word_likeness(one, other, weights) >= _ALIKE_WORDS
        and not _counts_apart(one, other)
    )


def _one_deed(one: Telling, other: Telling) -> bool:
    """Whether both tell by one word what befell one person; of a trial, how it begins."""
    begin = "begins" in one.marks and "begins" in other.marks
    for family, person in _befell(one) & _befell(other):
        if family == "death" or (family == "trial" and begin):
            return True
        mine, theirs = (
            {
                stem(name.split()[-1])
                for of, name, whom in t.befallen
                if (of, whom) == (family, person)
            }
            for t in (one, other)
        )
        if mine & theirs - {"trial"}:
            return True
    return False


def _counts_apart(one: Telling, other: Telling) -> bool:
    """Whether numbers tell two days' reports apart."""
    return any(
        mine.what == theirs.what and not mine.agrees(theirs)
        for mine in one.figures
        for theirs in other.figures
    )


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
        return any(_set_apart(a, b) or (not journey and two_meetings(a, b)) for a, b in pairs)

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
