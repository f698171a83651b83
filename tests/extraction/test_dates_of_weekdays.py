"""Weekdays of stories long past, and weekdays of the news: which day each hangs on."""

from __future__ import annotations

from datetime import date

import pytest

from storage.building import build_corpus
from storage.extraction.dates import find_dates
from storage.report import DateDoubt, report

WEDNESDAY = date(2024, 3, 20)
BROKE = "On 3 May 2019 the dam broke. "  # a Friday


def dates(*passages):
    found = []
    for passage in passages:
        found += find_dates(passage, reference=WEDNESDAY, earlier=tuple(found))
    return found


def last_day(*passages):
    return str(dates(*passages)[-1].when.earliest)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (BROKE + "On Sunday the army came.", "2019-05-05"),
        (BROKE + "That Sunday the army came.", "2019-05-05"),
        (BROKE + "It rained that Sunday.", "2019-05-05"),
        (BROKE + "The bells rang on that Sunday evening.", "2019-05-05"),
        (BROKE + "On Friday night the valley was empty.", "2019-05-03"),
        (BROKE + "On Sunday the army came. On Tuesday it left.", "2019-05-07"),
        (BROKE + "On Sunday the army came. The following Tuesday it left.", "2019-05-07"),
        (BROKE + "On Sunday the army came. In June it left.", "2019-06-01"),
        (BROKE + "On Sunday the mayor said that she would go.", "2019-05-05"),
        ("On 3 May 2019 he left and on Sunday he was found in a barn.", "2019-05-05"),
        ("On 3 May 2019 the dam, built in 1950, broke. On Sunday the army came.", "2019-05-05"),
        ("The dam broke on 3 May 2019. On Sunday the army came.", "2019-05-05"),
        ("“On 3 May 2019 they took him. On Sunday they came for me,” she said.", "2019-05-05"),
    ],
)
def test_a_weekday_in_a_story_long_past_is_one_of_the_story(text, day):
    assert last_day(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # another time has come between, or the day is recent, or too far above
        (BROKE + "In 2021 it was rebuilt. On Sunday it opened.", "2024-03-17"),
        ("On 3 February 2024 the dam broke. On Sunday the army came.", "2024-03-17"),
        (BROKE + "It was the end. Nobody slept. They wept. On Sunday they met.", "2024-03-17"),
        # the weekday is of the news
        (BROKE + "On Sunday the army has come back.", "2024-03-17"),
        (BROKE + "On Sunday the army will come back.", "2024-03-24"),
        (BROKE + "Last Sunday the lake was full again.", "2024-03-17"),
        (BROKE + "Sunday's vote was put off.", "2024-03-17"),
        ("On 3 May 2019 they took him, she said on Sunday.", "2024-03-17"),
        ("“They took him on 3 May 2019,” she said on Sunday.", "2024-03-17"),
        ("“On 3 May 2019 they took him,” she said. On Sunday she wept.", "2024-03-17"),
        ("The dam broke on 3 May 2019. On Sunday the mayor said she would go.", "2024-03-17"),
        # the day only tells who somebody is
        ("The man jailed on 3 May 2019 was freed on Sunday.", "2024-03-17"),
        ("Haas, who was jailed on 3 May 2019, is free. On Sunday he went home.", "2024-03-17"),
        ("Haas, jailed on 3 May 2019, is free. On Sunday he went home.", "2024-03-17"),
        ("Haas was in jail since 3 May 2019. On Sunday he went home.", "2024-03-17"),
        # a conjunction
        ("On Monday she said that Sunday was quiet.", "2024-03-17"),
        ("She said on Monday that Sunday, a holiday, was quiet.", "2024-03-17"),
        # weekdays of weekdays
        ("The dam broke on Friday. That Sunday it was mended.", "2024-03-17"),
    ],
)
def test_other_weekdays_are_those_around_publication(text, day):
    assert last_day(text) == day


