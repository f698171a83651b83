"""Dialogues with the whole bot, HTTP aside."""

from __future__ import annotations

import asyncio
import json
import logging
from itertools import pairwise

import httpx
import pytest
from telegram.error import NetworkError, TimedOut

from bot.contract import Answer, Command, Text
from bot.locale import t
from bot.render.rich import rich
from storage.errors import StateDamaged, StateUnavailable

READER, ADMIN, STRANGER = 1001, 1, 666
GROUP = -100500


def said(requests) -> list[str]:
    return [request.text for request in requests]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/echo a b", "<a b>"),
        ("/ECHO a", "<a>"),
        ("/echo@newsdesk_bot a", "<a>"),
        ("/echo@Newsdesk_Bot", "<>"),
        ("/echo\nembassy", "<embassy>"),
        ("/echo   a \t b ", "<a b>"),
        ("/echo “a” «b» „c“", '<"a" "b" "c">'),
        ("/echo, a", "<a>"),
        ("/echo " + "x" * 500, "<" + "x" * 128 + ">"),
        ("/echo _*[`<b>&", "<_*[`<b>&>"),
        ("plain words", "<plain words>"),
        ("посольство", "<посольство>"),
        ("/кабулов", "</кабулов>"),
    ],
)
async def test_typed_words_reach_the_command(talk, typed, answer):
    (message,) = await talk.say(typed)
    assert message.method == "sendMessage"
    assert message.text == f"{answer} 1001 reader 12:00"


async def test_markup_in_words_is_not_interpreted(talk):
    (message,) = await talk.say("/echo <b>x</b> *y*")
    assert "parse_mode" not in message.sent
    assert "entities" not in message.sent


@pytest.mark.parametrize("kind", ["edited_message", "channel_post"])
async def test_only_new_messages_are_answered(talk, kind):
    assert await talk.say("/echo a", kind=kind) == []


async def test_a_command_of_another_bot_is_not_answered(talk):
    assert await talk.say("/echo@other_bot a") == []
    assert await talk.say("/echo@other_bot a", chat=GROUP) == []


async def test_an_unknown_command_gets_a_hint(talk):
    (message,) = await talk.say("/ecoh a")
    assert "Did you mean /echo?" in message.text
    assert "/help" in message.text


async def test_readers_are_not_pointed_to_commands_of_admins(talk):
    assert "/reload?" not in said(await talk.say("/reloa"))[0]
    assert "/reload?" in said(await talk.say("/reloa", user=ADMIN))[0]


async def test_groups_hear_only_answers_to_commands(talk):
    assert await talk.say("plain words", chat=GROUP) == []
    assert await talk.say("/unknown", chat=GROUP) == []
    (message,) = await talk.say("/echo a", chat=GROUP)
    assert message.sent["chat_id"] == str(GROUP)
    assert json.loads(message.sent["reply_parameters"])["message_id"] == 502


async def test_an_answer_stays_in_the_topic_of_a_forum(talk):
    (message,) = await talk.say("/echo a", chat=GROUP, thread=7)
    assert message.sent["message_thread_id"] == "7"


async def test_what_is_no_text_is_answered_in_private_only(talk):
    dice = {"dice": {"emoji": "🎲", "value": 1}}
    assert said(await talk.say(None, **dice)) == ["I read text only. /help tells what to ask."]
    assert await talk.say(None, chat=GROUP, **dice) == []


async def test_errors_for_people_are_answers(talk):
    assert said(await talk.say("/fact")) == ["Say which."]


# --- buttons


async def test_a_citation_opens_its_passage_in_a_new_message(talk):
    (fact,) = await talk.say("/fact x")
    assert list(fact.buttons) == ["The Harbour ¶2", "Other", "Save", "Flag this"]
    (opened,) = await talk.press(fact, "The Harbour ¶2")
    assert opened.method == "sendMessage"
    assert opened.text.startswith("<A1 2>")
    assert talk.alerts == [None]


async def test_pages_turn_in_place(talk):
    (first,) = await talk.say("/long x")
    assert first.text.startswith("Page 1 of <x>")
    (second,) = await talk.press(first, "More ›")
    assert (second.method, second.sent["message_id"]) == ("editMessageText", "900")
    assert second.text.startswith("Page 2 of <x>")
    assert list(second.buttons) == ["‹ Back", "2 of 3", "More ›"]


