"""/save keeps an answer as it stands; /saved lists, opens, hands over and removes."""

from __future__ import annotations

import csv
import io
import json

import pytest
from telegram import Bot

from storage.state.clippings import MOST

READER, OTHER, GROUP = 1001, 1002, -100500


async def saved(news, question, *, user: int = READER):
    """Reply to an answer with /save."""
    (answer,) = await news.reply("/save", question, user=user, chat=user)
    return answer


async def test_an_answer_that_is_replied_to_is_kept_as_it_stands(news):
    answer = await news.say("/quote harbour")
    assert (await saved(news, answer)).text == "Saved."
    (kept,) = await news.state.clippings.of(READER)
    assert kept.text == answer.text
    assert "¶" in kept.text
    assert kept.version == news.talk.archive.snapshot.corpus.version
    assert (await saved(news, answer)).text == "It is saved already."


@pytest.mark.parametrize("line", ["/source A1 2", "/quote harbour", "/timeline", "/actor ortiz"])
async def test_a_button_keeps_the_answer_above_it(news, line):
    opened = await news.say(line)
    data = opened.buttons["Save"]
    bot: Bot = news.talk.application.bot
    holder = {
        "message_id": opened.message, "date": 1, "chat": {"id": READER, "type": "private"},
        "from": {"id": bot.id, "is_bot": True, "first_name": "Newsdesk"}, "text": opened.text,
    }  # fmt: skip
    person = {"id": READER, "is_bot": False, "first_name": "Someone"}
    query = {"id": "q", "chat_instance": "c", "data": data, "from": person, "message": holder}
    (answer,) = await news.talk.process({"callback_query": query})
    assert answer.text == "Saved."
    (kept,) = await news.state.clippings.of(READER)
    assert kept.text == opened.text


async def test_what_is_saved_is_listed_opened_and_removed(news):
    for line in ("/quote harbour", "/quote ferry"):
        await saved(news, await news.say(line))
        news.talk.clock.pass_by(86_400)
    listed = await news.say("/saved")
    assert listed.text.startswith("2 saved answers")
    assert listed.text.index("1. ") < listed.text.index("2. ")
    assert listed.text.index("erry") < listed.text.index("arbour")
    opened = await news.press(listed, "2")
    assert "Saved on 23 Nov 2026, as it was told then." in opened.text
    assert "harbour" in opened.text
    left = await news.press(opened, "Remove")
    assert left.text.startswith("Removed.\n1 saved answer")
    again = await news.press(opened, "Remove")
    assert again.text.startswith("1 saved answer")
    assert "ferry" in (await news.say("/saved 1")).text


async def test_what_is_saved_outlives_the_corpus_it_was_told_from(news, grown):
    answer = await news.say("/quote ferry")
    await saved(news, answer)
    await news.reload(grown)
    opened = await news.say("/saved 1")
    assert answer.text in opened.text


@pytest.mark.parametrize("form", ["md", "csv", "json"])
async def test_all_of_it_is_handed_over_as_a_file(news, form):
    answer = await news.say("/quote ferry")
    await saved(news, answer)
    assert await news.talk.say(f"/saved {form}") == []
    (sent,) = news.talk.wire.of("sendDocument")
    name, content, _ = sent.sent["document"]
    text = content.decode("utf-8-sig")
    assert name == f"newsdesk-saved.{form}"
    if form == "json":
        assert json.loads(text)[0]["text"] == answer.text
    elif form == "csv":
        (row,) = csv.DictReader(io.StringIO(text))
        assert row["text"].splitlines() == answer.text.splitlines()
    else:
        assert text.startswith("# 1 saved answer\n\n## 1. 23 Nov 2026\n\n")


async def test_nobody_opens_or_removes_what_others_have_saved(news):
    await saved(news, await news.say("/quote ferry"))
    (kept,) = await news.state.clippings.of(READER)
    for words in (f"show {kept.id}", f"remove {kept.id}", "1", ""):
        answer = await news.say(f"/saved {words}", user=OTHER)
        assert answer.text.startswith("Nothing is saved.")
    await saved(news, await news.say("/quote harbour", user=OTHER), user=OTHER)
    typed = await news.say(f"/saved remove {kept.id}")
    assert typed.text.startswith("1 saved answer")
    assert len(await news.state.clippings.of(READER)) == 1


async def test_where_there_is_no_room_left_that_is_said(news):
    for number in range(MOST):
        await news.state.clippings.keep(READER, f"{number}.", "v1")
    answer = await saved(news, await news.say("/quote ferry"))
    assert answer.text.startswith("You have kept 100 answers, which is all that fits.")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/save", "Reply with /save"),
        ("/saved", "Nothing is saved."),
    ],
)
async def test_what_to_do_is_said_where_there_is_nothing_to_keep_or_to_list(news, line, told):
    assert told in (await news.say(line)).text


@pytest.mark.parametrize("words", ["0", "2", "9999"])
async def test_a_number_that_is_not_there_is_said(news, words):
    await saved(news, await news.say("/quote ferry"))
    assert "no such saved answer" in (await news.say(f"/saved {words}")).text


async def test_own_words_are_not_kept_and_groups_are_sent_to_the_private_chat(news):
    own = {"message_id": 5, "date": 1, "chat": {"id": READER, "type": "private"}, "text": "hi"}
    own["from"] = {"id": READER, "is_bot": False, "first_name": "Someone"}
    (answer,) = await news.talk.say("/save", reply_to_message=own)
    assert "Reply with /save" in answer.text
    for line in ("/save", "/saved"):
        told = await news.say(line, chat=GROUP)
        assert "private chat" in told.text


async def test_what_is_saved_is_shown_by_mydata_and_deleted_by_forgetme(news):
    await saved(news, await news.say("/quote ferry"))
    shown = await news.say("/mydata")
    assert "saved answers: 1" in shown.text
    sure = await news.say("/forgetme")
    gone = await news.press(sure, "Yes, delete it")
    assert "saved answers: 1" in gone.text
    assert await news.state.clippings.of(READER) == ()


async def test_it_speaks_the_readers_language(news):
    news.talk.language = "ru"
    answer = await news.say("/quote ferry")
    assert (await saved(news, answer)).text == "Сохранено."
    assert "1 сохранённый ответ" in (await news.say("/saved")).text
