"""What people type after /subscribe, as wishes."""

from __future__ import annotations

from contextlib import suppress
from datetime import time
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefings.wording import (
    Contradiction,
    NoSuchTime,
    NoSuchZone,
    NotUnderstood,
    QuoteNotClosed,
    Unclear,
    Wish,
    choose,
    read,
    read_parts,
    read_time,
    readings,
)
from storage.state.records import EVERY_DAY, Mode

WEEKDAYS, WEEKENDS = frozenset(range(5)), frozenset({5, 6})
KNOWN = {"embassy", "посольство", "black friday", "embassy kabul", "peter dailey", "area 51"}


def meant(words: str) -> Wish:
    """The wish, where the topics and actors are those of KNOWN."""
    return choose(readings(words), lambda subject: subject.lower() in KNOWN)


def wish(subject: str | None = "embassy", **parts: object) -> Wish:
    return Wish(subject=subject, **parts)


DAYS = [
    ("daily", EVERY_DAY),
    ("every day", EVERY_DAY),
    ("ежедневно", EVERY_DAY),
    ("каждый день", EVERY_DAY),
    ("weekdays", WEEKDAYS),
    ("on weekdays", WEEKDAYS),
    ("по будням", WEEKDAYS),
    ("будни", WEEKDAYS),
    ("weekends", WEEKENDS),
    ("по выходным", WEEKENDS),
    ("weekly", {0}),
    ("раз в неделю", {0}),
    ("weekly thu", {3}),
    ("еженедельно в среду", {2}),
    ("mon", {0}),
    ("Monday", {0}),
    ("mondays", {0}),
    ("on mondays", {0}),
    ("every monday", {0}),
    ("по понедельникам", {0}),
    ("mon,thu", {0, 3}),
    ("mon, thu", {0, 3}),
    ("mon thu", {0, 3}),
    ("Monday and Thursday", {0, 3}),
    ("пн,чт", {0, 3}),
    ("пн и чт", {0, 3}),
    ("по вторникам и пятницам", {1, 4}),
    ("mon-fri", WEEKDAYS),
    ("mon - fri", WEEKDAYS),
    ("пн–пт", WEEKDAYS),
    ("fri-mon", {4, 5, 6, 0}),
    ("weekdays sat", {0, 1, 2, 3, 4, 5}),
    # Slips.
    ("dialy", EVERY_DAY),
    ("ежедневна", EVERY_DAY),
    ("wekdays", WEEKDAYS),
    ("munday", {0}),
    ("thrusday", {3}),
    ("mondays and wendesdays", {0, 2}),
    ("понедельиник", {0}),
]


@pytest.mark.parametrize(("words", "days"), DAYS)
def test_days(words, days):
    assert meant(f"embassy {words}") == wish(days=frozenset(days))
    assert meant(f"embassy 9:00 {words}") == wish(days=frozenset(days), at=time(9))
    assert read_parts(words) == wish(None, days=frozenset(days))


TIMES = [
    ("9:00", time(9)),
    ("09:00", time(9)),
    ("21.30", time(21, 30)),
    ("9h30", time(9, 30)),
    ("9am", time(9)),
    ("9 AM", time(9)),
    ("9:30 pm", time(21, 30)),
    ("9 p.m.", time(21)),
    ("12am", time(0)),
    ("12 pm", time(12)),
    ("at 9", time(9)),
    ("at 9:05", time(9, 5)),
    ("at 9 o'clock", time(9)),
    ("9 in the morning", time(9)),
    ("в 9", time(9)),
    ("в 9:00", time(9)),
    ("в 9 утра", time(9)),
    ("в 9 часов", time(9)),
    ("18h", time(18)),
    ("18 h", time(18)),
    ("at 18", time(18)),
    ("at 18h", time(18)),
    ("в 18ч30", time(18, 30)),
    ("9ч", time(9)),
    ("в 9 вечера", time(21)),
    ("в 2 дня", time(14)),
    ("в 12 ночи", time(0)),
    ("в 2 ночи", time(2)),
    ("в 11 ночи", time(23)),
    ("21:30 вечера", time(21, 30)),
    ("noon", time(12)),
    ("at midnight", time(0)),
    ("в полдень", time(12)),
    ("9", time(9)),
]


