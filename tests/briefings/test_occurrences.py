"""What is due, new or asked for becomes one occurrence, whatever the clock does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from briefings import occurrences
from briefings.occurrences import AtOnce
from briefings.outcomes import Failed, Refused
from storage.errors import StateUnavailable
from storage.state.records import (
    CATCH_UP,
    EVERY_DAY,
    DeliveryState,
    Ending,
    Mode,
    PauseReason,
    Quiet,
    Subscription,
    Trigger,
    Wanted,
    WantedKind,
)

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHAT, OTHER = 1001, 1002


async def endings(desk, subscription) -> list[tuple[str, Ending, bool]]:
    """What became of a subscription's occurrences, the oldest first."""
    found = await desk.state.outbox.occurrences(subscription.id, 100)
    return [(one.slot, one.ending, one.late) for one in reversed(found)]


async def next_due(desk, subscription) -> datetime | None:
    return (await desk.state.subscriptions.get(subscription.id)).next_due


async def until_all_is_told(desk) -> list[str]:
    """Let days pass until a day brings nothing."""
    told = []
    while sent := await desk.next_day():
        told += sent
    return told


# --- the tick


async def test_what_is_due_is_sent_once_and_is_due_the_next_day(desk):
    one = await desk.subscribe(CHAT)
    assert await desk.tick() == ["The bridge 1/2"]
    assert await desk.tick() == []
    assert await next_due(desk, one) == NINE + DAY
    assert await endings(desk, one) == [("2026-11-02", Ending.QUEUED, False)]
    assert await desk.next_day() == ["The bridge 2/2"]


async def test_nothing_is_sent_before_its_time(desk):
    await desk.subscribe(CHAT)
    desk.clock.pass_by(-timedelta(minutes=1))
    assert await desk.tick() == []
    desk.clock.pass_by(timedelta(minutes=1))
    assert len(await desk.tick()) == 1


async def test_all_was_had_is_said_once_then_there_is_silence(desk):
    one = await desk.subscribe(CHAT)
    told = await desk.tick() + await until_all_is_told(desk)
    assert told == ["The bridge 1/2", "The bridge 2/2", "had all"]
    assert await desk.next_day() == []
    assert (await endings(desk, one))[-1][1] is Ending.NOTHING_NEW


async def test_what_is_added_later_is_told_alone_and_that_it_was_all_is_not_said_again(
    desk, with_news
):
    await desk.subscribe(CHAT)
    await desk.tick()
    await until_all_is_told(desk)
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    assert len(await desk.next_day()) == 1
    assert desk.post.pushed[-1].payload["fresh"] == ["The bridge on 04 November"]
    assert await desk.next_day() == []


async def test_who_starts_over_is_told_everything_again_and_that_it_was_all(desk):
    await desk.subscribe(CHAT)
    before = await desk.tick() + await until_all_is_told(desk)
    await desk.state.ledger.forget(CHAT, None)
    assert await until_all_is_told(desk) == before


@pytest.mark.parametrize("mode", [Mode.DIGEST, Mode.ON_THIS_DAY])
async def test_what_is_followed_and_gone_from_the_corpus_brings_nothing_and_fails_nothing(
    desk, mode
):
    one = await desk.subscribe(CHAT, Wanted(WantedKind.TOPIC, "gone", "Gone"), mode=mode)
    assert await desk.tick() == []
    assert [ending for _, ending, _ in await endings(desk, one)] == [Ending.NOTHING_NEW]


async def test_one_that_fails_keeps_no_other_waiting_and_is_tried_at_the_next_tick(
    desk, caplog, monkeypatch
):
    monkeypatch.setattr(occurrences, "_BATCH", 5)
    for chat in range(2_000, 2_025):
        await desk.subscribe(chat)
    desk.render.failing = set(range(2_000, 2_014))  # more than are read at once
    await desk.occurrences.tick()
    assert (await desk.state.outbox.stats()).by_state == {DeliveryState.PENDING: 11}
    assert "was not seen to" in caplog.text
    desk.render.failing = set()
    await desk.occurrences.tick()
    assert (await desk.state.outbox.stats()).by_state == {DeliveryState.PENDING: 25}


async def test_however_many_are_due_few_are_read_at_once(desk, monkeypatch):
    monkeypatch.setattr(occurrences, "_BATCH", 5)
    for chat in range(2_000, 2_023):
        await desk.subscribe(chat)
    limits, due = [], desk.state.subscriptions.due

    async def counting(now, limit):
        limits.append(limit)
        return await due(now, limit)

    monkeypatch.setattr(desk.state.subscriptions, "due", counting)
    assert await desk.occurrences.tick() == 23
    assert set(limits) == {5}


