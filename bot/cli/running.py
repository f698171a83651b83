"""`check --running`: whether a bot is at work and well, told quickly enough for a health check."""

from __future__ import annotations

import json
import sys
from http.client import HTTPConnection, HTTPException
from typing import Final

from bot.config import Settings
from storage.hold import STORE, is_held

_PATIENCE: Final = 8.0  # seconds; less than the health check's own


def running(settings: Settings) -> int:
    """Give 0 where a living process holds the data folder and is well, else 1.

    The kernel lets go of the hold when the process dies.  How the process is it tells itself,
    where HEALTH_PORT is set.
    """
    told = "not running"
    if is_held(settings.data_dir / STORE):
        told = "running" if settings.health_port is None else _asked(settings.health_port)
    sys.stdout.write(f"{told}\n")
    return int(told != "running")


def _asked(port: int) -> str:
    """Ask the bot itself how it is."""
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/healthz")
        signs = json.loads(connection.getresponse().read())["signs"]
    except (OSError, HTTPException, ValueError, LookupError, TypeError) as error:
        return f"running, but /healthz does not answer: {type(error).__name__}"
    finally:
        connection.close()
    amiss = [f"{name} {sign['says']}" for name, sign in signs.items() if not sign["well"]]
    return f"running, but not well: {'; '.join(amiss)}" if amiss else "running"
