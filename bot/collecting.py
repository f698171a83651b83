"""How rarely garbage is looked for: looking holds the loop, and everybody who asks something."""

from __future__ import annotations

import gc
from typing import Final

# Objects made before the young ones are looked through: more than a start makes, nearly all of
# which stay.  Python's 700 would cost it a tenth of its time, 50,000 a twentieth.
_STARTING: Final = 300_000
# At work: the young ones, the five times as many that outlived them (some milliseconds), and all
# after five million more.  What outlives is mostly words that are remembered; looked through when
# there were fifty thousand, they held the loop for 60 to 90 ms on a busy machine.
_AT_WORK: Final = (2_000, 5, 500)


def while_starting() -> None:
    """Do not look before a start is over, nor often where it is long."""
    gc.set_threshold(_STARTING)


def at_work() -> None:
    """Look often enough to be short; what is there now stays, and is not looked through again.

    Looking through a corpus's objects takes a quarter of a second.
    """
    gc.freeze()
    gc.set_threshold(*_AT_WORK)
