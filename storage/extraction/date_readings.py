"""The grammar of dates: a text's tokens to readings, what an expression says before it is reckoned.

A reading holds only what its words give ("on Friday, July 9": weekday 4, month 7, day 9, no year).
`storage.extraction.dates` reckons it against a reference day, `storage.extraction.publication`
finds that day from readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from storage.extraction.date_forms import Form, Reading
from storage.extraction.date_grammar import RULES, START
from storage.extraction.date_tokens import Tokens, may_be_dated, tokenise
from storage.text.offsets import Span
from storage.text.sentences import sentences

_MOST_LEAD = 6


class Sentence(NamedTuple):
    """A sentence in which something reads as a date: its ordinal, range, tokens and readings."""

    number: int
    span: Span
    tokens: Tokens
    readings: tuple[Reading, ...]


def read_sentences(text: str) -> Iterator[Sentence]:
    """List the sentences of a text that hold dates; the others are hardly looked at."""
    for number, span in enumerate(sentences(text)):
        if not may_be_dated(text[span.start : span.end]):
            continue
        tokens = tokenise(text, span)
        if readings := read_dates(tokens):
            yield Sentence(number, span, tokens, readings)


def read_dates(tokens: Tokens) -> tuple[Reading, ...]:
    """List what reads as a date, in order, without overlaps."""
    found: list[Reading] = []
    index = 0
    while start := START.search(tokens.parts, index):
        index = start.start()
        end, readings = _read_at(tokens, index, start.group())
        for reading in readings:
            found.append(_with_lead(tokens, reading, found))
        index = end
    return tuple(found)


def _read_at(tokens: Tokens, index: int, part: str) -> tuple[int, Sequence[Reading]]:
    """Read what begins at a token of some part, and tell where to go on."""
    rules = RULES[part]
    match = rules.any.match(tokens.parts, index)
    if match is None or match.lastindex is None:
        return index + 1, ()
    end = match.end()
    if readings := rules.each[match.lastindex - 1][1](tokens, index, end):
        return end, readings
    for rule, build in rules.each[match.lastindex :]:  # it was none after all
        match = rule.match(tokens.parts, index)
        if match is not None and (readings := build(tokens, index, match.end())):
            return match.end(), readings
    return index + 1, ()


# Leading words


def _with_lead(tokens: Tokens, reading: Reading, before: list[Reading]) -> Reading:
    """Take in the words before the core that belong to it ("since at least", "in the late")."""
    floor = before[-1].last + 1 if before else 0
    start, approximate = reading.first, reading.approximate
    while start > floor and reading.first - start < _MOST_LEAD and _leads(tokens, start, floor):
        start -= 1
        approximate = approximate or tokens.parts[start] in "~qA"
    start = _trim_lead(tokens, start, reading)
    lead = _preposition(tokens, start, reading.first)
    last = reading.last
    if reading.attributive and lead in _BOUNDING and tokens.word(last + 1).isalpha():
        last += 1  # "since the 1989 withdrawal": the preposition belongs to the noun
    elif reading.attributive:
        start = reading.first
    span = Span(tokens.row.start(start), tokens.row.end(last))
    return reading._replace(span=span, lead=lead, approximate=approximate)


def _preposition(tokens: Tokens, start: int, end: int) -> str:
    """The first preposition among the tokens `start` to `end`, exclusive; "" where none is."""
    for index in range(start, end):
        if tokens.parts[index] in "Prxb":
            return tokens.spelled[index]
    return ""


def _leads(tokens: Tokens, at: int, floor: int) -> bool:
    """Whether the token before `at` belongs to the date that starts there."""
    part, here = tokens.part(at - 1), tokens.part(at)
    if part == "-":
        joined = tokens.adjacent(at) and tokens.adjacent(at - 1)
        return joined and at - 2 >= floor and tokens.part(at - 2) in "qP"
    if part == "f":
        return at - 2 >= floor and tokens.part(at - 2) == "q"
    if part == "A":
        return tokens.word(at - 2) == "at"
    if part == "q":
        noun = tokens.word(at - 1) in _PORTION_NOUNS
        return here == "f" or not noun or not tokens.word(at - 1).isascii()
    return part in "Prx~tb"


_BOUNDING = frozenset({"since", "until", "till", "before", "after", "following"})
_PORTION_NOUNS = frozenset({"beginning", "start", "end", "middle", "close"})


def _trim_lead(tokens: Tokens, start: int, reading: Reading) -> int:
    while start < reading.first:
        part = tokens.parts[start]
        bare = reading.form in _NO_ARTICLE or tokens.parts[reading.first] in "KH"
        bare_the = part == "t" and start + 1 == reading.first and bare
        adverb = tokens.word(start) == "over" and tokens.part(start + 1) == "P"  # "took over in"
        if part in "f-A" or bare_the or adverb or tokens.word(start) in ("to", "по"):
            start += 1
        else:
            break
    return start


_NO_ARTICLE = (Form.YEAR, Form.MONTH, Form.DAY)
