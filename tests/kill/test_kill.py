"""A bot that is killed, stopped, suspended or started twice: `make test-kill` is the long run."""

from __future__ import annotations

import asyncio
import signal
import sys

import pytest

from briefings.faults import FaultPoint
from storage.state import State
from storage.state.records import DeliveryState

pytestmark = pytest.mark.timeout(300)  # each starts several bots, which takes what it takes
HOURS = 3_600
S = DeliveryState


async def arrived(rig, count: int) -> None:
    """Wait until the stand-in has so many messages."""
    await rig.simulator.wait_for(lambda: len(rig.simulator.calls_of("sendMessage")) >= count, 100)


def told(rig) -> list[int]:
    """The chats that a message was sent to, once for each."""
    return sorted(int(c.parameters["chat_id"]) for c in rig.simulator.calls_of("sendMessage"))


async def finish(rig, process) -> None:
    dying = asyncio.create_task(process.wait())
    try:
        await asyncio.wait_for(rig.over(dying), 100)
    finally:
        dying.cancel()


async def test_a_bot_that_is_killed_everywhere_loses_nothing_and_counts_what_it_doubles(
    killing, rig
):
    # What is composed and queued is so within seconds, so those points come first.
    kills = [kill for point in FaultPoint for kill in killing.kills_at(point, 1, lambda *_: 5)]
    tally = await rig.round("each once", kills)
    assert tally.kills == len(kills)
    assert (tally.lost, tally.given_up, tally.uncounted, tally.changed) == ([], [], [], [])
    assert tally.doubled <= tally.counted
    assert tally.sent + tally.unknown >= len(rig.chats)


async def test_a_bot_that_is_stopped_amid_its_work_finishes_what_is_on_its_way_and_leaves_no_doubt(
    rig,
):
    await rig.subscribe()
    async with rig.bot() as process:
        await arrived(rig, 8)
        process.terminate()
        assert await process.wait() == 0
    state = await State.open(rig.file)
    stats = await state.outbox.stats()
    await state.close()
    assert stats.by_state.keys() <= {S.SENT, S.PENDING}
    assert stats.by_state[S.SENT] == len(told(rig)) < len(rig.chats)
    assert await rig.live(None) == 0
    assert told(rig) == list(rig.chats)
    assert rig.select("SELECT count(*) FROM deliveries WHERE resent") == [(0,)]


async def test_a_bot_that_is_suspended_while_the_clock_moves_on_sends_everything_once(killing, rig):
    await rig.subscribe()
    shift = rig.data / "shift"
    shift.write_text("0", "ascii")
    program = str(killing.ROOT / "tests/kill/shifted.py")
    async with rig.bot(program, SHIFT=str(shift), PYTHONPATH=str(killing.ROOT)) as process:
        await arrived(rig, 8)
        process.send_signal(signal.SIGSTOP)
        shift.write_text(str(2 * HOURS), "ascii")
        process.send_signal(signal.SIGCONT)
        await finish(rig, process)
    assert told(rig) == list(rig.chats)
    assert rig.select("SELECT DISTINCT state, resent FROM deliveries") == [("sent", 0)]


async def test_a_second_bot_on_the_same_folder_gives_up_and_says_why(killing, rig):
    async with rig.bot() as first:
        await rig.simulator.wait_for(lambda: rig.simulator.calls_of("getUpdates"), 100)
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, *killing.BOT),
            cwd=killing.ROOT,
            env=rig.environment(),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await asyncio.wait_for(second.communicate(), 100)
        assert second.returncode == 1
        assert str(rig.data) in said.decode()
        assert first.returncode is None
