"""Press releases and programmes: offices, degrees and titles in capitals beside names."""

from __future__ import annotations

import pytest

from storage.extraction.actors import extract_actors
from storage.models import Actor, ActorKind, Article, Passage, PassageKind


def actors(text: str) -> list[Actor]:
    passage = Passage(number=1, kind=PassageKind.TEXT, source=text, text=text)
    article = Article(
        file="A1.txt", key="A1", content_hash="A1", title="", passages=(passage,), id="A1"
    )
    return list(extract_actors([article]))


def persons(text: str) -> dict[str, list[str]]:
    """Names of persons and their roles."""
    found = [a for a in actors(text) if a.kind is ActorKind.PERSON]
    return {a.name: [role.text for role in a.roles] for a in found}


def bodies(text: str) -> dict[str, list[str]]:
    """Names of organisations and what they are mentioned by."""
    found = [a for a in actors(text) if a.kind is ActorKind.ORGANISATION]
    return {a.name: [m.surface for m in a.mentions] for a in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Rt Hon Moira Pettigrew cut the ribbon.", {"Moira Pettigrew": []}),
        ("The Rt. Hon. Sir Owen Pettigrew cut the ribbon.", {"Owen Pettigrew": []}),
        ("Chief Commercial Officer Moira Pettigrew cut the ribbon.",
         {"Moira Pettigrew": ["Chief Commercial Officer"]}),
        ("Chief Medical Officer Finn Dahl spoke.", {"Finn Dahl": ["Chief Medical Officer"]}),
        ("“It works,” said Head of Partnerships Finn Dahl.",
         {"Finn Dahl": ["Head of Partnerships"]}),
        ("“It works,” said Head of Partnerships Moira Pettigrew.",
         {"Moira Pettigrew": ["Head of Partnerships"]}),
        ("Dr. med. Beat Zurbriggen opened the ward.", {"Beat Zurbriggen": []}),
        ("King Frederik IX opened the ward.", {"King Frederik IX": ["King"]}),
        ("Pope Leo XIV waved.", {"Pope Leo XIV": ["Pope"]}),
        ("A Finn called the office. The Chief Medical Officer answered.", {}),
    ],
)  # fmt: skip
def test_offices_and_degrees_leave_the_person(text, expected):
    assert persons(text) == expected


def test_a_particle_belongs_to_the_surname():
    found = actors(
        "Anneliese von Trautenberg spoke. It rained, von Trautenberg said. Von Trautenberg left."
    )
    assert [(a.name, len(a.mentions)) for a in found] == [("Anneliese von Trautenberg", 3)]


def test_a_given_name_that_is_a_particle_too_stays_one():
    assert "Von Pettigrew" in persons("The linebacker Von Pettigrew spoke. Von Pettigrew left.")


def test_mr_and_mrs_together_are_no_one_person():
    assert persons("Mr and Mrs Oberholzer waved.") == {}


@pytest.mark.parametrize(
    "text",
    [
        "Interim Group Chief Executive Moira Pettigrew spoke.",
        "Group Communications Director Moira Pettigrew spoke.",
        "The mail went to Group Communications.",
    ],
)
def test_part_of_an_office_is_no_organisation(text):
    assert bodies(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Halden Marine Group “HMG” opened. HMG grew.",
         {"Halden Marine Group": ["Halden Marine Group", "HMG", "HMG"]}),
        ("Halden Marine Holding (the “Company” or “HMH”) sails. HMH grew.",
         {"Halden Marine Holding": ["Halden Marine Holding", "HMH", "HMH"]}),
        ("The Office for Maritime Growth (“OMG”) opened. OMG grew.",
         {"Office for Maritime Growth": ["Office for Maritime Growth", "OMG", "OMG"]}),
        ("Halden Marine Group “Wow” is a play.", {"Halden Marine Group": ["Halden Marine Group"]}),
    ],
)  # fmt: skip
def test_capitals_in_marks_behind_a_name_are_short_for_it(text, expected):
    assert bodies(text) == expected


def test_a_firm_is_what_a_noun_for_firms_introduces():
    found = bodies(
        "The contractor, Halloran Civil, built it. It will last, the contractor said. "
        "The contractor was paid. Halloran Civil left."
    )
    assert found == {"Halloran Civil": ["Halloran Civil", "contractor", "Halloran Civil"]}


def test_a_person_is_what_a_noun_for_firms_introduces_with_a_given_name():
    assert "Moira Pettigrew" in persons("The contractor, Moira Pettigrew, built it.")


def test_a_noun_that_two_firms_share_means_neither():
    found = bodies(
        "The contractor, Halloran Civil, built it. Another left. The contractor, Mossgate Marine, "
        "did the rest. It will last, the contractor said."
    )
    assert found == {"Halloran Civil": ["Halloran Civil"], "Mossgate Marine": ["Mossgate Marine"]}
