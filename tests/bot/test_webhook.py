"""Updates that Telegram brings: only with the secret, only updates, never more than have room."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from bot.app import receiving_of
from bot.config import SettingsError, load
from bot.intake import Backlog
from bot.receiving import Polling
from bot.simulator import READER, Simulator
from bot.webhook import Webhook

SECRET = "s" * 40
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": READER.id, "type": "private"},
        "text": "/start",
    },
}


class Told:
    """In the place of an application: keeps what it is brought, and what Telegram is asked."""

    def __init__(self) -> None:
        self.update_queue: asyncio.Queue[Any] = Backlog(2)
        self.bot = self
        self.asked: dict[str, Any] = {}

    async def set_webhook(self, url: str, **asked: Any) -> bool:
        self.asked = {"url": url} | asked
        return True


@pytest.fixture
async def hook(free_port) -> AsyncIterator[tuple[str, Told]]:
    told, port = Told(), free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    webhook = Webhook(url=url, path="/telegram", secret=SECRET, host="127.0.0.1", port=port)
    await webhook.start(told)
    try:
        yield url, told
    finally:
        await webhook.stop()


async def posted(url: str, body: bytes | BytesIO, **headers: str) -> int:
    async with (
        aiohttp.ClientSession(trust_env=False) as http,
        http.post(url, data=body, headers=headers) as response,
    ):
        return response.status


async def brought(url: str, body: object = UPDATE) -> int:
    return await posted(url, json.dumps(body).encode(), **{HEADER: SECRET})


async def test_telegram_is_told_the_address_the_secret_and_what_is_wanted(hook):
    url, told = hook
    assert told.asked["url"] == url
    assert told.asked["secret_token"] == SECRET
    assert "my_chat_member" in told.asked["allowed_updates"]


async def test_an_update_with_the_secret_is_taken(hook):
    url, told = hook
    assert await brought(url) == 200
    assert told.update_queue.get_nowait().message.text == "/start"


@pytest.mark.parametrize("secret", [None, "", "s" * 39, "s" * 41, "S" * 40, "é" * 40])
async def test_without_the_very_secret_nothing_is_taken(hook, secret):
    url, told = hook
    headers = {} if secret is None else {HEADER: secret}
    assert await posted(url, json.dumps(UPDATE).encode(), **headers) == 403
    assert told.update_queue.empty()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
async def test_what_is_no_json_is_refused(hook, body):
    url, told = hook
    assert await posted(url, body, **{HEADER: SECRET}) == 400
    assert told.update_queue.empty()


@pytest.mark.parametrize("body", [[], 7, None, {"message": 7}, {"update_id": 1, "message": [1]}])
async def test_an_update_that_cannot_be_read_is_not_brought_again_and_again(hook, body, caplog):
    url, told = hook
    assert await brought(url, body) == 200
    assert told.update_queue.empty()
    assert "cannot be read" in caplog.text
    assert await brought(url) == 200


async def test_a_body_beyond_all_measure_is_refused(hook):
    url, told = hook
    assert await posted(url, BytesIO(b" " * (1 << 20) + b"{}"), **{HEADER: SECRET}) == 413
    assert told.update_queue.empty()


async def test_other_addresses_and_methods_are_not_served(hook):
    url, _ = hook
    assert await posted(url.replace("/telegram", "/"), b"{}", **{HEADER: SECRET}) == 404
    async with aiohttp.ClientSession(trust_env=False) as http, http.get(url) as response:
        assert response.status == 405


async def test_what_finds_no_room_telegram_is_to_bring_again(hook):
    url, told = hook
    assert [await brought(url) for _ in range(3)] == [200, 200, 503]
    told.update_queue.get_nowait()
    assert await brought(url) == 200


async def test_a_port_that_is_taken_is_told_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        webhook = Webhook(url="", path="/", secret=SECRET, host="127.0.0.1", port=port)
        with pytest.raises(SettingsError) as refused:
            await webhook.start(Told())
    assert "WEBHOOK_LISTEN" in refused.value.text.message


def test_the_settings_choose_how_updates_come():
    def give_way(_: SettingsError) -> None: ...

    assert isinstance(receiving_of(load(None), give_way), Polling)
    settings = load(
        None,
        webhook_url="https://news.example.org/bot/telegram",
        webhook_secret=SECRET,
        webhook_listen="[::1]:9000",
    )
    chosen = receiving_of(settings, give_way)
    assert isinstance(chosen, Webhook)
    assert (chosen.host, chosen.port, chosen.path) == ("::1", 9000, "/bot/telegram")
    assert SECRET not in repr(settings)


async def test_a_bot_behind_a_webhook_answers_as_one_that_polls(
    answering, archive, tmp_path, free_port
):
    port = free_port()
    async with Simulator() as simulator:
        webhook = {
            "webhook_url": f"http://127.0.0.1:{port}/telegram",
            "webhook_secret": SECRET,
            "webhook_listen": f"127.0.0.1:{port}",
        }
        async with answering(simulator, archive, tmp_path, **webhook):
            answer = await simulator.say("/quote embassy")
            await simulator.press(answer, "More")
        assert "¶" in answer.text
        assert not simulator.calls_of("getUpdates")
        # It stays set: what comes while the bot is away waits at Telegram.
        (asked,) = simulator.calls_of("setWebhook")
        assert asked.status == 200
        async with answering(simulator, archive, tmp_path):
            await simulator.say("/quote kabul")
        assert simulator.calls_of("getUpdates")
