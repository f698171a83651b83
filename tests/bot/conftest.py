"""A bot to talk with: the real application, a recording wire in the place of HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram import Update
from telegram.request import BaseRequest, RequestData

from bot.app import bare_application, build_briefings, listen
from bot.cli import main
from bot.commands import help as help_command
from bot.commands import reload, start, stats
from bot.config import Settings, load
from bot.contract import (
    EVERY_MENU,
    Action,
    Answer,
    Ask,
    Button,
    Command,
    Example,
    PersonError,
    Text,
)
from bot.locale import t
from bot.pacing import Pace
from bot.pictures.drawing import Pictures
from bot.render.rich import cited, rich
from bot.simulator import violations
from bot.tally import Tally
from bot.tokens import Remembered, StoredTokens
from briefings.running import Briefings
from storage.additions import Deed
from storage.building import build_corpus, build_snapshot
from storage.corpus import Snapshot, shipped_seeds
from storage.corrections import Correction
from storage.diff import Diff, diff
from storage.models import (
    Article,
    Citation,
    Corpus,
    CorrectionResult,
    Passage,
    PassageKind,
    Publication,
    PublicationBasis,
    When,
)
from storage.overlay import overlaid
from storage.search import Index
from storage.state import State

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz012345"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Newsdesk", "username": "newsdesk_bot"}
READER, ADMIN, STRANGER = 1001, 1, 666
GROUP, CHANNEL = -100500, -100700
SAYING = ("sendMessage", "sendPhoto", "editMessageText", "editMessageMedia")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Clock:
    """Tells the time that a test sets."""

    time: datetime = NOON

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class Seconds:
    """Counts seconds, which pass only while somebody sleeps, and then at once."""

    passed: float = 0.0

    def __call__(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds


@dataclass(frozen=True)
class Request:
    """A request that the bot made."""

    method: str
    sent: dict[str, Any]
    message: int = field(default=0, compare=False)  # the id of the message that it sends or changes

    @property
    def text(self) -> str:
        media = json.loads(self.sent.get("media") or "{}")
        return str({**media, **self.sent}.get("text", {**media, **self.sent}.get("caption", "")))

    @property
    def buttons(self) -> dict[str, str]:
        """What the buttons say, and their data."""
        rows = json.loads(self.sent.get("reply_markup") or '{"inline_keyboard": []}')
        buttons = (button for row in rows["inline_keyboard"] for button in row)
        return {b["text"]: b["callback_data"] for b in buttons if "callback_data" in b}

    @property
    def copied(self) -> dict[str, str]:
        """What buttons that copy say, and what they copy."""
        rows = json.loads(self.sent.get("reply_markup") or '{"inline_keyboard": []}')
        buttons = (button for row in rows["inline_keyboard"] for button in row)
        return {b["text"]: b["copy_text"]["text"] for b in buttons if "copy_text" in b}


def chat_of(id_: int, **more: Any) -> dict[str, Any]:
    """A chat of an id as Telegram shows it."""
    kind = "private" if id_ > 0 else "channel" if id_ == CHANNEL else "supergroup"
    return {"id": id_, "type": kind, **more}


class Wire(BaseRequest):
    """In the place of HTTP: records requests, answers as Telegram would, or fails as told."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.failures: deque[tuple[str, Exception | tuple[int, bytes]]] = deque()
        self.members: dict[tuple[int, int], dict[str, Any]] = {}
        self.chats: dict[str, dict[str, Any]] = {}

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    def fail(self, method: str, failure: Exception | bytes | int, **body: Any) -> None:
        """Let the next request of that method raise, be answered by bytes, or by a status."""
        if isinstance(failure, bytes):
            self.failures.append((method, (200, failure)))
        elif isinstance(failure, int):
            content = json.dumps({"ok": False, **body}).encode()
            self.failures.append((method, (failure, content)))
        else:
            self.failures.append((method, failure))

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        sent: dict[str, Any] = dict(request_data.json_parameters) if request_data else {}
        sent |= (request_data.multipart_data or {}) if request_data else {}
        request = Request(name, sent, int(sent.get("message_id", 1001 + len(self.requests))))
        self.requests.append(request)
        if self.failures and self.failures[0][0] == name:
            _, failure = self.failures.popleft()
            if isinstance(failure, Exception):
                raise failure
            return failure
        result = self._result(request)
        if result is None:
            refused = {"ok": False, "error_code": 400, "description": "Bad Request: not found"}
            return 400, json.dumps(refused).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _result(self, request: Request) -> object:
        if request.method == "getMe":
            return BOT
        if request.method in {*SAYING, "sendDocument"}:
            chat = int(request.sent["chat_id"])
            return {
                "message_id": request.message,
                "date": 1,
                "chat": chat_of(chat),
                "text": request.text,
            }
        if request.method == "getChatMember":
            asked = (int(request.sent["chat_id"]), int(request.sent["user_id"]))
            return self.members.get(asked)
        if request.method == "getChat":
            return self.chats.get(request.sent["chat_id"])
        return True

    def of(self, method: str) -> list[Request]:
        return [request for request in self.requests if request.method == method]


