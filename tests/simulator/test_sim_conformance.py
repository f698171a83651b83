"""Requests held against the Bot API's table."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from bot.simulator.conformance import Kind, decoded, methods, violations
from bot.simulator.telegram import MODELLED

TABLE = {
    "methods": {
        "sendMessage": {
            "fields": {
                "chat_id": {"types": ["Integer", "String"], "required": True},
                "text": {"types": ["String"], "required": True},
                "entities": {"types": ["Array of MessageEntity"], "required": False},
                "disable_notification": {"types": ["Boolean"], "required": False},
                "reply_markup": {"types": ["Keyboard", "ForceReply"], "required": False},
                "scope": {"types": ["Scope"], "required": False},
            }
        }
    },
    "types": {
        "MessageEntity": {
            "fields": {
                "type": {"types": ["String"], "required": True},
                "offset": {"types": ["Integer"], "required": True},
                "ratio": {"types": ["Float"], "required": False},
            }
        },
        "Keyboard": {"fields": {"rows": {"types": ["Array of Array of Button"], "required": True}}},
        "Button": {"fields": {"text": {"types": ["String"], "required": True}}},
        "ForceReply": {"fields": {"force_reply": {"types": ["Boolean"], "required": True}}},
        "Scope": {"fields": {}, "subtypes": ["ScopeChat", "ScopeAll"]},
        "ScopeChat": {"fields": {"chat_id": {"types": ["Integer"], "required": True}}},
        "ScopeAll": {"fields": {"type": {"types": ["String"], "required": True}}},
    },
}


def of(sent: dict, method: str = "sendMessage") -> list[str]:
    return violations([SimpleNamespace(method=method, sent=sent)], TABLE)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"chat_id": "@channel"},
        {"entities": json.dumps([{"type": "bold", "offset": 0, "ratio": 1}])},
        {"entities": [{"type": "bold", "offset": 0, "ratio": 0.5}]},
        {"disable_notification": "true"},
        {"reply_markup": json.dumps({"rows": [[{"text": "a"}], []]})},
        {"reply_markup": json.dumps({"force_reply": True})},
        {"scope": json.dumps({"chat_id": 1})},
        {"scope": {"type": "all"}},
    ],
)
def test_a_request_of_the_right_shape_conforms(more):
    assert of({"chat_id": "7", "text": "12", **more}) == []


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ({"colour": "red"}, ["sendMessage: unknown colour"]),
        (
            {"disable_notification": "yes"},
            ["sendMessage.disable_notification: expected Boolean, got 'yes'"],
        ),
        (
            {"entities": json.dumps([{"type": "bold", "offset": "0"}])},
            ["sendMessage.entities[0].offset: expected Integer, got '0'"],
        ),
        (
            {"entities": json.dumps([{"type": "bold", "offset": True}])},
            ["sendMessage.entities[0].offset: expected Integer, got True"],
        ),
        (
            {"entities": json.dumps([{"offset": 0, "size": 1}])},
            [
                "sendMessage.entities[0]: unknown size",
                "sendMessage.entities[0]: missing type",
            ],
        ),
        (
            {"entities": "bold"},
            ["sendMessage.entities: expected Array of MessageEntity, got 'bold'"],
        ),
        (
            {"reply_markup": json.dumps({"rows": [[{"text": 1}]]})},
            ["sendMessage.reply_markup.rows[0][0].text: expected String, got 1"],
        ),
    ],
)
def test_a_wrong_shape_is_named_where_it_is(more, lines):
    assert of({"chat_id": "7", "text": "hi", **more}) == lines


def test_a_file_that_a_parameter_names_is_a_part_of_the_form_and_no_parameter():
    sent = {"chat_id": "7", "text": "hi", "part": b"\x89PNG"}
    assert of(sent) == ["sendMessage: unknown part"]
    markup = json.dumps({"rows": [[{"text": "attach://part"}]]})
    assert of({**sent, "reply_markup": markup}) == []


def test_what_is_missing_or_unknown_is_named():
    assert of({"chat_id": "7"}) == ["sendMessage: missing text"]
    assert of({}, "sendTelepathy") == ["sendTelepathy: unknown method"]


def test_methods_and_parameters_are_taken_from_the_library():
    known = methods()
    assert set(known) >= MODELLED
    assert "send_message" not in known
    assert "initialize" not in known
    message = known["sendMessage"]
    assert message["chat_id"] is Kind.CHAT
    assert message["text"] is Kind.STRING
    assert message["disable_notification"] is Kind.BOOLEAN
    assert message["reply_markup"] is Kind.JSON
    assert "read_timeout" not in message
    assert "disable_web_page_preview" not in message
    assert known["getUpdates"]["timeout"] is Kind.INTEGER


def test_parameters_are_read_off_the_wire_by_their_kind():
    sent = {"chat_id": "-7", "text": "12", "protect_content": "true", "entities": "[]"}
    assert decoded("sendMessage", sent) == {
        "chat_id": -7,
        "text": "12",
        "protect_content": True,
        "entities": [],
    }
    assert decoded("sendMessage", {"chat_id": "@x", "entities": "[["}) == {
        "chat_id": "@x",
        "entities": "[[",
    }


def test_the_library_knows_the_methods_as_the_api_documents_them(shared):
    table = json.loads((shared / "telegram/bot-api-10.1.json").read_text(encoding="utf-8"))
    for name in MODELLED:
        assert methods()[name].keys() <= table["methods"][name]["fields"].keys(), name
