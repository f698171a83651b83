"""The stand-in's HTTP edge: one loopback port for the Bot API and for the chat page."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeVar

from aiohttp import web
from aiohttp.web_request import FileField

from bot.simulator.calls import Call
from bot.simulator.changes import Changes
from bot.simulator.chat_page import HEADERS, ChatPage
from bot.simulator.clock import AdjustableClock, Clock
from bot.simulator.conformance import decoded
from bot.simulator.faults import Fault, Faults, Lost
from bot.simulator.files import MAX_FILE
from bot.simulator.limits import MAX_DOWNLOAD, Refused, bad_request
from bot.simulator.models import (
    NEWSROOM,
    READER,
    BotProfile,
    Chat,
    Message,
    Person,
    Query,
    Upload,
)
from bot.simulator.telegram import BotApi
from bot.simulator.webhook import Webhook
from bot.simulator.world import PEOPLE, World

HOST = "127.0.0.1"
MAX_BODY = 1 << 20
HTTP_PORT = 80  # browsers leave it out of the Host header
MAX_CALLS = 5_000
MAX_SHOWN_CALLS = 100
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
T = TypeVar("T")


class Simulator:
    """A local stand-in of Telegram: the Bot API for a bot, a chat page for people.

    Use it as `async with Simulator() as simulator:`; from then on `simulator.url` answers.
    A bot talks to it with `base_url=f"{url}/bot"` and `base_file_url=f"{url}/file/bot"`; people
    open `url` in a browser, tests call `say` and `press`.

    `token` is made up anew by default; `port` 0 takes a free one; `users` are the people who can
    write, `groups` the supergroups that all of them are in; `clock` tells the time beneath (aware
    UTC). `simulator.clock` tells the time of messages and can be set forward: give it to the bot.
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        port: int = 0,
        users: Iterable[Person] = PEOPLE,
        groups: Iterable[Chat] = (NEWSROOM,),
        clock: Clock | None = None,
        bot: BotProfile | None = None,
    ) -> None:
        self.world = World(users, groups=groups, clock=clock, bot=bot)
        self.token = token or f"{self.world.bot.id}:{secrets.token_urlsafe(26)}"
        self.faults = Faults(self._tell_faults)
        self.calls: deque[Call] = deque(maxlen=MAX_CALLS)
        self._call_count = 0
        self._shown_calls: deque[dict[str, Any]] = deque(maxlen=MAX_SHOWN_CALLS)
        self._port = port
        self._closing = False
        self._changes = Changes()
        self._webhook = Webhook(self.world, self._changes)
        self._bringing: asyncio.Task[None] | None = None
        self._api = BotApi(self.world, self._changes, self._webhook, lambda: self._closing)
        self._page = ChatPage(
            self.world, self.faults, self._shown_calls, self._changes, lambda: self._closing
        )
        self._runner: web.AppRunner | None = None

    # --- life

    async def __aenter__(self) -> Self:
        self.world.subscribe(self._changes.notify)
        app = web.Application(client_max_size=MAX_BODY, middlewares=[self._only_loopback])
        app.on_response_prepare.append(_guard)
        app.router.add_route("*", "/bot{token}/{method}", self._answer_bot)
        app.router.add_get("/file/bot{token}/{path:.*}", self._answer_file)
        self._page.add_routes(app)
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=1
        )  # an access log would hold the token
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        self._bringing = asyncio.create_task(self._webhook.run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing = True
        if self._bringing is not None:
            self._bringing.cancel()
            await asyncio.wait({self._bringing})
        self._changes.notify()  # long polls and event streams end now
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Address of the chat page and root of the Bot API, without a slash at its end."""
        return f"http://{HOST}:{self._port}"

    @property
    def clock(self) -> AdjustableClock:
        """The world's clock."""
        return self.world.clock

    # --- for tests

    def calls_of(self, method: str) -> list[Call]:
        """The recorded requests of one method, oldest first."""
        return [call for call in self.calls if call.method == method]

    async def wait_for(self, condition: Callable[[], T | None], timeout: float = 10) -> T:  # noqa: ASYNC109
        """The condition's first true value; asked again after each change, never by the clock.

        TimeoutError after that many seconds, naming the latest requests of the bot.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + timeout
        while not (value := condition()):
            if not await self._changes.wait(max(end - clock(), 0)):
                latest = [f"{call.method} → {call.status}" for call in list(self.calls)[-8:]]
                raise TimeoutError(f"nothing of that in {timeout} s; latest requests: {latest}")
        return value

    async def say(
        self,
        text: str,
        user: Person = READER,
        *,
        timeout: float = 10,  # noqa: ASYNC109
    ) -> Message:
        """Write to the bot in private and wait for its first message thereafter."""
        asked = self.world.user_says(user.id, user, text)

        def answer() -> Message | None:
            return next((m for m in self.world.answers(user.id) if m.id > asked.id), None)

        return await self.wait_for(answer, timeout)

    async def press(
        self,
        message: Message,
        label: str,
        user: Person = READER,
        *,
        timeout: float = 10,  # noqa: ASYNC109
    ) -> Query:
        """Press the button whose text contains the label and wait for the query's answer.

        A bot may edit the message after that; wait for the edit with `wait_for`.
        """
        query_id = self.world.press(message.id, message.button(label), user).id

        def answered() -> Query | None:
            query = self.world.query(query_id)
            return query if query and query.answered else None

        return await self.wait_for(answered, timeout)

    # --- HTTP

    @web.middleware
    async def _only_loopback(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse other names for this machine: a page elsewhere could be bound to its address."""
        if request.headers.get("Host", "").lower() not in self._hosts():
            return web.Response(status=421, text="This is a local simulator.")
        return await handler(request)

    def _hosts(self) -> frozenset[str]:
        names = ("127.0.0.1", "localhost", "[::1]")
        with_port = {f"{name}:{self._port}" for name in names}
        return frozenset(with_port | set(names) if self._port == HTTP_PORT else with_port)

    async def _answer_bot(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if not self._knows(request.match_info["token"]):
            return _answered(*_refusal(Refused(401, "Unauthorized")))
        began = time.perf_counter()
        fault = self.faults.meet(method)
        if fault is not None and fault.lost is Lost.UNREAD:
            _drop(request)
            return web.Response()
        try:
            sent = await _sent(request)
        except Refused as refused:
            return self._recorded(method, {}, *_refusal(refused), began)
        except ConnectionError:  # the bot was stopped before its request was out
            return web.Response()
        parameters = decoded(method, sent)
        fault = fault or self.faults.take(method, parameters)
        if fault is not None and not fault.done:
            return self._failed(request, method, sent, fault, began)
        try:
            result = await self._api.call(method, parameters)
        except Refused as refused:
            response = self._recorded(method, sent, *_refusal(refused), began)
        else:
            status = 0 if fault is not None and fault.lost else 200
            response = self._recorded(method, sent, status, {"ok": True, "result": result}, began)
        return await _spoilt(request, response, fault) if fault is not None else response

    def _failed(
        self,
        request: web.Request,
        method: str,
        sent: Mapping[str, Any],
        fault: Fault,
        began: float,
    ) -> web.Response:
        """Answer as the fault says instead of carrying the request out."""
        if fault.lost is Lost.REQUEST:
            _drop(request)
            return self._recorded(method, sent, 0, {}, began)
        refused = Refused(fault.status, fault.description, fault.parameters)
        response = self._recorded(method, sent, *_refusal(refused), began)
        return response if fault.body is None else _page(fault)

    def _recorded(
        self,
        method: str,
        sent: Mapping[str, Any],
        status: int,
        answer: Mapping[str, Any],
        began: float,
    ) -> web.Response:
        call = Call(
            method,
            sent,
            decoded(method, sent),
            status,
            answer,
            self.world.clock(),
            time.perf_counter() - began,
        )
        self.calls.append(call)
        self._call_count += 1
        shown = {"id": self._call_count, **call.summary(self.token)}
        self._shown_calls.append(shown)
        self.world.tell_page("call", shown)
        return _answered(status or 500, answer)

    def _tell_faults(self) -> None:
        self.world.tell_page("faults", {"waiting": self.faults.waiting})

    def _knows(self, token: str) -> bool:
        return secrets.compare_digest(token.encode(), self.token.encode())

    async def _answer_file(self, request: web.Request) -> web.Response:
        if not self._knows(request.match_info["token"]):
            return _answered(*_refusal(Refused(401, "Unauthorized")))
        file = self.world.files.by_path(request.match_info["path"])
        if file is None or len(file.content) > MAX_DOWNLOAD:
            return _answered(*_refusal(Refused(404, "Not Found")))
        return web.Response(
            body=file.content,
            content_type="application/octet-stream",
        )


async def _guard(_: web.Request, response: web.StreamResponse) -> None:
    """Put the page's headers on every answer, whoever gives it."""
    response.headers.update(HEADERS)


def _refusal(refused: Refused) -> tuple[int, dict[str, Any]]:
    answer: dict[str, Any] = {
        "ok": False,
        "error_code": refused.status,
        "description": refused.description,
    }
    if refused.parameters:
        answer["parameters"] = dict(refused.parameters)
    return refused.status, answer


def _answered(status: int, answer: Mapping[str, Any]) -> web.Response:
    return web.json_response(answer, status=status)


def _drop(request: web.Request) -> None:
    """Cut the connection; whatever the handler returns is not sent any more."""
    if request.transport is not None:
        request.transport.abort()


def _page(fault: Fault) -> web.Response:
    return web.Response(status=fault.status, text=fault.body, content_type="text/html")


async def _spoilt(request: web.Request, answer: web.Response, fault: Fault) -> web.Response:
    """Spoil the answer to a request that was carried out, as the fault says."""
    await asyncio.sleep(fault.delay)
    if fault.lost is not None:
        _drop(request)
    return answer if fault.body is None else _page(fault)


async def _sent(request: web.Request) -> dict[str, Any]:
    """Parameters out of the address, a form, a multipart form or a JSON object."""
    sent: dict[str, Any] = dict(request.query)
    try:
        if request.content_type == "application/json":
            body = json.loads(await request.read() or b"{}")
            if not isinstance(body, dict):
                raise bad_request("expected a JSON object")
            return sent | body
        form = await request.clone(client_max_size=MAX_BODY + MAX_FILE).post()
    except web.HTTPRequestEntityTooLarge:
        raise Refused(413, "Request Entity Too Large") from None
    except (ValueError, RecursionError):
        raise bad_request("can't parse the request's body") from None
    for name, value in form.items():
        if isinstance(value, FileField):
            with value.file as file:
                sent[name] = Upload(value.filename, value.content_type, file.read())
        else:
            sent[name] = value
    return sent
