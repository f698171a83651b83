"""Briefings at work: the minute tick, the sending, and what a new corpus sets off."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from briefings.delivery import Deliveries
from briefings.occurrences import Occurrences
from storage.errors import ArchiveError
from storage.state import State

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

KEPT: Final = timedelta(days=180)
"""How long buttons work after their message was last shown, and records of briefings are kept."""

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Briefings:
    """The half of the bot that nobody asks: started once, it briefs until it is told to stop."""

    state: State
    occurrences: Occurrences
    deliveries: Deliveries
    clock: Callable[[], datetime]
    _jobs: set[asyncio.Task[Any]] = field(default_factory=set)
    # Whether somebody may not have been told yet what is new: at a start nobody knows.
    _owed: bool = True

    async def run(self, stop: asyncio.Event) -> None:
        """Put right what the last process left, then tick and send until `stop` is set."""
        await self.deliveries.recover()
        # What was missed while nothing ran does not wait for the minute, nor the sending for it.
        beginning = asyncio.create_task(self._begin())
        scheduler = self._scheduler()
        scheduler.start()
        try:
            await self.deliveries.run(stop)
        finally:
            scheduler.shutdown(wait=False)
            # What is cancelled here ends its transaction first, and the state is closed after it.
            for work in (beginning, *self._jobs):
                work.cancel()
            await asyncio.gather(beginning, *self._jobs, return_exceptions=True)

    async def _begin(self) -> None:
        await self.on_new_corpus()
        await self.tick()

    async def tick(self) -> None:
        """Queue what is due.  Whatever goes wrong is logged, and tried again in a minute."""
        try:
            if self.state.shared:  # what another process left; at a start it may still be at work
                await self.deliveries.recover()
            if self._owed:
                await self.on_new_corpus()
            await self.occurrences.tick()
        except ArchiveError as error:
            log.error("what is due cannot be read: %s", error)  # noqa: TRY400 - it says it all
        except Exception:
            log.exception("the tick failed")
        self.deliveries.wake()

    async def on_new_corpus(self) -> None:
        """Note what is new in the corpus, and tell those at once who asked for that.

        Who could not be told is told at the next tick, or after the next start.
        """
        corpus = self.occurrences.archive.snapshot.corpus
        contents = await asyncio.to_thread(lambda: {a.key: a.content_hash for a in corpus.articles})
        try:
            self._owed = bool(await self.state.sources.note(contents)) or self._owed
            if self._owed:
                self._owed = not await self.occurrences.on_new_corpus()
        except ArchiveError as error:
            log.error("what is new in the corpus cannot be kept: %s", error)  # noqa: TRY400

    async def tidy(self) -> None:
        """Forget old buttons and old records of briefings, and back the state up."""
        before = self.clock() - KEPT
        try:
            buttons = await self.state.prune(before)
            records = await self.state.outbox.prune(before)
        except ArchiveError as error:
            log.warning("what is old cannot be forgotten: %s", error)
        else:
            log.debug("%d old buttons and %d old records forgotten", buttons, records)
        try:
            await self.state.back_up()
        except ArchiveError as error:
            log.error("the state cannot be backed up: %s", error)  # noqa: TRY400 - it says it all

    def _scheduler(self) -> AsyncIOScheduler:
        """Give a scheduler that ticks in UTC; local times are `briefings.schedule`'s alone.

        A tick that comes late still runs (`misfire_grace_time=None`), once, and never beside
        itself.
        """
        # Imported here: a start is to answer readers first.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415

        scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        scheduler.add_job(self._job(self.tick), "cron", second=0)
        scheduler.add_job(self._job(self.tidy), "interval", days=1, next_run_time=datetime.now(UTC))
        return scheduler

    def _job(self, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Make a job that a stop waits for, and that ends quietly when that cancels it.

        APScheduler would not wait, and log an error.
        """

        async def job() -> None:
            working = asyncio.current_task()
            if working is not None:
                self._jobs.add(working)
                working.add_done_callback(self._jobs.discard)
            with suppress(asyncio.CancelledError):
                await work()

        return job