@dataclass
class KeptTokens:
    """Tokens in memory; or none, where a test wants trouble."""

    kept: dict[tuple[int, str], Remembered] = field(default_factory=dict)
    trouble: Exception | None = None

    async def remember(self, chat: int, actions: Sequence[Action], version: str) -> list[str]:
        self._fail_as_told()
        tokens = [f"t{len(self.kept) + n}" for n in range(len(actions))]
        kept = (Remembered(action, version) for action in actions)
        self.kept.update({(chat, one): a for one, a in zip(tokens, kept, strict=True)})
        return tokens

    async def recall(self, chat: int, token: str) -> Remembered | None:
        self._fail_as_told()
        return self.kept.get((chat, token))

    def _fail_as_told(self) -> None:
        if self.trouble is not None:
            raise self.trouble


@dataclass
class Articles:
    """An archive whose reload does what a test tells it to."""

    snapshot: Snapshot
    ending: Diff | BaseException = field(default_factory=lambda: Diff(facts={}))
    script: Any = None  # awaited with the progress callback
    forced: list[bool] = field(default_factory=list)
    overlay: str = ""
    contents: list[tuple[str, bytes]] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)

    async def reload(self, *, force: bool = False, progress: Any = None) -> Diff:
        self.forced.append(force)
        if self.script is not None:
            await self.script(progress)
        if isinstance(self.ending, BaseException):
            raise self.ending
        return self.ending

    async def correct(self, entry: Correction, *, progress: Any = None) -> CorrectionResult:
        """Correct as an archive does, but in this process and without a file."""
        if isinstance(self.ending, BaseException):
            raise self.ending
        text, where = overlaid(self.overlay, entry)
        corpus = build_corpus(Path(self.snapshot.corpus.folder), overlay=text)
        result = next(one for one in corpus.corrections if one.where == where)
        if result.facts:
            self.overlay, self.snapshot = text, Snapshot(corpus, Index.build(corpus))
        return result

    async def add(self, content: bytes, suffix: str, *, progress: Any = None) -> Diff:
        """Note what is added, and give what a test tells it to."""
        found = await self.reload(progress=progress)
        self.contents.append((suffix, content))
        self.deeds.append(Deed(added=True, name=f"{len(self.contents)}{suffix}", title="Added"))
        return found

    async def remove(self, article: str, *, progress: Any = None) -> Diff:
        """Note what is removed."""
        found = await self.reload(progress=progress)
        self.deeds.append(Deed(added=False, name=article, title="Removed"))
        return found

    async def undoable(self) -> Deed | None:
        return self.deeds[-1] if self.deeds else None

    async def undo(self, deed: Deed, *, progress: Any = None) -> Diff:
        """Forget the last deed."""
        found = await self.reload(progress=progress)
        assert self.deeds.pop() == deed
        return found


