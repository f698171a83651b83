"""/subscriptions, /unsubscribe, and the buttons under pushes, in a private chat."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from storage.state.records import DeliveryState, Mode

READER = 1001
MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)
MOLE = """---
title: A mole for the harbour
published: 2019-08-02
---
On 1 August 2019 the harbour of Valdivia got a mole.
"""


@pytest.fixture
async def push(news):
    """The first digest on the harbour, which comes at nine in London."""
    await news.say("/subscribe harbour 09:00 London")
    (push,) = await news.until(MORNING)
    return push


async def card(news):
    """The open card of the one subscription."""
    return await news.press(await news.say("/subscriptions"), "The harbour")


async def test_nothing_is_told_and_offered(news):
    listed = await news.say("/subscriptions")
    assert listed.text == "This chat gets no briefings yet."
    assert "What do you want to follow?" in (await news.press(listed, "New subscription")).text
    assert await news.state.chats.get(READER) is None, "looking keeps nothing"


async def test_each_has_its_next_run_and_opens_to_be_changed(news):
    await news.say("/subscribe harbour 09:00 London")
    await news.say("/subscribe lagos 10:00")
    listed = await news.say("/subscriptions")
    assert "Next: Tue 24 Nov, 09:00." in listed.text
    assert "Next: Tue 24 Nov, 10:00." in listed.text
    opened = await news.press(listed, "Pedro Lagos")
    assert opened.method == "editMessageText"
    assert opened.text.startswith("Pedro Lagos · actor")


@pytest.mark.parametrize(
    "typed", ["1", "delete 1 yes", "delete 1", "mute 1", "9" * 40, "time 1 25"]
)
async def test_words_that_are_typed_do_nothing_but_list(news, typed):
    await news.say("/subscribe harbour 09:00 London")
    before = await news.held()
    listed = await news.say(f"/subscriptions {typed}")
    assert listed.text.startswith("Subscriptions")
    assert await news.held() == before


async def test_days_and_time_are_changed_by_buttons_and_lines(news):
    await news.say("/subscribe harbour 09:00 London")
    opened = await card(news)
    changed = await news.press(await news.press(opened, "Days"), "Mon")
    assert "Mon at 09:00" in changed.text
    assert "Next: Mon 30 Nov, 09:00." in changed.text
    await news.press(changed, "Days")
    assert "Tue, Fri at 09:00" in (await news.say("tuesday, friday")).text
    await news.press(await card(news), "Time")
    assert (await news.say("noonish")).text.startswith("noonish is no time of day")
    assert "Tue, Fri at 21:15" in (await news.say("21.15")).text
    held = await news.held()
    assert (held.days, held.at) == (frozenset({1, 4}), time(21, 15))


async def test_another_zone_is_the_subscriptions_own(news):
    await news.say("/subscribe harbour 09:00 London")
    await news.press(await card(news), "Zone")
    changed = await news.say("Tashkent")
    assert "Tashkent time" in changed.text
    assert (await news.held()).zone == "Asia/Tashkent"
    assert (await news.state.chats.get(READER)).zone == "Europe/London"


async def test_instant_is_offered_once_something_feeds_the_corpus(news, grown):
    await news.say("/subscribe harbour 09:00 London")
    modes = await news.press(await card(news), "Mode")
    assert list(modes.buttons) == ["Digest at my time", "On anniversaries"]
    await news.reload(grown)
    modes = await news.press(await card(news), "Mode")
    changed = await news.press(modes, "At once")
    assert "as soon as something new on it comes in" in changed.text
    assert (await news.held()).mode is Mode.INSTANT


async def test_a_digest_that_was_instant_asks_for_the_zone(news):
    opened = await news.say("/subscribe harbour instant")
    asked = await news.press(await news.press(opened, "Mode"), "Digest at my time")
    assert "Where are you?" in asked.text
    assert (await news.held()).mode is Mode.INSTANT, "no zone is assumed"
    done = await news.press(asked, "London")
    assert "every day at 09:00" in done.text
    assert (await news.state.chats.get(READER)).zone == "Europe/London"


async def test_a_push_is_one_short_message_with_passages_and_buttons(push):
    first, about, *_ = push.text.splitlines()
    assert first == "The harbour · 1 of 2"
    assert about.startswith("archive of 2 articles of May")
    assert "reopened after a long repair" in push.text
    assert "Sources: " in push.text
    assert len(push.text) < 1500
    labels = list(push.buttons)
    assert labels[-4:] == ["More", "Change the time", "Mute for a week", "Unsubscribe"]
    assert any("¶" in label for label in labels[:-4])


async def test_a_passage_of_a_push_is_opened(news, push):
    passage = next(label for label in push.buttons if "¶" in label)
    opened = await news.press(push, passage)
    assert opened.method == "sendMessage"
    assert "harbour" in opened.text


async def test_more_tells_the_rest_then_that_it_is_all_and_it_begins_anew(news, push):
    assert await news.tap(push, "More") == []
    (rest,) = await news.pushed()
    assert rest.text.startswith("The harbour · 2 of 2")
    assert await news.tap(rest, "More") == []
    (over,) = await news.pushed()
    assert "You have had everything on this that is dated or said in the corpus." in over.text
    assert "Related topics: Ana Ortiz" in over.text
    assert list(over.buttons) == ["Ana Ortiz", "Start over", "Unsubscribe"]
    assert "Exact words" in (await news.press(over, "Ana Ortiz")).text
    (again,) = await news.tap(push, "More")
    assert "this chat has had all of it" in again.text
    assert await news.pushed() == []
    listed = await news.say("/subscriptions")
    assert "Quiet: nothing new since Tue 24 Nov, 09:00. I look again on Wed 25 Nov, 09:00." in (
        listed.text
    )
    anew = await news.press(over, "Start over")
    assert anew.text.startswith("It begins anew.")
    assert "Next: Wed 25 Nov, 09:00." in anew.text
    (first,) = await news.until(MORNING + timedelta(days=1))
    assert first.text == push.text


async def test_where_no_topic_shares_anything_none_is_related(news):
    echo = await news.say('/subscribe "visited the yard" 09:00 London')
    await news.tap(echo, "Send one now")
    await news.pushed()
    await news.tap(echo, "Send one now")
    (over,) = await news.pushed()
    assert "Related" not in over.text
    assert list(over.buttons) == ["Start over", "Unsubscribe"]


async def test_what_comes_at_once_has_no_time_to_be_changed(news, grown):
    await news.say("/subscribe harbour instant")
    (push,) = await news.reload(grown)
    assert "Change the time" not in push.buttons
    asked = await news.press(push, "Change when it comes")
    assert "When do you want to hear of it?" in asked.text


@pytest.mark.parametrize("how", ["Go on", "/resume"])
async def test_what_came_while_it_was_silent_is_told_once_somebody_lets_it_go_on(
    news, written, grown, how
):
    await news.say("/subscribe harbour instant")
    (push,) = await news.reload(grown)
    if how == "Go on":
        muted = await news.press(push, "Mute for a week")
    else:
        await news.say("/pause")
    assert await news.reload(written(MOLE)) == []
    assert await news.pass_by(hours=1) == []
    if how == "Go on":
        await news.press(muted, "Go on")
    else:
        await news.say("/resume")
    (told,) = await news.pass_by(minutes=1)
    assert "mole" in told.text


async def test_a_push_from_before_it_came_at_once_asks_when_it_shall_come(news, push, grown):
    await news.reload(grown)
    await news.press(await news.press(await card(news), "Mode"), "At once")
    asked = await news.press(push, "Change the time")
    assert "When do you want to hear of it?" in asked.text


async def test_a_press_of_more_that_comes_twice_sends_one(news, push):
    data = push.buttons["More"]
    query = {
        "id": "q",
        "chat_instance": "c",
        "from": {"id": READER, "is_bot": False, "first_name": "Someone"},
        "message": {"message_id": 900, "date": 1, "chat": {"id": READER, "type": "private"}},
        "data": data,
    }
    await news.talk.process({"callback_query": query})
    assert await news.talk.process({"callback_query": query}, again=True) == []
    assert len(await news.pushed()) == 1


async def test_muted_for_a_week_it_comes_again_after_that_and_nothing_is_caught_up(news, push):
    muted = await news.press(push, "Mute for a week")
    assert "Muted until Tue 1 Dec, 09:00. Next: Wed 2 Dec, 09:00." in muted.text
    for _ in range(7):
        assert await news.pass_by(days=1) == []
    (again,) = await news.until(MORNING + timedelta(days=8))
    assert "late" not in again.text
    assert "Skipped" not in (await news.say("/subscriptions")).text


async def test_what_is_muted_goes_on_by_a_button(news, push):
    muted = await news.press(push, "Mute for a week")
    assert "Next: Wed 25 Nov, 09:00." in (await news.press(muted, "Go on")).text


async def test_the_time_is_changed_from_a_push_and_today_is_not_told_twice(news, push):
    asked = await news.press(push, "Change the time")
    assert asked.method == "sendMessage"
    changed = await news.press(asked, "18:00")
    assert "Next: Wed 25 Nov, 18:00." in changed.text
    assert await news.pass_by(hours=10) == []


async def test_unsubscribing_asks_first(news, push):
    asked = await news.press(push, "Unsubscribe")
    assert asked.text == "End the subscription to The harbour?"
    assert "The harbour · topic" in (await news.press(asked, "No, keep it")).text
    done = await news.press(asked, "Yes, unsubscribe")
    assert done.text == "Unsubscribed from The harbour."
    assert await news.state.subscriptions.of_chat(READER) == ()
    gone = await news.press(push, "Mute for a week")
    assert gone.text.startswith("There is no such subscription here any more.")
    assert await news.until(MORNING + timedelta(days=1)) == []


async def test_unsubscribe_finds_by_name_and_lists_where_it_is_not_sure(news):
    assert "no such subscription" in (await news.say("/unsubscribe")).text
    await news.say("/subscribe harbour 09:00 London")
    await news.say("/subscribe lagos 10:00")
    which = await news.say("/unsubscribe")
    assert list(which.buttons) == [
        "The harbour · topic",
        "Pedro Lagos · actor",
        "All of this chat",
    ]
    asked = await news.say("/unsubscribe lagoss")
    assert asked.text == "End the subscription to Pedro Lagos?"
    await news.press(asked, "Yes, unsubscribe")
    assert (await news.held()).wanted.key == "harbour"
    assert "no such subscription" in (await news.say("/unsubscribe glaciers")).text


async def test_two_subscriptions_to_the_same_are_told_apart(news):
    await news.say("/subscribe lagos 09:00 London")
    await news.say("/subscribe lagos onthisday")
    apart = ["Pedro Lagos · actor", "Pedro Lagos · anniversaries"]
    assert list((await news.say("/subscriptions")).buttons)[:2] == apart
    assert list((await news.say("/unsubscribe lagos")).buttons) == apart


@pytest.mark.parametrize(
    "typed", ["/unsubscribe all", "unsubscribe from everything", "/unsubscribe"]
)
async def test_all_ends_at_once_after_a_question(news, typed):
    await news.say("/subscribe lagos 09:00 London")
    await news.say("/subscribe harbour 10:00")
    asked = await news.say(typed)
    if "Unsubscribe" in asked.buttons:
        asked = await news.press(asked, "Unsubscribe")
    if "All of this chat" in asked.buttons:
        asked = await news.press(asked, "All of this chat")
    assert asked.text == "End all 2 subscriptions of this chat?"
    assert "Pedro Lagos" in (await news.press(asked, "No, keep them")).text
    done = await news.press(asked, "Yes")
    assert done.text == "Unsubscribed from Pedro Lagos; The harbour."
    assert await news.state.subscriptions.of_chat(READER) == ()
    assert "no briefings yet" in (await news.say("/unsubscribe all")).text


async def test_a_preview_counts_as_nothing_and_send_one_now_does(news):
    echo = await news.say("/subscribe harbour 09:00 London")
    preview = await news.press(echo, "Preview")
    assert preview.text.startswith("The harbour · preview, not counted as had")
    assert await news.tap(echo, "Send one now") == []
    (sent,) = await news.pushed()
    assert "reopened after a long repair" in sent.text
    assert "reopened after a long repair" in preview.text
    again = await news.press(echo, "Preview")
    assert "reopened after a long repair" not in again.text


async def test_who_asks_for_one_again_before_it_came_is_told_that_it_is_on_its_way(news):
    echo = await news.say("/subscribe harbour 09:00 London")
    assert await news.tap(echo, "Send one now") == []
    assert (await news.press(echo, "Send one now")).text == "It is on its way."
    assert len(await news.pushed()) == 1
    assert await news.tap(echo, "Send one now") == []
    assert len(await news.pushed()) == 1


async def test_now_and_preview_of_nothing_say_why(news):
    echo = await news.say('/subscribe "glaciers" 09:00 London')
    nothing = "nothing on it is dated or said in the corpus yet"
    assert nothing in (await news.press(echo, "Send one now")).text
    assert nothing in (await news.press(echo, "Preview")).text


async def test_a_topic_that_the_corpus_lost_says_so_and_comes_back(news, written, snapshot):
    await news.say("/subscribe ferries 09:00 London")
    await news.reload(written(topics=""))
    listed = await news.say("/subscriptions")
    assert "Quiet: the corpus does not know it any more. I write when it does again." in listed.text
    opened = await news.press(listed, "Ferries")
    assert "the corpus does not know it any more" in (await news.press(opened, "Preview")).text
    assert await news.until(MORNING) == []
    await news.reload(snapshot)
    (push,) = await news.until(MORNING + timedelta(days=1))
    assert push.text.startswith("Ferries")


async def test_what_was_skipped_while_nothing_ran_is_told(news):
    await news.say("/subscribe harbour 09:00 London")
    (late,) = await news.until(MORNING + timedelta(days=3, hours=3))
    assert "late: it was due on" in late.text
    await news.until(MORNING + timedelta(days=6, hours=10))
    listed = await news.say("/subscriptions")
    skipped = "Skipped: 3, the last due on Mon 30 Nov, 09:00: they could not be sent in time."
    assert skipped in listed.text


async def test_what_telegram_did_not_take_in_its_time_is_told_as_skipped(news):
    await news.say("/subscribe harbour 09:00 London")
    news.talk.wire.fail("sendMessage", 502, error_code=502, description="Bad Gateway")
    await news.until(MORNING)
    await news.pass_by(hours=7)
    skipped = "Skipped: 1 that was due on Tue 24 Nov, 09:00: it could not be sent in time."
    assert skipped in (await news.say("/subscriptions")).text


async def test_a_subscription_pauses_and_goes_on(news):
    await news.say("/subscribe harbour 09:00 London")
    paused = await news.press(await card(news), "Pause")
    assert "Paused." in paused.text
    assert await news.until(MORNING) == []
    assert "Next: Wed 25 Nov, 09:00." in (await news.press(paused, "Go on")).text


async def test_what_waits_for_a_removed_subscription_is_not_sent(news):
    echo = await news.say("/subscribe harbour 09:00 London")
    await news.tap(echo, "Send one now")
    await news.press(await news.press(echo, "Unsubscribe"), "Yes")
    assert await news.pushed() == []
    assert (await news.state.outbox.stats()).by_state.get(DeliveryState.SENT, 0) == 0


async def test_new_articles_are_told_as_new(news, push, grown):
    while not await news.tap(push, "More"):
        await news.pushed()
    news.talk.clock.pass_by(60)
    assert await news.reload(grown) == []
    (new,) = await news.until(MORNING + timedelta(days=1))
    assert "New since 24 Nov 2026: 1 article" in new.text
    assert "lighthouse" in new.text
    assert "reopened" not in new.text


async def test_buttons_of_another_chat_do_nothing(news):
    echo = await news.say("/subscribe harbour 09:00 London")
    assert await news.tap(echo, "Unsubscribe", user=666) == []
    assert news.talk.alerts[-1].startswith("This button has had its time")


async def test_something_else_is_followed_on_the_same_days(news):
    echo = await news.say("/subscribe harbour mon,thu 10:00 Berlin")
    what = await news.press(echo, "Follow something else")
    assert "What do you want to follow?" in what.text
    card = await news.press(what, "Ferries")
    assert card.text.splitlines()[:2] == ["Ferries · topic", "Mon, Thu at 10:00"]
    held = await news.held()
    assert (held.wanted.key, held.next_due is not None) == ("ferries", True)


async def test_something_else_may_be_written_and_is_asked_for_where_it_is_not_sure(news):
    echo = await news.say("/subscribe harbour weekly 10:00 Berlin")
    await news.press(echo, "Follow something else")
    which = await news.say("Ana Ortiz")
    assert {"Ana Ortiz · topic", "Ana Ortiz · actor"} <= which.buttons.keys()
    card = await news.press(which, "The words")
    assert "“Ana Ortiz” · phrase" in card.text
    await news.press(card, "Follow something else")
    assert "Pedro Lagos · actor" in (await news.say("Lagos")).text
    assert (await news.held()).wanted.key == "pedro-lagos"


async def test_to_follow_the_same_again_changes_nothing(news):
    echo = await news.say("/subscribe harbour weekly 10:00 Berlin")
    before = await news.held()
    await news.press(await news.press(echo, "Follow something else"), "The harbour")
    assert await news.held() == before
