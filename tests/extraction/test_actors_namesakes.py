"""Two of one name are two: fathers and sons, couples, and strangers who share a name."""

from __future__ import annotations

from datetime import date

import pytest

from storage.extraction.actors import extract_actors
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Passage,
    PassageKind,
    Publication,
    PublicationBasis,
    When,
)


def persons(*texts: str, days: tuple[date, ...] = ()) -> list[Actor]:
    """The persons of articles, one for each text; `days` are when they were published."""
    articles = []
    for number, text in enumerate(texts, 1):
        day = days[number - 1] if days else None
        published = (
            Publication(When(day, day), day, PublicationBasis.METADATA, certain=True)
            if day
            else None
        )
        articles.append(
            Article(
                file=f"{number}.txt",
                key=str(number),
                content_hash="",
                title="",
                passages=(Passage(number=1, kind=PassageKind.TEXT, source=text, text=text),),
                id=f"A{number}",
                published=published,
            )
        )
    return [a for a in extract_actors(articles) if a.kind is ActorKind.PERSON]


def named(*texts: str) -> dict[str, int]:
    """Names of persons and how often each is mentioned."""
    found = persons(*texts)
    assert len({actor.name for actor in found}) == len(found)
    return {actor.name: len(actor.mentions) for actor in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Otto Lindqvist Sr. is dead. His son, Otto Lindqvist Jr., drained it.",
         {"Otto Lindqvist Sr.": 1, "Otto Lindqvist Jr.": 1}),
        ("Otto Lindqvist II met Otto Lindqvist III.",
         {"Otto Lindqvist II": 1, "Otto Lindqvist III": 1}),
        ("Otto Lindqvist the Elder dug it. Otto Lindqvist the Younger drained it.",
         {"Otto Lindqvist the Elder": 1, "Otto Lindqvist the Younger": 1}),
        ("Otto Lindqvist senior dug it, and Otto Lindqvist junior was told to drain it.",
         {"Otto Lindqvist senior": 1, "Otto Lindqvist junior": 1}),
        ("Otto Lindqvist spoke. His son Otto Lindqvist Jr. listened.",
         {"Otto Lindqvist": 1, "Otto Lindqvist Jr.": 1}),
        ("Otto Lindqvist Jr. spoke. His father, Otto Lindqvist, listened.",
         {"Otto Lindqvist": 1, "Otto Lindqvist Jr.": 1}),
        ("King Charles I lost the war. King Charles III opened a museum of it.",
         {"King Charles I": 1, "King Charles III": 1}),
    ],
)  # fmt: skip
def test_father_and_son_are_two(text, expected):
    assert named(text) == expected


def test_a_bare_name_beside_father_and_son_is_nobodys():
    found = named(
        "Otto Lindqvist Sr. dug it. Otto Lindqvist Jr. drained it. Otto Lindqvist is on the plaque."
    )
    assert found == {"Otto Lindqvist Sr.": 1, "Otto Lindqvist Jr.": 1}


