"""Builders for days that are found by something else than their number and month.

A builder takes the tokens `first` to `end` (exclusive) that the grammar has matched and gives
the readings in them, none where they are no date after all.
"""

from __future__ import annotations

from storage.extraction.date_forms import Form, Reading, made, number_of, shift_of
from storage.extraction.date_guards import ends_phrase
from storage.extraction.date_tokens import Tokens, guards

_LEADS = "PrxbqlinA"


def read_holiday(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "on Christmas Eve", "last Easter", "Thanksgiving 2019"; not "the Good Friday deal"."""
    at = next(i for i in range(first, end) if tokens.parts[i] == "c")
    name, year = tokens.word(at), number_of(tokens, first, end, "Y")
    led = at > first or tokens.part(first - 1) in _LEADS or first == 0
    if tokens.row[at].possessive or not (led or year):
        return []
    if year is None and (first == 0 or " " not in name) and not ends_phrase(tokens, end):
        return []  # "at Christmas markets"
    shift = shift_of(tokens.parts[at - 1]) if at > first else None
    whole_season = " " not in name
    return [
        made(Form.HOLIDAY, first, end, unit=name, year=year, shift=shift, approximate=whole_season)
    ]


def read_nth_weekday(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the last Sunday in May", "the first Tuesday of November 2024"."""
    last = tokens.parts[first] == "l"
    if last and tokens.part(first - 1) != "t":
        return []
    number = -1 if last else tokens.row[first].number
    return [
        made(
            Form.NTH_WEEKDAY,
            first,
            end,
            number=number,
            weekday=tokens.row[first + 1].number,
            month=number_of(tokens, first, end, "Mm"),
            year=number_of(tokens, first, end, "Y"),
        )
    ]


def read_day_of_month(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "on the 12th": a day whose month was told before."""
    if tokens.word(first) not in guards()["day_lead"] or not ends_phrase(tokens, end):
        return []
    return [made(Form.DAY_OF_MONTH, first + 2, end, day=tokens.row[end - 1].number)]
