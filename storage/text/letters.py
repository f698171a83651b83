"""Runs of letters in a text: its words where apostrophes, hyphens and figures do not matter."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_LETTERS = re.compile(r"[A-Za-z]+")
# But for the marks of typesetters most sentences are ASCII, which is read three times as fast.
_OTHER = re.compile("[^\x00-\x7f“”‘’«»„–—…•]")


def letter_runs(text: str) -> list[str]:
    """List the runs of letters of a text, of whatever script, in order."""
    plain = text.isascii() or _OTHER.search(text) is None
    return (_ASCII_LETTERS if plain else _LETTERS).findall(text)
