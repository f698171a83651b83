"""Dates that lean on the story around them, and which way the words around a date point."""

from __future__ import annotations

from datetime import date

import pytest

from storage.extraction.dates import DatedExpression, find_dates

WEDNESDAY = date(2021, 8, 18)


def dates(*passages: str, on: date = WEDNESDAY) -> list[DatedExpression]:
    """Read the dates of an article's passages in order."""
    found: list[DatedExpression] = []
    for passage in passages:
        found += find_dates(passage, reference=on, earlier=tuple(found))
    return found


def days(*passages: str, on: date = WEDNESDAY) -> list[str]:
    """Give the ranges of all dates, short where they are one day."""
    return [
        f"{e.when.earliest}"
        if e.when.earliest == e.when.latest
        else f"{e.when.earliest}/{e.when.latest}"
        for e in dates(*passages, on=on)
    ]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        # set for, put off until, had, granted
        ("The judge set a hearing for Friday.", "2021-08-20"),
        ("She called an early election for September 20.", "2021-09-20"),
        ("The coroner opened and adjourned the inquest until October 4.", "2021-10-04"),
        ("The hearing was postponed by two weeks to August 30.", "2021-08-30"),
        ("He has a meeting with the harbour master on Friday.", "2021-08-20"),
        ("The team have a derby in hand against lowly Niebla on Saturday.", "2021-08-21"),
        ("Residents have until 8 September to object.", "2021-09-08"),
        ("It could take until Sunday to clear the road.", "2021-08-22"),
        ("The mayor declared a curfew starting Thursday.", "2021-08-19"),
        ("The match is on Thursday.", "2021-08-19"),
        ("She's 40 on Sunday.", "2021-08-22"),
        ("Kestrel, which reports on August 26, fell 2 percent.", "2021-08-26"),
        ("Tickets go on sale on Friday.", "2021-08-20"),
        ("They would have celebrated their anniversary on November 3.", "2021-11-03"),
        ("It was scheduled for September 3.", "2021-09-03"),
        (
            "If the strike lasts until the end of October, it could cost 5 billion won.",
            "2021-10-01/2021-10-31",
        ),
        # and what only looks alike
        ("Rovers, on October 3, won 4 matches.", "2020-10-03"),
        ("Police set up roadblocks on Friday.", "2021-08-13"),
        ("The firm set a record for July.", "2021-07-01/2021-07-31"),
        ("The minister called for calm on Monday.", "2021-08-16"),
        ("He has a scar from an attack on Tuesday.", "2021-08-17"),
        ("Officials have met a delegation on Monday.", "2021-08-16"),
        ("They fought until Friday.", "2021-08-13"),
        ("The siege lasted until August 3.", "2021-08-03"),
        ("Attacks starting on Sunday killed twelve people.", "2021-08-15"),
        ("It is what he said on Monday.", "2021-08-16"),
        ("The road is closed after a landslide on Monday.", "2021-08-16"),
        ("The novelist, who lives in Leeds, died on Friday.", "2021-08-13"),
        ("The trial, which was due to start in March, was put off.", "2021-03-01/2021-03-31"),
        ("At 4.40am on 27 November, in a hotel by the lake, an aide woke him.", "2020-11-27"),
    ],
)
def test_the_words_around_tell_whether_a_day_is_past_or_to_come(sentence, day):
    assert days(sentence) == [day]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("“Ask me again in October,” she said.", "2021-10-01/2021-10-31"),
        ("“The vote on Friday will be close,” a senator said.", "2021-08-20"),
        ("“I will resign,” he said on Monday.", "2021-08-16"),
        ("He swore that “nothing happened on Friday”.", "2021-08-13"),
    ],
)
def test_a_date_in_a_quotation_goes_by_the_verbs_of_the_quotation(sentence, day):
    assert days(sentence) == [day]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Sales in the three months to June 30 rose.", ["2021-04-01/2021-06-30"]),
        ("Sales fell in the quarter ended March 31.", ["2021-01-01/2021-03-31"]),
        ("Prices rose in the year to June.", ["2020-07-01/2021-06-30"]),
        ("Claims fell in the week ended August 14.", ["2021-08-08/2021-08-14"]),
        (
            "Sales rose in the three months to June 30 from 2 million a year earlier.",
            ["2021-04-01/2021-06-30", "2020-04-01/2020-06-30"],
        ),
        (
            "In the first quarter of 2021 sales fell from the same quarter of 2019.",
            ["2021-01-01/2021-03-31", "2019-01-01/2019-03-31"],
        ),
        ("Sales fell from the same week a year earlier.", ["2020-08-17/2020-08-23"]),
        ("A ruling is expected in the fourth quarter.", ["2021-10-01/2021-12-31"]),
        ("The side is expected to tire in the fourth quarter of the match.", []),
    ],
)
def test_spans_of_figures_end_with_their_day_and_are_compared(sentence, expected):
    assert days(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The house was burgled two days before Christmas.", ["2020-12-23"]),
        ("She left three days after May 3, 2020.", ["2020-05-06"]),
        ("He died on Armistice Day 1988.", ["1988-11-11"]),
        ("Crowds gathered on St Patrick's Day.", ["2021-03-17"]),
        ("It rained between Monday and Wednesday.", ["2021-08-16/2021-08-18"]),
        ("Shops open between Monday and Friday every week.", []),
        ("Shareholders cheered at April's annual meeting.", ["2021-04-01/2021-04-30"]),
        ("April's mother was there.", []),
        ("She ran the branch's Saturday reading club.", []),
        ("The Sunday papers were full of it.", []),
        ("He was shot at Sunday's rally.", ["2021-08-15"]),
        ("He will retire at the end of the year.", ["2021-12-01/2021-12-31"]),
    ],
)
def test_days_by_their_names_and_names_that_are_no_days(sentence, expected):
    assert days(sentence) == expected


