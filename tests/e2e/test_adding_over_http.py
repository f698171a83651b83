"""Adding and removing over HTTP: the real archive, the process that reads drafts, real files."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.cli.serving import answer
from bot.config import load
from bot.simulator import ADMIN, Simulator
from storage.articles.files import MOST_BYTES

LONGEST = 110.0  # seconds that a build may take where other work is done beside
HARBOUR = """---
title: Harbour reopens
published: 2019-05-20
---
In May 2019 the harbour reopened. “We worked day and night for this,” said Ana Ortiz, its master.
"""
LIGHTHOUSE = b"""---
title: The lighthouse is lit
publisher: Coast Weekly
published: 2019-07-06
---
On 5 July 2019 the lighthouse was lit. "It has never been brighter," said Pedro Lagos, its keeper.
"""
TOO_MUCH = b"<div>" * 300_000 + b"a pier"


class Desk:
    """An admin at the simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        simulator.world.user_starts(ADMIN)

    async def told(self, words: str):
        """The last message, once it says something."""

        def found():
            message = self.simulator.world.answers(ADMIN.id)[-1:]
            return message[0] if message and words in message[0].text else None

        return await self.simulator.wait_for(found, timeout=LONGEST)

    async def send(self, content: bytes, words: str, name: str = "lighthouse.md"):
        self.simulator.world.user_sends_file(ADMIN.id, ADMIN, name, content)
        return await self.told(words)

    async def say(self, line: str, words: str):
        self.simulator.world.user_says(ADMIN.id, ADMIN, line)
        return await self.told(words)

    async def press(self, message, label: str, words: str):
        data = next(b["callback_data"] for b in message.buttons if b["text"] == label)
        self.simulator.world.press(message.id, data, ADMIN)
        return await self.told(words)


@pytest.mark.timeout(400)
async def test_a_file_is_added_found_removed_and_brought_back(tmp_path: Path, caplog):
    seeds, data = tmp_path / "seeds", tmp_path / "data"
    seeds.mkdir()
    (seeds / "harbour.md").write_text(HARBOUR, "utf-8")
    caplog.set_level("DEBUG", "bot")
    async with Simulator() as simulator:
        settings = load(
            env_file=None,
            telegram_bot_token=simulator.token,
            telegram_api_url=simulator.url,
            admin_ids=frozenset({ADMIN.id}),
            data_dir=data,
            seeds_dir=seeds,
            rate_limit=0,
        )
        stop, ready = asyncio.Event(), asyncio.Event()
        serving = asyncio.create_task(answer(settings, stop, ready=ready.set))
        try:
            await asyncio.wait_for(ready.wait(), LONGEST)
            desk = Desk(simulator)
            await desk.send(b"x" * (MOST_BYTES + 1), "too big")
            simulator.world.user_sends_file(ADMIN.id, ADMIN, "page.html", TOO_MUCH)
            assert "day and night" in (await simulator.say("/quote harbour", timeout=LONGEST)).text
            await desk.told("cannot be read")
            card = await desk.send(LIGHTHOUSE, "To be added")
            assert "Publisher: Coast Weekly" in card.text
            await desk.press(card, "Publish", "1 added")
            await desk.say("/quote Pedro Lagos", "never been brighter")
            asked = await desk.say("/remove lighthouse", "Remove this article?")
            await desk.press(asked, "Remove it", "1 removed")
            assert list((data / "sources").glob("*.md")) == []
            shown = await desk.say("/undo", "Removed last: “The lighthouse is lit”")
            await desk.press(shown, "Take it back", "1 added")
            (file,) = (data / "sources").glob("*.md")
            assert file.read_bytes() == LIGHTHOUSE
            assert list((data / "drafts").iterdir()) == []
            assert [path.name for path in seeds.iterdir()] == ["harbour.md"]
        finally:
            stop.set()
            await serving
    assert simulator.token not in caplog.text
    assert "lighthouse.md" not in caplog.text