@dataclass
class Talk:
    """Says things to the bot, and gives what it answered; `language` is that of the client."""

    application: Any
    wire: Wire
    tokens: KeptTokens
    archive: Articles
    clock: Clock
    waits: list[float]
    seconds: Seconds
    updates: int = 0
    briefings: Briefings | None = None
    language: str | None = None

    async def say(
        self,
        text: str | None,
        *,
        user: int = READER,
        chat: int | None = None,
        kind: str = "message",
        thread: int | None = None,
        **more: Any,
    ) -> list[Request]:
        """Write to the bot; give the messages that it sent or changed."""
        chat = user if chat is None else chat
        message: dict[str, Any] = {
            "message_id": 500 + self.updates,
            "date": 1,
            "chat": chat_of(chat),
            "from": self._person(user),
            **more,
        }
        if text is not None:
            message["text"] = text
            if text.startswith("/"):
                end = len(text.split()[0])
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": end}]
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        return await self.process({kind: message})

    async def press(
        self, request: Request, label: str, *, user: int = READER, chat: int | None = None
    ) -> list[Request]:
        """Press a button of a message that the bot sent."""
        return await self.send_callback(request.buttons[label], user=user, chat=chat)

    async def send_callback(
        self,
        data: str,
        *,
        user: int = READER,
        chat: int | None = None,
        message_id: int = 900,
        thread: int | None = None,
        **more: Any,
    ) -> list[Request]:
        chat = user if chat is None else chat
        holder: dict[str, Any] = {
            "message_id": message_id,
            "date": 1,
            "chat": chat_of(chat),
            "text": "pressed",
            **more,
        }
        if thread is not None:
            holder |= {"message_thread_id": thread, "is_topic_message": True}
        query: dict[str, Any] = {"id": "q", "chat_instance": "c", "data": data}
        query |= {"from": self._person(user), "message": holder}
        return await self.process({"callback_query": query})

    def _person(self, user: int) -> dict[str, Any]:
        told = {"language_code": self.language} if self.language is not None else {}
        return {"id": user, "is_bot": False, "first_name": "Someone", **told}

    async def process(self, content: dict[str, Any], *, again: bool = False) -> list[Request]:
        """Let the bot work on an update; `again`: one that it had already."""
        self.updates += not again
        update = {"update_id": self.updates, **content}
        before = len(self.wire.requests)
        await self.application.process_update(Update.de_json(update, self.application.bot))
        return [request for request in self.wire.requests[before:] if request.method in SAYING]

    @property
    def alerts(self) -> list[str | None]:
        """What the pressed buttons were answered."""
        return [request.sent.get("text") for request in self.wire.of("answerCallbackQuery")]


def article(id_: str, title: str, day: datetime, *lines: str) -> Article:
    """An article of a publisher of its own."""
    return Article(
        id=id_,
        file=f"{id_.lower()}.md",
        key=id_,
        content_hash=id_,
        title=title,
        publisher=f"The {title.split(maxsplit=1)[0]}",
        passages=tuple(
            Passage(n, PassageKind.TEXT, line, line) for n, line in enumerate(lines, start=1)
        ),
        published=Publication(
            When(day.date(), day.date()), day.date(), PublicationBasis.METADATA, certain=True
        ),
    )


@pytest.fixture(scope="session")
def shipped() -> Snapshot:
    """What Newsdesk ships."""
    return build_snapshot(shipped_seeds())


@pytest.fixture
def archive(shipped: Snapshot) -> Articles:
    """An archive of what Newsdesk ships, whose reload changes nothing."""
    return Articles(shipped, ending=diff(shipped.corpus, shipped.corpus))


@pytest.fixture
def corpus() -> Corpus:
    """Two articles without facts."""
    return Corpus(
        version="v1",
        articles=(
            article("A1", "Harbour reopens", datetime(2021, 7, 1, tzinfo=UTC), "One.", "Two."),
            article("A2", "Ferry returns", datetime(2021, 9, 1, tzinfo=UTC), "Three."),
        ),
    )


def _echo(ask: Ask) -> Answer:
    who = f"{ask.place.user} {'admin' if ask.admin else 'reader'}"
    return Answer(blocks=(rich(f"<{ask.words}> {who} {ask.now:%H:%M}"),))


