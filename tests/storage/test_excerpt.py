"""Some of the corpus as a file: every row with its source in full, and no cell a formula."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from storage.building import build_corpus
from storage.corpus import shipped_seeds
from storage.excerpt import Excerpt, excerpt_csv, excerpt_json, full_source
from storage.models import ArticleKind, Corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return build_corpus(shipped_seeds())


@pytest.fixture(scope="module")
def excerpt(corpus: Corpus) -> Excerpt:
    actor = next(a for a in corpus.actors if a.name == "Zamir Kabulov")
    return Excerpt(
        asked="actor Kabulov",
        actor=actor,
        quotes=corpus.quotes_by_speaker[actor.id],
        statements=corpus.statements_by_speaker[actor.id],
        events=corpus.events[:3],
    )


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_each_row_says_whose_words_these_are_and_where_they_stand(corpus, excerpt):
    rows = read(excerpt_csv(corpus, excerpt))
    assert {row["kind"] for row in rows} >= {"role", "quote", "statement", "event"}
    for row in rows:
        assert row["title"]
        assert f"¶{row['paragraph']}" in row["source"]
        assert row["source"].startswith("Newsdesk's summary, ")
        assert row["published"] in row["source"]
    assert all(row["published_basis"] for row in rows)


def test_what_negates_a_fragment_stands_beside_it(corpus, excerpt):
    quotes = [quote for quote in corpus.quotes if quote.lead]
    told = read(excerpt_csv(corpus, replace(excerpt, actor=None, quotes=quotes)))
    assert [row["lead"] for row in told if row["kind"] == "quote"] == [q.lead for q in quotes]


def test_an_article_is_cited_as_its_publishers_and_not_as_ours(corpus):
    article = replace(corpus.articles[0], kind=ArticleKind.ARTICLE, publisher=None, published=None)
    changed = replace(corpus, articles=(article, *corpus.articles[1:]))
    quote = next(q for q in corpus.quotes if q.citation.article == article.id)
    source = full_source(changed, quote.citation)
    assert source.startswith("publisher not stated, ")
    assert source.endswith(f"date not known, ¶{quote.citation.passage}")


@pytest.mark.parametrize("begin", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "  =1"])
def test_no_cell_can_be_taken_for_a_formula(corpus, excerpt, begin):
    quote = replace(excerpt.quotes[0], text=begin, role=begin)
    actor = replace(excerpt.actor, name=begin)
    article = corpus.article_by_id[quote.citation.article]
    others = tuple(a for a in corpus.articles if a is not article)
    corpus = replace(corpus, articles=(replace(article, title=begin, publisher=begin), *others))
    text = excerpt_csv(corpus, replace(excerpt, quotes=[quote], actor=actor))
    for row in read(text):
        for name, cell in row.items():
            assert not cell.lstrip(" ").startswith(tuple("=+-@\t\r＝")), name
    assert f"'{begin}".strip() in text


def test_json_holds_the_articles_without_their_text_and_each_fact_with_its_source(corpus, excerpt):
    values = json.loads(excerpt_json(corpus, excerpt))
    assert (values["schema"], values["asked"]) == ("newsdesk-excerpt/1", "actor Kabulov")
    assert values["actor"]["name"] == "Zamir Kabulov"
    cited = {
        fact["article"] for kind in ("quotes", "statements", "events") for fact in values[kind]
    }
    assert cited <= {article["id"] for article in values["articles"]}
    assert all("passages" not in article for article in values["articles"])
    for kind in ("quotes", "statements", "events"):
        assert values[kind]
        assert all(fact["source"] and fact["citation"] for fact in values[kind])
