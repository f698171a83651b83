"""Titles and ranks, things that look like persons, and persons of whom only one name is told."""

from __future__ import annotations

import pytest

from storage.extraction.actors import extract_actors
from storage.models import Actor, ActorKind, Article, Passage, PassageKind


def persons(*lines: str) -> list[Actor]:
    passages = tuple(
        Passage(number=number, kind=PassageKind.TEXT, source=line, text=line)
        for number, line in enumerate(lines, 1)
    )
    article = Article(
        file="A1.txt", key="A1", content_hash="A1", title="", passages=passages, id="A1"
    )
    return [a for a in extract_actors([article]) if a.kind is ActorKind.PERSON]


def surfaces(line: str) -> list[str]:
    return sorted(m.surface for person in persons(line) for m in person.mentions)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The motion by Cllr Moira Pettigrew fell.", ["Moira Pettigrew"]),
        ("The vote was lost by Cllr Okafor.", ["Okafor"]),
        ("Nobody is sought, Det Ch Insp Rowbotham said.", ["Rowbotham"]),
        ("Nobody is sought, Det. Ch. Insp. Rowbotham said.", ["Rowbotham"]),
        ("The door was forced by PC Imogen Rowbotham.", ["Imogen Rowbotham"]),
        ("DCI Rowbotham thanked the divers.", ["Rowbotham"]),
        ("Sgt Amir Pettigrew and Revd Lowri Vaughan laid wreaths.",
         ["Amir Pettigrew", "Lowri Vaughan"]),
        ("A hymn was chosen by Dame Lowri Vaughan.", ["Lowri Vaughan"]),
        ("Flt Lt Rowbotham landed the jet.", ["Rowbotham"]),
    ],
)  # fmt: skip
def test_a_title_or_rank_tells_a_person_and_is_no_part_of_the_name(line, expected):
    assert surfaces(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "He bought two laptops at PC World.",
        "The film is made by DC Comics.",
        "Rain fell on Washington DC Tuesday.",
        "She once ran the rival Falcon Doors.",
        "The crew of the Al Yasmin finally went home.",
        "The crew left the Mary Dalton in port.",
        "It flies the flag of the tiny emirate of Jazirat al-Lulu.",
        "They settled in the village of Marta Kessel.",
        "The next sheet is Glen Ardroy and the passes.",
        "The Official Secrets Act was quoted twice.",
        "She has a cold and so have I. What I need is tea.",
        "There was no Plan B. The crew waited.",
    ],
)
def test_firms_ships_places_laws_and_pronouns_are_nobody(line):
    assert surfaces(line) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Rafaela Moura-Lima scored.", ["Rafaela Moura-Lima"]),
        ("Two goals by Moura-Lima, then rain.", []),
        ("The rival Bianca Falcon lost.", ["Bianca Falcon"]),
        ("He quoted J. M. Ardroy and I. Petrov.", ["I. Petrov", "J. M. Ardroy"]),
        ("The team of Glen Johnson lost.", ["Glen Johnson"]),
        ("Two years ago Xiulan Fu and colleagues in Bergen froze the cells.", ["Xiulan Fu"]),
        ("The orchestra ends the Mahler cycle in May.", ["Mahler"]),
        ("Her second record holds the Bach suites.", ["Bach"]),
        ("The hall was full for a Penderecki symphony.", ["Penderecki"]),
        ("His wife, Ingeborg, who keeps bees, laughed.", ["Ingeborg"]),
        ("Their son, Mateus, is nine.", ["Mateus"]),
        ("The singer Mary Dalton sang.", ["Mary Dalton"]),
    ],
)
def test_persons_are_told_by_what_stands_beside_them(line, expected):
    assert surfaces(line) == expected


def test_a_double_surname_is_whole_where_its_second_half_is_a_city():
    (moura,) = persons("Rafaela Moura-Lima scored.", "The second goal was Moura-Lima’s.")
    assert [m.surface for m in moura.mentions] == ["Rafaela Moura-Lima", "Moura-Lima"]


def test_a_short_form_of_a_given_name_is_the_same_person():
    (subject,) = persons("Winifred Oakshott has died.", "“Win Oakshott drew it,” he said.")
    assert subject.name == "Winifred Oakshott"


def test_an_obituary_names_its_subject_by_the_name_at_birth_too():
    lines = ("Greta Oakshott, who mapped the moors, has died.", "Greta Maud Reed was born in York.")
    (subject,) = persons(*lines, "Oakshott never married again.")
    assert subject.name == "Greta Oakshott"
    assert "Greta Maud Reed" in subject.aliases


def test_a_namesake_who_was_born_and_is_named_again_is_another_person():
    lines = ("Greta Oakshott teaches.", "Greta Reed was born in York.", "Reed teaches, too.")
    assert {p.name for p in persons(*lines)} == {"Greta Oakshott", "Greta Reed"}


def test_two_names_at_birth_in_one_article_are_read():
    lines = ("Greta Oakshott was born in Leeds.", "Greta Reed was born in York.")
    (subject,) = persons(*lines)
    assert subject.name in {"Greta Oakshott", "Greta Reed"}


def test_an_apostrophe_letter_alone_is_read():
    assert surfaces("The boss \u02bcs here with Rafaela Moura.") == ["Rafaela Moura"]
