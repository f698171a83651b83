"""Builders for dates that hang on another: weekdays, "last week", "two days later", quarters.

A builder takes the tokens `first` to `end` (exclusive) that the grammar has matched and gives
the readings in them, none where they are no date after all.
"""

from __future__ import annotations

from dataclasses import replace

from storage.extraction.date_absolutes import read_decade
from storage.extraction.date_forms import Form, Reading, compound, made, number_of, shift_of
from storage.extraction.date_tokens import Token, Tokens, guards, unit


def read_weekday(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "on Monday", "Sunday evening", "last Friday", "Tuesday of last week"."""
    at = next(i for i in range(first, end) if tokens.parts[i] == "W")
    before, after = tokens.word(at - 1), tokens.word(at + 1)
    if before in guards()["named_before"] or after in guards()["named_after"]:
        return []
    if before == "on" and tokens.word(at - 2) == "mail":
        return []
    shift = shift_of(tokens.parts[first]) if tokens.parts[first] in "lin" else None
    unit_at = next((i for i in range(at, end) if tokens.parts[i] == "u"), None)
    weeks = 0
    if unit_at is not None:
        if unit(tokens.word(unit_at)) != "week":
            return []
        shift, weeks = shift_of(tokens.parts[unit_at - 1]), 1
    return [
        made(
            Form.WEEKDAY,
            first,
            end,
            weekday=tokens.row[at].number,
            shift=shift,
            number=weeks,
        )
    ]


def read_unit(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "last week", "this month", "next year"."""
    word, before = tokens.word(first), tokens.part(first - 1)
    of = unit(tokens.word(end - 1))
    past = tokens.word(end - 2) == "past"
    if of == "day" or (before == "t" and word in ("last", "next", "past")):
        return []  # "the last week" lasts, "this day" is a phrase
    if (past and tokens.part(first) != "i") or compound(tokens, end):
        return []
    shift = -1 if "l" in tokens.parts[first:end] else shift_of(tokens.parts[first])
    return [made(Form.UNIT, first, end, unit=of, shift=shift)]


def read_portion_of_unit(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the end of the year", "later in the week"."""
    of = unit(tokens.word(end - 1))
    adverb = tokens.word(first) in ("earlier", "later", "early", "late")
    fits = tokens.word(first + 1) == "in" if adverb else tokens.part(first + 1) == "f"
    if of not in ("week", "month", "year") or not fits or compound(tokens, end):
        return []
    core = made(Form.UNIT, first, end, unit=of, shift=0, approximate=True)
    return [replace(core, unsure=True)]


def read_the_weekend(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "at the weekend"."""
    if unit(tokens.word(end - 1)) != "weekend" or tokens.part(first - 1) != "P":
        return []
    return [made(Form.UNIT, first, end, unit="weekend")]


def read_daytime(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "this morning", "last night"."""
    word, when = tokens.word(first), tokens.word(end - 1)
    if (word == "last" and when != "night") or tokens.part(first) == "n":
        return []
    return [made(Form.DEICTIC, first, end, number=-1 if word == "last" else 0)]


def read_deictic(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "today", "yesterday evening"."""
    return [made(Form.DEICTIC, first, end, number=tokens.row[first].number)]


def _count(token: Token) -> int:
    return 1 if token.part == "a" else token.number


def read_ago(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "two days ago", "a year ago"."""
    count, of = _count(tokens.row[first]), unit(tokens.word(end - 2))
    if tokens.part(first - 1) in ("-", "."):
        return []
    return [made(Form.AGO, first, end, number=count, unit=of)]


def read_same(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the same day", "that year"."""
    if compound(tokens, end) or unit(tokens.word(end - 1)) in ("decade", "century", "quarter"):
        return []
    if tokens.word(first) == "same" and tokens.part(first - 1) != "t":
        return []
    return [made(Form.ANAPHOR, first, end, unit=unit(tokens.word(end - 1)))]


def read_at_the_time(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "at the time"."""
    led = tokens.word(first) == "at" and tokens.word(end) not in ("of", "when", "the", "-")
    return [made(Form.ANAPHOR, first, end, unit="time")] if led else []


def read_step(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "two days later", "the next day", "the day before"."""
    row = tokens.row[first:end]
    words = {token.word for token in row}
    later = bool(words & {"later", "after", "next", "following"})
    earlier = bool(words & {"earlier", "before", "previous", "preceding"})
    at = next(i for i in range(first, end) if tokens.parts[i] == "u")
    of, open_ = unit(tokens.word(at)), tokens.part(end) in ("", ",", ".", ")", "-")
    if (
        later == earlier
        or tokens.word(end) == "than"
        or (words & {"before", "after"} and not open_)
    ):
        return []
    if (words & {"before", "after"} and of != "day") or (earlier and of == "year"):
        return []  # "a year earlier" compares
    count = next((_count(token) for token in row if token.part in "aDN"), 1)
    return [made(Form.OFFSET, first, end, unit=of, number=count if later else -count)]


def read_part(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "Q3 2021", "the first half of 2020", "the second quarter of last year"."""
    row = tokens.row[first:end]
    divisions = 2 if set(tokens.parts[first:end]) & set("Hh") else 4
    named = next((unit(token.word) for token in row if token.part == "u"), "")
    whole = _whole(tokens, first + 1, end)
    if row[0].number > divisions or (named not in ("quarter", "") and whole is None):
        return []
    if named and whole is not None and tokens.parts[first + 1] == "u" and named != "quarter":
        return [replace(whole, first=first, approximate=True)] if whole.form is Form.MONTH else []
    if whole is None and row[0].part != "K":
        return []
    return [
        made(
            Form.PART,
            first,
            end,
            number=row[0].number or 1,
            divisions=divisions,
            whole=whole,
        )
    ]


def _whole(tokens: Tokens, first: int, end: int) -> Reading | None:
    """What the part is of: the last year, month, decade or unit of the tokens."""
    for index in range(end - 1, first - 1, -1):
        part = tokens.parts[index]
        if part in "Mm":
            return made(
                Form.MONTH,
                index,
                end,
                month=tokens.row[index].number,
                year=number_of(tokens, first, end, "Y"),
            )
        if part == "d":
            return read_decade(tokens, index, end)[0]
        if part == "u" and tokens.parts[index - 1] in "lin":
            return made(
                Form.UNIT,
                index - 1,
                end,
                unit=unit(tokens.word(index)),
                shift=shift_of(tokens.parts[index - 1]),
            )
    year = number_of(tokens, first, end, "Y")
    return None if year is None else made(Form.YEAR, first, end, year=year)


def read_portion_of_month(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the last week of August": August, roughly."""
    whole = _whole(tokens, first, end)
    if whole is None or whole.form is not Form.MONTH:
        return []
    return [replace(whole, first=first, approximate=True)]
