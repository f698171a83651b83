"""Ten thousand chats due in one minute, in virtual time: the real sending and the real pace.

The outbox is one in memory, to the same contract; tests/state holds the real one to it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

import pytest

from bot.pacing import Pace
from briefings.delivery import Deliveries
from briefings.outcomes import Flood, Outcome, Sent
from storage.state.records import CATCH_UP, Delivery, DeliveryState, Settled

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
CHATS = 10_000
GROUPS = range(-10, 0)  # each with more to get than it may have in a minute
OF_A_GROUP = 20
ANSWERS = 60


def now() -> float:
    return asyncio.get_running_loop().time()


class Outbox:
    """Deliveries in memory: one of a chat at a time, the oldest first, each taken by one."""

    def __init__(self) -> None:
        self.lines: dict[int, deque[Delivery]] = defaultdict(deque)
        self.left = 0
        self.at_work: set[int] = set()
        self._ready: list[tuple[datetime, int, int]] = []  # by due time, then as queued
        self._later: list[tuple[datetime, int]] = []

    def add(self, delivery: Delivery) -> None:
        self.lines[delivery.chat].append(delivery)
        self.left += 1
        if len(self.lines[delivery.chat]) == 1:
            self._come_up(delivery.chat)

    def _come_up(self, chat: int) -> None:
        first = self.lines[chat][0]
        heappush(self._ready, (first.due, first.id, chat))

    async def claim(
        self, moment: datetime, lease: timedelta, limit: int, busy: set[int]
    ) -> tuple[Delivery, ...]:
        del lease
        while self._later and self._later[0][0] <= moment:
            self._come_up(heappop(self._later)[1])
        claimed = []
        while self._ready and len(claimed) < limit and self._ready[0][0] <= moment:
            *_, chat = heappop(self._ready)
            assert chat not in busy
            self.at_work.add(chat)
            claimed.append(self.lines[chat][0])
        return tuple(claimed)

    async def begin(self, id_: int, moment: datetime) -> bool:
        del id_, moment
        return True

    async def settle(self, id_: int, settled: Settled) -> bool:
        chat = id_ // 1_000
        line = self.lines[chat]
        self.at_work.remove(chat)
        if settled.state is DeliveryState.PENDING:
            line[0] = replace(line[0], attempts=line[0].attempts + 1)
            heappush(self._later, (settled.not_before, chat))
            return True
        assert settled.state is DeliveryState.SENT
        line.popleft()
        self.left -= 1
        if line:
            self._come_up(chat)
        return True

    async def release(self, ids: list[int]) -> int:
        return len(ids)


@dataclass
class State:
    outbox: Outbox


@dataclass
class Telegram:
    """Takes messages in a quarter of a second; now and then it says that there are too many."""

    pace: Pace
    floods: set[int]
    went: list[tuple[float, int, str]] = field(default_factory=list)

    def wait(self, delivery: Delivery) -> float:
        return self.pace.full(delivery.chat, group=delivery.group)

    @asynccontextmanager
    async def turn(self, delivery: Delivery) -> AsyncIterator[None]:
        async with self.pace.turn(delivery.chat, group=delivery.group, push=True):
            yield

    async def push(self, delivery: Delivery) -> Outcome:
        self.went.append((now(), delivery.chat, "push"))
        await asyncio.sleep(0.25)
        if delivery.id in self.floods:
            self.floods.remove(delivery.id)
            self.pace.flood(delivery.chat, 3)
            return Flood(3)
        return Sent(1)

    async def ask(self, number: int) -> float:
        """Ask a question at some moment; give how long its answer took to be let go."""
        await asyncio.sleep(5.3 * number)
        asked = now()
        chat = 1_000_000 + number
        async with self.pace.turn(chat, group=False):
            self.went.append((now(), chat, "answer"))
        return now() - asked


@dataclass
class Story:
    took: float
    waited: list[float]
    went: list[tuple[float, int, str]]


@pytest.fixture(scope="module")
def story(in_virtual_time) -> Story:
    async def whole() -> Story:
        outbox = Outbox()
        for number in range(CHATS):
            due = NINE + timedelta(seconds=60 * number / CHATS)
            outbox.add(_delivery(number + 1, 0, due, group=False))
        for group in GROUPS:
            for part in range(OF_A_GROUP):
                outbox.add(_delivery(group, part, NINE, group=True))
        telegram = Telegram(Pace(clock=now), floods={5_000_000, 9_000_000})
        deliveries = Deliveries(
            state=State(outbox),
            sender=telegram,
            clock=lambda: NINE + timedelta(seconds=now()),
        )
        stop = asyncio.Event()
        running = asyncio.create_task(deliveries.run(stop))
        asking = [asyncio.create_task(telegram.ask(n)) for n in range(ANSWERS)]
        while outbox.left:  # noqa: ASYNC110 - virtual seconds
            await asyncio.sleep(0.1)
        took = now()
        waited = await asyncio.gather(*asking)
        stop.set()
        await running
        return Story(took, waited, telegram.went)

    return in_virtual_time(whole())


def _delivery(chat: int, part: int, due: datetime, *, group: bool) -> Delivery:
    return Delivery(
        id=chat * 1_000 + part,
        subscription=1,
        chat=chat,
        group=group,
        part=part,
        payload={},
        due=due,
        expires=due + CATCH_UP,
        not_before=due,
        state=DeliveryState.CLAIMED,
    )


def most_within(times: list[float], seconds: float) -> int:
    """The most that fell into any time of that length, its ends included."""
    first, most = 0, 0
    for last, moment in enumerate(times):
        while times[first] < moment - seconds - 1e-9:
            first += 1
        most = max(most, last - first + 1)
    return most


def test_everybody_gets_it_in_less_than_seven_minutes(story):
    pushes = Counter(chat for _, chat, what in story.went if what == "push" and chat > 0)
    assert pushes.keys() == set(range(1, CHATS + 1))
    assert pushes.total() == CHATS + 2  # two were told to wait
    assert story.took < 7 * 60


def test_no_second_has_more_than_telegram_takes(story):
    assert most_within([moment for moment, _, _ in story.went], 1.0) <= 30


def test_no_chat_gets_more_than_it_may_have(story):
    of_chat = defaultdict(list)
    for moment, chat, _ in story.went:
        of_chat[chat].append(moment)
    for chat, times in of_chat.items():
        assert most_within(times, 0.99) <= 1, chat
    for group in GROUPS:
        assert len(of_chat[group]) == OF_A_GROUP
        assert most_within(of_chat[group], 59.9) <= 18


def test_answers_do_not_wait_for_briefings(story):
    assert max(story.waited) <= 0.05
