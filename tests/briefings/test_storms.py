"""Storms: Telegram refuses, breaks or is away; nothing is lost but what is known to be in doubt.

The real outbox and the real requests, against the stand-in of Telegram; only time is a test's own.
"""

from __future__ import annotations

import random
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from pydantic import SecretStr
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.app import bare_application
from bot.config import load
from bot.pacing import Pace
from bot.pushing import Pusher
from bot.simulator import Person, Simulator, faults
from bot.simulator.faults import Fault
from bot.tokens import StoredTokens
from briefings.delivery import Deliveries
from storage.state.records import CATCH_UP, DeliveryState, Draft, Occurrence, Trigger

S = DeliveryState
PEOPLE = tuple(Person(2_000 + n, f"Reader {n}") for n in range(8))
PARTS = 3
MESSAGES = len(PEOPLE) * PARTS


@dataclass
class Storm:
    """Deliveries on their way to a stand-in that fails as told."""

    desk: object
    simulator: Simulator
    deliveries: Deliveries
    met: Counter[str] = field(default_factory=Counter)

    def rages(self, *kinds: Fault, share: float, until: timedelta = CATCH_UP / 4) -> None:
        """Let a share of the requests meet one of the faults, for so long."""
        draw = random.Random(7)  # noqa: S311 - no secrets here
        end = self.desk.clock.time + until

        def choose() -> Fault | None:
            if self.desk.clock.time >= end or draw.random() >= share:
                return None
            fault = draw.choice(kinds)
            self.met[fault.label] += 1
            return fault

        self.simulator.faults.storm("sendMessage", choose)

    async def ride_out(self) -> None:
        """Send, from retry to retry, until everything is settled or its time is over."""
        end = self.desk.clock.time + CATCH_UP + timedelta(minutes=1)
        while True:
            await self.deliveries.drain()
            now = self.desk.clock.time
            coming = [r.not_before for r in await self.desk.rows() if r.state is S.PENDING]
            later = [moment for moment in coming if now < moment <= end]
            if not later:
                assert not coming
                return
            self.desk.clock.time = min(later)

    async def states(self) -> Counter[DeliveryState]:
        return Counter(row.state for row in await self.desk.rows())

    def received(self) -> Counter[str]:
        """How often the stand-in has put which text into a chat."""
        return Counter(m.text for person in PEOPLE for m in self.simulator.world.answers(person.id))

    def requested(self) -> Counter[str]:
        """How often the stand-in has read a request with which text, whatever it did then."""
        return Counter(str(c.parameters["text"]) for c in self.simulator.calls_of("sendMessage"))

    async def in_doubt(self) -> set[str]:
        """The texts of what is kept as unknown."""
        rows = await self.desk.rows()
        return {str(row.payload["text"]) for row in rows if row.state is S.UNKNOWN}


@pytest.fixture
def weather(desk) -> Callable:
    """Queue three messages for each of eight chats, and give what sends them."""

    @asynccontextmanager
    async def weather(*, read_timeout: float = 20.0) -> AsyncIterator[Storm]:
        async with Simulator(users=PEOPLE, groups=()) as simulator:
            settings = load(
                env_file=None,
                telegram_bot_token=SecretStr(simulator.token),
                telegram_api_url=simulator.url,
            )
            request = HTTPXRequest(
                connection_pool_size=16,
                read_timeout=read_timeout,
                httpx_kwargs={"trust_env": False},
            )
            for person in PEOPLE:
                simulator.world.user_starts(person)
                await queue(desk, person.id)
            clock, tokens = desk.clock, StoredTokens(desk.state)

            def seconds() -> float:
                return clock.time.timestamp()

            async def sleep(seconds: float) -> None:
                clock.pass_by(timedelta(seconds=seconds))

            pace = Pace(clock=seconds, sleep=sleep)
            application = bare_application(settings, request=request)
            async with application:
                pusher = Pusher(application.bot, pace, tokens)
                yield Storm(
                    desk,
                    simulator,
                    Deliveries(state=desk.state, sender=pusher, clock=clock, sleep=sleep),
                )

    return weather


async def queue(desk, chat: int) -> None:
    subscription = replace(await desk.subscribe(chat), next_due=None)
    await desk.state.subscriptions.save(subscription)
    drafts = [
        Draft(
            payload={
                "text": f"{chat} part {part}",
                "entities": [{"type": "bold", "offset": 0, "length": 4}],
                "rows": [[{"label": "More", "command": "subscriptions", "words": f"now {chat}"}]],
            },
            items=(f"{chat}-{part}",),
            plain=f"{chat} part {part}",
        )
        for part in range(PARTS)
    ]
    occurrence = Occurrence(
        subscription=subscription.id,
        trigger=Trigger.NOW,
        slot="1",
        due=desk.clock(),
        made=desk.clock(),
    )
    assert await desk.state.outbox.enqueue(occurrence, drafts)


def in_order(storm: Storm) -> bool:
    """Whether each chat has its messages in the order of their parts."""
    return all(
        [m.text for m in storm.simulator.world.answers(p.id)]
        == sorted(m.text for m in storm.simulator.world.answers(p.id))
        for p in PEOPLE
    )


