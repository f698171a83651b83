"""`run`: the bot at work until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from bot import collecting, transport
from bot.alerts import Alerts
from bot.app import bare_application, build_briefings, listen, missing_token, now, serve, unless
from bot.cli.corpus import open_archive
from bot.cli.settings import state_of
from bot.config import Settings, token
from bot.gateway import Clock
from bot.health import Health, Pulse
from bot.pacing import Pace
from bot.tally import Tally
from bot.tokens import StoredTokens
from briefings import zones
from briefings.running import Briefings
from storage.corpus import Archive
from storage.drafts import Drafts
from storage.search import Index
from storage.state import State

# What nobody asked: a question with a word of every list that questions are read by.
_FIRST = (
    "who said what about the embassy in kabul in july 2021?",
    "что сказал министр о выводе войск в июле 2021?",
)


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
    passing: Clock | None = None,
    built: Callable[[Briefings], None] = lambda _: None,
) -> None:
    """Open archive and state, serve until `stop`, close them in reverse.

    `stop` ends the opening, too: a first build may take minutes.  `built` is called with the half
    of the bot that briefs, once there is one; `passing` is its clock, where it has one of its own.
    """
    async with AsyncExitStack() as stack:
        archive, _ = await asyncio.gather(
            unless(stop, open_archive(settings)), asyncio.to_thread(transport.prepare)
        )
        if archive is None:
            return
        stack.push_async_callback(archive.close)
        state = await State.open(state_of(settings), clock=passing or clock)
        stack.push_async_callback(state.close)
        await asyncio.to_thread(Drafts(settings.data_dir).sweep)
        tokens, pace, tally = StoredTokens(state), Pace(), Tally()
        application = bare_application(settings, tally)
        briefings = build_briefings(
            application,
            settings,
            archive,
            state,
            tokens,
            pace=pace,
            clock=passing or clock,
        )
        gateway = listen(
            application,
            settings,
            archive,
            tokens,
            pace=pace,
            tally=tally,
            clock=clock,
            briefings=briefings,
        )
        health = Health(
            tally=tally,
            pulse=Pulse(),
            folder=settings.data_dir,
            clock=passing or clock,
            state=state,
            polling=settings.webhook_url is None,
        )
        say = gateway.showing.say
        alerts = Alerts(health=health, admins=settings.admin_ids, say=say, clock=clock)
        for watching in (health.pulse.beat(), alerts.run()):
            _beside(stack, watching)
        if settings.health_port is not None:
            told = _monitoring(settings.health_port, health, archive, briefings)
            await stack.enter_async_context(told)
        built(briefings)

        def at_work() -> None:
            preparing = asyncio.create_task(asyncio.to_thread(_prepare, archive.snapshot.index))
            stack.push_async_callback(asyncio.wait, {preparing})
            ready()

        collecting.at_work()
        await serve(application, settings, stop=stop, ready=at_work, briefings=briefings)


def _monitoring(
    port: int, health: Health, archive: Archive, briefings: Briefings
) -> AbstractAsyncContextManager[int]:
    """Give what tells operators how the bot is."""
    # Imported here: it takes a tenth of a second, and few ask for it.
    from bot.monitoring import Monitoring  # noqa: PLC0415

    outcomes = briefings.deliveries.outcomes
    return Monitoring(health=health, archive=archive, deliveries=outcomes).serving(port)


def _beside(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Let something run until the stack ends."""
    running = asyncio.create_task(work)
    stack.push_async_callback(asyncio.wait, {running})
    stack.callback(running.cancel)


def _prepare(index: Index) -> None:
    """Read what is read once, when it is first needed: word lists and zones.

    Some tenths of a second, which are neither the start's nor, in a thread, the loop's.
    """
    for question in _FIRST:
        index.find(question)
    zones.prepare()


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
