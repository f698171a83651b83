"""Periods as people type them: "aug 2021", "1996–2003", "с 1996 по 2003", "before 2015"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeAlias

from storage.models import Precision, When
from storage.search.period_tokens import Token, groups, split, values
from storage.text import calendar
from storage.text.folding import fold
from storage.text.offsets import Span

YearOf: TypeAlias = Callable[[int, int | None], int | None]
"""(month, day or None) → the year that is meant where none is typed, or None."""

_FIGURE: Final = re.compile(r"\d")
_APOSTROPHE: Final = re.compile("['’ʼ`ʹʺ‘]")
_NAME: Final = re.compile(r"[^\W\d_]+")
_FIRST_YEAR, _LAST_YEAR = 1000, 2199
_LAST_DAY = 31
_MONTHS = 12
_CENTURY_TURN = 30  # "30s" … "90s" are of the twentieth century, "00s" … "20s" of this one


@dataclass(frozen=True, slots=True)
class _Point:
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


class Located(NamedTuple):
    """A period found in a text, and where."""

    when: When
    span: Span


def no_year(_month: int, _day: int | None) -> int | None:
    """Know no year: a month without one is then no period."""
    return None


def parse_period(text: str, *, year_of: YearOf = no_year) -> When | None:
    """Read a text that is a period and nothing else; None where it is not one.

    Open ends reach to the calendar's: "before 2015" ends on 2014-12-31, "since 2015" starts on
    2015-01-01, "after 2015" on 2016-01-01.  A month, day or season without a year is a period
    only where `year_of` knows the year.  Days come before months ("03.04.2021" is in April) where
    both fit ("8/15/2021" is in August).
    """
    tokens = split(text)
    for end in (len(tokens), len(tokens) - 1):  # "2021?" ends in a mark
        read = _Reader(tokens, year_of).period(0)
        if read is not None and read[1] == end and all(t.kind == "other" for t in tokens[end:]):
            return read[0]
    return None


def find_period(text: str, *, year_of: YearOf = no_year) -> Located | None:
    """Find the longest period that a query holds, the last of equals; None where there is none.

    Without a year it must be the whole query, follow "in" and the like, or stand at either end
    and not be a doubtful word ("may", "fall").
    """
    if not _may_hold_date(text):
        return None
    tokens = split(text)
    reader = _Reader(tokens, year_of)
    best: tuple[int, When, int, int] | None = None
    for start in range(len(tokens)):
        read = reader.period(start)
        if read is None:
            continue
        when, end = read
        if not _plausible(tokens, start, end):
            continue
        if best is None or end - start >= best[0]:
            best = (end - start, when, start, end)
    if best is None:
        return None
    return Located(best[1], Span(tokens[best[2]].start, tokens[best[3] - 1].end))


def _may_hold_date(text: str) -> bool:
    """Whether a text has what every period has: a figure, a month or a season."""
    if _FIGURE.search(text):
        return True
    found = _NAME.findall(fold(_APOSTROPHE.sub(" ", text)))
    numbers = values()
    known = (numbers["months"], numbers["decades"], calendar.seasons())
    return any(name in names for name in found for names in known)


def _plausible(tokens: tuple[Token, ...], start: int, end: int) -> bool:
    used = tokens[start:end]
    if any(t.kind not in {"word", "dash", "comma", "other", "daymonth"} for t in used):
        return True  # a figure
    if len(used) == len(tokens) or used[0].text in groups()["in"]:
        return True
    at_an_end = start == 0 or end == len(tokens)
    return at_an_end and (len(used) > 1 or used[0].text not in groups()["doubtful"])


def _day_first(first: int, second: int, year: int) -> _Point | None:
    """Read figures as day and month, as month and day where they can only be those."""
    if year < 100:  # noqa: PLR2004 - "14.09.21"
        year = _century(year)
    if second > _MONTHS:
        first, second = second, first
    return _Point(year, second, first) if 1 <= second <= _MONTHS else None


def _decade(figures: int) -> int:
    return figures if figures >= _FIRST_YEAR else _century(figures)


def _century(figures: int) -> int:
    """Give the year that two figures mean."""
    return figures + (1900 if figures >= _CENTURY_TURN else 2000)


_Read: TypeAlias = tuple[_Point, int] | None


class _Reader:
    """Reads periods off tokens by recursive descent; every method gives the next position."""

    def __init__(self, tokens: tuple[Token, ...], year_of: YearOf) -> None:
        self._tokens = tokens
        self._year_of = year_of

    def period(self, at: int) -> tuple[When, int] | None:
        """Read a period: a range, an open range, or a date after an optional preposition."""
        word = self._word(at)
        lexicon = groups()
        for open_range in (self._from_to, self._between, self._open):
            read = open_range(at)
            if read is not None:
                return read
        if word in lexicon["in"]:
            return self._range(at + 1)
        return self._range(at)

    def _range(self, at: int) -> tuple[When, int] | None:
        first = self._point(at)
        if first is None:
            return None
        after = first[1]
        if self._kind(after) == "dash" or self._word(after) in groups()["between_points"]:
            second = self._second(first[0], after + 1)
            if second is not None:
                joined = self._join(first[0], second[0])
                if joined is not None:
                    return joined, second[1]
        when = first[0].when(self._year_of)
        return None if when is None else (when, after)

    def _second(self, first: _Point, at: int) -> _Read:
        """Read a range's end; "1996–97" and "1996–7" mean 1997."""
        token = self._token(at)
        short = token is not None and token.kind == "number" and len(token.text) <= 2  # noqa: PLR2004
        if token is not None and short and first == _Point(year=first.year) and first.year:
            size = 10 ** len(token.text)
            year = first.year - first.year % size + int(token.text)
            if year > first.year:
                return _Point(year=year), at + 1
        return self._point(at)

    def _from_to(self, at: int) -> tuple[When, int] | None:
        if self._word(at) not in groups()["from"]:
            return None
        both = self._range(at + 1)
        if both is not None and both[0].precision is Precision.RANGE:
            return both
        point = self._point(at + 1)
        when = point[0].when(self._year_of) if point else None
        if point is None or when is None:
            return None
        return When(when.earliest, date.max, Precision.RANGE), point[1]

    def _between(self, at: int) -> tuple[When, int] | None:
        if self._word(at) not in groups()["between"]:
            return None
        first = self._point(at + 1)
        if first is None or self._word(first[1]) not in groups()["between_and"]:
            return None
        second = self._point(first[1] + 1)
        joined = self._join(first[0], second[0]) if second else None
        return None if joined is None or second is None else (joined, second[1])

    def _open(self, at: int) -> tuple[When, int] | None:
        word, lexicon = self._word(at), groups()
        sides = [side for side in ("before", "after", "since") if word in lexicon[side]]
        point = self._point(at + 1) if sides else None
        when = point[0].when(self._year_of) if point else None
        if point is None or when is None:
            return None
        try:
            if sides[0] == "before":
                last = when.earliest - timedelta(days=1)
                return When(date.min, last, Precision.RANGE), point[1]
            first = when.earliest if sides[0] == "since" else when.latest + timedelta(days=1)
        except OverflowError:
            return None
        return When(first, date.max, Precision.RANGE), point[1]

    def _join(self, first: _Point, second: _Point) -> When | None:
        """Make a range of two dates; one that lacks its year takes the other's."""
        if first.year is None and second.year is not None:
            first = replace(first, year=second.year)
            a, b = first.when(self._year_of), second.when(self._year_of)
            if a and b and a.earliest > b.earliest:  # "Nov – Feb 2021"
                a = replace(first, year=second.year - 1).when(self._year_of)
        else:
            a = first.when(self._year_of)
            if second.year is None and a is not None:
                second = replace(second, year=a.earliest.year)
            b = second.when(self._year_of)
            if a and b and first.year and b.latest < a.earliest and second.month:
                b = replace(second, year=a.earliest.year + 1).when(self._year_of)
        if a is None or b is None:
            return None
        return When(
            min(a.earliest, b.earliest),
            max(a.latest, b.latest),
            Precision.RANGE,
            a.approximate or b.approximate,
        )

    def _point(self, at: int) -> _Read:
        at, approximate = self._skip(at)
        readers = (
            *(self._numeric, self._part_of_year, self._day_month),
            *(self._month, self._season, self._year),
        )
        for reader in readers:
            read = reader(at)
            if read is not None:
                return (replace(read[0], approximate=True), read[1]) if approximate else read
        return None

    def _skip(self, at: int) -> tuple[int, bool]:
        approximate = False
        while (word := self._word(at)) in groups()["skipped"] | groups()["about"]:
            approximate = approximate or word in groups()["about"]
            at += 1
            if self._kind(at) == "dash" and approximate:  # mid-August
                at += 1
        return at, approximate

    def _numeric(self, at: int) -> _Read:
        """2021-08-15, 2021-08, 15.08.2021, 08.2021, 15.08, 1990s."""
        token = self._token(at)
        if token is None:
            return None
        figures = [int(part) for part in re.findall(r"\d+", token.text)]
        point: _Point | None = None
        match token.kind:
            case "iso" if 1 <= figures[1] <= _MONTHS:
                point = _Point(figures[0], figures[1], figures[2])
            case "isomonth":
                point = _Point(figures[0], figures[1])
            case "dmy":
                point = _day_first(*figures)
            case "monthyear":
                point = _Point(figures[1], figures[0])
            case "daymonth":
                point = _Point(None, figures[1], figures[0])
            case "decade":
                return _Point(_decade(figures[0]), decade=True), self._after_year(at + 1)
            case "word" if token.text in values()["decades"]:
                point = _Point(_decade(values()["decades"][token.text]), decade=True)
        return None if point is None else (point, at + 1)

    def _part_of_year(self, at: int) -> _Read:
        """First half of 2021, third quarter of 2021, H2 2021, Q3 2021."""
        numbers, lexicon, word = values(), groups(), self._word(at)
        if word in numbers["parts"]:
            token, parts = self._token(at + 1), numbers["parts"][word]
            number = int(token.text) if token is not None and token.kind == "number" else 0
        else:
            parts = 2 if self._word(at + 1) in lexicon["halves"] else 4
            known = parts == 2 or self._word(at + 1) in lexicon["quarters"]  # noqa: PLR2004 - halves
            number = numbers["ordinals"].get(word, self._day(at) or 0) if known else 0
            number = parts if number < 0 else number
        year, after = self._a_year(at + 2)
        if year is None or not 1 <= number <= parts:
            return None
        size = _MONTHS // parts
        return _Point(year, (number - 1) * size + 1, last_month=number * size), after

    def _day_month(self, at: int) -> _Read:
        """15 August 2021, 15th of August, 15–20 August."""
        day = self._day(at)
        if day is None:
            return None
        last, after = None, at + 1
        if self._kind(after) == "dash" and (last := self._day(after + 1)) is not None:
            after += 2
        elif self._kind(after) == "dash" and self._word(after + 1) in values()["months"]:
            after += 1  # 15-aug-2021
        if self._word(after) == "of":
            after += 1
        month = values()["months"].get(self._word(after))
        if month is None or (last is not None and last < day):
            return None
        year, after = self._a_year(self._dot(after + 1))
        return _Point(year, month, day, last), after

    def _month(self, at: int) -> _Read:
        """August 2021, Aug 15, August 15, 2021."""
        month = values()["months"].get(self._word(at))
        if month is None:
            return None
        after = self._dot(at + 1)
        day, last = self._day(after), None
        if day is not None:
            after += 1
            dashed = self._kind(after) == "dash"
            if dashed and (last := self._day(after + 1)) is not None and last >= day:
                after += 2
            else:
                last = None
        year, after = self._a_year(after)
        return _Point(year, month, day, last), after

    def _season(self, at: int) -> _Read:
        season = calendar.seasons().get(self._word(at))
        if season is None:
            return None
        year, after = self._a_year(at + 1)
        return _Point(year, season=season), after

    def _year(self, at: int) -> _Read:
        if self._kind(at) == "comma":
            return None
        year, after = self._a_year(at)
        return None if year is None else (_Point(year), after)

    def _a_year(self, at: int) -> tuple[int | None, int]:
        """Read a year, perhaps after a comma or "of"; (None, at) where there is none."""
        start = at + 1 if self._kind(at) == "comma" or self._word(at) == "of" else at
        start += self._is_glued(start)
        token = self._token(start)
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
        dash, month = self._token(at), self._word(at - 1)
        return (
            dash is not None
            and dash.kind == "dash"
            and month in values()["months"]
            and dash.start == self._tokens[at - 1].end
        )

    def _after_year(self, at: int) -> int:
        return self._dot(at + 1) if self._word(at) in groups()["after_year"] else at

    def _dot(self, at: int) -> int:
        token = self._token(at)
        return at + 1 if token is not None and token.text == "." else at

    def _day(self, at: int) -> int | None:
        token = self._token(at)
        if token is None or token.kind not in {"number", "ordinal"} or len(token.text) > 2:  # noqa: PLR2004
            return None
        return int(token.text) if 1 <= int(token.text) <= _LAST_DAY else None

    def _token(self, at: int) -> Token | None:
        return self._tokens[at] if 0 <= at < len(self._tokens) else None

    def _kind(self, at: int) -> str:
        token = self._token(at)
        return token.kind if token else ""

    def _word(self, at: int) -> str:
        token = self._token(at)
        return token.text if token and token.kind == "word" else ""