async def test_the_same_page_again_is_no_error(talk, caplog):
    (first,) = await talk.say("/long x")
    refusal = "Bad Request: message is not modified: specified new message content"
    talk.wire.fail("editMessageText", 400, description=refusal)
    (edit,) = await talk.press(first, "1 of 3")
    assert edit.method == "editMessageText"
    assert "error" not in caplog.text


async def test_where_a_message_cannot_be_changed_a_new_one_is_sent(talk):
    (first,) = await talk.say("/long x")
    talk.wire.fail("editMessageText", 400, description="Bad Request: message can't be edited")
    assert [r.method for r in await talk.press(first, "More ›")] == [
        "editMessageText",
        "sendMessage",
    ]


@pytest.mark.parametrize("data", ["unknown", "", "t0; drop table", "x" * 64])
async def test_an_unknown_button_is_answered_politely(talk, data):
    assert await talk.send_callback(data) == []
    assert talk.alerts == ["This button has had its time. Send the command again."]


async def test_buttons_work_in_their_own_chat_only(talk):
    (fact,) = await talk.say("/fact x")
    assert await talk.press(fact, "Other", user=STRANGER) == []
    assert talk.alerts == ["This button has had its time. Send the command again."]


async def test_anyone_in_a_group_may_press(talk):
    (fact,) = await talk.say("/fact x", chat=GROUP)
    (answer,) = await talk.press(fact, "Other", user=STRANGER, chat=GROUP)
    assert "666" in answer.text


async def test_a_press_that_cannot_be_acknowledged_is_answered_all_the_same(talk):
    (fact,) = await talk.say("/fact x")
    talk.wire.fail("answerCallbackQuery", 400, description="Bad Request: query is too old")
    assert len(await talk.press(fact, "Other")) == 1


async def test_an_answer_goes_without_buttons_where_the_state_cannot_keep_them(talk, caplog):
    talk.tokens.trouble = StateUnavailable("The disk of {place} is full.", place="x")
    (fact,) = await talk.say("/fact x")
    assert fact.text.startswith("Two. [The Harbour ¶2]")
    assert fact.buttons == {}
    assert "The disk of x is full." in caplog.text


async def test_what_the_state_cannot_keep_is_told_in_words_without_an_error_id(talk, caplog):
    async def full(*_: object) -> None:
        raise StateUnavailable("The disk of {place} is full.", place="x")

    talk.gateway.commands = (*talk.gateway.commands, Command(name="keep", summary=t("keeps")))
    talk.gateway.acts = {**talk.gateway.acts, "keep": full}
    (told,) = await talk.say("/keep")
    assert told.text.startswith("I cannot look that up or keep it at the moment")
    assert "error" not in told.text
    assert "The disk of x is full." in caplog.text


@pytest.mark.parametrize("kind", [StateUnavailable, StateDamaged])
async def test_a_button_that_cannot_be_looked_up_is_answered_politely(talk, caplog, kind):
    (fact,) = await talk.say("/fact x")
    talk.tokens.trouble = kind("The disk is full.")
    assert await talk.press(fact, "Other") == []
    assert talk.alerts == ["I cannot look up what this button does now. Send the command instead."]
    assert "The disk is full." in caplog.text


# --- who may


@pytest.mark.parametrize("command", ["reload", "stats"])
async def test_commands_of_admins_are_refused_to_others_and_logged(talk, caplog, command):
    caplog.set_level(logging.WARNING)
    (told,) = said(await talk.say(f"/{command}"))
    assert told.startswith(f"/{command} is for admins of this bot.")
    assert f"refused /{command} to user 1001" in caplog.text
    assert talk.archive.forced == []


async def test_an_anonymous_administrator_of_a_group_is_no_admin(talk):
    messages = await talk.say("/reload", user=1087968824, chat=GROUP)
    (told,) = said(messages)
    assert told.startswith("/reload is for admins of this bot.")


async def test_an_admin_is_known_by_number(talk):
    assert "admin" in said(await talk.say("/echo", user=ADMIN))[0]


