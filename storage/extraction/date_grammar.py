"""The grammar of dates: regular expressions over the parts of tokens, and what each one builds."""

from __future__ import annotations

import re
from typing import NamedTuple

from storage.extraction import date_absolutes as absolutes
from storage.extraction import date_occasions as occasions
from storage.extraction import date_parts as parts
from storage.extraction import date_relatives as relatives
from storage.extraction import date_stories as stories
from storage.extraction.date_forms import Build

# The first rule that reads something at a token takes it.

_MONTH = r"(?:M|m\.?)"
_WEEKDAY = r"(?:[Ww]\.?)"
_YEAR = r"(?:,?Y)?G?"
_MONTH_DAYS = rf"{_MONTH}[DO](?:,?Y)?[-x&](?:{_MONTH})?[DO]{_YEAR}(?![MmDO])"
_DAYS_MONTH = rf"[DO]f?(?:{_MONTH})?(?:,?Y)?[-x&][DO]f?{_MONTH}{_YEAR}"
_MONTH_DAY = rf"{_MONTH}[DO](?:,?Y)?"
_DAY_MONTH = rf"[DO]f?{_MONTH}{_YEAR}"
_TO = rf"(?:{_MONTH_DAY}|{_DAY_MONTH}|(?:tqf)?{_MONTH}(?:,?f?Y)?)"
_GRAMMAR: tuple[tuple[str, str, Build], ...] = (
    # parts it starts with, the rule, what builds the reading
    ("tuaDN", rf"t?(?:F?[aDN])?F?u[x_P]{_TO}", stories.read_span_to),
    ("taDN", rf"[taDN]uP(?:c(?:,?f?Y)?|{_MONTH_DAY}|{_DAY_MONTH})", stories.read_from_day),
    ("t", r"t[PnZ]Wp?", stories.read_adjacent_weekday),
    ("t", r"t[PnZ]S", stories.read_adjacent_season),
    ("t", r"tWp?", stories.read_the_weekday),
    ("b", r"bt?Wp?&t?Wp?", stories.read_weekdays_between),
    ("k", r"kk?p", stories.read_that_daytime),
    ("k", r"kk?Wp?", stories.read_that_weekday),
    ("k", r"k[DN]?[uE](?:[Pf]?au[qPg]|[Pf]?tuP|[Pf]?lu|[Pf]Y)", stories.read_counterpart),
    (
        "tu",
        rf"t?uft?(?:{_MONTH_DAYS}|{_DAYS_MONTH}|{_MONTH_DAY}|{_DAY_MONTH})",
        absolutes.read_days_of_week,
    ),
    ("DO", rf"[DO]f?{_MONTH},?f?[lin][uG]", absolutes.read_day_of_year),
    ("Mm", rf"{_MONTH}[DO],?f?[lin][uG]", absolutes.read_day_of_year),
    ("Mm", _MONTH_DAYS, absolutes.read_days),
    ("DO", _DAYS_MONTH, absolutes.read_days),
    ("Wwlin", rf"[lin]?{_WEEKDAY}p?,?P?t?{_MONTH}t?[DO](?:,?Y)?", absolutes.read_day),
    ("W", rf"Wp?\((?:{_MONTH}[DO]|[DO]{_MONTH})(?:,?Y)?\)", absolutes.read_day),
    ("Mm", rf"{_MONTH}[DO]\({_WEEKDAY}\)(?:,?Y)?", absolutes.read_day),
    ("Mm", _MONTH_DAY, absolutes.read_day),
    ("Wwlin", rf"[lin]?{_WEEKDAY},?P?t?[DO]f?{_MONTH}{_YEAR}", absolutes.read_day),
    ("DO", _DAY_MONTH, absolutes.read_day),
    ("o", rf"of{_MONTH}{_YEAR}", absolutes.read_day),
    ("loO", rf"[loO]W[Pf]{_MONTH}(?:,?f?Y)?", occasions.read_nth_weekday),
    ("P", r"PtO", occasions.read_day_of_month),
    ("k", r"k?M[up][Pf]Y", absolutes.read_month_year),
    ("M", r"M[up][Pf]Y", absolutes.read_month_year),
    ("Mm", rf"{_MONTH}(?:,?f?Y)?[-x&](?:q-?)?{_MONTH}(?:,?f?YG?)?", absolutes.read_months),
    ("Mm", rf"{_MONTH},?f?YG?", absolutes.read_month_year),
    ("M", r"M,?f?t?(?:[lin]|kk?)[uG]", absolutes.read_month_of_year),
    ("k", r"kM", absolutes.read_that_month),
    ("k", r"kk?S", absolutes.read_that_season),
    ("lin", r"[lin]M", absolutes.read_shifted_month),
    ("Mm", r"[Mm]", absolutes.read_month),
    ("lin", r"(?:i[ln]|[lin])c", occasions.read_holiday),
    ("c", r"c(?:,?f?Y)?", occasions.read_holiday),
    ("T", r"T[-x]T", absolutes.read_stamps),
    ("T", r"T", absolutes.read_stamp),
    ("Y", r"Y(?:[-x&]P?Y|[-/][DN])G?", absolutes.read_years),
    ("Y", r"YG?", absolutes.read_year),
    ("d", r"d[-x&]t?q?-?d", absolutes.read_decades),
    ("d", r"d", absolutes.read_decade),
    ("DN", r"[DN]-?d", absolutes.read_spelled_decade),
    ("lin", r"(?:i[ln]|[lin])S(?:f?Y)?", absolutes.read_season),
    ("S", r"Sf?t?[lin]u", absolutes.read_season_of_year),
    ("S", r"Sf?Y[-/][DN]", absolutes.read_season),
    ("S", r"Sf?YG?", absolutes.read_season),
    ("S", r"S", absolutes.read_season),
    ("W", r"Wp?,?f?[lin]u", relatives.read_weekday),
    ("W", r"W[-x]W", relatives.read_weekdays),
    ("W", r"Wu", relatives.read_weekday_week),
    ("lin", r"(?:i[ln]|[lin])Wp?", relatives.read_weekday),
    ("W", r"Wp?", relatives.read_weekday),
    ("loO", rf"[loO]uf{_MONTH}(?:,?f?Y)?", parts.read_portion_of_month),
    ("loO", r"[loO][aDN]uft?(?:F?[uG]?Y|[lin]?F?[uG])", parts.read_months_of_year),
    ("oO", r"[oO][DN]u", parts.read_months_of_year),
    ("KHoO", r"(?:[KH]|[oO]-?[hu]),?f?t?(?:F[uG]?)?(?:Y|d|M|[lin]F?u)", parts.read_part),
    ("lin", r"[lin]u[oO]-?[uh]", parts.read_part_of_that),
    ("KH", r"(?:K[-x&]K|H[-x&]H),?f?t?Y", parts.read_parts),
    ("KHFoO", r"[KH]|F?[oO]-?[uh]", parts.read_bare_part),
    ("q", r"q[fP]t?u", relatives.read_portion_of_unit),
    ("u", r"u-?q", relatives.read_end_of_unit),
    ("tu", r"t?uPy", relatives.read_day_beyond),
    ("t", r"tuP[ln](?![uGWMSc])", relatives.read_unit_beyond),
    ("t", r"t(?:n|Z|P)u", relatives.read_step),
    ("lin", r"(?:[lin]|i[ln])F?[uG]", relatives.read_unit),
    ("lin", r"[lin]p", relatives.read_daytime),
    ("y", r"yp?", relatives.read_deictic),
    ("aDN", r"[aDN]ugiu", relatives.read_ago),
    ("aDN", r"[aDN][uG]g", relatives.read_ago),
    ("aDN", r"[aDN]urW", relatives.read_from_weekday),
    ("aDN", r"[aDN]u[qP](?:k[u_]?)?", relatives.read_step),
    ("k", r"kk?u", relatives.read_same),
    ("P", r"P[tk]j", relatives.read_at_the_time),
    ("t", r"tuP(?:k[u_]?)?", relatives.read_step),
    ("t", r"tu", relatives.read_the_weekend),
    ("oO", r"[oO]-?u", absolutes.read_century),
    ("N", r"N-[oO]-?u", absolutes.read_century),
)


