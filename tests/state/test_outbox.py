"""The outbox loses nothing and sends nothing twice, on both kinds of database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from storage.state import outbox
from storage.state.records import (
    Chat,
    ChatKind,
    DeliveryState,
    Draft,
    Ending,
    Occurrence,
    PauseReason,
    Recovered,
    Settled,
    Subscription,
    Trigger,
    Wanted,
    WantedKind,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
TOMORROW = NOON + timedelta(days=1)


async def subscribed(state, chat=7, key="asia", kind=ChatKind.PRIVATE, **fields):
    await state.chats.ensure(Chat(id=chat, kind=kind))
    wanted = Wanted(WantedKind.TOPIC, key, key.title())
    wish = Subscription(chat=chat, wanted=wanted, at=time(12), next_due=NOON, **fields)
    return await state.subscriptions.add(wish)


def occurrence(subscription, slot="2026-11-01", **fields):
    return Occurrence(
        **{
            "subscription": subscription.id,
            "trigger": Trigger.SCHEDULE,
            "slot": slot,
            "due": NOON,
            "made": NOON,
            "corpus": "v1",
        }
        | fields
    )


def drafts(*texts):
    return [Draft(payload={"text": text}, items=(f"item {text}",), plain=text) for text in texts]


async def queued(state, *texts, chat=7, **fields):
    """Queue a briefing of a new subscription of a chat; give the subscription."""
    one = await subscribed(state, chat, key="+".join(texts))
    assert await state.outbox.enqueue(occurrence(one, **fields), drafts(*texts), (), TOMORROW)
    return one


async def claimed(state, now=NOON, limit=10, busy=()):
    return await state.outbox.claim(now, LEASE, limit, busy)


async def sending(state, now=NOON):
    """Claim and begin what there is; give the ids."""
    ids = [one.id for one in await claimed(state, now)]
    for id_ in ids:
        assert await state.outbox.begin(id_, now)
    return ids


def as_(state, **fields):
    return Settled(**{"state": state, "at": NOON} | fields)


SENT = as_(DeliveryState.SENT, message=41)


async def test_a_briefing_is_queued_whole(state):
    one = await subscribed(state, -5, kind=ChatKind.GROUP, thread=9)
    body = {"text": "Кабул “a” 😀", "entities": [{"type": "bold", "offset": 0}]}
    draft = Draft(payload=body, items=("e1", "q1"), plain="plain", silent=True)
    assert await state.outbox.enqueue(occurrence(one), [draft], ("e1", "e9"), TOMORROW)
    (delivery,) = await claimed(state)
    assert (delivery.subscription, delivery.chat, delivery.thread) == (one.id, -5, 9)
    assert (delivery.group, delivery.part, delivery.silent) == (True, 1, True)
    assert (delivery.payload, delivery.plain) == (body, "plain")
    assert (delivery.due, delivery.expires) == (NOON, NOON + timedelta(hours=6))
    assert (delivery.state, delivery.attempts) == (DeliveryState.CLAIMED, 0)
    assert await state.ledger.had(-5, 9) == {"e1", "q1", "e9"}
    assert await state.ledger.had(-5, None) == frozenset()
    kept = await state.subscriptions.get(one.id)
    assert (kept.next_due, kept.seen, kept.exhausted) == (TOMORROW, "v1", "")


async def test_an_occurrence_is_queued_once(state):
    one = await queued(state, "a")
    again = await state.outbox.enqueue(occurrence(one), drafts("b"), (), TOMORROW)
    assert again is False
    assert len(await claimed(state)) == 1
    assert await state.ledger.had(7, None) == {"item a"}


async def test_of_many_that_queue_the_same_one_does(state):
    one = await subscribed(state)
    jobs = [state.outbox.enqueue(occurrence(one), drafts("a"), (), TOMORROW) for _ in range(12)]
    assert sorted(await asyncio.gather(*jobs)) == [False] * 11 + [True]
    assert (await state.outbox.stats()).by_state == {DeliveryState.PENDING: 1}


@pytest.mark.parametrize(
    "other",
    [{"slot": "2026-11-02"}, {"trigger": Trigger.NOW}, {"trigger": Trigger.INSTANT}],
)
async def test_another_slot_or_trigger_is_another_occurrence(state, other):
    one = await queued(state, "a")
    assert await state.outbox.enqueue(occurrence(one, **other), drafts("b"), (), None)


async def test_a_schedule_that_was_queued_already_is_due_at_its_next_time_all_the_same(state):
    one = await queued(state, "a")
    await state.subscriptions.save(one)  # as somebody who had read it before
    assert await state.subscriptions.due(NOON, 5) == (await state.subscriptions.get(one.id),)
    assert not await state.outbox.enqueue(occurrence(one), drafts("a"), (), TOMORROW)
    assert await state.subscriptions.due(NOON, 5) == ()


async def test_a_time_that_people_set_meanwhile_stays(state):
    one = await subscribed(state)
    evening = NOON + timedelta(hours=6)
    await state.subscriptions.save(replace(one, next_due=evening))
    assert await state.outbox.enqueue(occurrence(one), drafts("a"), (), TOMORROW)
    assert (await state.subscriptions.get(one.id)).next_due == evening


@pytest.mark.parametrize("trigger", [Trigger.NOW, Trigger.INSTANT])
async def test_only_a_schedule_moves_the_next_time(state, trigger):
    one = await subscribed(state)
    assert await state.outbox.enqueue(occurrence(one, trigger=trigger), drafts("a"), (), None)
    assert (await state.subscriptions.get(one.id)).next_due == NOON


@pytest.mark.parametrize("ending", [Ending.NOTHING_NEW, Ending.SKIPPED])
async def test_an_occurrence_without_messages_says_why(state, ending):
    one = await subscribed(state)
    assert await state.outbox.enqueue(occurrence(one, ending=ending, late=True), [], (), TOMORROW)
    assert await state.outbox.occurrences(one.id, 5) == (occurrence(one, ending=ending, late=True),)
    assert await claimed(state) == ()
    assert (await state.outbox.stats()).skipped == (ending is Ending.SKIPPED)
    assert (await state.subscriptions.get(one.id)).seen == ""


async def test_nothing_is_queued_for_a_subscription_that_is_gone(state):
    one = await subscribed(state)
    await state.subscriptions.remove(one.id)
    assert not await state.outbox.enqueue(occurrence(one), drafts("a"), ("x",), TOMORROW)
    assert await state.ledger.had(7, None) == frozenset()


async def test_that_everything_was_had_is_kept_with_the_message_that_says_so(state):
    one = await subscribed(state)
    assert await state.outbox.enqueue(
        occurrence(one), drafts("all had"), (), TOMORROW, exhausted=True
    )
    assert (await state.subscriptions.get(one.id)).exhausted == "v1"
    assert await state.outbox.enqueue(occurrence(one, "later", corpus="v2"), drafts("new"))
    assert (await state.subscriptions.get(one.id)).exhausted == ""


async def test_claims_take_the_oldest_first_and_one_of_a_chat(state):
    await queued(state, "late", chat=1, due=NOON - timedelta(hours=1))
    await queued(state, "a", "b", chat=2)
    await queued(state, "c", chat=2)
    await queued(state, "oldest", chat=3, due=NOON - timedelta(hours=2))
    await queued(state, "future", chat=4, due=NOON + timedelta(seconds=1))
    first = await claimed(state, limit=2)
    assert [one.payload["text"] for one in first] == ["oldest", "late"]
    assert [one.payload["text"] for one in await claimed(state)] == ["a"]
    assert await claimed(state) == ()


async def test_a_part_waits_until_the_one_before_it_is_settled(state):
    await queued(state, "a", "b", "c")
    for text, ending in [
        ("a", DeliveryState.UNKNOWN),
        ("b", DeliveryState.REFUSED),
        ("c", DeliveryState.SENT),
    ]:
        (id_,) = await sending(state)
        assert (await state.outbox.get(id_)).payload == {"text": text}
        assert await sending(state) == []
        assert await state.outbox.settle(id_, as_(ending))
    assert await sending(state) == []


async def test_a_part_waits_while_the_one_before_it_waits_for_its_next_try(state):
    await queued(state, "a", "b")
    (id_,) = await sending(state)
    later = NOON + timedelta(seconds=30)
    await state.outbox.settle(id_, as_(DeliveryState.PENDING, not_before=later))
    assert await claimed(state, later - timedelta(seconds=1)) == ()
    assert [one.id for one in await claimed(state, later)] == [id_]


async def test_what_waits_for_the_end_of_quiet_hours_holds_nothing_up(state):
    await queued(state, "instant", due=NOON + timedelta(hours=5))
    await queued(state, "daily")
    assert [one.payload["text"] for one in await claimed(state)] == ["daily"]


async def test_busy_chats_are_left_out(state):
    await queued(state, "a", chat=1)
    await queued(state, "b", chat=2)
    assert [one.chat for one in await claimed(state, busy={1})] == [2]


async def test_a_claim_lasts_as_long_as_its_lease(state):
    await queued(state, "a", "b")
    (first,) = await claimed(state)
    assert await claimed(state, NOON + LEASE - timedelta(seconds=1)) == ()
    assert await claimed(state, NOON + LEASE) == (first,)


async def test_many_claim_at_once_and_none_is_given_twice(state):
    for chat in range(1, 31):
        await queued(state, "a", "b", chat=chat)
    batches = await asyncio.gather(*(claimed(state, limit=4) for _ in range(12)))
    taken = [one for batch in batches for one in batch]
    assert sorted(one.chat for one in taken) == sorted({one.chat for one in taken})
    rest = await claimed(state, limit=100)
    assert {one.chat for one in (*taken, *rest)} == set(range(1, 31))
    assert {one.part for one in (*taken, *rest)} == {1}


async def test_what_is_begun_is_begun_once(state):
    await queued(state, "a")
    (one,) = await claimed(state)
    answers = await asyncio.gather(*(state.outbox.begin(one.id, NOON) for _ in range(5)))
    assert sorted(answers) == [False] * 4 + [True]
    begun = await state.outbox.get(one.id)
    assert (begun.state, begun.attempts) == (DeliveryState.SENDING, 1)


async def test_what_waited_too_long_after_it_was_claimed_is_not_begun(state):
    await queued(state, "a")
    (one,) = await claimed(state)
    assert not await state.outbox.begin(one.id, NOON + LEASE)
    assert await claimed(state, NOON + LEASE) == (one,)


async def test_what_was_not_claimed_or_was_given_back_is_not_begun(state):
    await queued(state, "a")
    (one,) = await claimed(state)
    assert await state.outbox.release([one.id, 999]) == 1
    assert not await state.outbox.begin(one.id, NOON)
    assert not await state.outbox.begin(999, NOON)
    assert [again.id for again in await claimed(state)] == [one.id]


async def test_what_is_being_sent_is_not_given_back(state):
    await queued(state, "a")
    (id_,) = await sending(state)
    assert await state.outbox.release([id_]) == 0
    assert (await state.outbox.get(id_)).state is DeliveryState.SENDING


async def test_what_was_sent_is_kept_with_its_message(state):
    one = await queued(state, "a")
    (id_,) = await sending(state)
    assert await state.outbox.settle(id_, SENT)
    sent = await state.outbox.get(id_)
    assert (sent.state, sent.message) == (DeliveryState.SENT, 41)
    assert (await state.subscriptions.get(one.id)).last_sent == NOON
    assert await state.ledger.had(7, None) == {"item a"}


async def test_what_is_final_stays(state):
    await queued(state, "a")
    (id_,) = await sending(state)
    assert await state.outbox.settle(id_, SENT)
    for ending in (DeliveryState.PENDING, DeliveryState.REFUSED, DeliveryState.UNKNOWN):
        assert not await state.outbox.settle(id_, as_(ending))
    assert (await state.outbox.get(id_)).state is DeliveryState.SENT
    assert not await state.outbox.settle(999, SENT)


@pytest.mark.parametrize("open_", [DeliveryState.CLAIMED, DeliveryState.SENDING])
async def test_nothing_is_settled_as_under_way(state, open_):
    with pytest.raises(ValueError, match="not settled"):
        await state.outbox.settle(1, as_(open_))


@pytest.mark.parametrize(
    ("ending", "had"),
    [
        (DeliveryState.SENT, {"item a", "item b", "summary"}),
        (DeliveryState.UNKNOWN, {"item a", "item b", "summary"}),
        (DeliveryState.PENDING, {"item a", "item b", "summary"}),
        (DeliveryState.REFUSED, {"item b", "summary"}),
        (DeliveryState.EXPIRED, {"item b", "summary"}),
    ],
)
async def test_the_ledger_follows_what_becomes_of_a_part(state, ending, had):
    one = await subscribed(state)
    await state.outbox.enqueue(occurrence(one), drafts("a", "b"), ("item a", "summary"))
    (id_,) = await sending(state)
    await state.outbox.settle(id_, as_(ending))
    assert await state.ledger.had(7, None) == had


async def test_what_another_message_has_told_stays_told(state):
    one = await subscribed(state)
    await state.outbox.enqueue(occurrence(one), drafts("a"))
    (first,) = await sending(state)
    await state.outbox.enqueue(occurrence(one, "2"), drafts("a"))
    await state.outbox.settle(first, as_(DeliveryState.REFUSED))
    assert await state.ledger.had(7, None) == {"item a"}


async def test_the_parts_are_those_that_a_subscription_has_told_itself(state):
    one, other = await subscribed(state), await subscribed(state, key="moscow")
    elsewhere = await subscribed(state, key="asia", thread=9)
    for id_, text, part in [(one, "a", 1), (one, "b", 2), (other, "c", 1), (one, "news", None)]:
        await state.outbox.enqueue(occurrence(id_, text), drafts(text), part=part)
    assert await state.ledger.parts(one) == {"item a": 1, "item b": 2}
    assert await state.ledger.parts(other) == {"item c": 1}
    assert await state.ledger.parts(elsewhere) == {}
    (id_,) = await sending(state)
    await state.outbox.settle(id_, as_(DeliveryState.REFUSED))
    assert await state.ledger.parts(one) == {"item b": 2}
    await state.ledger.forget(7, None, ["item b"])
    assert await state.ledger.parts(one) == {}


async def test_where_it_could_not_be_said_not_everything_was_had(state):
    one = await subscribed(state)
    await state.outbox.enqueue(occurrence(one), drafts("all had"), exhausted=True)
    (id_,) = await sending(state)
    await state.outbox.settle(id_, as_(DeliveryState.REFUSED))
    assert (await state.subscriptions.get(one.id)).exhausted == ""


async def test_starting_over_forgets_what_was_told_and_that_it_was_all(state):
    one = await subscribed(state)
    await state.outbox.enqueue(occurrence(one), drafts("a", "b", "c"), exhausted=True)
    assert await state.ledger.forget(7, None, ["item a", "other"]) == 1
    assert await state.ledger.had(7, None) == {"item b", "item c"}
    assert (await state.subscriptions.get(one.id)).exhausted == ""
    assert await state.ledger.forget(7, None) == 2
    assert await state.ledger.had(7, None) == frozenset()


async def test_the_plain_text_is_sent_after_a_refusal_and_again_after_that(state):
    await queued(state, "a")
    (id_,) = await sending(state)
    await state.outbox.settle(id_, as_(DeliveryState.PENDING, plain=True, error="can't parse"))
    (again,) = await claimed(state)
    assert (again.retry_plain, again.error) == (True, "can't parse")
    assert await state.outbox.begin(id_, NOON)
    await state.outbox.settle(id_, as_(DeliveryState.PENDING))
    assert (await state.outbox.get(id_)).retry_plain


async def test_the_dead_letters_are_those_that_will_never_be_taken(state):
    for chat in (1, 2, 3):
        await queued(state, "a", chat=chat)
    ids = await sending(state)
    for id_, dead in zip(ids, (True, False, True), strict=True):
        settled = as_(DeliveryState.REFUSED, at=NOON + timedelta(seconds=id_), dead=dead)
        await state.outbox.settle(id_, settled)
    assert [one.chat for one in await state.outbox.dead(10)] == [3, 1]
    assert [one.chat for one in await state.outbox.dead(1)] == [3]


async def test_after_a_crash_a_send_in_doubt_is_sent_once_more_and_counted(state):
    for chat in (1, 2, 3):
        await queued(state, "a", "b", chat=chat)
    in_doubt = [one.id for one in await claimed(state, limit=2)]
    for id_ in in_doubt:
        assert await state.outbox.begin(id_, NOON)
    assert len(await claimed(state)) == 1
    before = [(await state.outbox.get(id_)).payload for id_ in in_doubt]
    assert await state.outbox.recover(NOON) == Recovered(resent=2, released=1)
    again = await claimed(state, limit=2)
    assert [(one.id, one.payload, one.resent) for one in again] == [
        (id_, payload, True) for id_, payload in zip(in_doubt, before, strict=True)
    ]
    assert (await state.outbox.stats()).resent == 2


async def test_a_send_in_doubt_twice_is_given_up_and_counts_as_told(state):
    await queued(state, "a", "b")
    for _ in range(2):
        (id_,) = await sending(state)
        recovered = await state.outbox.recover(NOON)
    assert recovered == Recovered(given_up=1)
    assert (await state.outbox.get(id_)).state is DeliveryState.UNKNOWN
    assert await state.ledger.had(7, None) == {"item a", "item b"}
    assert [one.part for one in await claimed(state)] == [2]


@pytest.mark.parametrize("ending", [DeliveryState.REFUSED, DeliveryState.EXPIRED])
async def test_what_may_have_arrived_before_a_crash_counts_as_told(state, ending):
    await queued(state, "a")
    await sending(state)
    await state.outbox.recover(NOON)
    (id_,) = await sending(state)
    await state.outbox.settle(id_, as_(ending))
    assert await state.ledger.had(7, None) == {"item a"}


async def test_beside_other_processes_only_what_nobody_has_a_lease_on_is_recovered(state):
    await queued(state, "a", chat=1)
    await queued(state, "b", chat=2)
    (sent_by_another,) = await claimed(state, limit=1)
    assert await state.outbox.begin(sent_by_another.id, NOON)
    assert len(await claimed(state)) == 1
    for moment, recovered in [
        (LEASE - timedelta(seconds=1), Recovered()),
        (LEASE, Recovered(released=1)),
        (timedelta(minutes=5) - timedelta(seconds=1), Recovered()),
        (timedelta(minutes=5), Recovered(resent=1)),
    ]:
        assert await state.outbox.recover(NOON + moment, alone=False) == recovered


async def test_only_a_file_has_one_owner(state, place):
    assert state.shared is isinstance(place, str)


async def test_what_is_recovered_may_still_be_settled_by_its_first_sender(state):
    await queued(state, "a")
    (id_,) = await sending(state)
    await state.outbox.recover(NOON)
    assert len(await claimed(state)) == 1
    assert await state.outbox.settle(id_, SENT)
    assert not await state.outbox.begin(id_, NOON)


async def test_what_is_too_late_expires_and_counts_as_not_told(state):
    await queued(state, "a", "b")
    await queued(state, "c", chat=8, expires=NOON + timedelta(hours=7))
    (claimed_, _) = await claimed(state)
    end = NOON + timedelta(hours=6)
    assert await state.outbox.expire(end - timedelta(seconds=1)) == 0
    assert not await state.outbox.begin(claimed_.id, end)
    assert [one.chat for one in await claimed(state, end)] == [8]
    assert await state.outbox.expire(end) == 2
    assert (await state.outbox.stats()).by_state == {
        DeliveryState.EXPIRED: 2,
        DeliveryState.CLAIMED: 1,
    }
    assert await state.ledger.had(7, None) == frozenset()
    assert await state.ledger.had(8, None) == {"item c"}


async def test_that_some_of_an_occurrence_expired_is_told_with_it(state):
    one = await queued(state, "a", "b")
    await state.outbox.enqueue(occurrence(one, "later", due=TOMORROW), drafts("c"))
    (id_,) = await sending(state)
    await state.outbox.settle(id_, SENT)
    assert [o.expired for o in await state.outbox.occurrences(one.id, 5)] == [False, False]
    await state.outbox.expire(NOON + timedelta(hours=6))
    assert [o.expired for o in await state.outbox.occurrences(one.id, 5)] == [False, True]


async def test_what_is_being_sent_does_not_expire_and_what_may_have_arrived_is_unknown(state):
    await queued(state, "a")
    (id_,) = await sending(state)
    end = NOON + timedelta(hours=6)
    assert await state.outbox.expire(end) == 0
    await state.outbox.recover(end)
    assert await state.outbox.expire(end) == 1
    assert (await state.outbox.get(id_)).state is DeliveryState.UNKNOWN
    assert await state.ledger.had(7, None) == {"item a"}


async def test_many_that_expire_at_once_all_do(state, monkeypatch):
    monkeypatch.setattr(outbox, "_AT_ONCE", 2)
    one = await subscribed(state)
    await state.outbox.enqueue(occurrence(one), drafts("a", "b", "c", "d", "e"))
    assert await state.outbox.expire(NOON + timedelta(hours=6)) == 5
    assert await state.ledger.had(7, None) == frozenset()


@pytest.mark.parametrize("reason", PauseReason)
async def test_a_paused_chat_is_sent_nothing_until_it_resumes(state, reason):
    await queued(state, "a")
    await state.chats.pause(7, reason)
    assert await claimed(state) == ()
    await state.chats.resume(7)
    assert len(await claimed(state)) == 1


async def test_a_chat_that_paused_itself_is_sent_what_it_asks_for(state):
    await queued(state, "held")
    await state.chats.pause(7, PauseReason.READER)
    await queued(state, "asked", trigger=Trigger.NOW)
    assert [one.payload["text"] for one in await claimed(state)] == ["asked"]
    assert await claimed(state) == ()


async def test_a_chat_that_blocked_the_bot_is_not_sent_what_it_asked_for(state):
    await state.chats.ensure(Chat(id=7, kind=ChatKind.PRIVATE))
    await state.chats.pause(7, PauseReason.BLOCKED)
    await queued(state, "asked", trigger=Trigger.NOW)
    assert await claimed(state) == ()


async def test_what_waits_for_its_next_try_can_be_let_go(state):
    await queued(state, "tried", due=NOON - timedelta(minutes=1))
    (id_,) = await sending(state)
    later = NOON + timedelta(hours=1)
    await state.outbox.settle(id_, as_(DeliveryState.PENDING, not_before=later))
    assert await state.outbox.requeue_chat(8, NOON) == 0
    assert await state.outbox.requeue_chat(7, NOON) == 1
    assert [one.id for one in await claimed(state)] == [id_]


async def test_an_unsubscribed_briefing_is_not_sent(state):
    one = await queued(state, "a", "b")
    (delivery,) = await claimed(state)
    await state.subscriptions.remove(one.id)
    assert not await state.outbox.begin(delivery.id, NOON)
    assert not await state.outbox.settle(delivery.id, SENT)
    assert await claimed(state) == ()
    assert await state.ledger.had(7, None) == frozenset()


async def test_what_was_being_sent_when_somebody_unsubscribed_counts_as_told(state):
    one = await queued(state, "sent", "sending", "waiting")
    (id_,) = await sending(state)
    await state.outbox.settle(id_, SENT)
    await sending(state)
    await state.subscriptions.remove(one.id)
    assert await state.ledger.had(7, None) == {"item sent", "item sending"}


async def test_pruning_forgets_what_is_over_and_long_ago_and_not_what_was_told(state):
    one = await queued(state, "old")
    waiting = await queued(state, "waiting", chat=8)
    (id_, _) = await sending(state)
    await state.outbox.settle(id_, SENT)
    later = NOON + timedelta(days=9)
    await state.outbox.enqueue(occurrence(one, "new", made=later), [])
    assert await state.outbox.prune(later) == 1
    assert [o.slot for o in await state.outbox.occurrences(one.id, 9)] == ["new"]
    assert len(await state.outbox.occurrences(waiting.id, 9)) == 1
    assert await state.outbox.get(id_) is None
    assert await state.ledger.had(7, None) == {"item old"}


async def test_what_a_clock_ahead_queued_can_go_at_once_in_its_order(state):
    later = NOON + timedelta(days=400)
    await queued(state, "ahead 1", "ahead 2", due=later)
    await queued(state, "quiet", chat=8, due=NOON + timedelta(hours=25))
    assert await claimed(state) == ()
    assert await state.outbox.bring_forward(NOON) == 2
    assert [one.payload["text"] for one in await claimed(state)] == ["ahead 1"]
    assert (await state.outbox.get(2)).expires == NOON + timedelta(hours=6)
    assert await state.outbox.bring_forward(NOON) == 0


async def test_what_was_asked_for_is_on_its_way_until_all_of_it_is_settled(state):
    one = await queued(state, "scheduled")
    other = await queued(state, "another", chat=8, trigger=Trigger.NOW)
    await state.outbox.enqueue(occurrence(one, "7", trigger=Trigger.NOW), drafts("a", "b"))
    for _ in range(3):
        assert await state.outbox.on_their_way(one.id, Trigger.NOW) == {"7"}
        for id_ in await sending(state):
            await state.outbox.settle(id_, SENT)
    assert await state.outbox.on_their_way(one.id, Trigger.NOW) == frozenset()
    assert await state.outbox.on_their_way(other.id, Trigger.NOW) == frozenset()


async def test_what_a_clock_ahead_recorded_without_sending_can_be_forgotten(state):
    one = await queued(state, "sent")
    later = NOON + timedelta(days=3)
    for slot, due, ending in [
        ("missed then", NOON, Ending.SKIPPED),
        ("missed ahead", later, Ending.SKIPPED),
        ("nothing ahead", later, Ending.NOTHING_NEW),
    ]:
        await state.outbox.enqueue(occurrence(one, slot, due=due, ending=ending), [])
    await state.outbox.enqueue(occurrence(one, "sent ahead", due=later), drafts("a"))
    assert await state.outbox.forget_untold(NOON) == 2
    left = [o.slot for o in await state.outbox.occurrences(one.id, 9)]
    assert left == ["sent ahead", "missed then", "2026-11-01"]


async def test_the_figures_tell_what_is_still_to_be_sent(state):
    assert (await state.outbox.stats()).oldest_due is None
    await queued(state, "a", due=NOON - timedelta(hours=1))
    await queued(state, "b", chat=8)
    (first, _) = await sending(state)
    assert (await state.outbox.stats()).oldest_due == NOON - timedelta(hours=1)
    await state.outbox.settle(first, SENT)
    stats = await state.outbox.stats()
    assert stats.oldest_due == NOON
    assert stats.by_state == {DeliveryState.SENT: 1, DeliveryState.SENDING: 1}


@pytest.mark.parametrize("step", range(0, 60, 3))
async def test_what_is_cancelled_half_way_is_whole_or_not_there(state, step):
    one = await subscribed(state)
    task = asyncio.create_task(
        state.outbox.enqueue(occurrence(one), drafts("a", "b"), (), TOMORROW)
    )
    for _ in range(step):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    whole = len(await state.outbox.occurrences(one.id, 5)) == 1
    assert (await state.outbox.stats()).by_state == ({DeliveryState.PENDING: 2} if whole else {})
    assert await state.ledger.had(7, None) == ({"item a", "item b"} if whole else set())
    kept = await state.subscriptions.get(one.id)
    assert kept.next_due == (TOMORROW if whole else NOON)
    again = await state.outbox.enqueue(occurrence(one), drafts("a", "b"), (), TOMORROW)
    assert again is not whole
