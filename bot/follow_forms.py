"""The forms by which a short line is told for a follow-up: how it begins, what it limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from storage.models import When
from storage.search import About
from storage.text.folding import fold, words


def _folded(lines: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(fold(word) for word in line.split()) for line in lines)


_LEADS = _folded(
    (
        *("and", "and what about", "and how about", "and then", "and also", "what about"),
        *("how about", "then", "more about", "more on", "more from", "more of", "more"),
        *("а", "и", "ну а", "а что насчёт", "а как насчёт", "что насчёт", "как насчёт"),
        *("ещё", "а ещё", "и ещё", "а потом", "и потом", "а тогда"),
    )
)
_NO_LEADS = _folded(("more than", "и не только"))  # "more than a hundred soldiers"
_MORE = _folded(
    (
        *("more", "and more", "more please", "show more", "show me more", "tell me more", "next"),
        *("ещё", "а ещё", "и ещё", "ещё пожалуйста", "покажи ещё", "дальше", "далее"),
    )
)
# "in the moscow times?", "only in:bell": of the question before, what some articles have of it.
_LIMIT = re.compile(
    r"(?P<only>(?:only|just|только|лишь)\s+)?"
    r"(?:(?P<filter>[^\W\d_]+:.+)|(?P<within>(?:in|from|в|из)\s+)?(?P<name>\w[^:]*))",
    re.IGNORECASE,
)
_BEFORE = _folded(
    ("before", "before that", "before then", "earlier", "до этого", "до того", "раньше")
)
_AFTER = _folded(
    (
        "after",
        "after that",
        "since then",
        "later",
        "после этого",
        "после того",
        "позже",
        "с тех пор",
    )
)


def key(typed: str) -> tuple[str, ...]:
    """Give the words of a line, folded."""
    return tuple(fold(word.surface) for word in words(typed))


def asks_for_more(typed: str) -> bool:
    """Whether a line asks for the next page and nothing else."""
    return key(typed) in _MORE


def after_lead(typed: str) -> str | None:
    """Leave out the words by which a follow-up begins; None where it does not begin so."""
    found = words(typed)
    if not found or typed[: found[0].start].strip():
        return None
    folded = key(typed)
    if any(folded[: len(one)] == one for one in _NO_LEADS):
        return None
    fits = [len(lead) for lead in _LEADS if folded[: len(lead)] == lead]
    return typed[found[max(fits) - 1].end :].strip(" ,:;–—…") if fits else None


def limit(line: str, called: Callable[[str], bool], *, led: bool) -> str | None:
    """Write a line that only names articles as their filter; None where it does not.

    `called` tells what articles are called; a bare name is one where the line was `led` to it.
    """
    found = _LIMIT.fullmatch(line.strip(" ,.;!?"))
    if found is None:
        return None
    if found["filter"]:
        return found["filter"] if found["only"] else None
    name = found["name"].strip('"')
    told = led or found["only"] or found["within"]
    return f'{About.IN.value}:"{name}"' if told and called(name) else None


def beside(line: str, period: When | None) -> str | None:
    """Write "before that" and "after that" as the time beside a period; None of other lines."""
    folded = key(line)
    if period is None:
        return None
    if folded in _BEFORE:
        return f"before {period.earliest.isoformat()}"
    return f"after {period.latest.isoformat()}" if folded in _AFTER else None
