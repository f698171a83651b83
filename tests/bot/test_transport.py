"""What is known of a request when its connection breaks: whether it can have been carried out."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError

from bot.config import load
from bot.sending import Outcome, outcome_of
from bot.transport import http_request, left_whole

VAST = "a" * 16_000_000
"""More than any system takes in advance: it goes out only as far as it is read."""
Taking = Callable[[asyncio.StreamReader], Awaitable[object]]


def reset(writer: asyncio.StreamWriter) -> None:
    """Break a connection off without a goodbye."""
    taken = writer.get_extra_info("socket")
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def telegram(taking: Taking) -> AsyncIterator[Bot]:
    """A bot whose Telegram breaks each connection off once it has taken what it takes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await taking(reader)
        reset(writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=4096)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    settings = load(env_file=None, telegram_api_url=url)
    request = http_request(settings, pool=1, read=5.0)
    await request.initialize()
    try:
        yield Bot("1:token", base_url=f"{url}/bot", request=request)
    finally:
        await request.shutdown()
        server.close()


async def fate(bot: Bot, text: str, **more: float) -> Outcome:
    """Send a text that meets trouble, and tell what is known of it."""
    with pytest.raises(TelegramError) as raised:
        await bot.send_message(1, text, **more)
    return outcome_of(raised.value)


async def headers_and_half(reader: asyncio.StreamReader) -> None:
    await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(1000)


async def everything(reader: asyncio.StreamReader) -> None:
    await reader.readuntil(b"text=short")


async def test_what_is_broken_off_half_way_was_not_sent():
    async with telegram(headers_and_half) as bot:
        assert await fate(bot, VAST) is Outcome.NOT_SENT


async def test_what_was_read_whole_and_not_answered_is_in_doubt():
    async with telegram(everything) as bot:
        assert await fate(bot, "short") is Outcome.UNKNOWN


async def test_what_was_given_away_whole_is_in_doubt_even_where_nobody_has_read_it():
    """The other end's system has taken it; whether it was read there is not told to anybody."""
    async with telegram(lambda reader: reader.readuntil(b"\r\n")) as bot:
        assert await fate(bot, "short") is Outcome.UNKNOWN


async def test_what_waits_too_long_for_the_other_end_is_in_doubt():
    """Its last bytes are with the system, which may send them after all."""
    until = asyncio.Event()

    async def nothing(reader: asyncio.StreamReader) -> None:
        await until.wait()

    async with telegram(nothing) as bot:
        assert await fate(bot, VAST, write_timeout=0.05) is Outcome.UNKNOWN
        until.set()


async def test_what_nobody_listens_to_was_not_sent():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        request = http_request(load(env_file=None, telegram_api_url=url), pool=1)
        await request.initialize()
        assert await fate(Bot("1:token", base_url=f"{url}/bot", request=request), "short") is (
            Outcome.NOT_SENT
        )
        await request.shutdown()


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("gone", request=httpx.Request("POST", "http://telegram.test")),
        NetworkError("reset"),
    ],
    ids=repr,
)
def test_a_request_whose_way_is_not_known_counts_as_out(error):
    assert left_whole(error)
