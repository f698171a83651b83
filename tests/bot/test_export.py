"""/export: a file with quotes, a timeline or an actor, for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.commands import COMMANDS
from bot.commands.export import COMMAND, file_name
from bot.exporting import Wish, read_wish
from bot.locale import Translator
from bot.render.flat import flatten
from bot.render.markdown import escaped, markdown
from bot.render.rich import bold, italic, quoted, rich
from bot.simulator import Simulator


@pytest.fixture
async def talk(made, shipped):
    talk = made(shipped, COMMANDS)
    async with talk.application:
        yield talk


async def file_of(talk, line: str, **more) -> tuple[str, str, str]:
    """Ask for a file: its name, what it holds, what stands under it."""
    assert await talk.say(line, **more) == []
    request = talk.wire.of("sendDocument")[-1]
    name, content, _ = request.sent["document"]
    return name, content.decode("utf-8-sig"), request.sent["caption"]


async def test_quotes_are_handed_over_to_be_read(talk):
    name, text, caption = await file_of(talk, "/export quotes embassy")
    assert re.fullmatch(r"newsdesk-quotes-embassy-[0-9a-f]{8}\.md", name)
    assert text.startswith("# Quotes: embassy\n")
    assert "## Exact words" in text
    assert "\n> “" in text
    assert "Newsdesk’s summary of: The Moscow Times, Felix Light" in text
    assert caption.startswith("Quotes: embassy\n• quotations: ")


async def test_a_timeline_is_handed_over_as_a_table(talk):
    name, text, caption = await file_of(talk, "/export timeline kabulov 2021 csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert name.endswith(".csv")
    assert rows
    assert all(row["date"] and row["publisher"] is not None and row["source"] for row in rows)
    assert f"dated events: {len(rows)}" in caption


async def test_an_actor_is_handed_over_for_programs(talk):
    name, text, _ = await file_of(talk, "/export actor Кабулов json")
    values = json.loads(text)
    assert name.startswith("newsdesk-actor-kabulov-")
    assert values["actor"]["name"] == "Zamir Kabulov"
    assert values["quotes"]


async def test_all_there_is_is_handed_over_where_no_words_are_typed(talk, shipped):
    _, text, _ = await file_of(talk, "/export quotes json")
    values = json.loads(text)
    assert len(values["quotes"]) == len(shipped.corpus.quotes)
    _, text, _ = await file_of(talk, "/export timeline json")
    assert len(json.loads(text)["events"]) > 20


async def test_more_than_a_file_holds_is_said(talk, monkeypatch):
    monkeypatch.setattr("bot.commands.export.MOST", 3)
    _, text, caption = await file_of(talk, "/export quotes md")
    assert "There are more" in text.replace("there are more", "There are more")
    assert "there are more" in caption


async def test_the_file_speaks_the_readers_language(talk):
    talk.language = "ru"
    _, text, caption = await file_of(talk, "/export цитаты embassy")
    assert "## Дословно" in text
    assert "Exact words" not in text
    assert "embassy" in caption


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/export", "What shall be in the file?"),
        ("/export pigeons", "What shall be in the file?"),
        ("/export quotes xyzzy", "Not in the corpus: xyzzy"),
        ("/export timeline xyzzy csv", "Not in the corpus: xyzzy"),
        ("/export actor", "Add a name"),
        ("/export actor Merkel", "Not in the corpus: Merkel"),
    ],
)
async def test_where_there_is_nothing_to_hand_over_that_is_said(talk, line, told):
    (answer,) = await talk.say(line)
    assert told in answer.text
    assert talk.wire.of("sendDocument") == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("/quote embassy", "newsdesk-quotes-embassy-"),
        ("/timeline kabulov 2021", "newsdesk-timeline-kabulov-2021-"),
        ("/timeline", "newsdesk-timeline-"),
        ("/actor kabulov", "newsdesk-actor-zamir-kabulov-"),
    ],
)
async def test_an_answer_is_handed_over_by_the_button_below_it(talk, line, name):
    (answer,) = await talk.say(line)
    await talk.press(answer, "As a file")
    (sent,) = talk.wire.of("sendDocument")
    assert sent.sent["document"][0].startswith(name)
    assert sent.sent["document"][0].endswith(".md")


@pytest.mark.parametrize("words", ["", "embassy", "csv", "embassy json", "actor Lavrov .md"])
def test_what_a_button_wishes_for_is_read_as_it_was_meant(words):
    assert read_wish(Wish("quotes", words).line) == Wish("quotes", words)


async def test_a_button_hands_over_all_quotes(talk):
    (answer,) = await talk.say("/export")
    assert await talk.press(answer, "All quotes") == []
    (request,) = talk.wire.of("sendDocument")
    assert request.sent["document"][0].startswith("newsdesk-quotes-")


@given(words=some.text(max_size=128), form=some.sampled_from(["md", "csv", "json"]))
def test_a_files_name_is_plain_ascii_whatever_is_asked(shipped, words, form):
    wish = read_wish(f"quotes {words} {form}")
    assert re.fullmatch(r"[a-z0-9-]{1,80}\.(md|csv|json)", file_name(wish, shipped.corpus))


@given(some.text(alphabet=some.sampled_from("ab *_#[]<>`\\-+1.)=|~\n!"), max_size=60))
def test_what_an_article_says_is_no_markup(text):
    for line in escaped(text).split("\n"):
        assert not re.match(r"\s*([#>+=|~-]|\d+[.)])", line)
        assert not re.search(r"(?<!\\)(?:\\\\)*[*_\[<`]", line)


def test_markdown_keeps_what_guides_the_eye():
    block = rich(bold("Ana Ortiz"), ", harbour master", "\n", quoted("“Two\nlines.”"), "[A ¶1]")
    other = rich(italic("about 2019"), "\nIt *rained*.")
    english = Translator()
    text = markdown(flatten(one, english) for one in (block, other))
    assert text == (
        "**Ana Ortiz**, harbour master\n\n> “Two\n> lines.”\n\n\\[A ¶1\\]\n\n"
        "*about 2019*\\\nIt \\*rained\\*.\n"
    )


def test_it_stands_in_no_menu():
    assert not COMMAND.menu


async def test_the_file_arrives_in_telegram(answering, archive, tmp_path):
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        sent = await simulator.say("/export quotes embassy csv")
        assert sent.text.startswith("Quotes: embassy")
        file = simulator.world.files.by_id(sent.document["file_id"])
    assert file.name.endswith(".csv")
    assert file.content.decode("utf-8-sig").startswith("kind,id,")
