"""What a word may mean among the words of a corpus."""

from __future__ import annotations

import gc

import pytest

from storage.search import Why
from storage.search.terms import terms
from storage.search.vocabulary import Vocabulary

WORDS = Vocabulary.of(terms("Assad Sergei Biden Yerevan Lavrov Ferghana Uzbek crowd crown embassy"))


def meant(typed: str) -> list[str]:
    return [WORDS.words[one.word] for one in WORDS.expand(terms(typed)[0])]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Асадом", "assad"),
        ("Асаду", "assad"),
        ("Сергею", "sergei"),
        ("Байдена", "biden"),
        ("Ереваном", "yerevan"),
        ("Лаврову", "lavrov"),
        ("ереванском", "yerevan"),
        ("Ферганская", "ferghana"),
        ("узбекскими", "uzbek"),
    ],
)
def test_a_russian_name_is_known_in_every_case_but_surest_in_the_first(typed: str, name: str):
    [surest, *_] = WORDS.expand(terms(typed)[0])

    assert WORDS.words[surest.word] == name
    assert surest.weight < 1
    assert surest.why in {Why.TRANSLITERATION, Why.STEM}


def test_a_surname_that_ends_as_a_case_does_is_not_cut():
    assert meant("Асадов") == []


def test_a_known_word_means_its_neighbours_only_when_widened():
    [crown] = terms("crown")
    found = WORDS.expand(crown)

    assert meant("crown") == ["crown"]
    assert [WORDS.words[one.word] for one in WORDS.widened(crown, found)] == ["crown", "crowd"]


@pytest.mark.parametrize(
    ("typed", "beside"),
    [("interviewed", "intervened"), ("minister", "ministry"), ("heroin", "heroine")],
)
def test_a_word_that_the_thesaurus_knows_is_no_misspelling_of_another(typed: str, beside: str):
    expanded = Vocabulary.of(terms(beside)).expand(terms(typed)[0])

    assert not [one for one in expanded if one.why is Why.TYPO]
    assert Vocabulary.of(terms(beside)).expand(terms(f"{beside}x")[0])


def test_a_misspelling_of_it_still_means_it():
    assert [one.why for one in Vocabulary.of(terms("interview")).expand(terms("intervew")[0])] == [
        Why.TYPO
    ]


def test_widening_leaves_a_misspelt_word_as_it_is():
    [typed] = terms("embasy")
    found = WORDS.expand(typed)

    assert meant("embasy") == ["embassy"]
    assert WORDS.widened(typed, found) is found


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("intervention", "intervened"),
        ("invade", "invasion"),
        ("expansion", "expanded"),
        ("arrival", "arrived"),
        ("assassinate", "assassination"),
    ],
)
def test_a_noun_finds_its_verb_and_a_verb_its_noun(typed, written):
    words = Vocabulary.of(terms(written))
    [found] = words.derived(terms(typed)[0])

    assert (words.words[found.word], found.why) == (written, Why.STEM)
    assert found.weight < 1


@pytest.mark.parametrize(("typed", "other"), [("station", "state"), ("mission", "mitts")])
def test_a_word_that_only_ends_like_a_noun_has_no_verb(typed, other):
    assert Vocabulary.of(terms(other)).derived(terms(typed)[0]) == ()


def test_what_is_remembered_of_a_word_is_not_looked_through_for_garbage():
    remembered = terms("unheardof")
    gc.collect()
    assert not any(map(gc.is_tracked, (remembered, *remembered)))