def _fact(ask: Ask) -> Answer:
    if not ask.words:
        raise PersonError(t("Say which."))
    place = Citation("A1", 2, 0, 4)
    other = Button(Text("Other"), Action(command="echo", words="other"))
    return Answer(blocks=(rich("Two. ", cited("[The Harbour ¶2]", place)),), choices=((other,),))


def _long(ask: Ask) -> Answer:
    blocks = tuple(rich(f"Page {n} of <{ask.words}> " + "word " * 300) for n in range(1, 4))
    return Answer(blocks=blocks)


def _broken(ask: Ask) -> Answer:
    raise ZeroDivisionError


async def never(_: float) -> None:
    """Wait for as long as it takes."""
    await asyncio.get_running_loop().create_future()


FACTS = (
    Command(
        name="echo",
        summary=t("repeats"),
        menu=EVERY_MENU,
        usage="WORDS",
        examples=(Example(line="/echo a b", expects=("<a b>",)),),
        answer=_echo,
    ),
    Command(name="fact", summary=t("cites"), usage="X", answer=_fact),
    Command(name="long", summary=t("goes on"), answer=_long),
    Command(name="broken", summary=t("fails"), answer=_broken),
    Command(name="source", summary=t("opens"), answer=_echo),
    Command(name="find", summary=t("finds"), answer=_echo),
    start.COMMAND,
    reload.COMMAND,
    stats.COMMAND,
)
COMMANDS = (*FACTS, help_command.declare(FACTS))


@pytest.fixture
def made(corpus, bot_api):
    """Make bots that are set up in some way; at the end their requests are held to the table."""
    wires: list[Wire] = []

    def make(
        snapshot: Snapshot | None = None,
        commands: tuple[Command, ...] = COMMANDS,
        *,
        state: State | None = None,
        clock: Clock | None = None,
        idle: Callable[[float], Awaitable[None]] = never,
        pictures: Pictures | None = None,
        archive: Any = None,
        **variables: Any,
    ) -> Talk:
        settings: Settings = load(
            env_file=None,
            **{
                "telegram_bot_token": TOKEN,
                "admin_ids": frozenset({ADMIN}),
                "rate_limit": 0,  # tests ask faster than people do
                **variables,
            },
        )
        wire, tokens, clock = Wire(), KeptTokens(), clock or Clock()
        wires.append(wire)
        if snapshot is None:
            snapshot = Snapshot(corpus, index=None)  # type: ignore[arg-type]  # not asked
        archive = archive or Articles(snapshot)
        waits: list[float] = []

        async def sleep(seconds: float) -> None:
            waits.append(seconds)

        seconds = Seconds()
        pace = Pace(clock=seconds, sleep=seconds.sleep)
        tally = Tally()
        application = bare_application(settings, tally, request=wire)
        kept = tokens if state is None else StoredTokens(state)
        briefings = (
            build_briefings(application, settings, archive, state, kept, pace=pace, clock=clock)
            if state is not None
            else None
        )
        gateway = listen(
            application,
            settings,
            archive,
            kept,
            clock=clock,
            sleep=sleep,
            pace=pace,
            tally=tally,
            error_id=lambda: "e1",
            pictures=pictures,
            commands=commands,
            briefings=briefings,
            idle=idle,
        )
        talk = Talk(application, wire, tokens, archive, clock, waits, seconds)
        talk.briefings, talk.gateway, talk.tally = briefings, gateway, tally
        return talk

    yield make
    if bot_api is not None:
        assert [line for wire in wires for line in violations(wire.requests, bot_api)] == []


@pytest_asyncio.fixture
async def talk(made) -> AsyncIterator[Talk]:
    """A bot that is open to everyone."""
    talk = made()
    async with talk.application:
        yield talk


def texts(requests: Iterable[Request]) -> list[str]:
    """What messages say."""
    return [request.text for request in requests]


@pytest.fixture
def logs_put_back():
    """Let the command line set logging up, and take it back afterwards."""
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    root.handlers = []
    yield
    root.setLevel(before[0])
    root.handlers = before[1]
    logging.captureWarnings(capture=False)


@pytest.fixture
def newsdesk(capsys):
    """Run the command line; give exit code, standard output, standard error."""

    def newsdesk(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        return (code, *capsys.readouterr())

    return newsdesk
