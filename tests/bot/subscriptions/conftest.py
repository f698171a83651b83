"""A bot that briefs: the real application with a state in a file and invented articles."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot

from bot.commands import COMMANDS
from storage.building import build_snapshot
from storage.snapshot import Snapshot
from storage.state import State
from storage.state.records import Subscription

READER = 1001
GROUP = -100500
CHANNEL = -100700

HARBOUR = """---
title: Harbour reopens
publisher: Port Gazette
published: 2019-05-20
---
On 14 May 2019 the harbour of Valdivia reopened after a long repair.

“We worked day and night for this harbour,” said Ana Ortiz. “Nobody slept much at all.”

Ana Ortiz said that the harbour would stay open all winter. In 2018 Pedro Lagos visited the yard.
"""
WORKED = "We worked day and night for this harbour"
FERRY = """---
title: The ferry is back
publisher: Coast Weekly
published: 2019-06-03
---
On 1 June 2019 the ferry to Corral sailed again. Pedro Lagos was on board.

“The ferry is what the coast lives on,” said Pedro Lagos. Ana Ortiz stayed at home.
"""
LIGHTHOUSE = """---
title: A lighthouse for the harbour
publisher: Port Gazette
published: 2019-07-10
---
On 8 July 2019 a lighthouse was lit at the harbour of Valdivia.

“The harbour can be seen from the open sea now,” said Ana Ortiz.
"""
TOPICS = """
[[topic]]
id = "harbour"
title = "The harbour"
queries = ["harbour"]

[[topic]]
id = "ferries"
title = "Ferries"
queries = ["ferry"]

[[topic]]
id = "ortiz"
title = "Ana Ortiz"
actors = ["Ana Ortiz"]
"""


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Snapshot]:
    """Builds a corpus of the articles, with more of them, other topics or other words first."""

    def write(*more: str, topics: str = TOPICS, harbour: str = WORKED) -> Snapshot:
        folder: Path = tmp_path_factory.mktemp("seeds")
        for number, text in enumerate((HARBOUR.replace(WORKED, harbour), FERRY, *more)):
            (folder / f"{number}.md").write_text(text, "utf-8")
        (folder / "topics.toml").write_text(topics, "utf-8")
        return build_snapshot(folder)

    return write


@pytest.fixture(scope="session")
def snapshot(written: Callable[..., Snapshot]) -> Snapshot:
    return written()


@pytest.fixture(scope="session")
def grown(written: Callable[..., Snapshot]) -> Snapshot:
    """The corpus with one article more."""
    return written(LIGHTHOUSE)


@pytest.fixture(scope="session")
def blank_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state's file with nothing in it, to copy: migrating takes a while."""
    path: Path = tmp_path_factory.mktemp("blank") / "state.db"

    async def make() -> None:
        await (await State.open(path)).close()

    asyncio.run(make())
    return path


