"""Builders for dates that hang on the story around: "the following Sunday", "by the Sunday".

A builder takes the tokens `first` to `end` (exclusive) that the grammar has matched and gives
the readings in them, none where they are no date after all.
"""

from __future__ import annotations

from storage.extraction.date_absolutes import read_day
from storage.extraction.date_forms import Form, Reading, compound, made, number_of
from storage.extraction.date_guards import ends_phrase
from storage.extraction.date_occasions import read_holiday
from storage.extraction.date_tokens import Tokens, guards, unit

_AFTER = frozenset({"following", "next"})
_BEFORE = frozenset({"previous", "preceding"})
_LED = frozenset(
    {"on", "by", "until", "till", "from", "to", "between", "and", "before", "since", "not", "than"}
)
_SPANNED = frozenset({"day", "week", "month", "quarter", "year"})
_ENDED = frozenset({"ended", "ending"})


def _step(word: str) -> int:
    return 1 if word in _AFTER else -1 if word in _BEFORE else 0


def read_adjacent_weekday(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the following Sunday", "the previous Friday night"."""
    step = _step(tokens.word(first + 1))
    if not step:
        return []
    weekday = tokens.row[first + 2].number
    return [made(Form.STORY_WEEKDAY, first, end, weekday=weekday, number=step)]


def read_the_weekday(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "by the Sunday", "on the Friday night": of the week that is told of."""
    if tokens.word(first - 1) not in _LED or not ends_phrase(tokens, end):
        return []
    if tokens.word(end) in ("before", "after", "following") or compound(tokens, end):
        return []
    weekday = tokens.row[first + 1].number
    return [made(Form.STORY_WEEKDAY, first, end, weekday=weekday)]


def read_that_weekday(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "That Sunday", "on that Friday night"; not "said that Sunday was quiet"."""
    led = tokens.part(first - 1) in ("P", "x", "r", "t") or tokens.word(first - 1) in _OPENERS
    closes = end >= len(tokens.row) or not tokens.word(end)[:1].isalnum()
    if not led and (not closes or tokens.words() & guards()["speaking"]):
        return []
    at = next(i for i in range(first, end) if tokens.parts[i] == "W")
    if compound(tokens, end) or tokens.word(at + 1) in guards()["named_after"]:
        return []
    weekday = tokens.row[at].number
    return [made(Form.STORY_WEEKDAY, first, end, weekday=weekday, unit="that")]


_OPENERS = frozenset({"", ".", "!", "?", "…", "“", '"', "«", ";", "—", "–"})


def read_weekdays_between(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "between the Friday night and the Sunday", "between Monday and Thursday"."""
    if tokens.words() & guards()["habitual"]:
        return []
    at = [i for i in range(first, end) if tokens.parts[i] == "W"]
    story = "t" in tokens.parts[first:end]
    form = Form.STORY_WEEKDAY if story else Form.WEEKDAY
    start = made(form, first + 1, end, weekday=tokens.row[at[0]].number)
    return [start._replace(until=start._replace(weekday=tokens.row[at[1]].number))]


def read_adjacent_season(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the following summer", "the previous winter"."""
    step = _step(tokens.word(first + 1))
    if not step or compound(tokens, end):
        return []
    month = tokens.row[first + 2].number
    return [made(Form.STORY_SEASON, first, end, month=month, number=step)]


def read_that_daytime(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "that night", "the same evening"."""
    if tokens.word(first) == "same" and tokens.part(first - 1) != "t":
        return []
    after = tokens.word(end)
    noun = tokens.part(end) == "_" and after.isalpha() and not tokens.row[end].capital
    if not tokens.word(first).isascii() or compound(tokens, end):
        return []
    if noun and after not in ("for", "to") and not ends_phrase(tokens, end):
        return []  # "that morning show"
    return [made(Form.ANAPHOR, first, end, unit="day")]


def read_from_day(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "two days before Christmas", "the day after 3 May", "two weeks before Easter"."""
    row = tokens.row
    of, word = unit(row[first + 1].word), row[first + 2].word
    if of not in ("day", "week") or word not in ("before", "after"):
        return []
    start = first + 3
    build = read_holiday if tokens.parts[start] == "c" else read_day
    whole = build(tokens, start, end)
    if len(whole) != 1 or (of == "week" and row[first].part == "t"):
        return []  # "the week before Christmas" has seven days
    count = 1 if row[first].part in "at" else row[first].number
    number = count * (7 if of == "week" else 1) * (1 if word == "after" else -1)
    approximate = of == "week"
    return [
        made(
            Form.FROM_DAY, first, end, whole=whole[0], number=number, unit="day",
            approximate=approximate,
        )
    ]  # fmt: skip


def read_span_to(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the three months to June 30", "the quarter ended March 31", "the year to March"."""
    at = next(i for i in range(first, end) if tokens.parts[i] == "u")
    of, word = unit(tokens.word(at)), tokens.word(at + 1)
    if of not in _SPANNED or not (
        word in _ENDED or (word in ("to", "through") and _led(tokens, first))
    ):
        return []
    counted = [token for token in tokens.row[first:at] if token.part in "aDN"]
    count = (counted[0].number or 1) if counted else 1
    start = at + 2 + (tokens.part(at + 2) in "Pt")
    whole = _end_of_span(tokens, start, end)
    if whole is None:
        return []
    return [made(Form.SPAN_TO, first, end, whole=whole, number=count, unit=of)]


def _led(tokens: Tokens, first: int) -> bool:
    return tokens.parts[first] == "t"


def _end_of_span(tokens: Tokens, first: int, end: int) -> Reading | None:
    if set(tokens.parts[first:end]) & set("DO"):
        days = read_day(tokens, first, end)
        return days[0] if len(days) == 1 else None
    at = next((i for i in range(first, end) if tokens.parts[i] in "Mm"), None)
    if at is None:
        return None
    year = number_of(tokens, first, end, "Y")
    return made(Form.MONTH, at, end, month=tokens.row[at].number, year=year)


def read_counterpart(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the same week a year earlier", "the same month of 2019", "the same three months"."""
    at = next(i for i in range(first, end) if tokens.parts[i] in "uE")
    period = tokens.parts[at] == "E" or at > first + 1  # "the same three months"
    of = "period" if period else unit(tokens.word(at))
    if tokens.word(first) != "same" or of not in _COMPARED:
        return []
    year = number_of(tokens, first, end, "Y")
    years = {unit(tokens.word(i)) for i in range(at + 1, end) if tokens.parts[i] == "u"}
    if year is None and (years != {"year"} or tokens.word(end - 1) in ("after", "later")):
        return []
    shift = -1 if "l" in tokens.parts[at:end] else None
    return [made(Form.COUNTERPART, first, end, unit=of, year=year, number=-1, shift=shift)]


_COMPARED = frozenset({"day", "week", "weekend", "month", "quarter", "period"})
