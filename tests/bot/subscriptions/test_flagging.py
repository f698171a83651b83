"""“Flag this” below an answer: which fact, what is wrong with it, thanks; by whoever presses."""

from __future__ import annotations

import pytest

from bot.asking import LONGEST
from bot.commands import COMMANDS
from storage.state import flags as flags_module
from storage.state.flags import A_DAY
from storage.state.records import Wrong

READER, OTHER, GROUP = 1001, 1002, -100500
THANKS = "Thank you. An admin of this bot looks at it"


async def waiting(news):
    """What waits: the paragraph, the kind, what is wrong and what was said, of each flag."""
    return [
        (one.fact.passage, one.fact.kind, flag.wrong, flag.comment)
        for one in await news.state.flags.waiting()
        for flag in one.flags
    ]


async def asked_what(news, line="/quote worked day night", **more):
    """Press the button below an answer with one fact."""
    return await news.press(await news.say(line, **more), "Flag this", **more)


async def test_a_wrong_speaker_is_flagged_by_two_presses(news):
    asked = await asked_what(news)
    assert asked.text.startswith("What is wrong?\n\nAna Ortiz: “We worked day and night")
    assert list(asked.buttons) == ["Wrong speaker", "Something else"]
    thanks = await news.press(asked, "Wrong speaker")
    assert thanks.method == "editMessageText"
    assert thanks.text.startswith(THANKS)
    assert await waiting(news) == [(2, "quote", Wrong.SPEAKER, "")]


async def test_of_several_facts_it_is_asked_which(news):
    answer = await news.say("/timeline 2019")
    which = await news.press(answer, "Flag this")
    assert which.text.startswith("Which of these is wrong?\n\n1. 14 May 2019: On 14 May 2019 the")
    what = await news.press(which, "1")
    assert list(what.buttons) == ["Wrong date", "Something else"]
    await news.press(what, "Wrong date")
    assert await waiting(news) == [(1, "event", Wrong.DATE, "")]


async def test_where_one_sentence_is_two_facts_the_one_that_is_shown_is_meant(opened, written):
    """A sentence that somebody is said to have said may also be dated."""
    both = (
        "---\ntitle: Pier\npublished: 2019-07-01\n---\nOn 2 July 2019 Ana Ortiz said it was late.\n"
    )
    async with opened(written(both)) as news:
        corpus = news.talk.archive.snapshot.corpus
        at = {one.citation for one in corpus.statements if one.citation.article == "A3"}
        events = [one for one in corpus.events if one.citation.article == "A3"]
        assert [(e.sentence_span.start, e.sentence_span.end) for e in events] == [
            (c.start, c.end) for c in at
        ]
        dated = await asked_what(news, "/timeline July 2019")
        assert list(dated.buttons) == ["Wrong date", "Something else"]
        said = await asked_what(news, "/quote it was late")
        assert "Wrong speaker" in said.buttons


async def test_something_else_is_told_in_a_sentence_or_without_one(news):
    question = await news.press(await asked_what(news), "Something else")
    assert "/cancel" in question.text
    thanks = await news.say("This was never said so, I was there.")
    assert thanks.text.startswith(THANKS)
    question = await news.press(await asked_what(news, user=OTHER), "Something else", user=OTHER)
    thanks = await news.press(question, "Send without", user=OTHER)
    assert thanks.text.startswith(THANKS)
    assert sorted(await waiting(news)) == [
        (2, "quote", Wrong.OTHER, ""),
        (2, "quote", Wrong.OTHER, "This was never said so, I was there."),
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<b>bold</b> [x](tg://user?id=1) *y* & `z`", "<b>bold</b> [x](tg://user?id=1) *y* & `z`"),
        ("\u202eDROW \u200fשלום\u202c", "DROW שלום"),
        ("{count} {0} %s", "{count} {0} %s"),
        ("word " * 800, ("word " * 25).strip()),
        ("x" * 4_000, "x" * LONGEST),
        ("two\nlines\tand\0more", "two lines andmore"),
    ],
)
async def test_any_sentence_is_kept_as_plain_words_up_to_a_length(news, typed, kept):
    await news.press(await asked_what(news), "Something else")
    thanks = await news.say(typed)
    assert thanks.text.startswith(THANKS)
    assert ("I have kept the first 128 characters" in thanks.text) is (len(typed) > LONGEST)
    assert [comment for *_, comment in await waiting(news)] == [kept]


async def test_a_card_below_a_passage_and_a_typed_paragraph_ask_the_same(news):
    opened = await news.say("/source A1 3")
    assert {"Save", "Flag this"} <= set(opened.buttons)
    pressed = await news.press(opened, "Flag this")
    typed = await news.say("/flag A1 3")
    assert typed.text == pressed.text
    assert "that the harbour would stay open all winter" in typed.text.replace("\n", " ")


async def test_every_answer_that_cites_can_be_flagged_and_no_other(news):
    for line in ("harbour", "/quote harbour", "/timeline 2019", "/search harbour", "/actor ortiz"):
        assert "Flag this" in (await news.say(line)).buttons, line
    for line in ("/help", "/topics", "/settings", "/flag", "/source"):
        assert "Flag this" not in (await news.say(line)).buttons, line


