"""When events happened, as columns: what falls into a period is told without the events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from storage.models import Event, When

Places = NDArray[np.uint32]
LONGEST_CLOSE: Final = 366  # days; a date that is longer dates circumstances, not what happened
_WIDE: Final = frozenset({"year", "decade"})  # values of Precision


def is_wide(when: When) -> bool:
    """Whether a date is a year or more: it tells about when, not when."""
    return when.precision.value in _WIDE or when.width > LONGEST_CLOSE


@dataclass(frozen=True, slots=True, eq=False)
class Chronology:
    """The days of events that are in order of their dates, by their places in that order.

    `earliest` and `latest` are proleptic ordinals (`date.toordinal`), `wide` marks dates of a
    year or more, `happening` numbers what each tells, so that tellings of one have one number.
    `disputed` are the places of what articles tell differently, `by_actor` those of each actor's
    events.
    """

    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]
    wide: NDArray[np.bool_]
    happening: NDArray[np.uint32]
    disputed: Places
    by_actor: Mapping[str, Places]

    @classmethod
    def of(cls, events: Sequence[Event], disputed: Container[str] = ()) -> Chronology:
        """Take the events in their order, and the clusters that are told differently."""
        numbers: dict[str, int] = {}
        by_actor: defaultdict[str, list[int]] = defaultdict(list)
        for place, event in enumerate(events):
            numbers.setdefault(event.cluster or event.id, len(numbers))
            for actor in dict.fromkeys(event.actors):
                by_actor[actor].append(place)
        return cls(
            earliest=np.array([e.when.earliest.toordinal() for e in events], np.int32),
            latest=np.array([e.when.latest.toordinal() for e in events], np.int32),
            wide=np.array([is_wide(e.when) for e in events], np.bool_),
            happening=np.array([numbers[e.cluster or e.id] for e in events], np.uint32),
            disputed=np.array(
                [place for place, e in enumerate(events) if e.cluster in disputed], np.uint32
            ),
            by_actor={actor: np.array(places, np.uint32) for actor, places in by_actor.items()},
        )

    def falling(self, period: When | None) -> Places:
        """Give the places of what lies in a period, or holds it and is closer than a year.

        Without a period, all places.
        """
        if period is None:
            return np.arange(len(self.earliest), dtype=np.uint32)
        first, last = period.earliest.toordinal(), period.latest.toordinal()
        within = (self.earliest >= first) & (self.latest <= last)
        around = (self.earliest <= first) & (self.latest >= last) & ~self.wide
        return np.flatnonzero(within | around).astype(np.uint32)

    def of_actor(self, actor: str) -> Places:
        """Give the places of an actor's events."""
        return self.by_actor.get(actor, np.empty(0, np.uint32))

    def first(self, places: Places, *, happenings: int, tellings: int) -> Selection:
        """Choose the first happenings of some places, and of each the most exact tellings.

        They are read by year, in each the close dates first, then those of a year or more.
        """
        # By happening, in each the shortest range first.
        told = self.happening[places]
        order = np.lexsort((places, (self.latest - self.earliest)[places], told))
        ranked, told = places[order], told[order]
        begins = np.flatnonzero(np.diff(told.astype(np.int64), prepend=-1))
        rank = np.arange(len(ranked)) - np.repeat(begins, np.diff(begins, append=len(ranked)))
        heads = ranked[begins]
        columns = (self.latest[heads], self.earliest[heads], self.wide[heads], self._years(heads))
        read = heads[np.lexsort(columns)]
        chosen = np.isin(told, self.happening[read[:happenings]]) & (rank < tellings)
        return Selection(np.sort(ranked[chosen]), len(heads), read[happenings:])

    def next_day(self, places: Places, after: date) -> date | None:
        """Give the first day behind another on which an event at one of the places begins."""
        days = self.earliest[places]
        later = days[days > after.toordinal()]
        return date.fromordinal(int(later[0])) if len(later) else None

    def _years(self, places: Places) -> NDArray[np.int64]:
        return _days(self.earliest[places]).astype("datetime64[Y]").astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """What of some events is told: places in their order, and of how many happenings.

    `left_out` is a place of each happening that is not told, in the order of reading.
    """

    places: Places
    happenings: int
    left_out: Places


def _days(ordinals: NDArray[np.int32]) -> NDArray[np.datetime64]:
    since_1970 = ordinals.astype(np.int64) - date(1970, 1, 1).toordinal()
    return since_1970.astype("datetime64[D]")


def taken(events: Sequence[Event], places: Iterable[int]) -> list[Event]:
    """Give the events at some places."""
    return [events[place] for place in places]
