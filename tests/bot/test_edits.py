"""Editing one's question edits the answer, and does nothing else."""

from __future__ import annotations

import pytest

GROUP, READER, ADMIN, OTHER = -100500, 1001, 1, 1002


async def edit(talk, text, question=500, **more):
    return await talk.say(text, kind="edited_message", message_id=question, **more)


async def asked(talk, text, question=500, **more):
    (answer,) = await talk.say(text, message_id=question, **more)
    return answer


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("/echo ambassy", "/echo embassy", "<embassy>"),
        ("ambassy", "embassy", "<embassy>"),
        ("/echo embassy", "/long x", "Page 1 of <x>"),
        ("embassy", "/echo embassy", "<embassy>"),
        ("/fact", "/fact x", "Two. [The Harbour ¶2]"),  # it was told what is missing
        ("/fact x", "/fact", "Say which."),
        ("/ecko embassy", "/echo embassy", "<embassy>"),  # it was told what is meant, perhaps
        ("/echo embassy", "/ecko embassy", "I do not know /ecko."),
        ("/start", "/echo embassy", "<embassy>"),
    ],
)
async def test_an_edited_question_is_answered_in_the_same_message(talk, first, then, told):
    answer = await asked(talk, first)
    (changed,) = await edit(talk, then)
    assert changed.method == "editMessageText"
    assert changed.message == answer.message
    assert changed.text.startswith(told)


async def test_a_question_may_be_edited_again_and_its_buttons_are_the_new_answers(talk):
    answer = await asked(talk, "/echo one")
    await edit(talk, "/echo two")
    (third,) = await edit(talk, "/fact x")
    assert third.message == answer.message
    (opened,) = await talk.press(third, "The Harbour ¶2")
    assert opened.text.startswith("<A1 2>")


async def test_after_a_quarter_of_an_hour_an_edit_is_not_answered(talk):
    await asked(talk, "/echo one")
    talk.clock.pass_by(15 * 60)
    assert len(await edit(talk, "/echo two")) == 1
    talk.clock.pass_by(1)
    assert await edit(talk, "/echo three") == []


async def test_an_edit_of_what_was_not_answered_is_not_answered(talk):
    assert await edit(talk, "/echo one") == []
    await asked(talk, "/echo one", question=500)
    assert await edit(talk, "/echo two", question=501) == []


@pytest.mark.parametrize("user", [READER, ADMIN])
@pytest.mark.parametrize("line", ["/reload", "/reload force", "/stats"])
async def test_an_edit_runs_no_command_of_admins_and_none_that_changes_anything(talk, line, user):
    answer = await asked(talk, "/echo one", user=user)
    (told,) = await edit(talk, line, user=user)
    assert told.message == answer.message
    assert told.text.startswith("An edited message only changes what I tell.")
    assert talk.archive.forced == []


async def test_what_has_changed_something_is_not_answered_again(talk):
    await talk.say("/reload", user=ADMIN, message_id=500)
    assert await edit(talk, "/reload force", user=ADMIN) == []
    assert await edit(talk, "/echo one", user=ADMIN) == []
    assert talk.archive.forced == [False]


async def test_where_the_answer_is_gone_it_is_sent_anew(talk):
    await asked(talk, "/echo one")
    gone = "Bad Request: message to edit not found"
    talk.wire.fail("editMessageText", 400, description=gone)
    tried = await edit(talk, "/echo two")
    assert [request.method for request in tried] == ["editMessageText", "sendMessage"]


async def test_in_a_group_only_a_question_that_is_still_one_is_answered_again(talk):
    answer = await asked(talk, "/echo one", chat=GROUP, thread=7)
    assert await edit(talk, "never mind", chat=GROUP, thread=7) == []
    assert await edit(talk, "/echo@other_bot two", chat=GROUP, thread=7) == []
    (changed,) = await edit(talk, "/echo two", chat=GROUP, thread=7)
    assert changed.message == answer.message
    (changed,) = await edit(talk, "@newsdesk_bot three", chat=GROUP, thread=7)
    assert changed.text.startswith("<three>")


async def test_who_is_not_admitted_is_not_answered(made):
    talk = made(access="allowlist", allowed_ids=frozenset({READER}))
    async with talk.application:
        await talk.say("/echo one", user=OTHER, message_id=500)
        assert await edit(talk, "/echo two", user=OTHER) == []