@pytest.mark.parametrize("words", ["any time", "whenever", "в любое время"])
def test_the_time_may_be_left_to_the_bot(words):
    assert meant(f"embassy daily {words}") == wish(any_time=True, days=EVERY_DAY)


@pytest.mark.parametrize(("words", "at"), TIMES)
def test_times_of_day(words, at):
    assert meant(f"embassy {words}") == wish(at=at)
    assert meant(f"embassy daily {words}") == wish(at=at, days=EVERY_DAY)
    assert read_time(words) == at


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Berlin", "berlin"),
        ("in Berlin", "berlin"),
        ("Berln", "berln"),
        ("New York", "new york"),
        ("по Москве", "москве"),
        ("Moscow time", "moscow"),
        ("по московскому времени", "московскому времени"),
        ("по берлинскому времени", "берлинскому времени"),
        ("по времени Москвы", "москвы"),
        ("в Нью-Йорке", "нью-иорке"),
        ("Europe/Berlin", "europe/berlin"),
        ("UTC", "utc"),
        ("UTC+3", "utc+3"),
        ("+05:30", "+05:30"),
        ("МСК+2", "мск+2"),
    ],
)
def test_zones_as_zones_find_takes_them(words, zone):
    assert meant(f"embassy {words}") == wish(zone=zone)
    assert meant(f"embassy {words} 9:00") == wish(zone=zone, at=time(9))
    assert meant(f"embassy 9:00 {words}") == wish(zone=zone, at=time(9))


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("instant", {"mode": Mode.INSTANT}),
        ("instnat", {"mode": Mode.INSTANT}),
        ("at once", {"mode": Mode.INSTANT}),
        ("сразу", {"mode": Mode.INSTANT}),
        ("onthisday", {"mode": Mode.ON_THIS_DAY}),
        ("on this day", {"mode": Mode.ON_THIS_DAY}),
        ("в этот день 9:00", {"mode": Mode.ON_THIS_DAY, "at": time(9)}),
        ("silent", {"silent": True}),
        ("без звука", {"silent": True}),
        ("to @my_channel", {"target": "@my_channel"}),
        ("@my_channel", {"target": "@my_channel"}),
        ("в канал @my_channel", {"target": "@my_channel"}),
        ("на канал @my_channel", {"target": "@my_channel"}),
        ("to the channel @my_channel", {"target": "@my_channel"}),
        ("to https://t.me/my_channel", {"target": "@my_channel"}),
        ("в @My_Channel", {"target": "@My_Channel"}),
        ("to -1001234567890", {"target": "-1001234567890"}),
        (
            "instant to @my_channel silently",
            {"mode": Mode.INSTANT, "target": "@my_channel", "silent": True},
        ),
    ],
)
def test_modes_targets_and_silence(words, parts):
    assert meant(f"embassy {words}") == wish(**parts)


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("embassy", "embassy"),
        ("weekly 9:00", "weekly"),
        ("daily", "daily"),
        ("9/11 9:00", "9/11"),
        ("May 9:00", "May"),
        ("Kabul 9:00", "Kabul"),
        ("Kabul talks monday statement 9:00", "Kabul talks monday statement"),
        ("Kabul talks 9/11 9:00", "Kabul talks 9/11"),
        ("weekly review 9:00", "weekly review"),
        ('"weekly" 9:00', "weekly"),
        ('"daily 9:00 Berlin" 9:00', "daily 9:00 Berlin"),
        ('"May" 9:00', "May"),
        # Either: stays the subject's.
        ("embassy Kabul 9:00", "embassy Kabul"),
        ("The Sun 9:00", "The Sun"),
        ("Black Friday 9:00", "Black Friday"),
        ("Peter Dailey 9:00", "Peter Dailey"),
        ("talks in Kabul 9:00", "talks in Kabul"),
        ("Area 51 9:00", "Area 51"),
        ("sanctions on Turkey 9:00", "sanctions on Turkey"),
    ],
)
def test_a_topics_own_words_are_not_eaten(words, subject):
    read_as = read(words)
    assert read_as.subject == subject
    assert read_as.at == (time(9) if words.endswith(" 9:00") else None)
    assert read_as.days is None
    assert read_as.zone is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("embassy Kabul 9:00", wish("embassy Kabul", at=time(9))),
        ("embassy Berlin 9:00", wish(zone="berlin", at=time(9))),
        ("embassy Kabul Berlin", wish("embassy Kabul", zone="berlin")),
        ("embassy Kabul", wish("embassy Kabul")),
        ("embassy Friday", wish(days=frozenset({4}))),
        ("Black Friday Friday", wish("Black Friday", days=frozenset({4}))),
        ("Peter Dailey dailey", wish("Peter Dailey", days=EVERY_DAY)),
        ("unknown Friday", wish("unknown Friday")),
        ("embassy mon Berlin 9", wish(days=frozenset({0}), zone="berlin", at=time(9))),
    ],
)
def test_where_words_may_be_either_the_subject_that_exists_decides(words, expected):
    assert meant(words) == expected


