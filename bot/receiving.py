"""How updates come in: fetched by polling, or brought by Telegram to a webhook."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from telegram import Update
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.ext import Application

from bot import sending
from bot.config import SettingsError
from bot.contract import Text
from bot.locale import t

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

HEARD: Final = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
"""The kinds of updates that the bot wants."""

RIVALRY: Final = 90.0
"""Seconds that another process may poll with the same token before this one gives way.  A restart
overlaps for as long as one long poll waits, ten seconds, and a stop may take ten more."""

_FORGOTTEN: Final = 60.0  # seconds without a rival after which it is taken to be gone
_PATIENCE: Final = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between tries to reach Telegram at start

log = logging.getLogger(__name__)


class Receiving(Protocol):
    """A way for updates to come in, from `start` to `stop`."""

    async def start(self, application: App) -> None:
        """Let updates come; those that come early wait."""

    async def stop(self) -> None:
        """Take no more updates."""


@dataclass(slots=True)
class Rivalry:
    """How long another process has been polling with the same token.

    Of two pollers each ends the other's request, so that each succeeds now and then: only a time
    without any conflict tells that the other is gone.
    """

    first: float | None = None
    last: float = 0.0

    def lasts(self, now: float) -> float:
        """Note a conflict; give for how many seconds there have been such."""
        if self.first is None or now - self.last > _FORGOTTEN:
            self.first = now
        self.last = now
        return now - self.first


@dataclass(slots=True)
class Polling:
    """Fetches updates; `give_way` is called with the reason once a rival has been met too long."""

    give_way: Callable[[SettingsError], None]
    now: Callable[[], float] | None = None
    _rivalry: Rivalry = field(default_factory=Rivalry)
    _application: App | None = None

    async def start(self, application: App) -> None:
        """Begin to poll."""
        updater = application.updater
        if updater is None:
            raise RuntimeError("an application without an updater cannot poll")
        self._application = application
        await updater.start_polling(
            bootstrap_retries=-1,
            allowed_updates=list(HEARD),
            error_callback=self._on_error,
        )

    async def stop(self) -> None:
        """End the poll under way."""
        updater = self._application.updater if self._application is not None else None
        if updater is not None and updater.running:
            await updater.stop()

    def _on_error(self, error: TelegramError) -> None:
        """Say what keeps updates from coming; polling goes on by itself."""
        if not isinstance(error, Conflict):
            log.warning("updates cannot be fetched, trying again: %s", error)
            return
        now = self.now or asyncio.get_running_loop().time
        lasting = self._rivalry.lasts(now())
        log.error(
            "Another process polls with the same token, and Telegram serves only one. Stop it; "
            "this one ends if that goes on for %.0f s more.",
            max(RIVALRY - lasting, 0),
        )
        if lasting >= RIVALRY:
            self.give_way(
                SettingsError(
                    t(
                        "Another process has been polling with the same TELEGRAM_BOT_TOKEN for "
                        "{seconds} seconds, and Telegram serves only one. Stop it, or give this "
                        "one a bot of its own, and start again.",
                        seconds=round(lasting),
                    )
                )
            )


async def reach(
    application: App, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Connect, trying again while the network or Telegram is away or does not make sense.

    Raises SettingsError where Telegram refuses, which no waiting mends.
    """
    await until_taken(application.initialize, sleep=sleep)


async def until_taken(
    attempt: Callable[[], Awaitable[object]],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Ask Telegram for something until it is there and takes it.

    Raises SettingsError where it refuses.
    """
    pauses = iter(_PATIENCE)
    pause = 0.0
    while True:
        try:
            await attempt()
        except InvalidToken:
            # `from None`: the message of InvalidToken holds the token.
            raise SettingsError(
                t(
                    "Telegram does not accept TELEGRAM_BOT_TOKEN. Copy it anew from @BotFather, "
                    "and check TELEGRAM_API_URL if you have set it."
                )
            ) from None
        except (BadRequest, Forbidden) as error:
            raise SettingsError(_refused(error)) from None
        except RetryAfter as error:
            wait = max(sending.seconds(error.retry_after), 1.0)
            log.warning("Telegram asks to wait, trying again in %.0f s", wait)
            await sleep(wait)
        except TelegramError as error:
            pause = next(pauses, pause)
            log.warning("Telegram cannot be reached, trying again in %.0f s: %s", pause, error)
            await sleep(pause)
        else:
            return


def _refused(error: TelegramError) -> Text:
    return t(
        "Telegram refuses this bot: {reason}. Check at @BotFather that the bot still exists, "
        "and that TELEGRAM_API_URL names the server that it is logged in to; after logging "
        "out of one server, another takes it ten minutes later.",
        reason=error.message,
    )
