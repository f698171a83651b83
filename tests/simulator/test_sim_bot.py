"""An unmodified python-telegram-bot Application that talks to the stand-in over HTTP."""

from __future__ import annotations

import asyncio
import json

import pytest
from telegram import MessageEntity
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.simulator import ADMIN, READER, Simulator, faults, violations
from bot.simulator.conformance import misfits

from_here = pytest.mark.usefixtures("echo")


@from_here
async def test_a_bot_answers_what_a_person_says(simulator: Simulator):
    answer = await simulator.say("Hello, 😀 world")
    assert answer.text == "Hello, 😀 world"
    assert (await simulator.say("Me too", ADMIN)).chat.id == ADMIN.id


@from_here
async def test_a_pressed_button_is_answered_and_edits_in_place(simulator: Simulator):
    answer = await simulator.say("/pages")
    assert answer.entities == ({"type": "bold", "offset": 0, "length": 4},)
    query = await simulator.press(answer, "page 1")
    assert (query.text, query.alert) == ("You are here.", False)
    assert (await simulator.press(answer, "warn")).alert
    await simulator.press(answer, "next")
    edited = await simulator.wait_for(
        lambda: next((m for m in simulator.world.answers(READER.id) if m.text == "Page 2"), None)
    )
    assert edited.id == answer.id
    assert edited.button("page 2") == "where"


@from_here
async def test_an_edited_message_is_told_apart(simulator: Simulator):
    await simulator.say("first")
    simulator.world.user_says(READER.id, READER, "changed", edited=True)
    await simulator.say("second")
    assert [m.text for m in simulator.world.answers(READER.id)] == ["first", "second"]


async def test_every_request_and_every_answer_conforms(simulator: Simulator, echo, shared):
    await simulator.say("/pages")
    await echo.bot.get_chat(READER.id)
    await echo.bot.get_chat_member(READER.id, READER.id)
    await echo.bot.set_my_description("What it does")
    await echo.bot.get_webhook_info()
    answer = simulator.world.answers(READER.id)[0]
    await simulator.press(answer, "next")
    table = json.loads((shared / "telegram/bot-api-10.1.json").read_text(encoding="utf-8"))
    assert violations(simulator.calls, table) == []
    for call in simulator.calls:  # and the stand-in answers in the API's own shapes
        types = table["methods"][call.method]["returns"]
        assert misfits(call.result, types, call.method, table) == []
    assert {call.method for call in simulator.calls} >= {"getMe", "getUpdates", "sendMessage"}


async def test_the_library_raises_what_it_raises_with_telegram(simulator: Simulator, echo):
    bot = echo.bot
    await simulator.say("hi")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(ADMIN.id, "hi")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(42, "hi")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(READER.id, "x" * 4097)
    with pytest.raises(BadRequest, match="Entity beginning at utf-16 offset 0"):
        await bot.send_message(READER.id, "x", entities=[MessageEntity("bold", 0, 2)])
    with pytest.raises(BadRequest, match="has no parameter colour"):
        await bot.send_message(READER.id, "x", api_kwargs={"colour": "red"})
    with pytest.raises(InvalidToken, match="does not model sendDice"):
        await bot.send_dice(READER.id)


async def test_the_library_meets_faults_as_it_would_with_telegram(
    simulator: Simulator, echo, monkeypatch
):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else it warns that retry_after will be a timedelta
    bot = echo.bot
    await simulator.say("hi")
    before = len(simulator.world.answers(READER.id))
    for fault, error in (
        (faults.too_many_requests(3), RetryAfter),
        (faults.blocked(), Forbidden),
        (faults.bad_gateway(), NetworkError),
        (faults.lose_request(), NetworkError),
        (faults.lose_answer(), NetworkError),
    ):
        simulator.faults.add("sendMessage", fault)
        with pytest.raises(error):
            await bot.send_message(READER.id, "again")
    # Only the message whose answer was lost has been sent.
    assert len(simulator.world.answers(READER.id)) == before + 1


async def test_a_second_poller_ends_the_first_with_conflict(simulator: Simulator, bots):
    first, second = bots(), bots()
    async with first, second:
        earlier = asyncio.create_task(first.bot.get_updates(timeout=10))
        await simulator.wait_for(lambda: simulator.world.online)
        later = asyncio.create_task(second.bot.get_updates(timeout=10))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await earlier
        simulator.world.user_says(READER.id, READER, "for whom?")
        assert len(await later) == 1


async def test_the_token_is_new_in_every_run(simulator: Simulator):
    async with Simulator() as other:
        assert other.token != simulator.token
        assert other.url != simulator.url
