"""Faults on order: the next answer of a method fails as Telegram or the network would make it.

A fault is used up by the first request that it fits. Faults of one method come in the order in
which they were added. A storm lasts: each request of its method meets whatever it gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Lost(Enum):
    """What a dropped connection takes with it."""

    UNREAD = "unread"
    """Dropped before the request was read, in a storm alone: the message is not sent."""
    REQUEST = "request"
    """Dropped before anything was done: the message is not sent."""
    ANSWER = "answer"
    """Dropped after it was done: the message is sent, the client does not learn of it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure. Made by the functions below rather than by hand."""

    status: int = 500
    description: str = "Internal Server Error"
    parameters: Mapping[str, int] = field(default_factory=dict)
    body: str | None = None
    """Sent as it is in place of the JSON answer, as a proxy's error page would be."""
    lost: Lost | None = None
    done: bool = False
    """Whether the request is carried out all the same."""
    delay: float = 0.0
    """Seconds until the answer, which is the right one where the status is 200."""

    @property
    def label(self) -> str:
        """The fault in a few words."""
        if self.lost is not None:
            done = "after" if self.lost is Lost.ANSWER else "before"
            return f"connection dropped {done} it is done"
        if self.delay:
            return f"answered after {self.delay:g} s"
        return f"{self.status} {self.description}"


def too_many_requests(retry_after: int) -> Fault:
    """429 that asks for a pause of that many seconds."""
    return Fault(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def blocked() -> Fault:
    """403: the user has blocked the bot."""
    return Fault(403, "Forbidden: bot was blocked by the user")


def migrated(chat_id: int) -> Fault:
    """400: the group is a supergroup now and has this id."""
    return Fault(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": chat_id},
    )


def bad_gateway() -> Fault:
    """502 with a page of HTML where JSON was expected."""
    return Fault(502, "Bad Gateway", body="<html><h1>502 Bad Gateway</h1></html>")


def server_error(status: int = 500) -> Fault:
    """5xx in Telegram's words: it could not."""
    return Fault(status, "Internal Server Error")


def refused(reason: str = "can't parse entities") -> Fault:
    """400: Telegram does not take such a message."""
    return Fault(400, f"Bad Request: {reason}")


def garbage(*, done: bool) -> Fault:
    """200 with a page of HTML where JSON was expected, whether the request was done or not."""
    return Fault(200, "OK", body="<html><h1>Sign in to this network</h1></html>", done=done)


def slow(seconds: float) -> Fault:
    """The request is carried out, the answer takes its time."""
    return Fault(200, "OK", done=True, delay=seconds)


def lose_connection() -> Fault:
    """The connection drops before the request is read; for storms."""
    return Fault(lost=Lost.UNREAD)


def lose_request() -> Fault:
    """The connection drops before the request is carried out."""
    return Fault(lost=Lost.REQUEST)


def lose_answer() -> Fault:
    """The connection drops after the request was carried out."""
    return Fault(lost=Lost.ANSWER, done=True)


ANY = "any"
"""In the place of a method: the next request of whichever but getUpdates, which always waits."""


@dataclass(slots=True)
class Faults:
    """The faults that wait for their request; `changed` is called when they have changed."""

    changed: Callable[[], None] = lambda: None
    _waiting: list[tuple[str, int | None, Fault]] = field(default_factory=list)
    _storms: dict[str, Callable[[], Fault | None]] = field(default_factory=dict)

    def add(self, method: str, fault: Fault, *, chat_id: int | None = None) -> None:
        """Let the next request of the method (to that chat, where given) meet the fault.

        The method `ANY` stands for every one but getUpdates.
        """
        self._waiting.append((method, chat_id, fault))
        self.changed()

    def storm(self, method: str, choose: Callable[[], Fault | None]) -> None:
        """Let each request of a method meet what `choose` gives (None: nothing) until `clear`."""
        self._storms[method] = choose

    def meet(self, method: str) -> Fault | None:
        """The fault that a storm has for a request; None where there is none."""
        choose = self._storms.get(method)
        return choose() if choose is not None else None

    def take(self, method: str, parameters: Mapping[str, Any]) -> Fault | None:
        """The fault for this request, which is used up by it; None where none waits."""
        for waiting in self._waiting:
            fits_method, fits_chat, fault = waiting
            fits = fits_method == method or (fits_method == ANY and method != "getUpdates")
            if fits and fits_chat in (None, parameters.get("chat_id")):
                self._waiting.remove(waiting)
                self.changed()
                return fault
        return None

    def clear(self) -> None:
        """Forget the faults that no request has met, and end the storms."""
        self._waiting.clear()
        self._storms.clear()
        self.changed()

    @property
    def waiting(self) -> list[dict[str, str]]:
        """The faults that wait, for the page."""
        return [{"method": method, "fault": fault.label} for method, _, fault in self._waiting]
