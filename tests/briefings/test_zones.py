"""Time zones as people tell them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings import zones
from briefings.zones import by_name, city_of, describe, find, is_certain, offset_of

WINTER = datetime(2026, 11, 26, 6, 10, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 6, 10, tzinfo=UTC)

ONE = [
    ("Europe/Berlin", "Europe/Berlin"),
    ("europe/berlin", "Europe/Berlin"),
    ("Europe/Kiev", "Europe/Kyiv"),
    ("US/Eastern", "America/New_York"),
    ("Berlin", "Europe/Berlin"),
    ("BERLIN", "Europe/Berlin"),
    ("Берлин", "Europe/Berlin"),
    ("в Берлине".removeprefix("в "), "Europe/Berlin"),
    ("Москва", "Europe/Moscow"),
    ("Питер", "Europe/Moscow"),
    ("Saint-Petersburg", "Europe/Moscow"),
    ("New York", "America/New_York"),
    ("new_york", "America/New_York"),
    ("Нью Йорк", "America/New_York"),
    ("Kyiv", "Europe/Kyiv"),
    ("Киев", "Europe/Kyiv"),
    ("Calcutta", "Asia/Kolkata"),
    ("São Paulo", "America/Sao_Paulo"),
    ("Buenos Aires", "America/Argentina/Buenos_Aires"),
    ("Кёльн", "Europe/Berlin"),
    ("Germany", "Europe/Berlin"),
    ("Франция", "Europe/Paris"),
    ("UK", "Europe/London"),
    ("UTC", "UTC"),
    ("gmt", "UTC"),
    ("EST", "America/New_York"),
    ("мск", "Europe/Moscow"),
    ("Etc/GMT-3", "Etc/GMT-3"),
    # As one says it.
    ("in Berlin", "Europe/Berlin"),
    ("Moscow time", "Europe/Moscow"),
    ("По московскому времени", "Europe/Moscow"),
    ("московское время", "Europe/Moscow"),
    ("по времени Москвы", "Europe/Moscow"),
    ("по Москве", "Europe/Moscow"),
    ("часовой пояс Москва", "Europe/Moscow"),
    ("по берлинскому времени", "Europe/Berlin"),
    ("по нью-йоркскому времени", "America/New_York"),
    ("по киевскому", "Europe/Kyiv"),
    ("по Гринвичу", "UTC"),
    # Slips.
    ("Berln", "Europe/Berlin"),
    ("Belrin", "Europe/Berlin"),
    ("Europe/Berln", "Europe/Berlin"),
    ("Tashkant", "Asia/Tashkent"),
    ("San Fransisco", "America/Los_Angeles"),
    ("Масква", "Europe/Moscow"),
    ("Ташкенте", "Asia/Tashkent"),
]


@pytest.mark.parametrize(("words", "zone"), ONE)
def test_a_name_a_city_or_a_slip_of_one_is_one_zone(words, zone):
    assert find(words, WINTER) == (zone,)


FIRST = [
    ("Russia", ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk")),
    ("США", ("America/New_York", "America/Los_Angeles", "America/Chicago")),
    ("IST", ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin")),
    ("UTC+3", ("Etc/GMT-3", "Europe/Moscow", "Europe/Istanbul")),
    ("+3", ("Etc/GMT-3", "Europe/Moscow", "Europe/Istanbul")),
    ("МСК+2", ("Etc/GMT-5", "Asia/Karachi", "Asia/Tashkent")),
    ("+05:30", ("Asia/Kolkata", "Asia/Colombo")),
    ("UTC−5", ("Etc/GMT+5", "America/New_York", "America/Toronto")),
    ("UTC+0", ("UTC", "Europe/London", "Europe/Lisbon")),
    ("07:10", ("Europe/Berlin", "Europe/Paris", "Africa/Lagos")),
    ("7.12", ("Europe/Berlin", "Europe/Paris", "Africa/Lagos")),
    ("10:40", ("Asia/Kabul",)),
    ("22:10", ("America/Los_Angeles", "America/Vancouver", "America/Tijuana")),
]


@pytest.mark.parametrize(("words", "first"), FIRST)
def test_what_may_be_several_zones_lists_the_commonest_first(words, first):
    assert find(words, WINTER)[: len(first)] == first


def test_offsets_and_clocks_are_those_of_the_season():
    assert find("7:10", SUMMER)[0] == "Europe/London"
    assert "Europe/Berlin" in find("UTC+2", SUMMER)
    assert "Europe/Berlin" not in find("UTC+2", WINTER)


@pytest.mark.parametrize(
    "words",
    ["", "xyzzy", "utc+25", "+3:07", "25:00", "9:99", "14:35", "Mon", "May", "weekly", "embassy",
     "localtime", "Factory", "West", "Europe/", "/", "+", "Mars",
     "9 New York"],
)  # fmt: skip
def test_what_is_no_zone_is_none(words):
    assert find(words, WINTER) == ()


@pytest.mark.parametrize(
    ("words", "certain"),
    [("UTC", True), ("Europe/Berlin", True), ("Europe/Berln", True), ("UTC+3", True), ("+3", True),
     ("Berlin", False), ("Georgia", False), ("EST", False), ("talks/Kabul", False),
     ("Europe/Xyzzy", False)],
)  # fmt: skip
def test_a_city_may_be_something_else_but_an_offset_or_area_and_city_may_not(words, certain):
    assert is_certain(words) == certain


def test_every_zone_of_iana_is_found_by_its_name_and_runs_alike():
    # People mean New York's clock by EST, and offsets are offered with the cities that have them.
    otherwise = {"localtime", "Factory", "EST", "EET", "MST", "GMT+0", "GMT-0"}
    for name in sorted(available_timezones() - otherwise):
        (zone,) = find(name, WINTER)
        for now in (WINTER, SUMMER):
            there, here = now.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(name))
            assert there.utcoffset() == here.utcoffset(), name


def test_every_zone_is_found_by_its_city_its_offset_and_its_time():
    for zone in zones._zones():
        assert zone in by_name(city_of(zone, "en"))
        assert zone in by_name(city_of(zone, "ru"))
        local = WINTER.astimezone(ZoneInfo(zone))
        assert zone in find(local.strftime("%H:%M"), WINTER)
        assert zone in find(f"UTC{local.strftime('%z')}", WINTER)


@pytest.mark.parametrize(
    ("words", "guess"),
    [("Атлантида", True), ("in Copanhagan", True), ("Tashkint time", False), ("Tashkant", False),
     ("Екатеренбург", False), ("Europe/Berln", False), ("Berlin", False),
     ("UTC+3", False), ("xyzzy", False), ("", False)],
)  # fmt: skip
def test_a_city_two_slips_away_is_but_guessed(words, guess):
    assert zones.is_guess(words) == guess


@given(st.text(max_size=40) | st.from_regex(zones._OFFSET, fullmatch=True))
def test_whatever_is_typed_gives_zones_that_exist(words):
    for zone in find(words, WINTER):
        ZoneInfo(zone)


@given(st.integers(-14 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters)))
def test_offsets_are_read_as_written(offset):
    sign, ahead = ("-", -offset) if offset < timedelta() else ("+", offset)
    hours, minutes = divmod(ahead // timedelta(minutes=1), 60)
    for start in ("", "UTC", "GMT "):
        assert offset_of(f"{start}{sign}{hours:02}:{minutes:02}") == offset
        assert offset_of(f"{start}{sign}{hours}{minutes:02}") == offset


def test_a_zone_is_told_by_name_city_and_local_time():
    shown = describe("Asia/Kolkata", WINTER)
    assert (shown.name, shown.city, f"{shown.now:%H:%M}") == ("Asia/Kolkata", "Kolkata", "11:40")
    assert describe("Europe/Moscow", WINTER, "ru").city == "Москва"
    assert describe("America/New_York", WINTER).city == "New York"
    assert describe("Etc/GMT-3", WINTER).city == "UTC+3"
    assert describe("UTC", WINTER).city == "UTC"


def test_the_table_names_zones_that_exist_by_their_present_names():
    table = zones._table()
    told = [*table["commonest"], *table["cities"], *chain(*table["short"].values())]
    assert [zone for zone in told if zones._canonical(zone) != zone] == []
    assert [zone for zone in told if zone not in available_timezones()] == []
    assert len(set(table["commonest"])) == len(table["commonest"])
