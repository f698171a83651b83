"""Which message answered which question: where a question is edited, its answer is changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.contract import Place
from bot.showing import Shown
from bot.turns import Turn

LASTING: Final = timedelta(minutes=15)
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question: where it stands, since when, and what had been said before."""

    shown: Shown
    at: datetime
    before: Turn | None


@dataclass(slots=True)
class Edits:
    """Remembers the answers to questions for a quarter of an hour, in memory.

    Only those that merely tell: what has changed something is not changed by an edit.
    """

    clock: Callable[[], datetime]
    _answers: OrderedDict[tuple[int, int], Answered] = field(default_factory=OrderedDict)

    def add(self, place: Place, answer: Shown | None, before: Turn | None = None) -> None:
        """Remember what a message was answered by, if it was.

        An edited one's answer may stand elsewhere now; it is as old as before.
        """
        if answer is None or place.message is None:
            return
        known = self.answer_to(place) or Answered(answer, self.clock(), before)
        self._answers[place.chat, place.message] = replace(known, shown=answer)
        if len(self._answers) > _MOST:
            self._answers.popitem(last=False)

    def answer_to(self, place: Place) -> Answered | None:
        """Give what a message was answered by; None where that was nothing, or is long ago."""
        answered = self._answers.get((place.chat, place.message or 0))
        return answered if answered and self.clock() - answered.at <= LASTING else None
