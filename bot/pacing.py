"""The pace of messages: as fast as Telegram takes them, answers before briefings.

Telegram takes about 30 messages a second of a bot, one a second to a chat, 20 a minute to a
group, and says 429 beyond.  `Limits` knows when the next message may go, `Pace` lets those who
have one wait for their turn.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf
from typing import Final

PATIENCE: Final = 30.0  # seconds that an answer may wait; later it is of no use to who asked
_ROOM: Final = 20_000  # pushes that may wait
_LINE: Final = 10  # answers of one chat that may wait: ten seconds; who asks faster is not heard
_SHARE: Final = 10  # answers in a row while a push waits; then one push, so that none starves
_HAIR: Final = 0.0001  # seconds that an alarm rings late: rung too early, it rings twice

_SPACING: Final = 1 / 25  # seconds between messages, on the whole
_BURST: Final = 5  # messages that may go at once; 5 + 25 in any second are Telegram's 30
_KEPT: Final = 2  # of the burst, for answers alone

# Messages that may go to a chat within so many seconds.
_PUSHES: Final = ((1, 1.0),)
_ANSWERS: Final = ((3, 3.0),)  # Telegram minds no short burst, and pages follow each other
_GROUP: Final = ((18, 60.0),)
_REMEMBERED: Final = 60.0  # seconds that a message counts at most


class NoTurn(Exception):
    """No turn comes in useful time: too many wait, or Telegram has halted the chat for long."""


class Limits:
    """When the next message may go: a pure account of what went, told the time."""

    def __init__(self) -> None:
        # The moment at which the messages so far would have gone, one every `_SPACING` seconds.
        self._spaced = 0.0
        self._sent: OrderedDict[int, deque[float]] = OrderedDict()  # the latest to a chat last
        self._floods: dict[int, float] = {}  # until when a chat is halted
        self._all_halted = 0.0

    def overall(self, *, kept: int) -> float:
        """From when the next message may go, leaving so many of the burst."""
        return max(self._spaced - (_BURST - 1 - kept) * _SPACING, self._all_halted)

    def of_chat(self, chat: int, *, group: bool, push: bool) -> float:
        """From when the next message to a chat may go, by what the chat itself had."""
        sent = self._sent.get(chat, ())
        windows = (_PUSHES if push else _ANSWERS) + (_GROUP if group else ())
        free = (sent[-most] + seconds for most, seconds in windows if len(sent) >= most)
        return max(self._floods.get(chat, 0.0), *free, 0.0)

    def halted(self, chat: int) -> float:
        """Until when a 429 halts a chat or all of them; a time gone by where none does."""
        return max(self._floods.get(chat, 0.0), self._all_halted)

    def take(self, chat: int, now: float) -> None:
        """Count a message that goes now."""
        self._spaced = max(self._spaced, now) + _SPACING
        self._sent.setdefault(chat, deque(maxlen=_GROUP[0][0])).append(now)
        self._sent.move_to_end(chat)
        while next(iter(self._sent.values()))[-1] < now - _REMEMBERED:
            self._sent.popitem(last=False)

    def flood(self, chat: int, seconds: float, now: float) -> None:
        """Halt a chat; where another is halted too, halt all until the later of the ends."""
        self._floods = {one: end for one, end in self._floods.items() if end > now}
        self._floods[chat] = max(self._floods.get(chat, 0.0), now + seconds)
        if len(self._floods) > 1:
            self._all_halted = max(self._floods.values())


@dataclass(slots=True, eq=False)
class _Waiter:
    """Someone with a message; `go` is done when it may be sent."""

    number: int  # in the order of coming
    chat: int
    group: bool
    push: bool
    go: asyncio.Future[None]


class _Queue:
    """Those who wait, of one kind: who came first goes first, where the chat may have it.

    A chat with a line has one entry in one of the two heaps: `_ready` by who came first, or
    `_later` by when it may have its next.  Entries are looked at when they come up, so that a
    message costs O(log n) however many wait.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lines: dict[int, deque[_Waiter]] = {}
        self._ready: list[tuple[int, int]] = []
        self._later: list[tuple[float, int]] = []
        self.waiting = 0

    def length(self, chat: int) -> int:
        """How many of a chat wait."""
        return len(self._lines.get(chat, ()))

    def add(self, waiter: _Waiter) -> None:
        """Put someone at the end of the line of their chat."""
        line = self._lines.get(waiter.chat)
        if line is None:
            line = self._lines[waiter.chat] = deque()
            heappush(self._ready, (waiter.number, waiter.chat))
        line.append(waiter)
        self.waiting += 1

    def remove(self, waiter: _Waiter) -> None:
        """Take out who has got a turn or gave up; the entry goes when it comes up."""
        self._lines[waiter.chat].remove(waiter)
        self.waiting -= 1

    def first(self, now: float) -> _Waiter | None:
        """Give who came first of those whose chat may have a message now."""
        while self._later and self._later[0][0] <= now:
            _, chat = heappop(self._later)
            self._come_up(chat)
        while self._ready:
            number, chat = self._ready[0]
            line = self._lines[chat]
            if not line or line[0].number != number:
                heappop(self._ready)
                self._come_up(chat)
                continue
            head = line[0]
            free = self._limits.of_chat(chat, group=head.group, push=head.push)
            if free <= now:
                return head
            heappop(self._ready)
            heappush(self._later, (free, chat))
        return None

    def next_free(self) -> float:
        """From when one of the chats that may have no message now may have one."""
        return self._later[0][0] if self._later else inf

    def _come_up(self, chat: int) -> None:
        """Enter a chat anew among the ready, or forget it where nobody is left in its line."""
        line = self._lines[chat]
        if line:
            heappush(self._ready, (line[0].number, chat))
        else:
            del self._lines[chat]


