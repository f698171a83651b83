"""The bot as it is in production, over HTTP, with the shipped corpus and a state on the disk."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest

from bot.app import build_application, serve
from bot.commands import COMMANDS
from bot.config import load
from bot.pacing import Pace
from bot.simulator import ADMIN, Simulator, faults
from bot.simulator.models import NEWSROOM
from bot.tokens import StoredTokens
from storage.building import build_snapshot
from storage.state import State


async def whole(simulator: Simulator, message) -> str:
    """Turn all pages of an answer and give what they say."""
    text = message.text
    while any("More" in button["text"] for button in message.buttons):
        before = message
        await simulator.press(message, "More")
        message = await simulator.wait_for(lambda: changed(simulator, before))  # noqa: B023
        text += "\n" + message.text
    return text


def changed(simulator: Simulator, before):
    """The message as it stands now, once it stands differently."""
    now = next(m for m in simulator.world.answers(1001) if m.id == before.id)
    return now if now.text != before.text else None


LINES = [example for command in COMMANDS for example in command.examples]


async def test_every_example_is_answered_as_declared(answering, archive, tmp_path):
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        for example in LINES:
            text = await whole(simulator, await simulator.say(example.line))
            for words in example.expects:
                assert words in text, example.line


async def test_citations_open_and_pages_turn_after_a_restart_too(answering, archive, tmp_path):
    async with Simulator() as simulator:
        async with answering(simulator, archive, tmp_path):
            answer = await simulator.say("/quote embassy")
        async with answering(simulator, archive, tmp_path):
            label = next(b["text"] for b in answer.buttons if "¶" in b["text"])
            query = await simulator.press(answer, label)
            opened = await simulator.wait_for(
                lambda: next((m for m in simulator.world.answers(1001) if m.id > answer.id), None)
            )
            await simulator.press(answer, "More ›")
            turned = await simulator.wait_for(lambda: changed(simulator, answer))
    assert query.answered
    assert label.rpartition("¶")[2] in opened.text
    assert turned.text != answer.text


@pytest.mark.usefixtures("shared")
async def test_nothing_is_asked_that_the_bot_api_does_not_know(answering, archive, tmp_path):
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        for line in (*(e.line for e in LINES), "/quote embassy", "kabulow", "/nothing", "merkel"):
            await simulator.say(line)
        for line in ("/reload", "/stats"):
            await simulator.say(line, ADMIN)


async def test_nobody_waits_for_menus_that_telegram_is_slow_to_take(answering, archive, tmp_path):
    async with Simulator() as simulator:
        simulator.faults.add("getMyDescription", faults.slow(60))
        async with asyncio.timeout(30), answering(simulator, archive, tmp_path):
            await simulator.say("/quote embassy")
            assert not simulator.calls_of("setMyCommands")


async def test_it_ends_while_telegram_cannot_be_reached(archive, tmp_path):
    async with Simulator() as simulator:
        url = simulator.url
    settings = load(env_file=None, telegram_bot_token="123:" + "x" * 35, telegram_api_url=url)
    state = await State.open(tmp_path / "state.db")
    stop = asyncio.Event()
    # A minute passes at each look at the clock: tests ask faster than people do.
    pace = Pace(clock=count(0, 60).__next__)
    application = build_application(settings, archive, StoredTokens(state), pace=pace)
    serving = asyncio.create_task(serve(application, settings, stop=stop))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(serving, 10)
    await state.close()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_that_answers_has_a_summary_and_an_example(command):
    assert command.summary.message
    assert len(command.summary.message) <= 256  # Bot API, BotCommand
    if command.answer is not None and command.name != "find":
        assert command.examples, command.name


async def test_an_edited_question_changes_its_answer(answering, archive, tmp_path):
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        answer = await simulator.say("/quote ambasy")
        simulator.world.user_says(1001, 1001, "/timeline 2015", edited=True)
        turned = await simulator.wait_for(lambda: changed(simulator, answer))
        assert turned.text.startswith("Timeline")
        assert len(simulator.world.answers(1001)) == 1


async def test_who_mentions_the_bot_in_a_topic_of_a_group_is_answered_there(
    answering, archive, tmp_path
):
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        (topic,) = NEWSROOM.topics
        simulator.world.user_says(NEWSROOM.id, 1001, "people talk", thread=topic.thread)
        asked = simulator.world.user_says(
            NEWSROOM.id, 1001, f"@{simulator.world.bot.username} embassy", thread=topic.thread
        )
        (answer,) = await simulator.wait_for(lambda: simulator.world.answers(NEWSROOM.id))
        assert answer.reply_to.id == asked.id
        assert answer.thread == topic.thread


async def test_an_old_button_answers_from_the_articles_of_today(answering, archive, tmp_path):
    smaller = tmp_path / "seeds"
    smaller.mkdir()
    (smaller / "a.md").write_text(
        "---\ntitle: The embassy\npublisher: Gazette\npublished: 2019-05-20\n---\n"
        "“The embassy stays open all summer,” said Ana Ortiz on 14 May 2019.\n",
        "utf-8",
    )
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        answer = await simulator.say("/quote embassy")
        archive.snapshot = build_snapshot(smaller)
        label = next(b["text"] for b in answer.buttons if "¶" in b["text"])
        await simulator.press(answer, label)
        told = await simulator.wait_for(
            lambda: next((m for m in simulator.world.answers(1001) if m.id > answer.id), None)
        )
        assert "not in the corpus" in told.text.lower() or "passages 1 to" in told.text
        await simulator.press(answer, "More ›")
        turned = await simulator.wait_for(lambda: changed(simulator, answer))
        assert "The embassy stays open all summer" in turned.text
