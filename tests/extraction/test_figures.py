"""Numbers with what they count, and when two of them exclude each other."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.extraction.figures import Figure, find_figures
from storage.text.folding import words
from storage.text.offsets import Span


def figures(sentence: str) -> tuple[Figure, ...]:
    return find_figures(sentence, words(sentence), Span(0, len(sentence)), ())


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("A fire killed 12 people.", [("dead", "12 people", 12, 12)]),
        (
            "Twelve people died, 30 were injured.",
            [("dead", "Twelve people", 12, 12), ("hurt", "30", 30, 30)],
        ),
        ("The toll rose from 12 dead to 14 dead.", [("dead", "14 dead", 14, 14)]),
        ("The blast left twenty-one dead.", [("dead", "twenty-one dead", 21, 21)]),
        ("At least 12 people died.", [("dead", "At least 12 people", 12, math.inf)]),
        ("Up to 40 people were arrested.", [("held", "Up to 40 people", 0, 40)]),
        ("Some 200 jobs go.", [("jobs", "Some 200 jobs", 170, 230)]),
        ("They seized 40 to 50 tonnes.", [("mass", "40 to 50 tonnes", 38_000, 52_500)]),
        ("It cost €1.5 million.", [("euros", "€1.5 million", 1_450_000, 1_550_000)]),
        ("It cost 2 billion dollars.", [("dollars", "2 billion dollars", 1.9e9, 2.1e9)]),
        ("Prices rose by 4.25 per cent.", [("share", "4.25 per cent", 4.245, 4.255)]),
        ("Six crew were killed.", [("dead crew", "Six crew", 6, 6)]),
        ("A crowd of 12,000 watched.", [("crowd", "12,000 watched", 11_500, 12_500)]),
        ("They burned 30 houses.", [("of hous", "30 houses", 30, 30)]),
    ],
)
def test_a_quantity_is_as_exact_as_it_is_written(
    sentence: str, found: list[tuple[str, str, float, float]]
) -> None:
    assert [(f.what, f.text, pytest.approx(f.lowest), f.highest) for f in figures(sentence)] == [
        (what, text, lowest, pytest.approx(highest)) for what, text, lowest, highest in found
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ana Ortiz, 45, was killed.",
        "The 45-year-old was killed.",
        "Rovers won 2-1.",
        "It has been so since 1996.",
        "He was killed in 2024.",
        "Two others were injured.",
        "Among them 3 were children.",
        "It stands in article 5 of the treaty.",
        "Either 12 people died or 14 people died.",
        "Dozens of people died.",
    ],
)
def test_what_counts_no_whole_is_no_figure(sentence: str) -> None:
    assert figures(sentence) == ()


@pytest.mark.parametrize(
    ("one", "other", "exclude"),
    [
        ("A fire killed 12 people.", "A fire killed 14 people.", True),
        ("A fire killed at least 12 people.", "A fire killed 14 people.", False),
        ("A fire killed more than 20 people.", "A fire killed 14 people.", True),
        ("They seized 40 tonnes of grain.", "They seized 45 tons of grain.", True),
        ("They seized 2 tonnes of grain.", "They seized 2,000 kg of grain.", False),
        ("About 400 jobs go.", "It cuts 430 jobs.", False),
        ("1,200 people were arrested.", "1,187 people were arrested.", False),
        ("It cost 3 million euros.", "It cost 3 million dollars.", False),
        ("A fire killed 12 people.", "A fire injured 14 people.", False),
        ("A fire killed 12 people.", "A fire killed 14 soldiers.", False),
        ("They sold 40 tonnes of salmon.", "They bought 90 tonnes of cod.", False),
    ],
)
def test_only_numbers_of_the_same_exclude_each_other(one: str, other: str, exclude: bool) -> None:  # noqa: FBT001
    (first,), (second,) = figures(one), figures(other)
    assert (first.comparable(second) and not first.agrees(second)) is exclude
    assert (second.comparable(first) and not second.agrees(first)) is exclude


@given(st.text(max_size=200))
def test_any_text_is_read_and_every_figure_is_verbatim(text: str) -> None:
    for figure in figures(text):
        assert figure.text in text
        assert figure.lowest <= figure.highest


@given(st.integers(1, 10**9), st.sampled_from(["people", "euros", "tonnes", "houses"]))
def test_every_number_agrees_with_itself(number: int, counted: str) -> None:
    for figure in figures(f"The fire took {number:,} {counted}."):
        assert figure.agrees(figure)
        assert figure.lowest <= figure.highest
