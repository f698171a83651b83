"""Words in columns: what they promise of any text, and whose ending is a possessive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.extraction.naming.tokens import read_tokens

TEXTS = st.text(st.sampled_from("aAsSbİΣßЯя.’'ʼ -‑\u00a0,;(“1\n—&/")) | st.text()


@given(text=TEXTS)
def test_each_word_is_what_the_text_has_where_the_columns_say(text: str) -> None:
    tokens = read_tokens(text)
    for at in range(tokens.count):
        word = tokens.texts[at]
        assert text[tokens.starts[at] : tokens.ends[at]] == word
        assert tokens.lowers[at] == word.lower()
        assert text[: tokens.starts[at]].endswith(tokens.gaps[at])


@given(text=TEXTS)
def test_an_empty_word_stands_behind_the_last_and_before_the_first(text: str) -> None:
    tokens = read_tokens(text)
    for column in (tokens.texts, tokens.lowers):
        assert len(column) == tokens.count + 1
        assert not column[-1]
    for marks in (tokens.capital, tokens.possessive, tokens.opens):
        assert len(marks) == tokens.count + 1
        assert not marks[-1]
    assert len(tokens.gaps) == len(tokens.starts) == len(tokens.ends) == tokens.count + 1


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Okafor’s boat", ["Okafor"]),
        ("the Ferreiras’ boat and Jonas's", ["Ferreiras", "Jonas"]),
        ("O’Dowd’s boat isn’t theirs", ["O’Dowd"]),
        ("boats’n’oars", []),
        ("‘boats’", ["boats"]),  # a closing mark reads alike
    ],
)
def test_possessives_are_told_and_their_ending_is_taken_off(text: str, owners: list[str]) -> None:
    tokens = read_tokens(text)
    told = [w for w, mine in zip(tokens.texts, tokens.possessive, strict=True) if mine]
    assert told == owners


def test_ordinary_words_are_in_lower_case_and_behind_no_hyphen() -> None:
    tokens = read_tokens("Moscow-led talks on iPads went on")
    assert tokens.ordinary() == {"talks", "on", "went"}
