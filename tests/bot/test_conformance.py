"""All that the bot asks of Telegram is held against the Bot API table, down to the last object."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from bot.simulator import NEWSROOM, READER, Simulator, violations

SORTS = {
    "sendMessage": {"text", "entities", "reply_markup", "reply_parameters", "link_preview_options"},
    "editMessageText": {"text", "entities", "reply_markup"},
    "sendPhoto": {"photo", "caption", "caption_entities", "reply_markup"},
    "editMessageMedia": {"media", "reply_markup"},
    "deleteMessage": {"chat_id", "message_id"},
    "sendDocument": {"document", "caption", "caption_entities"},
    "answerInlineQuery": {"results", "next_offset", "is_personal", "button"},
    "answerCallbackQuery": {"callback_query_id"},
    "setMyCommands": {"commands", "scope", "language_code"},
    "setMyDescription": {"description", "language_code"},
    "getUpdates": {"allowed_updates"},
}


async def asked(simulator: Simulator, words: str) -> None:
    """Ask inline, and wait for what is found."""
    query = simulator.world.user_asks_inline(READER.id, READER, words)

    def found() -> bool:
        answered = simulator.world.inline_query(query.id)
        return answered is not None and answered.results is not None

    await simulator.wait_for(found)


async def edited(simulator: Simulator, line: str) -> None:
    """Edit the last question, and wait for the answer to change."""
    done = len(simulator.calls)
    simulator.world.user_says(READER.id, READER, line, edited=True)
    changing = {"editMessageText", "editMessageMedia", "deleteMessage"}
    await simulator.wait_for(
        lambda: any(call.method in changing for call in list(simulator.calls)[done:])
    )


@pytest.fixture
async def calls(answering, archive, tmp_path) -> list[Any]:
    """All that the bot asked of Telegram in a talk of every sort."""
    async with Simulator() as simulator, answering(simulator, archive, tmp_path):
        told = await simulator.say("/quote embassy")
        await simulator.press(told, "More")
        await edited(simulator, "/quote taliban")
        await simulator.say("/timeline kabulov chart")
        await edited(simulator, "/timeline lavrov chart")
        await edited(simulator, "/timeline lavrov")
        simulator.world.user_says(READER.id, READER, "/export quotes embassy")
        await simulator.wait_for(lambda: simulator.calls_of("sendDocument"))
        simulator.world.user_says(NEWSROOM.id, READER, "/actor Zhirnov")
        await simulator.wait_for(lambda: simulator.world.answers(NEWSROOM.id))
        for words in ("taliban", "xyzzy"):
            await asked(simulator, words)
        await simulator.wait_for(lambda: len(simulator.calls_of("setMyShortDescription")) > 1)
        return list(simulator.calls)


def spoilt(value: Any) -> Any:
    """Put a member that nobody knows into the innermost object of a value, the first of each."""
    if isinstance(value, list):
        return [spoilt(value[0]), *value[1:]] if value else value
    for name, inner in value.items() if isinstance(value, dict) else ():
        if inner and isinstance(inner, dict | list) and (other := spoilt(inner)) != inner:
            return {**value, name: other}
    return {**value, "colour": "red"} if isinstance(value, dict) else value


async def test_the_talk_has_requests_of_every_sort_and_a_wrong_one_would_be_seen(calls, bot_api):
    sent: dict[str, set[str]] = {}
    for call in calls:
        sent.setdefault(call.method, set()).update(call.sent)
    assert {name: fields - sent.get(name, set()) for name, fields in SORTS.items()} == {
        name: set() for name in SORTS
    }
    if bot_api is None:
        pytest.skip("../shared with the Bot API table is not here")
    assert violations(calls, bot_api) == []
    for call in calls:
        for name, value in call.sent.items():
            read = json.loads(value) if isinstance(value, str) and value[:1] in "[{" else None
            if not read or (other := spoilt(read)) == read:
                continue
            wrong = SimpleNamespace(method=call.method, sent={**call.sent, name: json.dumps(other)})
            assert any("colour" in line for line in violations([wrong], bot_api)), (call, name)
