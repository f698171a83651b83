"""Two of one name: which sightings of a name cannot be one person's, in an article and beyond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from storage.extraction.naming.bearers import UNTOLD, Bearer, bearings
from storage.extraction.naming.sightings import Sighting

_SAME_DAY = 1  # years that ages may differ in one article
_SLACK = 1.5  # years that births reckoned from two articles may differ
_UNDATED = 15  # years that ages may differ where no date explains it


@dataclass(frozen=True, slots=True)
class Told:
    """What articles tell of one person: ages (year of the article or 0, age), sexes, trades."""

    ages: frozenset[tuple[float, int]] = frozenset()
    sexes: frozenset[str] = frozenset()
    trades: frozenset[str] = frozenset()

    def __or__(self, other: Told) -> Told:
        """Give what is told of both, who are one."""
        return Told(self.ages | other.ages, self.sexes | other.sexes, self.trades | other.trades)


NOTHING = Told()


@dataclass(slots=True)
class Strand:
    """Sightings of one name that may be one person's, by article, and what they tell."""

    sightings: dict[str, Sequence[Sighting]]
    told: Told


def contradict(one: Told, other: Told) -> bool:
    """Whether two cannot be one person: of other sex, age or a trade that excludes the other's."""
    if one is NOTHING or other is NOTHING:
        return False
    if one.sexes and other.sexes and one.sexes.isdisjoint(other.sexes):
        return True
    if any(_apart_in_age(a, b) for a, b in product(one.ages, other.ages)):
        return True
    excluded = bearings().excluded
    return one.trades.isdisjoint(other.trades) and any(
        pair in excluded for pair in product(one.trades, other.trades)
    )


def _apart_in_age(one: tuple[float, int], other: tuple[float, int]) -> bool:
    (year, age), (later, older) = one, other
    if year and later and year != later:
        return abs((year - age) - (later - older)) > _SLACK
    return abs(age - older) > (_SAME_DAY if year == later and year else _UNDATED)


def strands(found: Mapping[str, Sequence[Sighting]], years: Mapping[str, float]) -> list[Strand]:
    """Part the sightings of one name over the articles that have it, as few as may be.

    Sightings that may be of either of two in their article are left out.  Articles that tell
    nothing of a name that several bear make a person of their own.
    """
    told = [(a, s) for a, s in found.items() if any(one.bearer != UNTOLD for one in s)]
    if not told:
        return [Strand(dict(found), NOTHING)] if found else []
    parted: list[Strand] = []
    silent: list[Strand] = []
    for article, sightings in told:
        for strand in _in_article(article, sightings, years.get(article, 0)):
            (parted if strand.told != NOTHING else silent).append(strand)
    persons: list[Strand] = []
    for strand in parted:
        _join(persons, strand)
    telling = {article for article, _ in told}
    silent.extend(Strand({a: s}, NOTHING) for a, s in found.items() if a not in telling)
    return _with_silent(persons, silent)


def _join(persons: list[Strand], strand: Strand) -> None:
    """Add a strand to the only person whom it fits; to none of its own articles."""
    fitting = [
        p
        for p in persons
        if p.sightings.keys().isdisjoint(strand.sightings) and not contradict(p.told, strand.told)
    ]
    if len(fitting) == 1:
        fitting[0].sightings.update(strand.sightings)
        fitting[0].told |= strand.told
    else:
        persons.append(strand)


def _with_silent(persons: list[Strand], silent: Iterable[Strand]) -> list[Strand]:
    """Add the articles that tell nothing: to the only person, else as one more."""
    one_more: list[Strand] = []
    for strand in silent:
        fitting = persons if len(persons) == 1 else one_more
        if fitting and fitting[0].sightings.keys().isdisjoint(strand.sightings):
            fitting[0].sightings.update(strand.sightings)
        else:
            one_more.append(strand)
    return [*persons, *one_more]


def _in_article(article: str, sightings: Sequence[Sighting], year: float) -> list[Strand]:
    """Part one article's sightings of a name."""
    # Within an article trades say nothing: one may tell of two that somebody had.
    found: list[tuple[list[Sighting], Told]] = []
    for sighting in sightings:
        told = _told(sighting.bearer, year)
        plain = Told(told.ages, told.sexes)
        fitting = [n for n, (_, known) in enumerate(found) if not _contradict_here(known, plain)]
        known_age = bool(plain.ages) and any(found[n][1].ages for n in fitting)
        fresh = sighting.bearer.apart and len(found) == 1 and not known_age
        if not found or not fitting or fresh:
            found.append(([sighting], told))
        elif len(fitting) == 1 and (len(found) == 1 or plain != NOTHING):
            n = fitting[0]
            found[n][0].append(sighting)
            found[n] = (found[n][0], found[n][1] | told)
    return [
        Strand({article: listed}, told if told != Told() else NOTHING) for listed, told in found
    ]


def _contradict_here(one: Told, other: Told) -> bool:
    apart = any(abs(a - b) > _SAME_DAY for (_, a), (_, b) in product(one.ages, other.ages))
    return apart or (bool(one.sexes and other.sexes) and one.sexes.isdisjoint(other.sexes))


def _told(bearer: Bearer, year: float) -> Told:
    if bearer == UNTOLD:
        return NOTHING
    return Told(
        frozenset({(year, bearer.age)} if bearer.age else ()),
        frozenset({bearer.sex} if bearer.sex else ()),
        frozenset({bearer.trade} if bearer.trade else ()),
    )
