"""Dates as people type them, piece by piece: "15 aug 2021", "15.08", "first half of 2021"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias

from storage.models import Precision, When
from storage.search.period_tokens import Tokens, groups, values
from storage.text import calendar

YearOf: TypeAlias = Callable[[int, int | None], int | None]
"""(month, day or None) → the year that is meant where none is typed, or None."""

_FIRST_YEAR: Final = 1000
_LAST_YEAR: Final = 2199
_LAST_DAY: Final = 31
_MONTHS: Final = 12
_SOME_YEAR: Final = 2001  # to tell how long a month is
_CENTURY_TURN: Final = 30  # "30s" … "90s" are of the twentieth century, "00s" … "20s" of this one


def no_year(_month: int, _day: int | None) -> int | None:
    """Know no year: a month without one is then no period."""
    return None


@dataclass(frozen=True, slots=True)
class Point:
    """A date as typed; what is None was not typed."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None  # "15–20 August"
    last_month: int | None = None  # "second half of 2021"
    season: int | None = None
    decade: bool = False
    approximate: bool = False

    def when(self, year_of: YearOf) -> When | None:
        """Give the days that are meant, or None where no year or no such day can be known."""
        month = self.month or self.season
        year = self.year
        if year is None and month is not None:
            year = year_of(month, self.day)
        if year is None:
            return None
        try:
            return self._days(year)
        except ValueError:  # 31 June
            return None

    def _days(self, year: int) -> When:
        if self.month is not None and self.day is not None:
            first = date(year, self.month, self.day)
            last = date(year, self.month, self.last_day or self.day)
            precision = Precision.DAY if first == last else Precision.RANGE
        elif self.month is not None and self.last_month is not None:
            first, last = date(year, self.month, 1), calendar.month_days(year, self.last_month)[1]
            precision = Precision.RANGE
        elif self.month is not None:
            (first, last), precision = calendar.month_days(year, self.month), Precision.MONTH
        elif self.season is not None:
            (first, last), precision = calendar.season_days(year, self.season), Precision.SEASON
        elif self.decade:
            (first, last), precision = calendar.decade_days(year), Precision.DECADE
        else:
            (first, last), precision = calendar.year_days(year), Precision.YEAR
        return When(first, last, precision, self.approximate)


Read: TypeAlias = tuple[Point, int] | None
"""A date and the position after it; None where there is none."""


