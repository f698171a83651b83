"""By-lines, picture credits, notes on authors, and alternative texts of pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.reading import Piece, Reading
from storage.extraction.naming.roles import role_behind
from storage.extraction.naming.sightings import SURE, Sighting
from storage.extraction.naming.tokens import Token, Words
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


def credit_in(passage: Passage, words: Words) -> Credit:
    """Find a by-line or a credit; it starts beyond the text where there is none."""
    text, tokens = passage.text, words.tokens
    if passage.kind is PassageKind.BOILERPLATE:
        return Credit(0, BYLINE)
    line = _BYLINE.match(text)
    if line is not None and len(tokens) <= _LONGEST_BYLINE:
        lower = [t for t in tokens[1:] if not t.capital and t.lower not in _SMALL]
        if len(lower) <= 1 and not text.rstrip().endswith((".", "?", "!")):
            return Credit(line.end(), BYLINE)
    if _CREDITED.isdisjoint(words.vocabulary) and "©" not in text:
        return Credit(len(text) + 1, NOTE)
    credit = _CREDIT.search(text)
    return Credit(credit.end() if credit is not None else len(text) + 1, NOTE)


def is_note_on_author(reading: Reading, weighed: Iterable[tuple[Piece, int]]) -> bool:
    """Whether a late paragraph opens with a name and says who that is: a note on the author."""
    for piece, weight in weighed:
        if piece.first or weight < SURE or piece.last >= len(reading.tokens):
            continue
        after = reading.tokens[piece.last]
        if piece.last - piece.first > 1 and after.lower == "is":
            return role_behind(reading.surroundings(), piece.last) is not None
    return False


def is_alternative_text(passage: Passage, tokens: list[Token]) -> bool:
    """Whether a caption is a picture's alternative text: a few words without a capital."""
    return (
        passage.kind is PassageKind.CAPTION
        and 1 < len(tokens) <= _LONGEST_ALTERNATIVE
        and passage.text.islower()
        and not passage.text.endswith((".", "?", "!"))
    )


def lower_case_words(passage: Passage, tokens: list[Token], lexicon: Lexicon) -> Iterator[Sighting]:
    """List the words of an alternative text that look like surnames and like nothing else."""
    for token in tokens:
        ending = token.lower.endswith(lexicon.surname_endings)
        if len(token.text) >= _RARE and ending and folded(token.text) not in lexicon.given:
            yield Sighting(
                passage=passage.number,
                span=Span(token.start, token.end),
                words=(token.text,),
                kind=None,
            )
