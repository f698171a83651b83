"""Builders for parts of a year or a month: quarters, halves, "the first nine months of 2020".

A builder takes the tokens `first` to `end` (exclusive) that the grammar has matched and gives
the readings in them, none where they are no date after all.
"""

from __future__ import annotations

from storage.extraction.date_absolutes import read_decade
from storage.extraction.date_forms import Form, Reading, made, number_of, shift_of
from storage.extraction.date_guards import is_awaited, reports_figures
from storage.extraction.date_tokens import Tokens, unit

_MONTHS = 12


def read_part(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "Q3 2021", "the first half of 2020", "the second quarter of last year"."""
    row = tokens.row[first:end]
    divisions = 2 if set(tokens.parts[first:end]) & set("Hh") else 4
    named = next((unit(token.word) for token in row if token.part == "u"), "")
    whole = _whole(tokens, first + 1, end)
    if row[0].number > divisions or (named not in ("quarter", "") and whole is None):
        return []
    if named and whole is not None and tokens.parts[first + 1] == "u" and named != "quarter":
        return [whole._replace(first=first, approximate=True)] if whole.form is Form.MONTH else []
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


def read_parts(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "Q1-Q3 2021", "Q1 and Q2 of 2021": one stretch of quarters or halves."""
    start, stop = tokens.row[first].number, tokens.row[first + 2].number
    divisions = 2 if tokens.parts[first] == "H" else 4
    year = number_of(tokens, first, end, "Y")
    if year is None or not 1 <= start < stop <= divisions:
        return []
    whole = made(Form.YEAR, first, end, year=year)
    count = stop - start + 1
    return [
        made(Form.PART, first, end, number=start, divisions=divisions, parts=count, whole=whole)
    ]


def read_part_of_that(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "last year's third quarter"."""
    owner = tokens.row[first + 1]
    part = next(i for i in range(first, end) if tokens.parts[i] in "oO")
    if not owner.possessive or unit(owner.word) != "year":
        return []
    shift = shift_of(tokens.parts[first])
    whole = made(Form.UNIT, first, first + 2, unit="year", shift=shift)
    return _quarter_or_half(tokens, first, end, tokens.row[part].number, whole)


def read_bare_part(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the third quarter", "first-half sales", "Q3", where the sentence speaks of figures.

    Matches have quarters and halves too.
    """
    at = next(i for i in range(first, end) if tokens.parts[i] in "KHoO")
    if tokens.parts[at] in "oO" and not (reports_figures(tokens) or is_awaited(tokens, first, end)):
        return []
    return _quarter_or_half(tokens, first, end, tokens.row[at].number, None)


def _quarter_or_half(
    tokens: Tokens, first: int, end: int, number: int, whole: Reading | None
) -> list[Reading]:
    last = tokens.parts[end - 1]
    if last == "u" and unit(tokens.word(end - 1)) != "quarter":
        return []
    divisions = 2 if last in "Hh" else 4
    if not 1 <= number <= divisions:
        return []
    fiscal = "F" in tokens.parts[first:end]
    return [
        made(
            Form.PART, first, end, number=number, divisions=divisions, whole=whole,
            approximate=fiscal,
        )
    ]  # fmt: skip


def read_months_of_year(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the first three months of the year", "the last six months of 2020"."""
    count = 1 if tokens.parts[first + 1] == "a" else tokens.row[first + 1].number
    whole = _year_of(tokens, first + 3, end)
    ordinal = tokens.row[first].number
    if unit(tokens.word(first + 2)) != "month" or not 1 <= count < _MONTHS:
        return []
    if tokens.parts[first] != "l" and ordinal != 1:
        return []
    if whole is None and (end > first + 3 or not reports_figures(tokens)):
        return []
    start = _MONTHS - count + 1 if tokens.parts[first] == "l" else 1
    return [made(Form.PART, first, end, number=start, divisions=_MONTHS, parts=count, whole=whole)]


def _year_of(tokens: Tokens, first: int, end: int) -> Reading | None:
    year = number_of(tokens, first, end, "Y")
    if year is not None:
        return made(Form.YEAR, first, end, year=year)
    if first >= end or unit(tokens.word(end - 1)) != "year":
        return None
    shift = next((shift_of(p) for p in tokens.parts[first:end] if p in "lin"), 0)
    return made(Form.UNIT, first, end, unit="year", shift=shift, unsure=True)


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
    return [whole._replace(first=first, approximate=True)]