@dataclass
class Clock:
    """Tells the time that a test sets."""

    time: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class News:
    """Talks with a bot that briefs, and looks at what it keeps."""

    talk: Any
    state: State

    async def say(self, text: str, **more: Any) -> Any:
        """Say something; give the one message that the bot sent or changed."""
        (answer,) = await self.talk.say(text, **more)
        return answer

    async def reply(self, text: str, question: Any, **more: Any) -> list[Any]:
        """Reply to one of the bot's messages."""
        bot: Bot = self.talk.application.bot
        chat = {"id": more.get("chat", READER), "type": "supergroup"}
        sender = {"id": bot.id, "is_bot": True, "first_name": "Newsdesk"}
        to = {"message_id": question.message, "date": 1, "chat": chat, "from": sender}
        to["text"] = question.text
        answers: list[Any] = await self.talk.say(text, reply_to_message=to, **more)
        return answers

    async def press(self, message: Any, label: str, **more: Any) -> Any:
        """Press the button whose words contain the label; give the one message that came of it."""
        (answer,) = await self.tap(message, label, **more)
        return answer

    async def tap(self, message: Any, label: str, **more: Any) -> list[Any]:
        """Press a button; give the messages that came of it."""
        (data,) = {data for words, data in message.buttons.items() if label in words}
        answers: list[Any] = await self.talk.send_callback(data, message_id=message.message, **more)
        return answers

    async def held(self, chat: int = READER) -> Subscription:
        """The one subscription of a chat."""
        (one,) = await self.state.subscriptions.of_chat(chat)
        return one

    async def pass_by(self, **time: float) -> list[Any]:
        """Let time pass and the minute tick run; give the messages that were pushed."""
        self.talk.clock.pass_by(timedelta(**time).total_seconds())
        self.talk.seconds.passed += 60  # so that the pace has room again
        before = len(self.talk.wire.requests)
        await self.talk.briefings.tick()
        await self.talk.briefings.deliveries.drain()
        return [r for r in self.talk.wire.requests[before:] if r.method == "sendMessage"]

    async def pushed(self) -> list[Any]:
        """Send what waits in the outbox now."""
        return await self.pass_by()

    async def until(self, moment: datetime) -> list[Any]:
        """Let time pass until a moment."""
        return await self.pass_by(seconds=(moment - self.talk.clock()).total_seconds())

    async def reload(self, snapshot: Snapshot) -> list[Any]:
        """Let the corpus be another one."""
        self.talk.archive.snapshot = snapshot
        await self.talk.briefings.on_new_corpus()
        return await self.pushed()

    def rules(self, user: int, chat: int = GROUP, status: str = "administrator") -> None:
        """Let somebody be in a chat in some way."""
        person = {"id": user, "is_bot": False, "first_name": "Someone"}
        self.talk.wire.members[chat, user] = member(person, status)

    def owns_channel(self, user: int = READER, *, posts: bool = True) -> None:
        """Let there be a channel that somebody owns and the bot may post in."""
        bot: Bot = self.talk.application.bot
        me = {"id": bot.id, "is_bot": True, "first_name": "Newsdesk"}
        self.talk.wire.chats["@coastnews"] = {
            "id": CHANNEL,
            "type": "channel",
            "title": "Coast <b>News</b>",
            "accent_color_id": 0,
            "max_reaction_count": 1,
            "accepted_gift_types": dict.fromkeys(
                (
                    "unlimited_gifts",
                    "limited_gifts",
                    "unique_gifts",
                    "premium_subscription",
                    "gifts_from_channels",
                ),
                False,
            ),
        }
        self.rules(user, CHANNEL, "creator")
        self.talk.wire.members[CHANNEL, bot.id] = member(me, "administrator", posts=posts)


def member(user: dict[str, Any], status: str, *, posts: bool = True) -> dict[str, Any]:
    """A member of a chat as Telegram tells of one."""
    told = {"user": user, "status": status}
    if status == "creator":
        return told | {"is_anonymous": False}
    if status != "administrator":
        return told
    rights = (
        "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
        "can_restrict_members can_promote_members can_change_info can_invite_users "
        "can_post_stories can_edit_stories can_delete_stories"
    )
    return told | dict.fromkeys(rights.split(), False) | {"can_post_messages": posts}


@pytest.fixture
async def opened(made, blank_state: Path, snapshot: Snapshot, tmp_path: Path):
    """Opens a bot that briefs, of a corpus."""

    @asynccontextmanager
    async def open_(of: Snapshot = snapshot) -> AsyncIterator[News]:
        path = tmp_path / "state.db"
        if not path.exists():
            shutil.copy(blank_state, path)
        clock = Clock()
        state = await State.open(path, clock=clock)
        talk = made(of, COMMANDS, state=state, clock=clock, data_dir=tmp_path)
        try:
            async with talk.application:
                await talk.briefings.on_new_corpus()
                yield News(talk, state)
        finally:
            await state.close()

    return open_


@pytest.fixture
async def news(opened) -> AsyncIterator[News]:
    """A bot that briefs, of a small corpus that never changed; it is noon in UTC, a Monday."""
    async with opened() as news:
        yield news
