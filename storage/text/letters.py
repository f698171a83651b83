"""The letters of a text: whether all of them are whole, or plain, and their runs.

A run is a word where apostrophes, hyphens and figures do not matter.
"""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_LETTERS = re.compile(r"[A-Za-z]+")
# All but ASCII and the marks of typesetters.
_OTHER = re.compile("[^\x00-\x7f“”‘’«»„–—…•]")


def is_plain(text: str) -> bool:
    """Whether a text's letters and digits are ASCII, as most sentences' are: it is read faster."""
    return text.isascii() or _OTHER.search(text) is None


def letter_runs(text: str) -> list[str]:
    """List the runs of letters of a text, of whatever script, in order."""
    return (_ASCII_LETTERS if is_plain(text) else _LETTERS).findall(text)


def well_formed(text: str) -> str:
    """Give a text that can be written: surrogates joined to characters, a lone one as U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
