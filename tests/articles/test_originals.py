"""The five original articles read as people would read them."""

from __future__ import annotations

import re

import pytest

from storage.articles.folder import read_folder
from storage.models import PassageKind
from storage.text.offsets import Span


@pytest.fixture(scope="session")
def articles(originals):
    found, rejected = read_folder(originals)
    assert rejected == ()
    return {article.file[:3]: article for article in found}


def kinds(article, kind):
    return {p.number for p in article.passages if p.kind is kind}


def test_every_non_blank_line_is_a_passage(articles, originals):
    for article in articles.values():
        lines = (originals / article.file).read_text("utf-8").split("\n")
        assert [p.source for p in article.passages] == [line for line in lines if line.strip()]


def test_every_character_leads_back_to_the_original(articles):
    for article in articles.values():
        for passage in article.passages:
            for index, char in enumerate(passage.text):
                start, end = passage.to_source(Span(index, index + 1))
                there = passage.source[start:end]
                assert char == there or (char == " " and there.isspace())


def test_nothing_of_the_markup_is_left(articles):
    for article in articles.values():
        for passage in article.passages:
            assert not re.search(r"\[\d+\]|\]\(|\*\*|<http|\xa0|•| {2}", passage.text)


@pytest.mark.parametrize(
    ("article", "captions", "dropped"),
    [
        ("000", {3, 13, 22}, {30, 31, 32, 33, 34}),
        ("001", {16}, set()),
        ("002", set(), set()),
        ("003", set(), {11, 12, 13}),
        ("004", {5}, {10, 17, 27, 48, 49}),
    ],
)
def test_captions_are_told_and_furniture_and_dutch_dropped(articles, article, captions, dropped):
    told = articles[article]
    assert kinds(told, PassageKind.CAPTION) == captions
    assert {p.number for p in told.passages if not p.text} == dropped


@pytest.mark.parametrize(
    ("article", "headings"),
    [
        ("000", {1, 8, 14, 20, 26}),
        ("001", {4, 8, 13}),
        ("002", {1, 4, 8, 12, 17, 21}),
        ("003", {1}),
        ("004", {1}),
    ],
)
def test_headings_are_told(articles, article, headings):
    assert kinds(articles[article], PassageKind.HEADING) == headings


@pytest.mark.parametrize(
    ("article", "authors", "publisher", "title_stated"),
    [
        ("000", ("Ivan U. Klyszcz",), None, True),
        ("001", ("Maxim Suchkov",), "Middle East Institute", False),
        ("002", (), None, True),
        ("003", (), "The Bell", True),
        ("004", ("Felix Light", "Pjotr Sauer"), "The Moscow Times", True),
    ],
)
def test_authors_and_publishers_are_those_the_texts_give(
    articles, article, authors, publisher, title_stated
):
    told = articles[article]
    assert (told.authors, told.publisher) == (authors, publisher)
    assert told.title_stated is title_stated


def test_only_one_of_them_gives_its_address(articles):
    assert {key for key, article in articles.items() if article.url} == {"004"}
    assert all(article.language == "en" for article in articles.values())


def test_alt_texts_are_cut_off_captions(articles):
    for number in (3, 22):
        assert articles["000"].passage(number).text[0].isupper()
