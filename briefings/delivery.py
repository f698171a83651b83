"""Sending what waits in the outbox: claim, say so, send, settle.

That a request is about to go out is committed before it goes (`Outbox.begin`), so after a crash
it is known which deliveries are in doubt: those alone are sent once more, identical, and
counted.  Telegram knows no idempotency key; this is the best that can be promised over it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from briefings.faults import FaultPoint, reach
from briefings.outcomes import (
    Failed,
    Flood,
    Forbidden,
    Migrated,
    NotSent,
    Outcome,
    Refused,
    Sent,
    Unknown,
)
from storage.errors import ArchiveError
from storage.state import State
from storage.state.records import Delivery, DeliveryState, PauseReason, Settled

AT_ONCE: Final = 12  # sends on their way: 25 a second at the half second that Telegram may take
LEASE: Final = timedelta(minutes=2)
STOPPING: Final = 10.0  # seconds that sends on their way get when the process is told to stop
_IDLE: Final = 1.0  # seconds after which the outbox is looked at again without being told to
_BACK_OFF: Final = tuple(timedelta(seconds=s) for s in (1, 5, 15, 60, 300))

log = logging.getLogger(__name__)


class Sender(Protocol):
    """What takes messages to Telegram.  `bot` implements it."""

    def turn(self, delivery: Delivery) -> AbstractAsyncContextManager[None]:
        """Wait until Telegram's pace has room for a delivery; it is sent inside."""

    async def push(self, delivery: Delivery) -> Outcome:
        """Send once, and tell what became of it; raises nothing that a request can cause."""


@dataclass(slots=True, kw_only=True)
class Deliveries:
    """Works the outbox off until it is told to stop."""

    state: State
    sender: Sender
    clock: Callable[[], datetime]
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _working: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _begun: set[int] = field(default_factory=set)

    async def recover(self) -> None:
        """Put right what the last process left; to be called before anything is sent."""
        found = await self.state.outbox.recover(self.clock())
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
            await asyncio.gather(*self._working.values())

    async def _claim(self) -> tuple[Delivery, ...]:
        room = AT_ONCE - len(self._working)
        if room <= 0:
            return ()
        try:
            claimed = await self.state.outbox.claim(self.clock(), LEASE, room)
        except ArchiveError as error:
            log.error("the outbox cannot be read: %s", error)  # noqa: TRY400 - it says it all
            return ()
        if claimed:
            reach(FaultPoint.CLAIMED)
        return claimed

    def _begin(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._deliver(delivery))
        self._working[delivery.id] = task
        task.add_done_callback(lambda _: self._done(delivery.id))

    def _done(self, id_: int) -> None:
        self._working.pop(id_, None)
        self._begun.discard(id_)
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
            async with self.sender.turn(delivery):
                if not await self.state.outbox.begin(delivery.id, self.clock()):
                    return  # it was taken back meanwhile: unsubscribed, paused, expired
                self._begun.add(delivery.id)
                reach(FaultPoint.SENDING)
                outcome = await self.sender.push(delivery)
                reach(FaultPoint.ANSWERED)
            await self._settle(delivery, outcome)
            reach(FaultPoint.SETTLED)
        except asyncio.CancelledError:
            raise
        except ArchiveError as error:
            # What was begun stays `sending`: the next start finds it in doubt and counts it.
            log.error("delivery %d is in doubt: %s", delivery.id, error)  # noqa: TRY400
        except Exception:
            log.exception("delivery %d failed in an unforeseen way", delivery.id)
            with suppress(ArchiveError):
                await self._settle(delivery, Unknown("an error of the bot's own"))

    async def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Keep what became of a delivery, and what that means for its chat."""
        now = self.clock()
        if isinstance(outcome, Migrated):
            await self.state.chats.migrate(delivery.chat, outcome.chat)
        await self.state.outbox.settle(delivery.id, settled(delivery, outcome, now))
        if isinstance(outcome, Forbidden):
            log.info("chat %d takes no messages any more: %s", delivery.chat, outcome.reason)
            await self.state.chats.pause(delivery.chat, PauseReason.BLOCKED)

    async def _finish(self) -> None:
        """Give what is on its way some time; what only waits for its turn goes back at once."""
        working = dict(self._working)
        for id_, task in working.items():
            if id_ not in self._begun:
                task.cancel()
        if working:
            await asyncio.wait(working.values(), timeout=STOPPING)
        for task in working.values():
            task.cancel()
        await asyncio.gather(*working.values(), return_exceptions=True)
        with suppress(ArchiveError):
            await self.state.outbox.release(list(working))


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
        case Forbidden(reason):
            made = Settled(state=DeliveryState.REFUSED, at=now, error=reason)
        case Migrated():
            made = Settled(state=DeliveryState.PENDING, at=now)
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
