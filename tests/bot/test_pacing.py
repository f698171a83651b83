"""The pace of messages, in virtual time: the loop's clock jumps to whatever is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import NoTurn, Pace

CHATS_DUE = 10_000


@dataclass
class Post:
    """Sends at the pace's turns, and notes when what went where."""

    pace: Pace
    sent: list[tuple[float, int, str]] = field(default_factory=list)
    sleeps: int = 0

    async def send(
        self, chat: int, what: str = "push", *, group: bool = False, takes: float = 0.0
    ) -> None:
        async with self.pace.turn(chat, group=group, push=what == "push"):
            self.sent.append((now(), chat, what))
            await asyncio.sleep(takes)

    def times(self, chat: int | None = None, what: str | None = None) -> list[float]:
        return [t for t, c, w in self.sent if chat in {None, c} and what in {None, w}]


def now() -> float:
    return asyncio.get_running_loop().time()


@pytest.fixture(scope="module")
def play(in_virtual_time) -> Callable[..., Post]:
    """Let a story happen in virtual time; give what was sent when."""

    def play(story: Callable[[Post], Coroutine[Any, Any, None]], **pace: Any) -> Post:
        async def whole() -> Post:
            async def sleep(seconds: float) -> None:
                post.sleeps += 1
                await asyncio.sleep(seconds)

            post = Post(Pace(clock=now, sleep=sleep, **pace))
            await story(post)
            assert post.pace.waiting == 0
            return post

        return in_virtual_time(whole())

    return play


def most_within(times: list[float], seconds: float) -> int:
    """The most that fell into any time of that length, its ends included."""
    times, first, most = sorted(times), 0, 0
    for last, moment in enumerate(times):
        while times[first] < moment - seconds - 1e-9:
            first += 1
        most = max(most, last - first + 1)
    return most


def shortest_gap(times: list[float]) -> float:
    return min((b - a for a, b in pairwise(times)), default=float("inf"))


async def all_of(*sends: Coroutine[Any, Any, None]) -> None:
    await asyncio.gather(*sends)


@pytest.fixture(scope="module")
def storm(play) -> Post:
    """10,000 chats due in one minute, and a question every few seconds."""

    async def due(post: Post, chat: int) -> None:
        await asyncio.sleep(chat * 60 / CHATS_DUE)
        await post.send(chat, takes=0.2)

    async def asked(post: Post, number: int) -> None:
        await asyncio.sleep(number * 7.3)
        began = now()
        await post.send(-number - 1, f"answer {began:.3f}", group=False)

    async def story(post: Post) -> None:
        await all_of(
            *(due(post, chat) for chat in range(CHATS_DUE)),
            *(asked(post, number) for number in range(50)),
        )

    return play(story)


def test_10000_chats_due_in_one_minute_never_exceed_30_in_any_second(storm):
    assert len(storm.times(what="push")) == CHATS_DUE
    assert most_within(storm.times(), 1.0) <= 30


def test_10000_chats_due_in_one_minute_are_done_in_under_7_minutes(storm):
    assert storm.times()[-1] < 7 * 60


def test_who_was_due_first_goes_first(storm):
    chats = [chat for _, chat, what in storm.sent if what == "push"]
    assert chats == sorted(chats)


def test_answers_overtake_10000_pushes(storm):
    waited = [t - float(w.split()[1]) for t, _, w in storm.sent if w.startswith("answer")]
    assert len(waited) == 50
    assert max(waited) < 0.05


def test_waiting_costs_one_alarm_a_message_and_no_busy_loop(storm):
    assert storm.sleeps <= 1.01 * len(storm.sent)


def test_a_message_costs_the_same_however_many_wait(play):
    """Counted in looks at a chat's limits, which every step of the queue takes."""

    async def story(post: Post) -> None:
        await all_of(*(post.send(chat) for chat in range(2_000)))

    looks = 0

    def counting(post: Post) -> Coroutine[Any, Any, None]:
        limits = post.pace._limits
        look = limits.of_chat

        def counted(*args: Any, **kwargs: Any) -> float:
            nonlocal looks
            looks += 1
            return look(*args, **kwargs)

        limits.of_chat = counted
        return story(post)

    play(counting)
    assert looks <= 2_000 * 5


def test_when_nobody_waits_an_answer_goes_at_once_and_no_alarm_is_set(play):
    async def story(post: Post) -> None:
        for chat in range(5):
            await post.send(chat, "answer")

    post = play(story)
    assert post.times() == [0.0] * 5
    assert post.sleeps == 0


