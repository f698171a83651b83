"""Pages: blocks of an answer cut into messages that Telegram takes and people can read.

Lengths are UTF-16 units, as Telegram counts them.  Pure; knows nothing of the `telegram`
package.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import overload

from bot.contract import Answer, Button
from bot.locale import Translator
from bot.render.flat import Flat, flatten, join
from bot.render.rich import Later
from storage.models import Citation

LIMIT = 4_096  # UTF-16 units in a message, after parsing entities (Bot API, sendMessage)
CAPTION = 1_024  # the same, under a picture (Bot API, sendPhoto)
ENTITIES = 100  # entities in a message that Telegram heeds (limits.tginfo.me)
COMFORTABLE = 1_800  # about two screens of a phone
CITED = 9  # passages cited on a page: each gets a button, in rows of two or three
_GAP = "\n\n"

Rows = tuple[tuple[Button, ...], ...]

# Where a block may be torn, best first, and the least share of the room that must be filled.
_BREAKS = (
    (re.compile(r"\n{2,}"), 0.5),
    (re.compile(r"\n"), 0.4),
    (re.compile(r"(?<=[.!?…;])[”’\"»)\]]*\s+"), 0.4),
    (re.compile(r"\s+"), 0.0),
)
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


@dataclass(frozen=True, slots=True)
class Page:
    """One message of an answer, and the passages that it cites, each once."""

    flat: Flat
    cited: tuple[tuple[str, int], ...] = ()


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def paginate(
    blocks: Iterable[Flat],
    head: Flat | None = None,
    *,
    budget: int = COMFORTABLE,
    limit: int = LIMIT,
    cited: int = CITED,
) -> tuple[Page, ...]:
    """Cut blocks into pages at their boundaries; the head stands on each.

    A page fills up to `budget` units and `cited` passages; a block alone may take up to `limit`,
    and only beyond that is it torn: at a line, a sentence, a word.  Raises ValueError where
    nothing is said.
    """
    pieces = [_ready(block) for block in blocks]
    return tuple(_laid_out(pieces, head, budget=budget, limit=limit, cited=cited))


class Pages(Sequence[Page]):
    """The pages of an answer, each put together when it is asked for."""

    def __init__(self, head: Flat, bodies: Sequence[tuple[_Piece, ...]]) -> None:
        self._head = head
        self._bodies = bodies
        self._made: dict[int, Page] = {}

    def __len__(self) -> int:
        return len(self._bodies)

    @overload
    def __getitem__(self, index: int) -> Page: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Page]: ...
    def __getitem__(self, index: int | slice) -> Page | Sequence[Page]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        if at not in self._made:
            body = [piece.make() for piece in self._bodies[at]]
            flat = join((self._head, *body) if self._head.text else body, _GAP)
            self._made[at] = Page(flat, _passages(flat.citations))
        return self._made[at]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What goes onto a page whole: its size, and how to get it."""

    make: Callable[[], Flat]
    units: int
    entities: int
    cited: frozenset[tuple[str, int]]


def _ready(flat: Flat) -> _Piece:
    flat = flat.stripped()
    cited = frozenset(_passages(flat.citations))
    return _Piece(lambda: flat, units(flat.text), flat.entities, cited)


def _awaited(block: Later, translator: Translator) -> _Piece:
    """A block that is put into words when its page is; one that could be too long at once."""
    if block.units > LIMIT // 2 or block.entities > ENTITIES // 2:
        return _ready(flatten(block, translator))
    return _Piece(
        lambda: flatten(block, translator).stripped(), block.units, block.entities, block.cited
    )


def _laid_out(
    pieces: Sequence[_Piece], head: Flat | None, *, budget: int, limit: int, cited: int = CITED
) -> Pages:
    filled = [piece for piece in pieces if piece.units]
    top = head.stripped() if head is not None else Flat()
    if units(top.text) > budget // 2:
        filled.insert(0, _ready(top))
        top = Flat()
    taken = units(top.text) + len(_GAP) if top.text else 0
    room, most = budget - taken, limit - taken
    entities = ENTITIES - top.entities
    whole = [
        part
        for piece in filled
        for part in (
            (piece,)
            if piece.units <= most and piece.entities <= entities
            else map(_ready, torn(piece.make(), room, entities))
        )
    ]
    bodies = _filled(whole, room, entities, cited) or ([()] if top.text else [])
    if not bodies:
        raise ValueError("an answer without words")
    return Pages(top, bodies)


