"""Groups, forum topics and channels: who may change what they get."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.contract import Action
from bot.tokens import StoredTokens

READER, MEMBER, ADMIN = 1001, 1002, 1003
GROUP, CHANNEL = -100500, -100700
ANONYMOUS = 1087968824
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
NOT_YOU = "Only administrators of this group change what it gets."


@pytest.fixture
def group(news):
    """A group with an administrator and a member."""
    news.rules(ADMIN)
    news.rules(MEMBER, status="member")
    return news


async def subscribed(group, words: str = "harbour 09:00 London", **more):
    return await group.say(f"/subscribe {words}", chat=GROUP, user=ADMIN, **more)


@pytest.mark.parametrize(
    "command",
    ["subscribe", "subscribe harbour", "timezone Berlin", "quiet 22-7", "pause", "resume", "mydata",
     "forgetme", "unsubscribe all"],
)  # fmt: skip
async def test_only_administrators_change_a_group(group, command):
    refused = await group.say(f"/{command}", chat=GROUP, user=MEMBER)
    assert refused.text.startswith("Only administrators of this group")
    assert await group.state.chats.get(GROUP) is None
    assert not (await group.say(f"/{command}", chat=GROUP, user=ADMIN)).text.startswith("Only")


async def test_anyone_sees_what_a_group_gets_and_its_settings(group):
    await subscribed(group)
    listed = await group.say("/subscriptions", chat=GROUP, user=MEMBER)
    assert "The harbour · topic" in listed.text
    assert (
        "Administrators of the group change"
        in (await group.say("/settings", chat=GROUP, user=MEMBER)).text
    )


async def test_buttons_that_others_press_are_refused_to_them_alone(group):
    echo = await subscribed(group)
    for label in ("Days", "Pause", "Unsubscribe", "Send one now"):
        assert await group.tap(echo, label, chat=GROUP, user=MEMBER) == []
        assert group.talk.alerts[-1].startswith(NOT_YOU)
    assert await group.pushed() == []
    (push,) = await group.until(MORNING)
    for label in ("More", "Mute for a week", "Change the time", "Unsubscribe"):
        assert await group.tap(push, label, chat=GROUP, user=MEMBER) == []
        assert group.talk.alerts[-1].startswith(NOT_YOU)
    passage = next(label for label in push.buttons if "¶" in label)
    assert len(await group.tap(push, passage, chat=GROUP, user=MEMBER)) == 1
    assert len(await group.tap(push, "Mute for a week", chat=GROUP, user=ADMIN)) == 1


async def test_an_anonymous_administrator_may(group):
    answer = await group.say(
        "/subscribe harbour 09:00 London",
        chat=GROUP,
        user=ANONYMOUS,
        sender_chat={"id": GROUP, "type": "supergroup", "title": "Newsroom"},
    )
    assert answer.text.startswith("Subscribed.")


async def test_who_writes_in_the_name_of_another_channel_may_not(group):
    group.rules(136817688, status="left")
    answer = await group.say(
        "/subscribe harbour 09:00 London",
        chat=GROUP,
        user=136817688,
        sender_chat={"id": -100999, "type": "channel", "title": "Else"},
    )
    assert answer.text.startswith(NOT_YOU)


async def test_administrators_let_everyone_and_take_it_back(group):
    settings = await group.say("/settings", chat=GROUP, user=ADMIN)
    assert await group.tap(settings, "Let everyone", chat=GROUP, user=MEMBER) == []
    assert group.talk.alerts[-1] == (
        "Only administrators of this group may do that. Ask one of them."
    )
    opened = await group.press(settings, "Let everyone", chat=GROUP, user=ADMIN)
    assert "Everyone here may change what the group gets." in opened.text
    echo = await group.say("/subscribe harbour 09:00 London", chat=GROUP, user=MEMBER)
    assert echo.text.startswith("Subscribed.")
    for words in ("/forgetme", "/mydata"):
        assert (await group.say(words, chat=GROUP, user=MEMBER)).text.startswith("Only admin")
    assert await group.tap(opened, "Administrators only", chat=GROUP, user=MEMBER) == []
    await group.press(opened, "Administrators only", chat=GROUP, user=ADMIN)
    assert await group.tap(echo, "Pause", chat=GROUP, user=MEMBER) == []


async def test_a_toggle_that_comes_twice_is_done_once(group):
    settings = await group.say("/settings", chat=GROUP, user=ADMIN)
    for _ in range(2):
        await group.tap(settings, "Let everyone", chat=GROUP, user=ADMIN)
        await group.tap(settings, "Without a sound", chat=GROUP, user=ADMIN)
    chat = await group.state.chats.get(GROUP)
    assert (chat.everyone, chat.silent) == (True, True)


async def test_the_dialogue_runs_in_a_group_by_buttons_and_replies(group):
    what = await group.say("/subscribe", chat=GROUP, user=ADMIN)
    assert await group.tap(what, "Ferries", chat=GROUP, user=MEMBER) == []
    days = await group.press(what, "Ferries", chat=GROUP, user=ADMIN)
    assert "In a group, write it as a reply to this message." in days.text
    assert await group.talk.say("mon", chat=GROUP, user=ADMIN) == []
    assert await group.reply("mon", days, chat=GROUP, user=MEMBER) == []
    (at,) = await group.reply("mon", days, chat=GROUP, user=ADMIN)
    (wrong,) = await group.reply("25:10", at, chat=GROUP, user=ADMIN)
    assert wrong.text.startswith("25:10 is no time of day")
    (zone,) = await group.reply("8:15", at, chat=GROUP, user=ADMIN)
    (done,) = await group.reply("London", zone, chat=GROUP, user=ADMIN)
    assert "Mon at 08:15" in done.text


async def test_the_first_question_in_a_group_says_how_it_is_answered_too(group):
    what = await group.say("/subscribe", chat=GROUP, user=ADMIN)
    assert "In a group, write it as a reply to this message." in what.text
    assert "as a reply" not in (await group.say("/subscribe")).text


async def test_a_reply_to_a_question_that_is_forgotten_is_told_what_to_do(group):
    days = await group.press(
        await group.say("/subscribe", chat=GROUP, user=ADMIN), "Ferries", chat=GROUP, user=ADMIN
    )
    group.talk.clock.pass_by(700)
    (told,) = await group.reply("mon", days, chat=GROUP, user=ADMIN)
    assert "I do not wait for it any more" in told.text
    answer = await group.say("/quote harbour", chat=GROUP, user=ADMIN)
    assert await group.reply("thanks", answer, chat=GROUP, user=ADMIN) == []


async def test_an_anonymous_administrator_answers_what_a_button_asked(group):
    what = await group.say("/subscribe", chat=GROUP, user=ADMIN)
    days = await group.press(what, "Ferries", chat=GROUP, user=ADMIN)
    title = {"id": GROUP, "type": "supergroup", "title": "Newsroom"}
    (at,) = await group.reply("mon", days, chat=GROUP, user=ANONYMOUS, sender_chat=title)
    assert "At what time?" in at.text


async def test_each_topic_of_a_forum_has_its_own(group):
    await subscribed(group, thread=7)
    await subscribed(group, "harbour 10:00 London", thread=8)
    first, second = await group.state.subscriptions.of_chat(GROUP)
    assert (first.thread, second.thread) == (7, 8)
    (push,) = await group.until(MORNING)
    assert push.sent["message_thread_id"] == "7"
    listed = await group.say("/subscriptions", chat=GROUP, user=MEMBER, thread=8)
    apart = ["The harbour · every day at 09:00", "The harbour · every day at 10:00"]
    assert list(listed.buttons)[:2] == apart
    assert listed.text.count("in another topic of this group") == 1


async def after_each_other(group, moment: datetime) -> list:
    """Let a moment come, and some seconds in which the group may get more; give what was sent."""
    pushes = await group.until(moment)
    for _ in range(4):
        pushes += await group.pass_by(seconds=2)
    return pushes


async def test_what_a_deleted_topic_got_pauses_and_the_group_is_told_once(group):
    await subscribed(group, thread=7)
    await subscribed(group, "ferries 09:00", thread=7)
    await subscribed(group, "lagos 09:00", thread=8)
    group.talk.wire.fail("sendMessage", 400, description="Bad Request: message thread not found")
    group.talk.wire.fail("sendMessage", 400, description="Bad Request: message thread not found")
    pushes = await after_each_other(group, MORNING)
    assert [push.sent.get("message_thread_id") for push in pushes] == ["7", "7", "8", None]
    assert pushes[-1].text == (
        "A topic of this group was deleted\n\n"
        "Paused, since it went there: The harbour; Ferries.\n"
        "“Go on” under /subscriptions lets it come here instead."
    )
    held = await group.state.subscriptions.of_chat(GROUP)
    assert [(one.thread, one.paused) for one in held] == [(None, True), (None, True), (8, False)]
    tomorrow = await after_each_other(group, MORNING + timedelta(days=1))
    assert {push.sent.get("message_thread_id") for push in tomorrow} <= {"8"}
    assert await group.state.outbox.dead(10) == ()


async def test_what_a_deleted_topic_got_goes_on_in_general(group):
    await subscribed(group, thread=7)
    group.talk.wire.fail("sendMessage", 400, description="Bad Request: message thread not found")
    _, told = await after_each_other(group, MORNING)
    listed = await group.press(told, "Subscriptions", chat=GROUP, user=ADMIN)
    card = await group.press(listed, "The harbour", chat=GROUP, user=ADMIN)
    await group.press(card, "Go on", chat=GROUP, user=ADMIN)
    (push,) = await group.until(MORNING + timedelta(days=1))
    assert "message_thread_id" not in push.sent
    assert push.text.startswith("The harbour")


async def test_of_two_that_would_be_the_same_in_general_one_is_left(group):
    await subscribed(group, thread=7)
    await subscribed(group)
    group.talk.wire.fail("sendMessage", 400, description="Bad Request: message thread not found")
    pushes = await after_each_other(group, MORNING)
    assert [push.sent.get("message_thread_id") for push in pushes] == ["7", None]
    assert pushes[1].text.startswith("The harbour")
    (left,) = await group.state.subscriptions.of_chat(GROUP)
    assert (left.thread, left.paused) == (None, False)


async def test_telegram_may_not_tell_who_rules(group):
    group.talk.wire.fail("getChatMember", 502, description="Bad Gateway")
    answer = await subscribed(group)
    assert answer.text.startswith("Telegram does not tell me now who may change this.")


async def test_a_group_titled_with_markup_is_shown_as_it_is(group):
    group.talk.wire.members[GROUP, ADMIN]["user"]["first_name"] = "<b>"
    await subscribed(group)
    shown = await group.say("/mydata", chat=GROUP, user=ADMIN)
    assert "parse_mode" not in shown.sent


# --- channels


async def test_a_channel_is_subscribed_from_a_private_chat(news):
    news.owns_channel()
    asked = await news.say("/subscribe harbour 09:00 to @coastnews")
    assert "Where are you?" in asked.text, "the zone is the channel's own"
    echo = await news.press(asked, "London")
    assert "to the channel Coast <b>News</b>" in echo.text
    (one,) = await news.state.subscriptions.of_chat(CHANNEL)
    assert (one.owner, one.thread) == (READER, None)
    (push,) = await news.until(MORNING)
    assert push.sent["chat_id"] == str(CHANNEL)
    listed = await news.say("/subscriptions")
    assert "to the channel Coast <b>News</b>" in listed.text
    assert "on its way to Coast <b>News</b>" in (await news.press(echo, "Send one now")).text
    (more,) = await news.pushed()
    assert more.sent["chat_id"] == str(CHANNEL)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda news: news.rules(READER, CHANNEL, "member"), "That takes two rights"),
        (lambda news: news.owns_channel(posts=False), "That takes two rights"),
        (lambda news: news.talk.wire.chats.clear(), "I see no channel @coastnews."),
    ],
)
async def test_a_channel_takes_the_rights_of_both(news, change, said):
    news.owns_channel()
    change(news)
    answer = await news.say("/subscribe harbour 09:00 London to @coastnews")
    assert answer.text.startswith(said)
    assert "Coast <b>News</b>" not in answer.text, "its title is not for who guesses its name"
    assert await news.state.chats.get(CHANNEL) is None


async def test_a_channel_that_has_got_another_title_is_called_by_it(news):
    news.owns_channel()
    await news.say("/subscribe harbour 09:00 London to @coastnews")
    news.talk.wire.chats["@coastnews"]["title"] = "The Coast"
    await news.say("/subscribe ferries 09:00 to @coastnews")
    assert (await news.say("/subscriptions")).text.count("to the channel The Coast") == 2


async def test_a_channel_is_not_subscribed_from_a_group(group):
    group.owns_channel(ADMIN)
    answer = await subscribed(group, "harbour 09:00 London to @coastnews")
    assert answer.text == "A channel is managed from a private chat with me."


CHANGES = [
    (["Days", "on weekdays"], "on weekdays at 09:00"),
    (["Time", "18:00"], "every day at 18:00"),
    (["Zone", "Berlin"], "Berlin time"),
    (["Mode", "On anniversaries"], "on the days on which something happened"),
    (["Follow something else", "Ferries"], "Ferries · topic"),
    (["Pause"], "Paused."),
    (["Pause", "Go on"], "Next: Tue 24 Nov, 09:00."),
    (["Preview"], "preview, not counted as had"),
    (["Send one now"], "It is on its way to Coast <b>News</b>."),
    (["Unsubscribe", "Yes"], "Unsubscribed from The harbour."),
]


@pytest.mark.parametrize(("steps", "done"), CHANGES, ids=lambda one: str(one)[:40])
async def test_all_that_a_channel_gets_is_changed_from_a_private_chat(news, steps, done):
    news.owns_channel()
    await news.say("/subscribe harbour 09:00 London to @coastnews")
    shown = await news.press(await news.say("/subscriptions @coastnews"), "The harbour")
    for step in steps:
        shown = await news.press(shown, step)
    assert done in shown.text
    assert shown.sent["chat_id"] == str(READER)


@pytest.mark.parametrize("withdrawn", ["the user's", "the bot's"])
@pytest.mark.parametrize("step", [steps[0] for steps, _ in CHANGES])
async def test_rights_are_checked_at_each_change(news, step, withdrawn):
    news.owns_channel()
    echo = await news.say("/subscribe harbour 09:00 London to @coastnews")
    if withdrawn == "the user's":
        news.rules(READER, CHANNEL, "left")
    else:
        news.owns_channel(posts=False)
    told = await news.press(echo, step)
    if step == "Unsubscribe":  # whoever made it may always end it
        assert told.text == "End the subscription to The harbour?"
    else:
        assert told.text.startswith("You or I may not post in Coast <b>News</b> any more.")


async def old_post(news) -> SimpleNamespace:
    """A post with buttons, as they stood under posts of channels once, of the one subscription."""
    one = await news.held(CHANNEL)
    does = {
        "Coast Weekly ¶1": Action(command="source", words="A1 1"),
        "Mute for a week": Action(command="subscriptions", words=f"mute {one.id}"),
        "Unsubscribe": Action(command="subscriptions", words=f"delete {one.id}"),
    }
    tokens = await StoredTokens(news.state).remember(CHANNEL, [*does.values()], "")
    return SimpleNamespace(message=900, buttons=dict(zip(does, tokens, strict=True)))


async def test_a_post_in_a_channel_has_no_buttons_that_its_readers_may_not_press(news):
    news.owns_channel()
    await news.say("/subscribe ferries 09:00 London to @coastnews")
    for _ in range(2):
        (push,) = await news.until(news.talk.clock() + timedelta(days=1))
        assert push.buttons == {}


async def test_another_administrator_of_a_channel_changes_what_it_gets_by_its_name(news):
    news.owns_channel()
    await news.say("/subscribe harbour 09:00 London to @coastnews")
    refused = await news.say("/subscriptions @coastnews", user=ADMIN)
    assert refused.text.startswith("That takes two rights")
    news.rules(ADMIN, CHANNEL)
    listed = await news.say("/subscriptions @coastnews", user=ADMIN)
    assert "to the channel Coast <b>News</b>" in listed.text
    opened = await news.press(listed, "The harbour", user=ADMIN)
    assert "Paused." in (await news.press(opened, "Pause", user=ADMIN)).text


async def test_what_is_kept_about_a_channel_is_shown_and_deleted_by_who_rules_it(news):
    news.owns_channel()
    await news.say("/subscribe harbour 09:00 London to @coastnews")
    assert "/forgetme @channel" in (await news.say("/forgetme")).text
    for command in ("/mydata @coastnews", "/forgetme @coastnews"):
        assert (await news.say(command, user=MEMBER)).text.startswith("That takes two rights")
    assert "The harbour" in (await news.say("/mydata @coastnews")).text
    asked = await news.say("/forgetme @coastnews")
    assert "Coast <b>News</b>" in asked.text
    done = await news.press(asked, "Yes")
    assert done.text.startswith("Deleted.")
    assert await news.state.chats.get(CHANNEL) is None
    assert await news.until(MORNING) == []


async def test_who_subscribed_a_channel_ends_that_also_where_the_bot_is_out(news):
    news.owns_channel()
    echo = await news.say("/subscribe harbour 09:00 London to @coastnews")
    news.talk.wire.members.clear()
    assert "may not post" in (await news.press(echo, "Pause")).text
    done = await news.press(await news.press(echo, "Unsubscribe"), "Yes")
    assert done.text == "Unsubscribed from The harbour."


async def test_a_channels_reader_is_refused_and_its_administrator_answered_in_private(news):
    news.owns_channel()
    await news.say("/subscribe harbour 09:00 London to @coastnews")
    push = await old_post(news)
    news.rules(MEMBER, CHANNEL, "member")
    for label in push.buttons:
        assert await news.tap(push, label, chat=CHANNEL, user=MEMBER) == []
        assert news.talk.alerts[-1].startswith("Only administrators of this channel")
    muted = await news.press(push, "Mute for a week", chat=CHANNEL, user=READER)
    assert muted.sent["chat_id"] == str(READER)
    assert "Muted until" in muted.text
    assert await news.until(MORNING) == []
    news.rules(ADMIN, CHANNEL)
    asked = await news.press(push, "Unsubscribe", chat=CHANNEL, user=ADMIN)
    assert asked.sent["chat_id"] == str(ADMIN)
    await news.press(asked, "Yes", user=ADMIN)
    assert await news.state.subscriptions.of_chat(CHANNEL) == ()


async def test_a_passage_that_an_administrator_opens_is_not_posted_in_the_channel(news):
    news.owns_channel()
    await news.say("/subscribe harbour 09:00 London to @coastnews")
    push = await old_post(news)
    passage = next(label for label in push.buttons if "¶" in label)
    opened = await news.press(push, passage, chat=CHANNEL, user=READER)
    assert opened.sent["chat_id"] == str(READER)
