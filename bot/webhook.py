"""Updates as Telegram brings them: an address of the bot's own, behind a secret."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from telegram import Update

from bot.config import SettingsError
from bot.locale import t
from bot.receiving import HEARD, App, until_taken

_LARGEST: Final = 1 << 20  # bytes of an update; a message of 4,096 characters has some 30,000
_SECRET: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Takes the updates that Telegram brings to an address.

    Who does not know the secret is refused, whatever else they send.  An update that finds no
    room is refused with 503, so that Telegram brings it again.
    """

    url: str
    path: str
    secret: str
    host: str
    port: int
    _application: App | None = None
    _runner: web.AppRunner | None = None

    async def start(self, application: App) -> None:
        """Listen, then tell Telegram where.  Raises SettingsError where that cannot be done."""
        self._application = application
        server = web.Application(client_max_size=_LARGEST)
        server.router.add_post(self.path, self._on_post)
        self._runner = web.AppRunner(
            server, access_log=None, handle_signals=False, shutdown_timeout=5
        )
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self.host, self.port).start()
        except OSError as error:
            await self.stop()
            raise SettingsError(
                t(
                    "WEBHOOK_LISTEN names {host}:{port}, where nothing can listen: {reason}. "
                    "Choose another port, or stop what listens there.",
                    host=self.host,
                    port=self.port,
                    reason=error.strerror or type(error).__name__,
                )
            ) from None
        await until_taken(
            lambda: application.bot.set_webhook(
                self.url, allowed_updates=list(HEARD), secret_token=self.secret
            )
        )
        log.info("updates are brought to port %d", self.port)

    async def stop(self) -> None:
        """Stop listening.  Telegram keeps what it cannot bring, for a day."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _on_post(self, request: web.Request) -> web.Response:
        if not hmac.compare_digest(
            request.headers.get(_SECRET, "").encode("utf-8", "replace"), self.secret.encode()
        ):
            log.warning("a request to the webhook without its secret was refused")
            return web.Response(status=403)
        application = self._application
        if application is None:
            return web.Response(status=503)
        try:
            sent = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        try:
            update = Update.de_json(sent, application.bot)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            # Refused, it would be brought again and again before all others.
            log.error("an update is left out, since it cannot be read: %r", error)  # noqa: TRY400
            return web.Response()
        try:
            application.update_queue.put_nowait(update)
        except asyncio.QueueFull:
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.Response()
