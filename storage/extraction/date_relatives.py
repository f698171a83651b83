"""Builders for dates that hang on another: weekdays, "last week", "two days later", quarters.

A builder takes the tokens `first` to `end` (exclusive) that the grammar has matched and gives
the readings in them, none where they are no date after all.
"""

from __future__ import annotations

from storage.extraction.date_forms import Form, Reading, compound, made, shift_of
from storage.extraction.date_guards import names_thing
from storage.extraction.date_tokens import Token, Tokens, guards, unit


def read_weekday(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "on Monday", "Sunday evening", "last Friday", "Tuesday of last week"."""
    at = next(i for i in range(first, end) if tokens.parts[i] == "W")
    before, after = tokens.word(at - 1), tokens.word(at + 1)
    if before in guards()["named_before"] or after in guards()["named_after"]:
        return []
    if before == "on" and tokens.word(at - 2) == "mail":
        return []
    if _recurs(tokens, at):
        return []
    shift = shift_of(tokens.parts[at - 1]) if at > first else None
    if shift == 1 and (at - first > 1 or before == "coming"):
        return [made(Form.WEEKDAY, first, end, weekday=tokens.row[at].number, unit="coming")]
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


def _recurs(tokens: Tokens, at: int) -> bool:
    """Whether a weekday comes again and again ("every second Friday", "Tuesday nights")."""
    named = {tokens.word(at + step) for step in (1, 2) if not tokens.row[at].possessive}
    if tokens.part(at + 1) in ("_", "p") and named & guards()["weekly"]:
        return True  # "the Saturday reading club"
    if tokens.word(at - 2) in _EACH and tokens.part(at - 1) in "oO_":
        return True
    if _stretches(tokens, at) and tokens.words() & guards()["habitual"]:
        return True
    after = at + 1
    if tokens.part(after) == "&" and tokens.part(after + 1) == "W":
        after += 2
    return tokens.word(after) in _TIMES_OF_DAY


def _stretches(tokens: Tokens, at: int) -> bool:
    between = "b" in (tokens.part(at - 1), tokens.part(at - 3))
    if between and "&" in (tokens.part(at - 1), tokens.part(at + 1)):
        return True
    before = tokens.part(at - 1) in ("-", "x") and tokens.part(at - 2) == "W"
    return before or (tokens.part(at + 1) in ("-", "x") and tokens.part(at + 2) == "W")


_EACH = frozenset({"every", "each"})
_TIMES_OF_DAY = frozenset({"mornings", "afternoons", "evenings", "nights"})


def read_weekdays(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "from Thursday to Sunday"; not where it is so every week."""
    if tokens.words() & guards()["habitual"]:
        return []
    start = made(Form.WEEKDAY, first, end, weekday=tokens.row[first].number)
    return [start._replace(until=start._replace(weekday=tokens.row[end - 1].number))]


def read_weekday_week(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read the British "on Saturday week": a week after Saturday."""
    led = tokens.word(first - 1) in ("on", "until", "till", "by", "for")
    if tokens.word(end - 1) != "week" or not led or compound(tokens, end):
        return []
    weekday = tokens.row[first].number
    return [made(Form.WEEKDAY, first, end, weekday=weekday, number=1, unit="coming")]


def read_from_weekday(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "a week from Friday"."""
    if unit(tokens.word(first + 1)) != "week" or tokens.word(first + 2) != "from":
        return []
    weekday, weeks = tokens.row[end - 1].number, _count(tokens.row[first])
    return [made(Form.WEEKDAY, first, end, weekday=weekday, number=weeks, unit="coming")]


def read_unit(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "last week", "this month", "next year"."""
    before = tokens.part(first - 1)
    of = unit(tokens.word(end - 1))
    past = tokens.word(end - 2) == "past"
    if of == "day" or (before == "t" and tokens.part(first) in "ln"):
        return []  # "the last week" lasts, "this day" is a phrase
    if tokens.word(end - 1).endswith("s") and not tokens.row[end - 1].possessive:
        return []  # "in coming weeks"
    if (past and tokens.part(first) != "i") or compound(tokens, end):
        return []
    shift = next((shift_of(p) for p in tokens.parts[first:end] if p in "ln"), 0)
    fiscal = "F" in tokens.parts[first:end]
    return [made(Form.UNIT, first, end, unit=of, shift=shift, approximate=fiscal)]


def read_end_of_unit(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "by year-end", "at year’s end"."""
    joined = tokens.part(first + 1) == "-" or tokens.row[first].possessive
    fits = tokens.word(end - 1) == "end" and tokens.part(first - 1) in ("P", "x")
    if tokens.word(first) not in ("year", "month") or not (joined and fits):
        return []
    of = unit(tokens.word(first))
    return [
        made(Form.UNIT, first, end, unit=of, shift=0, divisions=-1, approximate=True, unsure=True)
    ]


def read_unit_beyond(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the week before last", "the week after next"."""
    of, word = unit(tokens.word(first + 1)), tokens.word(first + 2)
    shift = 2 * shift_of(tokens.parts[end - 1])
    if of == "day" or word != ("before" if shift < 0 else "after"):
        return []
    return [made(Form.UNIT, first, end, unit=of, shift=shift)]


def read_day_beyond(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the day before yesterday", "the day after tomorrow"."""
    at = next(i for i in range(first, end) if tokens.parts[i] == "u")
    number = tokens.row[end - 1].number
    if tokens.word(at) != "day" or tokens.word(at + 1) != ("before" if number < 0 else "after"):
        return []
    return [made(Form.DEICTIC, first, end, number=2 * number)] if number else []


def read_portion_of_unit(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "the end of the year", "later in the week"."""
    of = unit(tokens.word(end - 1))
    adverb = tokens.word(first) in ("earlier", "later", "early", "late")
    fits = tokens.word(first + 1) == "in" if adverb else tokens.part(first + 1) == "f"
    if of not in ("week", "month", "year") or not fits or compound(tokens, end):
        return []
    if "t" not in tokens.parts[first:end] and (adverb or of != "year"):
        return []
    ends = -1 if tokens.word(first) in ("end", "close") else 0
    return [
        made(
            Form.UNIT,
            first,
            end,
            unit=of,
            shift=0,
            divisions=ends,
            approximate=True,
            unsure=True,
        )
    ]


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
    """Read "two days ago", "a year ago", "three years ago this month"."""
    count, of = _count(tokens.row[first]), unit(tokens.word(end - 2))
    if tokens.part(first - 1) in ("-", "."):
        return []
    if tokens.parts[end - 1] == "g":
        return [made(Form.AGO, first, end, number=count, unit=of)]
    of, within = unit(tokens.word(first + 1)), unit(tokens.word(end - 1))
    if of != "year" or within not in ("week", "month"):
        return []
    this = made(Form.UNIT, end - 2, end, unit=within, shift=0)
    return [made(Form.AGO, first, end, number=count, unit=of, whole=this)]


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


_LONG = frozenset({"over", "within", "throughout"})
_LASTING = frozenset({"over", "within", "for", "in", "during", "throughout"})


def read_step(tokens: Tokens, first: int, end: int) -> list[Reading]:
    """Read "two days later", "the next day", "the day before", "the week before that"."""
    whole, end = _counted_from(tokens, first, end)
    row = tokens.row[first : whole.first if whole else end]
    words = {token.word for token in row}
    later = bool(words & {"later", "after", "next", "following"})
    earlier = bool(words & {"earlier", "before", "previous", "preceding"})
    at = next(i for i in range(first, end) if tokens.parts[i] == "u")
    of, open_ = unit(tokens.word(at)), not tokens.word(end)[:1].isalnum()
    if (
        later == earlier
        or tokens.word(end) == "than"
        or (words & {"before", "after"} and not (open_ or whole))
    ):
        return []
    lasting = _LONG if "following" in words and row[-1].word == of else _LASTING
    if words & {"next", "following"} and tokens.word(first - 1) in lasting:
        return []  # "over the next decade"
    count = next((_count(token) for token in row if token.part in "aDN"), 1)
    number = count if later else -count
    adjacent = 0 if words & {"following", "previous", "preceding"} else None
    return [made(Form.OFFSET, first, end, unit=of, number=number, shift=adjacent, whole=whole)]


def _counted_from(tokens: Tokens, first: int, end: int) -> tuple[Reading | None, int]:
    """Read the "that", "that meeting" from which days are counted, and where the whole ends."""
    at = next((i for i in range(first, end) if tokens.parts[i] == "k"), end)
    if at == end:
        return None, end
    if tokens.word(at) != "that" or tokens.word(at - 1) not in ("before", "after"):
        return None, at
    if at + 1 < end and (tokens.row[at + 1].capital or not names_thing(tokens, at + 1)):
        end = at + 1  # "the week before that she left"
    return made(Form.ANAPHOR, at, end), end
