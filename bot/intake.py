"""The way in of every update: how many may wait and be worked on, and what is noted of each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from typing import Any, Final

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot import logs
from bot.tally import Tally

AT_ONCE: Final = 8
"""Updates worked on together; more only make httpcore slower (facts.md)."""

MOST: Final = 200
"""Updates that may wait: what eight at once answer in half a minute where each takes a second.
More wait at Telegram, which keeps them for a day."""


class Backlog(asyncio.Queue[object]):
    """Updates that wait, and those being worked on, together no more than so many.

    python-telegram-bot takes updates from its queue at once and lets them wait in tasks, so a
    bound of the queue alone would bound nothing.
    """

    def __init__(self, most: int = MOST) -> None:
        super().__init__(maxsize=most)
        self._room = asyncio.Semaphore(most)

    async def get(self) -> object:
        """Give the next update once there is room to work on it."""
        await self._room.acquire()
        try:
            return await super().get()
        except BaseException:
            self._room.release()
            raise

    def worked_on(self) -> None:
        """Note that the work on one is over."""
        self._room.release()


class Intake(BaseUpdateProcessor):
    """Works on a few updates at a time, each under its id in the log, and counts them."""

    def __init__(self, backlog: Backlog, tally: Tally, *, at_once: int = AT_ONCE) -> None:
        super().__init__(at_once)
        self._backlog = backlog
        self._tally = tally

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Work on one."""
        began = time.monotonic()
        logs.UPDATE.set(update.update_id if isinstance(update, Update) else None)
        try:
            await coroutine
        finally:
            self._backlog.worked_on()
            self._tally.updates[kind(update)].add(time.monotonic() - began)

    async def initialize(self) -> None:
        """Nothing is to be prepared."""

    async def shutdown(self) -> None:
        """Nothing is held."""


def kind(update: object) -> str:
    """Give the kind of an update, by the name of its field in the Bot API."""
    return next((name for name in Update.ALL_TYPES if getattr(update, name, None)), "other")
