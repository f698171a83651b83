"""Deliveries: each sent once, in order; what failed is tried again where that cannot double it."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings import delivery as deliveries
from briefings.delivery import AT_ONCE, settled
from briefings.outcomes import (
    Failed,
    Flood,
    Forbidden,
    Migrated,
    NotSent,
    Outcome,
    Refused,
    Sent,
    TopicGone,
    Unknown,
)
from storage.errors import StateUnavailable
from storage.state.records import (
    CATCH_UP,
    Delivery,
    DeliveryState,
    Draft,
    Occurrence,
    PauseReason,
    Settled,
    Trigger,
)

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
CHAT, OTHER, THIRD = 1001, 1002, 1003
SUPERGROUP = -1_001_001
S = DeliveryState

ONE = Delivery(
    id=1,
    subscription=1,
    chat=CHAT,
    group=False,
    part=1,
    payload={},
    due=NINE,
    expires=NINE + CATCH_UP,
    not_before=NINE,
    state=S.SENDING,
    plain="plain",
)


def again(seconds: float, error: str) -> Settled:
    return Settled(
        state=S.PENDING, at=NINE, not_before=NINE + timedelta(seconds=seconds), error=error
    )


@pytest.mark.parametrize(
    ("outcome", "delivery", "made"),
    [
        (Sent(7), ONE, Settled(state=S.SENT, at=NINE, message=7)),
        (TopicGone("gone"), ONE, Settled(state=S.REFUSED, at=NINE, error="gone")),
        (Unknown("lost"), ONE, Settled(state=S.UNKNOWN, at=NINE, error="lost")),
        (
            Refused("entities"),
            ONE,
            Settled(state=S.PENDING, at=NINE, plain=True, error="entities"),
        ),
        (
            Refused("still"),
            replace(ONE, retry_plain=True),
            Settled(state=S.REFUSED, at=NINE, error="still", dead=True),
        ),
        (
            Refused("no plain text"),
            replace(ONE, plain=""),
            Settled(state=S.REFUSED, at=NINE, error="no plain text", dead=True),
        ),
        (Forbidden("blocked"), ONE, Settled(state=S.REFUSED, at=NINE, error="blocked")),
        (Migrated(SUPERGROUP), ONE, Settled(state=S.PENDING, at=NINE)),
        (Flood(30), ONE, again(30, "too many messages")),
        (
            Flood(7 * 3600),
            ONE,
            Settled(state=S.EXPIRED, at=NINE, error="too many messages"),
        ),
        (NotSent("offline"), ONE, again(1, "offline")),
        (Failed("502"), replace(ONE, attempts=1), again(5, "502")),
        (Failed("502"), replace(ONE, attempts=2), again(15, "502")),
        (Failed("502"), replace(ONE, attempts=3), again(60, "502")),
        (Failed("502"), replace(ONE, attempts=4), again(300, "502")),
        (Failed("502"), replace(ONE, attempts=400), again(300, "502")),
    ],
)
def test_an_outcome_settles_a_delivery(outcome, delivery, made):
    assert settled(delivery, outcome, NINE) == made


OUTCOMES = st.one_of(
    st.builds(Sent, st.integers(1)),
    st.builds(Flood, st.floats(0, 1e6)),
    st.builds(Migrated, st.integers()),
    *(st.builds(kind, st.text()) for kind in (NotSent, Failed, Refused, Forbidden, Unknown)),
)


@given(
    outcome=OUTCOMES,
    attempts=st.integers(0, 100),
    plain=st.booleans(),
    late=st.timedeltas(timedelta(0), CATCH_UP),
)
def test_only_what_did_not_arrive_is_tried_again_and_only_in_its_time(
    outcome, attempts, plain, late
):
    one = replace(ONE, attempts=attempts, retry_plain=plain)
    made = settled(one, outcome, NINE + late)
    if isinstance(outcome, Sent | Unknown | Forbidden):
        assert made.state in {S.SENT, S.UNKNOWN, S.REFUSED}
    if isinstance(outcome, NotSent | Failed | Flood):
        assert made.state in {S.PENDING, S.EXPIRED}
    if made.not_before is not None:
        assert NINE + late <= made.not_before <= one.expires
    assert made.dead == (made.state is S.REFUSED and isinstance(outcome, Refused))


# --- the outbox worked off


async def queue(desk, chat: int, *texts: str, due: datetime = NINE, slot: str = "1") -> None:
    """Queue an occurrence of so many messages for a chat."""
    subscription = await desk.subscribe(chat)
    drafts = [
        Draft(payload={"text": text}, items=(f"{chat} {text}",), plain=f"plain {text}")
        for text in texts
    ]
    occurrence = Occurrence(
        subscription=subscription.id, trigger=Trigger.NOW, slot=slot, due=due, made=NINE
    )
    assert await desk.state.outbox.enqueue(occurrence, drafts)


def answering(*outcomes: Outcome | BaseException):
    """Answer so, one after the other; then with success."""
    left = deque(outcomes)

    async def answer(_: Delivery) -> Outcome:
        outcome = left.popleft() if left else Sent(1)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    return answer


async def states(desk) -> list[DeliveryState]:
    return [row.state for row in await desk.rows()]


async def had(desk, chat: int) -> int:
    return len(await desk.state.ledger.had(chat, None))


async def work(desk, for_: timedelta = CATCH_UP) -> None:
    """Send whatever comes due in a time, going from retry to retry."""
    end = desk.clock.time + for_
    while True:
        await desk.deliveries.drain()
        coming = [r.not_before for r in await desk.rows() if r.state is S.PENDING]
        later = [moment for moment in coming if desk.clock.time < moment <= end]
        if not later:
            desk.clock.time = end
            return
        desk.clock.time = min(later)


async def test_a_chat_gets_its_messages_in_order_and_others_do_not_wait_for_it(desk):
    await queue(desk, CHAT, "1", "2", "3")
    await queue(desk, OTHER, "a", "b")
    await desk.deliveries.drain()
    assert desk.post.texts == ["1", "a", "2", "b", "3"]
    assert await states(desk) == [S.SENT] * 5


async def test_pushes_are_counted_by_what_became_of_them(desk):
    await queue(desk, CHAT, "1", "2", "3")
    desk.post.answer = answering(Failed("502"), Unknown("lost"))
    await work(desk)
    assert desk.deliveries.outcomes == {"failed": 1, "unknown": 1, "sent": 2}


async def test_later_parts_wait_for_one_that_is_tried_again_and_go_on_after_one_that_is_lost(desk):
    await queue(desk, CHAT, "1", "2", "3")
    desk.post.answer = answering(Failed("502"), Unknown("lost"))
    await work(desk)
    assert desk.post.texts == ["1", "1", "2", "3"]
    assert await states(desk) == [S.UNKNOWN, S.SENT, S.SENT]


async def test_what_telegram_cannot_take_now_is_tried_until_its_time_is_over(desk):
    await queue(desk, CHAT, "1")
    desk.post.answer = answering(*[Failed("502")] * 1_000)
    await work(desk, CATCH_UP + timedelta(hours=1))
    await desk.occurrences.tick()
    assert await states(desk) == [S.EXPIRED]
    assert 70 < len(desk.post.pushed) < 90  # each five minutes, in the end
    assert await had(desk, CHAT) == 0


async def test_a_refused_message_is_sent_once_more_as_plain_text_then_never(desk):
    await queue(desk, CHAT, "1")
    await queue(desk, OTHER, "a")
    desk.post.answer = answering(Refused("entities"), Sent(1), Refused("still"))
    await work(desk)
    assert [one.retry_plain for one in desk.post.pushed] == [False, False, True]
    (dead,) = await desk.state.outbox.dead(10)
    assert (dead.chat, dead.title, dead.reason) == (CHAT, "The bridge", "still")
    assert await had(desk, CHAT) == 0
    assert await had(desk, OTHER) == 1


async def test_a_chat_that_has_blocked_the_bot_gets_nothing_until_it_returns(desk):
    await queue(desk, CHAT, "1", "2")
    desk.post.answer = answering(Forbidden("blocked"))
    await work(desk, timedelta(hours=1))
    assert desk.post.texts == ["1"]
    chat = await desk.state.chats.get(CHAT)
    assert chat.paused is PauseReason.BLOCKED
    assert await states(desk) == [S.REFUSED, S.PENDING]
    assert await desk.state.outbox.dead(10) == ()
    await desk.state.chats.resume(CHAT)
    await work(desk, timedelta(hours=1))
    assert desk.post.texts == ["1", "2"]


async def test_a_pause_of_the_readers_own_outlasts_that_the_chat_takes_no_messages(desk):
    await queue(desk, CHAT, "1")
    answered = asyncio.Event()

    async def paused_meanwhile(_: Delivery) -> Outcome:
        await desk.state.chats.pause(CHAT, PauseReason.READER, NINE + timedelta(days=30))
        answered.set()
        return Forbidden("blocked")

    desk.post.answer = paused_meanwhile
    await work(desk, timedelta(hours=1))
    assert answered.is_set()
    chat = await desk.state.chats.get(CHAT)
    assert (chat.paused, chat.paused_until) == (PauseReason.READER, NINE + timedelta(days=30))
    assert not await desk.state.chats.resume(CHAT, PauseReason.BLOCKED)


async def test_a_group_that_moved_gets_its_message_at_its_new_address(desk):
    await queue(desk, -7, "1", "2")
    desk.post.answer = answering(Migrated(SUPERGROUP))
    await work(desk)
    assert [(one.chat, one.payload["text"]) for one in desk.post.pushed] == [
        (-7, "1"),
        (SUPERGROUP, "1"),
        (SUPERGROUP, "2"),
    ]
    assert await states(desk) == [S.SENT, S.SENT]
    assert await desk.state.chats.get(-7) is None


async def test_a_flooded_chat_waits_as_long_as_it_is_told_and_others_do_not(desk):
    await queue(desk, CHAT, "1", "2")
    await queue(desk, OTHER, "a")
    desk.post.answer = answering(Flood(90))
    await desk.deliveries.drain()
    assert desk.post.texts == ["1", "a"]
    desk.clock.pass_by(timedelta(seconds=89))
    await desk.deliveries.drain()
    assert desk.post.texts == ["1", "a"]
    desk.clock.pass_by(timedelta(seconds=1))
    await desk.deliveries.drain()
    assert desk.post.texts == ["1", "a", "1", "2"]


async def test_an_error_of_our_own_after_the_request_may_be_out_is_in_doubt_and_not_repeated(
    desk, caplog
):
    await queue(desk, CHAT, "1", "2")
    desk.post.answer = answering(ZeroDivisionError())
    await work(desk)
    assert await states(desk) == [S.UNKNOWN, S.SENT]
    assert desk.post.texts == ["1", "2"]
    assert "in an unforeseen way" in caplog.text


async def test_an_error_before_the_request_is_no_doubt(desk, caplog):
    await queue(desk, CHAT, "1")
    desk.post.wait = lambda _: 1 / 0
    await desk.deliveries.drain()
    del desk.post.wait
    await work(desk)
    assert await states(desk) == [S.SENT]
    assert "was not sent" in caplog.text


async def test_what_was_taken_back_meanwhile_is_not_sent(desk):
    await queue(desk, CHAT, "1")
    desk.post.gate.clear()
    draining = asyncio.create_task(desk.deliveries.drain())
    await until(lambda: desk.deliveries._working)
    await desk.state.subscriptions.remove(1)
    desk.post.gate.set()
    await draining
    assert desk.post.pushed == []
    assert await had(desk, CHAT) == 0


async def until(condition) -> None:
    """Let others work until something holds."""
    while not condition():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0)


# --- chats that have had their share


async def test_a_chat_that_may_have_no_more_now_keeps_no_other_waiting(desk):
    groups = range(-AT_ONCE - 3, 0)
    for group in groups:
        await queue(desk, group, "late")
    await queue(desk, CHAT, "1")
    desk.post.full = dict.fromkeys(groups, 40.0)
    await desk.deliveries.drain()
    assert desk.post.texts == ["1"]
    desk.post.full = {}
    await work(desk, timedelta(seconds=39))
    assert desk.post.texts == ["1"]
    await work(desk, timedelta(seconds=1))
    assert desk.post.texts == ["1"] + ["late"] * len(groups)
    assert all(row.attempts == 1 for row in await desk.rows())


async def test_a_lease_that_ends_while_its_delivery_waits_makes_no_second_task(desk):
    """All chats are halted for longer than a lease."""
    for chat in (CHAT, OTHER, THIRD):
        await queue(desk, chat, "1")
    desk.post.gate.clear()
    stop = asyncio.Event()
    running = asyncio.create_task(desk.deliveries.run(stop))
    working = desk.deliveries._working
    await until(lambda: len(working) == 3)
    tasks = {id_: work.task for id_, work in working.items()}
    claims = counted(desk.state.outbox, "claim")
    desk.clock.pass_by(timedelta(minutes=30))
    for n in range(3):
        desk.deliveries.wake()
        await until(lambda n=n: len(claims) > n)
    assert {id_: work.task for id_, work in working.items()} == tasks
    desk.post.gate.set()
    await until(lambda: len(desk.post.pushed) == 3)
    stop.set()
    await running
    assert await states(desk) == [S.SENT] * 3
    assert len(desk.post.pushed) == 3


def counted(thing, name: str) -> list[object]:
    """Note each time that a method has returned."""
    method, calls = getattr(thing, name), []

    async def counting(*arguments, **more):
        result = await method(*arguments, **more)
        calls.append(result)
        return result

    setattr(thing, name, counting)
    return calls


# --- a state that cannot be written for a while


async def test_what_became_of_a_delivery_is_kept_as_soon_as_there_is_room(desk, monkeypatch):
    await queue(desk, CHAT, "1", "2")
    settle, fails = desk.state.outbox.settle, [3]

    async def full(*arguments):
        if fails[0]:
            fails[0] -= 1
            raise StateUnavailable("the disk is full")
        return await settle(*arguments)

    monkeypatch.setattr(desk.state.outbox, "settle", full)
    await desk.deliveries.drain()
    assert desk.post.texts == ["1", "2"]
    assert await states(desk) == [S.SENT, S.SENT]
    assert desk.slept == [1, 5, 15]


async def test_an_unforeseen_error_while_an_answer_is_kept_leaves_it_unknown_and_others_go_on(
    desk, monkeypatch, caplog
):
    """What a migration means cannot be kept; that it was answered can."""
    await queue(desk, -7, "1", "2")
    await queue(desk, OTHER, "a")
    desk.post.answer = answering(Migrated(SUPERGROUP))

    async def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(desk.state.chats, "migrate", broken)
    await work(desk, timedelta(hours=1))
    assert desk.post.texts == ["1", "a", "2"]
    assert await states(desk) == [S.UNKNOWN, S.SENT, S.SENT]
    assert (await desk.rows())[0].error == "an error of the bot's own"
    assert "cannot be kept" in caplog.text
    assert desk.slept == [1]


async def test_where_it_cannot_be_said_that_something_is_sent_it_is_not_sent(desk, monkeypatch):
    await queue(desk, CHAT, "1")

    async def full(*_):
        raise StateUnavailable("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(desk.state.outbox, "begin", full)
        await desk.deliveries.drain()
    assert desk.post.pushed == []
    await work(desk)
    assert desk.post.texts == ["1"]
    assert await states(desk) == [S.SENT]


@pytest.mark.parametrize("error", [StateUnavailable("away"), ValueError("bits were flipped")])
async def test_an_outbox_that_cannot_be_read_is_asked_again(desk, monkeypatch, error, caplog):
    await queue(desk, CHAT, "1")
    claim = desk.state.outbox.claim
    asked = []

    async def away(*arguments):
        asked.append(arguments)
        if len(asked) < 3:
            desk.deliveries.wake()
            raise error
        return await claim(*arguments)

    monkeypatch.setattr(desk.state.outbox, "claim", away)
    stop = asyncio.Event()
    running = asyncio.create_task(desk.deliveries.run(stop))
    await until(lambda: desk.post.pushed)
    stop.set()
    await running
    assert "the outbox cannot be read" in caplog.text


# --- stopping


async def test_a_stop_lets_what_is_on_its_way_arrive_and_leaves_the_rest_pending(desk):
    chats = range(2_000, 2_000 + AT_ONCE + 5)
    for chat in chats:
        await queue(desk, chat, "1", "2")
    answered = asyncio.Event()

    async def slow(_: Delivery) -> Outcome:
        await answered.wait()
        return Sent(1)

    desk.post.answer = slow
    stop = asyncio.Event()
    running = asyncio.create_task(desk.deliveries.run(stop))
    await until(lambda: len(desk.post.pushed) == AT_ONCE)
    stop.set()
    await asyncio.sleep(0)
    answered.set()
    await running
    found = await states(desk)
    assert found.count(S.SENT) == AT_ONCE
    assert found.count(S.PENDING) == len(found) - AT_ONCE
    assert len(desk.post.pushed) == AT_ONCE


async def test_what_only_waits_for_its_turn_at_a_stop_goes_back_at_once(desk):
    await queue(desk, CHAT, "1")
    desk.post.gate.clear()
    stop = asyncio.Event()
    running = asyncio.create_task(desk.deliveries.run(stop))
    await until(lambda: desk.deliveries._working)
    stop.set()
    await running
    assert await states(desk) == [S.PENDING]
    assert (await desk.rows())[0].attempts == 0


async def test_what_is_not_answered_in_time_at_a_stop_is_unknown_and_never_sent_again(
    desk, monkeypatch
):
    """No crash: the process knows that the request is out."""
    monkeypatch.setattr(deliveries, "STOPPING", 0.01)
    await queue(desk, CHAT, "1", "2")

    async def never(_: Delivery) -> Outcome:
        return await asyncio.get_running_loop().create_future()

    desk.post.answer = never
    stop = asyncio.Event()
    running = asyncio.create_task(desk.deliveries.run(stop))
    await until(lambda: desk.post.pushed)
    stop.set()
    await running
    assert await states(desk) == [S.UNKNOWN, S.PENDING]
    desk.post.answer = None
    await desk.deliveries.recover()
    await work(desk)
    assert desk.post.texts == ["1", "2"]
    assert (await desk.state.outbox.stats()).resent == 0


async def test_what_is_on_its_way_at_a_stop_gets_ten_seconds(desk, monkeypatch):
    await queue(desk, CHAT, "1")
    given: list[float | None] = []
    wait = asyncio.wait

    async def waiting(tasks, *, timeout=None, **more):  # noqa: ASYNC109 - asyncio's own
        if stop.is_set():
            given.append(timeout)
            timeout = 0
        return await wait(tasks, timeout=timeout, **more)

    async def never(_: Delivery) -> Outcome:
        return await asyncio.get_running_loop().create_future()

    desk.post.answer = never
    stop = asyncio.Event()
    running = asyncio.create_task(desk.deliveries.run(stop))
    await until(lambda: desk.post.pushed)
    monkeypatch.setattr(asyncio, "wait", waiting)
    stop.set()
    desk.deliveries.wake()
    await running
    assert given == [10.0]
    assert await states(desk) == [S.UNKNOWN]


async def test_a_stop_amid_saying_that_something_is_sent_leaves_no_doubt(desk, monkeypatch):
    await queue(desk, CHAT, "1")
    begin, begun, go = desk.state.outbox.begin, asyncio.Event(), asyncio.Event()

    async def slow(*arguments):
        begun.set()
        await go.wait()
        return await begin(*arguments)

    monkeypatch.setattr(desk.state.outbox, "begin", slow)
    stop = asyncio.Event()
    running = asyncio.create_task(desk.deliveries.run(stop))
    await begun.wait()
    stop.set()
    await asyncio.sleep(0)
    go.set()
    await running
    assert await states(desk) == [S.SENT]
    assert len(desk.post.pushed) == 1


async def test_a_process_that_is_suspended_while_something_waits_sends_it_once(desk):
    """When it goes on, hours have passed: leases are over, the time of what waits is not."""
    await queue(desk, CHAT, "1")
    desk.post.gate.clear()
    draining = asyncio.create_task(desk.deliveries.drain())
    await until(lambda: desk.deliveries._working)
    desk.clock.pass_by(timedelta(hours=2))
    desk.post.gate.set()
    await draining
    await work(desk, timedelta(hours=1))
    assert desk.post.texts == ["1"]
    assert await states(desk) == [S.SENT]


async def test_a_process_that_is_suspended_while_something_is_on_its_way_knows_its_answer(desk):
    await queue(desk, CHAT, "1")
    answered = asyncio.Event()

    async def slow(_: Delivery) -> Outcome:
        await answered.wait()
        return Sent(5)

    desk.post.answer = slow
    draining = asyncio.create_task(desk.deliveries.drain())
    await until(lambda: desk.post.pushed)
    desk.clock.pass_by(timedelta(hours=12))
    await desk.occurrences.tick()  # its time is over, but it is on its way
    answered.set()
    await draining
    assert await states(desk) == [S.SENT]