def test_the_readings_begin_with_the_likeliest_then_by_the_length_of_the_subject():
    subjects = [one.subject for one in readings("embassy Friday Berlin daily")]
    assert subjects == ["embassy Friday Berlin", "embassy Friday Berlin daily", "embassy Friday"]


@pytest.mark.parametrize(
    ("words", "error", "told"),
    [
        ("embassy 25:00", NoSuchTime, "25:00 is no time of day; write 09:00."),
        ("embassy daily 9:75 Berlin", NoSuchTime, "9:75"),
        ("embassy 24:00", NoSuchTime, "24:00"),
        ("embassy 13:00 am", NoSuchTime, "13:00 am"),
        ("embassy daily UTC+25", NoSuchZone, "UTC+25 is no offset of a clock"),
        ("embassy 9:00 +5:07", NoSuchZone, "+5:07"),
        ("embassy daily 9:00 Xyzzy", NotUnderstood, "“Xyzzy”"),
        ("embassy 9:00 in Xyzzy daily", NotUnderstood, "“in”"),
        ("embassy 9:00 blah daily Berlin", NotUnderstood, "“blah”"),
        ('embassy daily 9:00 "x y"', NotUnderstood, "x y"),
        ('"embassy" blah', NotUnderstood, "“blah”"),
        ('"embassy" daily blah 9:00', NotUnderstood, "“blah”"),
        ('"embassy', QuoteNotClosed, "embassy"),
        ("embassy 9:00 10:00", Contradiction, "“9:00” and “10:00”"),
        ("embassy daily mon", Contradiction, "“daily” and “mon”"),
        ("embassy 9:00 Berlin Kabul", Contradiction, "“Berlin” and “Kabul”"),
        ("embassy instant 9:00", Contradiction, "leave out “9:00”"),
        ("embassy weekdays instant", Contradiction, "leave out “weekdays”"),
        ("embassy onthisday daily", Contradiction, "leave out “daily”"),
        ("embassy instant onthisday", Contradiction, "“instant” and “onthisday”"),
    ],
)
def test_what_cannot_be_is_told_with_its_words(words, error, told):
    with pytest.raises(error) as raised:
        read(words)
    assert told in str(raised.value)
    assert raised.value.message.format(**raised.value.arguments) == str(raised.value)


@pytest.mark.parametrize("words", ["", "   ", '""'])
def test_nothing_typed_is_a_wish_of_which_nothing_was_said(words):
    assert readings(words) == (Wish(),)


@pytest.mark.parametrize(("words", "told"), [("blah", "blah"), ("daily blah 9:00", "blah")])
def test_a_change_has_parts_only(words, told):
    with pytest.raises(NotUnderstood, match=told):
        read_parts(words)


