"""Waiting for something to change, without polling the clock."""

from __future__ import annotations

import asyncio


class Changes:
    """Wakes everyone who waits, each time something changed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def notify(self) -> None:
        """Wake those who wait now; callable from synchronous code of the event loop."""
        waited_for, self._next = self._next, asyncio.Event()
        waited_for.set()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109 -- false is an answer here
        """True upon the next change, false when that many seconds went by without one."""
        try:
            await asyncio.wait_for(self._next.wait(), timeout)
        except TimeoutError:
            return False
        return True
