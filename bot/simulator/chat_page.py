"""The chat page and the interface that only it uses, under `/sim/`.

The page runs in a browser beside other people's pages, so: nothing is done without the secret of
this run, which only the page holds; bodies are JSON; requests that another site started are
refused; and the page may load nothing but its own files.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, TypeAlias

from aiohttp import web

from bot.simulator.changes import Changes
from bot.simulator.deeds import DEEDS, Deed
from bot.simulator.faults import Faults
from bot.simulator.modelled import ROWS, told
from bot.simulator.models import Chat, Event, Person
from bot.simulator.world import World

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

SECRET_HEADER = "X-Simulator-Secret"  # noqa: S105 -- the header's name
MAX_STREAMS = 16
CHUNK = 64 * 1024
HEARTBEAT = 15.0  # seconds between comments that keep an idle stream open

_FOLDER = resources.files("bot.simulator") / "page"
_SCRIPTS = sorted(file.name for file in _FOLDER.iterdir() if file.name.endswith(".js"))
_FILES: Mapping[str, tuple[str, str]] = {
    **{f"/{name}": (name, "text/javascript") for name in _SCRIPTS},
    "/style.css": ("style.css", "text/css"),
    "/favicon.svg": ("favicon.svg", "image/svg+xml"),
    "/favicon.ico": ("favicon.svg", "image/svg+xml"),
}
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer, the refusals and what the router itself answers included."""


