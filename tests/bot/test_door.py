"""How much one person may ask, and that nothing takes for ever."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot import gateway
from bot.config import Access
from bot.contract import Command, Place
from bot.door import MINUTE, Allowance, Door, Entry, Way
from bot.locale import t

READER, ADMIN, STRANGER, GROUP = 1001, 1, 666, -100500
ANYONE = (7, Way.MESSAGE)


class Moment:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.floats(0, 30), max_size=80), st.integers(1, 20))
def test_no_more_than_allowed_is_asked_within_any_minute(pauses, most):
    moment = Moment()
    allowance, asked, told = Allowance(moment), [], []
    for pause in pauses:
        moment.now += pause
        recent = sum(moment.now - one < MINUTE for one in asked)
        entry = allowance.take(ANYONE, most)
        assert (entry is Entry.FREE) == (recent < most)
        if entry is Entry.FREE:
            asked.append(moment.now)
        elif entry is Entry.HASTY:
            assert not told or moment.now - told[-1] >= MINUTE
            told.append(moment.now)


def test_people_and_ways_are_counted_apart():
    door = Door(a_minute=2, admins=frozenset({ADMIN}), allowance=Allowance(Moment()))

    def free(user: int, way: Way) -> int:
        place = Place(chat=GROUP, private=False, user=user)
        return sum(door.enter(place, way) is Entry.FREE for _ in range(50))

    assert [free(READER, way) for way in Way] == [2, 6, 6]
    assert [free(STRANGER, way) for way in Way] == [2, 6, 6]
    assert [free(ADMIN, way) for way in Way] == [6, 18, 18]


def test_who_asks_are_forgotten_but_for_the_last_ones(monkeypatch):
    monkeypatch.setattr("bot.door._REMEMBERED", 3)
    allowance = Allowance(Moment())
    for person in range(50):
        allowance.take((person, Way.MESSAGE), 1)
    assert len(allowance._asked) == 3


def test_strangers_are_told_no_more_often_than_others():
    door = Door(access=Access.ALLOWLIST, a_minute=2, allowance=Allowance(Moment()))
    place = Place(chat=STRANGER, private=True, user=STRANGER)
    entries = [door.enter(place) for _ in range(5)]
    assert entries == [Entry.CLOSED, Entry.CLOSED, Entry.HASTY, Entry.IGNORED, Entry.IGNORED]


async def test_who_asks_too_fast_is_told_once_and_answered_again_later(made, caplog):
    talk = made(rate_limit=3)
    moment = Moment()
    talk.gateway.door.allowance.clock = moment
    async with talk.application:
        assert all([await talk.say(f"/echo {n}") for n in range(3)])
        (told,) = await talk.say("/echo 3")
        assert "faster than I may answer" in told.text
        assert await talk.say("/echo 4") == []
        assert await talk.say("words") == []
        assert len([r for r in caplog.messages if r.startswith("refused")]) == 1
        assert await talk.say("/echo 5", user=STRANGER)
        moment.now += MINUTE
        (answer,) = await talk.say("/echo 6")
        assert answer.text.startswith("<6>")


async def test_who_presses_too_fast_alone_is_told(made, caplog):
    talk = made(rate_limit=1)
    talk.gateway.door.allowance.clock = Moment()
    async with talk.application:
        for _ in range(3):
            await talk.send_callback("x")
        assert talk.alerts[-1].startswith("This button has had its time")
        await talk.send_callback("x")
        await talk.send_callback("x")
        assert [a.partition(".")[0] for a in talk.alerts[-2:]] == [
            "You ask faster than I may answer"
        ] * 2


async def test_an_answer_that_never_comes_is_given_up_and_logged(made, monkeypatch):
    async def never(*_: object) -> None:
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(gateway, "_LONGEST", 0.01)
    talk = made()
    talk.gateway.commands = (*talk.gateway.commands, Command(name="slow", summary=t("waits")))
    talk.gateway.acts = {**talk.gateway.acts, "slow": never}
    async with talk.application:
        (told,) = await talk.say("/slow")
    assert "error e1" in told.text
