"""That an answer is on its way is shown where it takes long, and only there."""

from __future__ import annotations

import asyncio

import pytest

GROUP, ADMIN = -100500, 1


class Idle:
    """Waits in place of the bot until a test says that the time has passed."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.waiting = 0
        self.passed = asyncio.Semaphore(0)

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.waiting += 1
        try:
            await self.passed.acquire()
        finally:
            self.waiting -= 1


async def settled() -> None:
    """Let all go on that can."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_an_answer_that_comes_at_once_is_not_announced(made):
    idle = Idle()
    talk = made(idle=idle)
    async with talk.application:
        for line in ("/echo a", "/long x", "words", "/fact"):
            await talk.say(line)
            await settled()
            assert idle.waiting == 0
        assert talk.wire.of("sendChatAction") == []


@pytest.mark.parametrize("thread", [None, 7])
async def test_a_slow_answer_is_announced_after_half_a_second_until_it_comes(made, thread):
    idle, going_on = Idle(), asyncio.Event()

    async def slow(_):
        await going_on.wait()

    talk = made(idle=idle)
    talk.archive.script = slow
    async with talk.application:
        asking = asyncio.create_task(talk.say("/reload", user=ADMIN, chat=GROUP, thread=thread))
        await settled()
        assert idle.waited == [0.5]
        assert talk.wire.of("sendChatAction") == []
        for times in (1, 2):
            idle.passed.release()
            await settled()
            assert len(talk.wire.of("sendChatAction")) == times
        going_on.set()
        await asking
        idle.passed.release()
        await settled()
        first, _ = talk.wire.of("sendChatAction")
        assert first.sent["action"] == "typing"
        assert first.sent.get("message_thread_id") == (str(thread) if thread else None)


async def test_where_it_cannot_be_announced_it_is_answered_all_the_same(made):
    idle, going_on = Idle(), asyncio.Event()

    async def slow(_):
        await going_on.wait()

    talk = made(idle=idle)
    talk.archive.script = slow
    talk.wire.fail("sendChatAction", 400, description="Bad Request: not enough rights")
    async with talk.application:
        idle.passed.release()
        asking = asyncio.create_task(talk.say("/reload", user=ADMIN))
        await settled()
        going_on.set()
        assert "Nothing was added" in (await asking)[-1].text
