"""From the command line to the first poll and the first answer, and the memory that it takes.

Each bot is a process of its own that polls the same stand-in of Telegram, in which a message
waits already: so the first poll ends at once, and the first answer is to that message.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import articles, measuring
from bot.simulator import Simulator
from storage.corpus import shipped_seeds

QUESTION = "/actor Kabulov"
PATIENCE = 300.0
TRIPS = 100


@dataclass(frozen=True, slots=True)
class Start:
    polled: float  # seconds by the clock
    processor: float  # seconds of the processor until then
    answered: float
    memory: float  # MB at the first answer
    later: float  # MB after many more answers
    trip: float  # seconds from a message to its answer, the median of those
    work: float  # seconds of processor for each of them


@dataclass(slots=True)
class Contender:
    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    fresh: Path | None = None  # a data folder that is emptied before each start


@asynccontextmanager
async def running(contender: Contender, simulator: Simulator) -> AsyncIterator[int]:
    """Run a bot against a stand-in; give its process id."""
    command = [part.format(url=simulator.url) for part in contender.command]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *command),
        env=os.environ
        | {"TELEGRAM_BOT_TOKEN": simulator.token, "TELEGRAM_API_URL": simulator.url}
        | {"LOG_LEVEL": "ERROR", "RATE_LIMIT": "0"}
        | contender.environment,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def start(contender: Contender, trips: int = TRIPS) -> Start:
    """Start a contender, ask it one question, and then that many more."""
    if contender.fresh is not None:
        shutil.rmtree(contender.fresh, ignore_errors=True)
    async with Simulator() as simulator:
        asked = asyncio.create_task(simulator.say(QUESTION, timeout=PATIENCE))
        await asyncio.sleep(0)
        began = time.perf_counter()
        async with running(contender, simulator) as process:
            await simulator.wait_for(lambda: simulator.calls_of("getUpdates"), PATIENCE)
            polled = time.perf_counter() - began
            processor = measuring.processor(process)
            await asked
            answered = time.perf_counter() - began
            memory = measuring.resident(process)
            took = []
            worked = measuring.processor(process)
            for _ in range(trips):
                said = time.perf_counter()
                await simulator.say(QUESTION)
                took.append(time.perf_counter() - said)
            worked = measuring.processor(process) - worked
            later = measuring.resident(process)
    trip = measuring.median(took)
    return Start(polled, processor, answered, memory, later, trip, worked / trips)


def contenders(scratch: Path, count: int) -> list[Contender]:
    """The bare bots, and ours: with the shipped articles, with many, and with nothing built."""
    many, fresh = scratch / "articles", scratch / "fresh"
    articles.write(many, count)
    bot = ("-m", "bot", "run")
    return [
        Contender("bare echo bot", _beside("echo_bot.py")),
        Contender("bare echo bot on aiogram", _beside("echo_aiogram.py")),
        Contender("5 articles, store built", bot, _set(scratch / "five", shipped_seeds())),
        Contender(f"{count:,} articles, store built", bot, _set(scratch / "many", many)),
        Contender("5 articles, nothing built", bot, _set(fresh, shipped_seeds()), fresh),
    ]


def _beside(program: str) -> tuple[str, str]:
    return str(Path(__file__).with_name(program)), "{url}"


async def starts(
    competing: Sequence[Contender], times: int, trips: int
) -> list[tuple[str, list[Start]]]:
    """Start each contender some times, in turns, so that a busy minute hits all alike."""
    for contender in competing:
        await start(contender, trips)  # builds what is to be built, and warms the disk's cache
    found: dict[str, list[Start]] = {contender.name: [] for contender in competing}
    for _ in range(times):
        for contender in competing:
            found[contender.name].append(await start(contender, trips))
    return list(found.items())


def _times(ours: float, echo: float) -> str:
    # The system counts a processor's work in hundredths of a second: of one answer it may be none.
    return f"{ours / echo:.1f}×" if echo else "–"


def _set(data: Path, seeds: Path) -> dict[str, str]:
    return {"DATA_DIR": str(data), "SEEDS_DIR": str(seeds)}


def run(scratch: Path, *, times: int = 3, count: int = 1_000, trips: int = TRIPS) -> None:
    """Print what a start costs."""
    found = asyncio.run(starts(contenders(scratch, count), times, trips))
    bare = found[0][1]
    rows = []
    for name, all_ in found:
        polled = measuring.median([one.polled for one in all_])
        processor = measuring.median([one.processor for one in all_])
        answered = measuring.median([one.answered for one in all_])
        memory = measuring.median([one.memory for one in all_])
        later = measuring.median([one.later for one in all_])
        trip = measuring.median([one.trip for one in all_]) * 1_000
        work = measuring.median([one.work for one in all_]) * 1_000
        echo_polled = measuring.median([one.polled for one in bare])
        echo_processor = measuring.median([one.processor for one in bare])
        echo_memory = measuring.median([one.later for one in bare])
        echo_trip = measuring.median([one.trip for one in bare]) * 1_000
        echo_work = measuring.median([one.work for one in bare]) * 1_000
        rows.append(
            (
                name,
                *(polled, _times(polled, echo_polled)),
                *(processor, _times(processor, echo_processor), answered),
                *(memory, later, _times(later, echo_memory)),
                *(trip, _times(trip, echo_trip)),
                *(work, _times(work, echo_work)),
            )
        )
    measuring.table(
        f"Start (medians of {times}; memory is resident, of the bot's process)",
        (
            *("", "first poll, s", "to echo", "processor until then, s", "to echo"),
            "first answer, s",
            *("memory, MB", f"{trips} answers later, MB", "to echo"),
            *(f"`{QUESTION}` over HTTP, ms", "to echo"),
            *("of it processor, ms", "to echo"),
        ),
        rows,
    )
