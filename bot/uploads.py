"""Files that people send, fetched from Telegram: never more of one than is read."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final, Protocol

import httpx
from telegram import Bot
from telegram.error import TelegramError

from bot.contract import PersonError, SentFile
from bot.locale import t
from bot.transport import tls
from storage.sniffing import check_size

_PATIENCE: Final = 20.0  # seconds that the file may keep us waiting at any step

log = logging.getLogger(__name__)


class Files(Protocol):
    """Knows what the files hold that people send."""

    async def fetch(self, file: SentFile) -> bytes:
        """Give what a file holds; raises PersonError, AdditionRefused where it is too big."""


@dataclass(frozen=True, slots=True)
class TelegramFiles:
    """Fetches them from Telegram.

    The address of a file holds the bot's token: neither a log nor an error may show it.
    `proxied` says whether a proxy of the environment is used.
    """

    bot: Bot = field(repr=False)  # its repr holds the token
    proxied: bool

    async def fetch(self, file: SentFile) -> bytes:
        """Give what a file holds; raises PersonError, AdditionRefused where it is too big."""
        check_size(file.size)
        try:
            address = (await self.bot.get_file(file.id)).file_path or ""
            return await self._stream(address)
        except (TelegramError, httpx.HTTPError, httpx.InvalidURL) as error:
            log.warning("a file could not be fetched: %s", type(error).__name__)
            raise _not_now() from None

    async def _stream(self, address: str) -> bytes:
        async with (
            httpx.AsyncClient(trust_env=self.proxied, timeout=_PATIENCE, verify=tls()) as client,
            client.stream("GET", address) as response,
        ):
            if response.status_code != httpx.codes.OK:
                log.warning("a file could not be fetched: status %s", response.status_code)
                raise _not_now()
            return await within_size(response)


async def within_size(response: httpx.Response) -> bytes:
    """Read an answer, but no more than is read of a file; raises AdditionRefused."""
    check_size(int(response.headers.get("content-length", "0")))
    content = bytearray()
    async for piece in response.aiter_bytes():
        content += piece
        check_size(len(content))
    return bytes(content)


def _not_now() -> PersonError:
    return PersonError(t("Telegram does not give me that file now. Send it again in a minute."))
