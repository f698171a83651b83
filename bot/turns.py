"""What was asked and answered lately, so that the next line may follow it; kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.asking import PLAIN
from bot.contract import Action, Place

MOST: Final = 10_000  # answers, and people in a chat, that are remembered
LASTING: Final = timedelta(minutes=15)

# Commands that a follow-up goes on with, and by which: a card says nothing of 2015.
_GO_ON: Final = {
    **{name: name for name in (PLAIN, "quote", "search", "timeline")},
    "actor": PLAIN,
}

_Asker: TypeAlias = tuple[int, int | None, int | None]
_Message: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer: the page shown, of how many, the question that may be followed, who asked."""

    shown: Action
    pages: int
    asked: Action | None = None
    asker: int | None = None


@dataclass(slots=True)
class Turns:
    """Remembers answers by their messages, and for a while the last to each person in a chat.

    At most `most` of either are kept; the oldest go first.
    """

    clock: Callable[[], datetime]
    most: int = MOST
    _said: OrderedDict[_Message, Turn] = field(default_factory=OrderedDict)
    _last: OrderedDict[_Asker, tuple[int, datetime]] = field(default_factory=OrderedDict)

    def add(self, place: Place, message: int, shown: Action, pages: int) -> None:
        """Remember an answer to someone.

        Opening a source or a brief leaves the question that may be followed as it was.
        """
        before = self.last(place)
        asked = _followable(shown) or (before.asked if before is not None else None)
        self._keep((place.chat, message), Turn(shown, pages, asked, place.user))
        asker = (place.chat, place.thread, place.user)
        self._last[asker] = (message, self.clock())
        self._last.move_to_end(asker)
        if len(self._last) > self.most:
            self._last.popitem(last=False)

    def turn_page(self, place: Place, message: int, shown: Action, pages: int) -> None:
        """Remember that an answer shows another page now; whose last it was it stays."""
        before = self._said.get((place.chat, message))
        asked = _followable(shown) or (before.asked if before is not None else None)
        asker = before.asker if before is not None else None
        self._keep((place.chat, message), Turn(shown, pages, asked, asker))

    def of(self, chat: int, message: int) -> Turn | None:
        """Give the answer that a message is, where it is remembered."""
        return self._said.get((chat, message))

    def last(self, place: Place) -> Turn | None:
        """Give the last answer to someone in a chat and thread; None where it was long ago."""
        message, time = self._last.get((place.chat, place.thread, place.user), (0, None))
        if time is None or self.clock() - time > LASTING:
            return None
        return self._said.get((place.chat, message))

    def before(self, place: Place, replied: int | None) -> Turn | None:
        """Give the answer that a line replies to, however old, else the last one."""
        return self.last(place) if replied is None else self._said.get((place.chat, replied))

    def _keep(self, message: _Message, turn: Turn) -> None:
        self._said[message] = turn
        self._said.move_to_end(message)
        if len(self._said) > self.most:
            self._said.popitem(last=False)


def _followable(shown: Action) -> Action | None:
    command = _GO_ON.get(shown.command)
    return Action(command=command, words=shown.words) if command and shown.words else None
