"""Builders for dates of the calendar: days, months, years, decades, seasons, centuries.

A builder takes the tokens `first` to `end` (exclusive) that the grammar has matched and gives
the readings in them, none where they are no date after all.
"""

from __future__ import annotations

import re

from storage.extraction.date_forms import (
    Form,
    Reading,
    compound,
    made,
    number_of,
    numbers_of,
    shift_of,
)
from storage.extraction.date_guards import (
    counts_after_date,
    counts_things,
    is_decade,
    is_fiscal,
    is_month,
    is_season,
    is_year,
    names_a_day,
    plain,
)
from storage.extraction.date_tokens import Tokens, guards, in_full, unit

_LAST_CENTURY = 21
_SHORT_YEARS = 100


def read_day(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "Friday, July 9", "16 August 2021", "the 3rd of May"."""
    if "f" in tokens.parts[first:end] and not set("oO") & set(tokens.parts[first:end]):
        return []
    if not _sound_abbreviation(tokens, first, end):
        return []
    year = number_of(tokens, first, end, "Y")
    if year is not None and counts_after_date(tokens, end):
        end, year = _without_year(tokens, first, end), None
    month = number_of(tokens, first, end, "Mm") or 0
    day = number_of(tokens, first, end, "DOo") or 0
    if year is None and names_a_day(tokens, month, day, end):
        return []
    weekday = number_of(tokens, first, end, "Ww")
    return [
        made(
            Form.DAY,
            first,
            end,
            year=year,
            month=month,
            day=day,
            weekday=weekday,
        )
    ]


def read_day_of_year(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "3 May last year", "May 3 of this year"."""
    if unit(tokens.word(end - 1)) != "year" or compound(tokens, end):
        return []
    return [
        found._replace(last=end - 1, shift=shift_of(tokens.parts[end - 2]))
        for found in read_day(tokens, first, end - 2)
    ]


def _without_year(tokens: Tokens, first: int, end: int) -> int:
    while end > first and tokens.parts[end - 1] in "YG,":
        end -= 1
    return end


def _sound_abbreviation(tokens: Tokens, first: int, end: int) -> bool:
    """Whether an abbreviated weekday has a date after it; else it is the sun, or a wedding."""
    return not (tokens.parts[first] == "w" and not set(tokens.parts[first:end]) & set("Mm"))


def read_days(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "August 14–15, 2021", "14 and 15 August", "from 30 July to 10 August"."""
    days, months = numbers_of(tokens, first, end, "DO"), numbers_of(tokens, first, end, "Mm")
    years = numbers_of(tokens, first, end, "Y")
    if len(days) != 2 or not months:  # noqa: PLR2004 - a range has two ends
        return []
    if years and counts_after_date(tokens, end):
        end, years = _without_year(tokens, first, end), []
    year = years[-1].number if years else None
    start = made(
        Form.DAY,
        first,
        end,
        day=days[0].number,
        month=months[0].number,
        year=years[0].number if years else None,
        weekday=number_of(tokens, first, end, "Ww"),
    )
    stop = start._replace(day=days[1].number, month=months[-1].number, year=year, weekday=None)
    return _range_or_two(tokens, first, end, (start, stop))


def read_days_of_week(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the weekend of 14–15 August", "the week of July 5": one stretch of days."""
    of = next(unit(token.word) for token in tokens.row[first:end] if token.part == "u")
    start = next(i for i in range(first, end) if tokens.parts[i] in "MmDO")
    days = read_days(tokens, start, end) or read_day(tokens, start, end)
    if of not in ("week", "weekend") or not days:
        return []
    whole = days[0] if len(days) == 1 else days[0]._replace(until=days[1])
    return [whole._replace(first=first, last=days[-1].last, unit=of)]


def _range_or_two(
    tokens: Tokens, first: int, end: int, ends: tuple[Reading, Reading]
) -> list[Reading]:
    """A range, or, joined by "and" without a "between", two dates."""
    start, stop = ends
    joint = next((i for i in range(first, end) if tokens.parts[i] == "&"), None)
    if joint is None or "b" in tokens.parts[max(0, first - 2) : first]:
        return [start._replace(last=end - 1, until=stop)]
    return [start._replace(last=joint - 1), stop._replace(first=joint + 1, last=end - 1)]


def read_stamp(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "2021-08-16", "16.08.2021", "8/16/2021"."""
    if tokens.part(first - 1) == "/" or tokens.part(end) == "/":
        return []  # a piece of an address
    a, b, c = (int(piece) for piece in re.split(r"[-/.]", tokens.row[first].word))
    unsure = False
    if a > 31:  # noqa: PLR2004 - a year
        year, month, day = a, b, c
    else:
        year, month, day = c, b, a
        american = "/" in tokens.row[first].word
        if month > 12 or (american and day <= 12):  # noqa: PLR2004 - months
            unsure = day <= 12 and month <= 12  # noqa: PLR2004
            month, day = day, month
    if year < _SHORT_YEARS and "/" in tokens.row[first].word:  # 10/26/89
        year = in_full(year)
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1000 <= year < 2200):  # noqa: PLR2004
        return []
    return [made(Form.DAY, first, end, year=year, month=month, day=day, unsure=unsure)]


def read_stamps(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "2021-08-16 to 2021-08-20"."""
    start, stop = read_stamp(tokens, first, first + 1), read_stamp(tokens, end - 1, end)
    return [start[0]._replace(last=end - 1, until=stop[0])] if start and stop else []


def read_month_year(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "December 2015", "Aug. 2021"."""
    if counts_after_date(tokens, end):
        return []
    return [
        made(
            Form.MONTH,
            first,
            end,
            month=tokens.row[first].number,
            year=number_of(tokens, first, end, "Y"),
        )
    ]


def read_months(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "from May 2019 to August 2020", "between March and June", "May and August 2000"."""
    months = [i for i in range(first, end) if tokens.parts[i] in "Mm"]
    years = [i for i in range(first, end) if tokens.parts[i] == "Y"]
    year = tokens.row[years[-1]].number if years else None
    own = [i for i in years if i < months[1]]
    start = made(
        Form.MONTH,
        first,
        end,
        month=tokens.row[first].number,
        year=tokens.row[own[0]].number if own else year,
    )
    if not years and not is_month(tokens, first, ahead=end):
        return []
    stop = start._replace(month=tokens.row[months[1]].number, year=year)
    return _range_or_two(tokens, first, end, (start, stop))


def read_month(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "in July", "the June summit", "by Sept."."""
    if not is_month(tokens, first, ahead=end):
        return []
    attributive = tokens.word(first - 1) in guards()["possessive"]
    return [
        made(
            Form.MONTH,
            first,
            end,
            month=tokens.row[first].number,
            attributive=attributive,
        )
    ]


def read_shifted_month(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "last August"."""
    return [
        made(
            Form.MONTH,
            first,
            end,
            month=tokens.row[end - 1].number,
            shift=shift_of(tokens.parts[first]),
        )
    ]


def read_month_of_year(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "in August last year", "in June of that year"."""
    if unit(tokens.word(end - 1)) != "year" or compound(tokens, end):
        return []
    at = first + 1
    while tokens.parts[at] in ",ft":
        at += 1
    shift = None if tokens.parts[at] == "k" else shift_of(tokens.parts[at])
    return [
        made(
            Form.MONTH,
            first,
            end,
            month=tokens.row[first].number,
            shift=shift,
            unit="year",
        )
    ]


def read_that_month(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "that December"."""
    month = tokens.row[end - 1].number
    return [made(Form.MONTH, first, end, month=month, unit="year")]


def read_years(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "1996–2001", "between 2014 and 2016", "2018 and 2019", "2014-15"."""
    start = tokens.row[first].number
    at = next(i for i in range(end - 1, first, -1) if tokens.parts[i] in "YDN")
    stop = tokens.row[at].number
    if tokens.parts[at] != "Y":
        stop += start - start % 100
        if len(tokens.row[at].word) != 2 or not tokens.adjacent(at):  # noqa: PLR2004 - as in 2014-15
            return []
    joined = tokens.part(first + 1) in ("-", "/")
    if stop <= start or counts_things(tokens, end) or not plain(start):
        return []
    if not joined and not is_year(tokens, first, ahead=end):
        return []
    fiscal = is_fiscal(tokens, first, end)
    one = made(Form.YEAR, first, end, year=start, approximate=fiscal)
    return _range_or_two(tokens, first, end, (one, one._replace(year=stop)))


def read_year(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "in 2019", "the 2003 designation", "(1997)", "2020 was"."""
    if not is_year(tokens, first, ahead=end):
        return []
    before = tokens.word(first - 1)
    owned = first > 0 and tokens.row[first - 1].possessive
    return [
        made(
            Form.YEAR,
            first,
            end,
            year=tokens.row[first].number,
            attributive=owned or before in guards()["possessive"],
            approximate=is_fiscal(tokens, first, end),
        )
    ]


def read_decade(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the late 1990s"."""
    if not is_decade(tokens, first):
        return []
    return [made(Form.DECADE, first, end, year=tokens.row[first].number)]


def read_spelled_decade(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the nineteen-eighties"."""
    century, decade = tokens.row[first].number * 100, tokens.row[end - 1]
    if not decade.word.isalpha() or not plain(century):
        return []
    return [made(Form.DECADE, first, end, year=century + decade.number % 100)]


def read_decades(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "from the 1970s to the 1990s"."""
    start = made(Form.DECADE, first, end, year=tokens.row[first].number)
    stop = start._replace(year=tokens.row[end - 1].number)
    if (stop.year or 0) <= (start.year or 0):
        return []
    return _range_or_two(tokens, first, end, (start, stop))


def read_season(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "this summer", "the summer of 2021", "in the spring"."""
    at = next(i for i in range(first, end) if tokens.parts[i] == "S")
    word, year = tokens.row[at].word, number_of(tokens, first, end, "Y")
    shift = shift_of(tokens.parts[at - 1]) if at > first else None
    if year is not None and counts_after_date(tokens, end):
        return []
    if year is None and shift is None and not is_season(tokens, at):
        return []
    if tokens.part(first) == "l" and tokens.part(first - 1) == "t":
        return []
    return [
        made(
            Form.SEASON,
            first,
            end,
            month=tokens.row[at].number,
            year=year,
            shift=shift,
            unit=word,
        )
    ]


def read_that_season(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "that summer"."""
    if compound(tokens, end) or tokens.word(end - 1) == "fall":
        return []
    whole = made(Form.ANAPHOR, first, end, unit="year")
    return [made(Form.SEASON, first, end, month=tokens.row[end - 1].number, whole=whole)]


def read_season_of_year(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the spring of last year", "summer next year"."""
    if unit(tokens.word(end - 1)) != "year" or compound(tokens, end):
        return []
    shift = shift_of(tokens.parts[end - 2])
    whole = made(Form.UNIT, end - 2, end, unit="year", shift=shift)
    return [made(Form.SEASON, first, end, month=tokens.row[first].number, whole=whole)]


def read_century(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the 19th century", "the twenty-first century"."""
    if unit(tokens.word(end - 1)) != "century":
        return []
    tens = tokens.row[first].number if tokens.parts[first] == "N" else 0
    ordinal = number_of(tokens, first, end, "oO") or 0
    if not 1 <= tens + ordinal <= _LAST_CENTURY:
        return []
    return [made(Form.CENTURY, first, end, number=tens + ordinal)]
