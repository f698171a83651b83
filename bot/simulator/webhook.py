"""Bringing updates to a bot that wants them brought: one after the other, until it takes each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.simulator.changes import Changes
from bot.simulator.limits import bad_request
from bot.simulator.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_PATIENCE = 5.0  # seconds that the bot may take to acknowledge an update
_PAUSES = (0.05, 0.2, 1.0)  # seconds before an update that was not taken is brought again
_OVER = 300  # the first status that is no success


@dataclass(slots=True)
class Webhook:
    """Where a bot wants its updates; `url` is empty while it fetches them itself."""

    world: World
    changes: Changes
    url: str = ""
    secret: str = ""
    last_error: str = ""

    def set(self, url: str, secret: str) -> None:
        """Bring updates there from now on.  Raises Refused for what is not on this machine."""
        parts = urlsplit(url)
        if url and (parts.scheme != "http" or parts.hostname not in {"127.0.0.1", "localhost"}):
            raise bad_request("bad webhook: the simulator brings updates to http://127.0.0.1 only")
        self.url, self.secret, self.last_error = url, secret, ""
        self.changes.notify()

    @property
    def info(self) -> dict[str, Any]:
        """What getWebhookInfo tells."""
        told: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": self.world.pending_count,
        }
        if self.last_error:
            now = int(self.world.clock().timestamp())
            told |= {"last_error_message": self.last_error, "last_error_date": now}
        return told

    async def run(self) -> None:
        """Bring updates until cancelled."""
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as http:
            failures = 0
            while True:
                waiting = self.world.pending(0, 1) if self.url else []
                if not waiting:
                    failures = 0
                    await self.changes.wait(_PATIENCE)
                    continue
                self.world.bot_polls()
                if await self._brought(http, waiting[0].as_update()):
                    failures = 0
                    self.world.pending(waiting[0].id + 1, 1)
                else:
                    await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
                    failures += 1

    async def _brought(self, http: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with http.post(self.url, json=update, headers=headers) as response:
                taken = response.status < _OVER
                self.last_error = (
                    "" if taken else f"Wrong response from the webhook: {response.status}"
                )
                return taken
        except (aiohttp.ClientError, TimeoutError) as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
            return False
