"""The words by which facts are read, as data: one TOML file a matter."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any


def read_words(matter: str) -> dict[str, Any]:
    """Parse the words of a matter: those of “dates” are dates.toml."""
    return tomllib.loads(resources.files(__name__).joinpath(f"{matter}.toml").read_text("utf-8"))
