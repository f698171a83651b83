"""What the people of the chat page can do, by the address that the page posts it to."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.simulator import faults
from bot.simulator.faults import Fault, Faults
from bot.simulator.files import MAX_FILE
from bot.simulator.world import World

MAX_BODY = 64 * 1024
MAX_FILE_BODY = MAX_FILE // 3 * 4 + MAX_BODY  # base64 in JSON
MAX_RETRY_AFTER = 600


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that the page's people can do: its fields, and what it does with them."""

    fields: Mapping[str, type]
    do: Callable[[World, Faults, Mapping[str, Any]], dict[str, Any]]
    optional: Mapping[str, type] = field(default_factory=dict)
    most: int = MAX_BODY

    def takes(self, body: Mapping[str, Any]) -> bool:
        """Whether these are the fields, and their values of the right type."""
        known = {**self.fields, **self.optional}
        return (
            self.fields.keys() <= body.keys() <= known.keys()
            # Not isinstance: True is no number here.
            and all(type(value) is known[name] for name, value in body.items())
        )


def _say(world: World, _: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    message = world.user_says(_chat_id(body), body["as"], body["text"], **_whereto(body))
    return {"message_id": message.id}


def _send_file(world: World, _: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    try:
        content = base64.b64decode(body["content"], validate=True)
    except ValueError:
        raise ValueError("the file's content is not base64") from None
    message = world.user_sends_file(
        _chat_id(body),
        body["as"],
        body["name"][:255],
        content,
        media_type=body.get("type") or "application/octet-stream",
        caption=body.get("caption", ""),
        **_whereto(body),
    )
    return {"message_id": message.id}


def _press(world: World, _: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    query = world.press(body["message_id"], body["data"], body["as"], chat_id=_chat_id(body))
    return {"query_id": query.id}


def _block(world: World, _: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    world.block(body["as"], blocked=body["blocked"], chat_id=_chat_id(body))
    return {"blocked": world.blocked(_chat_id(body))}


def _ask_inline(world: World, _: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    offset = body.get("offset", "")
    query = world.user_asks_inline(_chat_id(body), body["as"], body["query"], offset)
    return {"query_id": query.id, "heard": world.hears("inline_query")}


def _choose(world: World, _: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    message = world.user_chooses(
        body["chat"], body["query_id"], body["result_id"], thread=body.get("thread")
    )
    return {"message_id": message.id}


def _add_fault(_: World, pending: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    if body["method"] not in {faults.ANY, "sendMessage", "editMessageText"}:
        raise ValueError("faults are for sendMessage, editMessageText or any")
    if not 1 <= body.get("retry_after", 1) <= MAX_RETRY_AFTER:
        raise ValueError(f"a pause has 1 to {MAX_RETRY_AFTER} seconds")
    kinds: Mapping[str, Callable[[], Fault]] = {
        "429": lambda: faults.too_many_requests(body.get("retry_after", 1)),
        "403": faults.blocked,
        "502": faults.bad_gateway,
        "lose_request": faults.lose_request,
        "lose_answer": faults.lose_answer,
    }
    if body["kind"] not in kinds:
        raise ValueError(f"a fault is one of {', '.join(kinds)}")
    pending.add(body["method"], kinds[body["kind"]]())
    return {"waiting": pending.waiting}


def _clear_faults(_: World, pending: Faults, __: Mapping[str, Any]) -> dict[str, Any]:
    pending.clear()
    return {"waiting": pending.waiting}


def _advance_clock(world: World, _: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    world.clock.advance(timedelta(seconds=body["seconds"]))
    return world.time()


def _set_clock(world: World, _: Faults, body: Mapping[str, Any]) -> dict[str, Any]:
    world.clock.set(datetime.fromisoformat(body["to"]))
    return world.time()


def _chat_id(body: Mapping[str, Any]) -> int:
    """The chat that is named, else the person's private one."""
    return int(body.get("chat", body["as"]))


def _whereto(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body[name] for name in ("thread", "reply_to") if name in body}


_WHERE: Mapping[str, type] = {"chat": int, "thread": int, "reply_to": int}
DEEDS: Mapping[str, Deed] = {
    "/sim/say": Deed({"as": int, "text": str}, _say, _WHERE),
    "/sim/file": Deed(
        {"as": int, "name": str, "content": str},
        _send_file,
        {**_WHERE, "type": str, "caption": str},
        MAX_FILE_BODY,
    ),
    "/sim/press": Deed({"as": int, "message_id": int, "data": str}, _press, {"chat": int}),
    "/sim/block": Deed({"as": int, "blocked": bool}, _block, {"chat": int}),
    "/sim/inline": Deed({"as": int, "query": str}, _ask_inline, {"chat": int, "offset": str}),
    "/sim/choose": Deed({"chat": int, "query_id": str, "result_id": str}, _choose, {"thread": int}),
    "/sim/fault": Deed({"method": str, "kind": str}, _add_fault, {"retry_after": int}),
    "/sim/faults/clear": Deed({}, _clear_faults),
    "/sim/clock/advance": Deed({"seconds": int}, _advance_clock),
    "/sim/clock/set": Deed({"to": str}, _set_clock),
}
