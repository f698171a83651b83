"""A picture as in production: drawn by its process, sent over HTTP, shown by the stand-in."""

from __future__ import annotations

import pytest

from bot.simulator import READER, Simulator


@pytest.mark.parametrize("words", ["", " kabulov", " 15 Aug 2021", " 1980s"])
async def test_timelines_of_all_sizes_come_as_pictures(answering, archive, tmp_path, words):
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        photo = await simulator.say(f"/timeline{words} chart")
    (size,) = photo.photo
    file = simulator.world.files.by_id(size["file_id"])
    assert file is not None
    assert file.content.startswith(b"\x89PNG")
    assert size["width"] == 1080
    assert photo.text.startswith("Timeline")
    assert "As of 5 articles" in photo.text
    assert any("¶" in button["text"] for button in photo.buttons)


async def test_buttons_bring_the_words_and_the_other_colours(answering, archive, tmp_path):
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        photo = await simulator.say("/timeline kabulov chart")
        await simulator.press(photo, "In words")
        words = await simulator.wait_for(
            lambda: next((m for m in simulator.world.answers(READER.id) if m.id > photo.id), None)
        )
        await simulator.press(photo, "In dark colours")
        dark = await simulator.wait_for(
            lambda: next((m for m in simulator.world.answers(READER.id) if m.edited), None)
        )
    assert (dark.id, dark.photo == photo.photo) == (photo.id, False)
    assert words.text.startswith("Timeline: kabulov")


async def test_a_question_for_a_picture_that_is_edited_changes_the_picture_or_makes_room_for_words(
    answering, archive, tmp_path
):
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        photo = await simulator.say("/timeline kabulov chart")
        simulator.world.user_says(READER.id, READER, "/timeline lavrov chart", edited=True)
        other = await simulator.wait_for(
            lambda: next((m for m in simulator.world.answers(READER.id) if m.edited), None)
        )
        assert (other.id, other.photo == photo.photo) == (photo.id, False)
        assert other.text.startswith("Timeline: lavrov")
        simulator.world.user_says(READER.id, READER, "/timeline kabulov", edited=True)
        await simulator.wait_for(lambda: not simulator.world.message(photo.id, READER.id))
        (words,) = simulator.world.answers(READER.id)
    assert (words.photo, words.text.partition("\n")[0]) == ((), "Timeline: kabulov")
