"""The half of the bot that nobody asks: how it ticks, starts and stops."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from briefings.outcomes import Sent
from storage.errors import StateUnavailable
from storage.state import State
from storage.state.connections import to_its_end
from storage.state.records import DeliveryState, Recovered

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
CHAT = 1001
S = DeliveryState


async def until(condition) -> None:
    """Let others work until something holds."""
    while not condition():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0)


# --- the clock work


@pytest.fixture
def scheduler(desk, monkeypatch):
    """Gives the jobs of the scheduler that a start makes, which are not let run: tick, tidy."""
    made: list[AsyncIOScheduler] = []
    start = AsyncIOScheduler.start

    def paused(self):
        made.append(self)
        start(self, paused=True)

    monkeypatch.setattr(AsyncIOScheduler, "start", paused)

    async def scheduler() -> list[Job]:
        stop = asyncio.Event()
        running = asyncio.create_task(desk.briefings().run(stop))
        await until(lambda: made)
        jobs = made[0].get_jobs()
        stop.set()
        await running
        return sorted(jobs, key=lambda job: not isinstance(job.trigger, CronTrigger))

    return scheduler


async def test_a_tick_comes_each_minute_in_utc_however_late_once_and_never_beside_itself(scheduler):
    tick, tidy = await scheduler()
    assert str(tick.trigger.timezone) == "UTC"
    at = datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)
    for minute in range(3):
        at = tick.trigger.get_next_fire_time(None, at + timedelta(microseconds=1))
        assert at == datetime(2026, 3, 29, 1, minute, tzinfo=UTC)
    assert tidy.trigger.interval == timedelta(days=1)
    for job in (tick, tidy):
        assert job.misfire_grace_time is None, "one that comes late still runs"
        assert job.coalesce, "of several missed ones, one runs"
        assert job.max_instances == 1


async def test_a_scheduled_tick_that_a_stop_cancels_ends_quietly(desk, scheduler, monkeypatch):
    async def never(_):
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(desk.state.outbox, "expire", never)
    tick, _ = await scheduler()
    ticking = asyncio.create_task(tick.func())
    await asyncio.sleep(0)
    ticking.cancel()
    await ticking


@pytest.mark.parametrize("turns", range(0, 120, 8))
async def test_a_stop_leaves_nothing_at_work_on_the_state_however_early_it_comes(
    desk, caplog, turns
):
    """The first tick and the first tidying are on their way then, each in a transaction."""
    await desk.subscribe(CHAT)
    before = asyncio.all_tasks()
    stop = asyncio.Event()
    running = asyncio.create_task(desk.briefings().run(stop))
    for _ in range(turns):
        await asyncio.sleep(0)
    stop.set()
    await running
    assert asyncio.all_tasks() <= before
    await desk.state.close()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("where", ["prune", "note"])
async def test_a_stop_waits_for_the_transactions_of_the_first_tidying_and_tick(
    desk, monkeypatch, where
):
    begun, end = asyncio.Event(), asyncio.Event()

    @to_its_end
    async def slow(_) -> int:
        begun.set()
        await end.wait()
        return 0

    monkeypatch.setattr(desk.state if where == "prune" else desk.state.sources, where, slow)
    before, stop, waiting = asyncio.all_tasks(), asyncio.Event(), 3
    running = asyncio.create_task(desk.briefings().run(stop))
    await begun.wait()
    stop.set()
    # All others have ended: left are the transaction, who asked for it, and who waits for both.
    await until(lambda: running.done() or len(asyncio.all_tasks() - before) <= waiting)
    for _ in range(20):
        await asyncio.sleep(0)
    assert not running.done()
    end.set()
    await running


# --- starting


async def test_what_is_due_at_a_start_waits_for_no_minute(desk):
    await desk.subscribe(CHAT)
    stop = asyncio.Event()
    running = asyncio.create_task(desk.briefings().run(stop))
    await until(lambda: desk.post.pushed)
    stop.set()
    await running
    assert [row.state for row in await desk.rows()] == [S.SENT]


@pytest.mark.parametrize("shared", [False, True])
async def test_a_tick_recovers_what_another_process_left_only_where_there_may_be_one(
    desk, monkeypatch, shared
):
    asked: list[bool] = []

    async def recover(_, *, alone):
        asked.append(alone)
        return Recovered()

    monkeypatch.setattr(State, "shared", property(lambda _: shared))
    monkeypatch.setattr(desk.state.outbox, "recover", recover)
    briefings = desk.briefings()
    await briefings.tick()
    assert asked == [False] * shared
    await desk.deliveries.recover()
    assert asked[-1] is not shared


@pytest.mark.parametrize("error", [StateUnavailable("the disk is full"), ValueError("a bug")])
async def test_a_tick_that_fails_is_logged_and_the_next_one_does_its_work(
    desk, monkeypatch, caplog, error
):
    await desk.subscribe(CHAT)

    async def failing(_):
        raise error

    briefings = desk.briefings()
    with monkeypatch.context() as patched:
        patched.setattr(desk.state.outbox, "expire", failing)
        await briefings.tick()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    await briefings.tick()
    await desk.deliveries.drain()
    assert desk.post.texts == ["The bridge 1/2"]


# --- stopping


async def test_after_a_stop_nothing_is_claimed_what_is_on_its_way_is_kept_and_the_rest_waits(desk):
    for chat in range(2_000, 2_040):
        await desk.subscribe(chat)
    await desk.occurrences.tick()
    stop = asyncio.Event()

    async def stopping(_):
        stop.set()
        await asyncio.sleep(0)
        return Sent(1)

    desk.post.answer = stopping
    await asyncio.wait_for(desk.briefings().run(stop), 60)
    states = [row.state for row in await desk.rows()]
    assert len(desk.post.pushed) == states.count(S.SENT) <= 12
    assert states.count(S.PENDING) == 40 - states.count(S.SENT)


async def test_a_stop_ends_a_beginning_that_takes_long(desk, monkeypatch):
    begun = asyncio.Event()

    async def never(_):
        begun.set()
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(desk.state.sources, "note", never)
    stop = asyncio.Event()
    running = asyncio.create_task(desk.briefings().run(stop))
    await begun.wait()
    stop.set()
    await asyncio.wait_for(running, 60)
