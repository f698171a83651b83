"""Named points at which a test lets the process die, to show what a crash there costs.

In production nothing is armed, and `reach` only looks at an empty tuple.  A test arms a child
process through the environment: `NEWSDESK_FAULT=sending:3` kills it, unasked and without
cleaning up, when it reaches the point `sending` for the third time.
"""

from __future__ import annotations

import os
import signal
from enum import StrEnum
from typing import Final

VARIABLE: Final = "NEWSDESK_FAULT"


class FaultPoint(StrEnum):
    """Where the delivery of briefings may be cut off."""

    COMPOSED = "composed"  # chosen and rendered, nothing kept
    ENQUEUED = "enqueued"  # the occurrence and its deliveries are kept
    CLAIMED = "claimed"  # deliveries are claimed, none begun
    SENDING = "sending"  # `sending` is kept, the request not yet out
    ANSWERED = "answered"  # Telegram has answered, the answer is not kept
    SETTLED = "settled"  # the answer is kept
    RECOVERED = "recovered"  # a start has put right what it found, nothing sent since


class _Fuse:
    """Counts how often the armed point was reached."""

    def __init__(self, armed: str) -> None:
        name, _, number = armed.partition(":")
        self.point = FaultPoint(name)
        self.left = int(number or 1)

    def reach(self, point: FaultPoint) -> None:
        if point is not self.point:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


_armed = (_Fuse(os.environ[VARIABLE]),) if os.environ.get(VARIABLE) else ()


def reach(point: FaultPoint) -> None:
    """Say that a point is reached; the process dies here where a test has armed it."""
    for fuse in _armed:
        fuse.reach(point)
