"""What holds for dates in any text."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.extraction.dates import find_dates

WORDS = [
    "in", "on", "since", "the", "early", "mid-", "late", "last", "next", "this", "week", "weekend",
    "month", "year", "1996", "2021", "1990s", "'90s", "2000", "31", "15", "3rd", "first", "half",
    "of", "and", "to", "–", "-", "from", "between", "May", "may", "August", "Aug.", "Friday", "Sun",
    "summer", "fall", "today", "ago", "two", "days", "later", "same", "day", "that", "at", "time",
    ",", ".", "(", ")", "9999", "1000", "0", "29", "February", "century", "19th", "Q3", "quarter",
    "2021-08-16", "99/99/9999", "года", "прошлой", "неделе", "августа", "will", "said", "people",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
)
DAYS = st.one_of(st.none(), st.dates())


@given(TEXTS, DAYS)
def test_never_raises_and_ranges_and_offsets_hold(text, reference):
    end = 0
    for found in find_dates(text, reference=reference):
        assert found.when.earliest <= found.when.latest
        assert text[found.span.start : found.span.end] == found.text
        assert found.text.strip()
        assert found.span.start >= end
        assert 0 <= found.confidence <= 1
        end = found.span.end


@given(TEXTS, DAYS)
def test_is_a_function_of_its_arguments(text, reference):
    assert find_dates(text, reference=reference) == find_dates(text, reference=reference)


@given(
    st.sampled_from(
        ["Nobody came.", "The rain stopped.", "“Quite,” they said.", "Ничего не было."]
    ),
    st.sampled_from(
        [
            "It fell on 4 May 2019.",
            "It fell last week.",
            "In the 1990s it fell.",
            "It fell in July.",
        ]
    ),
    st.sampled_from(["Nobody left.", "Cows ate grass.", "The end."]),
)
def test_sentences_around_change_nothing(before, sentence, after):
    reference = date(2024, 3, 20)
    alone = [(e.text, e.when) for e in find_dates(sentence, reference=reference)]
    around = find_dates(f"{before} {sentence} {after}", reference=reference)
    assert [(e.text, e.when) for e in around] == alone


@pytest.mark.parametrize(
    "hostile",
    ["in 1996 " * 5000, "2021-" * 8000, "May " * 10000, "the " * 10000, "1" * 50000,
     "'" * 50000, "Friday, " * 8000, "( " * 50000, "on the same day " * 6000],
    ids=["years", "hyphens", "months", "articles", "digits", "quotes", "weekdays", "brackets",
         "anaphora"],
)  # fmt: skip
def test_a_hostile_line_takes_linear_time(hostile):
    started = time.process_time()
    find_dates(hostile, reference=date(2021, 8, 16))
    assert time.process_time() - started < 10
