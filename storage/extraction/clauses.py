"""A paragraph read as sentences of tokens: words, names of known actors, quotes, punctuation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from storage.extraction.marks import Stretch
from storage.models import Actor
from storage.text.offsets import Span
from storage.text.sentences import sentences

_TOKEN = re.compile(r"[^\W_]+(?:[’'ʼ.\-‑&/][^\W_]+)*|\.\.\.|[^\w\s]", re.UNICODE)
_POSSESSIVE = re.compile(r"[’']s?(?=[^\w]|$)|[’']s(?=\W|$)")
LONGEST = 400
"""Tokens of the longest sentence: what is longer is no prose, and is cut so that it stays cheap."""

_FOOTNOTE = re.compile(r"\[\d+\]")
_ENDS = frozenset(".!?…")
_IGNORED = frozenset("*_•")
_APOSTROPHES = frozenset("’'")


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    QUOTE = "quote"
    MARK = "mark"


class Token(NamedTuple):
    """A token of a paragraph; `folded` is lower case, `stretch` the index of a quote's stretch.

    `possessive` is set for “Putin’s” and “countries’”; the ’s then lies inside the span.
    """

    kind: Kind
    start: int
    end: int
    surface: str
    folded: str
    actor: Actor | None = None
    stretch: int | None = None
    possessive: bool = False

    @property
    def capital(self) -> bool:
        """Whether it is written with a capital."""
        return self.surface[:1].isupper()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its span in the passage's text and its tokens."""

    span: Span
    tokens: tuple[Token, ...]


def masked(text: str, here: Sequence[Stretch]) -> str:
    """Hide the words between quotation marks, keeping every offset.

    The first letter's case and a last full stop stay, so that sentences split around quotes as
    they should.
    """
    pieces: list[str] = []
    at = 0
    for stretch in here:
        pieces.append(text[at : stretch.outer.start])
        pieces.append(_mask(text, stretch))
        at = stretch.outer.end
    pieces.append(text[at:])
    return "".join(pieces)


def _mask(text: str, stretch: Stretch) -> str:
    inner = stretch.words(text)
    first = "X" if inner[:1].isupper() else "x"
    last = inner[-1:] if inner[-1:] in _ENDS else "x"
    body = (first + "x" * (len(inner) - 2) + last) if len(inner) > 1 else "x" * len(inner)
    opener = "“" * (stretch.inner.start - stretch.outer.start)
    return opener + body + "”" * (stretch.outer.end - stretch.inner.end)


def read(
    text: str, here: Sequence[Stretch], named: Sequence[tuple[Span, Actor]]
) -> tuple[Sentence, ...]:
    """Read a paragraph into sentences of tokens; names inside quotation marks are not seen."""
    hidden = masked(text, here)
    tokens = _tokens(text, hidden, here, _names(named, here))
    found: list[Sentence] = []
    at = 0
    for span in sentences(hidden):
        own: list[Token] = []
        while at < len(tokens) and tokens[at].start < span.end:
            own.append(tokens[at])
            at += 1
        # a full stop inside is an abbreviation's
        own = [t for i, t in enumerate(own) if t.surface != "." or i == len(own) - 1]
        for first in range(0, len(own), LONGEST):
            part = tuple(own[first : first + LONGEST])
            found.append(Sentence(Span(part[0].start, part[-1].end), part))
    return tuple(found)


def _names(
    named: Sequence[tuple[Span, Actor]], here: Sequence[Stretch]
) -> list[tuple[Span, Actor]]:
    """The longest names, none inside another or inside a quote."""
    kept: list[tuple[Span, Actor]] = []
    at = 0
    for span, actor in sorted(named, key=lambda pair: (pair[0].start, -pair[0].end)):
        while at < len(here) and here[at].outer.end <= span.start:
            at += 1
        quoted = at < len(here) and here[at].outer.overlaps(span)
        if not quoted and (not kept or span.start >= kept[-1][0].end):
            kept.append((span, actor))
    return kept


def _tokens(
    text: str, hidden: str, here: Sequence[Stretch], names: Sequence[tuple[Span, Actor]]
) -> list[Token]:
    atoms: list[tuple[Span, Actor | None, int | None]] = [
        (s.outer, None, i) for i, s in enumerate(here)
    ]
    atoms += [(span, actor, None) for span, actor in names]
    atoms.sort(key=lambda atom: atom[0])
    tokens: list[Token] = []
    at = 0
    for span, actor, stretch in atoms:
        tokens.extend(_plain(text, at, span.start))
        if actor is None:
            tokens.append(Token(Kind.QUOTE, *span, "", "", stretch=stretch))
            at = span.end
            continue
        tail = _POSSESSIVE.match(hidden, span.end)
        at = tail.end() if tail else span.end
        own = text[span.start : span.end]
        possessive = tail is not None or own.endswith(("’s", "'s"))
        tokens.append(
            Token(Kind.NAME, span.start, at, own, own.lower(), actor, possessive=possessive)
        )
    tokens.extend(_plain(text, at, len(text)))
    return tokens


def _plain(text: str, start: int, end: int) -> list[Token]:
    tokens: list[Token] = []
    skip: set[int] = set()
    if text.find("[", start, end) >= 0:
        skip = {i for note in _FOOTNOTE.finditer(text, start, end) for i in range(*note.span())}
    finish = start
    for match in _TOKEN.finditer(text, start, end):
        first, last = match.span()
        if first < finish or first in skip:
            continue
        surface = match.group()
        if not surface[0].isalnum():
            if surface not in _IGNORED:
                tokens.append(Token(Kind.MARK, first, last, surface, surface))
            continue
        finish = last
        folded = surface.lower()
        possessive = False
        if folded[-1] == "s":
            possessive = folded[-2:-1] in _APOSTROPHES
            if last < end and text[last] in _APOSTROPHES:
                possessive, finish = True, last + 1
        if "’" in folded:
            folded = folded.replace("’", "'")
        tokens.append(Token(Kind.WORD, first, finish, surface, folded, None, None, possessive))
    return tokens
