"""Starting to serve: reaching Telegram, giving up when told to stop, forgetting old buttons."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import httpx
import pytest
from telegram.error import NetworkError

from bot.app import reach, unless
from bot.config import SettingsError

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def reaching(made):
    """Reach Telegram with a bot whose getMe fails as told; give the seconds it waited."""
    talk = made()

    async def reaching(*failures) -> list[float]:
        waits = []

        async def sleep(seconds: float) -> None:
            waits.append(seconds)

        for failure, body in failures:
            talk.wire.fail("getMe", failure, **body)
        try:
            await reach(talk.application, sleep=sleep)
            assert talk.application.bot.username == "newsdesk_bot"
        finally:
            await talk.application.shutdown()
        return waits

    return reaching


FLOOD = (429, {"description": "Too Many Requests", "parameters": {"retry_after": 7}})
AWAY = (502, {"description": "Bad Gateway"})
DOWN = (NetworkError("httpx.ConnectError"), {})
CONFLICT = (409, {"description": "Conflict"})


@pytest.mark.parametrize(
    ("failures", "waits"),
    [
        ([FLOOD], [7.0]),
        ([AWAY, AWAY], [1.0, 2.0]),
        ([DOWN, FLOOD, DOWN], [1.0, 7.0, 2.0]),
        ([CONFLICT], [1.0]),
        ([AWAY] * 7, [1.0, 2.0, 5.0, 10.0, 30.0, 30.0, 30.0]),
    ],
)
async def test_telegram_is_waited_for(reaching, failures, waits):
    assert await reaching(*failures) == waits


@pytest.mark.parametrize("answer", [b"<html>Sign in to this network</html>", b"", b"\xff"])
async def test_an_answer_that_is_none_of_telegram_is_waited_out(reaching, answer):
    assert await reaching((answer, {})) == [1.0]


@pytest.mark.parametrize(
    ("status", "description", "told"),
    [
        (400, "Logged out", "Logged out"),
        (403, "Forbidden: bot was deleted", "bot was deleted"),
        (401, "Unauthorized", "does not accept"),
        (404, "Not Found", "does not accept"),
    ],
)
async def test_a_refusal_is_told_with_what_to_do(reaching, status, description, told):
    with pytest.raises(SettingsError) as refusal:
        await reaching((status, {"description": description}))
    text = refusal.value.text
    assert told in text.message.format(**text.arguments)
    assert "TELEGRAM_API_URL" in text.message
    assert "@BotFather" in text.message


# --- giving up


async def test_work_gives_its_result_unless_told_to_stop():
    async def work() -> int:
        return 7

    assert await unless(asyncio.Event(), work()) == 7


async def test_work_is_cancelled_and_has_cleaned_up_once_told_to_stop():
    stop, ended = asyncio.Event(), asyncio.Event()

    async def work() -> int:
        try:
            stop.set()
            return await asyncio.get_running_loop().create_future()
        finally:
            ended.set()

    assert await unless(stop, work()) is None
    assert ended.is_set()


async def test_what_goes_wrong_with_the_work_is_raised():
    async def work() -> None:
        raise httpx.ConnectError("no")

    with pytest.raises(httpx.ConnectError):
        await unless(asyncio.Event(), work())


# --- forgetting old buttons
