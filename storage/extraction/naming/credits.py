"""By-lines, picture credits, notes on authors, and alternative texts of pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.reading import Piece, Reading
from storage.extraction.naming.roles import role_behind
from storage.extraction.naming.sightings import SURE, Sighting
from storage.extraction.naming.tokens import Tokens
from storage.models import Passage, PassageKind
from storage.text.offsets import Span

_BYLINE = re.compile(
    r"\s*(?:by|text by|words by|reporting by|written by|report by|interview by|door|von|par)"
    r"\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\b(?:photo(?:graph)?s?|pictures?|images?|video|graphics?|illustrations?)"
    r"(?:\s+(?:is |are |was |were )?(?:by|from|credit)\b|\s*:)"
    r"|\b(?:reporting|editing|writing|translation|translated|edited|additional reporting)\s+by\b"
    r"|©",
    re.IGNORECASE,
)
# Words without one of which no passage has a credit.
_CREDITED = frozenset(
    """
    photo photos photograph photographs picture pictures image images video graphic graphics
    illustration illustrations reporting editing writing translation translated edited
    """.split()  # noqa: SIM905 - a list to read
)
_LONGEST_BYLINE = 14
_LONGEST_ALTERNATIVE = 6
_RARE = 7  # letters of a surname that is nothing else
NOTE = 1
"""A picture credit or a note on an author: a credit unless the text tells of the person too."""
BYLINE = 2
"""A by-line, or an author that the metadata name."""
_SMALL = frozenset({"and", "the", "in", "for", "of", "with", "at", "a"})


class Credit(NamedTuple):
    """From which character on names are credits, and how surely: `NOTE` or `BYLINE`."""

    start: int
    grade: int


def credit_in(passage: Passage, tokens: Tokens) -> Credit:
    """Find a by-line or a credit; it starts beyond the text where there is none."""
    text = passage.text
    if passage.kind is PassageKind.BOILERPLATE:
        return Credit(0, BYLINE)
    line = _BYLINE.match(text)
    if line is not None and tokens.count <= _LONGEST_BYLINE:
        lower = sum(
            not tokens.capital[at] and tokens.lowers[at] not in _SMALL
            for at in range(1, tokens.count)
        )
        if lower <= 1 and not text.rstrip().endswith((".", "?", "!")):
            return Credit(line.end(), BYLINE)
    if _CREDITED.isdisjoint(tokens.vocabulary) and "©" not in text:
        return Credit(len(text) + 1, NOTE)
    credit = _CREDIT.search(text)
    return Credit(credit.end() if credit is not None else len(text) + 1, NOTE)


def is_note_on_author(reading: Reading, weighed: Iterable[tuple[Piece, int]]) -> bool:
    """Whether a late paragraph opens with a name and says who that is: a note on the author."""
    for piece, weight in weighed:
        if piece.first or weight < SURE or piece.last >= reading.tokens.count:
            continue
        if piece.last - piece.first > 1 and reading.tokens.lowers[piece.last] == "is":
            return role_behind(reading, piece.last) is not None
    return False


def is_alternative_text(passage: Passage, tokens: Tokens) -> bool:
    """Whether a caption is a picture's alternative text: a few words without a capital."""
    return (
        passage.kind is PassageKind.CAPTION
        and 1 < tokens.count <= _LONGEST_ALTERNATIVE
        and passage.text.islower()
        and not passage.text.endswith((".", "?", "!"))
    )


def lower_case_words(passage: Passage, tokens: Tokens, lexicon: Lexicon) -> Iterator[Sighting]:
    """List the words of an alternative text that look like surnames and like nothing else."""
    for at, word in enumerate(tokens.texts):
        ending = tokens.lowers[at].endswith(lexicon.surname_endings)
        if len(word) >= _RARE and ending and folded(word) not in lexicon.given:
            yield Sighting(
                passage=passage.number,
                span=Span(tokens.starts[at], tokens.ends[at]),
                words=(word,),
                kind=None,
            )
