"""What the benchmark of finding asks is what it says it asks."""

# ruff: noqa: S311 - no secrets here

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from benchmarks import finding_corpus, finding_names, finding_queries
from benchmarks.finding_hostile import hostile
from benchmarks.finding_queries import SETS, ask, ask_for_people, edited
from storage.search import Index, Kind

# Invented sentences of many words, so that every passage has some that are not common.
SENTENCES = [
    f"{subject} {verb} {thing} beside {place}"
    for subject in ("an old ferryman", "several quarrelling tailors", "one patient surveyor")
    for verb in ("repainted", "misplaced", "photographed", "auctioned")
    for thing in ("wooden ladders", "a borrowed telescope", "crates of pears", "damp ledgers")
    for place in ("the granary", "an abandoned tollhouse", "terraced orchards", "the slipway")
]


@pytest.fixture(scope="module")
def texts():
    return finding_corpus.texts(400, 7, SENTENCES)


@pytest.fixture(scope="module")
def asked(texts, monkeypatch_module):
    monkeypatch_module.setattr(finding_queries, "COMMON", 5)
    return ask(texts, finding_corpus.passage_ids(len(texts)), 25, 8)


@pytest.fixture(scope="module")
def monkeypatch_module():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@given(st.text("abcdefghij", min_size=4, max_size=12), st.integers(0, 10_000))
def test_a_word_of_four_letters_or_more_gets_exactly_one_edit(word, seed):
    assert OSA.distance(word, edited(word, random.Random(seed))) == 1


@given(st.text("abcdef", max_size=3), st.integers(0, 100))
def test_a_shorter_word_stays(word, seed):
    assert edited(word, random.Random(seed)) == word


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Дмитрий", "Dmitry"),
        ("Ельцин", "Yeltsin"),
        ("Андреев", "Andreyev"),
        ("Хрущёв", "Khrushchyov"),
        ("Кабулов", "Kabulov"),
        ("Новоясенская", "Novoyasenskaya"),
    ],
)
def test_names_are_spelt_as_english_newspapers_do(cyrillic, latin):
    assert finding_names.latin(cyrillic) == latin


def test_names_that_others_spell_otherwise_differ_from_ours():
    draw = random.Random(1)
    spelt = {finding_names.variant("Kabulov", draw) for _ in range(200)}
    assert {"kabuloff", "kabulow"} <= spelt
    assert "kabulov" not in spelt


def test_the_same_seed_makes_the_same_passages_and_another_seed_others(texts):
    assert finding_corpus.texts(400, 7, SENTENCES) == texts
    assert finding_corpus.texts(400, 9, SENTENCES) != texts


def test_every_set_is_asked_as_often_and_the_sets_are_mixed(asked):
    assert {name: sum(one.set == name for one in asked) for name in SETS} == dict.fromkeys(SETS, 25)
    assert [one.set for one in asked] != sorted(one.set for one in asked)


def test_a_query_is_of_three_to_six_words_that_stand_in_a_passage(asked):
    for one in asked:
        assert 3 <= len(one.meant) <= 6
        assert len(one.text.split()) == len(one.meant)
        assert one.truth


def test_every_word_of_a_misspelt_query_is_one_edit_from_a_word_that_was_meant(asked):
    for one in asked:
        if one.set == "typo":
            pairs = zip(one.text.split(), one.meant, strict=True)
            assert [OSA.distance(typed, meant) for typed, meant in pairs] == [1] * len(one.meant)


def test_the_truth_is_all_passages_with_every_word_that_was_meant(texts, asked):
    ids = finding_corpus.passage_ids(len(texts))
    for one in asked[:20]:
        holding = {
            id_
            for id_, each in zip(ids, texts, strict=True)
            if set(one.meant) <= set(finding_corpus.words(each.text))
        }
        assert one.truth == holding


def test_cyrillic_queries_have_a_name_in_cyrillic(asked):
    for one in asked:
        assert (one.set == "Cyrillic") == any("а" <= c <= "я" for c in one.text.lower())


def test_the_index_calls_the_passages_by_the_ids_of_the_truth(texts, asked):
    index = Index.build(finding_corpus.corpus(texts, facts=True))
    exact = [one for one in asked if one.set == "exact"]
    for one in exact:
        found = index.find(one.text, {Kind.PASSAGE}, limit=5)
        assert one.truth & {match.id for match in found.matches}


def test_people_are_asked_for_by_the_name_that_they_have():
    found = finding_names.people(50, random.Random(3))
    assert len({person.name for person in found}) == 50
    for name, text, person in ask_for_people(found, 10, 4):
        assert person in found
        if name == "exact":
            assert text == person.name.lower()


def test_without_wordnet_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(finding_corpus, "FOLDERS", (str(tmp_path),))
    monkeypatch.delenv("WNSEARCHDIR", raising=False)
    with pytest.raises(SystemExit, match="apt-get install wordnet-base"):
        finding_corpus.sentences()


def test_glosses_and_examples_are_read_from_the_files_of_wordnet(monkeypatch, tmp_path):
    line = '00001 03 n 01 gizmo 0 000 | a thing made for a test; "she held the gizmo up"\n'
    for name in finding_corpus.FILES:
        (tmp_path / name).write_text("  1 a licence | not a gloss\n" + line, "latin-1")
    monkeypatch.setenv("WNSEARCHDIR", str(tmp_path))
    assert finding_corpus.sentences() == ["she held the gizmo up", "a thing made for a test"]


def test_hostile_queries_are_as_many_as_asked_and_the_same_each_time():
    common, rare = [f"word{n}" for n in range(20)], ["ladder", "granary", "ledger"]
    first = list(hostile(common, rare, 300, 5))
    assert len(first) == 300
    assert first == list(hostile(common, rare, 300, 5))
    assert max(map(len, first)) > 1_000
