"""What is taken from a query: words, phrases, exclusions, a period."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from storage.models import Corpus
from storage.search import (
    MOST_CHARACTERS,
    MOST_WORDS,
    Index,
    Verdict,
    parse_query,
    write_query,
)


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


def test_a_query_is_cut_at_the_end_of_a_word():
    query = parse_query("harbour " * 100)

    assert query.text.endswith("harbour")
    assert len(parse_query("x" * 200).text) == MOST_CHARACTERS


def test_of_too_many_words_those_that_tell_least_are_left_out(index: Index):
    typed = "first second third fourth fifth sixth seventh eighth heroin kabul"

    assert index.parse(typed).words[-2:] == ("heroin", "kabul")
    assert index.find("promises kept guarantees safety heroin vowed stop taliban things").matches


@pytest.mark.parametrize(
    ("typed", "phrases", "words"),
    [
        ("'keep the streets calm'", ("keep the streets calm",), ()),
        ("‘keep the streets calm’", ("keep the streets calm",), ()),
        ("zhirnov 'streets calm'", ("streets calm",), ("zhirnov",)),
        ("the taliban's 'new' rulers'", (), ("taliban's", "new", "rulers")),
        ("rock 'n' roll", (), ("rock", "n", "roll")),
    ],
)
def test_words_in_single_quotation_marks_are_a_phrase(typed, phrases, words):
    query = parse_query(typed)

    assert (query.phrases, query.words) == (phrases, words)


@pytest.mark.parametrize("typed", ["15000", "15,000", "15.000"])
def test_a_figure_is_found_however_it_is_grouped(typed):
    held = {"15,000"}

    assert parse_query(typed, known=held.__contains__).phrases == ("15,000",)
    assert parse_query(typed, known={"15000"}.__contains__).words == ("15000",)


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


WORDS = st.sampled_from(
    ["embassy", "кабулов", "al-Qaeda", "U.S.", "march", "may", "the", "who", "said", "о", "2015",
     "august", "15", "when", "IS", "statement", "лавров", "about", "-iran", "in:bell", "-in:mt",
     'from:"sergey lavrov"', '"law and order"', "«вывод войск»", '-"puppet government"', "—",
     "when:2021", "before 2015", "since:2016", "summer 2021", "1990s", "1996–2003",
     "early aug 2021"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=9).map(" ".join)))
@example("aug 2020 aug 2021")
@example("when: 2021 or: in:")
@example("-from: x -in:")
@example('in:"a.b," -"x.,"')
@example("winter 9999")
@example("x august the")
@example("-2015 15")
@example("-2015 -2016")
def test_a_written_query_parses_to_the_same(text):
    query = parse_query(text, years=(1996, 2021))
    written = write_query(query)

    assume(len(written) <= MOST_CHARACTERS)
    assert parse_query(written, years=(1996, 2021)) == query


@given(st.lists(WORDS, max_size=9).map(" ".join))
@example("кабулов о кабулов")
def test_a_query_that_the_index_read_is_written_and_read_again_alike(index: Index, text):
    query = index.parse(text)
    written = write_query(query)

    assume(len(written) <= MOST_CHARACTERS)
    assert index.parse(written) == query


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("what did lavrov say of “law and order”", 'who said from:lavrov "law and order"'),
        ("in:mt border -iran aug 2021", "in:mt border -iran when:2021-08"),
        ('"x" before 2015', '"x" when:"before 2015-01-01"'),
        ("summer 2021", 'when:"summer 2021"'),
        ("early aug 2021", 'when:"around 2021-08"'),
        ("1996–2003", 'when:"1996-01-01 – 2003-12-31"'),
        ("what happened in july 2021", "when when:2021-07"),
        ("the", ""),
    ],
)
def test_a_query_is_written_as_a_person_would_type_it(index: Index, typed, written):
    assert write_query(index.parse(typed)) == written


@pytest.mark.parametrize("typed", ["the", "of the", "who is it", "что это", "и", "what", "?"])
def test_words_that_say_nothing_ask_nothing(index: Index, typed):
    for find in (index.find, index.find_actor, index.find_article, index.find_topic):
        found = find(typed)
        assert (found.verdict, found.matches) == (Verdict.NOTHING, ())
        assert found.query.empty


def test_a_person_whose_name_is_a_stop_word_is_found_by_it(corpus: Corpus):
    may = replace(corpus.actors[0], id="ana-may", name="Ana May", aliases=("May",), roles=())
    index = Index.build(replace(corpus, actors=(*corpus.actors, may)))

    assert [match.id for match in index.find_actor("may").matches] == ["ana-may"]
    assert index.find_actor("the").verdict is Verdict.NOTHING
