"""Starting to serve: reaching Telegram, giving up when told to stop, forgetting old buttons."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest
from telegram.error import NetworkError

from bot import app
from bot.app import serve, unless
from bot.config import SettingsError, load
from bot.receiving import reach

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


# --- stopping


class Part:
    """A half of python-telegram-bot's application that stops in its own way."""

    def __init__(self, stopping: Callable[[], Awaitable[object]]) -> None:
        self.running = False
        self.stopped: list[str] = []
        self._stopping = stopping

    async def start(self, **_: object) -> None:
        self.running = True

    start_polling = start

    async def stop(self) -> None:
        self.running = False
        while True:
            try:
                await self._stopping()
            except asyncio.CancelledError:
                self.stopped.append("cancelled")
                if len(self.stopped) > 1:
                    raise
            else:
                self.stopped.append("stopped")
                return


class Untold(tuple[str, ...]):
    """No commands and no descriptions."""

    __slots__ = ()

    description = short_description = ""


class Phone(Part):
    """An application that reaches Telegram at once."""

    def __init__(self, stopping: Callable[[], Awaitable[object]], updater: Part) -> None:
        super().__init__(stopping)
        self.updater, self.bot, self.closed = updater, self, False
        self.username = "newsdesk_bot"
        for name in ("my_commands", "my_description", "my_short_description"):
            setattr(self, f"get_{name}", self.tell_of_itself)
            setattr(self, f"set_{name}", self.tell_of_itself)

    async def initialize(self) -> None:
        pass

    async def tell_of_itself(self, *_: object, **__: object) -> Untold:
        return Untold()

    async def shutdown(self) -> None:
        assert not self.running
        self.closed = True


async def never() -> None:
    await asyncio.get_running_loop().create_future()


async def at_once() -> None:
    await asyncio.sleep(0)


@pytest.mark.parametrize("polling", [at_once, never])
@pytest.mark.parametrize("answering", [at_once, never])
async def test_a_stop_lets_answers_in_work_end_but_waits_for_none_for_ever(
    monkeypatch, caplog, polling, answering
):
    monkeypatch.setattr(app, "STOPPING", 0.02)
    monkeypatch.setattr(app, "_SWALLOWED", 0.001)
    updater = Part(polling)
    application = Phone(answering, updater)
    stop = asyncio.Event()
    await serve(application, load(None), stop=stop, ready=stop.set)
    ends = {at_once: ["stopped"], never: ["cancelled", "cancelled"]}
    assert updater.stopped == ends[polling]
    assert application.closed
    if polling is at_once:
        assert application.stopped == ends[answering]
    assert ("takes too long" in caplog.text) is (never in {polling, answering})


async def test_answers_get_as_long_as_pushes_and_side_by_side_with_them():
    assert app.STOPPING == 10.0
    hung_up = asyncio.Event()

    async def hanging_up() -> None:
        hung_up.set()

    class Brief:
        """Briefings that end only once the answers have."""

        async def run(self, stop: asyncio.Event) -> None:
            stop.set()
            await hung_up.wait()

    application = Phone(hanging_up, Part(at_once))
    serving = serve(application, load(None), stop=asyncio.Event(), briefings=Brief())
    await asyncio.wait_for(serving, 60)
    assert application.closed


async def test_where_briefings_fail_to_start_the_bot_hangs_up_and_says_why():
    class Broken:
        async def run(self, _: asyncio.Event) -> None:
            raise ZeroDivisionError

    application = Phone(at_once, Part(at_once))
    with pytest.raises(ZeroDivisionError):
        await serve(application, load(None), stop=asyncio.Event(), briefings=Broken())
    assert application.closed
    assert application.updater.stopped == ["stopped"]
