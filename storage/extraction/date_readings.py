"""The grammar of dates: a text's tokens to readings, what an expression says before it is reckoned.

A reading holds only what its words give ("on Friday, July 9": weekday 4, month 7, day 9, no year).
`storage.extraction.dates` reckons it against a reference day, `storage.extraction.publication`
finds that day from readings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from storage.extraction.date_guards import (
    counts_things,
    is_decade,
    is_month,
    is_season,
    is_year,
    names_a_day,
    plain,
)
from storage.extraction.date_tokens import (
    Token,
    Tokens,
    guards,
    may_be_dated,
    tokenise,
    unit,
)
from storage.text.offsets import Span
from storage.text.sentences import sentences

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A dated expression as its words have it; what they leave open is None.

    `first` and `last` are the tokens of the core, without leading words; `lead` is the
    preposition.  `shift` is -1 for "last", 0 for "this", 1 for "next".  `number` counts units
    ("two days ago"), halves and quarters; `divisions` says how many parts a whole has.  `until`
    is the far end of a range, `whole` what a part is of.
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
    lead: str = ""
    approximate: bool = False
    attributive: bool = False
    unsure: bool = False
    until: Reading | None = None
    whole: Reading | None = None


Build = Callable[[Tokens, int, int], list[Reading]]

_MOST_LEAD = 6


class Sentence(NamedTuple):
    """A sentence in which something reads as a date: its ordinal, range, tokens and readings."""

    number: int
    span: Span
    tokens: Tokens
    readings: tuple[Reading, ...]


def read_sentences(text: str) -> Iterator[Sentence]:
    """List the sentences of a text that hold dates; the others are hardly looked at."""
    if not may_be_dated(text):
        return
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
    while index < len(tokens.parts):
        step = 1
        for rule, build in _RULES.get(tokens.parts[index], ()):
            match = rule.match(tokens.parts, index)
            if match is None:
                continue
            readings = build(tokens, index, match.end())
            if readings:
                found.extend(_with_lead(tokens, reading, found) for reading in readings)
                step = match.end() - index
                break
        index += step
    return tuple(found)


# Leading words


def _with_lead(tokens: Tokens, reading: Reading, before: list[Reading]) -> Reading:
    """Take in the words before the core that belong to it ("since at least", "in the late")."""
    floor = before[-1].last + 1 if before else 0
    start, approximate = reading.first, reading.approximate
    while start > floor and reading.first - start < _MOST_LEAD and _leads(tokens, start, floor):
        start -= 1
        approximate = approximate or tokens.parts[start] in "~qA"
    start = _trim_lead(tokens, start, reading)
    lead = next(
        (tokens.word(i) for i in range(start, reading.first) if tokens.part(i) in "Prxb"), ""
    )
    last = reading.last
    if reading.attributive and lead in _BOUNDING and tokens.word(last + 1).isalpha():
        last += 1  # "since the 1989 withdrawal": the preposition belongs to the noun
    elif reading.attributive:
        start = reading.first
    end = tokens.row[last].end
    span = Span(tokens.row[start].start, end)
    return replace(reading, span=span, lead=lead, approximate=approximate)


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
        if part in "f-A" or bare_the or tokens.word(start) in ("to", "по"):
            start += 1
        else:
            break
    return start


_NO_ARTICLE = (Form.YEAR, Form.MONTH, Form.DAY)


# Builders: (tokens, first, end) -> readings, none where the tokens are no date after all


def _reading(form: Form, first: int, end: int, **given: Any) -> Reading:
    """Make the reading of the tokens `first` to `end`, exclusive."""
    return Reading(form=form, first=first, last=end - 1, **given)


def _numbers(tokens: Tokens, first: int, end: int, parts: str) -> list[Token]:
    return [token for token in tokens.row[first:end] if token.part in parts]


def _one(tokens: Tokens, first: int, end: int, parts: str) -> int | None:
    return next((token.number for token in tokens.row[first:end] if token.part in parts), None)


def _day(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "Friday, July 9", "16 August 2021", "the 3rd of May"."""
    if "f" in tokens.parts[first:end] and "O" not in tokens.parts[first:end]:
        return []
    if not _sound_abbreviation(tokens, first, end):
        return []
    year = _one(tokens, first, end, "Y")
    if year is not None and counts_things(tokens, end):
        end, year = _without_year(tokens, first, end), None
    month, day = _one(tokens, first, end, "Mm") or 0, _one(tokens, first, end, "DO") or 0
    if year is None and names_a_day(tokens, month, day, end):
        return []
    weekday = _one(tokens, first, end, "Ww")
    return [
        _reading(
            Form.DAY,
            first,
            end,
            year=year,
            month=month,
            day=day,
            weekday=weekday,
        )
    ]


