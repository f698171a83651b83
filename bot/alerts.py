"""Telling admins when something stays amiss, rarely enough to be read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from telegram.error import TelegramError

from bot.contract import Answer, Place
from bot.health import Health, Sign
from bot.locale import t
from bot.render.rich import Rich, bold, join, rich

LOOKED: Final = 60.0
"""Seconds between two looks."""

STAYS: Final = timedelta(minutes=5)
"""How long something is amiss before admins are told: most of it passes by itself."""

AGAIN: Final = timedelta(hours=6)
"""How long after telling of something it is told once more, where it is amiss still."""

Say = Callable[[Place, Answer], Awaitable[object]]

log = logging.getLogger(__name__)


class Told(NamedTuple):
    """What is to be told: a sign, and since when it has been amiss, or that it is well again."""

    sign: Sign
    since: datetime


@dataclass(slots=True)
class Watch:
    """Remembers what is amiss since when, and what was told.  Pure but for that."""

    _amiss: dict[str, datetime] = field(default_factory=dict)
    _told: dict[str, datetime] = field(default_factory=dict)

    def seen(self, signs: Sequence[Sign], now: datetime) -> Sequence[Told]:
        """Note how things are; give what is to be told now."""
        return [told for sign in signs if (told := self._seen(sign, now)) is not None]

    def _seen(self, sign: Sign, now: datetime) -> Told | None:
        since = self._amiss.setdefault(sign.name, now)
        told = self._told.get(sign.name)
        if sign.well:
            del self._amiss[sign.name]
            self._told.pop(sign.name, None)
            return Told(sign, since) if told is not None else None
        if now - since < STAYS or (told is not None and now - told < AGAIN):
            return None
        self._told[sign.name] = now
        return Told(sign, since)


@dataclass(slots=True, kw_only=True)
class Alerts:
    """Looks every minute, logs what stays amiss, and writes to the admins."""

    health: Health
    admins: Collection[int]
    say: Say
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    watch: Watch = field(default_factory=Watch)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.sleep(LOOKED)
            await self.look()

    async def look(self) -> None:
        """Look once, and tell what is to be told."""
        found = self.watch.seen((await self.health.look()).signs, self.clock())
        if not found:
            return
        for sign, since in found:
            if not sign.well:
                log.error("amiss since %s: %s", since.isoformat(timespec="minutes"), sign.name)
        answer = Answer(blocks=(join([_line(told) for told in found]),))
        for admin in sorted(self.admins):
            try:
                await self.say(Place(chat=admin, private=True, user=admin), answer)
            except TelegramError as error:
                log.warning("admin %d could not be told what is amiss: %s", admin, error)


def _line(told: Told) -> Rich:
    sign, since = told
    if sign.well:
        return rich(bold(sign.name), ": ", t("well again"), "; ", sign.words)
    return rich(
        bold(sign.name), ": ", t("amiss since {moment} UTC", moment=since), "; ", sign.words
    )