class Pace:
    """Gives turns to send: 25 a second, one a second to a chat, 18 a minute to a group.

    Answers come before pushes; among each, who came first.  `clock` counts seconds.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        room: int = _ROOM,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._room = room
        self._limits = Limits()
        self._answers = _Queue(self._limits)
        self._pushes = _Queue(self._limits)
        self._came = 0
        self._answers_in_row = 0
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = 0.0

    @property
    def waiting(self) -> int:
        """How many wait for a turn."""
        return self._answers.waiting + self._pushes.waiting

    def halted(self, chat: int) -> float:
        """For how many seconds more a 429 halts a chat; 0 where none does."""
        return max(0.0, self._limits.halted(chat) - self._clock())

    def full(self, chat: int, *, group: bool) -> float:
        """For how many seconds a chat may have no push, by what it had itself; 0 if it may."""
        free = self._limits.of_chat(chat, group=group, push=True)
        return max(0.0, free - self._clock())

    def flood(self, chat: int, seconds: float) -> None:
        """Halt a chat for as long as Telegram says; a second chat within that time halts all."""
        self._limits.flood(chat, seconds, self._clock())

    @asynccontextmanager
    async def turn(self, chat: int, *, group: bool, push: bool = False) -> AsyncIterator[None]:
        """Wait until a message may go to a chat; the body sends it, once.

        Raises NoTurn where too many wait already, or an answer would come too late.
        """
        queue = self._pushes if push else self._answers
        self._refuse_late(chat, group=group, push=push)
        self._came += 1
        go = asyncio.get_running_loop().create_future()
        waiter = _Waiter(self._came, chat, group, push, go)
        queue.add(waiter)
        self._give_turns()
        try:
            await go
        except asyncio.CancelledError:
            if go.cancelled():  # else it had its turn already, which goes unused
                queue.remove(waiter)
                self._give_turns()
            raise
        yield

    def _refuse_late(self, chat: int, *, group: bool, push: bool) -> None:
        if push:
            if self._pushes.waiting >= self._room:
                raise NoTurn(f"{self._room} pushes wait")
            return
        if self._answers.length(chat) >= _LINE:
            raise NoTurn(f"{_LINE} answers to chat {chat} wait")
        free = self._limits.of_chat(chat, group=group, push=False)
        late = max(free, self._limits.halted(chat)) - self._clock()
        if late > PATIENCE:
            raise NoTurn(f"the next message to chat {chat} may go in {late:.0f} s")

    def _give_turns(self) -> None:
        """Let go who may, and set the alarm for who may next."""
        now = self._clock()
        while True:
            at, waiter = self._next(now)
            if waiter is None or at > now:
                break
            self._go(waiter, now)
        self._set_alarm(at, now)

    def _next(self, now: float) -> tuple[float, _Waiter | None]:
        """Tell who is next and from when; or only when to look again."""
        answer, push = self._answers.first(now), self._pushes.first(now)
        if push is not None and self._answers_in_row >= _SHARE:
            return self._limits.overall(kept=0), push
        if answer is not None:
            return self._limits.overall(kept=0), answer
        if push is not None:
            return self._limits.overall(kept=_KEPT), push
        return min(self._answers.next_free(), self._pushes.next_free()), None

    def _go(self, waiter: _Waiter, now: float) -> None:
        (self._pushes if waiter.push else self._answers).remove(waiter)
        overtaking = not waiter.push and self._pushes.waiting > 0
        self._answers_in_row = self._answers_in_row + 1 if overtaking else 0
        self._limits.take(waiter.chat, now)
        waiter.go.set_result(None)

    def _set_alarm(self, at: float, now: float) -> None:
        """Look again then; an alarm that rings too early does no harm."""
        if self._alarm is not None and (not self.waiting or at < self._alarm_at):
            self._alarm.cancel()
            self._alarm = None
        if self.waiting and self._alarm is None:
            self._alarm_at = at
            self._alarm = asyncio.create_task(self._ring(at - now + _HAIR))

    async def _ring(self, seconds: float) -> None:
        await self._sleep(seconds)
        self._alarm = None
        self._give_turns()
