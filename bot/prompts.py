"""What the bot has asked back: the next line of who was asked completes a command."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.contract import Action, Place

LASTING: Final = timedelta(minutes=10)
_MOST: Final = 10_000

_Asked: TypeAlias = tuple[int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question of the bot's: what its answer completes, the message that asks it, and when."""

    completes: Action
    message: int
    asked: datetime

    def answered(self, line: str) -> Action:
        """Give the action that a line completes."""
        return replace(self.completes, words=f"{self.completes.words} {line}".strip())


@dataclass(slots=True)
class Prompts:
    """Remembers for ten minutes what each person was asked in a chat and thread, in memory.

    In a private chat the next line is the answer; in groups only a reply to the question is,
    since people talk to each other there.
    """

    clock: Callable[[], datetime]
    _open: OrderedDict[_Asked, Prompt] = field(default_factory=OrderedDict)

    def expect(self, place: Place, completes: Action, message: int) -> None:
        """Take the asker's next line for the end of an action; `message` is the question."""
        self.put_back(place, Prompt(completes, message, self.clock()))

    def put_back(self, place: Place, prompt: Prompt) -> None:
        """Wait for another answer: the last one would not do."""
        asked = _asked(place)
        self._open[asked] = prompt
        self._open.move_to_end(asked)
        if len(self._open) > _MOST:
            self._open.popitem(last=False)

    def take(self, place: Place, replied: int | None) -> Prompt | None:
        """Close and give the question that a line answers; None where it answers none."""
        asked = self._asked_of(place, replied)
        prompt = self._open.get(asked)
        if prompt is None or not self._lasts(prompt):
            return None
        if replied != prompt.message and (replied is not None or not place.private):
            return None
        return self._open.pop(asked)

    def waits(self, chat: int, message: int) -> bool:
        """Whether a message of a chat is a question that somebody may still answer."""
        return any(
            asked[0] == chat and prompt.message == message and self._lasts(prompt)
            for asked, prompt in self._open.items()
        )

    def _lasts(self, prompt: Prompt) -> bool:
        return self.clock() - prompt.asked <= LASTING

    def cancel(self, place: Place) -> bool:
        """Forget the question; tell whether one was open."""
        prompt = self._open.pop(_asked(place), None)
        return prompt is not None and self._lasts(prompt)

    def settle(self, place: Place, message: int) -> None:
        """Forget what a message asks: one of its buttons was pressed instead."""
        prompt = self._open.get(_asked(place))
        if prompt is not None and prompt.message == message:
            self.cancel(place)

    def _asked_of(self, place: Place, replied: int | None) -> _Asked:
        """Tell who was asked what is answered here.

        Who presses a button is known by name, also where they write anonymously: of an anonymous
        administrator any question counts that the reply is to.
        """
        if place.anonymous:
            for asked, prompt in self._open.items():
                if asked[0] == place.chat and prompt.message == replied:
                    return asked
        return _asked(place)


def _asked(place: Place) -> _Asked:
    return place.chat, place.thread, place.user
