"""Lets many people use the bot at once while Telegram fails and articles are reloaded: `make soak`.

The bot is the real one, a process of its own at the stand-in of Telegram.  What it must not do in
all that time is counted, and told as a table: unforeseen errors, refused requests, more messages
than Telegram takes, memory that grows.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring import resident  # noqa: E402
from bot.commands import COMMANDS  # noqa: E402
from bot.simulator import ADMIN, Person, Simulator, faults  # noqa: E402
from bot.simulator.faults import Fault  # noqa: E402
from bot.simulator.models import NEWSROOM  # noqa: E402

READERS = 30
HASTY = Person(2_999, "Hasty")
RELOADED = 60.0  # seconds between two reloads
FAULTY = 0.03  # of all requests
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PATIENCE = 60.0
_WORDS = {True: "holds", False: "DOES NOT HOLD"}
LINES = [example.line for command in COMMANDS for example in command.examples]
HOSTILE = (
    "/quote " + "a" * 4_000,
    "/search \x00\u202e\ufeff",
    "/timeline 99999999999999",
    "/actor " + "(" * 500,
    "/export json; drop table",
    "🇷🇺" * 1_000,
    '/subscribe "x" daily 25:99 Mars',
    "/cite A999999 -1",
    'from: in: before "" - -- «»',
    "/source A1 ' OR 1=1 --",
)


@dataclass
class Soak:
    """What goes on, and what was seen of it."""

    simulator: Simulator
    people: Sequence[Person]
    chance: random.Random
    asked: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)
    sent: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    reloads: int = 0

    async def readers(self, rate: float) -> None:
        """Let people write, press, edit and ask inline, so many times a second."""
        while True:
            await asyncio.sleep(self.chance.expovariate(rate))
            with suppress(LookupError, ValueError):  # what a client would not send
                self.act(self.chance.choice(self.people))

    def act(self, person: Person) -> None:
        """Let one do one thing."""
        world, line = self.simulator.world, self.chance.choice((*LINES, *LINES, *HOSTILE))
        what = self.chance.choices(("ask", "press", "group", "edit", "inline"), (50, 35, 5, 5, 5))
        self.asked[what[0]] += 1
        match what[0]:
            case "ask":
                world.user_says(person.id, person, line)
            case "press":
                message = self.chance.choice(world.answers(person.id)[-5:])
                buttons = [b["callback_data"] for b in message.buttons if "callback_data" in b]
                world.press(message.id, self.chance.choice(buttons), person)
            case "group":
                world.user_says(NEWSROOM.id, person, f"@{world.bot.username} {line.lstrip('/')}")
            case "edit":
                world.user_says(person.id, person, line, edited=True)
            case _:
                world.user_asks_inline(person.id, person, line[:60].lstrip("/"))

    async def hasty(self) -> None:
        """Let one ask without end."""
        while True:
            await asyncio.sleep(0.25)
            self.asked["hasty"] += 1
            self.simulator.world.user_says(HASTY.id, HASTY, "/quote embassy")

    async def admin(self) -> None:
        """Reload again and again."""
        while True:
            self.asked["reload"] += 1
            self.simulator.world.user_says(ADMIN.id, ADMIN, "/reload")
            await asyncio.sleep(RELOADED)

    def storm(self) -> Fault | None:
        """Let a few requests fail, as Telegram does."""
        if self.chance.random() > FAULTY:
            return None
        return self.chance.choice(
            (
                faults.bad_gateway(),
                faults.too_many_requests(2),
                faults.lose_answer(),
                faults.garbage(done=True),
                faults.slow(1.0),
            )
        )

    async def watch(self, process: int) -> None:
        """Take the requests as they come, and the memory."""
        while True:
            await asyncio.sleep(1)
            self.memory.append(resident(process))
            calls, self.simulator.calls = self.simulator.calls, deque(maxlen=5_000)
            for call in calls:
                self.statuses[call.status] += 1
                chat = call.parameters.get("chat_id")
                if call.method.startswith("send") and call.status == 200:
                    if call.method != "sendChatAction":
                        self.sent[chat].append(call.at)
                    if "The corpus is reloaded" in str(call.parameters.get("text")):
                        self.reloads += 1
                if call.method == "editMessageText" and "corpus is reloaded" in str(call.sent):
                    self.reloads += 1
                if call.status in {400, 403, 404, 413}:
                    self.refused.append(f"{call.method}: {call.answer.get('description')}")

    def most(self, within: timedelta, chats: Sequence[int]) -> int:
        """Count the messages that went to some chats, at most, within any such time."""
        moments = sorted(at for chat in chats for at in self.sent.get(chat, ()))
        found, start = 0, 0
        for end, moment in enumerate(moments):
            while moment - moments[start] >= within:
                start += 1
            found = max(found, end - start + 1)
        return found

    @property
    def growth(self) -> float:
        """How much more memory the last fifth took than the second fifth, when all is warm."""
        fifth = max(len(self.memory) // 5, 1)
        return median(self.memory[-fifth:]) / median(self.memory[fifth : 2 * fifth]) - 1


@asynccontextmanager
async def running(simulator: Simulator, data: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot, and stop it as an operator would."""
    with (data / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=ROOT,
            stdout=log,
            stderr=log,
            env=os.environ
            | {"TELEGRAM_BOT_TOKEN": simulator.token, "TELEGRAM_API_URL": simulator.url}
            | {"DATA_DIR": str(data), "ADMIN_IDS": str(ADMIN.id), "RATE_LIMIT": "20"},
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), PATIENCE)


