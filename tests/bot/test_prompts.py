"""What the bot asks back, and whose line is the answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.contract import Action, Place
from bot.prompts import LASTING, Prompts

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
READER = Place(chat=7, private=True, user=7)
MEMBER = Place(chat=-50, private=False, user=7, thread=3)
ZONE = Action(command="timezone", words="set", edit=True)


@pytest.fixture
def now():
    return [NOON]


@pytest.fixture
def prompts(now):
    return Prompts(lambda: now[-1])


def test_the_next_line_in_a_private_chat_completes_what_was_asked(prompts):
    prompts.expect(READER, ZONE, message=10)
    prompt = prompts.take(READER, None)
    assert prompt.answered("Berlin") == Action(command="timezone", words="set Berlin", edit=True)
    assert prompts.take(READER, None) is None


def test_in_a_group_only_a_reply_to_the_question_is_its_answer(prompts):
    prompts.expect(MEMBER, ZONE, message=10)
    assert prompts.take(MEMBER, None) is None
    assert prompts.take(MEMBER, 9) is None
    assert prompts.take(MEMBER, 10) is not None


@pytest.mark.parametrize(
    "other",
    [
        Place(chat=-50, private=False, user=8, thread=3),
        Place(chat=-50, private=False, user=7, thread=4),
        Place(chat=-51, private=False, user=7, thread=3),
    ],
)
def test_nobody_else_and_nowhere_else_is_the_question_answered(prompts, other):
    prompts.expect(MEMBER, ZONE, message=10)
    assert prompts.take(other, 10) is None


def test_a_reply_to_something_else_is_no_answer(prompts):
    prompts.expect(READER, ZONE, message=10)
    assert prompts.take(READER, 4) is None


def test_a_question_waits_ten_minutes_for_a_line_and_longer_for_a_button(prompts, now):
    prompts.expect(READER, ZONE, message=10)
    now.append(NOON + LASTING + timedelta(seconds=1))
    assert prompts.take(READER, None) is None
    assert not prompts.waits(7, 10)
    assert prompts.cancel(READER) == [10]


def test_a_cancelled_question_is_not_waited_for(prompts):
    prompts.expect(READER, ZONE, message=10)
    assert prompts.cancel(READER) == [10]
    assert prompts.take(READER, None) is None
    assert prompts.cancel(READER) == []


def test_all_that_somebody_was_asked_is_cancelled_and_nothing_of_others(prompts):
    prompts.expect(READER, ZONE, message=10)
    prompts.expect(READER, None, message=11)
    prompts.expect(MEMBER, ZONE, message=12)
    assert sorted(prompts.cancel(READER)) == [10, 11]
    assert prompts.waits(-50, 12)


def test_who_is_asked_something_else_answers_the_last_question(prompts):
    prompts.expect(READER, ZONE, message=10)
    prompts.expect(READER, ZONE, message=11)
    assert prompts.take(READER, 10) is None
    assert prompts.take(READER, None).message == 11


def test_after_a_command_no_line_is_an_answer_and_the_buttons_still_are(prompts):
    prompts.expect(READER, ZONE, message=10)
    prompts.hush(READER)
    assert prompts.take(READER, None) is None
    assert prompts.cancel(READER) == [10]


def test_what_only_buttons_answer_takes_no_line(prompts):
    prompts.expect(READER, None, message=10)
    assert prompts.take(READER, None) is None
    assert prompts.cancel(READER) == [10]


def test_an_answer_that_would_not_do_leaves_the_question_open(prompts):
    prompts.expect(READER, ZONE, message=10)
    prompts.put_back(prompts.take(READER, None))
    assert prompts.take(READER, None) is not None


def test_a_press_on_the_question_settles_it_and_one_on_another_message_does_not(prompts):
    prompts.expect(READER, ZONE, message=10)
    assert prompts.settle(7, 9) is None
    assert prompts.take(READER, 10) is not None
    prompts.expect(READER, ZONE, message=10)
    assert prompts.settle(7, 10).message == 10
    assert prompts.take(READER, 10) is None


def test_an_anonymous_administrator_answers_what_they_were_asked_by_name(prompts):
    prompts.expect(MEMBER, ZONE, message=10)
    anonymous = Place(chat=-50, private=False, user=1087968824, thread=3, anonymous=True)
    assert prompts.take(anonymous, 9) is None
    assert prompts.cancel(anonymous) == []
    assert prompts.cancel(anonymous, 10) == [10]
    prompts.expect(MEMBER, ZONE, message=10)
    assert prompts.take(anonymous, 10) is not None


def test_only_the_last_two_thousand_questions_are_remembered(prompts):
    for message in range(2_001):
        prompts.expect(Place(chat=message, private=True, user=message), ZONE, message=1)
    assert not prompts.waits(0, 1)
    assert prompts.waits(1, 1)
    assert prompts.waits(2_000, 1)
