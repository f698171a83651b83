"""How surely two tellings are of one happening, and what says that they are of two.

Someone or some place named is in both, and they use words of one family, or many of the same
words; but another place, another thing struck, another partner, another person whom it befell
makes two happenings of them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from storage.extraction.complements import meaning
from storage.extraction.happening_lexicon import happening_lexicon
from storage.extraction.meetings import (
    is_meeting,
    one_encounter,
    one_meeting,
    two_meetings,
    two_sides,
)
from storage.extraction.tellings import BODIES, GROUND, Telling
from storage.models import ActorKind, Event, Precision
from storage.text.folding import stem

APART = 10
"""Days between two datings of one happening, at most."""

_SAME = 0.35  # likeness from which two tellings are one happening
_FAMILY = 0.15  # what a shared family of words adds
_PERSON, _PARTY, _PLACE = 0.1, 0.05, 0.02  # what a shared actor adds, by kind
_ALIKE_WORDS = 0.45  # likeness of words that needs no shared family
_SOME_WORDS = 0.2  # likeness of words that one shared actor needs
_FEWEST = 2  # words that two tellings share which share but one actor
_SCENE_WORDS = 0.3  # likeness of words where only place and day are shared
_FATE_DAYS = 31  # the longest range in which one thing befalls a person once
_SCENE_DAYS = 3
_SHARED_STEMS = 4  # words that two datings of one happening share
_SHARED_GROUND = 3  # words that two tellings share where neither a party nor a family is
_SURE = 0.8  # no caption, no "on the same day"


@dataclass(frozen=True, slots=True)
class Weights:
    """How telling each word is, rare ones more, and all words of a telling (by event id)."""

    words: dict[str, float]
    tellings: dict[str, float]


def weigh(tellings: Collection[Telling]) -> Weights:
    """Weigh the words of a corpus by how few tellings use them."""
    spread = Counter(word for telling in tellings for word in telling.stems)
    words = {word: math.log(1 + len(tellings) / count) for word, count in spread.items()}
    return Weights(
        words, {one.event.id: sum(words[word] for word in one.stems) for one in tellings}
    )


def alike(one: Telling, other: Telling, weights: Weights, kinds: Mapping[str, ActorKind]) -> bool:
    """Whether anything says that two tellings of one time are one happening."""
    return (
        one_meeting(one, other)
        or one_encounter(one, other)
        or _one_fate(one, other)
        or (_likeness(one, other, weights, kinds) >= _SAME and not _other_sides(one, other))
        or _one_step(one, other, kinds)
        or _one_act(one, other)
        or _one_scene(one, other, weights)
    )


def _other_sides(one: Telling, other: Telling) -> bool:
    """Whether it is said of others: a body may fine two firms, a president call two colleagues.

    Not where many may be named: at a gathering, on a journey, over a year; nor where one post
    is said to have gone to two people.
    """
    if max(one.event.when.width, other.event.when.width) > _FATE_DAYS:
        return False
    if any(mark in one.marks and mark in other.marks for mark in ("gathering", "visit")):
        return False
    if one.post and one.post == other.post:
        return False
    return two_sides(one, other) or _exclude(one.countries, other.countries)


def _one_step(one: Telling, other: Telling, kinds: Mapping[str, ActorKind]) -> bool:
    """Whether both tell what a body does at most once a day: lay off, set a rate, buy a firm."""
    if max(one.event.when.width, other.event.when.width) > _SCENE_DAYS or _repeats(one, other):
        return False
    steps = happening_lexicon().steps
    if not any(one.tells(family) and other.tells(family) for family in steps):
        return False
    known = set(other.event.actors)
    bodies = any(kinds.get(i) in BODIES for i in one.event.actors if i in known)
    return (bodies or _common_strangers(one, other) > 0) and not two_sides(one, other)


def _one_act(one: Telling, other: Telling) -> bool:
    """Whether both tell that one thing was done to one thing: a law passed, a bank robbed."""
    if max(one.event.when.width, other.event.when.width) > _SCENE_DAYS or _repeats(one, other):
        return False
    names = len(_names(one) & _names(other))
    if not names:
        return False
    roles = common_things(one, other)
    things = {noun for role in roles for noun in one.complements[role] & other.complements[role]}
    words = (one.stems & other.stems) | set(map(stem, things))
    if names < _FEWEST and len(words) < _FEWEST:
        return False
    return any(role.startswith("of ") for role in roles) and not _other_names(one, other)


def _other_names(one: Telling, other: Telling) -> bool:
    """Whether each names someone or some place that the other does not, known or not."""
    first, second = _names(one), _names(other)
    return bool(first - second) and bool(second - first)


def _names(telling: Telling) -> set[str]:
    strangers = telling.strangers
    return {*telling.named, *strangers.certain, *strangers.openers, *telling.places[False]}


def _one_fate(one: Telling, other: Telling) -> bool:
    """Whether both tell what befalls one person once: a resignation, a death, an arrest."""
    if max(one.event.when.width, other.event.when.width) > _FATE_DAYS:
        return False
    return bool(_befell(one) & _befell(other))


def _befell(telling: Telling) -> set[tuple[str, str]]:
    return {(family, person) for family, _, person in telling.befallen}


def _one_scene(one: Telling, other: Telling, weights: Weights) -> bool:
    """Whether both tell what befell one place on one day: a fire, a crash, an earthquake."""
    if max(one.event.when.width, other.event.when.width) > _SCENE_DAYS:
        return False
    if not one.places[False] & other.places[False]:
        return False
    if _repeats(one, other) or two_sides(one, other):
        return False
    several = len(one.stems & other.stems) >= _FEWEST
    sites = bool(one.sites & other.sites) or bool(common_things(one, other))
    scenes = one.scenes & other.scenes
    if not scenes:
        brought = bool(one.consequences & other.consequences)
        return sites and brought and (several or _countalike(one, other))
    if scenes & happening_lexicon().unique and "disaster" in common_things(one, other):
        return True
    return sites or (several and _word_likeness(one, other, weights) >= _SCENE_WORDS)


def _countalike(one: Telling, other: Telling) -> bool:
    """Whether both count as many of the same people."""
    counts = {(figure.what, figure.lowest, figure.highest) for figure in one.figures if figure.sure}
    return any((figure.what, figure.lowest, figure.highest) in counts for figure in other.figures)


def _likeness(
    one: Telling, other: Telling, weights: Weights, kinds: Mapping[str, ActorKind]
) -> float:
    """How surely two tellings are one happening; 0 without someone in common."""
    known = set(other.event.actors)
    within = one.places[False] & other.places[False]  # bodies, too: what is done in a union
    common = [
        ActorKind.PLACE if i in within else kinds[i]
        for i in one.event.actors
        if i in known and i in kinds
    ]
    if strange := _common_strangers(one, other):
        common += [ActorKind.ORGANISATION] * min(strange, 2)
    if not common or _one_sentence(one.event, other.event):
        return 0.0
    alike = _word_likeness(one, other, weights)
    family = bool(one.families & other.families)
    parties = sum(kind not in GROUND for kind in common)
    if not parties and not (
        len(common) > 1
        and family
        and alike >= _ALIKE_WORDS
        and len(one.stems & other.stems) >= _SHARED_GROUND
        and max(one.event.when.width, other.event.when.width) <= _SCENE_DAYS
    ):
        return 0.0
    sure = parties > 1 or len(one.stems & other.stems) >= _SHARED_GROUND
    if not family and not (sure and alike >= _ALIKE_WORDS):
        return 0.0
    if len(common) == 1 and (alike < _SOME_WORDS or len(one.stems & other.stems) < _FEWEST):
        return 0.0
    named = sum(
        _PERSON if kind is ActorKind.PERSON else _PLACE if kind in GROUND else _PARTY
        for kind in common
    )
    return alike + (_FAMILY if family else 0.0) + named


def _common_strangers(one: Telling, other: Telling) -> int:
    """How many names both give that no actor was made of."""
    ours, theirs = one.strangers, other.strangers
    known = ours.certain & (theirs.certain | theirs.openers)
    return len(known | (ours.openers & theirs.certain))


def _one_sentence(one: Event, other: Event) -> bool:
    return one.citation.article == other.citation.article and one.sentence == other.sentence


def _word_likeness(one: Telling, other: Telling, weights: Weights) -> float:
    whole = math.sqrt(weights.tellings[one.event.id] * weights.tellings[other.event.id])
    shared = sum(weights.words[word] for word in one.stems & other.stems)
    return shared / whole if whole else 0.0


def set_apart(one: Telling, other: Telling) -> bool:
    """Whether two tellings must be of two happenings, however alike they are."""
    if ("remembered" in one.marks) != ("remembered" in other.marks):
        return True
    if one.scenes & other.scenes and _exclude(one.sites, other.sites):
        return True
    return (
        _other_places(one, other)
        or _other_things(one, other)
        or _other_persons(one, other)
        or _other_complements(one, other)
    )


def _other_places(one: Telling, other: Telling) -> bool:
    """Whether they name other places; a delegation is said to leave one, or to be at another."""
    if is_meeting(one) and is_meeting(other):
        return False
    return any(_exclude(one.places[country], other.places[country]) for country in (True, False))


def _other_persons(one: Telling, other: Telling) -> bool:
    """Whether the same befell other persons; of one post it can be said that two were given it."""
    if not one.befallen or not other.befallen:
        return False
    return any(
        _exclude(one.whom(family), other.whom(family))
        for family in happening_lexicon().befalling
        if family != "appointment" or one.post != other.post or not one.post
    )


def _other_things(one: Telling, other: Telling) -> bool:
    """Whether they measure two things: tonnes of cocaine, kilograms of ivory."""
    return any(
        mine.what == theirs.what and mine.thing and theirs.thing and mine.thing != theirs.thing
        for mine in one.figures
        for theirs in other.figures
    )


def common_things(one: Telling, other: Telling) -> set[str]:
    """The parts of both clauses that name the same thing: what was hit, where, over what."""
    mine, theirs = one.complements, other.complements
    brought = happening_lexicon().consequences
    return {
        role
        for role in mine.keys() & theirs.keys()
        if not role.startswith("nation ")
        and role.removeprefix("of ") not in brought
        and _meant(mine[role]) & _meant(theirs[role])
    }


def _meant(nouns: Collection[str]) -> frozenset[str]:
    return frozenset().union(*map(meaning, nouns))


def agreements(one: Telling, other: Telling) -> int:
    """How many independent details two tellings share; what says that they differ needs many."""
    lexicon = happening_lexicon()
    ground = {a.id for _, a in one.people if a.kind in GROUND}
    known = set(one.event.actors) & set(other.event.actors)
    told = one.told & other.told
    details = (
        max(one.event.when.width, other.event.when.width) <= _SCENE_DAYS,
        told,
        told & (lexicon.unique | lexicon.steps),
        known & ground or one.places[False] & other.places[False],
        _befell(one) & _befell(other),
        len(one.stems & other.stems) >= _FEWEST,
        one.sites & other.sites or common_things(one, other),
    )
    parties = len(known - ground) + _common_strangers(one, other)
    return sum(map(bool, details)) + min(parties, _FEWEST)


def _other_complements(one: Telling, other: Telling) -> bool:
    """Whether one thing was done to other things, elsewhere or over something else.

    Each names what the other does not in any word: a school was opened, an office.
    """
    if is_meeting(one) and is_meeting(other):
        return False  # talks are told by what was talked about, another thing in every article
    mine, theirs = one.complements, other.complements
    brought = happening_lexicon().consequences
    for role in mine.keys() & theirs.keys():
        if role.removeprefix("of ") in brought and (
            one.sites & other.sites or common_things(one, other)
        ):
            continue  # of the dead of one raid, one article tells of soldiers, one of children
        first, second = _meant(mine[role]), _meant(theirs[role])
        if not first & other.meanings and not second & one.meanings:
            return True
    return False


def _exclude(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and not one & other


def _repeats(one: Telling, other: Telling) -> bool:
    """Whether a telling says that it is one of several ("another", "continued")."""
    return "repeated" in one.marks or "repeated" in other.marks


def dated_apart(one: Telling, other: Telling, weights: Weights) -> bool:
    """Whether two articles give two days for what happens once, and tell surely of the same."""
    first, second = one.event, other.event
    days = Precision.DAY
    if first.citation.article == second.citation.article or _repeats(one, other):
        return False
    if first.when.precision is not days or second.when.precision is not days:
        return False
    gap = abs((first.when.earliest - second.when.earliest).days)
    if not first.when.approximate + second.when.approximate < gap <= APART:
        return False  # "about 3 March" touches 4 March
    if min(first.confidence, second.confidence) < _SURE:
        return False
    same = _one_deed(one, other) or _one_report(one, other, weights)
    return same and not set_apart(one, other) and not two_meetings(one, other)


def _one_report(one: Telling, other: Telling, weights: Weights) -> bool:
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
