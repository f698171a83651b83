"""A paragraph read as tokens: what they are, and where they stand in the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.extraction.clauses import LONGEST, Sentence, read
from storage.extraction.marks import Stretch
from storage.models import Actor, ActorKind
from storage.text.offsets import Span

LEE = Actor(id="p1", name="Ann Lee", kind=ActorKind.PERSON)


def surfaces(sentence: Sentence) -> list[str]:
    return [token.surface for token in sentence.tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The unions’ vote", ["The", "unions", "vote"]),
        ("It fell[12] again", ["It", "fell", "again"]),
        ("It fell [sic] again", ["It", "fell", "[", "sic", "]", "again"]),
        ("*It* fell • twice", ["It", "fell", "twice"]),
        ("Wait ... it fell.", ["Wait", "...", "it", "fell", "."]),
        ("The U.S. envoy left.", ["The", "U.S", "envoy", "left", "."]),
    ],
)
def test_words_and_marks_are_tokens_and_footnotes_and_emphasis_are_none(
    text: str, expected: list[str]
) -> None:
    (sentence,) = read(text, (), ())
    assert surfaces(sentence) == expected


def test_a_genitive_takes_its_apostrophe_in() -> None:
    text = "The unions’ vote"
    (sentence,) = read(text, (), ())
    assert sentence.tokens[1].possessive
    assert sentence.words(text, 1, 2) == "unions’"


def test_names_and_quotes_are_one_token_each_where_they_stand() -> None:
    text = "Ann Lee’s note, “all is well”, came."
    quote = Stretch(1, Span(16, 29), Span(17, 28))
    (sentence,) = read(text, (quote,), ((Span(0, 7), LEE),))
    assert sentence.names == [0]
    assert sentence.tokens[0].possessive
    assert sentence.words(text, 0, 1) == "Ann Lee’s"
    assert [sentence.words(text, at, at + 1) for at in sentence.quotes] == ["“all is well”"]
    assert surfaces(sentence) == ["Ann Lee", "note", ",", "", ",", "came", "."]


def test_the_longest_of_the_names_that_begin_at_a_place_is_read() -> None:
    text = "Ann Lee Park left."
    park = Actor(id="p2", name="Ann Lee Park", kind=ActorKind.PERSON)
    (sentence,) = read(text, (), ((Span(0, 7), LEE), (Span(0, 12), park)))
    assert sentence.tokens[0].actor is park


@given(st.text(alphabet="ab s’'.[1]*_-–“”?\nЖ", max_size=80))
def test_every_token_stands_where_it_says(text: str) -> None:
    for sentence in read(text, (), ()):
        assert len(sentence.tokens) == len(sentence.starts) == len(sentence.ends) <= LONGEST
        places = list(zip(sentence.tokens, sentence.starts, sentence.ends, strict=True))
        for token, start, end in places:
            assert text[start:end].rstrip("’'") == token.surface.rstrip("’'")
            assert end - start - len(token.surface) in (0, 1)
        assert all(before[2] <= after[1] for before, after in pairwise(places))