def torn(block: Flat, room: int, entities: int = ENTITIES) -> Iterator[Flat]:
    """Tear a block that is too long for a page into stretches of at most `room` units."""
    rest = block.stripped()
    while units(rest.text) > room or rest.entities > entities:
        cut = _cut(rest, room, entities)
        yield rest.cut(0, cut).stripped()
        rest = rest.cut(cut, len(rest.text)).stripped()
    if rest.text:
        yield rest


def answer_pages(answer: Answer, translator: Translator, *, limit: int = LIMIT) -> Sequence[Page]:
    """Cut an answer into pages; what is made later is put into words with its page."""
    pieces = [
        _awaited(block, translator)
        if isinstance(block, Later)
        else _ready(flatten(block, translator))
        for block in answer.blocks
    ]
    head = flatten(answer.head, translator) if answer.head is not None else None
    return _laid_out(pieces, head, budget=min(COMFORTABLE, limit), limit=limit)


def in_rows(buttons: Sequence[Button], width: int) -> Rows:
    """Put buttons into rows of so many; the last row may be shorter."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))


def _filled(
    pieces: Sequence[_Piece], room: int, entities: int, cited: int
) -> list[tuple[_Piece, ...]]:
    """Put pieces together while the page has room for them."""
    pages: list[tuple[_Piece, ...]] = []
    current: tuple[_Piece, ...] = ()
    for piece in pieces:
        wider = (*current, piece)
        if current and not _fits(wider, room, entities, cited):
            pages.append(current)
            wider = (piece,)
        current = wider
    return [*pages, current] if current else pages


def _fits(pieces: tuple[_Piece, ...], room: int, entities: int, most_cited: int) -> bool:
    length = sum(piece.units for piece in pieces) + len(_GAP) * (len(pieces) - 1)
    cited = frozenset().union(*(piece.cited for piece in pieces))
    marked = sum(piece.entities for piece in pieces)
    return length <= room and marked <= entities and len(cited) <= most_cited


def _passages(citations: Iterable[Citation]) -> tuple[tuple[str, int], ...]:
    return tuple(dict.fromkeys((c.article, c.passage) for c in citations))


def _cut(flat: Flat, room: int, entities: int) -> int:
    """Find where to tear: the best break within the room, else any character's end."""
    last = _reach(flat, room, entities)
    for pattern, share in _BREAKS:
        ends = [
            match.start() + len(match.group().rstrip())
            for match in pattern.finditer(flat.text, 0, last + 1)
        ]
        fitting = [e for e in ends if max(1, share * last) <= e <= last and not _cited(flat, e)]
        if fitting:
            return fitting[-1]
    return _character_end(flat.text, last)


def _reach(flat: Flat, room: int, entities: int) -> int:
    """How many characters fit the room, with no more entities than allowed."""
    lengths = accumulate(1 + (character > "\uffff") for character in flat.text)
    fitting = sum(1 for length in lengths if length <= room)
    marked = [mark.start for mark in flat.marks if mark.style]
    if len(marked) > entities:
        fitting = min(fitting, marked[entities])
    return max(1, fitting)


def _cited(flat: Flat, position: int) -> bool:
    """Whether a printed citation would be torn here."""
    return any(m.citation is not None and m.start < position < m.end for m in flat.marks)


def _character_end(text: str, position: int) -> int:
    """Step back to where no accent, emoji sequence or flag is torn, unless that is too far."""
    for end in range(position, max(position // 2, 0), -1):
        if not _continues(text, end):
            return end
    return position


def _continues(text: str, position: int) -> bool:
    """Whether the character at a position belongs to the one before it."""
    if position >= len(text):
        return False
    character, before = text[position], text[position - 1]
    return (
        character in _JOINERS
        or before == "\u200d"
        or unicodedata.combining(character) != 0
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or ("\U0001f1e6" <= character <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff")
    )
