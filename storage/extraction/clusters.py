"""The same happening told several times, and where its tellings differ.

Conservative on both counts: two events are one happening only where their dates agree, someone
named is in both, and they use words of one family; a difference is reported only between
articles, inside such a happening.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import combinations

from storage.extraction.event_lexicon import event_lexicon
from storage.extraction.roster import Roster
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Citation,
    Difference,
    Event,
    EventKind,
    Precision,
)
from storage.text.folding import stem, words
from storage.text.offsets import Span

_SAME = 0.35  # likeness from which two tellings are one happening
_FAMILY = 0.15  # what a shared family of words adds
_PERSON, _PARTY, _PLACE = 0.1, 0.05, 0.02  # what a shared actor adds, by kind
_ALIKE_WORDS = 0.45  # likeness of words that needs no shared family
_SOME_WORDS = 0.2  # likeness of words that one shared actor needs
_COMMON = 60  # events that use a word before it is too common to find candidates by
_MONTH_OF_DAYS, _YEAR_OF_DAYS = 92, 366  # the longest fine and middling range
_APART = 10  # days between two datings of one happening
_SHORT_WORD = 3
_BREAK = re.compile(r"[;:—–()]|,\s|\s(?:while|whereas|after|before|although|though|but)\s")
_BACKGROUND = re.compile(
    r"\b(?:when|while|whereas|after|before|although|though|because|until)\s[^,;:—–()]*"
)
_NEAR_NEGATION = 24  # characters before a word in which a negation denies it
_MEETING_DAYS = 31  # the longest range in which a party's talks in a place are taken for one
_TITLE_WORDS = 6  # words of a title between "met" and a name


@dataclass(frozen=True, slots=True)
class _Telling:
    """An event with what tells it apart.

    `stems` are of its words, `families` of its clause's (with whether denied), `named` the
    actors that the clause names, `met` the people on the other side of a meeting.
    """

    event: Event
    stems: frozenset[str]
    families: frozenset[tuple[str, bool]]
    named: frozenset[str]
    met: tuple[Actor, ...]


def cluster_events(
    events: Sequence[Event], articles: Sequence[Article], actors: Sequence[Actor]
) -> tuple[tuple[Event, ...], tuple[Difference, ...]]:
    """Give the events with their cluster ids, in the same order, and where tellings differ.

    A cluster's id is the smallest id of its events, an event told once is its own cluster.
    """
    by_id = {actor.id: actor for actor in actors}
    roster = Roster(actors)
    names = _name_stems(actors)
    tellings = [_telling(event, names, roster) for event in events]
    weights = _weights(tellings)
    groups = _Groups(tellings)
    near_misses: list[tuple[int, int]] = []
    for first, second in _candidates(tellings):
        one, other = tellings[first], tellings[second]
        if not _near(one.event, other.event):
            continue
        if not _one_meeting(one, other, by_id) and _likeness(one, other, weights, by_id) < _SAME:
            continue
        if _one_time(one.event, other.event):
            groups.join(first, second)
        elif _dated_apart(one, other, weights):
            near_misses.append((first, second))
    clustered = tuple(replace(event, cluster=groups.name(i)) for i, event in enumerate(events))
    order = {article.id: number for number, article in enumerate(articles)}
    differences = [
        difference
        for members in groups.several()
        for difference in _differences(
            [tellings[i] for i in members], clustered[members[0]].cluster, order
        )
    ]
    differences += [_apart(clustered[first], clustered[second]) for first, second in near_misses]
    return clustered, tuple(dict.fromkeys(differences))


# What an event is told by


def _name_stems(actors: Sequence[Actor]) -> frozenset[str]:
    texts = {text for actor in actors for text in (actor.name, *actor.aliases)}
    return frozenset(stem(word.folded) for text in texts for word in words(text))


def _telling(event: Event, names: frozenset[str], roster: Roster) -> _Telling:
    sentence = _foreground(event)
    expression = {word.folded for word in words(event.expression)}
    stems = frozenset(
        stem(word.folded)
        for word in words(sentence)
        if len(word.folded) > _SHORT_WORD and word.folded not in expression
    )
    clause = _clause(event, sentence)
    families = frozenset(_families(sentence[clause.start : clause.end]))
    people = tuple(_people(event, roster))
    named = frozenset(a.id for span, a in people if clause.start <= span.start < clause.end)
    meets = bool(families & _meetings())
    met = tuple(dict.fromkeys(_met(sentence, clause, people))) if meets else ()
    return _Telling(event, stems - names, families, named, met)


def _foreground(event: Event) -> str:
    """The sentence with the clauses blanked that only tell when or why ("when the city fell").

    The clause that holds the expression is what is told, wherever it stands.
    """
    offset = event.sentence_span.start
    start, end = event.citation.start - offset, event.citation.end - offset

    def blank(match: re.Match[str]) -> str:
        dated = match.start() < end and start < match.end()
        return match.group() if dated else " " * len(match.group())

    return _BACKGROUND.sub(blank, event.sentence)


def _clause(event: Event, sentence: str) -> Span:
    """The clause that the expression stands in, as a range of the sentence."""
    offset = event.sentence_span.start
    start, end = event.citation.start - offset, event.citation.end - offset
    breaks = [(0, 0), *(b.span() for b in _BREAK.finditer(sentence)), (len(sentence),) * 2]
    left = max(last for _, last in breaks if last <= start)
    rights = [first for first, _ in breaks if first >= end]
    right = rights.pop(0)
    opens = not sentence[left:start].strip()  # "On 15 August, the …": the next clause is its own
    while opens and rights and not sentence[end:right].strip(" ,"):
        right = rights.pop(0)
    return Span(left, right)


def _families(clause: str) -> Iterator[tuple[str, bool]]:
    lexicon = event_lexicon()
    if not lexicon.happening.search(clause):
        return
    for name, pattern in lexicon.happenings:
        for match in pattern.finditer(clause):
            before = clause[max(0, match.start() - _NEAR_NEGATION) : match.start()]
            yield name, lexicon.negation.search(before) is not None


@lru_cache(maxsize=1)
def _meetings() -> frozenset[tuple[str, bool]]:
    return frozenset((name, False) for name in event_lexicon().counterpart)


def _people(event: Event, roster: Roster) -> Iterator[tuple[Span, Actor]]:
    """The actors that the sentence names, each with its range in the sentence."""
    whole = event.sentence_span
    for span, actor in roster.named(event.citation.article, event.citation.passage):
        if whole.start <= span.start and span.end <= whole.end:
            yield Span(span.start - whole.start, span.end - whole.start), actor


def _met(sentence: str, clause: Span, people: Sequence[tuple[Span, Actor]]) -> Iterator[Actor]:
    """Whom a party met: named after "met" or "with", or who acts upon it in the sentence."""
    lexicon = event_lexicon()
    verbs = [
        match.start()
        for name, pattern in lexicon.happenings
        if name in lexicon.counterpart
        for match in pattern.finditer(sentence, clause.start, clause.end)
    ]
    last = -1
    for span, actor in people:
        if actor.kind is not ActorKind.PERSON or _POSSESSED.match(sentence, span.end):
            continue
        before = sentence[clause.start : span.start]
        joined = last >= 0 and _JOINED.fullmatch(sentence, last, span.start) is not None
        if clause.start <= span.start < clause.end and (joined or _beside().search(before)):
            last = span.end
            yield actor
        elif _OPENS.fullmatch(sentence, 0, span.start) and _acts_upon(verbs, span, people):
            yield actor


def _acts_upon(verbs: Sequence[int], subject: Span, people: Sequence[tuple[Span, Actor]]) -> bool:
    """Whether a party is named after the verb that follows a subject."""
    verb = min((at for at in verbs if at >= subject.end), default=None)
    return verb is not None and any(
        span.start > verb and actor.kind in _BODIES for span, actor in people
    )


_BODIES = (ActorKind.ORGANISATION, ActorKind.GROUP)
_POSSESSED = re.compile(r"[’']s?\b|[’']")
_OPENS = re.compile(r"(?:[^\W\d_]+[.\-]? ){0,6}")  # "Ambassador", "The Russian minister"
_JOINED = re.compile(r",? (?:and )?(?:[^\W\d_][\w.’'-]* ){0,4}")


@lru_cache(maxsize=1)
def _beside() -> re.Pattern[str]:
    """Match “met” or “talks with” and a title, right before a name."""
    cues = "|".join(map(re.escape, event_lexicon().beside))
    breaks = "|".join(map(re.escape, event_lexicon().unlinked))
    title = rf"(?!(?:{breaks})\b)[^\W\d_][\w.’'-]*"
    return re.compile(rf"\b(?:{cues}) (?:{title} ){{0,{_TITLE_WORDS}}}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Weights:
    """How telling each word is, rare ones more, and all words of a telling (by event id)."""

    words: dict[str, float]
    tellings: dict[str, float]


def _weights(tellings: Sequence[_Telling]) -> _Weights:
    spread = Counter(word for telling in tellings for word in telling.stems)
    words = {word: math.log(1 + len(tellings) / count) for word, count in spread.items()}
    return _Weights(
        words, {one.event.id: sum(words[word] for word in one.stems) for one in tellings}
    )


# Which are alike


def _candidates(tellings: Sequence[_Telling]) -> Iterator[tuple[int, int]]:
    """Pairs that share a word, or a family and an actor, in one year or decade; each pair once."""
    by_word: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, telling in enumerate(tellings):
        if telling.event.kind is EventKind.COMPARISON:
            continue
        decade = telling.event.when.earliest.year // 10
        shared = [
            f"{family}\n{actor}" for family, _ in telling.families for actor in telling.event.actors
        ]
        for word in (*telling.stems, *shared):
            by_word[word, decade].append(index)
    seen: set[tuple[int, int]] = set()
    for indices in by_word.values():
        if len(indices) > _COMMON:
            continue
        for at, second in enumerate(indices):
            for first in indices[:at]:
                if (first, second) not in seen:
                    seen.add((first, second))
                    yield first, second


def _one_meeting(one: _Telling, other: _Telling, actors: dict[str, Actor]) -> bool:
    """Whether both tell of talks that a party had at one time, whatever the words.

    One article that comes back to a date means the same talks, unless it names others who were
    met; two articles must also name the same place.
    """
    first, second = one.event, other.event
    if not one.families & other.families & _meetings() or first.sentence == second.sentence:
        return False
    if max(_days(first), _days(second)) > _MEETING_DAYS:
        return False
    if first.citation.article == second.citation.article:
        shared = {actors[i].kind for i in first.actors if i in second.actors and i in actors}
        apart = one.met and other.met and not set(one.met) & set(other.met)
        return bool(shared - _GROUND) and first.when == second.when and not apart
    shared = {actors[i].kind for i in one.named & other.named if i in actors}
    return bool(shared & _GROUND) and bool(shared - _GROUND)


_GROUND = frozenset({ActorKind.COUNTRY, ActorKind.PLACE})


def _days(event: Event) -> int:
    return (event.when.latest - event.when.earliest).days


def _likeness(one: _Telling, other: _Telling, weights: _Weights, actors: dict[str, Actor]) -> float:
    """How surely two tellings are one happening; 0 without someone in common."""
    common = [actors[i] for i in one.event.actors if i in other.event.actors and i in actors]
    parties = [a for a in common if a.kind not in _GROUND]
    if not parties or one.event.sentence == other.event.sentence:
        return 0.0
    alike = _word_likeness(one, other, weights)
    family = bool(one.families & other.families)
    if not family and alike < _ALIKE_WORDS:
        return 0.0
    if len(common) == 1 and alike < _SOME_WORDS:
        return 0.0
    named = sum(
        _PERSON if a.kind is ActorKind.PERSON else _PARTY if a in parties else _PLACE
        for a in common
    )
    return alike + (_FAMILY if family else 0.0) + named


def _word_likeness(one: _Telling, other: _Telling, weights: _Weights) -> float:
    whole = math.sqrt(weights.tellings[one.event.id] * weights.tellings[other.event.id])
    shared = sum(weights.words[word] for word in one.stems & other.stems)
    return shared / whole if whole else 0.0


def _tier(event: Event) -> int:
    return 0 if _days(event) <= _MONTH_OF_DAYS else 1


def _one_time(one: Event, other: Event) -> bool:
    """Whether two dates can be one: they overlap, and are about as fine."""
    return one.when.overlaps(other.when) and _tier(one) == _tier(other)


def _near(one: Event, other: Event) -> bool:
    """Whether two dates are worth comparing: they overlap, or lie days apart."""
    gap = max(one.when.earliest, other.when.earliest) - min(one.when.latest, other.when.latest)
    return gap.days <= _APART and _tier(one) == _tier(other)


def _dated_apart(one: _Telling, other: _Telling, weights: _Weights) -> bool:
    """Whether two articles give one happening two days: nearly the same words, days apart."""
    first, second = one.event, other.event
    days = Precision.DAY
    if first.citation.article == second.citation.article:
        return False
    if first.when.precision is not days or second.when.precision is not days:
        return False
    gap = abs((first.when.earliest - second.when.earliest).days)
    if gap <= first.when.approximate + second.when.approximate:
        return False  # "about 3 March" touches 4 March
    sure = min(first.confidence, second.confidence) >= 0.8  # noqa: PLR2004 - no caption, no anaphor
    return 0 < gap <= _APART and sure and _word_likeness(one, other, weights) >= _ALIKE_WORDS


class _Groups:
    """Events that are one happening; a group takes in only what agrees with all its dates."""

    def __init__(self, tellings: Sequence[_Telling]) -> None:
        self._events = [telling.event for telling in tellings]
        self._group = list(range(len(tellings)))
        self._members = {index: [index] for index in self._group}

    def join(self, first: int, second: int) -> None:
        """Make one group of two, unless a date of one contradicts a date of the other."""
        one, other = self._group[first], self._group[second]
        if one == other:
            return
        pairs = ((a, b) for a in self._members[one] for b in self._members[other])
        if not all(_one_time(self._events[a], self._events[b]) for a, b in pairs):
            return
        moved = self._members.pop(other)
        self._members[one] += moved
        for index in moved:
            self._group[index] = one

    def name(self, index: int) -> str:
        """The smallest event id of the group that holds an event."""
        return min(self._events[i].id for i in self._members[self._group[index]])

    def several(self) -> Iterator[list[int]]:
        """Groups of more than one event, members in the order given."""
        for members in self._members.values():
            if len(members) > 1:
                yield sorted(members)


# Where they differ


def _differences(
    tellings: Sequence[_Telling], cluster: str, order: dict[str, int]
) -> Iterator[Difference]:
    if len({telling.event.citation.article for telling in tellings}) < 2:  # noqa: PLR2004
        return
    ordered = sorted(
        tellings,
        key=lambda t: (
            order.get(t.event.citation.article, 0),
            t.event.citation.passage,
            t.event.citation.start,
        ),
    )
    if people := _counterparts(ordered):
        yield Difference(cluster, "who", *people)


_Claims = tuple[tuple[tuple[str, Citation], ...], tuple[str, ...]]


def _claims(told: Sequence[tuple[str, Event]]) -> _Claims:
    """One claim a text and article, in order."""
    first: dict[tuple[str, str], tuple[str, Event]] = {}
    for text, event in told:
        first.setdefault((text, event.citation.article), (text, event))
    kept = list(first.values())
    return (
        tuple((text, event.citation) for text, event in kept),
        tuple(event.id for _, event in kept),
    )


def _counterparts(tellings: Sequence[_Telling]) -> _Claims | None:
    """Whom someone met: articles that name other people, and none that names them all."""
    people: dict[str, dict[str, Event]] = defaultdict(dict)
    for telling in tellings:
        for actor in telling.met:
            people[telling.event.citation.article].setdefault(actor.name, telling.event)
    named = [set(names) for names in people.values()]
    everyone = set().union(*named)
    apart = any(one.isdisjoint(other) for one, other in combinations(named, 2))
    if not apart or everyone in named:
        return None
    return _claims([(name, event) for names in people.values() for name, event in names.items()])


def _apart(first: Event, second: Event) -> Difference:
    ordered = sorted((first, second), key=lambda event: (event.when.earliest, event.id))
    claims = tuple((_day_text(event.when.earliest), event.citation) for event in ordered)
    return Difference(ordered[0].cluster, "date", claims, tuple(event.id for event in ordered))


def _day_text(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