def test_an_article_that_has_told_news_means_its_days_by_bare_weekdays():
    lead = "A court heard on Tuesday how the valley drowned."
    assert last_day(lead, BROKE + "On Sunday survivors met.") == "2024-03-17"
    assert last_day(lead, BROKE + "That Sunday survivors met.") == "2019-05-05"
    assert last_day(BROKE, "On Sunday survivors met.") == "2024-03-17"
    assert last_day(BROKE, "On Friday a town flooded. It drained that Sunday.") == "2024-03-17"


def test_that_weekday_of_a_month_long_past_is_left_out():
    assert [e.text for e in dates("In May 2019 the dam broke. That Sunday the army came.")] == [
        "In May 2019"
    ]


def test_a_weekday_of_a_story_names_the_story_as_its_method_and_reference():
    found = dates(BROKE + "On Sunday the army came.")[-1]
    assert (found.method, found.reference) == ("narrative", date(2019, 5, 3))
    assert found.confidence < 0.9


@pytest.mark.parametrize(
    ("text", "day"),
    [
        # 20 March 2024 is a Wednesday, and so is 8 March 2023; 8 March 2024 is a Friday
        ("The pump has failed since Wednesday, March 8.", "2024-03-08"),
        ("The pier was shut on Wednesday, March 8.", "2024-03-08"),
        ("The pier shut on Saturday, March 8.", "2024-03-08"),
        ("Hearings began on Wednesday, 4 January.", "2024-01-04"),
        ("The pier will reopen on Saturday, March 22.", "2024-03-22"),
        ("Ferry timetable: Saturday, 22 March.", "2024-03-22"),
    ],
)
def test_a_wrong_weekday_lowers_the_confidence_but_moves_no_day_to_another_year(text, day):
    (found,) = dates(text)
    assert str(found.when.earliest) == day
    assert found.confidence == pytest.approx(0.45)
    assert "weekday" in found.flags
    assert not found.ahead or day > str(WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The pier was shut on Friday, March 8.", "2024-03-08"),
        ("Hearings began on Thursday, 21 December.", "2023-12-21"),
        ("The pier will reopen on Friday, 3 January.", "2025-01-03"),
        # words misread as past or future count less than a weekday close by
        ("The harbour office announced a closure on Saturday, March 23.", "2024-03-23"),
        ("The harbour office would close on Friday, March 8.", "2024-03-08"),
        ("Ferry timetable: Saturday, 14 September.", "2024-09-14"),
        # the text names the year close by
        ("Of the fires of 2022, one began on Monday, 3 October.", "2022-10-03"),
        ("The fires of 2022 were many. One began on Monday, 3 October.", "2022-10-03"),
        ("On 5 May 2022 a fire broke out; on Monday, 3 January, it was foretold.", "2022-01-03"),
    ],
)
def test_a_weekday_that_agrees_is_sure(text, day):
    found = dates(text)[-1]
    assert str(found.when.earliest) == day
    assert "weekday" not in found.flags


def test_a_year_named_later_in_the_sentence_counts_too():
    found = dates("He fled on Monday, 3 January, and was caught on Friday, 7 January 2022.")[0]
    assert str(found.when.earliest) == "2022-01-03"


def test_a_named_year_in_which_the_weekday_is_wrong_too_moves_nothing():
    found = dates("Of the fires of 2021, one began on Monday, 3 October.")[-1]
    assert str(found.when.earliest) == "2023-10-03"


@pytest.mark.parametrize("dated", ["Wednesday, March 8", "Wednesday, March 8, 2024"])
def test_a_wrong_weekday_is_reported_with_and_without_a_year(tmp_path, dated):
    text = f"---\npublished: 2024-03-20\n---\nThe pier was shut on {dated}.\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    (found,) = report(build_corpus(tmp_path)).doubtful_dates
    assert found.doubt is DateDoubt.WEEKDAY
    assert found.event.when.earliest == date(2024, 3, 8)
    assert not found.event.ahead
