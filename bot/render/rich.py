"""Rich text: pieces of text with a style, joined without markup, so nothing can be injected.

A `Rich` is a tuple of pieces.  It becomes Telegram's text plus entities only at the edge
(`bot.render.telegram`), counted in UTF-16 units there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from bot.contract import Text
from storage.corrections import FactKind
from storage.models import Citation


class Style(StrEnum):
    """How a piece is shown; values are the Bot API's entity types."""

    PLAIN = ""
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    QUOTE = "blockquote"
    EXPANDABLE = "expandable_blockquote"
    LINK = "text_link"


Words: TypeAlias = str | Text


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with a style; `citation` marks a printed citation, `url` a link's target.

    A citation `beside` names a place that tells the same otherwise: the words are not from there.
    `kind` is that of the fact that is told of the place, where it is one.
    """

    words: Words
    style: Style = Style.PLAIN
    citation: Citation | None = None
    url: str | None = None
    beside: bool = False
    kind: FactKind | None = None


class Cited(NamedTuple):
    """A place that is cited, the kind of the fact that is told of it, whether it is but beside."""

    citation: Citation
    kind: FactKind | None = None
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Rich:
    """A block of pieces, joined as they stand."""

    pieces: tuple[Piece, ...] = ()

    def __add__(self, other: Rich | Words) -> Rich:
        return Rich(self.pieces + _pieces(other))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations printed in this block, each once, in order."""
        return tuple(dict.fromkeys(p.citation for p in self.pieces if p.citation is not None))

    @property
    def sources(self) -> tuple[Citation, ...]:
        """The citations of the places that the words of this block are from."""
        own = (p.citation for p in self.pieces if p.citation is not None and not p.beside)
        return tuple(dict.fromkeys(own))


@dataclass(frozen=True, slots=True)
class Later:
    """A block that is made when it is shown, for answers of which only one page is.

    `units` is about how long it will be, `entities` at least how many it will hold, `cited` the
    passages (article, number) that it will print.
    """

    make: Callable[[], Rich]
    units: int
    entities: int
    cited: frozenset[tuple[str, int]]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces, made anew each time."""
        return self.make().pieces


Block: TypeAlias = Rich | Later


def rich(*parts: Rich | Piece | Words) -> Rich:
    """Join parts into a block."""
    return Rich(tuple(piece for part in parts for piece in _pieces(part)))


def bold(words: Words) -> Piece:
    """Words that guide the eye."""
    return Piece(words, Style.BOLD)


def italic(words: Words) -> Piece:
    """Words about the words: bases, hints."""
    return Piece(words, Style.ITALIC)


def code(words: Words) -> Piece:
    """Something to type."""
    return Piece(words, Style.CODE)


def quoted(words: Words, *, expandable: bool = False) -> Piece:
    """A passage or an utterance in a block of its own."""
    return Piece(words, Style.EXPANDABLE if expandable else Style.QUOTE)


def cited(
    label: str, citation: Citation, *, beside: bool = False, kind: FactKind | None = None
) -> Piece:
    """A printed citation, which the page offers to open; `beside` where it is not the source."""
    return Piece(label, Style.PLAIN, citation, beside=beside, kind=kind)


def join(parts: Iterable[Rich], separator: str = "\n") -> Rich:
    """Join blocks with a separator between them."""
    pieces: list[Piece] = []
    for index, part in enumerate(parts):
        if index:
            pieces.append(Piece(separator))
        pieces.extend(part.pieces)
    return Rich(tuple(pieces))


def _pieces(part: Rich | Piece | Words) -> tuple[Piece, ...]:
    if isinstance(part, Rich):
        return part.pieces
    if isinstance(part, Piece):
        return (part,)
    return (Piece(part),)
