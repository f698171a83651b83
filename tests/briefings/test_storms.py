"""Storms: Telegram refuses, breaks or is away; nothing is lost but what is known to be in doubt.

The real outbox and the real requests, against the stand-in of Telegram; only time is a test's own.

What a broken connection leaves, line by line (see also tests/bot/test_transport.py):

| the connection breaks        | left whole | read | done | the delivery            |
|------------------------------|------------|------|------|-------------------------|
| before there is one          | no         | no   | no   | is sent again           |
| while the request is written | no         | no   | no   | is sent again           |
| once that is written         | yes        | no   | no   | is in doubt: `unknown`  |
| once that is read            | yes        | yes  | no   | is in doubt: `unknown`  |
| once that is done            | yes        | yes  | yes  | is in doubt: `unknown`  |

The last three look alike from here, and Telegram cannot be asked which it was.
"""

from __future__ import annotations

import asyncio
import random
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from telegram import Bot

from bot.app import bare_application
from bot.config import load
from bot.pacing import Pace
from bot.pushing import Pusher
from bot.simulator import Person, Simulator, faults
from bot.simulator.faults import Fault
from bot.tally import Tally
from bot.tokens import StoredTokens
from bot.transport import http_request
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
                telegram_bot_token=simulator.token,
                telegram_api_url=simulator.url,
            )
            request = http_request(settings, pool=16, read=read_timeout)
            for person in PEOPLE:
                simulator.world.user_starts(person)
                await queue(desk, person.id)
            clock, tokens = desk.clock, StoredTokens(desk.state)

            def seconds() -> float:
                return clock.time.timestamp()

            async def sleep(seconds: float) -> None:
                clock.pass_by(timedelta(seconds=seconds))

            pace = Pace(clock=seconds, sleep=sleep)
            application = bare_application(settings, Tally(), request=request)
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


@pytest.mark.parametrize(
    ("fault", "read", "done"),
    [
        (faults.lose_connection(), False, False),
        (faults.lose_request(), True, False),
        (faults.lose_answer(), True, True),
    ],
    ids=["written", "read", "done"],
)
async def test_what_had_left_whole_when_its_connection_broke_is_in_doubt_and_kept_as_that(
    weather, fault, read, done
):
    async with weather() as storm:
        storm.rages(fault, share=0.5)
        await storm.ride_out()
        doubt = await storm.in_doubt()
        assert len(doubt) == storm.met.total() > 0
        assert (doubt <= storm.requested().keys()) is read
        assert (doubt <= storm.received().keys()) is done
        assert await storm.states() == {S.SENT: MESSAGES - len(doubt), S.UNKNOWN: len(doubt)}
        assert set(storm.received().values()) == {1}
        assert len(storm.received().keys() | doubt) == MESSAGES


@asynccontextmanager
async def nobody() -> AsyncIterator[int]:
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@asynccontextmanager
async def breaking_off() -> AsyncIterator[int]:
    """A port that reads half of each request, and breaks the connection off."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(1000)
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=4096)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.mark.parametrize("away", [nobody, breaking_off])
async def test_while_nothing_reaches_telegram_whole_everything_waits(weather, away):
    async with weather() as storm, away() as port:
        sending = storm.deliveries.sender
        storm.deliveries.sender = replace(sending, bot=Elsewhere(sending.bot.token, port))
        await storm.deliveries.drain()
        assert await storm.states() == {S.PENDING: MESSAGES}
        storm.deliveries.sender = sending
        await storm.ride_out()
        assert await storm.states() == {S.SENT: MESSAGES}
        assert set(storm.received().values()) == {1}


@dataclass
class Elsewhere:
    """A bot whose messages go to another port; no system takes them whole before they are read."""

    token: str
    port: int

    async def send_message(self, **parameters):
        url = f"http://127.0.0.1:{self.port}"
        own = http_request(load(env_file=None, telegram_api_url=url), pool=1)
        await own.initialize()
        try:
            bot = Bot(self.token, base_url=f"{url}/bot", request=own)
            return await bot.send_message(**parameters | {"text": "a" * 16_000_000})
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
