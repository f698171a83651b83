"""When an article was published, by its metadata, dateline, address, text or collection."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from storage.extraction.publication import (
    fallback_publication,
    infer_publication,
    is_dateline,
    wire_head,
)
from storage.models import (
    Passage,
    PassageKind,
    Precision,
    Publication,
    PublicationBasis,
    SourceArticle,
    When,
)


def article(*lines, **fields):
    passages = tuple(
        Passage(number, PassageKind.TEXT, line, line) for number, line in enumerate(lines, 1)
    )
    return SourceArticle(
        file="a.txt", key="a.txt", content_hash="", title=lines[0], passages=passages, **fields
    )


BODY = "On Friday, July 9, a delegation came. The mission began in 2015."


def test_metadata_wins_over_everything():
    stated = When(date(2020, 1, 2), date(2020, 1, 2))
    found = infer_publication(
        article("Title", "August 16, 2021", BODY, stated=stated, url="https://x.org/2021/08/16/a")
    )
    assert (found.day, found.basis, found.certain) == (
        date(2020, 1, 2),
        PublicationBasis.METADATA,
        True,
    )


def test_metadata_of_a_month_has_its_middle_as_day_and_keeps_its_doubt():
    stated = When(date(2021, 10, 1), date(2021, 10, 31), Precision.MONTH, approximate=True)
    found = infer_publication(article("Title", BODY, stated=stated, stated_certain=False))
    assert (found.day, found.when, found.certain) == (date(2021, 10, 16), stated, False)


@pytest.mark.parametrize(
    "line",
    [
        "August 16, 2021",
        "16 August 2021",
        "Published: Monday, 16 August 2021",
        "Published on 2021-08-16 at 10:45 GMT",
        "By Jane Q. Doe | Aug. 16, 2021",
        "Posted 16.08.2021",
        "AUGUST 16, 2021",
        "16 августа 2021",
        "MOSCOW, Aug 16, 2021 (Agency) — Talks went on.",
    ],
)
def test_a_dateline_is_certain(line):
    found = infer_publication(article("Title", line, BODY))
    assert (found.day, found.basis, found.certain) == (
        date(2021, 8, 16),
        PublicationBasis.DATELINE,
        True,
    )


@pytest.mark.parametrize(
    "line",
    [
        "On August 16, 2021 the city fell.",
        "The fall of August 16, 2021",
        "2021",
        "August 2021",
        "Reform and its limits",
        "",
    ],
)
def test_a_sentence_is_no_dateline(line):
    assert not is_dateline(line)


def test_a_wire_takes_its_year_from_the_text():
    found = infer_publication(
        article("Title", "GENEVA, March 19 (Agency) - Talks resumed.", "It began in 2024.")
    )
    assert (found.day, found.basis) == (date(2024, 3, 19), PublicationBasis.DATELINE)


def test_the_head_of_a_wire_is_measured():
    text = "GENEVA, March 19 (Agency) - Talks resumed."
    assert text[wire_head(text) :] == "Talks resumed."
    assert wire_head("NATO met on March 19 - a Tuesday - in Riga.") > 0
    assert wire_head("They met on March 19.") == 0


def test_published_beats_updated():
    found = infer_publication(article("Title", "Updated May 5, 2020", "Published May 2, 2020"))
    assert found.day == date(2020, 5, 2)


@pytest.mark.parametrize(
    ("url", "day", "precision"),
    [
        ("https://x.org/2021/08/16/story-a74809", date(2021, 8, 16), Precision.DAY),
        ("https://x.org/news/2021-08-16-story", date(2021, 8, 16), Precision.DAY),
        ("https://x.org/20210816/story", date(2021, 8, 16), Precision.DAY),
        ("https://x.org/2021/08/story", date(2021, 8, 16), Precision.MONTH),
    ],
)
def test_an_address_tells(url, day, precision):
    found = infer_publication(article("Title", "Nothing dated.", url=url))
    assert (found.day, found.when.precision, found.basis) == (
        day,
        precision,
        PublicationBasis.ADDRESS,
    )


def test_an_address_in_a_line_that_calls_itself_so():
    found = infer_publication(
        article("Title", "Nothing.", "Original url:", "<https://x.org/2021/08/16/story>")
    )
    assert found.day == date(2021, 8, 16)


def test_an_address_inside_the_text_is_another_articles():
    assert infer_publication(article("Title", "See https://x.org/2021/08/16/story there.")) is None


def test_last_week_after_a_checked_weekday_is_the_week_after():
    found = infer_publication(article("Title", "Last week it gained ground.", BODY))
    assert (found.when.earliest, found.when.latest) == (date(2021, 7, 12), date(2021, 7, 18))
    assert (found.basis, found.certain) == (PublicationBasis.TEXT, False)


def test_a_day_without_year_takes_the_latest_year_that_the_text_has_reached():
    found = infer_publication(
        article("Title", "On August 25 it turned.", "In 1996 and in 2021 alike; by 2030 it ends.")
    )
    assert date(2021, 8, 25) in (found.when.earliest, found.day)
    assert found.when.latest <= date(2021, 8, 31)


def test_a_day_to_come_tells_nothing():
    found = infer_publication(
        article("Title", "On May 3, 2022 they met.", "They will meet again on June 9, 2022.")
    )
    assert found.when.earliest == date(2022, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        "He rose in December 2015; last week he fell, as in 2018 and 2019.",
        "On Friday it rained.",
        "On May 3 it rained.",
        "The war began on 1 September 1939. In 2020 it was remembered.",
        "No dates here.",
    ],
)
def test_a_text_that_does_not_tell(text):
    assert infer_publication(article("Title", text)) is None


def test_the_collection_chooses_between_years_that_the_text_leaves_open():
    text = article("Title", "On Friday, July 9, they came.")
    assert infer_publication(text) is None
    found = infer_publication(text, near=date(2021, 8, 1))
    assert found.when.earliest == date(2021, 7, 9)


def test_the_middle_of_the_collection():
    def known(day):
        return Publication(When(day, day), day, PublicationBasis.DATELINE, certain=True)

    days = [date(2021, 7, 14), date(2021, 8, 16), date(2021, 8, 26), date(2021, 9, 23)]
    found = fallback_publication([known(day) for day in reversed(days)])
    assert (found.day, found.basis, found.certain) == (
        date(2021, 8, 16),
        PublicationBasis.COLLECTION,
        False,
    )
    assert (found.when.earliest, found.when.latest) == (days[0], days[-1])
    assert fallback_publication([]) is None


def test_impossible_days_are_no_dates():
    assert infer_publication(article("Title", "February 31, 2021")) is None
    assert infer_publication(article("T", "x", url="https://x.org/2021/02/31/a")) is None


def test_boilerplate_is_not_read_for_days():
    base = article("Title", "On May 3, 2022 they met.")
    line = replace(base.passages[1], kind=PassageKind.BOILERPLATE)
    assert infer_publication(replace(base, passages=(base.passages[0], line))) is None
