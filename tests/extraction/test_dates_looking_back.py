"""Stories told backwards: "Three years before, he had been sacked. That was in June."."""

from __future__ import annotations

from datetime import date

import pytest

from storage.extraction.dates import find_dates

SATURDAY = date(2024, 4, 20)
BROKE = "On 3 May 2019 the dam broke. "
MET = "The council met on Friday. "  # 19 April


def dates(*passages):
    found = []
    for passage in passages:
        found += find_dates(passage, reference=SATURDAY, earlier=tuple(found))
    return found


def told(*passages):
    """Give the ranges of all dates, short where they are one day."""
    return [
        f"{e.when.earliest}"
        if e.when.earliest == e.when.latest
        else f"{e.when.earliest} {e.when.latest}"
        for e in dates(*passages)
    ]


@pytest.mark.parametrize("apart", [False, True])
def test_a_story_told_backwards_goes_on_from_where_it_looks_back_to(apart):
    begins = "The tale opens in the autumn of 2017, when Okoro bought a ferry."
    back = (
        "Four years before, he had been thrown out of the guild. That was in March. "
        "By the end of that year he had a shop, and the following summer a barge."
    )
    found = told(begins, back) if apart else told(f"{begins} {back}")
    assert found == [
        "2017-09-01 2017-11-30",
        "2013-01-01 2013-12-31",
        "2013-03-01 2013-03-31",
        "2013-01-01 2013-12-31",
        "2014-06-01 2014-08-31",
    ]


@pytest.mark.parametrize(
    ("passages", "last"),
    [
        ((MET, "The day before, Okoro had said that he would go."), "2024-04-18"),
        ((MET, "Only the day before, Okoro had said no."), "2024-04-18"),
        ((MET, "A week earlier, she had already left."), "2024-04-08 2024-04-14"),
        ((MET, "Two days before that meeting she had left."), "2024-04-17"),
        ((MET + "Two days before that meeting, she left.",), "2024-04-17"),
        ((MET + "The day after that, she left.",), "2024-04-20"),
        (("The council voted yesterday.", "The day before, it had wavered."), "2024-04-18"),
        (
            (BROKE, "The week before, it had rained. The week before that, it had snowed."),
            "2019-04-15 2019-04-21",
        ),
        ((BROKE + "Two years earlier, an engineer had seen cracks.",), "2017-01-01 2017-12-31"),
        # a count goes on from the story, not from what it looks back on
        ((BROKE + "The day before, it had rained. Two days later it snowed.",), "2019-05-05"),
        ((BROKE + "Three days before, it rained. The day before, it had snowed.",), "2019-05-02"),
    ],
)
def test_days_counted_back_lean_on_the_story(passages, last):
    assert told(*passages)[-1] == last
    assert dates(*passages)[-1].confidence <= 0.6


@pytest.mark.parametrize(
    "passages",
    [
        ("A week earlier, she had left.",),
        ("Okoro has been a clerk since 2001.", "A year earlier, he had left school."),
        ("The council will meet on Friday.", "The day before, she had left."),
        ("The dam broke in May 2019.", "The day before, it had rained."),
        (BROKE + "Two days later, he left.", "The day before, she had left."),
        (MET, "The day before the council met, she had left."),
        (MET, "The day before, she left."),
    ],
)
def test_days_counted_back_from_nothing_certain_are_left_out(passages):
    assert not [e for e in dates(*passages) if "earlier" in e.text or "before" in e.text]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Haas joined the guild in 2015. That was in June.", "2015-06-01 2015-06-30"),
        ("Haas joined the guild in 2015. It was on 3 June, in the rain.", "2015-06-03"),
        ("In 2015 the dam broke. Two years earlier, it had leaked. In June it was mended.",
         "2015-06-01 2015-06-30"),
        ("Haas joined the guild in 2015. That was back in June.", "2015-06-01 2015-06-30"),
        # near misses
        ("Haas joined the guild in 2015. That was not so in June.", "2023-06-01 2023-06-30"),
        ("Haas joined the guild in 2015. In June he left it.", "2023-06-01 2023-06-30"),
        ("Haas joined the guild in 2015. It was cold in June.", "2023-06-01 2023-06-30"),
        ("Haas joined the guild last week. That was in April.", "2024-04-01 2024-04-30"),
    ],
)  # fmt: skip
def test_that_was_in_june_is_june_of_the_year_just_told(text, last):
    assert told(text)[-1] == last


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("On 3 May the council met. Two days before that meeting she left.",
         "Two days before that meeting"),
        ("On 3 May the council met. The day before that she left.", "The day before that"),
        ("On 3 May the council met. The day before that Okoro left.", "The day before that"),
    ],
)  # fmt: skip
def test_what_days_are_counted_from_belongs_to_the_expression(text, expression):
    assert dates(text)[-1].text == expression
