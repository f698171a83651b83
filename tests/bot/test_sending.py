"""Answers go at the pace that Telegram takes them."""

from __future__ import annotations

import logging

import pytest

GROUP = -100500
LONG_FLOOD = {"description": "Too Many Requests", "parameters": {"retry_after": 600}}


async def test_a_few_answers_come_at_once_and_more_as_fast_as_the_chat_may_have_them(talk):
    for _ in range(3):
        await talk.say("/echo a")
    assert talk.seconds.passed == 0
    for _ in range(3):
        await talk.say("/echo a")
    assert talk.seconds.passed == pytest.approx(3, abs=0.01)


async def test_changes_of_messages_count_like_messages(talk):
    (first,) = await talk.say("/long x")
    for _ in range(3):
        await talk.press(first, "More ›")
    assert talk.seconds.passed == pytest.approx(3, abs=0.01)


async def test_answers_to_other_chats_are_not_held_up(talk):
    for user in range(5):
        await talk.say("/echo a", user=2000 + user)
    assert talk.seconds.passed == 0


async def test_a_group_that_has_had_its_messages_of_a_minute_is_not_answered_for_a_while(
    talk, caplog
):
    for _ in range(18):
        talk.seconds.passed += 1
        assert len(await talk.say("/echo a", chat=GROUP)) == 1
    assert await talk.say("/echo a", chat=GROUP) == []
    assert "an answer is not sent" in caplog.text
    talk.seconds.passed += 20
    assert len(await talk.say("/echo a", chat=GROUP)) == 1


async def test_a_halted_chat_is_not_asked_of_telegram_until_the_halt_is_over(talk):
    talk.wire.fail("sendMessage", 429, **LONG_FLOOD)
    assert len(await talk.say("/echo a")) == 1
    assert await talk.say("/echo a") == []
    assert len(await talk.say("/echo a", user=2000)) == 1
    talk.seconds.passed += 600
    assert len(await talk.say("/echo a")) == 1


async def test_the_floods_of_two_chats_halt_all(talk, caplog):
    caplog.set_level(logging.WARNING)
    for user in (2000, 2001):
        talk.wire.fail("sendMessage", 429, **LONG_FLOOD)
        await talk.say("/echo a", user=user)
    assert await talk.say("/echo a", user=2002) == []
    talk.seconds.passed += 600
    assert len(await talk.say("/echo a", user=2002)) == 1


async def test_a_change_that_cannot_come_in_time_is_not_made(talk):
    (first,) = await talk.say("/long x")
    talk.wire.fail("editMessageText", 429, **LONG_FLOOD)
    await talk.press(first, "More ›")
    assert await talk.press(first, "More ›") == []
