"""Who comes in: whom the bot is open to, and how much one person may ask."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, TypeAlias

from bot.config import Access
from bot.contract import Place

MINUTE: Final = 60.0
"""Seconds within which questions are counted."""

ADMINS: Final = 3
"""How many times as much an admin may ask: what they do takes many steps."""

_REMEMBERED: Final = 10_000  # people, those who asked last; some two megabytes


class Way(Enum):
    """How somebody asks."""

    MESSAGE = "message"
    BUTTON = "button"
    INLINE = "inline"


class Entry(Enum):
    """What becomes of somebody who asks."""

    FREE = auto()
    CLOSED = auto()  # the bot is not open to them
    HASTY = auto()  # they ask too much, and are to be told
    IGNORED = auto()  # they ask too much, and were told


# How many times as often as by messages: buttons are pressed while pages are turned, and an inline
# query comes with every few letters.
_OFTEN: Final = {Way.MESSAGE: 1, Way.BUTTON: 3, Way.INLINE: 3}

Asker: TypeAlias = tuple[int, Way]
"""Somebody by their id, and the way in which they ask."""


@dataclass(slots=True)
class Allowance:
    """Counts what is asked within a minute.

    What is refused does not count, so that who goes on too fast is answered at the pace there is.
    """

    clock: Callable[[], float] = time.monotonic
    _asked: OrderedDict[Asker, deque[float]] = field(default_factory=OrderedDict)
    _told: dict[Asker, float] = field(default_factory=dict)

    def take(self, asker: Asker, most: int) -> Entry:
        """Let somebody ask once more, who may ask so often in any minute; FREE or why not."""
        now = self.clock()
        asked = self._asked.setdefault(asker, deque())
        self._asked.move_to_end(asker)
        while asked and now - asked[0] >= MINUTE:
            asked.popleft()
        if len(asked) < most:
            asked.append(now)
            self._forget()
            return Entry.FREE
        told = self._told.get(asker)
        if told is not None and now - told < MINUTE:
            return Entry.IGNORED
        self._told[asker] = now
        return Entry.HASTY

    def _forget(self) -> None:
        while len(self._asked) > _REMEMBERED:
            asker, _ = self._asked.popitem(last=False)
            self._told.pop(asker, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who may use the bot at all, who is an admin, and how much anybody may ask.

    `a_minute` is how many messages; 0 is any number.
    """

    access: Access = Access.OPEN
    allowed: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()
    a_minute: int = 0
    allowance: Allowance = field(default_factory=Allowance)

    def enter(self, place: Place, way: Way = Way.MESSAGE) -> Entry:
        """Let somebody ask, or say why not; it counts."""
        entry = self._taken(place, way)
        if entry is not Entry.FREE:
            return entry
        # What is found inline can be shared with anybody.
        admitted = self.access is Access.OPEN if way is Way.INLINE else self.admits(place)
        return Entry.FREE if admitted else Entry.CLOSED

    def _taken(self, place: Place, way: Way) -> Entry:
        if self.a_minute == 0:
            return Entry.FREE
        person = place.user if place.user is not None else place.chat
        most = self.a_minute * _OFTEN[way] * (ADMINS if self.is_admin(place) else 1)
        return self.allowance.take((person, way), most)

    def admits(self, place: Place) -> bool:
        """Whether the asker, or the chat as a whole, may use the bot."""
        if self.access is Access.OPEN:
            return True
        known = self.allowed | self.admins
        return place.chat in known or place.user in known

    def is_admin(self, place: Place) -> bool:
        """Whether the asker is an admin."""
        return place.user is not None and place.user in self.admins