class ChatPage:
    """Serves the page, tells it what happens, and carries out what its people do."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        calls: Sequence[Mapping[str, Any]],
        changes: Changes,
        closing: Callable[[], bool],
    ) -> None:
        self.secret = secrets.token_urlsafe(24)
        self._run = secrets.token_hex(8)
        self._world = world
        self._faults = faults
        self._calls = calls
        self._changes = changes
        self._closing = closing
        self._streams = 0

    def add_routes(self, app: web.Application) -> None:
        """Add the page's routes to the application."""
        app.router.add_get("/", self._index)
        for path in _FILES:
            app.router.add_get(path, self._file)
        app.router.add_get("/sim/state", self._state)
        app.router.add_get("/sim/events", self._events)
        app.router.add_get("/sim/modelled", self._modelled)
        app.router.add_get("/sim/files/{id}", self._sent_file)
        app.router.add_get("/sim/pictures/{id}", self._picture)
        for path, deed in DEEDS.items():
            app.router.add_post(path, self._doing(deed))

    # --- files

    async def _index(self, _: web.Request) -> web.Response:
        page = _file("index.html").replace("{{secret}}", self.secret)
        return web.Response(text=page, content_type="text/html")

    async def _file(self, request: web.Request) -> web.Response:
        name, content_type = _FILES[request.path]
        return web.Response(text=_file(name), content_type=content_type)

    async def _sent_file(self, request: web.Request) -> web.Response:
        """Give a file to be saved; never to be shown, whatever it holds."""
        _refuse_other_sites(request)
        file = self._world.files.by_id(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(
            body=file.content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )

    async def _picture(self, request: web.Request) -> web.Response:
        """Give a picture to be shown: as that, whatever it holds."""
        _refuse_other_sites(request)
        file = self._world.files.by_id(request.match_info["id"])
        if file is None or file.media_type != "image/png":
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type="image/png")

    # --- what the page is told

    async def _state(self, request: web.Request) -> web.Response:
        _refuse_other_sites(request)
        world = self._world
        state = {
            "run": self._run,
            "last_event": world.last_event_id,
            "online": world.online,
            "bot": world.bot.as_user(),
            "inline": world.bot.inline,
            "people": [_person(person) for person in world.people],
            "chats": [self._chat(chat) for chat in world.chats],
            "clock": world.time(),
            "faults": self._faults.waiting,
            "calls": list(self._calls),
        }
        return web.json_response(state)

    async def _modelled(self, request: web.Request) -> web.Response:
        _refuse_other_sites(request)
        rows = [
            {
                "area": row.area,
                "has": row.has,
                "without_effect": "; ".join(row.without_effect),
                "lacks": told(row),
            }
            for row in ROWS
        ]
        return web.json_response(rows)

    def _chat(self, chat: Chat) -> dict[str, Any]:
        world = self._world
        people = [person for person in world.people if not chat.private or person.id == chat.id]
        language = people[0].language
        return {
            "id": chat.id,
            "type": chat.kind,
            "name": chat.name,
            "username": chat.username,
            "blocked": world.blocked(chat.id),
            "topics": [{"thread": topic.thread, "name": topic.name} for topic in chat.topics],
            "menus": {person.id: world.menus.shown_to(person, chat) for person in people},
            "description": world.descriptions.get(("description", language))
            or world.descriptions.get(("description", ""), ""),
            "messages": [message.as_shown() for message in world.messages(chat.id)],
        }

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events from the id on that the browser has seen last."""
        _refuse_other_sites(request)
        seen = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
        if not seen.isdecimal():
            raise _problem(web.HTTPBadRequest, "after is the number of an event")
        if self._streams >= MAX_STREAMS:
            raise _problem(web.HTTPServiceUnavailable, "too many pages are open")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        self._streams += 1
        try:
            await response.prepare(request)
            await self._stream(response, int(seen))
        except ConnectionError:  # the page was closed
            pass
        finally:
            self._streams -= 1
        return response

    async def _stream(self, response: web.StreamResponse, seen: int) -> None:
        """Write what is new from the world's own bounded log: a slow page queues nothing here."""
        hello = {"run": self._run}
        await response.write(f"event: hello\ndata: {json.dumps(hello)}\n\n".encode())
        while not self._closing():
            events = self._world.events_after(seen)
            if events is None:  # too far behind, or from another run: it fetches the state anew
                seen = self._world.last_event_id
                await response.write(f"id: {seen}\nevent: reset\ndata: {{}}\n\n".encode())
            elif events:
                seen = events[-1].id
                await response.write("".join(map(_as_event, events)).encode())
            elif not await self._changes.wait(HEARTBEAT):
                await response.write(b": still here\n\n")

    # --- what its people do

    def _doing(self, deed: Deed) -> Handler:
        """A handler that checks who asks and what, and then does it."""

        async def handle(request: web.Request) -> web.Response:
            body = await self._body(request, deed)
            try:
                done = deed.do(self._world, self._faults, body)
            except (LookupError, ValueError, OverflowError) as error:
                raise _problem(web.HTTPBadRequest, str(error)) from error
            return web.json_response(done)

        return handle

    async def _body(self, request: web.Request, deed: Deed) -> dict[str, Any]:
        """The request's JSON object with the deed's fields; refuses everything else."""
        _refuse_other_sites(request)
        given = request.headers.get(SECRET_HEADER, "")
        if not secrets.compare_digest(given.encode(), self.secret.encode()):
            raise _problem(web.HTTPForbidden, "this page belongs to an earlier run: reload it")
        if request.content_type != "application/json":
            raise _problem(web.HTTPUnsupportedMediaType, "the body must be JSON")
        raw = await _limited(request, deed.most)
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            raise _problem(web.HTTPBadRequest, "the body is not JSON") from None
        if not isinstance(body, dict) or not deed.takes(body):
            raise _problem(web.HTTPBadRequest, f"expected the fields {', '.join(deed.fields)}")
        return body


def _person(person: Person) -> dict[str, Any]:
    return {"id": person.id, "name": person.name, "role": person.role}


async def _limited(request: web.Request, most: int) -> bytes:
    """The body, up to the deed's own limit."""
    chunks = bytearray()
    async for chunk in request.content.iter_chunked(CHUNK):
        chunks += chunk
        if len(chunks) > most:
            raise _problem(web.HTTPBadRequest, f"the body is over {most} bytes")
    return bytes(chunks)


def _refuse_other_sites(request: web.Request) -> None:
    """Refuse what a page of another site started; the browser says so by itself."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise _problem(web.HTTPForbidden, "another site may not use the simulator")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        raise _problem(web.HTTPForbidden, "another site may not use the simulator")


def _problem(kind: type[web.HTTPException], reason: str) -> web.HTTPException:
    body = json.dumps({"error": reason})
    return kind(text=body, content_type="application/json")


def _as_event(event: Event) -> str:
    body = {"chat_id": event.chat_id, "body": event.body}
    return f"id: {event.id}\nevent: {event.kind}\ndata: {json.dumps(body)}\n\n"


@lru_cache(maxsize=len(_FILES) + 1)
def _file(name: str) -> str:
    """A file of the page, out of the package."""
    return (_FOLDER / name).read_text(encoding="utf-8")
