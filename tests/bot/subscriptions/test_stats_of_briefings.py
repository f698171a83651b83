"""What /stats tells admins of what is sent unasked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

ADMIN, READER = 1, 1001
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def test_nothing_was_sent_yet(news):
    stats = await news.say("/stats", user=ADMIN)
    assert "Briefings\n0 subscriptions\n\n" in stats.text


async def test_the_outbox_is_told_in_figures(news):
    await news.say("/subscribe harbour 09:00 London")
    await news.say("/subscribe lagos 09:00")
    news.talk.wire.fail("sendMessage", 400, description="Bad Request: message text is wrong")
    news.talk.wire.fail("sendMessage", 400, description="Bad Request: message text is wrong")
    await news.until(MORNING)
    await news.pass_by(seconds=2)  # once more as plain text, when the pace has room
    await news.pass_by(seconds=2)
    await news.until(MORNING + timedelta(days=1, hours=7))
    stats = await news.say("/stats", user=ADMIN)
    assert "2 subscriptions" in stats.text
    assert "sent: 1" in stats.text
    assert "refused by Telegram: 1" in stats.text
    assert "2 skipped, too late" in stats.text
    assert (
        f"Never to be taken, the latest\n• Tue 24 Nov, 09:00 UTC, The harbour, chat {READER}: "
        "Telegram says “Message text is wrong”"
    ) in stats.text


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        ("message is too long", "the message is too long"),
        ("can't parse entities: odd", "its formatting is not valid, and neither was plain text"),
        ("TOPIC_CLOSED", "the topic of the forum is closed"),
        ("BUTTON_DATA_INVALID", "its buttons are not valid"),
    ],
)
async def test_why_telegram_did_not_take_a_message_is_told_in_words(news, refusal, reason):
    await news.say("/subscribe harbour 09:00 London")
    for _ in range(2):
        news.talk.wire.fail("sendMessage", 400, description=f"Bad Request: {refusal}")
    await news.until(MORNING)
    await news.pass_by(seconds=2)
    assert f"chat {READER}: {reason}" in (await news.say("/stats", user=ADMIN)).text


async def test_what_waits_is_told_with_since_when(news):
    echo = await news.say("/subscribe harbour 09:00 London")
    await news.tap(echo, "Send one now")
    stats = await news.say("/stats", user=ADMIN)
    assert "waiting to be sent: 1" in stats.text
    assert "the oldest was due on Mon 23 Nov, 12:00 UTC" in stats.text


async def test_readers_are_not_told(news):
    assert (await news.say("/stats")).text.startswith("/stats is for admins of this bot.")