async def test_a_reader_cannot_press_what_an_admin_was_offered(talk):
    (token,) = await talk.tokens.remember(GROUP, [_action("reload")], "v1")
    messages = await talk.send_callback(token, chat=GROUP)
    (told,) = said(messages)
    assert told.startswith("/reload is for admins of this bot.")
    assert talk.archive.forced == []


def _action(command: str):
    from bot.contract import Action

    return Action(command=command)


@pytest.fixture
async def closed(made):
    talk = made(access="allowlist", allowed_ids=frozenset({READER, GROUP}))
    async with talk.application:
        yield talk


@pytest.mark.parametrize("typed", ["/echo a", "words", "/start", "/unknown", "/reload", None])
async def test_strangers_are_refused_everything(closed, caplog, typed):
    (message,) = await closed.say(typed, user=STRANGER)
    assert message.text.startswith("This bot is not open to everyone.")
    assert "666" in message.text
    assert "refused the bot to user 666" in caplog.text


async def test_strangers_are_refused_buttons(closed):
    (token,) = await closed.tokens.remember(STRANGER, [_action("echo")], "v1")
    assert await closed.send_callback(token, user=STRANGER) == []
    (alert,) = closed.alerts
    assert alert is not None
    assert alert.startswith("This bot is not open to everyone.")


@pytest.mark.parametrize(("user", "chat"), [(READER, READER), (ADMIN, ADMIN), (STRANGER, GROUP)])
async def test_who_is_listed_or_writes_in_a_listed_group_is_answered(closed, user, chat):
    (message,) = await closed.say("/echo a", user=user, chat=chat)
    assert message.text.startswith("<a>")


# --- what goes wrong


async def test_an_unexpected_error_is_logged_with_an_id_that_the_reader_gets(talk, caplog):
    (message,) = await talk.say("/broken")
    assert "error e1" in message.text
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.getMessage() == "error e1 in update 1"
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


async def test_an_error_behind_a_button_is_told_too(talk):
    (token,) = await talk.tokens.remember(READER, [_action("broken")], "v1")
    assert "error e1" in said(await talk.send_callback(token))[0]


def lost(cause: Exception, error: type[NetworkError] = NetworkError) -> NetworkError:
    failure = error("lost")
    failure.__cause__ = cause
    return failure


FLOOD = (429, {"description": "Too Many Requests", "parameters": {"retry_after": 3}})
TOO_LONG = (429, {"description": "Too Many Requests", "parameters": {"retry_after": 600}})


@pytest.mark.parametrize(
    ("failure", "body", "waits"),
    [
        (lost(httpx.ConnectError("")), {}, [0.5]),
        (lost(httpx.PoolTimeout(""), TimedOut), {}, [0.5]),
        (lost(httpx.ConnectTimeout(""), TimedOut), {}, [0.5]),
        (502, {"description": "Bad Gateway"}, [0.5]),
        (*FLOOD, [3.0]),
    ],
)
async def test_what_was_not_sent_is_sent_again(talk, failure, body, waits):
    talk.wire.fail("sendMessage", failure, **body)
    first, second = await talk.say("/echo a")
    assert first == second
    assert talk.waits == waits


@pytest.mark.parametrize(
    "failure",
    [
        lost(httpx.ReadTimeout(""), TimedOut),
        lost(httpx.ReadError("")),
        lost(httpx.RemoteProtocolError("")),
        TimedOut(),
    ],
)
async def test_what_may_have_arrived_is_not_sent_again(talk, failure):
    talk.wire.fail("sendMessage", failure)
    assert len(await talk.say("/echo a")) == 1
    assert talk.waits == []


async def test_a_change_that_may_have_arrived_is_made_again(talk):
    (first,) = await talk.say("/long x")
    talk.wire.fail("editMessageText", lost(httpx.ReadTimeout(""), TimedOut))
    assert [r.method for r in await talk.press(first, "More ›")] == ["editMessageText"] * 2


async def test_tries_are_bounded(talk):
    for _ in range(4):
        talk.wire.fail("sendMessage", 502, description="Bad Gateway")
    messages = await talk.say("/echo a")
    assert [m.text.startswith("<a>") for m in messages] == [True] * 3 + [False] * 2
    assert talk.waits == [0.5, 2.0, 0.5]


