"""Names that are not typed exactly, with days, a time and a zone in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import followed
from storage.snapshot import Snapshot
from storage.state.records import EVERY_DAY, Wanted

# An article that has the words for days itself: they are then no strange words.
WEEKLY = """---
title: The weekly market of Valdivia
publisher: Port Gazette
published: 2019-08-01
---
Every Monday and Thursday the weekly market opened, and on Fridays a daily one; Kabul heard of it.

It was Friday. По пятницам и по будням рынок закрыт, а каждый понедельник открыт.
"""
TOPICS = """
[[topic]]
id = "market"
title = "Security of the Valdivia market"
queries = ["market"]

[[topic]]
id = "harbour"
title = "How the harbour reopened"
queries = ["harbour"]
"""
NAMES = [
    ("Valdivia market security", "market"),
    ("market of Valdivia", "market"),
    ("security markets", "market"),
    ("reopened harbour", "harbour"),
    ("harbuor reopening", "harbour"),
    ("Lagoss", "pedro-lagos"),
    ("Лагоса", "pedro-lagos"),
]
DAYS = [
    ("weekly", {0}),
    ("daily", EVERY_DAY),
    ("weekdays", range(5)),
    ("friday", {4}),
    ("fri", {4}),
    ("fridays", {4}),
    ("every monday", {0}),
    ("monday and thursday", {0, 3}),
    ("mon,thu", {0, 3}),
    ("mon-fri", range(5)),
    ("еженедельно", {0}),
    ("по пятницам", {4}),
    ("пятница", {4}),
    ("каждый понедельник", {0}),
    ("по будням", range(5)),
]
TIMES = ["9:00", "at 9", "9am", "7.30", "в 9 утра"]
ZONES = [("Berlin", "berlin"), ("New York", "new york"), ("UTC+3", "utc+3"), ("Москва", "москва")]


@pytest.fixture(scope="module")
def weekly(written: Callable[..., Snapshot]) -> Snapshot:
    return written(WEEKLY, topics=TOPICS)


@given(
    named=st.sampled_from(NAMES),
    parts=st.tuples(st.sampled_from(DAYS), st.sampled_from(TIMES), st.sampled_from(ZONES)),
    data=st.data(),
)
def test_days_time_and_zone_are_never_eaten_by_a_name(weekly, data, named, parts):
    (name, key), ((said, meant), at, (city, found)) = named, parts
    line = " ".join((name, *data.draw(st.permutations([said, at, city]))))
    wish = followed.read(weekly, line)
    hour = time(7, 30) if at == "7.30" else time(9)
    assert (wish.days, wish.at, wish.zone) == (frozenset(meant), hour, found)
    wanted = followed.meant(weekly, wish)
    assert key in {one.key for one in ((wanted,) if isinstance(wanted, Wanted) else wanted or ())}


@pytest.mark.parametrize("days", [said for said, _ in DAYS])
@pytest.mark.parametrize("name", [name for name, _ in NAMES])
def test_the_days_alone_are_read_as_well(weekly, name, days):
    wish = followed.read(weekly, f"{name} {days}")
    assert wish.days == frozenset(dict(DAYS)[days])


@pytest.mark.parametrize(
    "typed",
    [
        "weekly 7:30 Valdivia market security Berlin",
        "friday 7:30 Valdivia market security",
        "Valdivia market security 7 weekly Berlin",
    ],
)
def test_parts_before_a_name_and_bare_hours_before_other_parts_are_parts(weekly, typed):
    wish = followed.read(weekly, typed)
    assert wish.subject == "Valdivia market security"
    assert wish.days in {frozenset({0}), frozenset({4})}
    assert wish.at in {time(7), time(7, 30)}


@pytest.mark.parametrize(
    "typed", ["Lagoss Kabul weekly 7:30", "reopened harbour munday 7:30 Kabul"]
)
def test_words_that_make_a_name_less_like_anything_are_not_its_own(weekly, typed):
    wish = followed.read(weekly, typed)
    assert (wish.days, wish.at, wish.zone) == (frozenset({0}), time(7, 30), "kabul")


def test_a_city_that_a_title_has_stays_the_names(written):
    topics = '[[topic]]\nid = "talks"\ntitle = "Kabul: the long talks"\nqueries = ["harbour"]'
    wish = followed.read(written(WEEKLY, topics=topics), "talks long Kabul weekly 7:30")
    assert (wish.subject, wish.zone) == ("talks long Kabul", None)


def test_a_slip_beside_an_exact_name_is_not_the_names(weekly):
    wish = followed.read(weekly, "Pedro Lagos ежедневна 9am")
    assert (wish.subject, wish.days) == ("Pedro Lagos", EVERY_DAY)


def test_a_day_is_a_titles_own_where_the_title_is_typed_exactly(written):
    topics = '[[topic]]\nid = "black"\ntitle = "Black Friday"\nqueries = ["harbour"]'
    wish = followed.read(written(WEEKLY, topics=topics), "black friday 9:00 Berlin")
    assert (wish.subject, wish.days, wish.at) == ("black friday", None, time(9))


async def test_a_choice_keeps_the_days_the_time_and_the_zone(opened, weekly):
    async with opened(weekly) as news:
        which = await news.say("/subscribe Lagos and Ortiz friday 7:30 Berlin")
        done = await news.press(which, "Pedro Lagos")
        assert "Fri at 07:30" in done.text
        assert "Berlin time" in done.text


async def test_words_that_nothing_is_called_are_offered_with_a_day_in_them_and_without(news):
    which = await news.say("/subscribe Black Friday 7:30 Berlin")
    assert list(which.buttons)[:2] == ["The words “Black”", "The words “Black Friday”"]
    assert "Fri at 07:30" in (await news.press(which, "The words “Black”")).text
    assert "every day at 07:30" in (await news.press(which, "The words “Black Friday”")).text
