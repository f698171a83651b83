"""Pages of the public internet, fetched for an admin: never from a network that is not theirs.

A name is resolved once, here, and connected to at the very address that was looked at: what it
leads to a moment later does not matter.  Each redirect is looked at anew.
"""

from __future__ import annotations

import asyncio
import codecs
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, TypeAlias

import httpx

from bot.contract import PersonError
from bot.locale import t
from bot.transport import tls
from bot.uploads import within_size

IPAddress: TypeAlias = IPv4Address | IPv6Address

PATIENCE: Final = 10.0
"""Seconds that a page may take in all, redirects included."""

MOST_REDIRECTS: Final = 5
_PORTS: Final = frozenset({80, 443})
_ORDINARY: Final = {"http": 80, "https": 443}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS: Final = frozenset({"text/plain", "text/markdown"})
_ASKED: Final = {
    "User-Agent": "Newsdesk (an article that its admin asked for)",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9",
    "Accept-Encoding": "identity",  # what is packed may be a thousand times as large
}
_GLOBAL: Final = ip_network("2000::/3")
# Ways from the newer addresses to older ones, private ones among them, and what is for relays.
_RELAYS: Final = tuple(map(ip_network, ("2001::/23", "2002::/16", "192.88.99.0/24")))
# Of one byte a letter, so that reading them takes no time to speak of.
_ENCODINGS: Final = ("iso8859", "cp125", "koi8", "mac-", "cp866")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched: a name that hints at its format, what it holds, where it stands."""

    name: str
    content: bytes
    address: str


def is_public(address: IPAddress) -> bool:
    """Whether an address is a machine's on the public internet."""
    if isinstance(address, IPv6Address) and address not in _GLOBAL:
        return False  # mapped and translated IPv4 among them
    if any(address in relay for relay in _RELAYS if relay.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


async def resolved(host: str, port: int) -> Sequence[str]:
    """Give the addresses of a name.  Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Fetches pages; `admits` tells which machines it may connect to, `ports` where."""

    resolve: Callable[[str, int], Awaitable[Sequence[str]]] = resolved
    admits: Callable[[IPAddress], bool] = is_public
    ports: frozenset[int] = _PORTS
    patience: float = PATIENCE

    async def fetch(self, address: str) -> Page:
        """Give the page at an address; raises PersonError, AdditionRefused where it is too big."""
        try:
            async with asyncio.timeout(self.patience):
                return await self._followed(httpx.URL(address))
        except TimeoutError:
            raise PersonError(
                t("The page took more than {seconds} seconds.", seconds=round(self.patience))
            ) from None
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise _no_address() from None
        except (httpx.HTTPError, OSError) as error:
            log.info("a page could not be fetched: %s", type(error).__name__)
            raise PersonError(
                t("The page cannot be reached. Save it as a file and send me that.")
            ) from None

    async def _followed(self, url: httpx.URL) -> Page:
        for _ in range(MOST_REDIRECTS + 1):
            found = await self._asked(url)
            if isinstance(found, Page):
                return found
            url = found
        raise PersonError(t("The address leads from one page to the next without an end."))

    async def _asked(self, url: httpx.URL) -> Page | httpx.URL:
        """Give the page at an address, or where that leads on."""
        machine = await self._machine(url)
        async with (
            httpx.AsyncClient(trust_env=False, timeout=self.patience, verify=tls()) as client,
            client.stream(
                "GET",
                url.copy_with(host=machine, fragment=None),
                headers={**_ASKED, "Host": url.netloc.decode("ascii")},
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            ) as response,
        ):
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return url.join(response.headers["location"])
            if response.status_code != httpx.codes.OK:
                raise PersonError(
                    t(
                        "The page is refused to me (status {status}). Save it as a file and send "
                        "me that.",
                        status=response.status_code,
                    )
                )
            name = _name_of(response)
            content = _in_utf8(await within_size(response), response.charset_encoding)
            return Page(name, content, str(url.copy_with(fragment=None)))

    async def _machine(self, url: httpx.URL) -> str:
        """Look at an address; give that of its machine, which is the one to connect to."""
        port = url.port or _ORDINARY.get(url.scheme, 0)
        if url.scheme not in _ORDINARY or not url.host or url.userinfo or port not in self.ports:
            raise _no_address()
        machines = await self.resolve(url.raw_host.decode("ascii"), port)
        if not machines or not all(self.admits(ip_address(one)) for one in machines):
            log.warning("a page was not fetched: its machine is not on the public internet")
            raise PersonError(
                t("{host} is not on the public internet: I fetch nothing there.", host=url.host)
            )
        return machines[0]


def _no_address() -> PersonError:
    return PersonError(
        t(
            "That is no address that I fetch: it must begin with http:// or https://, without a "
            "name and password, and without an unusual port."
        )
    )


def _name_of(response: httpx.Response) -> str:
    """Name what was fetched by its kind; raises PersonError where that is none that is read."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    packed = response.headers.get("content-encoding", "identity").lower() != "identity"
    if kind not in _PAGES | _TEXTS or packed:
        raise PersonError(
            t(
                "That is no page with a text ({kind}). Save the article as .txt, .md or .html and "
                "send me that.",
                kind=kind if kind and not packed else t("not known"),
            )
        )
    return "page.html" if kind in _PAGES else "page.txt"


def _in_utf8(content: bytes, charset: str | None) -> bytes:
    """Put a page into UTF-8 whose encoding only its server tells."""
    try:
        codec = codecs.lookup(charset or "utf-8").name
        if not codec.startswith(_ENCODINGS):
            return content
        return content.decode(codec).encode()
    except (LookupError, UnicodeError):
        return content
