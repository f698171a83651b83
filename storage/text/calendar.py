"""The calendar's names and spans: months and weekdays in two languages, ranges of days."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, int]]:
    data = resources.files(__package__).joinpath("calendar.toml").read_text("utf-8")
    return tomllib.loads(data)


def months() -> dict[str, int]:
    """Month names and abbreviations, folded, in English and Russian (all cases) → 1…12."""
    return _names()["months"]


def weekdays() -> dict[str, int]:
    """Weekday names and abbreviations, folded, in English and Russian → 0 (Monday) … 6."""
    return _names()["weekdays"]


def seasons() -> dict[str, int]:
    """Season names → the month of the northern season's first day (winter: 12)."""
    return _names()["seasons"]


def month_days(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def year_days(year: int) -> tuple[date, date]:
    """First and last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def decade_days(year: int) -> tuple[date, date]:
    """First and last day of the decade that holds a year: 1990 → 1990-01-01 … 1999-12-31."""
    first = year - year % 10
    return date(max(first, 1), 1, 1), date(first + 9, 12, 31)


def season_days(year: int, first_month: int) -> tuple[date, date]:
    """First and last day of the meteorological season that starts in a month of that year."""
    start = date(year, first_month, 1)
    if (year, first_month) == (date.max.year, 12):
        return start, date.max
    end_year, end_month = (year + 1, 2) if first_month == 12 else (year, first_month + 2)  # noqa: PLR2004
    return start, month_days(end_year, end_month)[1]


def week_days(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week that holds a day (cut at the calendar's last day)."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + min(timedelta(days=6), date.max - monday)


def weekend_days(day: date) -> tuple[date, date]:
    """Saturday and Sunday of the week that holds a day."""
    monday, sunday = week_days(day)
    return min(monday + timedelta(days=5), sunday), sunday
