"""The simulator's time as the bot lives through it: a leap passes all that falls due in it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

from bot.simulator import AdjustableClock
from briefings.running import Briefings
from storage.errors import ArchiveError
from storage.state.records import DeliveryState

_MOST: Final = 60  # moments of one leap that are lived through one by one
_LOOKS: Final = 30  # looks at the outbox until a moment's messages are sent, or left behind
_PAUSE: Final = 0.1  # seconds between two looks
_UNDER_WAY: Final = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING)


class PassingTime:
    """A clock for the half of the bot that briefs: set forward, it stops at every due moment.

    Set forward by a day, the simulator's clock leaps; a bot that ran meanwhile would have sent
    what was due, so it is not to take those hours for a time in which it did not run.
    """

    def __init__(self, clock: AdjustableClock) -> None:
        self._clock = clock
        self._offset = clock.offset
        self._at: datetime | None = None
        self._leaps: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    def __call__(self) -> datetime:
        """The time: the simulator's, or the moment of a leap that is lived through."""
        return self._at if self._at is not None else self._clock()

    def follow(self, briefings: Briefings) -> None:
        """Live through each leap of the simulator's clock from now on."""
        self._clock.subscribe(lambda: self._leap(briefings))

    async def close(self) -> None:
        """Leave off."""
        for leap in self._leaps:
            leap.cancel()
        await asyncio.gather(*self._leaps, return_exceptions=True)

    def _leap(self, briefings: Briefings) -> None:
        by, self._offset = self._clock.offset - self._offset, self._clock.offset
        if self._at is None:
            self._at = self._clock() - by  # as long as nothing of it has been lived through
        leap = asyncio.create_task(self._live_through(briefings))
        self._leaps.add(leap)
        leap.add_done_callback(self._leaps.discard)

    async def _live_through(self, briefings: Briefings) -> None:
        async with self._turn:
            try:
                for _ in range(_MOST):
                    if not await self._next_moment(briefings):
                        break
            except ArchiveError:
                pass  # the minute tick tries again, and says why it cannot
            finally:
                self._at = None
            await briefings.tick()

    async def _next_moment(self, briefings: Briefings) -> bool:
        """Go to the next due moment, and let it pass; False where the leap has no more."""
        due = await briefings.state.subscriptions.due(self._clock(), 1)
        moment = due[0].next_due if due else None
        if moment is None:
            return False
        # A second more each time: what cannot be seen to is not to be met for ever.
        self._at = max(moment, self() + timedelta(seconds=1))
        await briefings.tick()
        for _ in range(_LOOKS):
            by_state = (await briefings.state.outbox.stats()).by_state
            if not any(by_state.get(state) for state in _UNDER_WAY):
                break
            await asyncio.sleep(_PAUSE)
        return True