def test_a_chat_gets_one_push_a_second(play):
    post = play(lambda post: all_of(*(post.send(1) for _ in range(5))))
    assert shortest_gap(post.times()) >= 1.0
    assert post.times()[-1] < 4.1


def test_a_few_answers_to_a_chat_go_at_once_and_are_made_up_for(play):
    async def story(post: Post) -> None:
        for _ in range(12):
            await post.send(1, "answer")

    post = play(story)
    assert most_within(post.times(), 0.5) == 3
    assert most_within(post.times(), 2.9) == 3
    assert post.times()[-1] < 12


@pytest.mark.parametrize("what", ["push", "answer"])
def test_a_group_gets_18_a_minute(play, what):
    async def story(post: Post) -> None:
        for _ in range(40):
            while True:
                try:
                    await post.send(-100, what, group=True)
                except NoTurn:
                    await asyncio.sleep(5)
                else:
                    break

    post = play(story)
    assert len(post.sent) == 40
    assert most_within(post.times(), 59.99) == 18
    assert post.times()[-1] < 130


def test_groups_and_chats_do_not_hold_up_each_other(play):
    async def story(post: Post) -> None:
        await all_of(
            *(post.send(-100, group=True) for _ in range(30)),
            *(post.send(chat) for chat in range(100)),
        )

    post = play(story)
    assert max(t for t, chat, _ in post.sent if chat >= 0) < 6


def test_who_may_go_sooner_does_not_wait_for_who_must_wait_longer(play):
    async def story(post: Post) -> None:
        post.pace.flood(1, 20)
        async with asyncio.TaskGroup() as sending:
            sending.create_task(post.send(1))
            await asyncio.sleep(0.5)
            for _ in range(2):
                sending.create_task(post.send(2))

    post = play(story)
    assert post.times(2) == pytest.approx([0.5, 1.5], abs=0.01)
    assert post.times(1) == pytest.approx([20.0], abs=0.01)


def test_nothing_starves_where_answers_never_end(play):
    async def story(post: Post) -> None:
        async def ask(chat: int) -> None:
            while now() < 60:
                await post.send(chat, "answer")

        await all_of(*(ask(chat) for chat in range(100)), *(post.send(-c) for c in range(1, 51)))

    post = play(story)
    assert len(post.times(what="push")) == 50
    assert post.times(what="push")[-1] < 30
    assert most_within(post.times(), 1.0) <= 30


def test_a_429_halts_its_chat_and_no_other(play):
    async def story(post: Post) -> None:
        post.pace.flood(1, 20)
        await all_of(post.send(1), post.send(1, "answer"), post.send(2), post.send(3, "answer"))

    post = play(story)
    assert post.times(1)[0] >= 20
    assert max(post.times(2) + post.times(3)) < 1


def test_a_429_reaches_those_who_wait_already(play):
    async def story(post: Post) -> None:
        async with asyncio.TaskGroup() as sending:
            for _ in range(3):
                sending.create_task(post.send(1))
            await asyncio.sleep(0.5)
            post.pace.flood(1, 20)

    assert play(story).times() == pytest.approx([0, 20.5, 21.5], abs=0.01)


@pytest.mark.parametrize(("first", "second"), [(20, 5), (5, 20), (10, 10)])
def test_a_second_chats_429_within_that_time_halts_all_until_the_later_end(play, first, second):
    async def story(post: Post) -> None:
        post.pace.flood(1, first)
        await asyncio.sleep(2)
        post.pace.flood(2, second)
        assert post.pace.halted(7) == max(first - 2, second)
        await all_of(*(post.send(chat) for chat in range(10)), post.send(11, "answer"))

    post = play(story)
    assert post.times()[0] >= max(first, 2 + second)
    assert len(post.sent) == 11
    assert most_within(post.times(), 1.0) <= 30


def test_a_second_429_after_the_first_has_ended_halts_its_own_chat_only(play):
    async def story(post: Post) -> None:
        post.pace.flood(1, 5)
        await asyncio.sleep(5)
        post.pace.flood(2, 20)
        assert (post.pace.halted(1), post.pace.halted(2)) == (0, 20)
        await post.send(3)

    assert play(story).times() == [5.0]


def test_the_same_chats_second_429_halts_no_other(play):
    async def story(post: Post) -> None:
        post.pace.flood(1, 5)
        post.pace.flood(1, 9)
        assert (post.pace.halted(1), post.pace.halted(2)) == (9, 0)

    play(story)


