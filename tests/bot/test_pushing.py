"""Pushes: a delivery becomes one request, and its fate is told from what came back."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
import pytest_asyncio
import telegram.error
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.contract import Action, Button
from bot.locale import Translator, t
from bot.pacing import Pace
from bot.pushing import Pusher, payload
from bot.render import digest as rendering
from bot.render.digest import Digests
from bot.render.flat import flatten
from bot.render.rich import bold, cited, italic, rich
from bot.render.telegram import message
from briefings import outcomes
from briefings.digest import Composer
from storage.errors import StateUnavailable
from storage.models import Citation
from storage.snapshot import Snapshot
from storage.state.records import (
    Chat,
    ChatKind,
    Delivery,
    DeliveryState,
    Subscription,
    Wanted,
    WantedKind,
)

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)
CHAT = 1001
ROWS = (
    (
        Button(t("More"), Action(command="subscriptions", words="now 7")),
        Button(t("Passage {n}", n=2), Action(command="source", words="A1 2", page=3, edit=True)),
    ),
)
WORDS = rich(
    bold("Brücke"), " ", italic("A → Б"), " ", cited("[The Harbour ¶2]", Citation("A1", 2, 0, 4))
)


def delivery(**more) -> Delivery:
    words = message(flatten(WORDS, Translator()))
    content = payload(words, ROWS, Translator(), "v1")
    fields = {
        "id": 1,
        "subscription": 7,
        "chat": CHAT,
        "group": False,
        "part": 1,
        "payload": json.loads(json.dumps(content)),  # as it comes back from the outbox
        "due": NINE,
        "expires": NINE,
        "not_before": NINE,
        "state": DeliveryState.SENDING,
        "plain": words.text,
    }
    return Delivery(**(fields | more))


@pytest_asyncio.fixture
async def talk(made):
    talk = made()
    async with talk.application:
        yield talk


@pytest.fixture
def pusher(talk) -> Pusher:
    pace = Pace(clock=talk.seconds, sleep=talk.seconds.sleep)
    return Pusher(talk.application.bot, pace, talk.tokens)


def sent(talk) -> list[dict]:
    return [request.sent for request in talk.wire.of("sendMessage")]


# --- the request


async def test_a_delivery_is_sent_as_it_was_rendered(talk, pusher):
    outcome = await pusher.push(delivery(thread=77, silent=True))
    (request,) = talk.wire.of("sendMessage")
    assert outcome == outcomes.Sent(1000 + len(talk.wire.requests))
    assert request.text == "Brücke A → Б [The Harbour ¶2]"
    kinds = [e["type"] for e in json.loads(request.sent["entities"])]
    assert kinds[:2] == ["bold", "italic"]
    assert request.sent["chat_id"] == str(CHAT)
    assert request.sent["message_thread_id"] == "77"
    assert request.sent["disable_notification"] == "true"
    assert list(request.buttons) == ["More", "Passage 2"]
    kept = [await talk.tokens.recall(CHAT, data) for data in request.buttons.values()]
    assert [one.action for one in kept] == [button.action for row in ROWS for button in row]
    assert {one.version for one in kept} == {"v1"}


async def test_a_delivery_that_is_not_silent_says_nothing_of_it(talk, pusher):
    await pusher.push(delivery())
    assert sent(talk)[0].keys() >= {"chat_id", "text"}
    assert "disable_notification" not in sent(talk)[0]
    assert "message_thread_id" not in sent(talk)[0]


async def test_the_retry_as_plain_text_has_no_entities_and_keeps_its_buttons(talk, pusher):
    await pusher.push(delivery(retry_plain=True, plain="only words"))
    (request,) = talk.wire.of("sendMessage")
    assert request.text == "only words"
    assert "entities" not in request.sent
    assert list(request.buttons) == ["More", "Passage 2"]


async def test_where_the_state_keeps_no_buttons_a_briefing_goes_without(talk, pusher):
    talk.tokens.trouble = StateUnavailable("full")
    assert isinstance(await pusher.push(delivery()), outcomes.Sent)
    assert "reply_markup" not in sent(talk)[0]


async def test_pushes_keep_the_pace_and_know_when_a_chat_has_had_its_share(talk, pusher):
    one = delivery()
    assert pusher.wait(one) == 0
    async with pusher.turn(one):
        await pusher.push(one)
    assert pusher.wait(one) == pytest.approx(1)
    assert pusher.wait(delivery(chat=CHAT + 1)) == 0
    group = delivery(chat=-5, group=True)
    for _ in range(18):
        async with pusher.turn(group):
            pass
    assert pusher.wait(group) == pytest.approx(60 - 17, abs=0.1)


# --- what became of it


def after(cause: Exception, error: TelegramError) -> TelegramError:
    error.__cause__ = cause
    return error


REQUEST = httpx.Request("POST", "http://telegram.test")
ERRORS = [
    (after(httpx.ConnectError("no route"), NetworkError("x")), outcomes.NotSent),
    (after(httpx.ConnectTimeout("slow"), TimedOut()), outcomes.NotSent),
    (after(httpx.PoolTimeout("full"), TimedOut()), outcomes.NotSent),
    (after(httpx.ReadTimeout("slow"), TimedOut()), outcomes.Unknown),
    (after(httpx.WriteTimeout("slow"), TimedOut()), outcomes.Unknown),
    (after(httpx.ReadError("reset"), NetworkError("x")), outcomes.Unknown),
    (after(httpx.WriteError("reset"), NetworkError("x")), outcomes.Unknown),
    (after(httpx.CloseError("reset"), NetworkError("x")), outcomes.Unknown),
    (after(httpx.RemoteProtocolError("gone"), NetworkError("x")), outcomes.Unknown),
    (after(httpx.LocalProtocolError("bad"), NetworkError("x")), outcomes.Unknown),
    (after(httpx.DecodingError("gzip"), NetworkError("x")), outcomes.Unknown),
    (after(httpx.ProxyError("403"), NetworkError("x")), outcomes.NotSent),
    (after(RuntimeError("odd"), NetworkError("x")), outcomes.Unknown),
    (TimedOut(), outcomes.Unknown),
    (TelegramError("Invalid server response"), outcomes.Unknown),
    (NetworkError("Bad Gateway"), outcomes.Failed),
    (BadRequest("can't parse entities"), outcomes.Refused),
    (BadRequest("Chat not found"), outcomes.Forbidden),
    (BadRequest("Not enough rights to send text messages to the chat"), outcomes.Forbidden),
    (BadRequest("CHAT_WRITE_FORBIDDEN"), outcomes.Forbidden),
    (Forbidden("bot was blocked by the user"), outcomes.Forbidden),
    (ChatMigrated(-1001), outcomes.Migrated),
    (Conflict("two pollers"), outcomes.Refused),
    (InvalidToken("the secret token"), outcomes.NotSent),
    (EndPointNotFound("no such method"), outcomes.Unknown),
    (PassportDecryptionError("no"), outcomes.Unknown),
]


async def test_what_cannot_be_put_together_has_not_been_sent(talk, pusher):
    button = {"label": "More", "command": "brief", "of_another_version": 1}
    strange = replace(delivery(), payload={"text": "Words", "entities": [], "rows": [[button]]})
    assert isinstance(await pusher.push(strange), outcomes.NotSent)
    assert "sendMessage" not in {request.method for request in talk.wire.requests}


@pytest.mark.parametrize(("error", "outcome"), ERRORS, ids=lambda one: repr(one)[:60])
async def test_each_error_tells_what_became_of_a_push(talk, pusher, error, outcome):
    talk.wire.fail("sendMessage", error)
    found = await pusher.push(delivery())
    assert type(found) is outcome
    assert "secret" not in str(found)


def test_no_error_of_the_library_is_left_out():
    known = {type(error) for error, _ in ERRORS}
    found = inspect.getmembers(telegram.error, inspect.isclass)
    known.add(RetryAfter)  # see the answers below
    assert {kind for _, kind in found if issubclass(kind, TelegramError)} <= known


HTML = b"<html><h1>Sign in to this network</h1></html>"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (500, {"description": "Internal Server Error"}, outcomes.Failed),
        (502, HTML, outcomes.Failed),
        (503, b"", outcomes.Failed),
        (504, HTML, outcomes.Failed),
        (302, HTML, outcomes.Failed),
        (429, {"description": "Too Many", "parameters": {"retry_after": 9}}, outcomes.Flood),
        (429, {"description": "Too Many"}, outcomes.Failed),
        (429, HTML, outcomes.Failed),
        (400, {"description": "Bad Request: can't parse entities"}, outcomes.Refused),
        (403, {"description": "Forbidden: bot was kicked from the group chat"}, outcomes.Forbidden),
        (403, HTML, outcomes.Failed),
        (400, HTML, outcomes.Failed),
        (404, HTML, outcomes.NotSent),
        (401, {"description": "Unauthorized"}, outcomes.NotSent),
        (200, HTML, outcomes.Unknown),
        (200, b"", outcomes.Unknown),
        (200, b"\xff\xfe", outcomes.Unknown),
        (200, b"[]", outcomes.Unknown),
        (200, b"{}", outcomes.Unknown),
        (200, b'{"ok": true, "result": true}', outcomes.Unknown),
        (200, b'{"ok": true, "result": {"message_id": "x"}}', outcomes.Unknown),
    ],
)
async def test_each_answer_tells_what_became_of_a_push(talk, pusher, status, body, outcome):
    content = body if isinstance(body, bytes) else json.dumps({"ok": False, **body}).encode()
    talk.wire.failures.append(("sendMessage", (status, content)))
    assert type(await pusher.push(delivery())) is outcome
    assert len(sent(talk)) == 1


async def test_a_flood_halts_its_chat_for_answers_too(talk, pusher):
    talk.wire.fail("sendMessage", 429, description="Too Many", parameters={"retry_after": 40})
    assert await pusher.push(delivery()) == outcomes.Flood(40)
    assert pusher.wait(delivery()) == pytest.approx(40)
    assert pusher.pace.halted(CHAT) == pytest.approx(40)
    assert pusher.pace.halted(CHAT + 1) == 0


async def test_a_topic_that_is_gone_is_not_the_messages_fault(talk, pusher):
    for thread, outcome in ((7, outcomes.TopicGone), (None, outcomes.Refused)):
        talk.wire.fail("sendMessage", BadRequest("Message thread not found"))
        assert type(await pusher.push(delivery(thread=thread))) is outcome


# --- words that chats share


class Archive:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot


KABUL = Wanted(WantedKind.TOPIC, "kabul", "The fall of Kabul")


def subscription(id_: int, **more) -> Subscription:
    return Subscription(id=id_, chat=id_, wanted=KABUL, **more)


@pytest.fixture
def flattened(monkeypatch) -> list[object]:
    """What was put into words."""
    calls: list[object] = []

    def counting(rich, translator):
        calls.append(rich)
        return flatten(rich, translator)

    monkeypatch.setattr(rendering, "flatten", counting)
    return calls


def test_chats_that_are_told_the_same_share_its_words_but_not_its_buttons(shipped, flattened):
    digests = Digests(Archive(shipped), ZoneInfo("UTC"))
    composer = Composer()
    drafts = []
    for id_ in range(1, 40):
        digest = composer.digest(shipped, KABUL, since=NINE.replace(minute=id_))
        chat = Chat(id=id_, kind=ChatKind.PRIVATE, zone="Europe/Berlin", silent=id_ % 2 == 0)
        drafts += digests.digest(digest, subscription(id_), chat)
        if id_ == 1:
            alone = len(flattened)
    assert len(flattened) == alone
    assert len({draft.plain for draft in drafts}) == 1
    assert len({json.dumps(draft.payload["rows"]) for draft in drafts}) == 39
    assert {draft.silent for draft in drafts} == {True, False}
    assert all(len(draft.plain) <= 1_500 for draft in drafts)


@pytest.mark.parametrize(
    "other",
    [
        {"language": "ru"},
        {"late": NINE},
        {"had": True},
        {"wanted": replace(KABUL, title="Kabul")},
        {"fresh": True},
    ],
    ids=lambda one: next(iter(one)),
)
def test_chats_that_are_told_something_else_do_not_share_it(shipped, flattened, other):
    digests = Digests(Archive(shipped), ZoneInfo("UTC"))
    composer = Composer()
    wanted = other.get("wanted", KABUL)
    first = composer.digest(shipped, KABUL)
    chat = Chat(id=1, kind=ChatKind.PRIVATE)
    before = digests.digest(first, subscription(1), chat)
    alone = len(flattened)
    second = composer.digest(
        shipped,
        wanted,
        frozenset(first.items) if "had" in other else frozenset(),
        fresh={a.id: NINE for a in shipped.corpus.articles} if "fresh" in other else {},
        since=NINE if "fresh" in other else None,
    )
    then = digests.digest(
        second,
        replace(subscription(1), wanted=wanted),
        replace(chat, language=other.get("language")),
        late=other.get("late"),
    )
    assert len(flattened) > alone
    assert (then[0].plain != before[0].plain) or "language" in other


def test_a_digest_is_worded_from_the_corpus_that_it_is_of(shipped):
    """The corpus that is in place by then knows none of its articles."""
    archive = Archive(shipped)
    digests = Digests(archive, ZoneInfo("UTC"))
    digest = Composer().digest(shipped, KABUL)
    chat = Chat(id=1, kind=ChatKind.PRIVATE)
    before = digests.digest(digest, subscription(1), chat)
    archive.snapshot = Snapshot(replace(shipped.corpus, articles=(), version="none"), shipped.index)
    anew = Digests(archive, ZoneInfo("UTC"))
    assert anew.digest(digest, subscription(1), chat) == before
