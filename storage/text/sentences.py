"""Sentences of a paragraph, kept whole around abbreviations, initials and closing quotes."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from storage.text.offsets import Span

# Possessive, and only from the first mark of a run on: linear time on any input.
_BOUNDARY = re.compile(
    r"(?<![.!?…])[.!?…]++[\"”’')\]»]*+(?:\[\d{1,4}\])?+\s++"
    r"(?=[\"“‘'(\[«]*+[^\W\d_a-zа-яё]|[\"“«(]|\d)"
)
_LAST_WORD = re.compile(r"([^\W\d_](?:[^\s\"“”(«]*))$")
# An abbreviation and the initials before it are shorter than this.
_WINDOW = 40
_INITIAL = re.compile(r"(?:^|[\s(“\"])(?:[^\W\d_]\.)*[^\W\d_]$")


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, frozenset[str]]:
    data = resources.files(__package__).joinpath("abbreviations.toml").read_text("utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(data).items()}


def sentences(text: str) -> tuple[Span, ...]:
    """Split a paragraph into sentences; the spans are ordered, trimmed and do not overlap.

    A full stop after an abbreviation of abbreviations.toml (“Gen.”) or after initials
    (“U.S.”, “Mark A.”) ends a sentence never; every non-blank character lies in some span.
    Linear in the length of the text.
    """
    spans: list[Span] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        before = text[max(start, match.start() - _WINDOW) : match.start()]
        number_follows = text[match.end()].isdigit()
        if text[match.start()] == "." and _is_abbreviation(before, number_follows=number_follows):
            continue
        spans.append(Span(start, match.end()))
        start = match.end()
    spans.append(Span(start, len(text)))
    trimmed = (_trim(text, span) for span in spans)
    return tuple(span for span in trimmed if span.start < span.end)


def _is_abbreviation(before: str, *, number_follows: bool) -> bool:
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word, known = last.group(1), _abbreviations()
    return (
        word.lower() in known["never_end"]
        or (word[0].isupper() and word.lower() in known["names"])
        or (number_follows and word.lower() in known["numbers"])
        or bool(_INITIAL.search(before))
    )


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