def _without_year(tokens: Tokens, first: int, end: int) -> int:
    while end > first and tokens.parts[end - 1] in "YG,":
        end -= 1
    return end


def _sound_abbreviation(tokens: Tokens, first: int, end: int) -> bool:
    """Whether an abbreviated weekday has a date after it; else it is the sun, or a wedding."""
    return not (tokens.parts[first] == "w" and not set(tokens.parts[first:end]) & set("Mm"))


def _days(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "August 14–15, 2021", "14 and 15 August", "from 30 July to 10 August"."""
    days, months = _numbers(tokens, first, end, "DO"), _numbers(tokens, first, end, "Mm")
    years = _numbers(tokens, first, end, "Y")
    if len(days) != 2 or not months:  # noqa: PLR2004 - a range has two ends
        return []
    if years and counts_things(tokens, end):
        end, years = _without_year(tokens, first, end), []
    year = years[-1].number if years else None
    start = _reading(
        Form.DAY,
        first,
        end,
        day=days[0].number,
        month=months[0].number,
        year=years[0].number if years else None,
        weekday=_one(tokens, first, end, "Ww"),
    )
    stop = replace(start, day=days[1].number, month=months[-1].number, year=year, weekday=None)
    return _range_or_two(tokens, first, end, (start, stop))


def _days_of_week(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the weekend of 14–15 August", "the week of July 5": one stretch of days."""
    of = next(unit(token.word) for token in tokens.row[first:end] if token.part == "u")
    start = next(i for i in range(first, end) if tokens.parts[i] in "MmDO")
    days = _days(tokens, start, end) or _day(tokens, start, end)
    if of not in ("week", "weekend") or not days:
        return []
    whole = days[0] if len(days) == 1 else replace(days[0], until=days[1])
    return [replace(whole, first=first, last=days[-1].last, unit=of)]


def _range_or_two(
    tokens: Tokens, first: int, end: int, ends: tuple[Reading, Reading]
) -> list[Reading]:
    """A range, or, joined by "and" without a "between", two dates."""
    start, stop = ends
    joint = next((i for i in range(first, end) if tokens.parts[i] == "&"), None)
    if joint is None or "b" in tokens.parts[max(0, first - 2) : first]:
        return [replace(start, last=end - 1, until=stop)]
    return [replace(start, last=joint - 1), replace(stop, first=joint + 1, last=end - 1)]


def _stamp(tokens: Tokens, first: int, end: int) -> list[Reading]:
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
    if not (1 <= month <= 12 and 1 <= day <= 31 and 1000 <= year < 2200):  # noqa: PLR2004
        return []
    return [_reading(Form.DAY, first, end, year=year, month=month, day=day, unsure=unsure)]


def _stamps(tokens: Tokens, first: int, end: int) -> list[Reading]:
    start, stop = _stamp(tokens, first, first + 1), _stamp(tokens, end - 1, end)
    return [replace(start[0], last=end - 1, until=stop[0])] if start and stop else []


def _month_year(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "December 2015", "Aug. 2021"."""
    if counts_things(tokens, end):
        return []
    return [
        _reading(
            Form.MONTH,
            first,
            end,
            month=tokens.row[first].number,
            year=_one(tokens, first, end, "Y"),
        )
    ]


def _months(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "from May 2019 to August 2020", "between March and June", "May and August 2000"."""
    months = [i for i in range(first, end) if tokens.parts[i] in "Mm"]
    years = [i for i in range(first, end) if tokens.parts[i] == "Y"]
    year = tokens.row[years[-1]].number if years else None
    own = [i for i in years if i < months[1]]
    start = _reading(
        Form.MONTH,
        first,
        end,
        month=tokens.row[first].number,
        year=tokens.row[own[0]].number if own else year,
    )
    if not years and not is_month(tokens, first, ahead=end):
        return []
    stop = replace(start, month=tokens.row[months[1]].number, year=year)
    return _range_or_two(tokens, first, end, (start, stop))


def _month(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "in July", "the June summit", "by Sept."."""
    if not is_month(tokens, first, ahead=end):
        return []
    attributive = tokens.word(first - 1) in guards()["possessive"]
    return [
        _reading(
            Form.MONTH,
            first,
            end,
            month=tokens.row[first].number,
            attributive=attributive,
        )
    ]


def _shifted_month(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "last August"."""
    return [
        _reading(
            Form.MONTH,
            first,
            end,
            month=tokens.row[end - 1].number,
            shift=_shift(tokens.parts[first]),
        )
    ]


def _month_of_year(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "in August last year", "in June of that year"."""
    if unit(tokens.word(end - 1)) != "year" or _compound(tokens, end):
        return []
    at = first + 1
    while tokens.parts[at] in ",ft":
        at += 1
    shift = None if tokens.parts[at] == "k" else _shift(tokens.parts[at])
    return [
        _reading(
            Form.MONTH,
            first,
            end,
            month=tokens.row[first].number,
            shift=shift,
            unit="year",
        )
    ]


def _that_month(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "that December"."""
    month = tokens.row[end - 1].number
    return [_reading(Form.MONTH, first, end, month=month, unit="year")]


def _shift(part: str) -> int:
    return {"l": -1, "n": 1}.get(part, 0)


def _years(tokens: Tokens, first: int, end: int) -> list[Reading]:
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
    one = _reading(Form.YEAR, first, end, year=start)
    return _range_or_two(tokens, first, end, (one, replace(one, year=stop)))


def _year(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "in 2019", "the 2003 designation", "(1997)", "2020 was"."""
    if not is_year(tokens, first, ahead=end):
        return []
    before = tokens.word(first - 1)
    owned = first > 0 and tokens.row[first - 1].possessive
    return [
        _reading(
            Form.YEAR,
            first,
            end,
            year=tokens.row[first].number,
            attributive=owned or before in guards()["possessive"],
        )
    ]


def _decade(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the late 1990s"."""
    if not is_decade(tokens, first):
        return []
    return [_reading(Form.DECADE, first, end, year=tokens.row[first].number)]


def _decades(tokens: Tokens, first: int, end: int) -> list[Reading]:
    start = _reading(Form.DECADE, first, end, year=tokens.row[first].number)
    stop = replace(start, year=tokens.row[end - 1].number)
    if (stop.year or 0) <= (start.year or 0):
        return []
    return _range_or_two(tokens, first, end, (start, stop))


def _season(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "this summer", "the summer of 2021", "in the spring"."""
    at = next(i for i in range(first, end) if tokens.parts[i] == "S")
    word, year = tokens.row[at].word, _one(tokens, first, end, "Y")
    shift = _shift(tokens.parts[first]) if tokens.parts[first] in "lin" else None
    if year is not None and counts_things(tokens, end):
        return []
    if year is None and shift is None and not is_season(tokens, at):
        return []
    if tokens.part(first) == "l" and tokens.part(first - 1) == "t":
        return []
    return [
        _reading(
            Form.SEASON,
            first,
            end,
            month=tokens.row[at].number,
            year=year,
            shift=shift,
            unit=word,
        )
    ]


def _weekday(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "on Monday", "Sunday evening", "last Friday", "Tuesday of last week"."""
    at = next(i for i in range(first, end) if tokens.parts[i] == "W")
    before, after = tokens.word(at - 1), tokens.word(at + 1)
    if before in guards()["named_before"] or after in guards()["named_after"]:
        return []
    if before == "on" and tokens.word(at - 2) == "mail":
        return []
    shift = _shift(tokens.parts[first]) if tokens.parts[first] in "lin" else None
    unit_at = next((i for i in range(at, end) if tokens.parts[i] == "u"), None)
    weeks = 0
    if unit_at is not None:
        if unit(tokens.word(unit_at)) != "week":
            return []
        shift, weeks = _shift(tokens.parts[unit_at - 1]), 1
    return [
        _reading(
            Form.WEEKDAY,
            first,
            end,
            weekday=tokens.row[at].number,
            shift=shift,
            number=weeks,
        )
    ]


def _unit(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "last week", "this month", "next year"."""
    word, before = tokens.word(first), tokens.part(first - 1)
    of = unit(tokens.word(end - 1))
    past = tokens.word(end - 2) == "past"
    if of == "day" or (before == "t" and word in ("last", "next", "past")):
        return []  # "the last week" lasts, "this day" is a phrase
    if (past and tokens.part(first) != "i") or _compound(tokens, end):
        return []
    shift = -1 if "l" in tokens.parts[first:end] else _shift(tokens.parts[first])
    return [_reading(Form.UNIT, first, end, unit=of, shift=shift)]


def _compound(tokens: Tokens, end: int) -> bool:
    """Whether a hyphen ties the next word on ("month-long")."""
    return tokens.part(end) == "-" and tokens.adjacent(end) and tokens.adjacent(end + 1)


def _portion_of_unit(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the end of the year", "later in the week"."""
    of = unit(tokens.word(end - 1))
    adverb = tokens.word(first) in ("earlier", "later", "early", "late")
    fits = tokens.word(first + 1) == "in" if adverb else tokens.part(first + 1) == "f"
    if of not in ("week", "month", "year") or not fits or _compound(tokens, end):
        return []
    core = _reading(Form.UNIT, first, end, unit=of, shift=0, approximate=True)
    return [replace(core, unsure=True)]


def _the_weekend(tokens: Tokens, first: int, end: int) -> list[Reading]:
    if unit(tokens.word(end - 1)) != "weekend" or tokens.part(first - 1) != "P":
        return []
    return [_reading(Form.UNIT, first, end, unit="weekend")]


def _daytime(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "this morning", "last night"."""
    word, when = tokens.word(first), tokens.word(end - 1)
    if (word == "last" and when != "night") or tokens.part(first) == "n":
        return []
    return [_reading(Form.DEICTIC, first, end, number=-1 if word == "last" else 0)]


def _deictic(tokens: Tokens, first: int, end: int) -> list[Reading]:
    return [_reading(Form.DEICTIC, first, end, number=tokens.row[first].number)]


def _count(token: Token) -> int:
    return 1 if token.part == "a" else token.number


def _ago(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "two days ago", "a year ago"."""
    count, of = _count(tokens.row[first]), unit(tokens.word(end - 2))
    if tokens.part(first - 1) in ("-", "."):
        return []
    return [_reading(Form.AGO, first, end, number=count, unit=of)]


def _same(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the same day", "that year"."""
    if _compound(tokens, end) or unit(tokens.word(end - 1)) in ("decade", "century", "quarter"):
        return []
    if tokens.word(first) == "same" and tokens.part(first - 1) != "t":
        return []
    return [_reading(Form.ANAPHOR, first, end, unit=unit(tokens.word(end - 1)))]


def _at_the_time(tokens: Tokens, first: int, end: int) -> list[Reading]:
    led = tokens.word(first) == "at" and tokens.word(end) not in ("of", "when", "the", "-")
    return [_reading(Form.ANAPHOR, first, end, unit="time")] if led else []


def _step(tokens: Tokens, first: int, end: int) -> list[Reading]:
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
    return [_reading(Form.OFFSET, first, end, unit=of, number=count if later else -count)]


def _part(tokens: Tokens, first: int, end: int) -> list[Reading]:
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
        _reading(
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
            return _reading(
                Form.MONTH,
                index,
                end,
                month=tokens.row[index].number,
                year=_one(tokens, first, end, "Y"),
            )
        if part == "d":
            return _decade(tokens, index, end)[0]
        if part == "u" and tokens.parts[index - 1] in "lin":
            return _reading(
                Form.UNIT,
                index - 1,
                end,
                unit=unit(tokens.word(index)),
                shift=_shift(tokens.parts[index - 1]),
            )
    year = _one(tokens, first, end, "Y")
    return None if year is None else _reading(Form.YEAR, first, end, year=year)


def _portion_of_month(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the last week of August": August, roughly."""
    whole = _whole(tokens, first, end)
    if whole is None or whole.form is not Form.MONTH:
        return []
    return [replace(whole, first=first, approximate=True)]


def _century(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the 19th century"."""
    if unit(tokens.word(end - 1)) != "century":
        return []
    return [_reading(Form.CENTURY, first, end, number=tokens.row[first].number)]


# The grammar, in order: the first rule that reads something at a token takes it.

_MONTH = r"(?:M|m\.?)"
_WEEKDAY = r"(?:[Ww]\.?)"
_YEAR = r"(?:,?Y)?G?"
_MONTH_DAYS = rf"{_MONTH}[DO](?:,?Y)?[-x&](?:{_MONTH})?[DO]{_YEAR}(?![MmDO])"
_DAYS_MONTH = rf"[DO]f?(?:{_MONTH})?(?:,?Y)?[-x&][DO]f?{_MONTH}{_YEAR}"
_MONTH_DAY = rf"{_MONTH}[DO](?:,?Y)?"
_DAY_MONTH = rf"[DO]f?{_MONTH}{_YEAR}"
_GRAMMAR: tuple[tuple[str, str, Build], ...] = (
    # parts it starts with, the rule, what builds the reading
    ("tu", rf"t?uft?(?:{_MONTH_DAYS}|{_DAYS_MONTH}|{_MONTH_DAY}|{_DAY_MONTH})", _days_of_week),
    ("Mm", _MONTH_DAYS, _days),
    ("DO", _DAYS_MONTH, _days),
    ("Wwlin", rf"[lin]?{_WEEKDAY}p?,?P?t?{_MONTH}t?[DO](?:,?Y)?", _day),
    ("W", rf"Wp?\((?:{_MONTH}[DO]|[DO]{_MONTH})(?:,?Y)?\)", _day),
    ("Mm", _MONTH_DAY, _day),
    ("Wwlin", rf"[lin]?{_WEEKDAY},?P?t?[DO]f?{_MONTH}{_YEAR}", _day),
    ("DO", _DAY_MONTH, _day),
    ("Mm", rf"{_MONTH}(?:,?f?Y)?[-x&](?:q-?)?{_MONTH}(?:,?f?YG?)?", _months),
    ("Mm", rf"{_MONTH},?f?YG?", _month_year),
    ("M", r"M,?f?t?(?:[lin]|kk?)[uG]", _month_of_year),
    ("k", r"kM", _that_month),
    ("lin", r"[lin]M", _shifted_month),
    ("Mm", r"[Mm]", _month),
    ("T", r"T[-x]T", _stamps),
    ("T", r"T", _stamp),
    ("Y", r"Y(?:[-x&]P?Y|[-/][DN])G?", _years),
    ("Y", r"YG?", _year),
    ("d", r"d[-x&]t?q?-?d", _decades),
    ("d", r"d", _decade),
    ("lin", r"[lin]S(?:f?Y)?", _season),
    ("S", r"Sf?YG?", _season),
    ("S", r"S", _season),
    ("W", r"Wp?,?f?[lin]u", _weekday),
    ("lin", r"[lin]Wp?", _weekday),
    ("W", r"Wp?", _weekday),
    ("loO", rf"[loO]uf{_MONTH}(?:,?f?Y)?", _portion_of_month),
    ("KHoO", r"(?:[KH]|[oO]-?[hu]),?f?t?(?:Y|d|M|[lin]u)", _part),
    ("K", r"K", _part),
    ("q", r"q[fP]tu", _portion_of_unit),
    ("t", r"t(?:n|Z|P)u", _step),
    ("lin", r"(?:[lin]|il)[uG]", _unit),
    ("lin", r"[lin]p", _daytime),
    ("y", r"yp?", _deictic),
    ("aDN", r"[aDN][uG]g", _ago),
    ("aDN", r"[aDN]u[qP]", _step),
    ("k", r"kk?u", _same),
    ("P", r"P[tk]j", _at_the_time),
    ("t", r"tuP", _step),
    ("t", r"tu", _the_weekend),
    ("O", r"O-?u", _century),
)


def _by_first_part() -> dict[str, tuple[tuple[re.Pattern[str], Build], ...]]:
    """Sort the rules by the parts that they start with, so that a token tries few."""
    table: dict[str, list[tuple[re.Pattern[str], Build]]] = {}
    for starts, pattern, build in _GRAMMAR:
        rule = re.compile(pattern)
        for part in starts:
            table.setdefault(part, []).append((rule, build))
    return {part: tuple(rules) for part, rules in table.items()}


_RULES = _by_first_part()
