"""Names that Russian writes otherwise than letter by letter, and Cyrillic words that are none."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from storage.models import ActorKind
from storage.search import Index, Kind, Verdict
from storage.search.terms import terms
from storage.search.thesaurus import thesaurus

NAMES = {
    "Libya": ActorKind.COUNTRY,
    "Belarus": ActorKind.COUNTRY,
    "Kyrgyzstan": ActorKind.COUNTRY,
    "China": ActorKind.COUNTRY,
    "Iran": ActorKind.COUNTRY,
    "CSTO": ActorKind.ORGANISATION,
    "Joe Biden": ActorKind.PERSON,
    "Osama bin Laden": ActorKind.PERSON,
    "Sven Halvorsen": ActorKind.PERSON,
    "Olga Hrytsenkiv": ActorKind.PERSON,
    "Vladimir Putin": ActorKind.PERSON,
    "Al-Qaeda": ActorKind.GROUP,
}


@pytest.fixture(scope="module")
def world(index_of_names) -> Index:
    return index_of_names("They live by marks, it shows", NAMES, {})


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ливия", "Libya"),
        ("Ливии", "Libya"),
        ("китая", "China"),
        ("Китаем", "China"),
        ("Белоруссия", "Belarus"),
        ("Киргизия", "Kyrgyzstan"),
        ("Киргизии", "Kyrgyzstan"),
        ("ОДКБ", "CSTO"),
        ("одкб", "CSTO"),
        ("Байден", "Joe Biden"),
        ("Байдена", "Joe Biden"),
        ("Джо Байден", "Joe Biden"),
        ("бен Ладен", "Osama bin Laden"),
        ("Хальворсен", "Sven Halvorsen"),
        ("Гриценкив", "Olga Hrytsenkiv"),
        ("Poutine", "Vladimir Putin"),
        ("binladen", "Osama bin Laden"),
        ("alqaeda", "Al-Qaeda"),
        ("alkaida", "Al-Qaeda"),
    ],
)
def test_an_actor_is_found_by_its_name_in_another_language(world: Index, typed, name):
    found = world.find_actor(typed)

    assert found.verdict is Verdict.CONFIDENT
    assert found.matches[0].id == name
    assert found.missing == ()


@pytest.mark.parametrize("typed", ["Тиран", "Марс", "шос", "Шоус"])
def test_a_cyrillic_word_that_is_only_spelt_or_sounds_alike_is_never_sure(world: Index, typed):
    assert world.find_actor(typed).verdict is not Verdict.CONFIDENT
    assert world.find(typed, (Kind.PASSAGE,)).verdict is not Verdict.CONFIDENT


@pytest.mark.parametrize("typed", ["Обама", "Обамой", "обаме", "Бутин", "Хальверсун"])
def test_a_name_that_is_heard_otherwise_is_another_name(world: Index, typed):
    assert world.find_actor(typed).verdict is Verdict.NOTHING
    assert world.find(typed).verdict is Verdict.NOTHING


def test_a_short_name_that_is_spelt_alike_is_asked_back(world: Index):
    assert world.find_actor("Obama").verdict is Verdict.AMBIGUOUS
    assert world.find("obama marks", (Kind.PASSAGE,)).verdict is Verdict.AMBIGUOUS


@pytest.mark.parametrize(
    ("russian", "english"),
    [("Грузия", "georgia"), ("Непала", "nepal"), ("Чили", "chile"), ("Исландией", "iceland")],
)
def test_every_country_is_known_by_its_russian_name(russian, english):
    assert thesaurus().related(terms(russian))[0].text.casefold() == english


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("советских", "soviet"),
        ("американцев", "american"),
        ("европейцам", "european"),
        ("прав", "rights"),
        ("боевиками", "militant"),
        ("жертвы", "victim"),
        ("марионеточное", "puppet"),
        ("западной", "western"),
        ("Афганской", "afghan"),
        ("самолётом", "aircraft"),
        ("контролируют", "control"),
        ("контролировать", "control"),
    ],
)
def test_a_russian_word_of_the_news_stands_for_the_english_one(russian, english):
    assert english in [one.text for one in thesaurus().related(terms(russian))]


def test_each_russian_word_of_the_news_is_one_word_that_nothing_else_tells_of():
    data = resources.files("storage.search").joinpath("russian.toml").read_text("utf-8")
    told: dict[str, str] = {}
    for english, *russian in tomllib.loads(data)["words"]:
        assert len(terms(english)) == 1
        for word in russian:
            [term] = terms(word)
            assert told.setdefault(f"{english} {term.root}", word) == word
            assert not thesaurus().in_groups((term,)), word
