"""Flat text: words of one language in a row, with marks over ranges of them.

The form between `Rich` and its edges: pages are cut from it, Telegram's entities and the
terminal's lines are made from it.  Positions count Python characters (code points).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.locale import Translator
from bot.render.rich import Block, Cited, Piece, Style
from storage.corrections import FactKind
from storage.models import Citation

_BLOCKS = frozenset({Style.QUOTE, Style.EXPANDABLE})
# The Bot API turns control characters into blanks and drops carriage returns by itself; doing
# it here keeps lengths known.  A lone surrogate cannot be sent at all.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of the text with a style, a link's target, or the citation that it prints.

    What is cited `beside` is told elsewhere; `kind` is that of the fact that is told.
    """

    start: int
    end: int
    style: Style = Style.PLAIN
    url: str | None = None
    citation: Citation | None = None
    beside: bool = False
    kind: FactKind | None = None


@dataclass(frozen=True, slots=True)
class Flat:
    """Text and its marks, in order, none empty, none beyond the text."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations printed here, each once, in order."""
        return tuple(dict.fromkeys(m.citation for m in self.marks if m.citation is not None))

    @property
    def cited(self) -> tuple[Cited, ...]:
        """What is cited here, and as what, each once, in order."""
        marks = (m for m in self.marks if m.citation is not None)
        return tuple(
            dict.fromkeys(Cited(m.citation, m.kind, m.beside) for m in marks if m.citation)
        )

    @property
    def entities(self) -> int:
        """How many ranges need an entity of Telegram's."""
        return sum(mark.style is not Style.PLAIN for mark in self.marks)

    def cut(self, start: int, end: int) -> Flat:
        """Give a stretch of the text; marks across its ends are cut, emptied ones dropped."""
        return Flat(self.text[start:end], tuple(_moved(self.marks, start, end)))

    def stripped(self) -> Flat:
        """Give the text without blanks at its ends, as Telegram will show it."""
        if self.text == self.text.strip():
            return self  # as most blocks are
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(start, len(self.text.rstrip())))


def flatten(block: Block, translator: Translator) -> Flat:
    """Put a block into words.  Quoted passages begin and end on lines of their own."""
    text = ""
    marks: list[Mark] = []
    open_block = False
    for piece in block.pieces:
        words = clean(translator.render(piece.words))
        if not words:
            continue
        apart = piece.style in _BLOCKS
        if text and (apart or open_block) and not text.endswith("\n") and words[0] != "\n":
            text += "\n"
        marks.extend(_marks(piece, words, len(text)))
        text += words
        open_block = apart
    return Flat(text, tuple(_joined(marks)))


def join(parts: Iterable[Flat], separator: str = "\n\n") -> Flat:
    """Put texts one after the other."""
    text = ""
    marks: list[Mark] = []
    for index, part in enumerate(parts):
        if index:
            text += separator
        marks.extend(
            replace(m, start=m.start + len(text), end=m.end + len(text)) for m in part.marks
        )
        text += part.text
    return Flat(text, tuple(marks))


def clean(words: str) -> str:
    """Drop what Telegram would drop or refuse: control characters, halves of pairs."""
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("�", _CONTROL.sub(" ", words))


def _marks(piece: Piece, words: str, offset: int) -> Iterator[Mark]:
    """Mark a piece, without the blanks at its ends."""
    start = offset + len(words) - len(words.lstrip())
    end = offset + len(words.rstrip())
    if start >= end:
        return
    style, url = piece.style, piece.url
    if style is Style.LINK and not _opens(url):
        style, url = Style.PLAIN, None
    if style is not Style.PLAIN or piece.citation is not None:
        yield Mark(start, end, style, url, piece.citation, piece.beside, piece.kind)


def _opens(url: str | None) -> bool:
    """Whether Telegram would take this as a link's target; it refuses the message otherwise."""
    if url is None:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _joined(marks: list[Mark]) -> Iterator[Mark]:
    """Join marks of one style that touch, as Telegram does."""
    last: Mark | None = None
    for mark in marks:
        if last is None:
            last = mark
        elif last.end == mark.start and replace(last, end=mark.end) == replace(
            mark, start=last.start
        ):
            last = replace(last, end=mark.end)
        else:
            yield last
            last = mark
    if last is not None:
        yield last


def _moved(marks: tuple[Mark, ...], start: int, end: int) -> Iterator[Mark]:
    for mark in marks:
        low, high = max(mark.start, start), min(mark.end, end)
        if low < high:
            yield replace(mark, start=low - start, end=high - start)
