"""Which clause of a sentence a date stands in: the main one, or one that only says who or what.

"Okoro, who had been posted there in the 1980s, said …": the date is background to what the
sentence tells.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from storage.extraction.event_lexicon import event_lexicon
from storage.extraction.tense import is_regular_past, is_verb
from storage.text.letters import letter_runs

_BREAK = re.compile(r",(?!\d)\s*|[;:]\s+|\s[—–-]{1,2}\s+|—|[()]\s*")
_RELATIVE = re.compile(r"\b(?:who|whom|whose|which)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:(?:some|most|all|one|both|many|each|half) of )?(?:who|whom|whose|which|where)\b",
    re.IGNORECASE,
)
_MASK = "\N{BULLET}"  # stands for the characters of the date, which may have commas


class Clause(NamedTuple):
    """The words around a date that belong to it; `background` tells a clause that is not main."""

    text: str
    background: bool


class _Piece(NamedTuple):
    """A stretch of a sentence between two marks, with the mark before it."""

    start: int
    end: int
    mark: str


def clause_of(sentence: str, start: int, end: int) -> Clause:
    """Find the clause that a date of a sentence stands in.

    A main clause is the sentence without its relative clauses and appositions.
    """
    masked = sentence[:start] + _MASK * (end - start) + sentence[end:]
    pieces = _pieces(masked)
    at = next(i for i, piece in enumerate(pieces) if piece.end >= end)
    opening = _relative_before(masked, pieces[at], start)
    if opening is not None:
        return Clause(sentence[opening : pieces[at].end], background=True)
    by_the_way = _by_the_way(masked, pieces)
    if by_the_way[at]:
        return Clause(sentence[pieces[at].start : pieces[at].end], background=True)
    main = (piece for piece, aside in zip(pieces, by_the_way, strict=True) if not aside)
    return Clause(" ".join(sentence[p.start : p.end] for p in main), background=False)


def _pieces(sentence: str) -> list[_Piece]:
    pieces, start, mark = [], 0, ""
    for found in _BREAK.finditer(sentence):
        pieces.append(_Piece(start, found.start(), mark))
        start, mark = found.end(), found.group().strip()
    return [*pieces, _Piece(start, len(sentence), mark)]


def _relative_before(sentence: str, piece: _Piece, date: int) -> int | None:
    """Where in its piece the relative clause begins that a date stands in."""
    last = None
    for found in _RELATIVE.finditer(sentence, piece.start, max(piece.start, date)):
        last = found.start()
    return last


def _by_the_way(sentence: str, pieces: list[_Piece]) -> list[bool]:
    """Tell of each piece whether it only says who or what something is."""
    told: list[bool] = []
    for at in range(len(pieces)):
        told.append(_is_background(sentence, pieces, at, after_aside=bool(told and told[-1])))
    return told


def _is_background(sentence: str, pieces: list[_Piece], at: int, *, after_aside: bool) -> bool:
    """Whether a piece is relative, in brackets or in apposition.

    `after_aside` tells that the piece before is: a verb after it is the main one.
    """
    piece = pieces[at]
    if at == 0 or piece.mark in (";", ":"):
        return False
    text = sentence[piece.start : piece.end]
    before = sentence[pieces[at - 1].start : pieces[at - 1].end]
    if piece.mark == "(" or _OPENING.match(text) or _OPENING.fullmatch(before):
        return True
    if piece.mark != "," or after_aside or text[:1] == _MASK:
        return False
    words = letter_runs(text.lower())
    first = words[0] if words else ""
    if is_regular_past(first) or first in event_lexicon().participles:
        # "The treaty, signed in 1997, …"; not "Haas was born in 1960, moved …"
        return not any(map(is_verb, letter_runs(before.lower())))
    if first in _ARTICLES and ("and" in words or at + 1 == len(pieces)):
        return False  # a list goes on
    return first in event_lexicon().apposed and not any(map(is_verb, words))


_ARTICLES = frozenset({"a", "an", "the"})
