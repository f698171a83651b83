"""Runs of letters in a text: its words where apostrophes, hyphens and figures do not matter."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_LETTERS = re.compile(r"[A-Za-z]+")
# Without the marks of typesetters most sentences are ASCII, which is read three times as fast.
_MARKS = "“”‘’«»„–—…•"


def letter_runs(text: str) -> list[str]:
    """List the runs of letters of a text, of whatever script, in order."""
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
    return (_ASCII_LETTERS if text.isascii() else _LETTERS).findall(text)