async def test_what_fails_to_be_kept_is_tried_at_the_next_tick(desk, monkeypatch):
    await desk.subscribe(CHAT)

    async def full(*_, **__):
        raise StateUnavailable("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(desk.state.outbox, "enqueue", full)
        assert await desk.tick() == []
    assert await desk.tick() == ["The bridge 1/2"]


async def test_two_ticks_at_once_queue_everything_once(desk):
    for chat in range(2_000, 2_020):
        await desk.subscribe(chat)
    await asyncio.gather(desk.occurrences.tick(), desk.occurrences.tick())
    assert (await desk.state.outbox.stats()).by_state == {DeliveryState.PENDING: 20}


@pytest.mark.parametrize("change", ["removed", "paused", "moved"])
async def test_what_was_changed_after_it_was_found_due_is_not_sent(desk, monkeypatch, change):
    second = await desk.subscribe(CHAT)
    due = desk.state.subscriptions.due

    async def changed_thereafter(*arguments):
        found = await due(*arguments)
        if change == "removed":
            await desk.state.subscriptions.remove(second.id)
        elif change == "paused":
            await desk.state.subscriptions.save(replace(second, paused=True))
        else:
            await desk.state.subscriptions.save(replace(second, next_due=NINE + HOUR))
        return found

    monkeypatch.setattr(desk.state.subscriptions, "due", changed_thereafter)
    assert await desk.tick() == []
    assert await endings(desk, second) == []


async def test_a_chat_with_several_subscriptions_is_told_nothing_twice(desk):
    tartu = Wanted(WantedKind.PHRASE, "Tartu", "Tartu")
    subscriptions = [await desk.subscribe(CHAT), await desk.subscribe(CHAT, tartu)]
    told = await desk.tick() + await until_all_is_told(desk)
    # What is told of the bridge is told of Tartu.
    assert told == ["The bridge 1/2", "Tartu 1/1", "had all", "had all"]
    had = await desk.state.ledger.had(CHAT, None)
    for one in subscriptions:
        assert had >= desk.occurrences.composer.items(desk.archive.snapshot, one.wanted)


async def test_a_reader_sees_the_first_part_first_and_each_after_the_other(desk, with_news):
    """A part is refused, and news come between."""
    one = await desk.subscribe(CHAT)
    assert await desk.tick() == ["The bridge 1/2"]
    desk.post.answer = refusing
    assert (await desk.next_day())[-1] == "The bridge 2/2"
    desk.post.answer = None
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    assert await desk.next_day() == ["The bridge 1/1"]
    assert desk.post.pushed[-1].payload["fresh"], "it is no part"
    assert await desk.next_day() == ["The bridge 2/2"]
    assert await desk.next_day() == ["had all"]
    await desk.state.ledger.forget(CHAT, None)
    assert await desk.next_day() == ["The bridge 1/3"]
    kept = await desk.state.subscriptions.get(one.id)
    assert set((await desk.state.ledger.parts(kept)).values()) == {1}


async def refusing(_) -> Refused:
    return Refused("it does not like it")


# --- late, and too late


async def test_after_downtime_within_six_hours_one_briefing_comes_marked_late(desk):
    one = await desk.subscribe(CHAT)
    desk.clock.pass_by(CATCH_UP)
    assert await desk.tick() == ["The bridge 1/2"]
    assert desk.post.pushed[0].payload["late"] == NINE.isoformat()
    assert await endings(desk, one) == [("2026-11-02", Ending.QUEUED, True)]


async def test_what_is_queued_at_the_last_moment_has_time_to_be_sent(desk):
    await desk.subscribe(CHAT)
    desk.clock.pass_by(CATCH_UP)
    await desk.occurrences.tick()
    desk.clock.pass_by(timedelta(minutes=29))
    assert await desk.tick() == ["The bridge 1/2"]


async def test_after_longer_downtime_a_record_is_left_and_nothing_is_sent(desk):
    one = await desk.subscribe(CHAT)
    desk.clock.pass_by(CATCH_UP + timedelta(seconds=1))
    assert await desk.tick() == []
    assert await endings(desk, one) == [("2026-11-02", Ending.SKIPPED, True)]
    assert (await desk.state.outbox.stats()).skipped == 1
    assert await next_due(desk, one) == NINE + DAY


async def test_several_missed_ones_never_come_as_a_pile(desk):
    one = await desk.subscribe(CHAT)
    desk.clock.pass_by(3 * DAY + HOUR)
    assert await desk.tick() == ["The bridge 1/2"]
    assert await endings(desk, one) == [
        ("2026-11-02", Ending.SKIPPED, True),
        ("2026-11-03", Ending.SKIPPED, True),
        ("2026-11-04", Ending.SKIPPED, True),
        ("2026-11-05", Ending.QUEUED, True),
    ]
    assert await next_due(desk, one) == NINE + 4 * DAY


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
async def test_a_crash_amid_the_records_of_what_was_missed_loses_none_of_them(
    desk, monkeypatch, kept
):
    one = await desk.subscribe(CHAT)
    desk.clock.pass_by(3 * DAY + HOUR)
    enqueue, left = desk.state.outbox.enqueue, [kept]

    async def crashing(*arguments, **more):
        if not left[0]:
            raise ZeroDivisionError
        left[0] -= 1
        return await enqueue(*arguments, **more)

    with monkeypatch.context() as patched:
        patched.setattr(desk.state.outbox, "enqueue", crashing)
        await desk.occurrences.tick()
    await desk.tick()
    assert [slot for slot, _, _ in await endings(desk, one)] == [
        f"2026-11-0{day}" for day in (2, 3, 4, 5)
    ]
    assert len(desk.post.pushed) == 1


async def test_what_falls_into_a_pause_is_neither_sent_nor_recorded_as_missed(desk):
    one = await desk.subscribe(CHAT)
    await desk.state.chats.pause(CHAT, PauseReason.READER, NINE + 2 * DAY + HOUR)
    desk.clock.pass_by(2 * DAY + 2 * HOUR)
    assert await desk.tick() == []
    assert await endings(desk, one) == []
    assert await next_due(desk, one) == NINE + 3 * DAY
    desk.clock.time = NINE + 3 * DAY
    assert await desk.tick() == ["The bridge 1/2"]


async def test_a_week_of_being_muted_ends_with_the_briefing_of_that_day(desk):
    one = await desk.subscribe(CHAT)
    await desk.tick()
    kept = await desk.state.subscriptions.get(one.id)
    until = NINE + 7 * DAY + timedelta(seconds=30)
    await desk.state.subscriptions.save(replace(kept, muted_until=until))
    desk.clock.time = NINE + 7 * DAY + timedelta(minutes=1)
    assert await desk.tick() == ["The bridge 2/2"]
    assert [slot for slot, _, _ in await endings(desk, one)] == ["2026-11-02", "2026-11-09"]


# --- the clock jumps


async def test_a_clock_set_back_brings_nothing_twice(desk):
    one = await desk.subscribe(CHAT)
    await desk.tick()
    desk.clock.pass_by(-2 * HOUR)
    assert await desk.tick() == []
    desk.clock.pass_by(2 * HOUR)
    assert await desk.tick() == []
    assert await next_due(desk, one) == NINE + DAY


async def test_a_clock_set_back_before_the_sending_loses_nothing(desk):
    await desk.subscribe(CHAT)
    await desk.occurrences.tick()
    desk.clock.pass_by(-2 * HOUR)
    await desk.deliveries.drain()
    desk.clock.pass_by(2 * HOUR)
    await desk.deliveries.drain()
    assert desk.post.texts == ["The bridge 1/2"]


async def test_a_clock_set_forward_and_back_again_loses_and_doubles_nothing(desk):
    await desk.subscribe(CHAT)
    desk.clock.pass_by(-HOUR)
    assert await desk.tick() == []
    desk.clock.pass_by(2 * HOUR)
    assert await desk.tick() == ["The bridge 1/2"]
    assert desk.post.pushed[0].payload["late"] is not None
    desk.clock.pass_by(-2 * HOUR)
    assert await desk.tick() == []
    desk.clock.pass_by(HOUR)
    assert await desk.tick() == []


async def test_a_clock_set_forward_by_two_hours_between_queueing_and_sending_sends(desk):
    await desk.subscribe(CHAT)
    await desk.occurrences.tick()
    desk.clock.pass_by(2 * HOUR)
    await desk.deliveries.drain()
    assert desk.post.texts == ["The bridge 1/2"]


# A clock that runs ahead for a while, and how a subscription is spoken to after it was set back.
AHEAD = [timedelta(hours=2), timedelta(hours=30), 3 * DAY, timedelta(days=400)]


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("ahead", AHEAD)
@pytest.mark.parametrize("days", [EVERY_DAY, frozenset({0, 3}), frozenset({1})])
async def test_a_clock_that_was_ahead_and_is_set_back_silences_nobody(desk, ahead, days, restarted):
    desk.clock.time = NINE - 2 * HOUR
    first = next(NINE + n * DAY for n in range(7) if (NINE + n * DAY).weekday() in days)
    one = await desk.subscribe(CHAT, days=days, next_due=first)
    assert await desk.tick() == []
    desk.clock.pass_by(ahead)
    told = await desk.tick()
    desk.clock.pass_by(timedelta(minutes=1) - ahead)
    occurrences = desk.restarted() if restarted else desk.occurrences
    await occurrences.tick()
    slots = [slot for slot, ending, _ in await endings(desk, one) if ending is Ending.QUEUED]
    due = await next_due(desk, one)
    expected = next(
        moment
        for moment in (first + n * DAY for n in range(15))
        if moment.weekday() in days and moment.date().isoformat() not in slots
    )
    assert due == expected
    desk.clock.time = expected
    assert len(await desk.tick()) == 1
    assert len(set(desk.post.texts)) == len(told) + 1


async def test_what_a_clock_ahead_recorded_as_skipped_is_sent_at_its_time(desk):
    one = await desk.subscribe(CHAT)
    desk.clock.time = NINE - 8 * HOUR
    await desk.tick()
    desk.clock.time = NINE + 7 * HOUR
    assert await desk.tick() == []
    assert await endings(desk, one) == [("2026-11-02", Ending.SKIPPED, True)]
    desk.clock.time = NINE - HOUR
    assert await desk.tick() == []
    desk.clock.time = NINE
    assert await desk.tick() == ["The bridge 1/2"]
    assert await endings(desk, one) == [("2026-11-02", Ending.QUEUED, False)]


async def test_what_a_clock_ahead_queued_and_did_not_send_is_sent_once_it_is_set_back(desk):
    await desk.subscribe(CHAT)
    desk.clock.pass_by(365 * DAY)
    await desk.occurrences.tick()
    desk.clock.pass_by(-365 * DAY)
    assert await desk.tick() == ["The bridge 1/2"]
    assert await desk.next_day() == ["The bridge 2/2"]


async def test_a_moment_that_a_pause_has_put_off_stays_when_the_clock_is_set_back(desk):
    one = await desk.subscribe(CHAT, muted_until=NINE + 7 * DAY, next_due=NINE + 7 * DAY)
    await desk.tick()
    desk.clock.pass_by(-2 * HOUR)
    await desk.tick()
    assert await next_due(desk, one) == NINE + 7 * DAY


async def test_an_anniversary_that_a_clock_ahead_has_passed_comes_back(desk):
    one = await desk.subscribe(CHAT, mode=Mode.ON_THIS_DAY)
    desk.clock.time = NINE - HOUR
    await desk.tick()
    desk.clock.time = NINE + DAY
    await desk.tick()
    assert await next_due(desk, one) == datetime(2027, 3, 9, 9, tzinfo=UTC)
    desk.clock.time = NINE - HOUR
    await desk.tick()
    assert await next_due(desk, one) == NINE


async def test_what_cannot_be_reckoned_anew_is_at_the_next_tick(desk, monkeypatch, caplog):
    one = await desk.subscribe(CHAT, next_due=NINE + 30 * DAY)

    async def full(*_):
        raise StateUnavailable("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(desk.state.subscriptions, "reschedule", full)
        await desk.tick()
    assert "was not seen to" in caplog.text
    await desk.tick()
    assert await next_due(desk, one) == NINE + DAY


async def test_an_instant_one_that_was_told_by_a_clock_ahead_is_told_what_comes_after(
    desk, with_news, with_more
):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    desk.clock.pass_by(400 * DAY)
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    await desk.deliveries.drain()
    desk.clock.pass_by(-399 * DAY)
    desk.swap(with_more)
    await desk.briefings().on_new_corpus()
    await desk.deliveries.drain()
    assert [p.payload["fresh"][-1] for p in desk.post.pushed] == [
        "The bridge on 04 November",
        "The bridge on 05 November",
    ]


# --- send now


async def test_an_update_that_is_delivered_twice_is_one_briefing(desk):
    one = await desk.subscribe(CHAT, next_due=NINE + DAY)
    assert await desk.occurrences.now(one, 77) is AtOnce.QUEUED
    assert await desk.occurrences.now(one, 77) is AtOnce.QUEUED
    await desk.deliveries.drain()
    assert desk.post.texts == ["The bridge 1/2"]
    assert await next_due(desk, one) == NINE + DAY


async def test_of_presses_at_the_same_moment_one_brings_a_part_and_the_others_say_that_it_comes(
    desk,
):
    one = await desk.subscribe(CHAT, next_due=NINE + DAY)
    asked = await asyncio.gather(*(desk.occurrences.now(one, n) for n in range(4)))
    assert sorted(asked) == sorted([AtOnce.QUEUED] + [AtOnce.ON_ITS_WAY] * 3)
    await desk.deliveries.drain()
    assert desk.post.texts == ["The bridge 1/2"]
    assert await desk.occurrences.now(one, 4) is AtOnce.QUEUED
    await desk.deliveries.drain()
    assert desk.post.texts == ["The bridge 1/2", "The bridge 2/2"]


async def test_a_press_brings_a_part_beside_what_comes_at_its_time_or_to_another_subscription(desk):
    tartu = Wanted(WantedKind.PHRASE, "Tartu", "Tartu")
    one, other = await desk.subscribe(CHAT), await desk.subscribe(OTHER, tartu)
    await desk.occurrences.tick()
    assert await desk.occurrences.now(one, 1) is AtOnce.QUEUED
    assert await desk.occurrences.now(other, 2) is AtOnce.QUEUED
    await desk.deliveries.drain()
    assert sorted(desk.post.texts) == ["Tartu 1/2", "Tartu 2/2", "The bridge 1/2", "The bridge 2/2"]


async def test_where_all_was_had_now_says_so_to_who_asks(desk):
    one = await desk.subscribe(CHAT)
    await desk.tick()
    await until_all_is_told(desk)
    assert await desk.occurrences.now(one, 78) is AtOnce.NOTHING
    await desk.state.subscriptions.remove(one.id)
    assert await desk.occurrences.now(one, 79) is AtOnce.NOTHING


async def test_now_comes_to_a_chat_that_has_paused(desk):
    one = await desk.subscribe(CHAT)
    await desk.state.chats.pause(CHAT, PauseReason.READER)
    assert await desk.occurrences.now(one, 80) is AtOnce.QUEUED
    await desk.deliveries.drain()
    assert desk.post.texts == ["The bridge 1/2"]


# --- what is new, at once


async def test_what_is_new_comes_at_once_to_who_was_never_told_anything(desk, with_news):
    one = await desk.subscribe(CHAT, mode=Mode.INSTANT)
    assert await desk.tick() == []
    desk.clock.pass_by(HOUR)
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    await desk.deliveries.drain()
    assert [p.payload["fresh"] for p in desk.post.pushed] == [["The bridge on 04 November"]]
    assert await endings(desk, one) == [(with_news.corpus.version, Ending.QUEUED, False)]


async def test_an_article_that_was_removed_is_told_at_once_when_it_comes_back_but_not_twice(
    desk, with_news, without_news, with_more
):
    for chat, snapshot in [(CHAT, with_news), (OTHER, without_news), (OTHER, with_more)]:
        one = await desk.subscribe(chat, mode=Mode.INSTANT)
        await desk.state.subscriptions.mark(one.id, seen=desk.archive.snapshot.corpus.version)
        desk.swap(snapshot)
        await desk.briefings().on_new_corpus()
        await desk.deliveries.drain()
        desk.clock.pass_by(HOUR)
    news, more = "The bridge on 04 November", "The bridge on 05 November"
    assert [(p.chat, p.payload["fresh"]) for p in desk.post.pushed] == [
        (CHAT, [news]),
        (CHAT, [more]),
        (OTHER, [more]),
        (OTHER, [news]),
    ]


async def test_the_same_corpus_again_brings_nothing(desk, with_news):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    desk.swap(with_news)
    for _ in range(3):
        await desk.briefings().on_new_corpus()
        await desk.deliveries.drain()
    assert len(desk.post.pushed) == 1


async def test_the_first_corpus_ever_is_no_news(desk):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    await desk.briefings().on_new_corpus()
    await desk.deliveries.drain()
    assert desk.post.pushed == []


async def test_what_is_new_waits_for_the_end_of_quiet_hours_but_a_set_time_does_not(
    desk, with_news
):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    await desk.subscribe(OTHER)
    for chat in (CHAT, OTHER):
        await desk.set_chat(chat, quiet=Quiet(time(8), time(12)))
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    await desk.tick()
    assert [p.chat for p in desk.post.pushed] == [OTHER]
    desk.clock.pass_by(3 * HOUR)
    await desk.tick()
    assert [p.chat for p in desk.post.pushed] == [OTHER, CHAT]


YEAR = "---\ntitle: A year\npublished: 2025-12-20\n---\n" + "\n\n".join(
    f"On {day} {month} 2025 the bridge of Tartu was closed by storm number {number}, and a long "
    f"queue of lorries stood before it for the whole of the {number} hours that it took to pass."
    for number, (day, month) in enumerate(
        (day, month) for month in ("April", "July", "October") for day in range(2, 26, 3)
    )
)

DAY_AFTER = (
    "---\ntitle: The day after\npublished: 2025-12-22\n---\nOn 21 December 2025 the bridge shook.\n"
)


async def reload(desk, snapshot) -> list[str]:
    """Let the corpus be another one, and give what is sent at once."""
    before = len(desk.post.pushed)
    desk.swap(snapshot)
    await desk.briefings().on_new_corpus()
    await desk.deliveries.drain()
    return desk.post.texts[before:]


async def test_news_that_do_not_fit_into_one_message_all_come_at_once_but_never_as_a_pile(
    desk, written
):
    one = await desk.subscribe(CHAT, mode=Mode.INSTANT)
    year = written(year=YEAR)
    at_once = await reload(desk, year)
    assert len(at_once) == 3
    assert await desk.tick() == []
    desk.clock.pass_by(HOUR)
    later = await desk.tick()
    count = len(at_once) + len(later)
    assert [*at_once, *later] == [f"The bridge {n}/{count}" for n in range(1, count + 1)]
    assert {tuple(p.payload["fresh"]) for p in desk.post.pushed} == {("A year",)}
    new = set(desk.occurrences.composer.items(year, one.wanted)) - set(
        desk.occurrences.composer.items(written(), one.wanted)
    )
    assert new <= await desk.state.ledger.had(CHAT, None)
    assert await desk.next_day() == []
    assert (await desk.state.subscriptions.get(one.id)).seen == year.corpus.version


async def test_the_rest_of_the_news_comes_after_a_start_or_with_the_next_reload(desk, written):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    await reload(desk, written(year=YEAR))
    desk.clock.pass_by(HOUR)
    again = desk.restarted()
    await again.on_new_corpus()
    await desk.deliveries.drain()
    assert desk.post.texts[3].startswith("The bridge 4/")
    desk.clock.pass_by(HOUR)
    count = len(desk.post.pushed)
    assert await reload(desk, written(year=YEAR, day=DAY_AFTER)) != []
    assert desk.post.pushed[count].payload["fresh"] == ["The day after"]


async def test_what_is_left_of_news_is_news_the_next_day_and_counted(desk, written):
    await desk.subscribe(CHAT)
    await desk.tick()
    told = await until_all_is_told(desk)
    assert told[-1] == "had all"
    desk.swap(written(year=YEAR))
    await desk.briefings().on_new_corpus()
    count = len(desk.post.pushed)
    told = await until_all_is_told(desk)
    assert len(told) > 2
    assert told == [f"The bridge {n}/{len(told)}" for n in range(1, len(told) + 1)]
    news = desk.post.pushed[count:]
    assert {tuple(p.payload["fresh"]) for p in news} == {("A year",)}
    since = {p.payload["since"] for p in news}
    assert len(since) == 1


async def test_that_it_was_all_is_said_once_however_many_messages_the_news_took(desk, written):
    one = await desk.subscribe(CHAT)
    await desk.tick()
    await until_all_is_told(desk)
    desk.swap(written(year=YEAR))
    await desk.briefings().on_new_corpus()
    assert "had all" not in await until_all_is_told(desk)
    await desk.state.ledger.forget(CHAT, None)
    desk.clock.pass_by(DAY)
    told = await until_all_is_told(desk)
    assert told[-1] == "had all"
    assert not [p for p in desk.post.pushed[-len(told) :] if p.payload.get("fresh")]
    assert (await desk.state.subscriptions.get(one.id)).exhausted


async def test_news_that_were_refused_are_news_again_with_the_next_reload(
    desk, with_news, with_more
):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    desk.post.answer = refusing
    await reload(desk, with_news)
    desk.post.answer = None
    desk.clock.pass_by(HOUR)
    await reload(desk, with_more)
    assert len(desk.post.pushed[-1].payload["fresh"]) == 2


async def test_the_first_message_at_once_says_since_when_it_is_new(desk, with_news):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    desk.clock.pass_by(3 * DAY)
    await reload(desk, with_news)
    assert desk.post.pushed[0].payload["since"].startswith("2026-11-02")


async def test_news_had_already_do_not_come_back_with_other_ids(desk, with_news):
    """Better rules give items other ids: that is never news."""
    one = await desk.subscribe(CHAT)
    await desk.tick()
    await until_all_is_told(desk)
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    await until_all_is_told(desk)
    kept = await desk.state.subscriptions.get(one.id)
    chat = await desk.state.chats.get(CHAT)
    with_other_ids = replace(kept, thread=7)  # a place that has had nothing
    digest = await desk.occurrences.preview(with_other_ids, chat)
    assert not digest.briefing.empty
    assert digest.fresh == ()


async def test_what_comes_in_quiet_hours_is_told_together_at_their_end(desk, with_news, with_more):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    await desk.set_chat(CHAT, quiet=Quiet(time(8), time(12)))
    assert await reload(desk, with_news) == []
    desk.clock.pass_by(HOUR)
    assert await reload(desk, with_more) == []
    desk.clock.pass_by(2 * HOUR)
    assert len(await desk.tick()) == 1
    assert len(desk.post.pushed[0].payload["fresh"]) == 2


async def test_news_come_in_their_order_once_there_are_no_quiet_hours_any_more(
    desk, with_news, with_more
):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    await desk.set_chat(CHAT, quiet=Quiet(time(8), time(12)))
    await reload(desk, with_news)
    await desk.set_chat(CHAT, quiet=None)
    assert len(await desk.tick()) == 1
    assert desk.post.pushed[0].payload["fresh"] == ["The bridge on 04 November"]
    desk.clock.pass_by(HOUR)
    await reload(desk, with_more)
    assert desk.post.pushed[1].payload["fresh"] == ["The bridge on 05 November"]


@pytest.mark.parametrize("explicit", [False, True])
async def test_a_retry_waits_for_the_end_of_quiet_hours_but_not_what_has_a_set_time(
    desk, with_news, explicit
):
    one = await desk.subscribe(CHAT, mode=Mode.INSTANT)
    if explicit:
        await desk.state.subscriptions.remove(one.id)
        one = await desk.subscribe(CHAT)
    await desk.set_chat(CHAT, quiet=Quiet(time(9, 1), time(18)))
    desk.post.answer = failing
    await reload(desk, with_news)
    assert len(await desk.tick()) == explicit
    desk.post.answer = None
    desk.clock.pass_by(timedelta(minutes=2))
    assert len(await desk.tick()) == explicit
    desk.clock.pass_by(9 * HOUR)
    assert len(await desk.tick()) == (not explicit)
    assert await desk.tick() == []


async def test_what_was_put_off_holds_up_nothing_and_can_be_let_go_before_what_came_later(
    desk, with_news, with_more
):
    await desk.subscribe(CHAT, mode=Mode.INSTANT)
    await desk.subscribe(CHAT, next_due=NINE + HOUR)
    await desk.set_chat(CHAT, quiet=Quiet(time(9, 1), time(18)))
    desk.post.answer = failing
    await reload(desk, with_news)
    desk.post.answer = None
    desk.clock.pass_by(HOUR)
    assert await desk.tick() == ["The bridge 1/2"]
    assert await reload(desk, with_more) == []
    await desk.set_chat(CHAT, quiet=None)
    assert await desk.state.outbox.requeue_chat(CHAT, desk.clock()) == 1
    assert len(await desk.tick()) == 2
    fresh = [p.payload["fresh"] for p in desk.post.pushed[-2:]]
    assert fresh == [["The bridge on 04 November"], ["The bridge on 05 November"]]


async def failing(_) -> Failed:
    return Failed("Bad Gateway")


async def test_an_instant_one_that_fails_keeps_no_other_waiting(desk, with_news, caplog):
    for chat in (CHAT, OTHER):
        await desk.subscribe(chat, mode=Mode.INSTANT)
    desk.render.failing = {CHAT}
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    await desk.deliveries.drain()
    assert [p.chat for p in desk.post.pushed] == [OTHER]
    assert "was not seen to" in caplog.text


async def mute(desk, one: Subscription, end: datetime) -> None:
    await desk.state.subscriptions.save(replace(one, muted_until=end))


async def pause(desk, one: Subscription, end: datetime) -> None:
    await desk.state.chats.pause(one.chat, PauseReason.READER, end)


@pytest.mark.parametrize("silence", [mute, pause])
async def test_what_came_in_a_silence_is_told_at_its_end_without_another_reload(
    desk, with_news, silence
):
    one = await desk.subscribe(CHAT, mode=Mode.INSTANT)
    await silence(desk, one, NINE + timedelta(hours=2))
    later = await desk.subscribe(OTHER, mode=Mode.INSTANT)
    await silence(desk, later, NINE + timedelta(hours=5))
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    told: dict[int, list[int]] = {}
    for hour in range(7):
        before = len(desk.post.pushed)
        await desk.tick()
        told[hour] = [p.chat for p in desk.post.pushed[before:]]
        desk.clock.pass_by(timedelta(hours=1))
    assert {hour: chats for hour, chats in told.items() if chats} == {2: [CHAT], 5: [OTHER]}


async def test_who_was_not_told_at_once_is_told_after_the_next_start(desk, with_news):
    for chat in (CHAT, OTHER):
        await desk.subscribe(chat, mode=Mode.INSTANT)
    desk.render.failing = {CHAT}
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    desk.render.failing = set()
    again = desk.briefings()
    await again.tick()
    await again.tick()
    await desk.deliveries.drain()
    assert sorted(p.chat for p in desk.post.pushed) == sorted([CHAT, OTHER])


async def test_an_instant_one_is_not_told_what_came_before_it(desk, with_news):
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    desk.clock.pass_by(timedelta(days=3))
    one = await desk.subscribe(CHAT, mode=Mode.INSTANT)
    await desk.state.subscriptions.mark(one.id, seen=with_news.corpus.version)
    await desk.briefings().tick()
    await desk.deliveries.drain()
    assert desk.post.pushed == []


async def test_what_came_between_the_making_and_the_sending_is_new_next_time(desk, with_news):
    await desk.briefings().on_new_corpus()
    await desk.subscribe(CHAT)
    await desk.occurrences.tick()
    desk.clock.pass_by(timedelta(seconds=5))
    desk.swap(with_news)
    await desk.briefings().on_new_corpus()
    desk.clock.pass_by(timedelta(seconds=5))
    await desk.deliveries.drain()
    (kept,) = await desk.state.subscriptions.of_chat(CHAT)
    digest = await desk.occurrences.preview(kept, await desk.state.chats.get(CHAT))
    assert [article.file for article in digest.fresh] == ["news.md"]


async def test_a_corpus_swapped_while_a_briefing_is_made_does_not_mix_into_it(desk, with_news):
    one = await desk.subscribe(CHAT)
    desk.render.before = lambda: desk.swap(with_news)
    small = desk.archive.snapshot
    assert await desk.tick() == ["The bridge 1/2"]
    (kept,) = await desk.state.outbox.occurrences(one.id, 10)
    assert kept.corpus == small.corpus.version


# --- on this day


async def test_an_anniversary_comes_on_its_day_and_then_the_next(desk):
    one = await desk.subscribe(CHAT, mode=Mode.ON_THIS_DAY)
    await desk.tick()
    assert [p.payload["day"] for p in desk.post.pushed] == ["2026-11-02"]
    assert await next_due(desk, one) == datetime(2027, 3, 9, 9, tzinfo=UTC)
    assert await desk.state.ledger.had(CHAT, None) == frozenset()


async def test_an_anniversary_that_comes_late_is_still_that_of_its_day(desk):
    one = await desk.subscribe(CHAT, mode=Mode.ON_THIS_DAY, at=time(23), next_due=NINE + 14 * HOUR)
    desk.clock.time = NINE + 17 * HOUR
    await desk.tick()
    assert [p.payload["day"] for p in desk.post.pushed] == ["2026-11-02"]
    assert [slot for slot, _, _ in await endings(desk, one)] == ["2026-11-02"]


async def test_a_new_article_may_bring_an_earlier_anniversary(desk, written):
    one = await desk.subscribe(
        CHAT, mode=Mode.ON_THIS_DAY, next_due=datetime(2027, 3, 9, 9, tzinfo=UTC)
    )
    ice = (
        "---\ntitle: Ice\npublished: 2020-12-25\n---\nOn 24 December 2020 the bridge was closed.\n"
    )
    desk.swap(written(ice=ice))
    await desk.briefings().on_new_corpus()
    assert await next_due(desk, one) == datetime(2026, 12, 24, 9, tzinfo=UTC)


async def test_the_slot_of_a_schedule_is_never_used_twice(desk):
    one = await desk.subscribe(CHAT)
    await desk.tick()
    await desk.state.subscriptions.reschedule(await desk.state.subscriptions.get(one.id), NINE)
    desk.clock.pass_by(HOUR)
    assert await desk.tick() == []
    assert await next_due(desk, one) == NINE + DAY
    found = await desk.state.outbox.occurrences(one.id, 10)
    assert [(o.trigger, o.slot) for o in found] == [(Trigger.SCHEDULE, "2026-11-02")]
