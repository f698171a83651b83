"""Periods as people type them: "aug 2021", "1996–2003", "с 1996 по 2003", "before 2015"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from storage.models import Precision, When
from storage.search.period_points import DateReader, Point, Read, YearOf, no_year
from storage.search.period_tokens import Tokens, groups, values
from storage.text import calendar
from storage.text.folding import fold
from storage.text.offsets import Span

_FIGURE: Final = re.compile(r"\d")
_APOSTROPHE: Final = re.compile("['’ʼ`ʹʺ‘]")
_NAME: Final = re.compile(r"[^\W\d_]+")
_YEAR: Final = r"(?:,?\s+(?P<year>\d{4})(?!\d))?"
_DAY_AND_MONTH: Final = (
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|-?го)?\s+(?P<name>[^\W\d_]+){_YEAR}"),
    re.compile(rf"\b(?P<name>[^\W\d_]+)\s+(?P<day>\d{{1,2}})(?!\d){_YEAR}"),
)
_LEAP_YEAR: Final = 2000  # where none is given, 29 February may be


class Located(NamedTuple):
    """A period found in a text, and where."""

    when: When
    span: Span


def parse_period(text: str, *, year_of: YearOf = no_year) -> When | None:
    """Read a text that is a period and nothing else; None where it is not one.

    Open ends reach to the calendar's: "before 2015" ends on 2014-12-31, "since 2015" starts on
    2015-01-01, "after 2015" on 2016-01-01.  A month, day or season without a year is a period
    only where `year_of` knows the year.  Days come before months ("03.04.2021" is in April) where
    both fit ("8/15/2021" is in August).
    """
    tokens = Tokens.of(text)
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
    tokens = Tokens.of(text)
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


def no_such_day(text: str) -> str:
    """Give the date in a text that no calendar has ("32 aug 2021", "30 February"), else nothing."""
    for match in (one for form in _DAY_AND_MONTH for one in form.finditer(text)):
        month = calendar.months().get(fold(match["name"]))
        year = int(match["year"] or _LEAP_YEAR)
        if month is not None and year >= date.min.year:
            last = calendar.month_days(year, month)[1].day
            if not 1 <= int(match["day"]) <= last:
                return match.group()
    return ""


def _may_hold_date(text: str) -> bool:
    """Whether a text has what every period has: a figure, a month or a season."""
    if _FIGURE.search(text):
        return True
    found = _NAME.findall(fold(_APOSTROPHE.sub(" ", text)))
    numbers = values()
    known = (numbers["months"], numbers["decades"], calendar.seasons())
    return any(name in names for name in found for names in known)


def _plausible(tokens: Tokens, start: int, end: int) -> bool:
    used = tokens[start:end]
    if any(t.kind not in {"word", "dash", "comma", "other", "daymonth"} for t in used):
        return True  # a figure
    if used[-1].text in groups()["doubtful"] and tokens.word(end) == "of":
        return False  # "the fall of Kabul"
    if len(used) == len(tokens) or used[0].text in groups()["in"]:
        return True
    at_an_end = start == 0 or end == len(tokens)
    return at_an_end and (len(used) > 1 or used[0].text not in groups()["doubtful"])


class _Reader:
    """Reads periods off tokens by recursive descent; every method gives the next position."""

    def __init__(self, tokens: Tokens, year_of: YearOf) -> None:
        self._tokens = tokens
        self._date = DateReader(tokens).read
        self._year_of = year_of

    def period(self, at: int) -> tuple[When, int] | None:
        """Read a period: a range, an open range, or a date after an optional preposition."""
        word = self._tokens.word(at)
        lexicon = groups()
        for open_range in (self._from_to, self._between, self._open):
            read = open_range(at)
            if read is not None:
                return read
        if word in lexicon["in"]:
            return self._range(at + 1)
        return self._range(at)

    def _range(self, at: int) -> tuple[When, int] | None:
        first = self._date(at)
        if first is None:
            return None
        after = first[1]
        if (
            self._tokens.kind(after) == "dash"
            or self._tokens.word(after) in groups()["between_points"]
        ):
            second = self._second(first[0], after + 1)
            if second is not None:
                joined = self._join(first[0], second[0])
                if joined is not None:
                    return joined, second[1]
        when = first[0].when(self._year_of)
        return None if when is None else (when, after)

    def _second(self, first: Point, at: int) -> Read:
        """Read a range's end; "1996–97" and "1996–7" mean 1997."""
        token = self._tokens.token(at)
        short = token is not None and token.kind == "number" and len(token.text) <= 2  # noqa: PLR2004
        if token is not None and short and first == Point(year=first.year) and first.year:
            size = 10 ** len(token.text)
            year = first.year - first.year % size + int(token.text)
            if year > first.year:
                return Point(year=year), at + 1
        return self._date(at)

    def _from_to(self, at: int) -> tuple[When, int] | None:
        if self._tokens.word(at) not in groups()["from"]:
            return None
        both = self._range(at + 1)
        if both is not None and both[0].precision is Precision.RANGE:
            return both
        point = self._date(at + 1)
        when = point[0].when(self._year_of) if point else None
        if point is None or when is None:
            return None
        return When(when.earliest, date.max, Precision.RANGE), point[1]

    def _between(self, at: int) -> tuple[When, int] | None:
        if self._tokens.word(at) not in groups()["between"]:
            return None
        first = self._date(at + 1)
        if first is None or self._tokens.word(first[1]) not in groups()["between_and"]:
            return None
        second = self._date(first[1] + 1)
        joined = self._join(first[0], second[0]) if second else None
        return None if joined is None or second is None else (joined, second[1])

    def _open(self, at: int) -> tuple[When, int] | None:
        word, lexicon = self._tokens.word(at), groups()
        sides = [side for side in ("before", "after", "since") if word in lexicon[side]]
        point = self._date(at + 1) if sides else None
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

    def _join(self, first: Point, second: Point) -> When | None:
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
