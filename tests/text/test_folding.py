"""Words are compared by what readers mean, whatever their case, marks, script and length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.text.folding import fold, key, romanise, stem, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kabul", "KABUL"),
        ("Zürich", "zurich"),
        ("café", "cafe"),
        ("O’Brien", "O'Brien"),
        ("straße", "STRASSE"),
        ("ﬁnal", "final"),
        ("Йод", "иод"),
        ("ёлка", "елка"),
        ("İstanbul", "istanbul"),
        ("naïve", "naive"),
    ],
)
def test_what_readers_take_for_one_word_folds_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Кабулов", "Kabulov"),
        ("Жириновский", "zhirinovskiy"),
        ("Хрущёв", "khrushchyov"),
        ("посольство", "posolstvo"),
        ("Шойгу", "Shoygu"),
    ],
)
def test_cyrillic_and_latin_spellings_share_a_key(cyrillic, latin):
    assert key(cyrillic) == key(latin)


def test_latin_text_is_not_romanised():
    assert romanise("Kabul, É") == "Kabul, É"


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
    assert key(key(text)) == key(text)


@given(st.text(max_size=80))
def test_words_stand_where_they_say(text):
    last = 0
    for word in words(text):
        assert last <= word.start < word.end
        assert text[word.start : word.end] == word.surface
        assert word.folded == key(word.surface)
        last = word.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("al-Assad said so.", ["al-Assad", "said", "so"]),
        ("U.S. troops — two", ["U.S", "troops", "two"]),
        ("D’Souza's “words”", ["D’Souza's", "words"]),
        ("snake_case 9/11", ["snake", "case", "9", "11"]),
        ("— … !", []),
    ],
)
def test_words_are_cut_as_readers_would(text, expected):
    assert [word.surface for word in words(text)] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("embassy", "embassies"), ("talks", "talking"), ("посольство", "посольства")],
)
def test_forms_of_a_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["", "a", "его", "usa"])
def test_short_words_keep_their_form(word):
    assert stem(word) == word


@pytest.mark.parametrize("text", ["a" * 50_000, "a." * 25_000, "a’" * 25_000 + "!", "_" * 50_000])
def test_long_words_take_linear_time(text):
    started = time.process_time()
    words(text)
    stem(text)
    assert time.process_time() - started < 5
