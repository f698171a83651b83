"""Sentences of a paragraph, kept whole around abbreviations, initials and closing quotes."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from storage.text.offsets import Span

# Possessive, and only from the first mark of a run on: linear time on any input.  The set stands
# first because the engine skips quickly to a set.
_BOUNDARY = re.compile(
    r"[.!?…](?<![.!?…]{2})[.!?…]*+[\"”’')\]»]*+(?:\[\d{1,4}\])?(\s++)"
    r"(?=[\"“‘'(\[«]*+[^\W\d_a-zа-яё]|[\"“«(]|\d)"
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD_BACKWARDS = re.compile(r"[^\s\"“”(«]*+")
# An abbreviation and the initials before it are shorter than this.
_WINDOW = 40
_INITIAL = re.compile(r"(?:^|[\s(“\"])(?:[^\W\d_]\.)*[^\W\d_]$")


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, frozenset[str]]:
    data = resources.files(__package__).joinpath("abbreviations.toml").read_text("utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(data).items()}


@lru_cache(maxsize=512)  # each extractor asks for the same paragraphs
def sentences(text: str) -> tuple[Span, ...]:
    """Split a paragraph into sentences; the spans are ordered, trimmed and do not overlap.

    A full stop after an abbreviation of abbreviations.toml (“Gen.”) or after initials
    (“U.S.”, “Mark A.”) ends a sentence never; every non-blank character lies in some span.
    Linear in the length of the text.
    """
    spans: list[Span] = []
    start = len(text) - len(text.lstrip())
    for match in _BOUNDARY.finditer(text, start):
        mark = match.start()
        if text[mark] == ".":
            before = text[max(start, mark - _WINDOW) : mark]
            if _is_abbreviation(before, number_follows=text[match.end()].isdigit()):
                continue
        spans.append(Span(start, match.start(1)))
        start = match.end()
    end = len(text.rstrip())
    if start < end:
        spans.append(Span(start, end))
    return tuple(spans)


def _is_abbreviation(before: str, *, number_follows: bool) -> bool:
    word = _last_word(before)
    if not word:
        return False
    low, known = word.lower(), _abbreviations()
    return (
        low in known["never_end"]
        or (low in known["names"] and word[0].isupper())
        or (number_follows and low in known["numbers"])
        or (_may_be_initial(before) and bool(_INITIAL.search(before)))
    )


def _may_be_initial(before: str) -> bool:
    return len(before) == 1 or before[-2] in '.(“"' or before[-2].isspace()


def _last_word(before: str) -> str:
    """The last word, from its first letter on; empty where no letter stands last."""
    tail = _WORD_BACKWARDS.match(before[::-1])
    word = before[len(before) - tail.end() :] if tail else ""
    letter = _LETTER.search(word)
    return word[letter.start() :] if letter else ""
