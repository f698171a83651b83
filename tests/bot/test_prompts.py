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


def test_a_question_lapses_after_ten_minutes(prompts, now):
    prompts.expect(READER, ZONE, message=10)
    now.append(NOON + LASTING + timedelta(seconds=1))
    assert prompts.take(READER, None) is None
    assert not prompts.cancel(READER)


def test_a_cancelled_question_is_not_waited_for(prompts):
    prompts.expect(READER, ZONE, message=10)
    assert prompts.cancel(READER)
    assert prompts.take(READER, None) is None


def test_an_answer_that_would_not_do_leaves_the_question_open(prompts):
    prompts.expect(READER, ZONE, message=10)
    prompts.put_back(READER, prompts.take(READER, None))
    assert prompts.take(READER, None) is not None


def test_a_press_on_the_question_settles_it_and_one_on_another_message_does_not(prompts):
    prompts.expect(READER, ZONE, message=10)
    prompts.settle(READER, 9)
    assert prompts.take(READER, 10) is not None
    prompts.expect(READER, ZONE, message=10)
    prompts.settle(READER, 10)
    assert prompts.take(READER, 10) is None


def test_an_anonymous_administrator_answers_what_they_were_asked_by_name(prompts):
    prompts.expect(MEMBER, ZONE, message=10)
    anonymous = Place(chat=-50, private=False, user=1087968824, thread=3, anonymous=True)
    assert prompts.take(anonymous, 9) is None
    assert prompts.take(anonymous, 10) is not None