async def test_the_same_is_flagged_once_by_a_person(news):
    for told in (THANKS, "You have flagged that already."):
        asked = await asked_what(news)
        assert (await news.press(asked, "Wrong speaker")).text.startswith(told)
    asked = await asked_what(news, user=OTHER)
    assert (await news.press(asked, "Wrong speaker", user=OTHER)).text.startswith(THANKS)
    (complaint,) = await news.state.flags.waiting()
    assert complaint.people == 2


async def test_who_flags_very_much_is_told_to_come_again_tomorrow(news, monkeypatch):
    monkeypatch.setattr(flags_module, "A_DAY", 1)
    await news.press(await asked_what(news), "Wrong speaker")
    which = await asked_what(news, "/timeline 2019")
    what = await news.press(which, "1")
    refused = await news.press(what, "Wrong date")
    assert refused.text.startswith(f"You have flagged {A_DAY} things within a day")
    news.talk.clock.pass_by(86_400)
    assert (await news.press(what, "Wrong date")).text.startswith(THANKS)


async def test_where_the_queue_is_full_that_is_said(news, monkeypatch):
    monkeypatch.setattr(flags_module, "MOST", 0)
    told = await news.press(await asked_what(news), "Wrong speaker")
    assert told.text.startswith("So much waits to be looked at")
    assert await waiting(news) == []


async def test_in_a_group_whoever_presses_flags(news):
    answer = await news.say("/quote worked day night", chat=GROUP, user=READER)
    asked = await news.press(answer, "Flag this", chat=GROUP, user=OTHER)
    await news.press(asked, "Wrong speaker", chat=GROUP, user=OTHER)
    mine = (await news.state.chats.everything(OTHER))["flags"]
    assert [row["wrong"] for row in mine] == ["speaker"]
    assert (await news.state.chats.everything(READER))["flags"] == []
    question = await news.press(asked, "Something else", chat=GROUP, user=OTHER)
    assert "reply to this message" in question.text
    await news.talk.say("we should talk about this", chat=GROUP, user=OTHER)
    await news.reply("He did not.", question, chat=GROUP, user=OTHER)
    assert (2, "quote", Wrong.OTHER, "He did not.") in await waiting(news)


async def test_who_writes_in_a_groups_name_is_sent_to_the_private_chat(news):
    group = {"id": GROUP, "type": "supergroup"}
    (told,) = await news.talk.say("/flag A1 2", chat=GROUP, user=1087968824, sender_chat=group)
    assert told.text.startswith("I cannot tell here who you are.")


async def test_buttons_work_after_a_restart_and_after_a_reload(opened, grown):
    async with opened() as news:
        answer = await news.say("/quote worked day night")
    async with opened(grown) as news:
        asked = await news.press(answer, "Flag this")
        thanks = await news.press(asked, "Wrong speaker")
        assert thanks.text.startswith(THANKS)


async def test_where_the_corpus_has_changed_meanwhile_that_is_said(news, written):
    answer = await news.say("/quote worked day night")
    asked = await news.press(answer, "Flag this")
    await news.reload(written(topics="", harbour="We worked day and week for this harbour"))
    told = await news.press(asked, "Wrong speaker")
    assert told.text.startswith("The corpus has changed since then")
    assert await waiting(news) == []


@pytest.mark.parametrize(
    "data",
    ["", "speaker", "A" * 16, "speaker quote:A1:2:0:39:0", "x" * 64],
)
async def test_a_forged_button_flags_nothing(news, data):
    await news.talk.send_callback(data)
    assert await waiting(news) == []


async def test_a_button_of_another_chat_does_nothing(news):
    asked = await asked_what(news)
    await news.tap(asked, "Wrong speaker", user=OTHER, chat=OTHER)
    assert await waiting(news) == []


async def test_steps_that_are_typed_flag_nothing(news):
    asked = await asked_what(news)
    action = await news.state.recall(READER, asked.buttons["Wrong speaker"])
    await news.say(f"/flag {action.words}")
    assert await waiting(news) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/flag", "Press “Flag this” below an answer"),
        ("/flag A1", "Press “Flag this” below an answer"),
        ("/flag A1 99", "there is no ¶99"),
        ("/flag A77 1", "Not in the corpus"),
    ],
)
async def test_what_cannot_be_flagged_is_said(news, line, told):
    assert told in (await news.say(line)).text


async def test_what_a_person_flagged_is_shown_by_mydata_and_deleted_by_forgetme(news):
    await news.press(await asked_what(news), "Wrong speaker")
    assert "facts that you have flagged: 1" in (await news.say("/mydata")).text
    gone = await news.press(await news.say("/forgetme"), "Yes, delete it")
    assert "facts that you have flagged: 1" in gone.text
    assert await waiting(news) == []


async def test_it_speaks_the_readers_language(news):
    news.talk.language = "ru"
    asked = await news.press(await news.say("/quote worked day night"), "Ошибка?")
    assert asked.text.startswith("Что неверно?")
    assert (await news.press(asked, "Не тот автор")).text.startswith("Спасибо.")


def test_the_command_is_declared():
    assert "flag" in {command.name for command in COMMANDS}
