"""Titles are matched as phrases: what one is, of what; a possessor's title is another's."""

from __future__ import annotations

import pytest

from storage.models import ActorKind
from storage.search import Index, Verdict
from storage.search.titles import titles_of

ROLES = {
    "Ada Brandt": ("President Olaf Nyberg’s special envoy for Peru", "Norway’s envoy to Peru"),
    "Olaf Nyberg": ("President", "Norwegian President"),
    "Rosa Quispe": ("President",),
    "Luis Ferro": ("deputy foreign minister",),
    "Ines Prado": ("Peruvian foreign minister",),
    "Karim Aziz": ("acting Chilean Prime Minister",),
    "Otto Falk": ("editor of the Coast journal and an adviser to the president on fisheries",),
}


@pytest.fixture(scope="module")
def council(index_of_names) -> Index:
    return index_of_names("Council", dict.fromkeys(ROLES, ActorKind.PERSON), ROLES)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("president of norway", "Olaf Nyberg"),
        ("Norwegian president", "Olaf Nyberg"),
        ("президент Норвегии", "Olaf Nyberg"),
        ("peru's foreign minister", "Ines Prado"),
        ("special envoy", "Ada Brandt"),
        ("envoy to peru", "Ada Brandt"),
        ("nyberg's envoy", "Ada Brandt"),
        ("editor", "Otto Falk"),
        ("adviser", "Otto Falk"),
        ("his excellency the editor", "Otto Falk"),
        ("Gen. Nyberg", "Olaf Nyberg"),
        ("General Nyberg", "Olaf Nyberg"),
        ("mullah karim aziz", "Karim Aziz"),
        ("уважаемый господин Фальк", "Otto Falk"),
        ("edittor falk", "Otto Falk"),
    ],
)
def test_one_is_found_by_a_title_as_a_phrase(council: Index, typed, name):
    found = council.find_actor(typed)

    assert found.verdict is Verdict.CONFIDENT
    assert found.matches[0].id == name


@pytest.mark.parametrize("typed", ["general", "general moreau", "general staff"])
def test_a_rank_names_nobody(council: Index, typed):
    assert council.find_actor(typed).verdict is Verdict.NOTHING


def test_the_title_of_a_possessor_is_not_the_envoys(council: Index):
    found = council.find_actor("president of peru")

    assert found.verdict is Verdict.AMBIGUOUS
    assert [one.id for one in found.matches] == ["Rosa Quispe", "Olaf Nyberg"]
    assert all(one.id != "Ada Brandt" for one in council.find_actor("president").matches)


def test_a_word_that_a_title_lacks_costs_confidence(council: Index):
    assert council.find_actor("prime minister of norway").verdict is Verdict.AMBIGUOUS


def test_the_minister_comes_before_the_deputy(council: Index):
    found = council.find_actor("foreign minister")

    assert [one.id for one in found.matches][:2] == ["Ines Prado", "Luis Ferro"]
    assert council.find_actor("deputy foreign minister").matches[0].id == "Luis Ferro"


@pytest.mark.parametrize(
    ("role", "heads"),
    [
        ("Norwegian Ambassador to Peru", ["ambassador"]),
        ("Putin’s special envoy for Afghanistan", ["envoy"]),
        ("editor of the Coast journal and an adviser to the king", ["editor", "adviser"]),
        ("министр иностранных дел", ["ministr"]),
        ("бывший посол в Перу", ["posol"]),
        ("of", []),
    ],
)
def test_a_title_is_read_as_what_one_is(role, heads):
    assert [title.head.key for title in titles_of(role)] == heads
