"""What the bot has asked back: a line may answer it, a button may, and /cancel ends it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from bot.contract import Action, Place

LASTING: Final = timedelta(minutes=10)
_MOST: Final = 2_000

_Asker: TypeAlias = tuple[int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question of the bot's: the message that asks it, whom, and when.

    A line `completes` an action; where it would complete none, only the buttons answer.
    """

    asker: _Asker
    message: int
    asked: datetime
    completes: Action | None

    def answered(self, line: str) -> Action | None:
        """Give the action that a line completes, if it does any."""
        if self.completes is None:
            return None
        return replace(self.completes, words=f"{self.completes.words} {line}".strip())


@dataclass(slots=True)
class Prompts:
    """Remembers what each person was asked in a chat and thread, in memory.

    For ten minutes a line is the answer: in a private chat the next one, in groups only a reply
    to the question, since people talk to each other there.  The buttons answer as long as they
    stand.
    """

    clock: Callable[[], datetime]
    _open: OrderedDict[tuple[int, int], Prompt] = field(default_factory=OrderedDict)

    def expect(self, place: Place, completes: Action | None, message: int) -> None:
        """Note that a message asks something; the asker's next line ends the action, if any."""
        self.hush(place)
        self.put_back(Prompt(_asker(place), message, self.clock(), completes))

    def put_back(self, prompt: Prompt) -> None:
        """Wait for another answer: the last one would not do."""
        question = prompt.asker[0], prompt.message
        self._open[question] = prompt
        self._open.move_to_end(question)
        if len(self._open) > _MOST:
            self._open.popitem(last=False)

    def take(self, place: Place, replied: int | None) -> Prompt | None:
        """Close and give the question that a line answers; None where it answers none."""
        if replied is not None:
            prompt = self._open.get((place.chat, replied))
            prompt = prompt if prompt is not None and _is_asked(place, prompt) else None
        else:
            prompt = next(iter(self._of(place)), None) if place.private else None
        if prompt is None or not self._listens(prompt):
            return None
        return self._open.pop((place.chat, prompt.message))

    def waits(self, chat: int, message: int) -> bool:
        """Whether a message of a chat is a question that somebody's line may still answer."""
        prompt = self._open.get((chat, message))
        return prompt is not None and self._listens(prompt)

    def hush(self, place: Place) -> None:
        """Take no line of the asker's for an answer any more; the buttons stay."""
        for prompt in self._of(place):
            self._open[place.chat, prompt.message] = replace(prompt, completes=None)

    def cancel(self, place: Place, replied: int | None = None) -> list[int]:
        """Forget all that the asker was asked, and what is replied to; give the messages."""
        ended = [prompt.message for prompt in self._of(place)]
        named = self._open.get((place.chat, replied)) if replied is not None else None
        if named is not None and named.message not in ended and _is_asked(place, named):
            ended.append(named.message)
        for message in ended:
            self.settle(place.chat, message)
        return ended

    def settle(self, chat: int, message: int) -> Prompt | None:
        """Forget what a message asks, since a button of it was pressed; give what that was."""
        return self._open.pop((chat, message), None)

    def _of(self, place: Place) -> list[Prompt]:
        """List what the asker was asked, the last first."""
        asker = _asker(place)
        return [prompt for prompt in reversed(self._open.values()) if prompt.asker == asker]

    def _listens(self, prompt: Prompt) -> bool:
        return prompt.completes is not None and self.clock() - prompt.asked <= LASTING


def _asker(place: Place) -> _Asker:
    return place.chat, place.thread, place.user


def _is_asked(place: Place, prompt: Prompt) -> bool:
    """Whether a question that is replied to was put to whoever replies.

    Who presses a button is known by name, also where they write anonymously: an anonymous
    administrator may answer any.
    """
    return place.anonymous or prompt.asker == _asker(place)
