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
    assert prompts.completed(READER, "Berlin", None) == Action(
        command="timezone", words="set Berlin", edit=True
    )
    assert prompts.completed(READER, "Berlin", None) is None


def test_in_a_group_only_a_reply_to_the_question_is_its_answer(prompts):
    prompts.expect(MEMBER, ZONE, message=10)
    assert prompts.completed(MEMBER, "Berlin", None) is None
    assert prompts.completed(MEMBER, "Berlin", 9) is None
    assert prompts.completed(MEMBER, "Berlin", 10) is not None


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
    assert prompts.completed(other, "Berlin", 10) is None


def test_a_reply_to_something_else_is_no_answer(prompts):
    prompts.expect(READER, ZONE, message=10)
    assert prompts.completed(READER, "and in 2015?", 4) is None


def test_a_question_lapses_after_ten_minutes(prompts, now):
    prompts.expect(READER, ZONE, message=10)
    now.append(NOON + LASTING + timedelta(seconds=1))
    assert prompts.completed(READER, "Berlin", None) is None
    assert not prompts.cancel(READER)


def test_a_cancelled_question_is_not_waited_for(prompts):
    prompts.expect(READER, ZONE, message=10)
    assert prompts.cancel(READER)
    assert prompts.completed(READER, "Berlin", None) is None
