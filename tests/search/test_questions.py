"""Questions: what they are after, whose words they mean, which words say nothing more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search import About, Asks, Index, Kind, Verdict
from storage.search.questions import read_question

SAID, HAPPENED, ANYTHING = Asks.SAID, Asks.HAPPENED, Asks.ANYTHING
COUNTED, WHERE = Asks.COUNTED, Asks.WHERE


@pytest.mark.parametrize(
    ("typed", "asks", "speakers", "words"),
    [
        ("who called it a pr disaster", SAID, (), ("pr", "disaster")),
        ("who said that lavrov lied", SAID, (), ("lavrov", "lied")),
        ("what did lavrov say about the withdrawal", SAID, ("lavrov",), ("withdrawal",)),
        ("waht did Lavrov siad abuot withdrawal", SAID, ("Lavrov",), ("withdrawal",)),
        ("what did the taliban say on heroin", SAID, ("taliban",), ("heroin",)),
        ("what was said about lavrov", SAID, (), ("lavrov",)),
        ("what does sergey lavrov think of promises", SAID, ("sergey lavrov",), ("promises",)),
        ("what did zhirnov tell lavrov", SAID, ("zhirnov",), ("lavrov",)),
        ("lavrov's statement on promises", SAID, ("lavrov",), ("promises",)),
        ("according to kabulov", SAID, ("kabulov",), ()),
        ("quotes by lavrov", SAID, ("lavrov",), ()),
        ("quotes about heroin", SAID, (), ("heroin",)),
        ("who did lavrov call a liar", SAID, ("lavrov",), ("liar",)),
        ("what did lavrov say about zhirnov", SAID, ("lavrov",), ("zhirnov",)),
        ("лавров о выводе войск", SAID, ("лавров",), ("выводе", "войск")),
        ("что сказал Кабулов", SAID, ("Кабулов",), ()),
        ("что говорил Лавров про обещания", SAID, ("Лавров",), ("обещания",)),
        ("кто сказал о посольстве", SAID, (), ("посольстве",)),
        ("по словам Жирнова", SAID, ("Жирнова",), ()),
        ("мнение Жирнова о посольстве", SAID, ("Жирнова",), ("посольстве",)),
        ("lavrov on promises", SAID, ("lavrov",), ("promises",)),
        ("taliban on the move", ANYTHING, (), ("taliban", "move")),
        ("attack on kabul", ANYTHING, (), ("attack", "kabul")),
        ("what hapened in moscow", HAPPENED, (), ("moscow",)),
        ("when was the embassy opened", HAPPENED, (), ("embassy", "opened")),
        ("when did lavrov say it", HAPPENED, (), ("lavrov",)),
        ("what year was it outlawed", HAPPENED, (), ("outlawed",)),
        ("в каком году запретили", HAPPENED, (), ("запретили",)),
        ("когда открыли посольство", HAPPENED, (), ("открыли", "посольство")),
        ("что произошло в Кабуле", HAPPENED, (), ("Кабуле",)),
        ("что было в Москве", HAPPENED, (), ("Москве",)),
        ("who is kabulov", ANYTHING, (), ("kabulov",)),
        ("кто такой кабулов", ANYTHING, (), ("кабулов",)),
        ("who keeps the streets calm", ANYTHING, (), ("keeps", "streets", "calm")),
        ("kabulov statement", SAID, ("kabulov",), ()),
        ("statement of promises", ANYTHING, (), ("statement", "promises")),
        ("embassy", ANYTHING, (), ("embassy",)),
        ("how many embassies left", COUNTED, (), ("embassies", "left")),
        ("сколько посольств", COUNTED, (), ("посольств",)),
        ("events of may 2021", HAPPENED, (), ()),
        ("what did the taliban spokesman say", SAID, (), ("taliban", "spokesman")),
        ("is lavrov mentioned", ANYTHING, (), ("lavrov",)),
        ("упоминается ли Лавров", ANYTHING, (), ("Лавров",)),
        ("есть что-нибудь про Лаврова", ANYTHING, (), ("Лаврова",)),
        ("последние новости о посольстве", ANYTHING, (), ("посольстве",)),
        ("where did lavrov speak", WHERE, (), ("lavrov",)),
        ("how much did the embassy pay", COUNTED, (), ("embassy", "pay")),
        ("how long did the talks last", COUNTED, (), ("talks", "last")),
        ("many embassies left", ANYTHING, (), ("embassies", "left")),
        ("events in kabul", HAPPENED, (), ("kabul",)),
        ("хроника Кабула", HAPPENED, (), ("Кабула",)),
        ("chain of events in kabul", ANYTHING, (), ("chain", "events", "kabul")),
        ("events", ANYTHING, (), ("events",)),
        ("how did lavrov describe the talks", SAID, ("lavrov",), ("talks",)),
        ("как Лавров прокомментировал переговоры", SAID, ("Лавров",), ("переговоры",)),
        ("where did the talks take place", WHERE, (), ("talks",)),
        ("where was lavrov", WHERE, (), ("lavrov",)),
        ("when did the talks take place", HAPPENED, (), ("talks",)),
        ("talks took place in kabul", HAPPENED, (), ("talks", "kabul")),
        ("take the place of kabul", ANYTHING, (), ("take", "place", "kabul")),
        ("Mr Lavrov", ANYTHING, (), ("Lavrov",)),
        ("г-н Лавров", ANYTHING, (), ("Лавров",)),
        ("господину Лаврову", ANYTHING, (), ("Лаврову",)),
        ("расскажи про Лаврова", ANYTHING, (), ("Лаврова",)),
        ("что известно о посольстве", ANYTHING, (), ("посольстве",)),
        ("новости об обещаниях", ANYTHING, (), ("обещаниях",)),
        ("что пишут о героине", ANYTHING, (), ("героине",)),
        ("give me everything on heroin", ANYTHING, (), ("heroin",)),
        ("which article mentions heroin", ANYTHING, (), ("heroin",)),
        ("news of heroin", ANYTHING, (), ("news", "heroin")),
        ("all embassies", ANYTHING, (), ("all", "embassies")),
        ("wat did lavrov say", SAID, ("lavrov",), ()),
        ("Сергей Викторович Лавров", ANYTHING, (), ("Сергей", "Лавров")),
        ("Викторович", ANYTHING, (), ("Викторович",)),
    ],
)
def test_a_question_is_read_as_it_is_meant(index: Index, typed, asks, speakers, words):
    query = index.parse(typed)

    assert query.asks is asks
    assert tuple(one.name for one in query.filters if one.about is About.FROM) == speakers
    assert query.words == words


def test_a_word_that_the_corpus_has_is_never_taken_for_a_misspelt_one(index: Index):
    assert index.parse("foregin").words == ("foregin",)  # it stands in an article
    assert index.parse("wherre zhirnov").words == ("zhirnov",)


@pytest.mark.parametrize(("typed", "words"), [("IS", ()), ("WHO", ()), ("ISIS", ("ISIS",))])
def test_a_stop_word_in_capitals_counts_only_where_somebody_is_called_so(
    index: Index, typed, words
):
    assert index.parse(typed).words == words


def test_without_a_corpus_no_name_is_known():
    assert read_question("what did lavrov say").speaker == ""


@pytest.mark.parametrize(
    ("typed", "kind", "id_"),
    [
        ("what did the taliban say about heroin", Kind.STATEMENT, "s-heroin"),
        ("what did zhirnov say about the law", Kind.QUOTE, "q-law"),
        ("кто говорил об обещаниях", Kind.QUOTE, "q-promises"),
        ("when was it outlawed", Kind.EVENT, "e-outlawed"),
        ("what happened in may", Kind.EVENT, "e-withdrawal"),
    ],
)
def test_a_question_finds_its_answer_first(index: Index, typed, kind, id_):
    assert index.find(typed, (kind,)).matches[0].id == id_


def test_words_dated_otherwise_are_not_found_for_a_period(index: Index):
    """What has no date of its own has its article's; a passage that tells of 2003 has that."""
    assert index.find("2003", (Kind.QUOTE,)).matches == ()
    assert [m.id for m in index.find("oct 2021", (Kind.QUOTE,)).matches] == [
        "q-missions",
        "q-promises",
    ]
    assert "A2:5" not in [m.id for m in index.find("oct 2021", (Kind.PASSAGE,)).matches]


def test_what_is_dated_by_a_year_says_nothing_about_a_day(index: Index):
    assert index.find("5 may 2003").verdict is Verdict.NOTHING
    assert [m.id for m in index.find("may 2003", (Kind.EVENT,)).matches] == ["e-outlawed"]


def test_where_nothing_is_dated_in_a_period_the_nearest_events_are_offered(index: Index):
    found = index.find("2007")

    assert [near.id for near in found.nearest if not isinstance(near, str)] == [
        "e-outlawed",
        "e-withdrawal",
        "e-radio",
    ]


def test_a_match_of_guessed_words_alone_is_not_sure(index: Index):
    assert index.find("clam", (Kind.QUOTE,)).verdict is Verdict.AMBIGUOUS
    assert index.find("embasy", (Kind.PASSAGE,)).verdict is Verdict.CONFIDENT


@given(st.text(max_size=128))
def test_no_text_is_too_strange_a_question(index: Index, text):
    query = index.parse(text)

    assert len(query.filters) <= 4
    assert all(word in text or word in query.text for word in query.words)