class Rules(NamedTuple):
    """The rules that start with one part: each, in order, and all of them as one pattern.

    Each rule ends in a group of that pattern, so that the number of the group that matched last
    is the rule's.
    """

    any: re.Pattern[str]
    each: tuple[tuple[re.Pattern[str], Build], ...]


def _by_first_part() -> dict[str, Rules]:
    """Sort the rules by the parts that they start with, so that a token tries few."""
    table: dict[str, list[tuple[str, Build]]] = {}
    for starts, pattern, build in _GRAMMAR:
        for part in starts:
            table.setdefault(part, []).append((pattern, build))
    return {
        part: Rules(
            re.compile("|".join(f"(?:{pattern})()" for pattern, _ in rules)),
            tuple((re.compile(pattern), build) for pattern, build in rules),
        )
        for part, rules in table.items()
    }


RULES = _by_first_part()
# Parts behind which any word may stand: what is a date alone, and "weeks" ("ended June 30").
_ALONE = "".join(part for part, rules in RULES.items() if part == "u" or rules.any.match(part))
_OTHERS = "".join(RULES.keys() - {"P", *_ALONE})
START = re.compile(f"[{_ALONE}]|[{_OTHERS}](?!_)|P(?=[tk])")
"""A part that some rule may start with: most tokens are none."""
