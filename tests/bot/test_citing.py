"""A passage's source in full, to copy: by a button, or as a line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import COMMANDS
from bot.commands.cite import COMMAND
from storage.corpus import Snapshot
from storage.models import ArticleKind

BELL = "Newsdesk’s summary, ¶2, of: The Bell, “Russia courts the Taliban as US exits Afghanistan”"


@pytest.fixture
async def talk(made, shipped):
    talk = made(shipped, COMMANDS)
    async with talk.application:
        yield talk


def titled(snapshot: Snapshot, **changed) -> Snapshot:
    """The corpus with the article of The Bell changed."""
    articles = tuple(
        replace(a, **changed) if a.publisher == "The Bell" else a for a in snapshot.corpus.articles
    )
    return Snapshot(replace(snapshot.corpus, articles=articles), snapshot.index)


async def test_a_button_below_a_passage_copies_its_source_a_summary_as_ours(talk):
    (opened,) = await talk.say("/source bell 2")
    assert opened.copied["Copy citation"].startswith(BELL)
    assert "about" in opened.copied["Copy citation"]


async def test_an_article_is_cited_as_its_publishers(made, shipped):
    article = titled(shipped, kind=ArticleKind.ARTICLE, authors=("Ann", "Ben", "Cem", "Dag"))
    talk = made(article, COMMANDS)
    async with talk.application:
        (opened,) = await talk.say("/source bell 2")
    copied = opened.copied["Copy citation"]
    assert copied.startswith("The Bell, Ann, Ben, Cem and others, “Russia courts")
    assert copied.endswith(", ¶2")


async def test_a_source_too_long_for_a_button_is_shown_to_be_copied(made, shipped):
    talk = made(titled(shipped, title="A very long title " * 20), COMMANDS)
    async with talk.application:
        (opened,) = await talk.say("/source bell 2")
        assert opened.copied == {}
        (cited,) = await talk.press(opened, "Copy citation")
    assert cited.text.count("A very long title") == 20


async def test_a_passages_source_is_asked_for_by_a_line_too(talk):
    (cited,) = await talk.say("/cite bell 2")
    assert cited.text.startswith(BELL)
    assert '"code"' in cited.sent["entities"]


async def test_the_sources_of_an_answer_are_given_at_once_each_to_be_copied(talk):
    (told,) = await talk.say("/quote zhirnov")
    (cited,) = await talk.press(told, "Citations")
    sources = cited.text.split("\n\n")
    assert len(sources) == len([label for label in told.buttons if "¶" in label]) > 1
    assert all("¶" in source and "summary" in source for source in sources)
    assert cited.sent["entities"].count('"code"') == len(sources)


async def test_several_passages_are_cited_by_a_line_and_one_that_is_not_there_is_said(talk):
    (cited,) = await talk.say("/cite bell 2; xyzzy 3;")
    assert cited.text.startswith(BELL)
    assert "Not in the corpus: xyzzy" in cited.text
    (needed,) = await talk.say("/cite ; ;")
    assert "Add an article and a paragraph" in needed.text


async def test_an_article_is_cited_without_a_paragraph(talk):
    (cited,) = await talk.say("/cite bell")
    assert cited.text.startswith("Newsdesk’s summary of: The Bell")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/cite", "Add an article and a paragraph"),
        ("/cite bell 999", "there is no ¶999"),
        ("/cite xyzzy 2", "Not in the corpus"),
    ],
)
async def test_what_cannot_be_cited_is_said(talk, line, told):
    (answer,) = await talk.say(line)
    assert told in answer.text


async def test_it_speaks_the_readers_language(talk):
    talk.language = "ru"
    (opened,) = await talk.say("/source bell 2")
    (words,) = opened.copied.values()
    assert "«Russia courts the Taliban" in words
    assert "summary" not in words


def test_it_stands_in_no_menu():
    assert not COMMAND.menu
