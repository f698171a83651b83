"""What settings mean to the archive and the state."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from storage.corpus import shipped_seeds

STATE = "state.db"
"""The state's file in the data folder."""


def state_of(settings: Settings) -> str | Path:
    """Give where the state is kept: a database's address, else a file in the data folder."""
    if settings.database_url is not None:
        return settings.database_url.reveal()
    return settings.data_dir / STATE


def seeds_of(settings: Settings) -> Path:
    """Give the folder of articles: the one set, else the shipped one."""
    return settings.seeds_dir if settings.seeds_dir is not None else shipped_seeds()
