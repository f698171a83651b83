"""A newcomer tries a briefing in the stand-in, as `newsdesk simulate` sets it up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from bot.cli.passing import PassingTime
from bot.cli.serving import answer
from bot.config import load
from bot.simulator import ADMIN, CHANNEL, NEWSROOM, READER, Message, Simulator, violations

ARTICLE = """---
title: Harbour reopens
publisher: Port Gazette
published: 2019-05-20
---
On 14 May 2019 the harbour of Valdivia reopened after a long repair.

“We worked day and night for this harbour,” said Ana Ortiz. “Nobody slept much at all.”

Ana Ortiz said that the harbour would stay open all winter. In 2018 Pedro Lagos visited the yard.
"""
TOPICS = '[[topic]]\nid = "harbour"\ntitle = "The harbour"\nqueries = ["harbour"]\n'
MORNING = datetime(2026, 11, 23, 6, tzinfo=UTC)


@dataclass
class Newcomer:
    """Writes, presses, moves the clock, and reads what comes."""

    simulator: Simulator

    def read(self, chat: int = READER.id) -> tuple[Message, ...]:
        return self.simulator.world.answers(chat)

    async def say(self, text: str) -> Message:
        return await self.simulator.say(text)

    async def press(self, message: Message, label: str, *, user=READER, chat=READER.id) -> Message:
        """Press a button; give the message that it changed, or brought to the presser."""
        world = self.simulator.world
        before = world.message(message.id, chat)
        last = self.read(user.id)[-1].id if self.read(user.id) else 0
        world.press(message.id, message.button(label), user, chat_id=chat)

        def after() -> Message | None:
            changed = world.message(message.id, chat)
            new = [m for m in self.read(user.id) if m.id > last]
            return changed if changed != before else next(iter(new), None)

        return await self.simulator.wait_for(after)

    async def pushed(self, count: int, chat: int = READER.id) -> Message:
        """Wait until the bot has written so many messages, and give the last."""
        return await self.simulator.wait_for(
            lambda: self.read(chat)[-1] if len(self.read(chat)) >= count else None
        )


@pytest.fixture
async def newcomer(tmp_path: Path, bot_api) -> AsyncIterator[Newcomer]:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "harbour.md").write_text(ARTICLE, "utf-8")
    (seeds / "topics.toml").write_text(TOPICS, "utf-8")
    stop = asyncio.Event()
    groups = (NEWSROOM, CHANNEL)
    began = monotonic()
    running = lambda: MORNING + timedelta(seconds=monotonic() - began)  # noqa: E731 - a clock
    async with Simulator(groups=groups, clock=running) as simulator:
        settings = load(
            env_file=None,
            telegram_bot_token=simulator.token,
            telegram_api_url=simulator.url,
            admin_ids=frozenset({ADMIN.id}),
            data_dir=tmp_path / "data",
            seeds_dir=seeds,
        )
        passing = PassingTime(simulator.clock)
        serving = asyncio.create_task(
            answer(settings, stop, clock=simulator.clock, passing=passing, built=passing.follow)
        )
        await simulator.wait_for(lambda: simulator.world.online or serving.done(), 60)
        yield Newcomer(simulator)
        await passing.close()
        stop.set()
        await serving
    if bot_api is not None:
        assert violations(simulator.calls, bot_api) == []


async def test_a_briefing_is_subscribed_got_pressed_muted_and_ended(newcomer):
    what = await newcomer.say("/subscribe")
    days = await newcomer.press(what, "The harbour")
    at = await newcomer.press(days, "every day")
    zone = await newcomer.press(at, "18:00")
    echo = await newcomer.press(zone, "London")
    assert "Next: Mon 23 Nov, 18:00." in echo.text

    newcomer.simulator.clock.advance(timedelta(days=1))
    push = await newcomer.pushed(2)
    assert push.text.startswith("The harbour")
    assert "reopened after a long repair" in push.text
    assert "late" not in push.text
    assert "¶1" in (await newcomer.press(push, "¶1")).text
    muted = await newcomer.press(push, "Mute for a week")
    assert "Muted until Tue 1 Dec, 06:00. Next: Tue 1 Dec, 18:00." in muted.text

    newcomer.simulator.clock.advance(timedelta(days=9))
    everything = await newcomer.pushed(6)
    assert "You have had everything" in everything.text
    asked = await newcomer.press(everything, "Unsubscribe")
    gone = await newcomer.press(asked, "Yes")
    assert gone.text == "Unsubscribed from The harbour."


async def test_a_channel_is_subscribed_and_put_out_and_taken_back(newcomer):
    world, simulator = newcomer.simulator.world, newcomer.simulator
    to = f"@{CHANNEL.username}"
    refused = await newcomer.say(f"/subscribe harbour 18:00 London to {to}")
    assert refused.text.startswith("That takes two rights")
    echo = await simulator.say(f"/subscribe harbour 18:00 to {to}", ADMIN)
    echo = await newcomer.press(echo, "London", user=ADMIN, chat=ADMIN.id)
    assert f"to the channel {CHANNEL.name}" in echo.text
    simulator.clock.advance(timedelta(days=1))
    post = await newcomer.pushed(1, CHANNEL.id)
    assert post.text.startswith("The harbour")

    assert not post.buttons, "none that its readers may not press"
    world.block(ADMIN, chat_id=CHANNEL.id)
    out = await simulator.wait_for(lambda: _says(newcomer, "did not take my messages"))
    assert out
    world.block(ADMIN, blocked=False, chat_id=CHANNEL.id)
    listed = await simulator.say(f"/subscriptions {to}", ADMIN)
    opened = await newcomer.press(listed, "The harbour", user=ADMIN, chat=ADMIN.id)
    paused = await newcomer.press(opened, "Pause", user=ADMIN, chat=ADMIN.id)
    assert "Paused." in paused.text
    assert len(newcomer.read(CHANNEL.id)) == 1


def _says(newcomer: Newcomer, words: str) -> bool:
    """Whether the admin's list says something; asks for it if it does not yet."""
    last = newcomer.read(ADMIN.id)[-1]
    if words in last.text:
        return True
    asked = newcomer.simulator.world.messages(ADMIN.id)[-1]
    if asked.by_bot:
        newcomer.simulator.world.user_says(ADMIN.id, ADMIN, "/subscriptions")
    return False


async def test_only_the_owner_of_a_group_puts_the_bot_out(newcomer):
    world = newcomer.simulator.world
    with pytest.raises(LookupError, match="does not own"):
        world.block(READER, chat_id=NEWSROOM.id)
    with pytest.raises(LookupError, match="only the bot writes in the channel"):
        world.user_says(CHANNEL.id, READER, "hello")
