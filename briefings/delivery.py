"""Sending what waits in the outbox: claim, say so, send, settle.

That a request is about to go out is committed before it goes (`Outbox.begin`), so after a crash
it is known which deliveries are in doubt: those alone are sent once more, identical, and
counted.  Telegram knows no idempotency key; this is the best that can be promised over it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from briefings.faults import FaultPoint, reach
from briefings.outcomes import (
    Failed,
    Flood,
    Forbidden,
    Migrated,
    NotSent,
    Outcome,
    Postponed,
    Refused,
    Sent,
    TopicGone,
    Unknown,
)
from briefings.quietness import end_of_quiet
from storage.errors import ArchiveError
from storage.state import State
from storage.state.records import Delivery, DeliveryState, Settled

AT_ONCE: Final = 12  # sends on their way: 25 a second at the half second that Telegram may take
LEASE: Final = timedelta(minutes=2)
STOPPING: Final = 10.0  # seconds that sends on their way get when the process is told to stop
PATIENCE: Final = 0.25  # seconds that a delivery may wait for its chat and hold up others'
_UTC: Final = ZoneInfo("UTC")
_IDLE: Final = 1.0  # seconds after which the outbox is looked at again without being told to
_BACK_OFF: Final = tuple(timedelta(seconds=s) for s in (1, 5, 15, 60, 300))

log = logging.getLogger(__name__)


async def _left_alone(delivery: Delivery) -> None:
    """See to nothing."""


class Sender(Protocol):
    """What takes messages to Telegram.  `bot` implements it."""

    def wait(self, delivery: Delivery) -> float:
        """Give for how many seconds its chat may not have it, whatever other chats get."""

    def turn(self, delivery: Delivery) -> AbstractAsyncContextManager[None]:
        """Wait until Telegram's pace has room for a delivery; it is sent inside."""

    async def push(self, delivery: Delivery) -> Outcome:
        """Send once, and tell what became of it; raises nothing that a request can cause."""


