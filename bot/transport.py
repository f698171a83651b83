"""HTTP to Telegram: its connections, and whether a request that failed had left whole."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore
import httpx
from telegram.request import HTTPXRequest

from bot.config import Settings, is_loopback

_READ: Final = 20.0  # seconds to wait for Telegram's reply to a request
_TRACE: Final = "trace"  # the extension of a request that httpcore tells its steps to
# Nothing of the request has left: no connection, no room for one, a proxy that gives none.
_NOT_OUT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)


def http_request(
    settings: Settings,
    *,
    pool: int,
    read: float = _READ,
    heard: Callable[[], None] = lambda: None,
) -> HTTPXRequest:
    """Speak HTTP, and note of each request how far it has come (see `left_whole`).

    A proxy from the environment is not for a server on this machine.  `heard` is called at each
    answer that Telegram gives and that is no refusal.
    """

    async def hear(response: httpx.Response) -> None:
        if response.is_success:
            heard()

    return HTTPXRequest(
        connection_pool_size=pool,
        read_timeout=read,
        connect_timeout=10.0,
        pool_timeout=10.0,
        httpx_kwargs={
            "trust_env": is_proxied(settings),
            "verify": tls(),
            "event_hooks": {"request": [_follow], "response": [hear]},
        },
    )


def is_proxied(settings: Settings) -> bool:
    """Whether a proxy from the environment is for Telegram: not for a server on this machine."""
    return not is_loopback(urlsplit(settings.telegram_api_url).hostname or "")


def left_whole(error: BaseException) -> bool:
    """Whether a request that failed may have left this machine to its last byte.

    Only such a one can have been carried out: a server acts on no request that it has half of.
    Whether it was read at the other end, nobody here can know; so it counts as out.
    """
    if isinstance(error, _NOT_OUT):
        return False
    way = _way_of(error)
    return way is None or way.whole


class _Way:
    """How far a request has come, as httpcore tells it."""

    def __init__(self) -> None:
        self.whole = False

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        if event == "http11.send_request_body.started":
            self.whole = True
        elif event == "http11.send_request_body.failed":
            # After a timeout, unlike an error, the last bytes may still go out.
            self.whole = not isinstance(info["exception"], httpcore.WriteError)


async def _follow(request: httpx.Request) -> None:
    request.extensions[_TRACE] = _Way()


def _way_of(error: BaseException) -> _Way | None:
    """Give how far the request of an error has come, None where that was not noted."""
    try:
        request = error.request if isinstance(error, httpx.RequestError) else None
    except RuntimeError:  # it knows of no request
        return None
    way = request.extensions.get(_TRACE) if request is not None else None
    return way if isinstance(way, _Way) else None


def prepare() -> None:
    """Read the authorities ahead; in a thread it holds up nobody."""
    tls()


@cache
def tls() -> ssl.SSLContext:
    """Give the one TLS context of all connections: reading the authorities takes 30 ms."""
    return httpx.create_ssl_context()
