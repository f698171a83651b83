"""The words by which lines are told apart: lines.toml, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

_CAPTURE = re.compile(r"(?<!\\)\((?!\?)")


@lru_cache(maxsize=1)
def lexicon() -> Mapping[str, Any]:
    """The tables of lines.toml."""
    data = resources.files(__package__).joinpath("lines.toml").read_text("utf-8")
    return tomllib.loads(data)


@lru_cache(maxsize=8)
def pattern(table: str, name: str) -> re.Pattern[str]:
    """One of a table's lists of patterns, as one that matches any of them in lower case."""
    # Many times faster to try than with captures and without regard to case.
    alternatives = (_CAPTURE.sub("(?:", p) for p in lexicon()[table][name])
    return re.compile("|".join(f"(?:{p})" for p in alternatives))
