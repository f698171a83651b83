"""A thousand chats due at once, and readers who look things up meanwhile.

The bot is in this process, wired as `newsdesk run` wires it, so that its loop can be watched; the
stand-in of Telegram and the readers are in another.  A stall is how much later than asked for the
loop came back to somebody who wanted it every few milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as local_time
from itertools import count, islice
from pathlib import Path
from typing import Any

from benchmarks import articles, measuring
from bot import collecting
from bot.cli.serving import answer
from bot.config import load
from bot.simulator import Person, Simulator
from briefings.digest import Composer
from storage.corpus import read_snapshot, shipped_seeds
from storage.snapshot import Snapshot
from storage.state import State
from storage.state.records import Chat, ChatKind, Subscription, Wanted, WantedKind

CHATS = 1_000
SIZES = (None, 1_000)  # articles; None for the shipped ones
READERS = 20
PAUSE = 0.2  # seconds between questions
CALM = 20.0  # seconds of questions alone, before
LINES = (
    "/actor Kabulov",
    "/quote embassy",
    "/timeline 2021",
    "/search drug trafficking",
    "taliban",
)
_PEOPLE = 50_000  # from this id on
_WATCH = 0.005


@dataclass(slots=True)
class Watch:
    """The longest stalls of a loop, in seconds."""

    longest: float = 0.0

    async def run(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_WATCH)
            self.longest = max(self.longest, time.perf_counter() - began - _WATCH)

    def take(self) -> float:
        """Give the longest so far, and begin anew."""
        longest, self.longest = self.longest, 0.0
        return longest


# --- the stand-in, in a process of its own


async def stand_in(chats: int) -> None:
    """Serve, ask, and tell what was seen: a line of JSON for each line that comes in."""
    readers = [Person(_PEOPLE + n, f"Reader {n}") for n in range(READERS)]
    due = [Person(1 + n, f"Chat {n}") for n in range(chats)]
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with Simulator(users=[*readers, *due], groups=()) as simulator:
        for person in due:
            simulator.world.user_starts(person)
        _tell({"url": simulator.url, "token": simulator.token})
        took: list[float] = []
        pushed: list[tuple[float, int, str]] = []
        simulator.world.subscribe(lambda: _note(simulator, pushed))
        asking = asyncio.create_task(_ask(simulator, readers, took))
        while line := (await lines.readline()).decode().strip():
            if line == "due":
                await simulator.wait_for(
                    lambda: len({chat for _, chat, _ in pushed}) >= chats, 3_600
                )
            _tell({"took": took.copy(), "pushed": pushed})
            took.clear()
        asking.cancel()


def _note(simulator: Simulator, pushed: list[tuple[float, int, str]]) -> None:
    """Note when which chat got a message, as the requests come in."""
    while simulator.calls:
        call = simulator.calls.popleft()
        if call.method == "sendMessage" and int(call.parameters["chat_id"]) < _PEOPLE:
            sent = call.parameters
            pushed.append((time.time(), int(sent["chat_id"]), str(sent["text"])))


async def _ask(simulator: Simulator, readers: Sequence[Person], took: list[float]) -> None:
    asked: set[asyncio.Task[None]] = set()

    async def ask(reader: Person, line: str) -> None:
        began = time.perf_counter()
        await simulator.say(line, reader, timeout=100)
        took.append(time.perf_counter() - began)

    for number in count():
        await asyncio.sleep(PAUSE)
        one = ask(readers[number % len(readers)], LINES[number % len(LINES)])
        task = asyncio.create_task(one)
        asked.add(task)
        task.add_done_callback(asked.discard)


def _tell(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


# --- the bot


@asynccontextmanager
async def _standing_in(
    chats: int,
) -> AsyncIterator[tuple[dict[str, Any], asyncio.subprocess.Process]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.briefing", str(chats)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 26,
        env=os.environ,
    )
    try:
        yield await _heard(process), process
    finally:
        process.terminate()
        await process.wait()


async def _heard(process: asyncio.subprocess.Process, ask: str = "") -> dict[str, Any]:
    if ask and process.stdin is not None:
        process.stdin.write(f"{ask}\n".encode())
    assert process.stdout is not None
    found: dict[str, Any] = json.loads(await process.stdout.readline())
    return found


async def measure(data: Path, seeds: Path, chats: int, calm: float) -> tuple[object, ...]:
    """Let readers ask, then let all chats be due as well; give a row."""
    collecting.while_starting()
    snapshot = await read_snapshot(data_dir=data, seeds=seeds)
    followed = _followed(snapshot)
    async with _standing_in(chats) as (where, process):
        settings = load(
            env_file=None,
            telegram_bot_token=where["token"],
            telegram_api_url=where["url"],
            data_dir=data,
            seeds_dir=seeds,
            rate_limit=0,
        )
        stop, ready, watch = asyncio.Event(), asyncio.Event(), Watch()
        serving = asyncio.create_task(answer(settings, stop, ready=ready.set))
        await ready.wait()
        watching = asyncio.create_task(watch.run())
        await asyncio.sleep(2)  # what a start does
        await _heard(process, "anew")
        watch.take()
        await asyncio.sleep(calm)
        before, calm_stall = await _heard(process, "calm"), watch.take()
        await _subscribe(data / "state.db", chats, followed)
        await _heard(process, "anew")
        watch.take()
        during, stall = await _heard(process, "due"), watch.take()
        watching.cancel()
        stop.set()
        with suppress(asyncio.CancelledError):
            await serving
    moments = sorted(moment for moment, _, _ in during["pushed"])
    each = Counter((chat, text) for _, chat, text in during["pushed"])
    return (
        moments[-1] - moments[0],
        len(moments) / (moments[-1] - moments[0]),
        _most_within(moments),
        sum(times - 1 for times in each.values()),
        *_of(before["took"]),
        *_of(during["took"]),
        calm_stall * 1_000,
        stall * 1_000,
    )


def _of(took: Sequence[float]) -> tuple[float, float]:
    """The median and the 99th percentile, in milliseconds."""
    ordered = sorted(took)
    return ordered[len(ordered) // 2] * 1_000, ordered[int(len(ordered) * 0.99)] * 1_000


def _most_within(moments: Sequence[float]) -> int:
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moments[first] < moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _followed(snapshot: Snapshot) -> Sequence[Wanted]:
    """Give some things to follow of which there is something to tell."""
    corpus, composer = snapshot.corpus, Composer()
    topics = [Wanted(WantedKind.TOPIC, one.id, str(one.title)) for one in corpus.topics]
    actors = [Wanted(WantedKind.ACTOR, one.id, one.name) for one in corpus.actors]
    told = (one for one in (*topics[:8], *actors) if composer.items(snapshot, one))
    return list(islice(told, 12))


async def _subscribe(path: Path, chats: int, followed: Sequence[Wanted]) -> None:
    """Let all chats be due at a minute that is near, beside the running bot."""
    due = datetime.now(UTC) + timedelta(seconds=80)  # that long this may take
    due = due.replace(second=0, microsecond=0)
    state = await State.open(path)
    try:
        for number in range(chats):
            await state.chats.ensure(Chat(id=1 + number, kind=ChatKind.PRIVATE, zone="UTC"))
            await state.subscriptions.add(
                Subscription(
                    chat=1 + number,
                    wanted=followed[number % len(followed)],
                    at=local_time(due.hour, due.minute),
                    next_due=due,
                )
            )
    finally:
        await state.close()


def run(
    scratch: Path,
    *,
    chats: int = CHATS,
    sizes: Sequence[int | None] = SIZES,
    calm: float = CALM,
) -> None:
    """Print how long it took, and what readers felt of it."""
    rows = []
    for size in sizes:
        seeds, data = shipped_seeds(), scratch / f"data-{size}"
        if size is not None:
            seeds = scratch / f"articles-{size}"
            articles.write(seeds, size)
        data.mkdir()
        name = f"{size:,} articles" if size is not None else "5 articles"
        rows.append((name, *asyncio.run(measure(data, seeds, chats, calm))))
    measuring.table(
        f"Briefing {chats:,} chats that are due at once",
        (
            *("", "took, s", "messages a second", "most in a second", "doubled"),
            *("a look-up before, ms", "p99", "during, ms", "p99"),
            *("longest stall before, ms", "during, ms"),
        ),
        rows,
    )


if __name__ == "__main__":
    asyncio.run(stand_in(int(sys.argv[1])))
