"""Dates, times, days of the week and numbers, as each language puts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from bot.locale import City, Moment, Number, Translator, Weekdays, t
from storage.models import Precision, When

NOW = datetime(2026, 11, 27, 21, 30, tzinfo=UTC)
AHEAD = timezone(timedelta(hours=5))  # where the new year has begun already

WHENS = [
    (When(date(2021, 8, 15), date(2021, 8, 15)), "15 Aug 2021", "15 августа 2021"),
    (When(date(2021, 5, 9), date(2021, 5, 9)), "9 May 2021", "9 мая 2021"),
    (When(date(2021, 5, 3), date(2021, 5, 9)), "3–9 May 2021", "3–9 мая 2021"),
    (
        When(date(2021, 3, 28), date(2021, 4, 3)),
        "28 Mar – 3 Apr 2021",
        "28 марта – 3 апреля 2021",
    ),
    (
        When(date(2021, 12, 27), date(2022, 1, 2)),
        "27 Dec 2021 – 2 Jan 2022",
        "27 декабря 2021 – 2 января 2022",
    ),
    (When(date(2021, 5, 1), date(2021, 5, 31)), "May 2021", "май 2021"),
    (When(date(2021, 4, 1), date(2021, 6, 30)), "Apr – Jun 2021", "апрель – июнь 2021"),
    (
        When(date(2020, 11, 1), date(2021, 1, 31)),
        "Nov 2020 – Jan 2021",
        "ноябрь 2020 – январь 2021",
    ),
    (When(date(2021, 1, 1), date(2021, 12, 31)), "2021", "2021"),
    (When(date(1996, 1, 1), date(2001, 12, 31)), "1996–2001", "1996–2001"),
    (When(date(1990, 1, 1), date(1999, 12, 31), Precision.DECADE), "1990s", "1990-е"),
    (
        When(date(2020, 12, 1), date(2021, 2, 28), Precision.SEASON),
        "winter 2020/21",
        "зима 2020/21",
    ),
    (When(date(2021, 3, 1), date(2021, 5, 31), Precision.SEASON), "spring 2021", "весна 2021"),
    (When(date(2021, 6, 1), date(2021, 8, 31), Precision.SEASON), "summer 2021", "лето 2021"),
    (When(date(2021, 9, 1), date(2021, 11, 30), Precision.SEASON), "autumn 2021", "осень 2021"),
    (
        When(date(2021, 8, 1), date(2021, 8, 31), approximate=True),
        "about Aug 2021",
        "примерно август 2021",
    ),
]
ARGUMENTS = [
    (Number(999), "999", "999"),
    (Number(1000), "1,000", "1 000"),
    (Number(1234567), "1,234,567", "1 234 567"),
    (Weekdays(frozenset(range(7))), "every day", "каждый день"),
    (Weekdays(frozenset(range(5))), "on weekdays", "по будням"),
    (Weekdays(frozenset({5, 6})), "at weekends", "по выходным"),
    (Weekdays(frozenset({3, 0})), "Mon, Thu", "пн, чт"),
    (time(9, 5), "09:05", "09:05"),
    (Moment(datetime(2026, 5, 1, 9, tzinfo=UTC), NOW), "Fri 1 May, 09:00", "пт, 1 мая, 09:00"),
    (Moment(NOW, NOW), "Fri 27 Nov, 21:30", "пт, 27 ноября, 21:30"),
    (
        Moment(datetime(2027, 7, 9, 9, tzinfo=UTC), NOW),
        "Fri, 9 Jul 2027, 09:00",
        "пт, 9 июля 2027, 09:00",
    ),
    (
        Moment(datetime(2027, 1, 1, 0, 30, tzinfo=AHEAD), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        "Fri 1 Jan, 00:30",
        "пт, 1 января, 00:30",
    ),
    (City("Europe/Moscow"), "Moscow", "Москва"),
    (City("Asia/Kabul"), "Kabul", "Кабул"),
    (City("Etc/GMT-3"), "UTC+3", "UTC+3"),
]


def plain(words: str) -> str:
    """Put common spaces for thin ones."""
    return " ".join(words.split())


@pytest.mark.parametrize(("value", "english", "russian"), [*WHENS, *ARGUMENTS])
def test_a_moment_is_told_as_each_language_tells_it(value, english, russian):
    text = t("{value}", value=value)
    assert plain(Translator("en").render(text)) == english
    assert plain(Translator("ru").render(text)) == russian


@pytest.mark.parametrize("month", range(1, 13))
def test_no_russian_month_is_cut_short(month):
    words = Translator("ru").render(t("{day}", day=When(*[date(2021, month, 5)] * 2)))
    assert "." not in words
