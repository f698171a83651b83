"""What Telegram refuses, in its own words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator import limits
from bot.simulator.entities import detect, trim, utf16_length
from bot.simulator.limits import Refused


def bold(offset: int, length: int) -> dict:
    return {"type": "bold", "offset": offset, "length": length}


def refusal(function, *arguments) -> str:
    with pytest.raises(Refused) as refused:
        function(*arguments)
    assert refused.value.status == 400
    return refused.value.description.removeprefix("Bad Request: ")


@pytest.mark.parametrize("text", ["x" * 4096, "😀" * 2048, "ы" * 4096, "  " + "x" * 4096 + "\n"])
def test_text_up_to_4096_utf16_units_is_taken(text):
    assert limits.checked_text(text, [])[0] == text.strip()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        (" " * 33_000, "message is too long"),
        ("", "message text is empty"),
        (" \n\t ", "message text is empty"),
        ("\ud800", "strings must be encoded in UTF-8"),
    ],
)
def test_other_text_is_refused(text, reason):
    assert refusal(limits.checked_text, text, []) == reason


@pytest.mark.parametrize(
    ("text", "entity", "reason"),
    [
        ("abc", bold(-1, 1), "receive an entity with incorrect offset -1"),
        ("abc", bold(0, -1), "receive an entity with incorrect length -1"),
        ("abc", bold(4, 1), "entity begins after the end of the text at UTF-16 offset 4"),
        (
            "abc",
            bold(1, 3),
            "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 4",
        ),
        ("😀b", bold(1, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        (
            "a😀",
            bold(0, 2),
            (
                "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol "
                "at byte offset 5"
            ),
        ),
        (
            "abc",
            {"type": "loud", "offset": 0, "length": 1},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        (
            "abc",
            {"type": "text_link", "offset": 0, "length": 1},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            "abc",
            {"type": "bold", "offset": "0", "length": 1},
            'can\'t parse MessageEntity: Field "offset" must be of type Number',
        ),
        ("abc", "bold", "can't parse MessageEntity: expected an Object"),
    ],
)
def test_an_entity_lies_on_whole_characters_of_the_text(text, entity, reason):
    assert refusal(limits.checked_text, text, [entity]) == reason


def test_entities_over_the_hundredth_are_ignored():
    _, kept = limits.checked_text("x" * 150, [bold(place, 1) for place in range(150)])
    assert [entity["offset"] for entity in kept] == list(range(100))


@given(st.text(alphabet=st.sampled_from("ab😀ы \n"), min_size=1, max_size=30), st.data())
def test_an_entity_on_whole_characters_is_always_taken_and_stays_inside(text, data):
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    entity = bold(utf16_length(text[:begin]), utf16_length(text[begin:end]))
    limits.check_entities(text, [entity])
    trimmed, kept = trim(text, [entity])
    units = trimmed.encode("utf-16-le")
    for left in kept:
        start, stop = left["offset"] * 2, (left["offset"] + left["length"]) * 2
        assert units[start:stop].decode("utf-16-le") in text[begin:end]


def rows(*buttons: dict) -> dict:
    return {"inline_keyboard": [list(buttons)]}


def key(data: object) -> dict:
    return {"text": "x", "callback_data": data}


@pytest.mark.parametrize("data", ["x", "x" * 64, "ы" * 32])
def test_callback_data_of_1_to_64_bytes_is_taken(data):
    assert limits.checked_keyboard(rows(key(data))) == rows(key(data))


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (rows(key("")), "BUTTON_DATA_INVALID"),
        (rows(key("x" * 65)), "BUTTON_DATA_INVALID"),
        (rows(key("ы" * 33)), "BUTTON_DATA_INVALID"),
        (rows(key(7)), "BUTTON_DATA_INVALID"),
        (rows({"text": "x", "copy_text": {"text": ""}}), "BUTTON_COPY_TEXT_INVALID"),
        (rows({"text": "x", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        (
            rows({"text": "x", "copy_text": "x"}),
            "can't parse CopyTextButton: Can't find field \"text\"",
        ),
        (rows({"text": "x"}), "text buttons are unallowed in the inline keyboard"),
        (
            rows({"text": "x", "callback_data": "a", "url": "https://example.org"}),
            "text buttons are unallowed in the inline keyboard",
        ),
        (
            rows({"callback_data": "a"}),
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            rows({"text": "x", "url": "javascript:alert(1)"}),
            "inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL",
        ),
        ({"inline_keyboard": [[key("a")] * 8] * 13}, "reply markup is too long"),
        (rows({"text": "x" * 10_000, "callback_data": "a"}), "reply markup is too long"),
        ({"inline_keyboard": [key("a")]}, 'field "inline_keyboard" must be an Array of Arrays'),
        ({"force_reply": True}, "the simulator models inline keyboards only"),
        ([], "object expected as reply markup"),
    ],
)
def test_other_keyboards_are_refused(markup, reason):
    assert refusal(limits.checked_keyboard, markup) == reason


def test_a_hundred_buttons_are_taken_and_an_empty_keyboard_is_none():
    full = {"inline_keyboard": [[key("a")] * 10] * 10}
    assert limits.checked_keyboard(full) == full
    assert limits.checked_keyboard({"inline_keyboard": [[]]}) is None


def test_a_callback_answer_has_200_characters():
    limits.check_callback_answer("x" * 200)
    assert refusal(limits.check_callback_answer, "x" * 201) == "MESSAGE_TOO_LONG"


@pytest.mark.parametrize(
    ("command", "description", "reason"),
    [
        ("Start", "x", "BOT_COMMAND_INVALID"),
        ("", "x", "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", "BOT_COMMAND_INVALID"),
        ("start", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("start", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
def test_a_menu_of_other_commands_is_refused(command, description, reason):
    commands = [{"command": command, "description": description}]
    assert refusal(limits.check_commands, commands) == reason


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [("bot_command", 0, 6)]),
        ("/quote@newsdesk_bot embassy", [("bot_command", 0, 19)]),
        ("😀 /help", [("bot_command", 3, 5)]),
        ("see (/source) or a/b, no//c", [("bot_command", 5, 7)]),
        ("либо/нет /да", []),
        ("https://example.org/a?b=c.", [("url", 0, 25)]),
        ("mail me@example.org, or @someone", [("mention", 24, 8)]),
        ("#topic and #1", [("hashtag", 0, 6)]),
    ],
)
def test_telegram_finds_commands_links_mentions_and_hashtags_by_itself(text, found):
    entities = detect(text)
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == found


def test_nothing_is_found_inside_code_but_inside_emphasis():
    text = "/start"
    code = {"type": "code", "offset": 0, "length": 6}
    assert detect(text, [code]) == [code]
    assert [entity["type"] for entity in detect(text, [bold(0, 6)])] == ["bold", "bot_command"]


def test_what_only_telegram_may_find_is_not_taken_from_a_bot():
    forged = {"type": "bot_command", "offset": 0, "length": 3}
    assert limits.checked_text("abc", [forged]) == ("abc", ())
    assert json.dumps(limits.checked_text("/abc", [forged])[1])
