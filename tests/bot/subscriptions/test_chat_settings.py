"""/settings with its short cuts, /mydata, /forgetme, and where the bot is welcome."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from storage.state.records import PauseReason, Quiet

READER = 1001
CHANNEL = -100700
GROUP, SUPERGROUP = -100500, -100501
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def chat(news, id_=READER):
    return await news.state.chats.get(id_)


async def test_settings_show_what_holds_and_change_it(news):
    settings = await news.say("/settings")
    assert settings.text.splitlines() == [
        "Settings of this chat",
        "No time zone yet; /timezone sets it.",
        "No quiet hours.",
        "Pushes come with a sound.",
        "Language: as in Telegram.",
    ]
    assert await chat(news) is None, "looking keeps nothing"
    asked = await news.press(settings, "Time zone")
    assert asked.method == "editMessageText"
    assert "London time, Europe/London; it is 12:00 there" in (await news.say("London")).text
    silent = await news.press(settings, "Without a sound")
    assert "Pushes come without a sound." in silent.text
    assert "With a sound" in silent.buttons


async def test_settings_lead_to_what_no_menu_names(news):
    settings = await news.say("/settings")
    for label, told in (
        ("Time zone", "Where are you?"),
        ("Quiet hours", "From when to when"),
        ("Pause", "Paused"),
        ("Subscriptions", "no briefings"),
        ("Saved", "saved"),
        ("What I keep", "keep"),
    ):
        opened = await news.press(settings, label)
        assert told.lower() in opened.text.lower(), label


@pytest.mark.parametrize("typed", ["silent on", "everyone on", "silent"])
async def test_words_typed_after_settings_change_nothing(news, typed):
    await news.say(f"/settings {typed}")
    assert await chat(news) is None


async def test_a_new_zone_moves_what_is_due_but_not_what_was_given_one_and_says_so(news):
    await news.press(await news.say("/subscribe ferries 09:00"), "London")
    await news.say("/subscribe lagos 09:00 Kabul")
    settings = await news.say("/timezone Tashkent")
    assert "These keep the zone that they were given: Pedro Lagos (Kabul)." in settings.text
    first, second = await news.state.subscriptions.of_chat(READER)
    assert first.next_due == datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert second.next_due == datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    moved = await news.press(settings, "Move them, too")
    assert "These keep" not in moved.text
    first, second = await news.state.subscriptions.of_chat(READER)
    assert first.next_due == second.next_due == datetime(2026, 11, 24, 4, tzinfo=UTC)


async def test_the_zone_that_holds_is_told_before_another_is_asked_for(news):
    assert (await news.say("/timezone")).text.startswith("Where are you?")
    await news.say("Tashkent")
    asked = await news.say("/timezone")
    assert asked.text.startswith("Tashkent time, Asia/Tashkent; it is 17:00 there\nWhere are you?")


async def test_a_zone_that_was_typed_for_the_first_subscription_stays_its_own(news):
    await news.say("/subscribe harbour 09:00 London")
    await news.say("/subscribe lagos 10:00 London")
    settings = await news.say("/timezone Tashkent")
    assert "The harbour (London), Pedro Lagos (London)" in settings.text
    assert {one.zone for one in await news.state.subscriptions.of_chat(READER)} == {"Europe/London"}


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:00-07:00", Quiet(time(22), time(7))),
        ("22–7", Quiet(time(22), time(7))),
        ("10pm to 6:30am", Quiet(time(22), time(6, 30))),
        ("from 13:00 to 14:00", Quiet(time(13), time(14))),
        ("с 22 до 7", Quiet(time(22), time(7))),
    ],
)
async def test_quiet_hours_are_written_in_many_ways(news, typed, hours):
    await news.say("/timezone London")
    answer = await news.say(f"/quiet {typed}")
    assert "Quiet from " in answer.text
    assert (await chat(news)).quiet == hours


@pytest.mark.parametrize("typed", ["22:00", "22-25", "9-9", "a-b", "22-7-8"])
async def test_what_are_no_quiet_hours_is_told(news, typed):
    await news.say(f"/quiet {typed}")
    assert await chat(news) is None


async def test_quiet_hours_ask_for_the_zone_that_they_are_of(news):
    offered = await news.say("/quiet")
    asked = await news.press(offered, "22:00-07:00")
    assert "Where are you?" in asked.text
    done = await news.press(asked, "London")
    assert "Quiet from 22:00 to 07:00." in done.text
    off = await news.press(await news.say("/quiet"), "No quiet hours")
    assert "No quiet hours." in off.text


async def test_quiet_hours_are_not_kept_before_the_zone_is_told(news):
    asked = await news.say("/quiet 22:00-07:00")
    assert "Where are you?" in asked.text
    assert await chat(news) is None
    assert "I know no place" in (await news.say("Xanadu")).text
    done = await news.say("по московскому времени")
    assert "Quiet from 22:00 to 07:00." in done.text
    assert ((await chat(news)).zone, (await chat(news)).quiet) == (
        "Europe/Moscow",
        Quiet(time(22), time(7)),
    )


@pytest.mark.parametrize(
    "typed", ["22-7 Berlin", "22:00 - 07:00 in Berlin", "с 22 до 7 по Берлину", "10pm to 7 UTC+1"]
)
async def test_the_zone_may_stand_behind_the_quiet_hours(news, typed):
    answer = await news.say(f"/quiet {typed}")
    assert "Quiet from 22:00 to 07:00." in answer.text
    kept = await chat(news)
    assert kept.zone in {"Europe/Berlin", "Etc/GMT-1"}
    assert kept.quiet == Quiet(time(22), time(7))


async def test_a_place_behind_the_quiet_hours_that_is_not_known_is_asked_for(news):
    asked = await news.say("/quiet 22-7 Xanadu")
    assert asked.text.startswith("I know no place or time zone called “Xanadu”.")
    assert await chat(news) is None
    assert "Quiet from 22:00 to 07:00." in (await news.say("Berlin")).text


async def test_quiet_hours_move_no_chat_to_another_clock(news):
    await news.say("/timezone London")
    assert (await news.say("/quiet 22-7 Berlin")).text == (
        "Quiet hours go by the clock of this chat, London. Leave the place out, or move the chat "
        "first: /timezone Europe/Berlin"
    )
    assert (await chat(news)).quiet is None
    assert "Quiet from 22:00 to 07:00." in (await news.say("/quiet 22-7 London")).text
    assert "No quiet hours." in (await news.say("/quiet off")).text


@pytest.mark.parametrize(
    "line",
    ["/timezone Атлантида", "/quiet 22-7 Атлантида", "/subscribe harbour daily 09:00 Атлантида"],
)
async def test_a_place_that_can_hardly_be_meant_is_offered_and_not_taken(news, line):
    asked = await news.say(line)
    assert "called “атлантида”. do you mean this one?" in asked.text.lower()
    assert [label.split()[0] for label in asked.buttons] == ["New"]
    assert await chat(news) is None
    await news.press(asked, "New York")
    assert (await chat(news)).zone == "America/New_York"


async def test_a_time_that_nobody_said_lies_outside_quiet_hours(news):
    await news.say("/timezone London")
    await news.say("/quiet 22-10")
    assert "every day at 10:00" in (await news.say("/subscribe harbour")).text
    assert "Mon at 10:00" in (await news.say("/subscribe ferries weekly")).text
    assert "every day at 09:00" in (await news.say("/subscribe lagos 9:00")).text


@pytest.mark.parametrize("line", ["/subscribe harbour", "/subscribe harbour onthisday"])
async def test_a_time_that_nobody_said_moves_with_quiet_hours_that_are_set_later(news, line):
    await news.press(await news.say(line), "London")
    await news.say("/subscribe ferries 09:00")
    harbour, ferries = await news.state.subscriptions.of_chat(READER)
    await news.say("/quiet 22-10")
    listed = await news.say("/subscriptions")
    assert "10:00" in listed.text
    assert "every day at 09:00" in listed.text
    later, same = await news.state.subscriptions.of_chat(READER)
    assert later.next_due == harbour.next_due + timedelta(hours=1)
    assert same.next_due == ferries.next_due
    await news.say("/quiet off")
    assert (await news.state.subscriptions.of_chat(READER))[0].next_due == harbour.next_due


async def test_a_time_that_nobody_said_is_kept_through_the_questions(news):
    asked = await news.press(await news.say("/subscribe ana ortiz"), "Ana Ortiz · topic")
    done = await news.press(asked, "every day")
    done = await news.press(await news.press(done, "09:00"), "London")
    assert (await news.held()).at == time(9)
    asked = await news.say('/subscribe "nobody slept much" weekly')
    assert (await news.state.subscriptions.of_chat(READER))[1].at is None
    assert "Mon at 09:00" in asked.text


async def test_the_day_may_be_changed_and_the_time_is_still_nobodys(news):
    await news.say("/timezone London")
    card = await news.say("/subscribe harbour")
    changed = await news.press(await news.press(card, "Days"), "on weekdays")
    assert "on weekdays at 09:00" in changed.text
    await news.say("/quiet 22-10")
    assert "on weekdays at 10:00" in (await news.say("/subscriptions")).text
    timed = await news.press(await news.press(changed, "Time"), "09:00")
    assert "on weekdays at 09:00" in timed.text


async def test_what_becomes_a_digest_comes_outside_quiet_hours(news):
    await news.say("/timezone London")
    await news.say("/quiet 22-10")
    instant = await news.say("/subscribe harbour instant")
    digest = await news.press(await news.press(instant, "Mode"), "Digest at my time")
    assert "every day at 10:00" in digest.text


async def test_an_explicit_time_wins_over_quiet_hours_and_instant_waits(news, grown):
    await news.say("/timezone London")
    await news.say("/quiet 22-10")
    await news.say("/subscribe ferries 09:00")
    await news.say("/subscribe harbour instant")
    (push,) = await news.until(MORNING)
    assert push.text.startswith("Ferries")
    assert await news.reload(grown) == []
    assert await news.until(MORNING + timedelta(minutes=59)) == []
    (instant,) = await news.until(MORNING + timedelta(hours=1))
    assert "lighthouse" in instant.text


async def test_a_pause_of_days_ends_by_itself_and_nothing_is_caught_up(news):
    await news.say("/subscribe harbour 09:00 London")
    paused = await news.say("/pause 2")
    assert "Paused until Wed 25 Nov, 12:00." in paused.text
    listed = await news.say("/subscriptions")
    assert "Paused with the whole chat until Wed 25 Nov, 12:00" in listed.text
    assert await news.until(MORNING) == []
    assert await news.until(MORNING + timedelta(days=1, hours=4)) == []
    (push,) = await news.until(MORNING + timedelta(days=2))
    assert "late" not in push.text
    assert "Skipped" not in (await news.say("/subscriptions")).text


async def test_a_pause_without_an_end_lasts_until_resume(news):
    await news.say("/subscribe harbour 09:00 London")
    assert "Paused; /resume ends that." in (await news.say("/pause")).text
    assert await news.until(MORNING + timedelta(days=3)) == []
    assert "Paused" not in (await news.say("/resume")).text
    assert await news.pushed() == []
    (push,) = await news.until(MORNING + timedelta(days=4))
    assert "late" not in push.text


@pytest.mark.parametrize("typed", ["0", "366", "week", "-1", "1.5", "9" * 50])
async def test_a_pause_takes_days(news, typed):
    assert (await news.say(f"/pause {typed}")).text.startswith("Write for how many days")


async def test_what_is_asked_for_comes_in_a_pause_too(news):
    echo = await news.say("/subscribe harbour 09:00 London")
    await news.say("/pause")
    await news.tap(echo, "Send one now")
    assert len(await news.pushed()) == 1


# --- what is kept


async def test_mydata_shows_what_is_kept_and_nothing_where_nothing_is(news):
    assert (await news.say("/mydata")).text == "I keep nothing about this chat."
    await news.say("/subscribe harbour 09:00 London")
    await news.until(MORNING)
    shown = await news.say("/mydata")
    assert f"What I keep about this chat ({READER})" in shown.text
    lines = shown.text.splitlines()
    assert "• subscriptions: 1, with the id of who made them, who may end them" in lines
    assert "• messages sent or waiting: 1, so that none is lost; 180 days long" in lines
    assert "London time, Europe/London; it is 09:00 there" in lines
    assert "• The harbour · topic, every day at 09:00" in lines
    assert list(shown.buttons) == ["Delete all of it"]


async def test_forgetme_deletes_all_after_a_question(news):
    echo = await news.say("/subscribe harbour 09:00 London")
    await news.until(MORNING)
    asked = await news.say("/forgetme yes")
    assert asked.text.startswith("Delete all that I keep about this chat?")
    kept = await news.press(asked, "No, keep it")
    assert "Settings of this chat" in kept.text
    assert await chat(news) is not None
    gone = await news.press(asked, "Yes, delete it")
    assert gone.text.startswith("Deleted. I keep nothing about this chat.")
    assert all(rows == [] for rows in (await news.state.chats.everything(READER)).values())
    assert await news.until(MORNING + timedelta(days=1)) == []
    assert await news.tap(echo, "Pause") == []
    assert news.talk.alerts[-1].startswith("This button has had its time")


async def test_forgetme_tells_that_channels_go_on(news):
    news.owns_channel()
    await news.say("/subscribe harbour 09:00 London to @coastnews")
    assert "What your channels get goes on" in (await news.say("/forgetme")).text


# --- welcome or not


def standing(status: str, chat: int, **more):
    """Telegram tells how the bot stands in a chat now."""
    me = {"id": 123456789, "is_bot": True, "first_name": "Newsdesk"}
    until = {"until_date": 0} if status == "kicked" else {}
    return {
        "my_chat_member": {
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
            "from": {"id": READER, "is_bot": False, "first_name": "Someone"},
            "date": 1,
            "old_chat_member": {"user": me, "status": "member"},
            "new_chat_member": {"user": me, "status": status, **until, **more},
        }
    }


@pytest.mark.parametrize("status", ["kicked", "left"])
async def test_a_chat_that_put_the_bot_out_pauses_and_goes_on_at_once(news, status):
    await news.say("/subscribe harbour 09:00 London")
    await news.talk.process(standing(status, READER))
    assert (await chat(news)).paused is PauseReason.BLOCKED
    assert await news.until(MORNING) == []
    await news.talk.process(standing("member", READER))
    assert (await chat(news)).paused is None
    assert await news.pushed() == [], "what was missed meanwhile is not sent"
    assert len(await news.until(MORNING + timedelta(days=1))) == 1


async def test_a_pause_of_the_readers_own_outlasts_a_block(news):
    await news.say("/subscribe harbour 09:00 London")
    await news.say("/pause")
    await news.talk.process(standing("kicked", READER))
    await news.talk.process(standing("member", READER))
    assert (await chat(news)).paused is PauseReason.READER


async def test_a_chat_that_is_unknown_is_not_kept_for_being_left_or_joined(news):
    for status in ("member", "left"):
        await news.talk.process(standing(status, GROUP))
    assert await chat(news, GROUP) is None


async def test_a_push_that_a_blocked_chat_refuses_pauses_it(news):
    await news.say("/subscribe harbour 09:00 London")
    news.talk.wire.fail("sendMessage", 403, description="Forbidden: bot was blocked by the user")
    await news.until(MORNING)
    assert (await chat(news)).paused is PauseReason.BLOCKED


@pytest.mark.parametrize("words", ["/start", "harbour", "/subscriptions"])
async def test_whoever_writes_takes_messages_again_whatever_telegram_has_told(news, words):
    await news.say("/subscribe harbour 09:00 London")
    news.talk.wire.fail("sendMessage", 403, description="Forbidden: bot was blocked by the user")
    await news.until(MORNING)
    await news.talk.say(words)
    assert (await chat(news)).paused is None
    assert await news.pushed() == [], "what was missed meanwhile is not sent"
    assert len(await news.until(MORNING + timedelta(days=1))) == 1


async def test_who_presses_send_one_now_after_a_block_gets_it_at_once(news):
    held = await news.say("/subscribe harbour 09:00 London")
    news.talk.wire.fail("sendMessage", 403, description="Forbidden: bot was blocked by the user")
    await news.until(MORNING)
    await news.tap(held, "Send one now")
    assert len(await news.pushed()) == 1


async def test_a_channel_that_refused_says_so_and_is_tried_again_when_one_is_asked_for(news):
    news.owns_channel()
    held = await news.say("/subscribe harbour to @coastnews 09:00 London")
    refused = "Bad Request: not enough rights to send text messages to the chat"
    news.talk.wire.fail("sendMessage", 400, description=refused)
    await news.until(MORNING)
    words = (await news.say("/subscriptions")).text
    assert "did not take my messages. /resume" in words
    await news.tap(held, "Send one now")
    news.talk.wire.fail("sendMessage", 400, description=refused)
    assert len(await news.pushed()) == 1
    assert (await chat(news, CHANNEL)).paused is PauseReason.BLOCKED
    await news.tap(held, "Send one now")
    assert [p.sent["chat_id"] for p in await news.pushed()] == [str(CHANNEL)]
    assert (await chat(news, CHANNEL)).paused is None
    assert len(await news.until(MORNING + timedelta(days=1))) == 1


async def test_a_group_that_becomes_a_supergroup_keeps_what_it_gets(news):
    news.rules(READER)
    await news.say("/subscribe harbour 09:00 London", chat=GROUP)
    await news.talk.say(None, chat=GROUP, migrate_to_chat_id=SUPERGROUP)
    assert await chat(news, GROUP) is None
    (push,) = await news.until(MORNING)
    assert push.sent["chat_id"] == str(SUPERGROUP)


async def test_what_quiet_hours_put_off_comes_once_they_are_ended(news, grown):
    await news.say("/timezone UTC")
    await news.say("/quiet 22:00-07:00")
    await news.say("/subscribe harbour instant")
    news.talk.clock.time = datetime(2026, 11, 23, 21, 59, 59, tzinfo=UTC)
    news.talk.wire.fail("sendMessage", 502, description="Bad Gateway")
    assert len(await news.reload(grown)) == 1
    assert await news.pass_by(minutes=1) == []
    await news.say("/quiet off")
    (push,) = await news.pushed()
    assert "New since 23 Nov 2026: 1 article" in push.text
