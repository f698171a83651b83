"""What each language words in its own way: dates, never more exact than known, times, numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from babel.dates import format_interval, format_skeleton, get_day_names, get_month_names
from babel.numbers import format_decimal

from bot.contract import Text
from bot.locale import City, Moment, Number, Weekdays, t
from briefings.zones import city_of
from storage.models import Precision, When

Render = Callable[[Text], str]
_CLDR = {"en": "en_GB"}  # day before month: our readers are outside the United States, too
# Languages that write out their months: “15 августа 2021”, “август 2021”, not “авг. 2021”.
_WRITTEN_OUT = frozenset({"ru"})
# What CLDR puts behind a year; a date is understood without it, and may end a sentence.
_BEHIND_YEARS = {"ru": re.compile(r"\sг\.")}


def worded(
    value: Number | When | Weekdays | City | Moment | time, language: str, render: Render
) -> str:
    """Word what has a form of its own in each language."""
    if isinstance(value, Number):
        return format_decimal(value.value, locale=_CLDR.get(language, language))
    if isinstance(value, When):
        return _when(value, language, render)
    if isinstance(value, Weekdays):
        return _weekdays(value.days, language, render)
    if isinstance(value, City):
        return city_of(value.zone, language)
    if isinstance(value, Moment):
        return _moment(value, language)
    return f"{value:%H:%M}"


def _when(when: When, language: str, render: Render) -> str:
    """Word a range of days by its precision: “15 Aug 2021”, “Aug 2021”, “1990s”, “1996 – 2001”.

    `render` renders the few texts that CLDR has no pattern for; an approximate date is
    prefixed with the language's “about”.
    """
    words = _open(when, language, render) or _exact(when, language, render)
    words = _without_mark(words, language)
    return render(t("about {date}", date=words)) if when.approximate else words


def _moment(moment: Moment, language: str) -> str:
    """Word a local time of a day: “Fri 27 Nov, 09:00”, “Fri, 9 Jul 2027, 09:00”."""
    this_year = moment.at.year == moment.now.astimezone(moment.at.tzinfo).year
    skeleton = "MMMEd" if this_year else "yMMMEd"
    day = format_skeleton(skeleton, moment.at.date(), locale=_CLDR.get(language, language))
    return f"{_written_out(_without_mark(day, language), language)}, {moment.at:%H:%M}"


def _without_mark(words: str, language: str) -> str:
    """Leave out what the language puts behind years."""
    behind = _BEHIND_YEARS.get(language)
    return behind.sub("", words) if behind is not None else words


def _weekdays(days: frozenset[int], language: str, render: Render) -> str:
    """Word days of the week, Monday 0: “every day”, “on weekdays”, “Mon, Thu”."""
    common = {range(7): t("every day"), range(5): t("on weekdays"), range(5, 7): t("at weekends")}
    for these, words in common.items():
        if days == frozenset(these):
            return render(words)
    names = get_day_names("abbreviated", locale=_CLDR.get(language, language))
    return ", ".join(names[day] for day in sorted(days))


def _exact(when: When, language: str, render: Render) -> str:
    first, last = when.earliest, when.latest
    locale = _CLDR.get(language, language)
    if first == last:
        return _written_out(format_skeleton("yMMMd", first, locale=locale), language)
    if when.precision is Precision.DECADE and first.year % 10 == 0 and last.year == first.year + 9:
        return render(t("{year}s", year=first.year))
    if when.precision is Precision.SEASON and first.day == 1:
        season = _season(first)
        if season is not None:
            return render(season)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return _span(first, last, "y", locale)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        return _span(first, last, "yMMMM" if language in _WRITTEN_OUT else "yMMM", locale)
    return _written_out(format_interval(first, last, "yMMMd", locale=locale), language)


def _open(when: When, language: str, render: Render) -> str:
    """Word a range with one end: “before 1990”, “since 5 May 2015”; of others give nothing."""
    if when.latest == date.max:
        return render(t("since {date}", date=_day_or_year(when.earliest, language)))
    if when.earliest == date.min:
        after = when.latest + timedelta(days=1)
        return render(t("before {date}", date=_day_or_year(after, language)))
    return ""


def _day_or_year(day: date, language: str) -> str:
    """Word where an open range begins or ends: a day, of the first of January the year alone."""
    of_year = (day.month, day.day) == (1, 1)
    locale = _CLDR.get(language, language)
    return _written_out(format_skeleton("y" if of_year else "yMMMd", day, locale=locale), language)


def _written_out(words: str, language: str) -> str:
    """Put the full names of months for the short ones, where the language wants that.

    CLDR has patterns for ranges with short names only.
    """
    if language not in _WRITTEN_OUT:
        return words
    full = get_month_names("wide", locale=language)
    for month, short in get_month_names("abbreviated", locale=language).items():
        words = words.replace(short, full[month])
    return words


def _span(first: date, last: date, skeleton: str, locale: str) -> str:
    one = format_skeleton(skeleton, first, locale=locale)
    other = format_skeleton(skeleton, last, locale=locale)
    return one if one == other else format_interval(first, last, skeleton, locale=locale)


def _season(first: date) -> Text | None:
    if first.month == 12:  # noqa: PLR2004 - winter begins in December and ends a year later
        return t(
            "winter {year}/{next_year}", year=first.year, next_year=f"{(first.year + 1) % 100:02}"
        )
    return {
        3: t("spring {year}", year=first.year),
        6: t("summer {year}", year=first.year),
        9: t("autumn {year}", year=first.year),
    }.get(first.month)