@pytest.mark.parametrize("words", ["25:00", "blah", "", "mon", "UTC+3"])
def test_a_time_alone_is_a_time(words):
    with pytest.raises(NoSuchTime):
        read_time(words)


# Each part in several wordings, with what it says.
SAID = {
    "days": [(w, frozenset(d)) for w, d in DAYS if " " not in w or w.startswith("on ")],
    "at": [("9:00", time(9)), ("9am", time(9)), ("в 9", time(9)), ("21.30", time(21, 30))],
    "zone": [("Berlin", "berlin"), ("UTC+3", "utc+3"), ("New York", "new york"),
             ("по Москве", "москве"), ("Europe/Berlin", "europe/berlin"), ("Berln", "berln")],
    "target": [("to @my_channel", "@my_channel"), ("@my_channel", "@my_channel")],
    "silent": [("silent", True), ("без звука", True)],
}  # fmt: skip
SUBJECTS = [
    "embassy", "посольство", "Black Friday", "embassy Kabul", "Peter Dailey", "Area 51",
]  # fmt: skip
PHRASES = ["talks", "weekly 9:00", "May", "9/11", "instant Berlin", "mon,thu", "to @channel now"]


@given(
    parts=st.fixed_dictionaries(
        {}, optional={kind: st.sampled_from(said) for kind, said in SAID.items()}
    ).flatmap(lambda some: st.permutations(list(some.items()))),
    subject=st.sampled_from(SUBJECTS),
    phrase=st.sampled_from(PHRASES) | st.none(),
)
def test_every_combination_in_every_order_reads_as_it_was_meant(parts, subject, phrase):
    words = " ".join(said for _, (said, _) in parts)
    values = {kind: value for kind, (_, value) in parts}
    if phrase is not None:
        assert read(f'"{phrase}" {words}') == Wish(subject=phrase, quoted=True, **values)
    else:
        assert meant(f"{subject} {words}") == Wish(subject=subject, **values)


def test_all_orders_of_the_four_usual_parts_read_alike():
    said = ["mon,thu", "9:00", "Berlin", "to @my_channel"]
    read_as = {meant(f"embassy {' '.join(order)}") for order in permutations(said)}
    assert read_as == {
        wish(days=frozenset({0, 3}), at=time(9), zone="berlin", target="@my_channel")
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("9:00 embassy", wish(at=time(9))),
        ("daily at 9 embassy Berlin", wish(days=EVERY_DAY, at=time(9), zone="berlin")),
        ('weekly "open sea"', wish("open sea", quoted=True, days=frozenset({0}))),
        ("daily mail", wish("daily mail")),
    ],
)
def test_parts_may_stand_before_what_is_followed(words, expected):
    assert meant(words) == expected


@given(st.text(max_size=128))
def test_whatever_is_typed_is_a_wish_or_says_what_is_unclear(words):
    with suppress(Unclear):
        assert all(one.subject is None or one.subject.strip() for one in readings(words))


VOCABULARY = [
    "mon", "thu,", "daily", "weekly", "9:00", "9", "at", "in", "Berlin", "UTC+3", "to", "@channel",
    "instant", "onthisday", '"', "talks", "Kabul", "Friday", "25:00", "every", "and", "silent",
]  # fmt: skip


@given(st.lists(st.sampled_from(VOCABULARY), max_size=20).map(" ".join))
@example("every mon mon")
def test_whatever_is_put_together_of_known_words_is_read_or_refused(words):
    try:
        wishes = readings(words)
    except Unclear:
        return
    bare = words.replace('"', "").split()
    for one in wishes:
        first = (one.subject or " ".join(bare)).split()[:1]
        before = [bare[:at] for at in range(len(bare)) if [bare[at]] == first]
        assert not before or any(are_parts(some) for some in before), one


def are_parts(words: list[str]) -> bool:
    """Whether words are parts only, as those before what is followed are."""
    try:
        read_parts(" ".join(words))
    except Unclear:
        return False
    return True
