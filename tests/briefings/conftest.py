"""What briefings are tested with: a small corpus, a state in a file, a clock that stands."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from briefings.delivery import Deliveries
from briefings.occurrences import Occurrences
from briefings.outcomes import Outcome, Sent
from briefings.running import Briefings
from storage.building import build_corpus
from storage.corpus import shipped_seeds
from storage.models import Corpus
from storage.search import Index
from storage.snapshot import Snapshot
from storage.state import State
from storage.state.records import (
    Chat,
    ChatKind,
    Delivery,
    Draft,
    Mode,
    Subscription,
    Wanted,
    WantedKind,
)

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)  # a Monday
BRIDGE = Wanted(WantedKind.PHRASE, "bridge", "The bridge")


@dataclass
class Clock:
    """Tells the time that a test sets."""

    time: datetime = NINE

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, by: timedelta) -> None:
        self.time += by


@dataclass
class Archive:
    """Holds the snapshot that a test puts into it."""

    snapshot: Snapshot


def bridge_day(day: date, deed: str, said: str, who: str) -> str:
    """Make up an article about a bridge: something that happened on a day, and words on it."""
    return (
        f"---\ntitle: The bridge on {day:%d %B}\npublished: {day + timedelta(days=1)}\n---\n"
        f"On {day.day} {day:%B %Y} the bridge in Tartu was {deed}.\n\n"
        f"“{said},” said {who}, the mayor of Tartu, about the bridge.\n"
    )


ARTICLES = {
    f"{day.isoformat()}.md": bridge_day(day, deed, said, "Mari Kask")
    for day, deed, said in (
        (date(2024, 11, 2), "closed", "The bridge is too old to carry lorries"),
        (date(2025, 3, 9), "repaired", "We have waited for this bridge a whole winter"),
        (date(2025, 6, 21), "opened again", "Nobody needs a ferry beside a bridge"),
        (date(2025, 9, 17), "inspected", "The bridge will last another forty years"),
    )
}
NEWS = bridge_day(
    date(2026, 11, 4),
    "struck by a barge",
    "The bridge stands and it will go on standing",
    "Ants Oja",
)

MORE = bridge_day(
    date(2026, 11, 5),
    "painted",
    "The bridge has never been as green as it is now",
    "Ants Oja",
)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Snapshot]:
    """Make a snapshot of articles by file name."""
    built: dict[tuple[tuple[str, str], ...], Snapshot] = {}

    def written(**more: str) -> Snapshot:
        articles = ARTICLES | {f"{name}.md": text for name, text in more.items()}
        key = tuple(sorted(articles.items()))
        if key not in built:
            folder = tmp_path_factory.mktemp("articles")
            for name, text in articles.items():
                (folder / name).write_text(text, "utf-8")
            built[key] = _indexed(build_corpus(folder))
        return built[key]

    return written


def _indexed(corpus: Corpus) -> Snapshot:
    return Snapshot(corpus, Index.build(corpus))


@pytest.fixture(scope="session")
def small(written: Callable[..., Snapshot]) -> Snapshot:
    """Articles about a bridge: two parts to tell."""
    return written()


@pytest.fixture(scope="session")
def with_news(written: Callable[..., Snapshot]) -> Snapshot:
    """The same, and a fourth."""
    return written(news=NEWS)


@pytest.fixture(scope="session")
def without_news(written: Callable[..., Snapshot]) -> Snapshot:
    """The fifth without the fourth."""
    return written(more=MORE)


@pytest.fixture(scope="session")
def with_more(written: Callable[..., Snapshot]) -> Snapshot:
    """The same, and a fifth."""
    return written(news=NEWS, more=MORE)


@pytest.fixture(scope="session")
def shipped() -> Snapshot:
    """What Newsdesk ships."""
    return _indexed(build_corpus(shipped_seeds()))


@pytest.fixture(scope="session")
def blank_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state's file with nothing in it, to copy: migrating takes a while."""
    path = tmp_path_factory.mktemp("blank") / "state.db"

    async def make() -> None:
        await (await State.open(path)).close()

    asyncio.run(make())
    return path


