"""Meetings: whether two tellings are of one, and whom a party met."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from storage.extraction.happening_lexicon import happening_lexicon
from storage.extraction.tellings import BODIES, GROUND, POSSESSED, Named, Telling
from storage.models import Actor, ActorKind
from storage.text.offsets import Span

_MEETING_DAYS = 31  # the longest range in which a party's talks in a place are taken for one
_GATHERING_DAYS = 7
_ENCOUNTER_DAYS = 3
_OPENS = re.compile(r"[\s,]*(?:[^\W\d_]+[.\-]? ){0,6}")  # "Ambassador", "The Russian minister"
_JOINED = re.compile(r",? (?:and )?(?:[^\W\d_][\w.’'-]* ){0,4}")
_NEXT = 4  # words between "told" and the party that was told


def is_meeting(telling: Telling) -> bool:
    """Whether the clause tells of talks."""
    return any(telling.tells(family) for family in happening_lexicon().counterpart)


def one_meeting(one: Telling, other: Telling) -> bool:
    """Whether both tell of talks that a party had at one time, whatever the words.

    One article that comes back to a date means the same talks, unless it names others who were
    met; two articles must also name the same place.
    """
    first, second = one.event, other.event
    if max(first.when.width, second.when.width) > _MEETING_DAYS:
        return False
    if first.citation.article == second.citation.article:
        return _comes_back(one, other)
    if not (is_meeting(one) and is_meeting(other)):
        return False
    common = [actor for _, actor in one.people if actor.id in one.named & other.named]
    if any(a.kind in GROUND for a in common) and any(a.kind not in GROUND for a in common):
        return True
    return _one_gathering(one, other, common)


def _comes_back(one: Telling, other: Telling) -> bool:
    """Whether an article tells of the same day's talks again, or what was told at them."""
    if one.event.when != other.event.when:
        return False
    if not (is_meeting(one) and (is_meeting(other) or addressed(other))) and not (
        addressed(one) and is_meeting(other)
    ):
        return False
    shared = set(one.event.actors) & set(other.event.actors)
    parties = {a.id for _, a in (*one.people, *other.people) if a.kind not in GROUND}
    whom, others = ({actor.id for actor in met(telling)} for telling in (one, other))
    return bool(shared & parties) and not (whom and others and not whom & others)


def _one_gathering(one: Telling, other: Telling, common: Sequence[Actor]) -> bool:
    """Whether both tell of a summit in one place in the same days, with a participant in common."""
    if not ("gathering" in one.marks and "gathering" in other.marks):
        return False
    if max(one.event.when.width, other.event.when.width) > _GATHERING_DAYS:
        return False
    place = one.places[False] & other.places[False]
    return bool(place) and any(actor.id not in place for actor in common)


def two_meetings(one: Telling, other: Telling) -> bool:
    """Whether each names a side that the other does not; not said of gatherings of many."""
    mutual = happening_lexicon().mutual
    if not any(one.tells(family) and other.tells(family) for family in mutual):
        return False
    if "gathering" in one.marks and "gathering" in other.marks:
        return False
    return two_sides(one, other)


def two_sides(one: Telling, other: Telling) -> bool:
    """Whether each names someone whom the other does not: persons, bodies, unknown partners."""
    ours, theirs = one.strangers.partners, other.strangers.partners
    if ours or theirs:
        return _apart(ours | one.parties.keys(), theirs | other.parties.keys())
    return any(
        _apart(
            {id_ for id_, kind in one.parties.items() if kind in kinds},
            {id_ for id_, kind in other.parties.items() if kind in kinds},
        )
        for kinds in (_PERSONS, BODIES)
    )


_PERSONS = frozenset({ActorKind.PERSON})


def _apart(one: AbstractSet[str], other: AbstractSet[str]) -> bool:
    return bool(one - other) and bool(other - one)


def one_encounter(one: Telling, other: Telling) -> bool:
    """Whether two sides do one thing together on one day: a match, a signing, a meeting."""
    if max(one.event.when.width, other.event.when.width) > _ENCOUNTER_DAYS:
        return False
    mutual = happening_lexicon().mutual
    return (
        any(one.tells(family) and other.tells(family) for family in mutual)
        and len(one.parties.keys() & other.parties.keys()) > 1
    )


def addressed(telling: Telling) -> bool:
    """Whether someone tells a party something to its face."""
    return next(_addresses(telling), None) is not None


def _addresses(telling: Telling) -> Iterator[Span]:
    """The words of telling ("told", "warned") that a party's name follows."""
    bodies = [span for span, actor in telling.people if actor.kind in BODIES]
    if not bodies:
        return
    for at, word in enumerate(telling.words):
        if word.folded not in happening_lexicon().address:
            continue
        if not telling.clause.start <= word.start < telling.clause.end:
            continue
        reach = telling.words[min(at + _NEXT, len(telling.words) - 1)].end
        if any(word.end <= span.start < reach for span in bodies):
            yield Span(word.start, word.end)


def met(telling: Telling) -> tuple[Actor, ...]:
    """Whom a party met: named after "met" or "with", or who acts upon it in the sentence."""
    lexicon = happening_lexicon()
    clause = telling.clause
    verbs = [
        start
        for at, name, _ in telling.sentence.families
        if name in lexicon.counterpart
        and clause.start <= (start := telling.words[at].start) < clause.end
    ]
    verbs += [span.start for span in _addresses(telling)]
    found = {actor.id: actor for actor in _met(telling, sorted(verbs))} if verbs else {}
    return tuple(found.values())


def _met(telling: Telling, verbs: Sequence[int]) -> Iterator[Actor]:
    sentence, clause = telling.event.sentence, telling.clause
    opening = _after_date(telling)
    last = -1
    for span, actor in telling.people:
        if actor.kind is not ActorKind.PERSON or POSSESSED.match(sentence, span.end):
            continue
        before = sentence[clause.start : span.start]
        joined = last >= 0 and _JOINED.fullmatch(sentence, last, span.start) is not None
        beside = happening_lexicon().beside.search(before) is not None
        if clause.start <= span.start < clause.end and (joined or beside):
            last = span.end
            yield actor
        elif _OPENS.fullmatch(sentence, opening, span.start) and _acts_upon(
            verbs, span, telling.people
        ):
            yield actor


def _after_date(telling: Telling) -> int:
    """Where a sentence begins, after a date that opens it."""
    dated = telling.dated
    return dated.end if not telling.event.sentence[: dated.start].strip() else 0


def _acts_upon(verbs: Sequence[int], subject: Span, people: Sequence[Named]) -> bool:
    """Whether a party is named after the verb that follows a subject."""
    verb = min((at for at in verbs if at >= subject.end), default=None)
    return verb is not None and any(
        span.start > verb and actor.kind in BODIES for span, actor in people
    )
