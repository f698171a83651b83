"""Chats and what they follow are kept as they were set, on both kinds of database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from storage.state.records import (
    ANY,
    MOST_SUBSCRIPTIONS,
    Chat,
    ChatKind,
    Mode,
    PauseReason,
    Quiet,
    Subscription,
    Wanted,
    WantedKind,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
GROUP = Chat(
    id=-1_001_234_567_890,
    kind=ChatKind.GROUP,
    title="Читатели",
    zone="Europe/Berlin",
    quiet=Quiet(time(22), time(7, 30)),
    silent=True,
    everyone=True,
    language="ru",
    client_language="en",
)
TOPIC = Wanted(WantedKind.TOPIC, "central-asia", "Central Asia")
DAILY = Subscription(
    chat=GROUP.id,
    thread=77,
    wanted=TOPIC,
    days=frozenset({0, 4}),
    at=time(8),
    zone="Asia/Tashkent",
    next_due=NOON,
    owner=5_000_000_000,
)


async def test_a_chat_is_given_as_it_was_saved(state):
    assert await state.chats.get(GROUP.id) is None
    await state.chats.save(GROUP)
    assert await state.chats.get(GROUP.id) == GROUP


async def test_the_language_of_a_chat_is_the_one_that_it_has_chosen(state):
    assert await state.chats.language(GROUP.id) is None
    await state.chats.save(GROUP)
    assert await state.chats.language(GROUP.id) == "ru"
    await state.chats.save(replace(GROUP, language=None))
    assert await state.chats.language(GROUP.id) is None


async def test_a_chat_that_is_known_keeps_its_settings(state):
    assert await state.chats.ensure(GROUP) == GROUP
    assert await state.chats.ensure(replace(GROUP, title="New", silent=False)) == GROUP


async def test_saving_settings_neither_ends_nor_makes_a_pause(state):
    await state.chats.ensure(GROUP)
    await state.chats.pause(GROUP.id, PauseReason.READER, NOON)
    await state.chats.save(replace(GROUP, silent=False))
    kept = await state.chats.get(GROUP.id)
    assert (kept.silent, kept.paused, kept.paused_until) == (False, PauseReason.READER, NOON)
    assert await state.chats.resume(GROUP.id, PauseReason.BLOCKED) is False
    assert await state.chats.resume(GROUP.id) is True
    await state.chats.save(replace(GROUP, paused=PauseReason.BLOCKED))
    assert await state.chats.get(GROUP.id) == GROUP


async def test_a_subscription_is_given_as_it_was_added(state):
    await state.chats.ensure(GROUP)
    kept = await state.subscriptions.add(DAILY)
    assert kept == replace(DAILY, id=kept.id)
    assert kept.id > 0
    assert await state.subscriptions.get(kept.id) == kept
    assert await state.subscriptions.get(kept.id + 1) is None
    assert await state.subscriptions.count() == 1


async def test_the_same_wish_changes_the_subscription_that_is_there(state):
    await state.chats.ensure(GROUP)
    first = await state.subscriptions.add(DAILY)
    await state.subscriptions.mark(first.id, seen="v1", exhausted="v1")
    again = await state.subscriptions.add(replace(DAILY, at=time(20), next_due=None))
    assert again == replace(first, at=time(20), next_due=None, seen="v1", exhausted="v1")


@pytest.mark.parametrize(
    "other",
    [
        {"thread": None},
        {"thread": 78},
        {"mode": Mode.INSTANT},
        {"wanted": Wanted(WantedKind.ACTOR, "central-asia", "Central Asia")},
        {"wanted": Wanted(WantedKind.TOPIC, "moscow", "Moscow")},
    ],
)
async def test_another_wish_is_another_subscription(state, other):
    await state.chats.ensure(GROUP)
    first = await state.subscriptions.add(DAILY)
    second = await state.subscriptions.add(replace(DAILY, **other))
    assert await state.subscriptions.of_chat(GROUP.id) == (first, second)
    assert await state.subscriptions.of_chat(GROUP.id, second.thread) == tuple(
        one for one in (first, second) if one.thread == second.thread
    )
    assert await state.subscriptions.of_chat(GROUP.id, ANY) == (first, second)


def numbered(number, **fields):
    return replace(DAILY, wanted=Wanted(WantedKind.PHRASE, f"{number}", "No"), **fields)


async def test_of_many_that_subscribe_at_once_no_more_than_the_most_do(state):
    await state.chats.ensure(GROUP)
    for number in range(MOST_SUBSCRIPTIONS - 2):
        await state.subscriptions.add(numbered(number))
    added = await asyncio.gather(
        *(state.subscriptions.add(numbered(number)) for number in range(100, 108))
    )
    assert sum(one is not None for one in added) == 2
    assert await state.subscriptions.count() == MOST_SUBSCRIPTIONS


async def test_a_chat_that_has_the_most_can_change_those_and_others_can_subscribe(state):
    await state.chats.ensure(GROUP)
    for number in range(MOST_SUBSCRIPTIONS):
        assert await state.subscriptions.add(numbered(number))
    assert await state.subscriptions.add(numbered("one too many")) is None
    assert (await state.subscriptions.add(numbered(7, at=time(9)))).at == time(9)
    await state.chats.ensure(replace(GROUP, id=8))
    assert await state.subscriptions.add(numbered(7, chat=8))


async def test_saving_keeps_what_people_set_and_what_deliveries_have_taught(state):
    await state.chats.ensure(GROUP)
    kept = await state.subscriptions.add(DAILY)
    await state.subscriptions.mark(kept.id, seen="v2", exhausted="v2")
    changed = replace(kept, at=time(9, 15), paused=True, muted_until=NOON, exhausted="stale")
    assert await state.subscriptions.save(changed) is True
    assert await state.subscriptions.get(kept.id) == replace(changed, seen="v2", exhausted="v2")
    assert await state.subscriptions.save(replace(changed, id=999)) is False


async def test_a_change_that_would_make_a_double_is_refused(state):
    await state.chats.ensure(GROUP)
    digest = await state.subscriptions.add(DAILY)
    instant = await state.subscriptions.add(replace(DAILY, mode=Mode.INSTANT))
    assert await state.subscriptions.save(replace(instant, mode=Mode.DIGEST)) is False
    assert await state.subscriptions.of_chat(GROUP.id) == (digest, instant)


async def test_the_id_of_a_removed_subscription_is_never_given_again(state):
    await state.chats.ensure(GROUP)
    gone = await state.subscriptions.add(DAILY)
    assert await state.subscriptions.remove(gone.id) is True
    assert await state.subscriptions.remove(gone.id) is False
    assert (await state.subscriptions.add(DAILY)).id > gone.id


async def test_due_is_what_is_awake_and_its_time_has_come_oldest_first(state):
    await state.chats.ensure(GROUP)

    async def add(key, **fields):
        wanted = Wanted(WantedKind.PHRASE, key, key)
        return await state.subscriptions.add(replace(DAILY, wanted=wanted, **fields))

    late = await add("late", next_due=NOON - timedelta(days=3))
    now = await add("now", muted_until=NOON)
    await add("future", next_due=NOON + timedelta(microseconds=1))
    await add("never", next_due=None)
    await add("paused", paused=True)
    await add("muted", muted_until=NOON + timedelta(seconds=1))
    assert await state.subscriptions.due(NOON, 10) == (late, now)
    assert await state.subscriptions.due(NOON, 1) == (late,)


async def test_the_next_end_of_a_silence_is_that_of_who_has_not_seen_a_corpus(state):
    async def instant(chat: int, seen: str, **fields) -> Subscription:
        await state.chats.ensure(replace(GROUP, id=chat))
        added = await state.subscriptions.add(
            replace(DAILY, chat=chat, mode=Mode.INSTANT, next_due=None, **fields)
        )
        await state.subscriptions.mark(added.id, seen=seen)
        return added

    def after(hours: int) -> datetime:
        return NOON + timedelta(hours=hours)

    await instant(1, "old", muted_until=after(-1))
    await instant(2, "new", muted_until=after(1))
    await instant(3, "old", muted_until=after(1), paused=True)
    assert await state.subscriptions.next_heard(Mode.INSTANT, "new") is None
    await instant(4, "old", muted_until=after(5))
    assert await state.subscriptions.next_heard(Mode.INSTANT, "new") == after(5)
    await instant(5, "old")
    await state.chats.pause(5, PauseReason.READER, after(3))
    assert await state.subscriptions.next_heard(Mode.INSTANT, "new") == after(3)
    assert await state.subscriptions.next_heard(Mode.ON_THIS_DAY, "new") is None


async def test_a_chat_that_has_paused_has_nothing_due_until_its_pause_ends(state, clock):
    await state.chats.ensure(GROUP)
    daily = await state.subscriptions.add(DAILY)
    instant = await state.subscriptions.add(replace(DAILY, mode=Mode.INSTANT, next_due=None))
    assert await state.subscriptions.of_mode(Mode.INSTANT) == (instant,)
    await state.chats.pause(GROUP.id, PauseReason.READER, NOON + timedelta(hours=1))
    assert await state.subscriptions.due(NOON, 10) == ()
    assert await state.subscriptions.of_mode(Mode.INSTANT) == ()
    clock.now += timedelta(hours=1)
    assert await state.subscriptions.due(clock.now, 10) == (daily,)
    assert await state.subscriptions.of_mode(Mode.INSTANT) == (instant,)
    await state.chats.pause(GROUP.id, PauseReason.BLOCKED)
    assert await state.subscriptions.due(NOON + timedelta(days=999), 10) == ()


@pytest.mark.parametrize(
    ("reason", "until", "kept"),
    [
        (None, None, (PauseReason.BLOCKED, None)),
        (PauseReason.READER, None, (PauseReason.READER, None)),
        (PauseReason.READER, NOON + timedelta(1), (PauseReason.READER, NOON + timedelta(1))),
        (PauseReason.READER, NOON, (PauseReason.BLOCKED, None)),
    ],
)
async def test_a_block_pauses_a_chat_unless_its_readers_pause_lasts(state, reason, until, kept):
    await state.chats.ensure(replace(GROUP, paused=reason, paused_until=until))
    assert await state.chats.block(GROUP.id, NOON) is (kept[0] is PauseReason.BLOCKED)
    chat = await state.chats.get(GROUP.id)
    assert (chat.paused, chat.paused_until) == kept
    assert not await state.chats.block(999, NOON)


async def test_what_no_database_holds_is_replaced(state):
    await state.chats.save(replace(GROUP, title="a\0b\ud800c😀"))
    assert (await state.chats.get(GROUP.id)).title == "a\ufffdb\ufffdc😀"


async def test_the_audit_tells_who_did_what_the_latest_first(state, clock):
    await state.audit.note(GROUP.id, 5, "subscribe", "Central Asia")
    clock.now += timedelta(minutes=1)
    await state.audit.note(GROUP.id, None, "unblocked")
    await state.audit.note(8, 5, "reload")
    noted = await state.audit.of(GROUP.id)
    assert [(one.who, one.what, one.detail) for one in noted] == [
        (None, "unblocked", ""),
        (5, "subscribe", "Central Asia"),
    ]
    assert noted[1].at == NOON


async def test_a_due_moment_is_moved_only_where_nobody_has_moved_it_since(state):
    await state.chats.ensure(GROUP)
    read = await state.subscriptions.add(DAILY)
    later = NOON + timedelta(hours=3)
    assert await state.subscriptions.reschedule(read, later)
    assert (await state.subscriptions.get(read.id)).next_due == later
    assert not await state.subscriptions.reschedule(read, None)
    assert await state.subscriptions.reschedule(replace(read, next_due=later), None)
    assert await state.subscriptions.reschedule(replace(read, next_due=None), NOON)
    assert (await state.subscriptions.get(read.id)).next_due == NOON


async def test_what_is_due_far_ahead_is_given_some_at_a_time_but_for_what_is_paused(state):
    await state.chats.ensure(GROUP)

    async def add(key, **fields):
        wanted = Wanted(WantedKind.PHRASE, key, key)
        return await state.subscriptions.add(replace(DAILY, wanted=wanted, **fields))

    later = NOON + timedelta(days=9)
    first, second = await add("first", next_due=later), await add("second", next_due=later)
    await add("near", next_due=NOON)
    await add("never", next_due=None)
    await add("paused", next_due=later, paused=True)
    muted = await add("muted", next_due=later, muted_until=later)
    assert await state.subscriptions.far_ahead(NOON, 2, beyond=0) == (first, second)
    assert await state.subscriptions.far_ahead(NOON, 2, beyond=second.id) == (muted,)
    assert await state.subscriptions.far_ahead(NOON, 2, beyond=muted.id) == ()
