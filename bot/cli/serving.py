"""`run`: the bot at work until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.app import build_application, missing_token, now, serve
from bot.cli.corpus import open_archive
from bot.cli.settings import STATE
from bot.config import Settings, token
from bot.contract import PersonError, Text
from bot.gateway import Clock
from bot.tokens import StoredTokens
from storage.state import State, StateDamaged, StateUnavailable

KEPT = timedelta(days=180)
"""How long a button works after its message was last shown."""


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
    """Open archive and state, serve until `stop`, close them in reverse."""
    async with AsyncExitStack() as stack:
        archive = await open_archive(settings)
        stack.push_async_callback(archive.close)
        state = await _state(settings.data_dir)
        stack.push_async_callback(state.close)
        await state.prune(clock() - KEPT)
        application = build_application(settings, archive, StoredTokens(state), clock=clock)
        await serve(application, settings, stop=stop, ready=ready)


async def _state(folder: Path) -> State:
    try:
        return await State.open(folder / STATE)
    except (StateDamaged, StateUnavailable) as error:
        raise PersonError(Text("{reason}", {"reason": str(error)})) from None


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
