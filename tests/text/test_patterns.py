"""Patterns match alike by every Python that Newsdesk runs on."""

from __future__ import annotations

import re
from pathlib import Path

import storage

_ROOT = Path(storage.__file__).parents[1]
_POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[\d,]+\})\+")


def test_no_group_is_matched_possessively():
    # Python 3.11.2, Debian's, loses its place in the text where such a group matches no more.
    code = [
        path
        for folder in ("bot", "briefings", "storage")
        for path in (_ROOT / folder).rglob("*.[pt][yo]*")
        if path.suffix in (".py", ".toml")
    ]
    assert len(code) > 100
    assert [p.name for p in code if _POSSESSIVE_GROUP.search(p.read_text("utf-8"))] == []