async def test_nobody_is_kept_waiting_for_minutes(talk):
    talk.wire.fail("sendMessage", TOO_LONG[0], **TOO_LONG[1])
    await talk.say("/echo a")
    assert talk.waits == []


async def test_a_refused_message_is_not_tried_again(talk):
    talk.wire.fail("sendMessage", 400, description="Bad Request: message is too long")
    messages = await talk.say("/echo a")
    assert "error e1" in messages[-1].text
    assert len(messages) == 2


async def test_a_reader_who_blocked_the_bot_is_no_error(talk, caplog):
    talk.wire.fail("sendMessage", 403, description="Forbidden: bot was blocked by the user")
    assert len(await talk.say("/echo a")) == 1
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


async def test_an_answer_follows_a_group_that_became_a_supergroup(talk):
    talk.wire.fail("sendMessage", 400, parameters={"migrate_to_chat_id": -100777})
    first, second = await talk.say("/echo a", chat=GROUP)
    assert (first.sent["chat_id"], second.sent["chat_id"]) == (str(GROUP), "-100777")


# --- start, help, stats


async def test_start_says_what_this_is_and_as_of_when(talk):
    (message,) = await talk.say("/start")
    assert "2 articles of" in message.text
    assert "The Harbour, The Ferry" in message.text
    assert list(message.buttons) == ["Sources", "People", "What happened in 2021?", "Subscribe"]


async def test_help_lists_what_one_may_use(talk):
    (mine,) = await talk.say("/help")
    (admins,) = await talk.say("/help", user=ADMIN)
    assert "/echo WORDS – repeats" in mine.text
    assert "/help [command]" in mine.text
    assert "/reload" not in mine.text
    assert "/reload" in admins.text


@pytest.mark.parametrize("typed", ["/help echo", "/help /echo", "/help ECHO"])
async def test_help_explains_one_command_with_examples_to_try(talk, typed):
    (message,) = await talk.say(typed)
    assert message.text.startswith("/echo WORDS\nrepeats")
    (tried,) = await talk.press(message, "Try /echo a b")
    assert tried.text.startswith("<a b>")


async def test_help_on_a_mistyped_command_guesses(talk):
    assert "Did you mean this one?" in said(await talk.say("/help ecoh"))[0]
    assert "/help lists them all" in said(await talk.say("/help zzzzzz"))[0]


async def test_stats_counts_for_admins(talk):
    talk.clock.pass_by(90_061)
    (message,) = await talk.say("/stats", user=ADMIN)
    assert "v1" in message.text
    assert "2 articles, 3 passages" in message.text
    assert "running for 1 d 1 h 1 min" in message.text
    assert "MiB" in message.text


# --- the wire


@pytest.mark.usefixtures("shared")
async def test_every_request_is_one_of_the_bot_api(talk):
    # The fixture holds them against the table at the end, here as in every other test.
    for typed in ("/start", "/help", "/fact x", "/echo a", "/ecoh", "words"):
        await talk.say(typed)
    (long,) = await talk.say("/long x")
    await talk.press(long, "More ›")
    await talk.send_callback("unknown")
    await talk.say("/echo a", chat=GROUP, thread=7)
    await talk.say("/reload", user=ADMIN)


async def test_links_are_not_previewed(talk):
    off = {"is_disabled": True}
    (message,) = await talk.say("/echo https://example.org", message_id=500)
    (changed,) = await talk.say("/echo https://example.com", kind="edited_message", message_id=500)
    for request in (message, changed):
        assert json.loads(request.sent["link_preview_options"]) == off


async def test_between_two_answers_the_loop_sees_to_all_else(made):
    loop, rounds, at = asyncio.get_running_loop(), 0, []

    def count():
        nonlocal rounds
        rounds += 1
        if rounds < 1_000:
            loop.call_soon(count)

    def answer(ask):
        at.append(rounds)
        return Answer(blocks=(rich(ask.words),))

    talk = made(commands=(Command(name="slow", summary=Text("slow"), answer=answer),))
    async with talk.application:
        count()
        await asyncio.gather(*(talk.say(f"/slow {n}", user=1001 + n) for n in range(4)))
    assert len(at) == 4
    assert all(earlier < later for earlier, later in pairwise(at))
