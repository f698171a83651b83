"""Sentences of a paragraph, kept whole around abbreviations, initials and closing quotes."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from storage.text.offsets import Span

_BOUNDARY = re.compile(
    r"[.!?…]+[\"”’')\]»]*(?:\[\d+\])?\s+(?=[\"“‘'(\[«]*[^\W\d_a-zа-я]|[\"“«(]|\d)"
)
_LAST_WORD = re.compile(r"([^\W\d_](?:[^\s\"“”(«]*))$")
_INITIAL = re.compile(r"(?:^|[\s(“\"])(?:[^\W\d_]\.)*[^\W\d_]$")


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    data = resources.files(__package__).joinpath("abbreviations.toml").read_text("utf-8")
    return frozenset(tomllib.loads(data)["never_end"])


def sentences(text: str) -> tuple[Span, ...]:
    """Split a paragraph into sentences; the spans are ordered, trimmed and do not overlap.

    A full stop after an abbreviation of abbreviations.toml (“Gen.”) or after initials
    (“U.S.”, “Mark A.”) ends a sentence never; every non-blank character lies in some span.
    """
    spans: list[Span] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        if text[match.start()] == "." and _is_abbreviation(text[start : match.start()]):
            continue
        spans.append(Span(start, match.end()))
        start = match.end()
    spans.append(Span(start, len(text)))
    trimmed = (_trim(text, span) for span in spans)
    return tuple(span for span in trimmed if span.start < span.end)


def _is_abbreviation(before: str) -> bool:
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    return last.group(1).lower() in _abbreviations() or bool(_INITIAL.search(before))


def _trim(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