async def soak(seconds: float, rate: float, seed: int, data: Path) -> tuple[Soak, int, str, float]:
    """Let it go on for so long; give what was seen, how the bot ended, its log, and its stop."""
    people = [Person(2_000 + n, f"Reader {n}") for n in range(READERS)]
    everybody = (*people, HASTY, ADMIN)
    async with Simulator(users=everybody) as simulator, running(simulator, data) as process:
        simulator.world.user_starts(ADMIN)
        seen = Soak(simulator, people, random.Random(seed))  # noqa: S311 - no secret
        await simulator.wait_for(lambda: simulator.calls_of("getUpdates"), PATIENCE)
        for method in ("sendMessage", "editMessageText", "answerCallbackQuery", "sendPhoto"):
            simulator.faults.storm(method, seen.storm)
        works = [
            asyncio.create_task(work)
            for work in (seen.readers(rate), seen.hasty(), seen.admin(), seen.watch(process.pid))
        ]
        ended = asyncio.create_task(process.wait())
        await asyncio.wait({ended, *works}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():  # a reload takes its time on a busy machine
            await simulator.wait_for(lambda: seen.reloads, PATIENCE)
        for work in works:
            work.cancel()
        for result in await asyncio.gather(*works, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        began = time.monotonic()
        if process.returncode is None:
            process.terminate()
        code = await asyncio.wait_for(ended, PATIENCE)
        took = time.monotonic() - began
    return seen, code, (data / "log").read_text("utf-8"), took


def judged(seen: Soak, code: int, log: str, stop: float) -> list[tuple[str, object, object, bool]]:
    """Give what was to be: its name, what was seen, what may be, whether that holds."""
    errors = len(re.findall(r" ERROR \S+: error [0-9a-f]{8}", log)) + log.count("Traceback")
    private = [person.id for person in seen.people]
    # A press may be older than Telegram keeps it, an edit may come to what stands there already.
    allowed = ("query is too old", "message is not modified")
    refused = [one for one in seen.refused if not any(words in one for words in allowed)]
    minutes = max(len(seen.memory) / 60, 1)  # a look at it a second
    rows = [
        ("unforeseen errors", errors, 0),
        ("requests that Telegram refused", len(refused), 0),
        ("messages in any second, all chats", seen.most(SECOND, list(seen.sent)), 30),
        ("messages in a minute, the group", seen.most(MINUTE, [NEWSROOM.id]), 20),
        (
            "messages in three seconds, any private chat",
            max(seen.most(3 * SECOND, [chat]) for chat in private),
            4,
        ),
        (
            "answers a minute to who asks without end",
            round(len(seen.sent.get(HASTY.id, ())) / minutes, 1),
            22,
        ),
        ("growth of memory, %", round(100 * seen.growth, 1), 10),
        ("seconds for the stop", round(stop, 1), 12),
        ("exit code", code, 0),
    ]
    return [(*row, row[1] <= row[2]) for row in rows]


def main() -> int:
    """Soak, print the table, and fail where a line of it does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=4, help="what people do in a second")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    data = Path(tempfile.mkdtemp(prefix="newsdesk-soak-"))
    try:
        seen, code, log, stop = asyncio.run(soak(asked.seconds, asked.rate, asked.seed, data))
    finally:
        shutil.rmtree(data, ignore_errors=True)
    rows = judged(seen, code, log, stop)
    lines = [
        f"{asked.seconds:.0f} s, {READERS} readers: {dict(seen.asked)}",
        f"{seen.reloads} reloads done",
        f"{sum(map(len, seen.sent.values()))} messages, requests by status {dict(seen.statuses)}",
        f"memory {seen.memory[0]:.0f} to {seen.memory[-1]:.0f} MB",
        "",
        "| what | seen | at most | |",
        "|---|---:|---:|---|",
        *(f"| {name} | {found} | {most} | {_WORDS[holds]} |" for name, found, most, holds in rows),
    ]
    if not all(holds for *_, holds in rows):
        lines += [*sorted(set(seen.refused)), log[-6_000:]]
    sys.stdout.write("\n".join((*lines, "")))
    return 0 if all(holds for *_, holds in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
