"""In groups the bot speaks when it is spoken to, where it was, and to whom."""

from __future__ import annotations

import json

import pytest

GROUP, READER, OTHER = -100500, 1001, 1002
BOT = {"id": 123456789, "is_bot": True, "first_name": "Newsdesk", "username": "newsdesk_bot"}


def message_of(who: dict, text: str = "said", number: int = 77) -> dict:
    chat = {"id": GROUP, "type": "supergroup"}
    return {"message_id": number, "date": 1, "chat": chat, "from": who, "text": text}


def person(id_: int) -> dict:
    return {"id": id_, "is_bot": False, "first_name": "Someone"}


@pytest.mark.parametrize(
    "typed",
    [
        "@newsdesk_bot embassy",
        "@Newsdesk_Bot, embassy",
        "embassy @newsdesk_bot",
    ],
)
async def test_who_mentions_the_bot_is_answered(talk, typed):
    (answer,) = await talk.say(typed, chat=GROUP, thread=7)
    assert answer.text.startswith("<embassy>")
    assert answer.sent["message_thread_id"] == "7"
    assert json.loads(answer.sent["reply_parameters"])["message_id"] == 500


@pytest.mark.parametrize(
    "typed",
    [
        "embassy",
        "@newsdesk_bots embassy",
        "newsdesk_bot embassy",
        "mail@newsdesk_bot",
        "@other_bot embassy",
        "/echo@other_bot embassy",
        "/echo@other_bot @newsdesk_bot",
        "/unknown embassy",
    ],
)
async def test_what_is_for_others_is_not_answered(talk, typed):
    assert await talk.say(typed, chat=GROUP) == []


async def test_a_reply_to_the_bot_is_answered_and_one_to_people_is_not(talk):
    (answer,) = await talk.say("embassy", chat=GROUP, reply_to_message=message_of(BOT))
    assert answer.text.startswith("<embassy>")
    to_people = message_of(person(OTHER))
    assert await talk.say("embassy", chat=GROUP, reply_to_message=to_people) == []


async def test_what_was_shared_through_the_bot_asks_nothing(talk):
    assert await talk.say("Exact words @newsdesk_bot", chat=GROUP, via_bot=BOT) == []
    assert await talk.say("Exact words", via_bot=BOT) == []


async def test_strangers_to_a_closed_bot_are_not_answered_where_they_only_mention_it(made):
    talk = made(access="allowlist", allowed_ids=frozenset({READER}))
    async with talk.application:
        assert await talk.say("@newsdesk_bot embassy", chat=GROUP, user=OTHER) == []
        assert len(await talk.say("@newsdesk_bot embassy", chat=GROUP, user=READER)) == 1


# --- presses


async def test_who_asked_turns_pages_in_place_and_others_get_a_copy_of_their_own(talk):
    (first,) = await talk.say("/long x", chat=GROUP)
    (mine,) = await press(talk, first, "More ›")
    assert (mine.method, mine.message) == ("editMessageText", first.message)
    (copy,) = await press(talk, first, "More ›", user=OTHER)
    assert copy.method == "sendMessage"
    assert copy.text.startswith("Page 2 of <x>")
    (turned,) = await press(talk, copy, "More ›", user=OTHER)
    assert (turned.method, turned.message) == ("editMessageText", copy.message)
    (another,) = await press(talk, copy, "‹ Back", user=READER)
    assert another.method == "sendMessage"


async def test_after_a_restart_an_answer_still_tells_whom_it_was_for(talk):
    (token,) = await talk.tokens.remember(GROUP, [page_of("x", 1)], "v1")
    question = message_of(person(READER), "/long x", 76)
    (mine,) = await talk.send_callback(token, chat=GROUP, reply_to_message=question)
    (copy,) = await talk.send_callback(token, chat=GROUP, user=OTHER, reply_to_message=question)
    assert (mine.method, copy.method) == ("editMessageText", "sendMessage")


async def test_in_a_private_chat_there_are_no_others(talk):
    (first,) = await talk.say("/long x")
    assert (await talk.press(first, "More ›"))[0].method == "editMessageText"


def page_of(words: str, page: int):
    from bot.contract import Action

    return Action(command="long", words=words, page=page, edit=True)


async def press(talk, request, label, user=READER):
    return await talk.send_callback(
        request.buttons[label], chat=GROUP, user=user, message_id=request.message
    )
