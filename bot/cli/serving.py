"""`run`: the bot at work until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Protocol

from bot.app import build_application, missing_token, now, serve, unless
from bot.cli.corpus import open_archive
from bot.cli.settings import STATE
from bot.config import Settings, token
from bot.gateway import Clock
from bot.tokens import StoredTokens
from storage.errors import ArchiveError
from storage.state import State

KEPT = timedelta(days=180)
"""How long a button works after its message was last shown."""
DAILY = timedelta(days=1)

log = logging.getLogger(__name__)


class Prunes(Protocol):
    """What forgets old things when told to."""

    async def prune(self, older_than: datetime) -> int:
        """Forget what was last used before a moment; tell how much."""


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
        state = await State.open(settings.data_dir / STATE)
        stack.push_async_callback(state.close)
        await stack.enter_async_context(_alongside(keep_pruned(state, stop, clock)))
        application = build_application(settings, archive, StoredTokens(state), clock=clock)
        await serve(application, settings, stop=stop, ready=ready)


async def keep_pruned(
    state: Prunes, stop: asyncio.Event, clock: Clock, *, every: timedelta = DAILY
) -> None:
    """Forget buttons that nobody was shown for long, now and again and again until `stop`."""
    while not stop.is_set():
        try:
            gone = await state.prune(clock() - KEPT)
        except ArchiveError as error:
            log.warning("old buttons cannot be forgotten: %s", error)
        else:
            log.debug("%d old buttons forgotten", gone)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every.total_seconds())


@asynccontextmanager
async def _alongside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run something beside the block, and cancel it at its end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        (ending,) = await asyncio.gather(task, return_exceptions=True)
        if isinstance(ending, Exception):
            log.error("work beside the bot has failed", exc_info=ending)


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
