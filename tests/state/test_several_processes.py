"""Several processes work off one outbox: PostgreSQL gives each delivery to one of them."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.state import State
from storage.state.records import (
    Chat,
    ChatKind,
    DeliveryState,
    Draft,
    Occurrence,
    Settled,
    Subscription,
    Trigger,
    Wanted,
    WantedKind,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import asyncio, os, sys
from datetime import UTC, datetime, timedelta
from storage.state import State
from storage.state.records import DeliveryState, Settled

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


async def send(state, one, sent):
    if await state.outbox.begin(one.id, NOON):
        os.write(sent, f"{one.chat} {one.part}\\n".encode())  # appended whole, like a call
        await state.outbox.settle(one.id, Settled(state=DeliveryState.SENT, at=NOON, message=1))


async def main(address, path):
    state = await State.open(address, clock=lambda: NOON)
    sent = os.open(path, os.O_WRONLY | os.O_APPEND)
    while (await state.outbox.stats()).oldest_due is not None:
        taken = await state.outbox.claim(NOON, timedelta(minutes=1), 5)
        await asyncio.gather(*(send(state, one, sent) for one in taken))
    await state.close()


asyncio.run(main(*sys.argv[1:]))
"""


async def filled(state, chats, parts):
    for chat in range(1, chats + 1):
        await state.chats.ensure(Chat(id=chat, kind=ChatKind.PRIVATE))
        wanted = Wanted(WantedKind.TOPIC, "asia", "Asia")
        one = await state.subscriptions.add(Subscription(chat=chat, wanted=wanted))
        occurrence = Occurrence(
            subscription=one.id, trigger=Trigger.NOW, slot="1", due=NOON, made=NOON
        )
        drafts = [Draft(payload={"part": part}) for part in range(parts)]
        assert await state.outbox.enqueue(occurrence, drafts)


async def test_three_processes_send_everything_once_and_in_order(emptied_database, tmp_path):
    address, sent = emptied_database(), tmp_path / "sent"
    sent.touch()
    state = await State.open(address, clock=lambda: NOON)
    await filled(state, chats=25, parts=3)
    workers = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", WORKER, address, str(sent)),
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        for _ in range(3)
    ]
    assert [await worker.wait() for worker in workers] == [0, 0, 0]
    order = defaultdict(list)
    for line in sent.read_text("ascii").splitlines():
        chat, part = map(int, line.split())
        order[chat].append(part)
    assert order == {chat: [1, 2, 3] for chat in range(1, 26)}
    assert (await state.outbox.stats()).by_state == {DeliveryState.SENT: 75}
    await state.close()


async def test_a_claim_goes_past_what_another_process_is_claiming(emptied_database):
    address = emptied_database()
    one, other = [await State.open(address, clock=lambda: NOON) for _ in range(2)]
    await filled(one, chats=12, parts=2)
    batches = await asyncio.gather(
        *(state.outbox.claim(NOON, LEASE, 3) for state in (one, other) * 4)
    )
    taken = [delivery for batch in batches for delivery in batch]
    assert len({delivery.chat for delivery in taken}) == len(taken)
    rest = await other.outbox.claim(NOON, LEASE, 100)
    assert {delivery.chat for delivery in (*taken, *rest)} == set(range(1, 13))
    assert {delivery.part for delivery in (*taken, *rest)} == {1}
    await one.close()
    await other.close()


async def test_what_a_dead_process_was_sending_is_taken_over_when_its_lease_ends(
    emptied_database,
):
    address = emptied_database()
    dead, living = [await State.open(address, clock=lambda: NOON) for _ in range(2)]
    await filled(dead, chats=2, parts=1)
    first, _ = await dead.outbox.claim(NOON, LEASE, 2)
    assert await dead.outbox.begin(first.id, NOON)
    await dead.close()
    assert await living.outbox.claim(NOON, LEASE, 2) == ()
    after = NOON + timedelta(minutes=5)
    assert (await living.outbox.recover(after, alone=False)).resent == 1
    again = await living.outbox.claim(after, LEASE, 2)
    assert [delivery.resent for delivery in again] == [True, False]
    for delivery in again:
        assert await living.outbox.begin(delivery.id, after)
        sent = Settled(state=DeliveryState.SENT, at=after)
        assert await living.outbox.settle(delivery.id, sent)
    await living.close()
