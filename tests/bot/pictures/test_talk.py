"""A timeline asked for as a picture: a photo with a caption, or the words where none is drawn."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.pictures.drawing import Pictures
from storage.building import build_snapshot
from storage.snapshot import Snapshot

GROUP = -100500
WRITES = "import sys; sys.stdin.read(); sys.stdout.buffer.write(b'\\x89PNG')"
FERRIES = "\n".join(
    f"On 3 May {year} the ferry company of Bergen ordered {year - 1900} new ships."
    for year in range(1911, 2021, 10)
)


@pytest.fixture(scope="module")
def ferries(tmp_path_factory) -> Snapshot:
    folder = tmp_path_factory.mktemp("ferries")
    head = "title: Gazette reports\nshort: Gazette\npublished: 2024-03-06\n"
    (folder / "1.md").write_text(f"---\n{head}---\n{FERRIES}\n", "utf-8")
    return build_snapshot(folder)


@pytest.fixture
def drawing(made, ferries, tmp_path):
    """A bot whose pictures are drawn by some program, and how often that has run."""

    def drawn_by(program: str):
        counted = f"open({str(tmp_path / 'drawn')!r}, 'a').write('.'); {program}"
        pictures = Pictures(tmp_path, program=(sys.executable, "-c", counted), timeout=60)
        return made(ferries, COMMANDS, pictures=pictures)

    return drawn_by


def times_drawn(folder: Path) -> int:
    return len((folder / "drawn").read_text())


async def test_a_timeline_offers_itself_as_a_picture(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        (words,) = await talk.say("/timeline ferry")
        (photo,) = await talk.press(words, "As a picture")
    assert (words.method, photo.method) == ("sendMessage", "sendPhoto")


async def test_the_caption_says_in_words_what_the_picture_shows_and_from_where(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        (photo,) = await talk.say("/timeline ferry chart")
    said = photo.text.replace("\u2009", " ")
    assert said.startswith("Timeline: ferry\n\n7 of 11 events, 3 May 1911 – 3 May 2011: ")
    assert "\n7 [Gazette ¶11]\n" in said
    assert "As of 1 article of Mar 2024." in photo.text
    assert len([label for label in photo.buttons if "¶" in label]) == 7
    assert len(photo.text) <= 1024


async def test_the_caption_speaks_the_language_of_the_asker(drawing):
    talk = drawing(WRITES)
    talk.language = "ru"
    async with talk.application:
        (photo,) = await talk.say("/timeline ferry график")
    assert photo.text.startswith("Хронология: ferry\n")
    assert "7 из 11" in photo.text
    assert any("цвет" in label or "тон" in label for label in photo.buttons)


async def test_the_buttons_of_a_picture_open_passages_words_and_other_colours(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        (photo,) = await talk.say("/timeline ferry chart")
        (passage,) = await talk.press(photo, "Gazette ¶11")
        (words,) = await talk.press(photo, "In words")
        (dark,) = await talk.press(photo, "In dark colours")
        (light,) = await talk.press(dark, "In light colours")
    assert "ordered 111 new ships" in passage.text
    assert (words.method, words.text.partition("\n")[0]) == ("sendMessage", "Timeline: ferry")
    assert (dark.method, light.method) == ("editMessageMedia", "editMessageMedia")


async def edit(talk, text):
    return await talk.say(text, kind="edited_message", message_id=500)


async def test_an_edited_question_for_a_picture_gets_the_other_picture_in_its_place(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        (photo,) = await talk.say("/timeline ferry chart", message_id=500)
        (edited,) = await edit(talk, "/timeline bergen chart dark")
        (passage,) = await talk.press(edited, "Gazette ¶11")
    assert (edited.method, edited.message) == ("editMessageMedia", photo.message)
    assert edited.text.startswith("Timeline: bergen")
    assert "ordered 111 new ships" in passage.text


async def test_words_become_a_picture_in_place_and_a_picture_makes_room_for_words(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        (words,) = await talk.say("/timeline ferry", message_id=500)
        (photo,) = await edit(talk, "/timeline ferry chart")
        assert (photo.method, photo.message) == ("editMessageMedia", words.message)
        (again,) = await edit(talk, "/timeline bergen")
        assert (again.method, again.text[:16]) == ("sendMessage", "Timeline: bergen")
        assert [gone.message for gone in talk.wire.of("deleteMessage")] == [photo.message]
        (last,) = await edit(talk, "/timeline oslo")
    # The words stand elsewhere now, and there they are changed.
    assert (last.method, last.message) == ("editMessageText", again.message)


async def test_where_a_picture_is_gone_the_other_one_is_sent(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        await talk.say("/timeline ferry chart", message_id=500)
        gone = "Bad Request: message to edit not found"
        talk.wire.fail("editMessageMedia", 400, description=gone)
        tried = await edit(talk, "/timeline ferry chart dark")
    assert [request.method for request in tried] == ["editMessageMedia", "sendPhoto"]


async def test_the_same_question_is_drawn_once(drawing, tmp_path):
    talk = drawing(WRITES)
    async with talk.application:
        await talk.say("/timeline ferry chart")
        await talk.say("/timeline ferry chart", user=2000)
        assert times_drawn(tmp_path) == 1
        await talk.say("/timeline ferry chart dark")
        assert times_drawn(tmp_path) == 2


async def test_where_no_picture_can_be_drawn_the_words_come_and_say_so(drawing, caplog):
    talk = drawing("import no_such_library")
    async with talk.application:
        (words,) = await talk.say("/timeline ferry chart")
        assert words.method == "sendMessage"
        assert "The picture could not be drawn; here is the timeline in words." in words.text
        assert "On 3 May 1911 the ferry company" in words.text
        assert "As a picture" in words.buttons
    assert "no_such_library" in caplog.text


async def test_what_is_asked_after_a_picture_follows_its_words(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        await talk.say("/timeline ferry chart")
        (more,) = await talk.say("more")
        await talk.say("/timeline ferry chart")
        (follow,) = await talk.say("and in 1931?")
    assert more.text.startswith("Timeline: ferry\n")
    assert "On 3 May 1931" in follow.text
    assert "On 3 May 1911" not in follow.text


async def test_a_picture_of_nothing_is_the_answer_that_there_is_nothing(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        (answer,) = await talk.say("/timeline zeppelin chart")
    assert answer.method == "sendMessage"
    assert "zeppelin" in answer.text
    assert "chart" not in answer.text


async def test_in_a_group_a_picture_answers_the_message_that_asked_in_its_thread(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        (photo,) = await talk.say("/timeline ferry chart", chat=GROUP, thread=7)
    assert photo.sent["message_thread_id"] == "7"
    assert '"message_id": 500' in photo.sent["reply_parameters"]


async def test_words_that_only_begin_like_that_are_looked_for(drawing):
    talk = drawing(WRITES)
    async with talk.application:
        for line in ('/timeline "ferry chart"', "/timeline ferry charts", "/timeline chart ferry"):
            (answer,) = await talk.say(line)
            assert answer.method == "sendMessage"
