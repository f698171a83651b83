"""A chat as a whole: it gets another id, is shown, is forgotten; all in one transaction."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from storage.state import StoredAction
from storage.state.records import (
    Chat,
    ChatKind,
    DeliveryState,
    Draft,
    Occurrence,
    PauseReason,
    Settled,
    Subscription,
    Trigger,
    Wanted,
    WantedKind,
)
from storage.state.schema import metadata

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
OLD, NEW, OTHER = -500, -1_001_234_567_890, 9
BUTTON = StoredAction(command="quote", words="Kabul")


def chat(id_, **fields):
    return Chat(**{"id": id_, "kind": ChatKind.GROUP, "title": f"chat {id_}"} | fields)


async def subscribe(state, id_, key="asia"):
    wish = Subscription(
        chat=id_, wanted=Wanted(WantedKind.TOPIC, key, key), at=time(8), next_due=NOON
    )
    return await state.subscriptions.add(wish)


async def queue(state, subscription, *texts, slot="2026-11-01"):
    occurrence = Occurrence(
        subscription=subscription.id, trigger=Trigger.SCHEDULE, slot=slot, due=NOON, made=NOON
    )
    drafts = [Draft(payload={"text": text}, items=(text,)) for text in texts]
    return await state.outbox.enqueue(occurrence, drafts, (), NOON + timedelta(days=1))


async def filled(state, id_):
    """Keep something of every kind about a chat; give its subscription."""
    await state.chats.ensure(chat(id_, zone="Europe/Berlin", silent=True))
    one = await subscribe(state, id_)
    assert await queue(state, one, f"a{id_}", f"b{id_}")
    await state.remember(id_, [BUTTON, StoredAction(command="actor", words=str(id_))])
    await state.audit.note(id_, 5, "subscribe", "asia")
    await state.clippings.keep(id_, "The harbour reopened.", "v1")
    return one


async def waiting(state):
    """Give what goes out, in order, with the chat that it goes to."""
    sent = []
    while claimed := await state.outbox.claim(NOON, timedelta(minutes=1), 10):
        for one in claimed:
            assert await state.outbox.begin(one.id, NOON)
            assert await state.outbox.settle(one.id, Settled(state=DeliveryState.SENT, at=NOON))
            sent.append((one.chat, one.payload["text"]))
    return sent


async def test_a_migrated_chat_has_its_new_id_everywhere(state):
    one = await filled(state, OLD)
    tokens = await state.remember(OLD, [BUTTON])
    assert await state.chats.migrate(OLD, NEW) is True
    assert await state.chats.get(OLD) is None
    assert await state.chats.get(NEW) == chat(
        NEW, title=f"chat {OLD}", zone="Europe/Berlin", silent=True
    )
    assert [kept.id for kept in await state.subscriptions.of_chat(NEW)] == [one.id]
    assert await state.ledger.had(NEW, None) == {f"a{OLD}", f"b{OLD}"}
    assert [noted.what for noted in await state.audit.of(NEW)] == ["subscribe"]
    assert await state.recall(NEW, tokens[0]) == BUTTON
    assert await waiting(state) == [(NEW, f"a{OLD}"), (NEW, f"b{OLD}")]
    assert all(not rows for rows in (await state.chats.everything(OLD)).values())


async def test_a_chat_that_migrated_already_or_is_unknown_stays(state):
    await filled(state, NEW)
    before = await state.chats.everything(NEW)
    assert await state.chats.migrate(OLD, NEW) is False
    assert await state.chats.migrate(NEW, NEW) is False
    assert await state.chats.everything(NEW) == before


async def test_two_that_become_one_lose_nothing_and_keep_the_old_settings(state):
    await filled(state, OLD)
    await state.chats.ensure(chat(NEW))
    new = await subscribe(state, NEW, "moscow")
    await queue(state, new, "moscow")
    assert await state.chats.migrate(OLD, NEW)
    kept = await state.chats.get(NEW)
    assert (kept.zone, kept.silent) == ("Europe/Berlin", True)
    titles = [one.wanted.key for one in await state.subscriptions.of_chat(NEW)]
    assert sorted(titles) == ["asia", "moscow"]
    assert sorted(await waiting(state)) == sorted(
        [(NEW, f"a{OLD}"), (NEW, f"b{OLD}"), (NEW, "moscow")]
    )
    assert await state.ledger.had(NEW, None) == {f"a{OLD}", f"b{OLD}", "moscow"}


async def test_a_subscription_that_both_had_is_one_and_a_slot_is_sent_once(state):
    old, new = await filled(state, OLD), await filled(state, NEW)
    assert await queue(state, new, "tomorrow", slot="2026-11-02")
    tokens = await state.remember(NEW, [BUTTON])
    assert await state.chats.migrate(OLD, NEW)
    (one,) = await state.subscriptions.of_chat(NEW)
    assert one.id == old.id
    told = {f"a{OLD}", f"b{OLD}", "tomorrow"}
    assert await state.ledger.had(NEW, None) == told
    assert {text for _, text in await waiting(state)} == told
    assert not await queue(state, one, "again", slot="2026-11-02")
    assert await state.recall(NEW, tokens[0]) == BUTTON


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (PauseReason.READER, None, PauseReason.READER),
        (PauseReason.BLOCKED, None, None),
        (PauseReason.BLOCKED, PauseReason.READER, PauseReason.READER),
    ],
)
async def test_that_the_bot_left_the_old_chat_is_no_pause_of_the_new_one(state, old, new, kept):
    await state.chats.ensure(chat(OLD, paused=old))
    await state.chats.ensure(chat(NEW, paused=new))
    await state.chats.migrate(OLD, NEW)
    assert (await state.chats.get(NEW)).paused is kept


async def test_the_message_that_told_of_the_migration_is_sent_to_the_new_chat(state):
    await filled(state, OLD)
    (one,) = await state.outbox.claim(NOON, timedelta(minutes=1), 10)
    assert await state.outbox.begin(one.id, NOON)
    await state.chats.migrate(OLD, NEW)
    assert await state.outbox.settle(one.id, Settled(state=DeliveryState.PENDING, at=NOON))
    assert await waiting(state) == [(NEW, f"a{OLD}"), (NEW, f"b{OLD}")]


async def test_a_forgotten_chat_is_gone_from_every_table_and_others_stay(state):
    await filled(state, OLD)
    await filled(state, OTHER)
    before = await state.chats.everything(OTHER)
    assert await state.chats.forget(OLD) == {
        "deliveries": 2,
        "ledger": 2,
        "occurrences": 1,
        "subscriptions": 1,
        "button_tokens": 2,
        "clippings": 1,
        "flags": 0,  # a person's, not a group's
        "audit": 1,
        "chats": 1,
    }
    assert all(not rows for rows in (await state.chats.everything(OLD)).values())
    assert await state.chats.everything(OTHER) == before
    assert set((await state.chats.forget(OLD)).values()) == {0}


async def test_a_person_who_is_forgotten_is_named_in_no_other_chat(state):
    reader, channel = 5, NEW
    await filled(state, reader)
    await filled(state, OTHER)
    await state.chats.ensure(chat(channel, kind=ChatKind.CHANNEL))
    managed = await state.subscriptions.add(
        Subscription(
            chat=channel, wanted=Wanted(WantedKind.TOPIC, "asia", "asia"), owner=reader, at=time(8)
        )
    )
    await state.audit.note(channel, OTHER, "unsubscribed", "moscow")
    shown = await state.chats.everything(reader)
    assert {row["chat"] for row in shown["audit"]} == {reader, OTHER}
    assert {row["chat"] for row in shown["subscriptions"]} == {reader, channel}
    await state.chats.forget(reader)
    assert all(not rows for rows in (await state.chats.everything(reader)).values())
    assert [noted.who for noted in await state.audit.of(OTHER)] == [None]
    assert [noted.who for noted in await state.audit.of(channel)] == [OTHER]
    assert await state.subscriptions.get(managed.id) == replace(managed, owner=None)


async def test_everything_shown_of_a_chat_is_its_own_from_every_table_that_knows_chats(state):
    await filled(state, OLD)
    await filled(state, OTHER)
    shown = await state.chats.everything(OLD)
    knowing = {name for name, table in metadata.tables.items() if "chat" in table.c}
    assert set(shown) == knowing | {"chats", "flags", "occurrences"}
    assert str(OTHER) not in json.dumps(shown["deliveries"], default=str)
    assert [row["title"] for row in shown["chats"]] == [f"chat {OLD}"]


async def test_a_chat_that_is_forgotten_while_it_is_sent_to_is_forgotten(state):
    one = await filled(state, OLD)
    (delivery,) = await state.outbox.claim(NOON, timedelta(minutes=1), 10)
    assert await state.outbox.begin(delivery.id, NOON)
    sent = Settled(state=DeliveryState.SENT, at=NOON, message=1)
    await asyncio.gather(
        state.outbox.settle(delivery.id, sent),
        state.chats.forget(OLD),
        queue(state, one, "late", slot="late"),
        state.outbox.expire(NOON + timedelta(days=1)),
        state.chats.save(replace(chat(OTHER), title="other")),
    )
    assert all(not rows for rows in (await state.chats.everything(OLD)).values())
    assert (await state.outbox.stats()).by_state == {}