class DateReader:
    """Reads dates off tokens by recursive descent; every method gives the next position."""

    def __init__(self, tokens: Tokens) -> None:
        """Take the pieces of a text."""
        self._tokens = tokens

    def read(self, at: int) -> Read:
        """Read a date, with the words that may stand before it."""
        at, approximate = self._skip(at)
        readers = (
            *(self._numeric, self._part_of_year, self._part_of_month, self._day_month),
            *(self._month, self._season, self._year),
        )
        for reader in readers:
            read = reader(at)
            if read is not None:
                return (replace(read[0], approximate=True), read[1]) if approximate else read
        return None

    def _skip(self, at: int) -> tuple[int, bool]:
        approximate = False
        while (word := self._tokens.word(at)) in groups()["skipped"] | groups()["about"]:
            approximate = approximate or word in groups()["about"]
            at += 1
            if self._tokens.kind(at) == "dash" and approximate:  # mid-August
                at += 1
        return at, approximate

    def _numeric(self, at: int) -> Read:
        """2021-08-15, 2021-08, 15.08.2021, 08.2021, 15.08, 1990s."""
        token = self._tokens.token(at)
        if token is None:
            return None
        figures = [int(part) for part in re.findall(r"\d+", token.text)]
        point: Point | None = None
        match token.kind:
            case "iso" if 1 <= figures[1] <= _MONTHS:
                point = Point(figures[0], figures[1], figures[2])
            case "isomonth":
                point = Point(figures[0], figures[1])
            case "dmy":
                point = _day_first(*figures)
            case "monthyear":
                point = Point(figures[1], figures[0])
            case "daymonth":
                point = Point(None, figures[1], figures[0])
            case "decade":
                return Point(_decade(figures[0]), decade=True), self._after_year(at + 1)
            case "word" if token.text in values()["decades"]:
                point = Point(_decade(values()["decades"][token.text]), decade=True)
        return None if point is None else (point, at + 1)

    def _part_of_year(self, at: int) -> Read:
        """First half of 2021, third quarter of 2021, H2 2021, Q3 2021."""
        numbers, lexicon, word = values(), groups(), self._tokens.word(at)
        if word in numbers["parts"]:
            token, parts = self._tokens.token(at + 1), numbers["parts"][word]
            number = int(token.text) if token is not None and token.kind == "number" else 0
        else:
            parts = 2 if self._tokens.word(at + 1) in lexicon["halves"] else 4
            known = parts == 2 or self._tokens.word(at + 1) in lexicon["quarters"]  # noqa: PLR2004 - halves
            number = numbers["ordinals"].get(word, self._day(at) or 0) if known else 0
            number = parts if number < 0 else number
        year, after = self._a_year(at + 2)
        if year is None or not 1 <= number <= parts:
            return None
        size = _MONTHS // parts
        return Point(year, (number - 1) * size + 1, last_month=number * size), after

    def _part_of_month(self, at: int) -> Read:
        """First week of August 2021, last week of August, second half of August."""
        number, unit = values()["ordinals"].get(self._tokens.word(at)), self._tokens.word(at + 1)
        weeks = unit in groups()["weeks"]
        if number is None or not (weeks or unit in groups()["halves"]):
            return None
        after = at + 2 + (self._tokens.word(at + 2) == "of")
        month = values()["months"].get(self._tokens.word(after))
        if month is None:
            return None
        year, after = self._a_year(self._dot(after + 1))
        end = calendar.month_days(year or _SOME_YEAR, month)[1].day
        parts = (
            [(day, day + 6) for day in (1, 8, 15, 22, end - 6)] if weeks else [(1, 15), (16, end)]
        )
        if number > len(parts):
            return None
        first, last = parts[number - 1 if number > 0 else -1]
        return Point(year, month, first, last), after

    def _day_month(self, at: int) -> Read:
        """15 August 2021, 15th of August, 15–20 August."""
        day = self._day(at)
        if day is None:
            return None
        last, after = None, at + 1
        if self._tokens.kind(after) == "dash" and (last := self._day(after + 1)) is not None:
            after += 2
        elif (
            self._tokens.kind(after) == "dash"
            and self._tokens.word(after + 1) in values()["months"]
        ):
            after += 1  # 15-aug-2021
        if self._tokens.word(after) == "of":
            after += 1
        month = values()["months"].get(self._tokens.word(after))
        if month is None or (last is not None and last < day):
            return None
        year, after = self._a_year(self._dot(after + 1))
        return Point(year, month, day, last), after

    def _month(self, at: int) -> Read:
        """August 2021, Aug 15, August 15, 2021."""
        month = values()["months"].get(self._tokens.word(at))
        if month is None:
            return None
        after = self._dot(at + 1)
        day, last = self._day(after), None
        if day is not None:
            after += 1
            dashed = self._tokens.kind(after) == "dash"
            if dashed and (last := self._day(after + 1)) is not None and last >= day:
                after += 2
            else:
                last = None
        year, after = self._a_year(after)
        return Point(year, month, day, last), after

    def _season(self, at: int) -> Read:
        season = calendar.seasons().get(self._tokens.word(at))
        if season is None:
            return None
        year, after = self._a_year(at + 1)
        return Point(year, season=season), after

    def _year(self, at: int) -> Read:
        if self._tokens.kind(at) == "comma":
            return None
        year, after = self._a_year(at)
        return None if year is None else (Point(year), after)

    def _a_year(self, at: int) -> tuple[int | None, int]:
        """Read a year, perhaps after a comma or "of"; (None, at) where there is none."""
        start = at + 1 if self._tokens.kind(at) == "comma" or self._tokens.word(at) == "of" else at
        start += self._is_glued(start)
        token = self._tokens.token(start)
        if token is not None and token.kind == "shortyear" and start:
            return _century(int(token.text[-2:])), start + 1
        if token is None or token.kind not in {"number", "ordinal"} or len(token.text) != 4:  # noqa: PLR2004
            return None, at
        year = int(token.text)
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None, at
        return year, self._after_year(start + 1)

    def _is_glued(self, at: int) -> bool:
        """Whether a dash only joins a month and its year: aug-2021."""
        dash, month = self._tokens.token(at), self._tokens.word(at - 1)
        return (
            dash is not None
            and dash.kind == "dash"
            and month in values()["months"]
            and dash.start == self._tokens[at - 1].end
        )

    def _after_year(self, at: int) -> int:
        return self._dot(at + 1) if self._tokens.word(at) in groups()["after_year"] else at

    def _dot(self, at: int) -> int:
        token = self._tokens.token(at)
        return at + 1 if token is not None and token.text == "." else at

    def _day(self, at: int) -> int | None:
        token = self._tokens.token(at)
        if token is None or token.kind not in {"number", "ordinal"} or len(token.text) > 2:  # noqa: PLR2004
            return None
        return int(token.text) if 1 <= int(token.text) <= _LAST_DAY else None


def _day_first(first: int, second: int, year: int) -> Point | None:
    """Read figures as day and month, as month and day where they can only be those."""
    if year < 100:  # noqa: PLR2004 - "14.09.21"
        year = _century(year)
    if second > _MONTHS:
        first, second = second, first
    return Point(year, second, first) if 1 <= second <= _MONTHS else None


def _decade(figures: int) -> int:
    return figures if figures >= _FIRST_YEAR else _century(figures)


def _century(figures: int) -> int:
    """Give the year that two figures mean."""
    return figures + (1900 if figures >= _CENTURY_TURN else 2000)
