"""Kills a briefing bot again and again, and counts what reached the chats: `make test-kill`.

The bot is the real one, a process of its own that sends to the stand-in of Telegram; a fault point
in it (`briefings.faults`) ends it by SIGKILL.  It is started again until everything is settled.
Then what the stand-in has received is held against what the state says of it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.simulator import Person, Simulator, faults  # noqa: E402
from briefings.faults import VARIABLE, FaultPoint  # noqa: E402
from storage.corpus import read_snapshot, shipped_seeds  # noqa: E402
from storage.state import State, examine  # noqa: E402
from storage.state.records import Chat, ChatKind, Subscription, Wanted, WantedKind  # noqa: E402

FOLLOWED = Wanted(WantedKind.TOPIC, "kabul", "The fall of Kabul")
SLOW = 0.1  # seconds that the stand-in takes, so that several are on their way at a kill
PATIENCE = 100.0  # seconds until a life of the bot must have done its work
KILLED = -9
BOT = ("-m", "bot", "run")


@dataclass(frozen=True, slots=True)
class Kill:
    """Where the bot is to die, and at which reach of it.

    A dozen reaches in, what was in doubt at the last kill is settled.  Sooner, two kills may hit
    one delivery, which is given up as unknown then, by design: it is resent once.
    """

    point: FaultPoint
    reach: int


@dataclass(slots=True)
class Tally:
    """What a round of kills came to, in messages."""

    name: str
    kills: int = 0
    sent: int = 0  # chats that got their briefing
    lost: list[int] = field(default_factory=list)  # chats that did not, and the state knows nothing
    doubled: int = 0  # messages beyond one a chat
    counted: int = 0  # what the state says may have come twice
    unknown: int = 0  # what it says is not known to have come
    given_up: list[int] = field(default_factory=list)  # of that, chats that got nothing
    uncounted: list[int] = field(default_factory=list)  # chats with doubles that it knows not of
    changed: list[int] = field(default_factory=list)  # chats whose second message was another

    @property
    def row(self) -> tuple[object, ...]:
        return (
            self.name,
            self.kills,
            self.sent,
            len(self.lost),
            self.doubled,
            self.counted,
            self.unknown,
            len(self.given_up),
        )


COLUMNS = ("point", "kills", "sent", "lost", "doubled", "counted", "unknown", "given up")


@dataclass
class Rig:
    """A stand-in with people in it, and a data folder for the bot."""

    simulator: Simulator
    data: Path
    chats: Sequence[int]

    @property
    def file(self) -> Path:
        return self.data / "state.db"

    def select(self, query: str) -> list[tuple[Any, ...]]:
        """Read the state beside a running bot."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def settled(self) -> bool:
        """Whether every chat's briefing has come to its end."""
        ((count,),) = self.select("SELECT count(*) FROM deliveries WHERE settled IS NOT NULL")
        return bool(count >= len(self.chats))

    async def subscribe(self) -> None:
        """Let every chat follow the same topic, due two minutes ago; forget what was before."""
        due = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=2)
        state = await State.open(self.file)
        try:
            for chat in self.chats:
                await state.chats.forget(chat)
                await state.chats.ensure(Chat(id=chat, kind=ChatKind.PRIVATE, zone="UTC"))
                await state.subscriptions.add(
                    Subscription(
                        chat=chat, wanted=FOLLOWED, at=time(due.hour, due.minute), next_due=due
                    )
                )
        finally:
            await state.close()
        self.simulator.calls.clear()

    @asynccontextmanager
    async def bot(
        self, *program: str, **variables: str
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run the bot; it is stopped as an operator would, where it still runs at the end."""
        with (self.data / "log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, *(program or BOT)),
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env=self.environment() | variables,
            )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
                process.send_signal(signal.SIGCONT)
                await process.wait()

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "TELEGRAM_BOT_TOKEN": self.simulator.token,
            "TELEGRAM_API_URL": self.simulator.url,
            "DATA_DIR": str(self.data),
            "LOG_LEVEL": "WARNING",
            "RATE_LIMIT": "0",
        }

    def log(self) -> str:
        """Give the end of what the bots have said."""
        return (self.data / "log").read_text("utf-8")[-4_000:]

    async def live(self, kill: Kill | None) -> int:
        """Let the bot live until it is killed or everything is settled; give its exit code."""
        armed = {VARIABLE: f"{kill.point}:{kill.reach}"} if kill is not None else {}
        async with self.bot(**armed) as process:
            dying = asyncio.create_task(process.wait())
            try:
                await asyncio.wait_for(self.over(dying), PATIENCE)
            finally:
                dying.cancel()
        if process.returncode not in {0, KILLED}:
            raise AssertionError(self.log())
        return process.returncode

    async def over(self, dying: asyncio.Task[int]) -> None:
        """Wait until a bot has died or everything is settled."""
        while not dying.done() and not self.settled():
            # What is settled without a message tells nobody: so it is looked at now and then.
            await asyncio.wait({dying}, timeout=0.2)

    def check_files(self) -> None:
        """Raise where a crash has left a file that cannot be read."""
        with tempfile.TemporaryDirectory() as folder:
            for path in self.data.glob("state.db*"):
                shutil.copy(path, folder)
            copy = Path(folder) / "state.db"
            examine(copy)
            with closing(sqlite3.connect(copy)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    async def round(self, name: str, kills: Sequence[Kill]) -> Tally:
        """Let everybody be due, kill the bot in each way, let it finish, and count."""
        await self.subscribe()
        tally = Tally(name)
        for kill in kills:
            tally.kills += await self.live(kill) == KILLED
            self.check_files()
        if await self.live(None) != 0:
            raise AssertionError(self.log())
        self.count(tally)
        return tally

    def count(self, tally: Tally) -> None:
        """Hold what was received against what the state says."""
        received: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for call in self.simulator.calls_of("sendMessage"):
            received[int(call.parameters["chat_id"])].append(call.sent)
        rows = self.select("SELECT chat, state, resent FROM deliveries")
        assert Counter(chat for chat, _, _ in rows) == dict.fromkeys(self.chats, 1)
        for chat, state, resent in rows:
            times = len(received[chat])
            tally.sent += times > 0
            tally.counted += resent
            tally.unknown += state == "unknown"
            tally.doubled += max(times - 1, 0)
            if not times:
                (tally.given_up if state == "unknown" else tally.lost).append(chat)
            if times > 1 + resent:
                tally.uncounted.append(chat)
            if any(other != received[chat][0] for other in received[chat]):
                tally.changed.append(chat)


@asynccontextmanager
async def rig(data: Path, *, chats: int) -> AsyncIterator[Rig]:
    """Give a stand-in with that many readers, and a data folder with the shipped corpus."""
    people = [Person(2_000 + n, f"Reader {n}") for n in range(chats)]
    data.mkdir(exist_ok=True)
    await read_snapshot(data_dir=data, seeds=shipped_seeds())
    async with Simulator(users=people, groups=()) as simulator:
        for person in people:
            simulator.world.user_starts(person)
        simulator.faults.storm("sendMessage", lambda: faults.slow(SLOW))
        yield Rig(simulator, data, [person.id for person in people])


def kills_at(point: FaultPoint, times: int, draw: Callable[[int, int], int]) -> list[Kill]:
    """Choose at which reach of a point to kill, each time."""
    once = point is FaultPoint.RECOVERED  # which a start reaches once
    return [Kill(point, 1 if once else draw(12, 16)) for _ in range(times)]


async def main(kills: int, chats: int, seed: int) -> int:
    """Kill at every point so often; print the table, give the exit code."""
    draw = random.Random(seed)  # noqa: S311 - no secrets here
    _show(COLUMNS)
    _show(("---", *["---:"] * (len(COLUMNS) - 1)))
    failed = False
    with tempfile.TemporaryDirectory(prefix="newsdesk-kill-") as folder:
        async with rig(Path(folder) / "data", chats=chats) as bench:
            rounds = {point: kills_at(point, kills, draw.randint) for point in FaultPoint}
            loop = [Kill(FaultPoint.SENDING, draw.randint(1, 4)) for _ in range(kills)]
            for name, chosen in (rounds | {"sending, in a crash loop": loop}).items():
                tally = await bench.round(name, chosen)
                _show(tally.row)
                failed |= bool(tally.lost or tally.uncounted or tally.changed)
                # In doubt a second time it is given up, which only a loop of crashes may come to.
                failed |= tally.kills < len(chosen) or bool(tally.given_up and chosen is not loop)
    return int(failed)


def _show(row: Sequence[object]) -> None:
    sys.stdout.write(f"| {' | '.join(map(str, row))} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=8, help="at each point")
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    sys.exit(asyncio.run(main(options.kills, options.chats, options.seed)))
