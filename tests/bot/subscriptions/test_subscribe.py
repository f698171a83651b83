"""/subscribe in all its forms: typed at once, by buttons, in groups, for a channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from storage.state.records import MOST_SUBSCRIPTIONS, Mode, Subscription, Wanted, WantedKind

READER, MEMBER, ADMIN = 1001, 1002, 1003
GROUP, CHANNEL = -100500, -100700
EVERY_DAY = frozenset(range(7))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("harbour daily 09:00 Berlin", ("harbour", EVERY_DAY, time(9), "Europe/Berlin")),
        ("harbour Berlin 21.30 mon,thu", ("harbour", {0, 3}, time(21, 30), "Europe/Berlin")),
        ("harbour 9am weekdays UTC+3", ("harbour", set(range(5)), time(9), "Etc/GMT-3")),
        ("harbuor dialy 08:30 Berln", ("harbour", EVERY_DAY, time(8, 30), "Europe/Berlin")),
        ("Лагос по будням в 9 по Москве", ("pedro-lagos", set(range(5)), time(9), "Europe/Moscow")),
        ("Lagos weekly New York", ("pedro-lagos", {0}, None, "America/New_York")),
        ('"open sea" Tashkent', ('"open sea"', EVERY_DAY, None, "Asia/Tashkent")),
        ("«Open  sea» 7:00 Kabul", ('"Open sea"', EVERY_DAY, time(7), "Asia/Kabul")),
    ],
)
async def test_one_line_subscribes_in_any_order_with_slips_and_in_russian(news, typed, expected):
    key, days, at, zone = expected
    answer = await news.say(f"/subscribe {typed}")
    assert answer.text.startswith("Subscribed.")
    held = await news.held()
    assert (held.wanted.key, held.days, held.at) == (key, days, at)
    chat = await news.state.chats.get(READER)
    assert (held.zone, chat.zone) == (zone, zone)


async def test_the_echo_says_what_was_understood_and_when_the_next_one_comes(news):
    answer = await news.say("/subscribe lagos weekdays 09:00 Kabul")
    assert answer.text.splitlines() == [
        "Subscribed.",
        "",
        "Pedro Lagos · actor",
        "on weekdays at 09:00",
        "Kabul time, Asia/Kabul; it is 16:30 there",
        "Next: Tue 24 Nov, 09:00.",
    ]
    assert list(answer.buttons) == [
        "Preview",
        "Send one now",
        "Days",
        "Time",
        "Zone",
        "Mode",
        "Follow something else",
        "Pause",
        "Unsubscribe",
        "All subscriptions",
    ]


async def test_the_zone_is_asked_once_for_a_chat_and_never_assumed(news):
    asked = await news.say("/subscribe harbour 18:00")
    assert "Where are you?" in asked.text
    assert await news.state.subscriptions.of_chat(READER) == ()
    done = await news.press(asked, "Kabul")
    assert "every day at 18:00" in done.text
    assert "Next: Mon 23 Nov, 18:00." in done.text
    again = await news.say("/subscribe ferries 18:00")
    assert again.text.startswith("Subscribed.")


@pytest.mark.parametrize(
    "said", ["Kabul", "16:31", "кабул", "UTC+4:30", "по кабульскому времени", "по времени Кабула"]
)
async def test_the_zone_may_be_written_as_a_city_or_as_the_time_there(news, said):
    await news.say("/subscribe harbour")
    done = await news.say(said)
    assert "Subscribed." in done.text or "Which one do you mean" in done.text
    if "Which one" in done.text:
        done = await news.press(done, "Kabul")
    assert (await news.state.chats.get(READER)).zone == "Asia/Kabul"
    assert "every day at 09:00" in done.text
    assert (await news.held()).at is None


async def test_an_unknown_city_is_asked_for_again(news):
    await news.say("/subscribe harbour")
    again = await news.say("Xanadu")
    assert "I know no place or time zone called “Xanadu”." in again.text
    assert (await news.say("Berlin")).text.startswith("Subscribed.")


async def test_bare_it_asks_step_by_step(news):
    what = await news.say("/subscribe")
    assert {"The harbour", "Ferries", "Ana Ortiz"} <= what.buttons.keys()
    days = await news.press(what, "Ferries")
    assert (days.method, days.text.splitlines()[:2]) == (
        "editMessageText",
        ["Ferries", "On which days?"],
    )
    at = await news.press(days, "on weekdays")
    assert "At what time?" in at.text
    zone = await news.press(at, "18:00")
    assert "Where are you?" in zone.text
    done = await news.press(zone, "Tashkent")
    assert done.text.startswith("Subscribed.")
    held = await news.held()
    assert (held.wanted.key, held.days, held.at) == ("ferries", frozenset(range(5)), time(18))


async def test_a_brief_offers_to_be_sent_regularly(news):
    brief = await news.say("/brief ferries")
    days = await news.press(brief, "Subscribe")
    assert days.method == "sendMessage"
    assert days.text.splitlines()[:2] == ["Ferries", "On which days?"]


async def test_each_step_may_be_answered_by_a_line(news):
    await news.say("/subscribe")
    assert "On which days?" in (await news.say("Lagos")).text
    assert "At what time?" in (await news.say("mon and thu")).text
    strange = await news.say("half past eight")
    assert strange.text == (
        "I do not understand “half”. Days are written like mon,thu and a time like 21:30."
    )
    assert "Where are you?" in (await news.say("at 8pm")).text
    assert await news.state.subscriptions.of_chat(READER) == ()


async def test_a_line_that_is_no_answer_is_told_what_would_be_and_asked_again(news):
    await news.press(await news.press(await news.say("/subscribe"), "Ferries"), "every day")
    wrong = await news.say("25:61")
    assert wrong.text == "25:61 is no time of day; write 09:00."
    assert "Where are you?" in (await news.say("21:45")).text


async def cancelled(news, **more) -> list:
    """Say /cancel; give the messages whose questions it has ended."""
    said, *ended = await news.talk.say("/cancel", **more)
    assert (said.text, said.method) == ("Cancelled.", "sendMessage")
    assert all((one.text, one.buttons) == ("Cancelled.", {}) for one in ended)
    return [one.message for one in ended]


async def test_cancel_ends_the_dialogue_at_each_step_with_its_buttons(news):
    asked = await news.say("/subscribe")
    for step in ("Ferries", "every day", "18:00"):
        assert await cancelled(news) == [asked.message]
        assert (await news.say("/cancel")).text == "There is nothing to cancel."
        asked = await news.press(asked, step)
    assert "Where are you?" in asked.text
    assert await cancelled(news) == [asked.message]
    assert "On which days?" not in (await news.say("Lagos")).text
    assert not list(await news.state.subscriptions.of_chat(READER))


async def test_cancel_ends_all_that_is_open_also_after_a_while_or_another_command(news):
    first = await news.say("/subscribe")
    second = await news.say("/subscribe")
    await news.say("/help")
    news.talk.clock.pass_by(3600)
    assert sorted(await cancelled(news)) == [first.message, second.message]


@pytest.mark.parametrize(
    ("line", "button"),
    [("/settings", "Language"), ("/settings", "Quiet hours"), ("/settings", "Time zone")],
)
async def test_cancel_ends_a_question_that_a_button_has_asked(news, line, button):
    asked = await news.press(await news.say(line), button)
    assert await cancelled(news) == [asked.message]


@pytest.mark.parametrize("line", ["/unsubscribe", "/unsubscribe all", "/forgetme"])
async def test_cancel_ends_a_question_before_something_is_deleted(news, line):
    await news.say("/subscribe harbour 09:00 Berlin")
    asked = await news.say(line)
    assert await cancelled(news) == [asked.message]


async def test_cancel_ends_nothing_that_was_answered(news):
    at = await news.press(await news.press(await news.say("/subscribe"), "Ferries"), "every day")
    await news.press(await news.press(at, "18:00"), "Berlin")
    assert (await news.say("/cancel")).text == "There is nothing to cancel."


async def test_in_a_group_cancel_ends_what_its_writer_was_asked(news):
    news.rules(READER)
    news.rules(MEMBER)
    asked = await news.say("/subscribe", chat=GROUP)
    other = await news.say("/subscribe", chat=GROUP, user=MEMBER)
    assert await cancelled(news, chat=GROUP) == [asked.message]
    assert "On which days?" in (await news.press(other, "Ferries", chat=GROUP, user=MEMBER)).text


async def test_a_dialogue_that_was_left_lapses_and_its_buttons_still_work(news):
    days = await news.press(await news.say("/subscribe"), "Ferries")
    news.talk.clock.pass_by(700)
    assert "At what time?" not in (await news.say("daily")).text
    assert "At what time?" in (await news.press(days, "every day")).text


async def test_a_pressed_button_settles_the_question_for_lines(news):
    at = await news.press(await news.press(await news.say("/subscribe"), "Ferries"), "every day")
    done = await news.press(await news.press(at, "18:00"), "Berlin")
    assert done.text.startswith("Subscribed.")
    assert "no time of day" not in (await news.say("embassy")).text


async def test_a_topic_and_an_actor_of_one_name_are_told_apart(news):
    which = await news.say("/subscribe Ana Ortiz daily 08:00 Berlin")
    assert which.text.splitlines() == [
        "What do you mean by “Ana Ortiz”?",
        "Or write another name. /cancel stops this.",
    ]
    assert {"Ana Ortiz · topic", "Ana Ortiz · actor"} <= which.buttons.keys()
    done = await news.press(which, "Ana Ortiz · actor")
    assert done.text.startswith("Subscribed.")
    held = await news.held()
    assert (held.wanted.kind, held.at) == (WantedKind.ACTOR, time(8))


async def test_what_nobody_is_called_may_be_followed_as_words(news):
    unknown = await news.say("/subscribe glaciers 08:00 Berlin")
    assert unknown.text.startswith("No topic and nobody is called “glaciers”.")
    done = await news.press(unknown, "The words “glaciers”")
    assert (
        "Nothing on it is dated or said in the corpus yet. I look again on Tue 24 Nov, 08:00."
        in done.text
    )
    assert (await news.held()).wanted.key == '"glaciers"'


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/subscribe harbour 25:00", "25:00 is no time of day; write 09:00."),
        ("/subscribe harbour UTC+25", "UTC+25 is no offset of a clock; write a city, or UTC+3."),
        ('/subscribe "open sea', "The quotation mark is not closed: “open sea”."),
        ('/subscribe "!!!"', 'A phrase to follow has words in it: /subscribe "Green Zone" 09:00'),
        ('/subscribe ""', "Say what to follow first: /subscribe Kabulov daily 09:00"),
        (
            "/subscribe harbour mon daily tue daily",
            "“daily” and “tue” are two answers to one question; leave one out.",
        ),
    ],
)
async def test_what_cannot_be_done_is_told_with_what_can(news, typed, said):
    assert (await news.say(typed)).text == said


async def test_a_phrase_beyond_what_is_read_is_told_how_much_that_is(news):
    told = await news.say(f'/subscribe "{"harbour " * 15}lights" weekly')
    assert told.text.startswith("That is too long: ")
    assert "I read 128 characters" in told.text
    await news.say("/subscribe")
    assert "I read 128 characters" in (await news.say(f'"{"harbour " * 20}"')).text
    assert "On which days?" in (await news.say('"open sea"')).text


@pytest.mark.parametrize(
    "often",
    ["monthly", "hourly", "every second week", "every 2 weeks", "twice a week",
     "раз в месяц", "ежемесячно", "every other Friday"],
)  # fmt: skip
async def test_a_schedule_that_there_is_none_of_hides_no_name_and_days_are_offered(news, often):
    asked = await news.say(f"/subscribe Lagos {often} 18:00 Berlin")
    name, told, *_ = asked.text.splitlines()
    assert name == "Pedro Lagos"
    assert told == f"Briefings come on days of the week, not “{often}”. On which days?"
    done = await news.press(asked, "Mon")
    assert "Mon at 18:00" in done.text
    assert (await news.held()).zone == "Europe/Berlin"


@pytest.mark.parametrize("typed", ["18:00 Lagos", "daily 18:00 Lagos", "каждый день в 18:00 Лагос"])
async def test_what_is_followed_may_come_last(news, typed):
    await news.say("/timezone Berlin")
    await news.say(f"/subscribe {typed}")
    held = await news.held()
    assert (held.wanted.key, held.days, held.at) == ("pedro-lagos", EVERY_DAY, time(18))


async def test_a_phrase_may_come_last(news):
    await news.say('/subscribe weekly "open sea" Berlin')
    held = await news.held()
    assert (held.wanted.key, held.days) == ('"open sea"', {0})


@pytest.mark.parametrize("more", ["tomorrow", "every morning", "at 7 and 19", "asap"])
async def test_strange_words_behind_a_name_do_not_hide_it(news, more):
    which = await news.say(f"/subscribe Lagos {more}")
    assert next(iter(which.buttons)) == "Pedro Lagos · actor"
    assert "On which days?" in (await news.press(which, "Pedro Lagos")).text


async def test_a_phrase_is_the_same_in_capitals(news):
    await news.say('/subscribe "open sea" weekends Berlin')
    again = await news.say('/subscribe "Open Sea" weekdays')
    assert again.text.startswith("You had this already")


async def test_an_offset_is_called_by_what_it_is(news):
    echo = await news.say("/subscribe lagos 9:00 UTC+5")
    assert "UTC+5; it is 17:00 there" in echo.text.splitlines()


async def test_a_city_may_be_written_with_its_country(news):
    await news.say("/subscribe lagos")
    assert "Tashkent time" in (await news.say("Tashkent, Uzbekistan")).text


async def test_of_several_names_in_one_line_each_is_offered(news):
    which = await news.say("/subscribe Lagos and Ortiz 18:00 Berlin")
    assert list(which.buttons)[:2] == ["Pedro Lagos · actor", "Ana Ortiz · actor"]
    assert "every day at 18:00" in (await news.press(which, "Pedro Lagos")).text


async def test_how_often_is_understood_in_the_dialogue_too(news):
    await news.press(await news.say("/subscribe"), "Ferries")
    assert "not “monthly”" in (await news.say("montly")).text
    assert "At what time?" in (await news.say("fri")).text


@pytest.mark.parametrize("typed", ["Ana Ortiz in Kabul", "the port in London 09:00"])
async def test_part_of_a_topics_title_is_the_topic_though_it_ends_in_a_city(written, opened, typed):
    topics = (
        '[[topic]]\nid = "visit"\ntitle = "Ana Ortiz in Kabul: a visit"\nqueries = ["harbour"]\n'
        '[[topic]]\nid = "port"\ntitle = "The port in London and the ferry"\nqueries = ["ferry"]'
    )
    async with opened(written(topics=topics)) as news:
        asked = await news.say(f"/subscribe {typed}")
        assert "Where are you?" in asked.text
        await news.press(asked, "London")
        assert (await news.held()).wanted.kind is WantedKind.TOPIC


@pytest.mark.parametrize(
    "typed",
    ["subscribe me to Lagos", "Please subscribe me to Pedro Lagos!", "подпишись на Лагоса",
     "I want to follow lagos", "подпиши меня на Лагоса"],
)  # fmt: skip
async def test_plain_words_that_ask_for_briefings_are_offered_them(news, typed):
    offered = await news.say(typed)
    assert offered.text.startswith("Briefings on “")
    asked = await news.press(offered, "Subscribe")
    assert asked.text.splitlines()[:2] == ["Pedro Lagos", "On which days?"]
    assert "/subscribe" not in (await news.press(offered, "Search for these words")).text


@pytest.mark.parametrize(
    "typed",
    ["unsubscribe", "отписаться", "unsubscribe me from Lagos", "отпишись от Лагоса",
     "Отписаться от Лагоса.", "Stop!", "стоп"],
)  # fmt: skip
async def test_plain_words_that_ask_for_fewer_briefings_are_offered_that(news, typed):
    await news.say("/subscribe lagos 09:00 Berlin")
    offered = await news.say(typed)
    asked = await news.press(offered, "Unsubscribe")
    assert asked.text == "End the subscription to Pedro Lagos?"


@pytest.mark.parametrize("typed", ["21:30", "9 pm", "mon,thu", "daily", "по будням"])
async def test_an_answer_to_a_question_that_is_forgotten_is_told_what_to_do(news, typed):
    told = await news.say(typed)
    assert told.text.startswith("If that answers a question of mine: I do not wait for it any more")


async def test_after_a_restart_a_reply_is_told_what_to_do_and_the_buttons_work(opened):
    async with opened() as news:
        days = await news.press(await news.say("/subscribe"), "Ferries")
    async with opened() as news:
        (told,) = await news.reply("Friday", days)
        assert "I do not wait for it any more" in told.text
        assert "At what time?" in (await news.press(days, "every day")).text


@pytest.mark.parametrize("asked", ["/help", "/help cancel"])
async def test_a_reply_to_what_asks_nothing_is_looked_for(news, asked):
    (answer,) = await news.reply("harbour", await news.say(asked))
    assert "I do not wait" not in answer.text


@pytest.mark.parametrize("typed", ["14.09", "London", "Monday", "2019", "harbour daily"])
async def test_what_may_be_looked_for_is_looked_for(news, typed):
    assert "I do not wait" not in (await news.say(typed)).text


async def test_the_same_again_changes_what_there_is(news):
    await news.say("/subscribe harbour 09:00 Berlin")
    again = await news.say("/subscribe harbour weekly 10:00")
    assert again.text.startswith("You had this already; now it is:")
    assert (await news.held()).at == time(10)


async def test_what_a_second_line_does_not_say_stays_as_it_was(news):
    await news.say("/subscribe harbour mon,thu 09:00 Berlin")
    again = await news.say("/subscribe harbour 10:30")
    assert "Mon, Thu at 10:30" in again.text
    again = await news.say("/subscribe harbour fri")
    assert "Fri at 10:30" in again.text


async def test_another_zone_than_the_chats_is_the_subscriptions_own(news):
    await news.say("/subscribe harbour 09:00 Berlin")
    answer = await news.say("/subscribe ferries 09:00 Kabul")
    assert "Kabul time" in answer.text
    zones = [one.zone for one in await news.state.subscriptions.of_chat(READER)]
    assert zones == ["Europe/Berlin", "Asia/Kabul"]
    assert (await news.state.chats.get(READER)).zone == "Europe/Berlin"


async def test_instant_needs_no_zone_and_says_where_nothing_feeds_the_corpus(news, grown):
    answer = await news.say("/subscribe harbour instant")
    assert "so it may stay silent" in answer.text
    assert "Time" not in answer.buttons
    (push,) = await news.reload(grown)
    assert "The harbour" in push.text
    listed = await news.say("/subscriptions")
    assert "Comes when a reload brings something new on it." in listed.text
    assert "may stay silent" not in listed.text


async def test_an_anniversary_states_its_next_hit(news):
    answer = await news.say("/subscribe harbour onthisday 08:00 Berlin")
    assert "Next: Fri, 14 May 2027, 08:00, on what happened on 14 May 2019." in answer.text
    preview = await news.press(answer, "Preview")
    assert "On 14 May 2019 the harbour of Valdivia reopened" in preview.text
    (push,) = await news.until(datetime(2027, 5, 14, 6, tzinfo=UTC))
    assert "Today is 14 May 2027" in push.text


async def test_anniversaries_of_what_has_no_dates_say_so(news):
    answer = await news.say('/subscribe "day and night" onthisday Berlin')
    assert "Nothing on it is dated to the day; so there is no such day." in answer.text


async def test_the_corpus_may_lose_the_topic_between_two_steps(news, written):
    days = await news.press(await news.say("/subscribe"), "Ferries")
    await news.reload(written(topics='[[topic]]\nid = "yard"\ntitle = "Yard"\nqueries = ["yard"]'))
    gone = await news.press(days, "every day")
    assert gone.text.startswith("The corpus does not know that any more.")
    assert "Yard" in gone.buttons


async def test_after_a_name_that_nobody_has_another_is_written(news):
    await news.say("/subscribe")
    assert "nobody is called “what?”" in (await news.say("what?")).text
    assert "On which days?" in (await news.say("Lagos")).text
    asked = await news.say("/subscribe what?")
    assert asked.message in await cancelled(news)


async def test_long_and_odd_names_are_taken_as_they_are(news):
    phrase = "ä" * 100 + " <b>{x}</b> _y_"
    unknown = await news.say(f"/subscribe {phrase} 09:00 Berlin")
    (label,) = [label for label in unknown.buttons if label.startswith("The words")]
    assert len(label) < 64
    assert phrase in unknown.text
    done = await news.press(unknown, "The words")
    assert f"“{phrase}” · phrase" in done.text
    assert all(len(data.encode()) <= 64 for data in done.buttons.values())


async def test_control_characters_are_left_out(news):
    answer = await news.say("/subscribe har\x00bo\u200bur\x1b 09:00 Berlin")
    assert "The harbour · topic" in answer.text


async def test_a_chat_has_fifty_subscriptions_at_most(news):
    await full(news)
    assert "which is the most" in (await news.say("/subscribe ferries")).text
    assert (await news.say("/subscribe harbour 10:00")).text.startswith("You had this")
    listed = await news.say("/subscriptions")
    assert list(listed.buttons)[5:] == ["1 of 10", "More ›", "New subscription"]
    second = await news.press(listed, "More ›")
    assert second.method == "editMessageText"
    assert list(second.buttons)[:5] == ["No 4", "No 5", "No 6", "No 7", "No 8"]
    assert "No 8 · phrase" in second.text


async def full(news) -> Subscription:
    """Let the chat have as many subscriptions as it may; give the first."""
    await news.say("/subscribe harbour 09:00 Berlin")
    one = await news.held()
    for number in range(MOST_SUBSCRIPTIONS - 1):
        wanted = Wanted(WantedKind.PHRASE, f'"{number}"', f"No {number}")
        await news.state.subscriptions.add(replace(one, id=0, wanted=wanted))
    return one


async def test_where_there_is_no_room_the_dialogue_says_so_at_its_beginning(news):
    await full(news)
    told = await news.say("/subscribe")
    assert told.text.startswith("This chat has 50 subscriptions, which is the most.")
    listed = await news.press(told, "All subscriptions")
    assert "No 3" in listed.text


async def test_where_there_is_no_room_one_can_follow_something_else(news):
    one = await full(news)
    opened = await news.press(await news.say("/subscriptions"), "The harbour")
    asked = await news.press(opened, "Follow something else")
    done = await news.press(asked, "Ferries")
    assert "Ferries · topic" in done.text
    held = await news.state.subscriptions.of_chat(READER)
    assert len(held) == MOST_SUBSCRIPTIONS
    assert one.id not in {other.id for other in held}
    assert held[-1].wanted.key == "ferries"


async def test_a_press_that_comes_twice_subscribes_once(news):
    asked = await news.say("/subscribe harbour 18:00")
    await news.press(asked, "Berlin")
    await news.press(asked, "Berlin")
    assert (await news.held()).at == time(18)


async def test_silent_pushes_come_without_a_sound_and_that_it_is_the_whole_chats_is_told(news):
    await news.say("/subscribe ferries 19:00 Berlin")
    echo = await news.say("/subscribe harbour 18:00 Berlin silent")
    assert "All that I send here comes without a sound now, not this alone" in echo.text
    back = await news.say("/subscribe ferries with sound")
    assert "comes with a sound now, not this alone" in back.text
    assert not (await news.state.chats.get(READER)).silent
    await news.say("/subscribe harbour silently")
    (push,) = await news.pass_by(hours=6)
    assert push.sent["disable_notification"] == "true"


async def test_mode_is_kept_through_the_questions(news):
    which = await news.say("/subscribe ortiz onthisday")
    done = await news.press(await news.press(which, "Ana Ortiz · topic"), "Berlin")
    assert (await news.held()).mode is Mode.ON_THIS_DAY
    assert "on the days on which something happened, at 09:00" in done.text


# --- links


@pytest.mark.parametrize(
    ("link", "key"), [("ft-harbour", "harbour"), ("fa-ana-ortiz", "ana-ortiz")]
)
async def test_a_link_to_a_subscription_asks_before_anything_is_kept(news, link, key):
    days = await news.say(f"/start {link}")
    assert "On which days?" in days.text
    assert not list(await news.state.subscriptions.of_chat(READER))
    at = await news.press(days, "on weekdays")
    zone = await news.press(at, "18:00")
    assert not list(await news.state.subscriptions.of_chat(READER))
    done = await news.press(zone, "Tashkent")
    assert done.text.startswith("Subscribed.")
    assert (await news.held()).wanted.key == key


async def test_in_a_group_a_link_to_a_subscription_is_for_its_administrators(news):
    news.rules(MEMBER, status="member")
    refused = await news.say("/start@newsdesk_bot ft-harbour", chat=GROUP, user=MEMBER)
    assert refused.text.startswith("Only administrators of this group")


async def test_an_edited_message_does_not_even_begin_a_subscription(news):
    (start,) = await news.talk.say("/start", message_id=500)
    for line in ("/start ft-harbour", "/subscribe harbour 09:00 Berlin"):
        (told,) = await news.talk.say(line, kind="edited_message", message_id=500)
        assert told.message == start.message
        assert told.text.startswith("An edited message only changes what I tell.")
    assert not list(await news.state.subscriptions.of_chat(READER))
