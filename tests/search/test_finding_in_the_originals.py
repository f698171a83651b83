"""The five original articles, asked as a reader would."""

from __future__ import annotations

import pytest

from storage.building import build_corpus
from storage.models import Corpus
from storage.search import Index, Kind, Verdict


@pytest.fixture(scope="module")
def news(originals) -> Corpus:
    return build_corpus(originals)


@pytest.fixture(scope="module")
def newsdesk(news: Corpus) -> Index:
    return Index.build(news)


@pytest.mark.parametrize("typed", ["Kabulov", "kabulow", "Кабулов", "zamir"])
def test_kabulov_is_found_in_every_spelling(news, newsdesk, typed):
    found = newsdesk.find_actor(typed)

    assert found.verdict is Verdict.CONFIDENT
    assert news.actor_by_id[found.matches[0].id].name == "Zamir Kabulov"


def test_kabul_is_not_kabulov(news, newsdesk):
    found = newsdesk.find_actor("kabul")

    assert all(news.actor_by_id[m.id].name != "Zamir Kabulov" for m in found.matches)


@pytest.mark.parametrize("typed", ["Merkel", "Mercel", "Меркель"])
def test_merkel_is_not_in_the_corpus(newsdesk, typed):
    found = newsdesk.find_actor(typed)

    assert (found.verdict, found.matches) == (Verdict.NOTHING, ())


@pytest.mark.parametrize("typed", ["embassy", "embasy", "посольство"])
def test_an_embassy_finds_the_ambassadors_words_and_the_guarantee(news, newsdesk, typed):
    matches = newsdesk.find(typed, (Kind.QUOTE,)).matches[:5]
    quotes = [news.quote_by_id[match.id].text for match in matches]

    for words in ("guarantees of the safety", "take control of the city", "better managed"):
        assert any(words in quote for quote in quotes), words


@pytest.mark.parametrize("typed", ["lavrov", "Лавров", "lavrow", "sergey lavrov"])
def test_lavrov_is_quoted_once(news, newsdesk, typed):
    matches = newsdesk.find(typed, (Kind.QUOTE,)).matches

    assert [news.quote_by_id[m.id].text[:21] for m in matches] == ["The reality on the gr"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("who called it a pr disaster", "PR disaster"),
        ("pupet goverment", "puppet government"),
        ("наркотики", "drug production"),
        ("heroin", "drug production"),
        ("граница", "violate the borders"),
        ("women's rights", "women’s rights"),
        ("обещания", "promises"),
        ("права женщин", "women’s rights"),
        ("пиар катастрофа", "PR disaster"),
        ("марионеточное правительство", "puppet government"),
        ("zhirnov law", "law and order"),
    ],
)
def test_a_journalist_finds_the_quotation_first(news, newsdesk, typed, words):
    found = newsdesk.find(typed, (Kind.QUOTE,))

    assert words in news.quote_by_id[found.matches[0].id].text


@pytest.mark.parametrize("typed", ["what hapened in moscow in july", "москва в июле"])
def test_a_question_with_a_month_finds_what_happened_then(news, newsdesk, typed):
    found = newsdesk.find(typed, (Kind.EVENT,))

    assert found.matches
    for match in found.matches:
        when = news.event_by_id[match.id].when
        assert (when.earliest.year, when.earliest.month) <= (2021, 7)
        assert (when.latest.year, when.latest.month) >= (2021, 7)
