"""`check --running`: whether a bot is at work, told quickly enough for a health check."""

from __future__ import annotations

import sys

from bot.config import Settings
from storage.backends.tinydb import is_held
from storage.corpus import STORE


def running(settings: Settings) -> int:
    """Give 0 where a living process holds the data folder, else 1.

    The kernel lets go of the hold when the process dies.  Whether Telegram can be reached is
    not asked: a bot waits for it as long as it takes, and a restart would not help.
    """
    held = is_held(settings.data_dir / STORE)
    sys.stdout.write("running\n" if held else "not running\n")
    return 0 if held else 1