def test_a_surname_with_its_generation_means_that_one():
    found = named(
        "Otto Lindqvist Sr. dug it. Otto Lindqvist Jr. drained it. Lindqvist Jr. was fined."
    )
    assert found == {"Otto Lindqvist Sr.": 1, "Otto Lindqvist Jr.": 2}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mayor Otto Lindqvist Jr. spoke. Otto Lindqvist left.", {"Otto Lindqvist Jr.": 2}),
        ("King Frederik IX spoke. King Frederik left.", {"King Frederik IX": 2}),
        ("Vinicius Junior scored. Vinicius Junior was booked.", {"Vinicius Junior": 2}),
        ("Ann Lindqvist, the younger of the sisters, left.", {"Ann Lindqvist": 1}),
        ("Ann Lindqvist senior lecturer", {"Ann Lindqvist": 1}),
    ],
)
def test_one_person_with_a_number_stays_one(text, expected):
    assert named(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Mrs Oberholzer said the inn would close. Mr Oberholzer said it would not.",),
         {"Mrs Oberholzer": 1, "Mr Oberholzer": 1}),
        (("Anna Oberholzer sat. Mr Justice Oberholzer rose.",),
         {"Anna Oberholzer": 1, "Justice Oberholzer": 1}),
        (("Mrs Oberholzer waved. Mr Oberholzer left. Oberholzer laughed.",),
         {"Mrs Oberholzer": 1, "Mr Oberholzer": 1}),
        (("Mrs Oberholzer said the inn would close.", "Mr Oberholzer keeps bees."),
         {"Mrs Oberholzer": 1, "Mr Oberholzer": 1}),
        (("Anna Oberholzer keeps the inn. Mr Oberholzer keeps bees. Oberholzer laughed.",),
         {"Anna Oberholzer": 1, "Mr Oberholzer": 1}),
        (("Anna Oberholzer and Paul Oberholzer came. Mr Oberholzer left. Mrs Oberholzer stayed.",),
         {"Anna Oberholzer": 2, "Paul Oberholzer": 2}),
    ],
)  # fmt: skip
def test_mr_and_mrs_of_one_surname_are_two(texts, expected):
    assert named(*texts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Oberholzer spoke. Mrs Oberholzer left. Oberholzer waved.", {"Anna Oberholzer": 3}),
        ("Mrs Oberholzer spoke. Oberholzer waved. Ms Oberholzer left.", {"Oberholzer": 3}),
        ("Dr Oberholzer spoke. Mr Oberholzer left.", {"Oberholzer": 2}),
        ("Kim Min-seok spoke. Mr Kim left.", {"Kim Min-seok": 2}),
    ],
)
def test_titles_that_agree_are_one_persons(text, expected):
    assert named(text) == expected


@pytest.mark.parametrize(
    "texts",
    [
        ("Rolf Amstutz, 44, of Bern, was fined. Rolf Amstutz, 71, once mayor, is no relation.",),
        ("Rolf Amstutz, a cook, was fined. The mayor Rolf Amstutz is no relation.",),
        ("Rolf Amstutz, a cook, was fined. He is not to be confused with the mayor Rolf Amstutz.",),
        ("Rolf Amstutz, 24, of Bern, was fined.", "Rolf Amstutz, 71, of Thun, won a prize."),
        ("The economist Rolf Amstutz warned of debts.", "Police officer Rolf Amstutz was hurt."),
    ],
)
def test_strangers_of_one_name_are_two(texts):
    found = persons(*texts)
    assert [(actor.name, len(actor.mentions)) for actor in found] == [("Rolf Amstutz", 1)] * 2


@pytest.mark.parametrize(
    "texts",
    [
        ("Rolf Amstutz, 44, was fined.", "Rolf Amstutz, 45, was let off."),
        ("Rolf Amstutz, 44, was fined. Rolf Amstutz, of Bern, will appeal.",),
        ("Rolf Amstutz, 44, was fined.", "Rolf Amstutz will appeal."),
        ("The economist Rolf Amstutz spoke.", "The economist and minister Rolf Amstutz spoke."),
        ("The economist Rolf Amstutz spoke.", "The former goalkeeper Rolf Amstutz spoke."),
        ("Rolf Amstutz, no relation to the brewer Beat Amstutz, was fined.", "Rolf Amstutz left."),
    ],
)
def test_one_person_told_of_twice_stays_one(texts):
    assert {actor.name: len(actor.mentions) for actor in persons(*texts)}["Rolf Amstutz"] == 2


@pytest.mark.parametrize(("year", "bearers"), [(2021, 1), (2012, 2)])
def test_the_dates_of_articles_explain_an_age(year, bearers):
    texts = ("Rolf Amstutz, 44, was fined.", "Rolf Amstutz, 53, was fined again.")
    found = persons(*texts, days=(date(2012, 5, 1), date(year, 6, 1)))
    assert len(found) == bearers


def test_an_article_that_tells_nothing_of_two_strangers_means_neither():
    found = persons(
        "Rolf Amstutz, 24, of Bern, was fined.",
        "Rolf Amstutz, 71, of Thun, won a prize.",
        "Rolf Amstutz spoke at a fair.",
    )
    assert [len(actor.mentions) for actor in found] == [1, 1, 1]
