"""The one declaration of what is modelled: refusals come from it, and so do the tables."""

from __future__ import annotations

import ast
import builtins
import inspect
import json
import re

import pytest

from bot.simulator import READER, limits, telegram
from bot.simulator.conformance import Kind, members, methods
from bot.simulator.limits import Refused
from bot.simulator.modelled import METHODS, OBJECTS, ROWS, table
from bot.simulator.telegram import MODELLED

VALUES = {Kind.STRING: "x", Kind.INTEGER: 1, Kind.BOOLEAN: True, Kind.CHAT: 1, Kind.JSON: {}}
REFUSED = [
    (method, name)
    for method, taken in METHODS.items()
    for name in methods()[method]
    if name not in taken
]
MEMBERS = {  # an object of each kind that is taken, and where it stands in a request
    "MessageEntity": {"type": "bold", "offset": 0, "length": 1},
    "LinkPreviewOptions": {"is_disabled": True},
    "ReplyParameters": {"message_id": 1},
    "InlineKeyboardButton": {"text": "x", "callback_data": "y"},
    "CopyTextButton": {"text": "x"},
    "InlineQueryResultArticle": {
        "type": "article",
        "id": "1",
        "title": "One",
        "input_message_content": {"message_text": "One"},
    },
    "InputTextMessageContent": {"message_text": "One"},
    "InlineQueryResultsButton": {"text": "x", "start_parameter": "y"},
    "InputMediaPhoto": {"type": "photo", "media": "attach://x"},
}
ACTIONS = {"url", "web_app", "login_url", "callback_game", "pay"}


@pytest.fixture
def send(simulator, http):
    """Sends a text to the reader, with more parameters: status, and result or description."""
    simulator.world.user_says(READER.id, READER, "/start")

    async def send(**more) -> tuple[int, object]:
        body = {"chat_id": READER.id, "text": "hi", **more}
        async with http.post(f"/bot{simulator.token}/sendMessage", json=body) as response:
            answer = await response.json()
            return response.status, answer.get("result", answer.get("description"))

    return send


def test_the_rows_name_every_method_that_is_carried_out_once():
    named = [method for row in ROWS for method in row.methods]
    assert sorted(named) == sorted(MODELLED)


def test_the_rows_take_only_what_telegram_knows():
    for method, taken in METHODS.items():
        assert taken.heeded | taken.without_effect <= methods()[method].keys(), method
        assert not taken.heeded & taken.without_effect
    for kind, taken in OBJECTS.items():
        assert taken.heeded | taken.without_effect <= members(kind), kind


def test_what_is_said_to_be_heeded_is_looked_at():
    source = inspect.getsource(telegram) + inspect.getsource(limits)
    for taken in (*METHODS.values(), *OBJECTS.values()):
        for name in taken.heeded:
            # The file's name, the language of a menu: `"language_code"`; `description` is shown.
            assert f'"{name}"' in source or name == "description", name


@pytest.mark.parametrize(("method", "name"), REFUSED)
async def test_a_parameter_that_no_row_takes_is_refused_by_name(simulator, http, method, name):
    simulator.world.user_says(READER.id, READER, "/start")
    body = {"chat_id": READER.id, "text": "hi"} if method == "sendMessage" else {}
    body[name] = VALUES[methods()[method][name]]
    async with http.post(f"/bot{simulator.token}/{method}", json=body) as response:
        answer = await response.json()
    assert answer["description"] == f"Bad Request: the simulator does not model {name} of {method}"
    assert simulator.world.answers(READER.id) == ()


def test_all_that_was_once_taken_silently_is_among_the_refused():
    assert {name for method, name in REFUSED if method == "sendMessage"} == {
        "allow_paid_broadcast",
        "business_connection_id",
        "direct_messages_topic_id",
        "message_effect_id",
        "parse_mode",
        "suggested_post_parameters",
    }


async def test_what_is_accepted_without_effect_changes_nothing(send):
    (name, other) = METHODS["sendMessage"].without_effect
    status, plain = await send()
    assert status == 200
    status, given = await send(**{name: True, other: True})
    assert status == 200
    assert given == {**plain, "message_id": given["message_id"], "date": given["date"]}


async def test_link_previews_can_be_switched_off_and_not_on(send):
    assert (await send(link_preview_options={"is_disabled": True}))[0] == 200
    for options in ({}, {"is_disabled": False}):
        status, why = await send(link_preview_options=options)
        assert (status, "does not model link previews" in why) == (400, True)


def _placed(kind: str, value: dict) -> None:
    """Hold an object against the limits where a request would have it."""
    article = MEMBERS["InlineQueryResultArticle"]
    {
        "MessageEntity": lambda: limits.check_entities("abc", [value]),
        "LinkPreviewOptions": lambda: limits.check_link_preview(value),
        "ReplyParameters": lambda: limits.check_members("ReplyParameters", value),
        "InlineKeyboardButton": lambda: limits.checked_keyboard({"inline_keyboard": [[value]]}),
        "CopyTextButton": lambda: limits.checked_keyboard(
            {"inline_keyboard": [[{"text": "x", "copy_text": value}]]}
        ),
        "InlineQueryResultArticle": lambda: limits.checked_results([value]),
        "InputTextMessageContent": lambda: limits.checked_results(
            [{**article, "input_message_content": value}]
        ),
        "InlineQueryResultsButton": lambda: limits.check_results_button(value),
        "InputMediaPhoto": lambda: limits.check_media(value),
    }[kind]()


@pytest.mark.parametrize("kind", sorted(OBJECTS))
def test_a_member_that_no_row_takes_is_refused_by_name(kind):
    _placed(kind, MEMBERS[kind])
    for name in sorted(members(kind) - OBJECTS[kind].heeded - OBJECTS[kind].without_effect):
        value = {**MEMBERS[kind], name: "x"}
        if kind == "InlineKeyboardButton" and (name in ACTIONS or name.startswith("switch")):
            del value["callback_data"]  # a button does one thing
        with pytest.raises(Refused, match=f"does not model {name} of {kind}"):
            _placed(kind, value)


async def test_the_members_of_a_reply_are_held_against_the_rows(send):
    status, why = await send(reply_parameters={"message_id": 1, "quote": "/start"})
    assert (status, why) == (
        400,
        "Bad Request: the simulator does not model quote of ReplyParameters",
    )


def test_the_documentation_holds_the_table(root):
    text = (root / "docs/simulator.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"<!-- modelled:.*?-->\n\n(.*?)\n\n<!-- /modelled -->", text, re.DOTALL)
    assert shown == table()


async def test_the_page_shows_the_same_rows(http):
    async with http.get("/sim/modelled") as response:
        rows = await response.json()
    assert [row["area"] for row in rows] == [row.area for row in ROWS]
    (messages,) = [row for row in rows if row["area"] == "Text messages"]
    assert "protect_content" in messages["without_effect"]
    assert "message_effect_id" in messages["lacks"]
    assert "web_app" in json.dumps(rows)


def test_the_documentations_example_knows_all_its_names(root):
    text = (root / "docs/simulator.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    tree = ast.parse(example)
    names: dict[str, object] = {}
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(ast.Module(imports, []), "example", "exec"), names)  # noqa: S102 - our own
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stored = {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    known = names.keys() | stored | set(dir(builtins))
    assert {node.id for node in nodes} <= known