@dataclass(slots=True, kw_only=True)
class Deliveries:
    """Works the outbox off until it is told to stop.

    `topic_gone` sees to what a deleted topic of a forum got.  `zone` is where a chat is taken to
    be that never said so.  `outcomes` counts pushes by what became of them.
    """

    state: State
    sender: Sender
    clock: Callable[[], datetime]
    topic_gone: Callable[[Delivery], Awaitable[None]] = _left_alone
    zone: ZoneInfo = _UTC
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    outcomes: Counter[str] = field(default_factory=Counter)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _working: dict[int, _Work] = field(default_factory=dict)

    async def recover(self) -> None:
        """Put right what the last process left; to be called before anything is sent."""
        found = await self.state.outbox.recover(self.clock(), alone=not self.state.shared)
        if found.resent or found.given_up:
            log.warning(
                "the last process ended while sending: %d sent once more (they may arrive twice), "
                "%d given up",
                found.resent,
                found.given_up,
            )
        reach(FaultPoint.RECOVERED)

    def wake(self) -> None:
        """Say that there is something new in the outbox."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set; then give what is on its way ten seconds, no more.

        What was claimed and not begun goes back to the outbox, for the next start.
        """
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                self._wake.clear()
                claimed = await self._claim()
                for delivery in claimed:
                    self._begin(delivery)
                if not claimed:
                    await self._rest(stopping)
        finally:
            stopping.cancel()
            await self._finish()

    async def drain(self) -> None:
        """Send all that can be sent now, and come back when nothing is left or on its way."""
        while claimed := await self._claim():
            for delivery in claimed:
                self._begin(delivery)
            await asyncio.gather(*(work.task for work in self._working.values()))

    async def _claim(self) -> tuple[Delivery, ...]:
        room = AT_ONCE - len(self._working)
        if room <= 0:
            return ()
        # A lease may end while its delivery waits for its turn; it is not to be worked on twice.
        busy = {work.delivery.chat for work in self._working.values()}
        try:
            claimed = await self.state.outbox.claim(self.clock(), LEASE, room, busy)
        except ArchiveError as error:
            log.error("the outbox cannot be read: %s", error)  # noqa: TRY400 - it says it all
            return ()
        except Exception:
            log.exception("the outbox cannot be read")
            return ()
        if claimed:
            reach(FaultPoint.CLAIMED)
        return claimed

    def _begin(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._deliver(delivery))
        self._working[delivery.id] = _Work(delivery, task)
        task.add_done_callback(lambda _: self._done(delivery.id))

    def _done(self, id_: int) -> None:
        self._working.pop(id_, None)
        self._wake.set()

    async def _rest(self, stopping: asyncio.Task[bool]) -> None:
        """Wait until there is something to do, or a second."""
        waking = asyncio.create_task(self._wake.wait())
        try:
            await asyncio.wait(
                {waking, stopping}, timeout=_IDLE, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            waking.cancel()

    async def _deliver(self, delivery: Delivery) -> None:
        """Send one, and settle it.  Nothing that happens here ends the work on the others."""
        try:
            outcome = await self._attempt(delivery)
        except Exception:
            log.exception("delivery %d was not sent", delivery.id)
            outcome = NotSent("an error of the bot's own")
        if outcome is not None:
            await self._keep(delivery, outcome)
            reach(FaultPoint.SETTLED)

    async def _attempt(self, delivery: Delivery) -> Outcome | None:
        """Send one in its turn; None where it is not to be sent any more.

        Whatever is raised here, nothing has gone out.
        """
        now = self.clock()
        zone = ZoneInfo(delivery.zone) if delivery.zone else self.zone
        waking = end_of_quiet(delivery.quiet, zone, now)
        if waking > now:
            return Postponed(waking)
        wait = self.sender.wait(delivery)
        if wait > PATIENCE:
            return Flood(wait)
        async with self.sender.turn(delivery):
            self._working[delivery.id].begun = True
            if not await self.state.outbox.begin(delivery.id, self.clock()):
                return None  # it was taken back meanwhile: unsubscribed, paused, expired
            reach(FaultPoint.SENDING)
            outcome = await self._push(delivery)
            self.outcomes[type(outcome).__name__.lower()] += 1
            reach(FaultPoint.ANSWERED)
            return outcome

    async def _push(self, delivery: Delivery) -> Outcome:
        try:
            return await self.sender.push(delivery)
        except asyncio.CancelledError:
            # The process is to stop and cannot wait any longer.  This is not a crash: what is
            # out and not answered is known to be, and may not come a second time.
            with suppress(ArchiveError):
                await self._settle(delivery, Unknown("stopped before Telegram had answered"))
            raise
        except Exception:
            log.exception("delivery %d failed in an unforeseen way", delivery.id)
            return Unknown("an error of the bot's own")

    async def _keep(self, delivery: Delivery, outcome: Outcome) -> None:
        """Keep what became of a delivery, as soon as the state can be written.

        Until then its chat gets nothing else; after a crash it is in doubt.
        """
        for pause in chain(_BACK_OFF, repeat(_BACK_OFF[-1])):
            try:
                await self._settle(delivery, outcome)
            except ArchiveError as error:
                log.error("what became of delivery %d is not kept yet: %s", delivery.id, error)  # noqa: TRY400
                await self.sleep(pause.total_seconds())
            except Exception:
                # Without what it means for the chat, it can be kept at least.
                log.exception("what became of delivery %d cannot be kept", delivery.id)
                outcome = Unknown("an error of the bot's own")
                await self.sleep(pause.total_seconds())
            else:
                return

    async def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Keep what became of a delivery, and what that means for its chat."""
        now = self.clock()
        if isinstance(outcome, Migrated):
            await self.state.chats.migrate(delivery.chat, outcome.chat)
        await self.state.outbox.settle(delivery.id, settled(delivery, outcome, now))
        if isinstance(outcome, Forbidden):
            log.info("chat %d takes no messages any more: %s", delivery.chat, outcome.reason)
            await self.state.chats.block(delivery.chat, now)
        if isinstance(outcome, TopicGone):
            log.info("topic %s of chat %d is gone", delivery.thread, delivery.chat)
            await self.topic_gone(delivery)

    async def _finish(self) -> None:
        """Give what is on its way some time; what only waits for its turn goes back at once."""
        working = dict(self._working)
        tasks = [work.task for work in working.values()]
        for work in working.values():
            if not work.begun:
                work.task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOPPING)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(ArchiveError):
            await self.state.outbox.release(list(working))


@dataclass(slots=True)
class _Work:
    """A delivery at work; `begun` from the moment that its turn has come."""

    delivery: Delivery
    task: asyncio.Task[None]
    begun: bool = False


def settled(delivery: Delivery, outcome: Outcome, now: datetime) -> Settled:
    """Say what an outcome makes of a delivery.  Pure.

    Only what certainly did not arrive is tried again, and not after the delivery's time.
    """
    match outcome:
        case Sent(message):
            made = Settled(state=DeliveryState.SENT, at=now, message=message)
        case Unknown(reason):
            made = Settled(state=DeliveryState.UNKNOWN, at=now, error=reason)
        case Refused(reason) if delivery.plain and not delivery.retry_plain:
            made = Settled(state=DeliveryState.PENDING, at=now, plain=True, error=reason)
        case Refused(reason):
            made = Settled(state=DeliveryState.REFUSED, at=now, error=reason, dead=True)
        case Forbidden(reason) | TopicGone(reason):
            made = Settled(state=DeliveryState.REFUSED, at=now, error=reason)
        case Migrated():
            made = Settled(state=DeliveryState.PENDING, at=now)
        case Postponed(until):
            made = Settled(state=DeliveryState.PENDING, at=now, due=until)
        case Flood(seconds):
            made = _again(delivery, now, timedelta(seconds=seconds), "too many messages")
        case NotSent(reason) | Failed(reason):
            made = _again(delivery, now, _pause(delivery.attempts), reason)
    return made


def _again(delivery: Delivery, now: datetime, wait: timedelta, reason: str) -> Settled:
    then = now + wait
    if then > delivery.expires:
        return Settled(state=DeliveryState.EXPIRED, at=now, error=reason)
    return Settled(state=DeliveryState.PENDING, at=now, not_before=then, error=reason)


def _pause(attempts: int) -> timedelta:
    return _BACK_OFF[min(attempts, len(_BACK_OFF) - 1)]