@dataclass
class Plain:
    """Puts briefings into plain words: what they tell, by id."""

    failing: set[int] = field(default_factory=set)  # chats whose briefings cannot be rendered
    before: Callable[[], None] = lambda: None

    def digest(self, digest, subscription, chat, *, late=None) -> list[Draft]:
        self.before()
        if chat.id in self.failing:
            raise ZeroDivisionError
        for article in digest.briefing.sources:
            assert digest.corpus.article_by_id[article.id] is article
        words = {
            "text": f"{subscription.wanted.title} {digest.part}/{digest.parts}",
            "late": late.isoformat() if late else None,
            "fresh": [article.title for article in digest.fresh],
            "since": digest.since.isoformat() if digest.since else None,
            "day": digest.day.isoformat() if digest.day else None,
        }
        return [Draft(payload=words, items=digest.items, plain="plain", silent=chat.silent)]

    def exhausted(self, subscription, chat, related=()) -> list[Draft]:
        return [Draft(payload={"text": "had all"}, plain="had all")]


@dataclass
class Post:
    """Takes deliveries as Telegram would: each as a test says, else with success."""

    answer: Callable[[Delivery], Awaitable[Outcome]] | None = None
    pushed: list[Delivery] = field(default_factory=list)
    full: dict[int, float] = field(default_factory=dict)  # seconds for which a chat may have none
    gate: asyncio.Event = field(default_factory=asyncio.Event)  # turns come while it is set
    ids: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.gate.set()

    def wait(self, delivery: Delivery) -> float:
        return self.full.get(delivery.chat, 0.0)

    @asynccontextmanager
    async def turn(self, delivery: Delivery) -> AsyncIterator[None]:
        del delivery
        await self.gate.wait()
        yield

    async def push(self, delivery: Delivery) -> Outcome:
        self.pushed.append(delivery)
        if self.answer is not None:
            return await self.answer(delivery)
        return Sent(next(self.ids))

    @property
    def texts(self) -> list[str]:
        return [str(one.payload["text"]) for one in self.pushed]


@dataclass
class Desk:
    """The half of the bot that briefs, with a post of a test's own."""

    state: State
    clock: Clock
    archive: Archive
    render: Plain
    post: Post
    occurrences: Occurrences
    deliveries: Deliveries
    slept: list[float]

    async def subscribe(self, chat: int, wanted: Wanted = BRIDGE, **more) -> Subscription:
        """Let a chat follow something, due daily at nine (today's is due now)."""
        kind = ChatKind.PRIVATE if chat > 0 else ChatKind.GROUP
        await self.state.chats.ensure(Chat(id=chat, kind=kind, zone="UTC"))
        fields = {"at": time(9), "next_due": NINE} | more
        if fields.get("mode") is Mode.INSTANT:
            fields |= {"next_due": None, "at": None}
        return await self.state.subscriptions.add(Subscription(chat=chat, wanted=wanted, **fields))

    async def set_chat(self, id_: int, **changes) -> None:
        chat = await self.state.chats.get(id_)
        assert chat is not None
        await self.state.chats.save(replace(chat, **changes))

    async def tick(self) -> list[str]:
        """Tick, send all that can be sent, and give what was sent."""
        before = len(self.post.pushed)
        await self.occurrences.tick()
        await self.deliveries.drain()
        return self.post.texts[before:]

    async def next_day(self) -> list[str]:
        self.clock.pass_by(timedelta(days=1))
        return await self.tick()

    async def rows(self) -> list[Delivery]:
        """Give every delivery, the oldest first."""
        stats = await self.state.outbox.stats()
        found: list[Delivery] = []
        for id_ in count(1):
            if len(found) == sum(stats.by_state.values()):
                return found
            if (row := await self.state.outbox.get(id_)) is not None:
                found.append(row)
        raise AssertionError

    def restarted(self) -> Occurrences:
        """Give what would make occurrences after a start: it remembers nothing."""
        return replace(self.occurrences, _turn=asyncio.Lock(), _ticked=None)

    def briefings(self) -> Briefings:
        return Briefings(
            state=self.state,
            occurrences=self.occurrences,
            deliveries=self.deliveries,
            clock=self.clock,
        )

    def swap(self, snapshot: Snapshot) -> None:
        self.archive.snapshot = snapshot


@pytest.fixture
async def desk(small: Snapshot, blank_state: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk over some articles about a bridge, on a Monday at nine."""
    path = tmp_path / "state.db"
    shutil.copy(blank_state, path)
    clock = Clock()
    state = await State.open(path, clock=clock)
    archive, render, post = Archive(small), Plain(), Post()
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    deliveries = Deliveries(state=state, sender=post, clock=clock, sleep=sleep)
    occurrences = Occurrences(
        archive=archive,
        state=state,
        render=render,
        clock=clock,
        zone=ZoneInfo("UTC"),
        queued=deliveries.wake,
    )
    desk = Desk(state, clock, archive, render, post, occurrences, deliveries, slept)
    await desk.briefings().on_new_corpus()
    try:
        yield desk
    finally:
        await state.close()