@pytest.mark.parametrize("share", [0.2, 0.6, 1.0])
@pytest.mark.parametrize(
    "kinds",
    [
        (faults.too_many_requests(30), faults.too_many_requests(400)),
        (faults.server_error(), faults.server_error(503), faults.bad_gateway()),
        (faults.too_many_requests(90), faults.server_error(), faults.bad_gateway()),
    ],
    ids=["429", "5xx", "both"],
)
async def test_a_storm_of_answers_loses_and_doubles_nothing(weather, kinds, share):
    async with weather() as storm:
        storm.rages(*kinds, share=share)
        await storm.ride_out()
        assert await storm.states() == {S.SENT: MESSAGES}
        assert set(storm.received().values()) == {1}
        assert len(storm.received()) == MESSAGES
        assert in_order(storm)
        assert storm.met.total() > 0


@pytest.mark.parametrize("share", [0.2, 1.0])
@pytest.mark.parametrize(
    "kinds",
    [
        (faults.lose_request(), faults.lose_answer()),
        (faults.garbage(done=True), faults.garbage(done=False)),
    ],
    ids=["dropped", "garbage"],
)
async def test_what_was_read_and_not_answered_is_in_doubt_and_not_sent_again(weather, kinds, share):
    async with weather() as storm:
        storm.rages(*kinds, share=share)
        await storm.ride_out()
        doubt = await storm.in_doubt()
        assert (await storm.states()).keys() <= {S.SENT, S.UNKNOWN}
        assert doubt <= storm.requested().keys()
        assert set(storm.requested().values()) == {1}
        assert storm.received().keys() >= storm.requested().keys() - doubt
        assert len(doubt) == storm.met.total() > 0


async def test_a_connection_dropped_before_anything_was_read_is_in_doubt_as_well(weather):
    """The request has left this machine whole; that nobody has read it cannot be known here."""
    async with weather() as storm:
        storm.rages(faults.lose_connection(), share=0.5)
        await storm.ride_out()
        doubt = await storm.in_doubt()
        assert len(doubt) == storm.met.total() > 0
        assert set(storm.received().values()) == {1}
        assert len(storm.received()) + len(doubt) == MESSAGES


async def test_while_telegram_cannot_be_reached_everything_waits(weather):
    async with weather() as storm:
        reached = storm.deliveries.sender
        away = replace(reached, bot=Unreachable(reached.bot))
        storm.deliveries.sender = away
        await storm.deliveries.drain()
        assert await storm.states() == {S.PENDING: MESSAGES}
        storm.deliveries.sender = reached
        await storm.ride_out()
        assert await storm.states() == {S.SENT: MESSAGES}
        assert set(storm.received().values()) == {1}


class Unreachable:
    """A bot whose connections are refused: its requests go to a port at which nobody listens."""

    def __init__(self, bot) -> None:
        self._bot = bot

    async def send_message(self, **parameters):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            own = HTTPXRequest(httpx_kwargs={"trust_env": False})
            there = f"http://127.0.0.1:{taken.getsockname()[1]}/bot"
            bot = Bot(self._bot.token, base_url=there, request=own)
            await own.initialize()
            try:
                return await bot.send_message(**parameters)
            finally:
                await own.shutdown()


async def test_a_server_that_is_too_slow_gets_nothing_twice(weather):
    async with weather(read_timeout=0.2) as storm:
        storm.rages(faults.slow(0.6), share=0.5)
        await storm.ride_out()
        doubt = await storm.in_doubt()
        assert doubt <= storm.received().keys()
        assert set(storm.received().values()) == {1}
        assert len(storm.received()) == MESSAGES
        assert await storm.states() == {S.SENT: MESSAGES - len(doubt), S.UNKNOWN: len(doubt)}


async def test_what_is_refused_is_asked_once_more_as_plain_text_and_no_third_time(weather):
    async with weather() as storm:
        storm.rages(faults.refused(), share=1.0)
        await storm.ride_out()
        assert await storm.states() == {S.REFUSED: MESSAGES}
        calls = storm.simulator.calls_of("sendMessage")
        assert ["entities" in call.parameters for call in calls].count(True) == MESSAGES
        assert set(storm.requested().values()) == {2}
        assert len(await storm.desk.state.outbox.dead(100)) == MESSAGES


async def test_who_has_blocked_the_bot_is_asked_once(weather):
    async with weather() as storm:
        storm.rages(faults.blocked(), share=1.0)
        await storm.deliveries.drain()
        storm.desk.clock.pass_by(CATCH_UP / 2)
        await storm.deliveries.drain()
        assert len(storm.simulator.calls_of("sendMessage")) == len(PEOPLE)
        assert await storm.states() == {
            S.REFUSED: len(PEOPLE),
            S.PENDING: MESSAGES - len(PEOPLE),
        }


async def test_in_a_storm_of_everything_each_message_is_told_apart(weather):
    async with weather() as storm:
        storm.rages(
            faults.too_many_requests(60),
            faults.server_error(),
            faults.bad_gateway(),
            faults.lose_request(),
            faults.lose_answer(),
            faults.garbage(done=True),
            share=0.6,
        )
        await storm.ride_out()
        doubt = await storm.in_doubt()
        assert (await storm.states()).keys() <= {S.SENT, S.UNKNOWN}
        assert doubt <= storm.requested().keys()
        assert set(storm.received().values()) == {1}
        assert len(storm.received().keys() | doubt) == MESSAGES
        assert in_order(storm)
