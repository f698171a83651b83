"""`newsdesk simulate` as it is run: the real bot at the stand-in, with the stand-in's clock."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp

from bot.cli.simulating import set_as_it_was
from bot.simulator import ADMIN, AdjustableClock

Post: TypeAlias = Callable[..., Awaitable[dict[str, Any]]]

ARTICLE = """\
---
title: Pilots at work
publisher: Harbour Gazette
published: 2021-08-20
---
Harbour master Ana Ortiz said on Friday: “The pilots have worked through the night.”
"""


@asynccontextmanager
async def simulated(folder: Path, root: Path) -> AsyncIterator[str]:
    """Run the command and give the address that it prints."""
    seeds = folder / "seeds"
    seeds.mkdir(exist_ok=True)
    (seeds / "pilots.md").write_text(ARTICLE, encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TELEGRAM_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "simulate", "--port", "0"),
        cwd=root,
        env=environment | {"SEEDS_DIR": str(seeds), "DATA_DIR": str(folder / "data")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        address = await asyncio.wait_for(process.stdout.readline(), 60)
        yield address.decode().strip()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def last_words(http: aiohttp.ClientSession, after: int) -> str:
    """What the bot has told the admin after a message; waits for it without asking the time."""
    async with http.get("/sim/events?after=0") as stream:  # what has happened comes first
        async for line in stream.content:
            if line.startswith(b"event: message"):
                body = await stream.content.readline()
                told = re.search(rb'"message_id": (\d+), "from": \{"id": \d+, "is_bot": true', body)
                if told and int(told[1]) > after:
                    return body.decode()
    raise AssertionError("the stream has ended")


@asynccontextmanager
async def page(address: str) -> AsyncIterator[tuple[aiohttp.ClientSession, Post]]:
    """The page at an address, and what posts to it."""
    async with aiohttp.ClientSession(address, trust_env=False) as http:
        async with http.get("/") as response:
            secret = re.search(r'name="simulator-secret" content="([^"]+)"', await response.text())
        assert secret
        http.headers["X-Simulator-Secret"] = secret[1]

        async def post(path: str, **body: object) -> dict[str, Any]:
            async with http.post(path, json=body) as response:
                assert response.status == 200
                return await response.json()

        yield http, post


async def test_the_bot_has_the_simulators_clock(tmp_path, root):
    async with simulated(tmp_path, root) as address:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
        async with page(address) as (http, post):
            await post("/sim/clock/advance", seconds=3 * 86_400)
            asked = await post("/sim/say", **{"as": ADMIN.id}, text="/stats")
            answer = await asyncio.wait_for(last_words(http, asked["message_id"]), 30)
    assert "running for 3 d 0 h" in answer


async def test_a_clock_that_was_set_forward_is_so_after_a_restart(tmp_path, root):
    for ahead in (3600, 7200):
        async with simulated(tmp_path, root) as address, page(address) as (_, post):
            assert (await post("/sim/clock/advance", seconds=3600))["ahead"] == ahead


def test_what_is_no_number_sets_no_clock(tmp_path):
    file = tmp_path / "clock-ahead"
    for words in ("soon", "nan", "inf", "-5", "1e300", ""):
        file.write_text(words, "utf-8")
        clock = AdjustableClock()
        set_as_it_was(clock, file)
        assert clock.offset == timedelta()
