"""What is taken from a query: words, phrases, exclusions, a period."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search import MOST_CHARACTERS, MOST_WORDS, Index, parse_query


@pytest.mark.parametrize(
    ("typed", "words", "phrases", "excluded"),
    [
        ("embassy", ("embassy",), (), ()),
        ("who called it a pr disaster", ("pr", "disaster"), (), ()),
        ("лавров о выводе войск", ("лавров", "выводе", "войск"), (), ()),
        ("the", (), (), ()),
        ("who is it", (), (), ()),
        ("WHO on vaccines", ("WHO", "vaccines"), (), ()),
        ("WHO SAID THAT", (), (), ()),
        ("“law and order” city", ("city",), ("law and order",), ()),
        ("«вывод войск»", (), ("вывод войск",), ()),
        ('the "puppet government"', (), ("puppet government",), ()),
        ("al-Qaeda -isis", ("al-Qaeda",), (), ("isis",)),
        ("— kabul — ghani", ("kabul", "ghani"), (), ()),
        ('kabul -"puppet government"', ("kabul",), (), ("puppet government",)),
        ("-kabul", (), (), ("kabul",)),
        ('half "open', ("half", "open"), (), ()),
        ('""', (), (), ()),
        ("kabul kabul", ("kabul",), (), ()),
        ("  ", (), (), ()),
    ],
)
def test_words_phrases_and_exclusions_are_told_apart(typed, words, phrases, excluded):
    query = parse_query(typed)

    assert (query.words, query.phrases, query.excluded) == (words, phrases, excluded)


def test_a_period_is_taken_out_of_the_words():
    query = parse_query("kabulov aug 2021")

    assert query.words == ("kabulov",)
    assert query.period is not None
    assert query.period_text == "aug 2021"


def test_a_period_stays_words_where_none_is_wanted():
    query = parse_query("kabulov 2021", with_period=False)

    assert query.words == ("kabulov", "2021")
    assert query.period is None


def test_a_month_alone_means_the_last_year_covered():
    query = parse_query("kabulov august", years=(1996, 2021))

    assert query.period is not None
    assert query.period.earliest.year == 2021


def test_a_month_alone_is_a_word_where_no_year_can_be_known():
    assert parse_query("kabulov august").words == ("kabulov", "august")


def test_the_index_knows_the_latest_year_in_which_something_happened_in_a_month(index: Index):
    query = index.parse("в мае")

    assert query.period is not None
    assert (query.period.earliest.year, query.period.earliest.month) == (2021, 5)


def test_a_query_is_cut():
    query = parse_query("word " * 1000 + " ".join(f"w{n}" for n in range(50)))
    many = parse_query(" ".join(f"w{n}" for n in range(50)))

    assert len(query.text) <= MOST_CHARACTERS
    assert len(many.words) == MOST_WORDS


@given(st.text(max_size=300))
def test_parsing_never_raises_and_keeps_its_limits(text):
    query = parse_query(text, years=(1996, 2021))

    assert len(query.text) <= MOST_CHARACTERS
    assert len(query.words) <= MOST_WORDS


@given(st.lists(st.sampled_from(["embassy", "кабулов", "al-Qaeda", "border"]), unique=True))
def test_words_that_count_are_kept_in_order(words):
    assert parse_query(" ".join(words)).words == tuple(words)
