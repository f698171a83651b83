"""A paragraph falls into sentences where readers would say so, in linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.text.offsets import Span
from storage.text.sentences import sentences


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["One came.", "Two left!", "Who stayed?", "Nobody…", "The end"],
        ["Gen. Ivanov met Dr. Smith.", "They spoke."],
        ["Mark A. Smith of the U.S. Army left."],
        ["She said no.", "Then she left."],
        ["It is No. 7 on the list.", "It stays."],
        ["He sat.", "The sun.", "It rose."],
        ["They met on Sat. 7 May and on Sept. 3."],
        ["“We will stay.”", "He paused."],
        ["It was outlawed.[3]", "Then it was not."],
        ["(It rained.)", "“Yes.”", "1996 was dry."],
        ["Он приехал.", "Она уехала.", "«Да», — сказал он."],
        ["It cost 3.5 million and a half."],
        ["It ended... and began again."],
        ["One"],
    ],
)
def test_a_paragraph_falls_into_its_sentences(parts):
    assert split(" ".join(parts)) == parts


@given(st.text(alphabet="aZñ. !?…“”\"’'()[]0123\n\t\xa0ЖжMr", max_size=200))
def test_sentences_are_ordered_trimmed_and_hold_every_character(text):
    covered: set[int] = set()
    last = 0
    for span in sentences(text):
        assert last <= span.start < span.end
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        covered.update(range(*span))
        last = span.end
    assert all(c.isspace() for i, c in enumerate(text) if i not in covered)


@pytest.mark.parametrize("text", ["", "   ", "\n\xa0\t"])
def test_nothing_has_no_sentences(text):
    assert sentences(text) == ()


def test_one_sentence_without_a_stop_is_whole():
    assert sentences("no stop here") == (Span(0, 12),)


@pytest.mark.parametrize(
    "text",
    [
        "." * 20_000 + "a",
        "." * 20_000 + " " * 20_000 + "a",
        "Mr. " * 20_000,
        "a" * 50_000 + ". B",
        "A. " * 20_000,
        ". " + '"' * 50_000 + " b",
        "[1" * 20_000,
    ],
    ids=lambda text: text[:6],
)
def test_no_text_takes_more_than_linear_time(text):
    started = time.process_time()
    sentences(text)
    assert time.process_time() - started < 5
