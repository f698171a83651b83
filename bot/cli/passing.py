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
_LOOKS: Final = 60  # looks at the outbox until a moment's messages are sent, or left behind
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
        self._behind = timedelta()  # how far behind the simulator's clock, which runs on
        self._leaps: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    def __call__(self) -> datetime:
        """The time: the simulator's, or that of a leap which is lived through."""
        return self._clock() - self._behind

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
        self._behind += by
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
                self._behind = timedelta()
            await briefings.tick()

    async def _next_moment(self, briefings: Briefings) -> bool:
        """Go to the next due moment, and let it pass; False where the leap has no more."""
        due = await briefings.state.subscriptions.due(self._clock(), 1)
        moment = due[0].next_due if due else None
        if moment is None:
            return False
        # Never back, where something could not be seen to and stays due.
        self._behind = min(self._behind, self._clock() - moment)
        await briefings.tick()
        for _ in range(_LOOKS):
            by_state = (await briefings.state.outbox.stats()).by_state
            if not any(by_state.get(state) for state in _UNDER_WAY):
                break
            await asyncio.sleep(_PAUSE)
        return True
