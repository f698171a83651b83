"""What the parts of the reading of dates hand to each other: readings, and dated expressions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from storage.extraction.date_tokens import Token, Tokens
from storage.models import Basis, When
from storage.text.offsets import Span

_NOWHERE = Span(0, 0)


class Form(StrEnum):
    """What kind of expression a reading is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    SEASON = "season"
    WEEKDAY = "weekday"
    UNIT = "unit"  # last week
    DEICTIC = "deictic"  # today
    AGO = "ago"  # two days ago
    ANAPHOR = "anaphor"  # the same day, at the time
    OFFSET = "offset"  # two days later
    PART = "part"  # the first half of 2020
    HOLIDAY = "holiday"  # Christmas Eve
    NTH_WEEKDAY = "nth weekday"  # the last Sunday in May
    DAY_OF_MONTH = "day of month"  # on the 12th
    STORY_WEEKDAY = "weekday of the story"  # the following Sunday, by the Sunday
    STORY_SEASON = "season of the story"  # the following summer
    FROM_DAY = "days from a day"  # two days before Christmas
    SPAN_TO = "span to a day"  # the three months to June 30
    COUNTERPART = "counterpart"  # the same week a year earlier


_METHODS = {
    Form.SEASON: "season",
    Form.WEEKDAY: "weekday",
    Form.UNIT: "unit",
    Form.DEICTIC: "today",
    Form.AGO: "ago",
    Form.ANAPHOR: "anaphor",
    Form.OFFSET: "offset",
    Form.PART: "quarter",
    Form.HOLIDAY: "holiday",
    Form.STORY_WEEKDAY: "narrative",
    Form.STORY_SEASON: "narrative",
    Form.FROM_DAY: "offset",
    Form.SPAN_TO: "span",
    Form.COUNTERPART: "counterpart",
}


def method_of(form: Form, basis: Basis, flags: frozenset[str]) -> str:
    """Name the rule by which a date was read: "calendar" where the text states it in full."""
    if "spoken" in flags:
        return "quotation"
    if "narrated" in flags:
        return "narrative"
    if basis is Basis.STATED:
        return "calendar"
    return _METHODS.get(form, "nearest year")


class Reading(NamedTuple):
    """A dated expression as its words have it; what they leave open is None.

    `first` and `last` are the tokens of the core, without leading words; `lead` is the
    preposition.  `shift` is -1 for "last", 0 for "this", 1 for "next".  `number` counts units
    ("two days ago"), halves and quarters; `divisions` says how many parts a whole has, `parts`
    how many of them are meant.  `until` is the far end of a range, `whole` what a part is of.
    """

    form: Form
    first: int
    last: int
    span: Span = _NOWHERE
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    unit: str = ""
    shift: int | None = None
    number: int = 0
    divisions: int = 0
    parts: int = 1
    lead: str = ""
    approximate: bool = False
    attributive: bool = False
    unsure: bool = False
    until: Reading | None = None
    whole: Reading | None = None


Build = Callable[[Tokens, int, int], list[Reading]]


def made(form: Form, first: int, end: int, **given: Any) -> Reading:
    """Make the reading of the tokens `first` to `end`, exclusive."""
    return Reading(form=form, first=first, last=end - 1, **given)


def numbers_of(tokens: Tokens, first: int, end: int, parts: str) -> list[Token]:
    """List the tokens of some parts among `first` to `end`, exclusive."""
    return [tokens.row[i] for i in range(first, end) if tokens.parts[i] in parts]


def number_of(tokens: Tokens, first: int, end: int, parts: str) -> int | None:
    """Give the number of the first token of some parts, None where there is none."""
    for index in range(first, end):
        if tokens.parts[index] in parts:
            return tokens.row.number(index)
    return None


def shift_of(part: str) -> int:
    """Give -1 for the part of "last", 1 for that of "next", else 0."""
    return {"l": -1, "n": 1}.get(part, 0)


def compound(tokens: Tokens, end: int) -> bool:
    """Whether a hyphen ties the next word on ("month-long")."""
    return tokens.part(end) == "-" and tokens.adjacent(end) and tokens.adjacent(end + 1)


class DatedExpression(NamedTuple):
    """A dated expression: its range in the text, its days and how they are known.

    `reference` is the day that it was reckoned from, None where the text states it in full.
    `flags` name what lowers the confidence: "weekday" (weekday and day disagree), "order" (day
    and month could be exchanged), "anaphoric" (leans on a date before it), "narrated" (took the
    year of the story around it), "spoken" (was reckoned from the day on which its quotation was
    said), "interview" (is such a day, of one who looks back), "asked" (its passage ends in a
    question), "flashback" (opens what is told as done before).  `lead` is the preposition
    ("since"); `frame` marks an expression that opens its sentence, `attributive` one inside a
    noun phrase ("the 2003 ban"), `ahead` one that the text tells as still to come.  `method`
    names the rule by which it was read.
    """

    span: Span
    text: str
    when: When
    basis: Basis
    form: Form
    sentence: int
    reference: date | None = None
    confidence: float = 1.0
    flags: frozenset[str] = frozenset()
    lead: str = ""
    named_weekday: bool = False
    frame: bool = False
    attributive: bool = False
    ahead: bool = False
    method: str = ""
