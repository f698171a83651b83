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
class _Prompt:
    completes: Action
    message: int
    asked: datetime


@dataclass(slots=True)
class Prompts:
    """Remembers for ten minutes what each person was asked in a chat and thread, in memory.

    In a private chat the next line is the answer; in groups only a reply to the question is,
    since people talk to each other there.
    """

    clock: Callable[[], datetime]
    _open: OrderedDict[_Asked, _Prompt] = field(default_factory=OrderedDict)

    def expect(self, place: Place, completes: Action, message: int) -> None:
        """Take the asker's next line for the end of an action; `message` is the question."""
        asked = _asked(place)
        self._open[asked] = _Prompt(completes, message, self.clock())
        self._open.move_to_end(asked)
        if len(self._open) > _MOST:
            self._open.popitem(last=False)

    def completed(self, place: Place, line: str, replied: int | None) -> Action | None:
        """Give what a line completes; None where it is no answer to a question of the bot's."""
        prompt = self._open.get(_asked(place))
        if prompt is None or self.clock() - prompt.asked > LASTING:
            return None
        if replied != prompt.message and (replied is not None or not place.private):
            return None
        self.cancel(place)
        words = f"{prompt.completes.words} {line}".strip()
        return replace(prompt.completes, words=words)

    def cancel(self, place: Place) -> bool:
        """Forget the question; tell whether one was open."""
        prompt = self._open.pop(_asked(place), None)
        return prompt is not None and self.clock() - prompt.asked <= LASTING


def _asked(place: Place) -> _Asked:
    return place.chat, place.thread, place.user
