"""`run`: the bot at work until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from bot.app import bare_application, build_briefings, listen, missing_token, now, serve, unless
from bot.cli.corpus import open_archive
from bot.cli.settings import state_of
from bot.config import Settings, token
from bot.gateway import Clock
from bot.pacing import Pace
from bot.tokens import StoredTokens
from storage.state import State


async def run(settings: Settings) -> int:
    """Answer in Telegram until SIGINT or SIGTERM."""
    if token(settings) is None:
        raise missing_token()
    async with stopping() as stop:
        await answer(settings, stop)
    return 0


async def answer(
    settings: Settings,
    stop: asyncio.Event,
    *,
    ready: Callable[[], None] = lambda: None,
    clock: Clock = now,
) -> None:
    """Open archive and state, serve until `stop`, close them in reverse.

    `stop` ends the opening, too: a first build may take minutes.
    """
    async with AsyncExitStack() as stack:
        archive = await unless(stop, open_archive(settings))
        if archive is None:
            return
        stack.push_async_callback(archive.close)
        state = await State.open(state_of(settings))
        stack.push_async_callback(state.close)
        tokens, pace = StoredTokens(state), Pace()
        application = bare_application(settings)
        briefings = build_briefings(
            application, settings, archive, state, tokens, pace=pace, clock=clock
        )
        listen(application, settings, archive, tokens, pace=pace, clock=clock, briefings=briefings)
        await serve(application, settings, stop=stop, ready=ready, briefings=briefings)


@asynccontextmanager
async def stopping() -> AsyncIterator[asyncio.Event]:
    """Give an event that SIGINT and SIGTERM set; a second one ends at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)

    def asked() -> None:
        stop.set()
        for one in signals:
            loop.remove_signal_handler(one)

    for one in signals:
        loop.add_signal_handler(one, asked)
    try:
        yield stop
    finally:
        for one in signals:
            loop.remove_signal_handler(one)