def test_who_gives_up_leaves_no_gap_and_no_alarm(play):
    async def story(post: Post) -> None:
        waiting = [asyncio.create_task(post.send(chat)) for chat in range(100)]
        await asyncio.sleep(1)
        for task in waiting[50:99]:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        post.pace.flood(1, 50)
        sending = asyncio.create_task(post.send(1))
        await asyncio.sleep(1)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        assert post.pace._alarm is None

    post = play(story)
    assert [chat for _, chat, _ in post.sent] == [*range(50), 99]
    assert post.times()[-1] < 2.5


def test_who_gives_up_in_the_middle_of_a_line_lets_the_next_of_it_go(play):
    async def story(post: Post) -> None:
        waiting = [asyncio.create_task(post.send(1)) for _ in range(4)]
        await asyncio.sleep(0.5)
        waiting[1].cancel()
        waiting[2].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    assert [round(t, 2) for t in play(story).times()] == [0, 1]


def test_a_turn_given_and_cancelled_in_the_same_moment_is_unused(play):
    async def story(post: Post) -> None:
        await post.send(1)
        second = asyncio.create_task(post.send(1))
        await asyncio.sleep(0)
        post.pace._clock = lambda: 5.0
        post.pace._give_turns()
        second.cancel()
        (ending,) = await asyncio.gather(second, return_exceptions=True)
        assert isinstance(ending, asyncio.CancelledError)

    assert len(play(story).sent) == 1


def test_the_queue_of_pushes_is_bounded(play):
    async def story(post: Post) -> None:
        waiting = [asyncio.create_task(post.send(chat)) for chat in range(13)]
        await asyncio.sleep(0)
        with pytest.raises(NoTurn, match="10 pushes wait"):
            await post.send(99)
        await post.send(98, "answer")
        await all_of(*waiting)

    assert len(play(story, room=10).sent) == 14


def test_who_asks_faster_than_a_chat_can_be_answered_holds_up_nobody(play):
    async def story(post: Post) -> None:
        asked = [asyncio.create_task(post.send(1, "answer")) for _ in range(20)]
        await post.send(2, "answer")
        answered = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(one, NoTurn) for one in answered) == 7  # 3 at once, 10 wait

    post = play(story)
    assert len(post.times(1)) == 13
    assert post.times(2)[0] < 0.2


def test_an_answer_that_would_come_too_late_is_not_waited_for(play):
    async def story(post: Post) -> None:
        post.pace.flood(1, 40)
        with pytest.raises(NoTurn, match="40 s"):
            await post.send(1, "answer")
        assert now() == 0
        await post.send(1)

    assert play(story).times() == pytest.approx([40.0], abs=0.01)


SENDS = st.lists(
    st.tuples(
        st.floats(0, 20),
        st.integers(-3, 6),
        st.sampled_from(["push", "push", "answer", "flood", "cancel"]),
    ),
    max_size=120,
)


@given(sends=SENDS)
def test_whatever_comes_all_limits_hold_and_all_get_their_turn(play, sends):
    floods: list[tuple[float, int, float]] = []
    refused: list[int] = []

    async def one(post: Post, at: float, chat: int, what: str) -> None:
        await asyncio.sleep(at)
        if what == "flood":
            post.pace.flood(chat, 8.0)
            floods.append((now(), chat, now() + 8.0))
            return
        try:
            async with asyncio.timeout(0.7 if what == "cancel" else None):
                await post.send(chat, "push" if what == "cancel" else what, group=chat < 0)
        except NoTurn:
            refused.append(chat)
        except TimeoutError:
            pass

    async def story(post: Post) -> None:
        await all_of(*(one(post, *send) for send in sends))

    post = play(story)
    wanted = sum(what in {"push", "answer"} for _, _, what in sends)
    assert wanted - len(refused) <= len(post.sent)
    assert most_within(post.times(), 1.0) <= 30
    for chat in range(-3, 7):
        assert shortest_gap(post.times(chat, "push")) >= 1.0 - 1e-9
        assert most_within(post.times(chat), 2.99) <= 6
        assert chat >= 0 or most_within(post.times(chat), 59.99) <= 18
        assert not any(
            begin < t < end for begin, one, end in floods for t in post.times(chat) if one == chat
        )


def test_chats_long_silent_are_forgotten(play):
    async def story(post: Post) -> None:
        for chat in range(3):
            await post.send(chat)
        await asyncio.sleep(61)
        await post.send(9)
        assert list(post.pace._limits._sent) == [9]

    play(story)