@pytest.mark.parametrize(
    ("passages", "last"),
    [
        (("He was shot on 6 May. His body was found the following Sunday.",), "2021-05-09"),
        (("He was shot on 6 May. By the Sunday the town was empty.",), "2021-05-09"),
        (("On 3 May 2021 the mayor resigned.", "He left that evening for Rome."), "2021-05-03"),
        (("It opened in May 2018 and paid off the following year.",), "2019-01-01/2019-12-31"),
        (("She crossed it in 1961.", "She told him the following year."), "1962-01-01/1962-12-31"),
        (("He left in 1950 and was in Rome the following summer.",), "1951-06-01/1951-08-31"),
        (("On the Monday the banks reopened.",), "2021-08-16"),
    ],
)  # fmt: skip
def test_a_story_goes_on_from_the_day_that_it_has_come_to(passages, last):
    assert days(*passages)[-1] == last


def test_a_question_gives_its_year_to_the_answer():
    asked = "Reporter: You left the island in 2013, didn't you?"
    assert days(asked, "In September we crossed the strait.")[-1] == "2013-09-01/2013-09-30"
    told = "The firm was founded in 2013."
    assert days(told, "In March it went bankrupt.")[-1] == "2021-03-01/2021-03-31"


def test_a_story_that_has_stayed_in_a_year_keeps_it():
    left = "I left Prague in January 1977."
    assert (
        days(left, "Who signed that year?", "She was arrested on 14 January.")[-1] == "1977-01-14"
    )
    assert days(left, "She was arrested on 14 January.")[-1] == "2021-01-14"


def test_today_in_what_was_said_is_the_day_that_the_article_reports_of():
    lead = "A clerk was found guilty on Tuesday of theft."
    said = "“She trusted him,” her daughter said on the steps. “Today somebody told the truth.”"
    assert days(lead, said)[-1] == "2021-08-17"
    assert days("A clerk was found guilty on Monday.", said)[-1] == "2021-08-18"


@pytest.mark.parametrize(
    ("sentence", "method"),
    [
        ("He died on 3 May 2020.", "calendar"),
        ("He died on 3 May.", "nearest year"),
        ("He died on Monday.", "weekday"),
        ("He died last week.", "unit"),
        ("He died yesterday.", "today"),
        ("He died two days ago.", "ago"),
        ("Profit rose in the third quarter of 2020.", "calendar"),
        ("Profit rose in the third quarter.", "quarter"),
        ("Profit rose in the year to June.", "span"),
        ("He died two days before Christmas.", "offset"),
        ("He died at Easter.", "holiday"),
    ],
)
def test_every_date_names_the_rule_by_which_it_was_read(sentence, method):
    assert [e.method for e in dates(sentence)] == [method]


def test_a_date_without_year_in_a_story_names_the_narrative():
    assert [e.method for e in dates("In 1996 they fled. In September they returned.")] == [
        "calendar",
        "narrative",
    ]
