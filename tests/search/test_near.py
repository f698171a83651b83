"""Words within a few edits: what the filter leaves out is farther, always."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from storage.search.near import NearWords, signature

LETTERS = "abcdefghijklmnopqrstuvwxyzéßшщ'0"
WORD = st.text(LETTERS, min_size=1, max_size=14)


@given(WORD, WORD)
def test_a_signature_changes_by_no_more_bits_than_edits_allow(one: str, other: str) -> None:
    bits = (signature(one) ^ signature(other)).bit_count()

    assert bits <= 2 * OSA.distance(one, other)


@given(st.lists(WORD, unique=True, max_size=60), WORD, st.integers(0, 3))
def test_the_filter_finds_what_a_plain_scan_finds(words: list[str], typed: str, most: int) -> None:
    plain = [(OSA.distance(typed, word), number) for number, word in enumerate(words)]

    found = NearWords.of(words, range(len(words))).within(typed, most)

    assert found == sorted(one for one in plain if one[0] <= most)


@pytest.mark.parametrize(
    ("size", "is_found"), [(254, True), (255, True), (256, True), (400, False)]
)
def test_words_of_any_length_are_kept_and_the_longest_are_not_looked_for(
    size: int, *, is_found: bool
) -> None:
    words = ["a" * size, "a" * (size - 1), "b"]
    found = NearWords.of(words, range(3)).within("a" * size, 1)

    assert ((0, 0) in found) is is_found


def test_only_the_words_that_were_given_are_found() -> None:
    near = NearWords.of(["cat", "car", "cap"], [0, 2])

    assert near.within("cat", 1) == [(0, 0), (1, 2)]
