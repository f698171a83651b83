"""The developer tools: clock, faults, the calls that are shown; what is modelled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.simulator import READER, AdjustableClock, Simulator, World

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_clock_goes_forward_on_top_of_the_one_beneath(clock):
    adjustable = AdjustableClock(clock)
    told = []
    adjustable.subscribe(lambda: told.append(adjustable()))
    adjustable.advance(timedelta(hours=1))
    clock.forward(timedelta(minutes=5))
    assert adjustable() == NOON + timedelta(hours=1, minutes=5)
    adjustable.set(NOON + timedelta(days=1))
    assert adjustable() == NOON + timedelta(days=1)
    assert adjustable.offset == timedelta(days=1, minutes=-5)
    assert told == [NOON + timedelta(hours=1), NOON + timedelta(days=1)]


def test_the_clock_is_not_set_back_nor_too_far_nor_without_a_zone(clock):
    adjustable = AdjustableClock(clock)
    with pytest.raises(ValueError, match="only be set forward"):
        adjustable.advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="only be set forward"):
        adjustable.set(NOON - timedelta(seconds=1))
    with pytest.raises(ValueError, match="zone"):
        adjustable.set(datetime(2027, 1, 1))  # noqa: DTZ001 -- that is what is refused
    with pytest.raises(ValueError, match="days ahead"):
        adjustable.advance(timedelta(days=4000))
    assert adjustable() == NOON


def test_messages_are_of_the_clocks_time(clock):
    world = World(clock=clock)
    world.clock.advance(timedelta(days=1))
    assert world.user_says(READER.id, READER, "hi").date == NOON + timedelta(days=1)


async def test_one_clock_is_the_simulators_the_worlds_and_the_bots():
    shared = AdjustableClock(lambda: NOON)
    simulator = Simulator(clock=shared)
    assert simulator.clock is simulator.world.clock is shared


async def test_the_page_sets_the_clock(simulator, page_post):
    status, time = await page_post("/sim/clock/advance", {"seconds": 3600})
    assert (status, time["ahead"]) == (200, 3600)
    status, time = await page_post("/sim/clock/set", {"to": "2026-03-02T12:00+00:00"})
    assert (status, time["now"]) == (200, "2026-03-02T12:00:00+00:00")
    assert simulator.clock() == NOON + timedelta(days=1)
    for path, body in (
        ("advance", {"seconds": -1}),
        ("advance", {"seconds": 10**400}),
        ("advance", {"seconds": 1.5}),
        ("set", {"to": "2026-03-01T12:00+00:00"}),
        ("set", {"to": "2027-03-01T12:00"}),
        ("set", {"to": "tomorrow"}),
    ):
        assert (await page_post(f"/sim/clock/{path}", body))[0] == 400


async def test_a_fault_for_any_method_spares_the_poll(simulator, http, page_post):
    waiting = {
        "waiting": [{"method": "any", "fault": "403 Forbidden: bot was blocked by the user"}]
    }
    fault = {"method": "any", "kind": "403"}
    assert await page_post("/sim/fault", fault) == (200, waiting)
    root = f"/bot{simulator.token}"
    for method, status in (("getUpdates", 200), ("getMe", 403), ("getMe", 200)):
        async with http.get(f"{root}/{method}") as response:
            assert response.status == status
    assert simulator.faults.waiting == []


@pytest.mark.parametrize("kind", ["429", "403", "502", "lose_request", "lose_answer"])
async def test_each_fault_can_be_injected_and_taken_back(simulator, page_post, kind):
    status, answer = await page_post("/sim/fault", {"method": "sendMessage", "kind": kind})
    assert (status, len(answer["waiting"])) == (200, 1)
    assert await page_post("/sim/faults/clear", {}) == (200, {"waiting": []})


@pytest.mark.parametrize(
    "body",
    [
        {"method": "getUpdates", "kind": "403"},
        {"method": "sendMessage", "kind": "418"},
        {"method": "sendMessage", "kind": "429", "retry_after": 0},
        {"method": "sendMessage", "kind": "429", "retry_after": 601},
    ],
)
async def test_other_faults_are_refused(simulator, page_post, body):
    assert (await page_post("/sim/fault", body))[0] == 400
    assert simulator.faults.waiting == []


async def test_calls_are_shown_in_short_and_without_the_token(simulator, http):
    simulator.world.user_says(READER.id, READER, "hi")
    root = f"/bot{simulator.token}"
    text = f"my token is {simulator.token} " + "x" * 1000
    async with http.post(f"{root}/sendMessage", json={"chat_id": 1001, "text": text}):
        pass
    async with http.get("/sim/state") as response:
        (call,) = (await response.json())["calls"]
    assert simulator.token not in str(call)
    assert (call["method"], call["status"], call["outcome"]) == ("sendMessage", 200, "message 2")
    assert call["parameters"]["text"].startswith("my token is ‹token› ")
    assert call["parameters"]["text"].endswith("characters)")
    event = simulator.world.events_after(0)[-1]
    assert (event.kind, event.body) == ("call", call)


async def test_only_the_latest_calls_are_kept_for_the_page(simulator, http):
    for _ in range(101):
        async with http.get(f"/bot{simulator.token}/getMe"):
            pass
    async with http.get("/sim/state") as response:
        calls = (await response.json())["calls"]
    assert [calls[0]["id"], calls[-1]["id"], len(calls)] == [2, 101, 100]
