"""People, messages, presses and updates, without HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.simulator import ADMIN, READER, Person, World

KEYBOARD = {"inline_keyboard": [[{"text": "Next page", "callback_data": "p:2"}]]}


@pytest.fixture
def world(clock):
    return World(clock=clock, history=3)


def kinds(world):
    return [update.kind for update in world.pending(0, 100)]


def test_what_a_person_says_reaches_the_bot_as_telegram_sends_it(world, clock):
    world.user_says(READER.id, READER, "😀 /quote@newsdesk_local_bot embassy")
    (update,) = world.pending(0, 100)
    message = update.as_update()["message"]
    assert message["chat"] == {"id": 1001, "type": "private", "first_name": "Reader"}
    assert message["from"]["is_bot"] is False
    assert message["date"] == int(clock().timestamp())
    assert message["entities"] == [{"type": "bot_command", "offset": 3, "length": 25}]


def test_an_edit_is_an_update_of_its_own_with_the_same_message_id(world):
    said = world.user_says(READER.id, READER, "/reload")
    edited = world.user_says(READER.id, READER, "/reload now", edited=True)
    assert edited.id == said.id
    assert kinds(world) == ["message", "edited_message"]
    assert "edit_date" in world.pending(0, 100)[1].body


def test_one_who_has_written_nothing_cannot_edit(world):
    with pytest.raises(LookupError):
        world.user_says(READER.id, READER, "late", edited=True)


@pytest.mark.parametrize("text", ["", "  ", "x" * 4097, "😀" * 2049])
def test_a_client_sends_no_such_text(world, text):
    with pytest.raises(ValueError, match="4096"):
        world.user_says(READER.id, READER, text)


def test_nobody_writes_in_the_private_chat_of_another(world):
    with pytest.raises(LookupError):
        world.user_says(READER.id, ADMIN, "hello")
    with pytest.raises(LookupError):
        world.user_says(42, Person(42, "Nobody"), "hello")


def test_a_press_needs_the_button_unless_it_is_forged(world):
    world.user_says(READER.id, READER, "hi")
    message = world.bot_says(READER.id, "Page 1", keyboard=KEYBOARD)
    with pytest.raises(LookupError, match="no button"):
        world.press(message.id, "p:3", READER)
    with pytest.raises(LookupError, match="sees no message"):
        world.press(message.id, "p:2", ADMIN)
    query = world.press(message.id, message.button("Next"), READER)
    world.press(message.id, "drop table", READER, forged=True)
    first, second = (update.body for update in world.pending(0, 100)[1:])
    assert (first["id"], first["data"]) == (query.id, "p:2")
    assert second["data"] == "drop table"


def test_a_missing_button_is_named_beside_those_that_there_are(world):
    world.user_says(READER.id, READER, "hi")
    message = world.bot_says(READER.id, "Page 1", keyboard=KEYBOARD)
    with pytest.raises(LookupError, match="Next page"):
        message.button("Previous")


def test_updates_are_confirmed_by_the_offset(world):
    for text in ("one", "two", "three"):
        world.user_says(READER.id, READER, text)
    first, second, third = world.pending(0, 100)
    assert [update.id for update in world.pending(0, 2)] == [first.id, second.id]
    assert world.pending(second.id, 100) == [second, third]
    assert world.pending(0, 100) == [second, third]
    assert world.pending(-1, 100) == [third]
    assert world.pending(third.id + 1, 100) == []


def test_updates_that_wait_for_a_day_are_lost(world, clock):
    world.user_says(READER.id, READER, "old")
    clock.forward(timedelta(hours=23))
    world.user_says(READER.id, READER, "new")
    clock.forward(timedelta(hours=2))
    assert [update.body["text"] for update in world.pending(0, 100)] == ["new"]


def test_only_allowed_updates_are_made(world):
    world.allowed_updates = frozenset({"callback_query"})
    world.user_says(READER.id, READER, "hi")
    message = world.bot_says(READER.id, "Page 1", keyboard=KEYBOARD)
    world.press(message.id, "p:2", READER)
    assert kinds(world) == ["callback_query"]


def test_a_chat_keeps_its_latest_messages_only(world):
    for number in range(5):
        world.user_says(READER.id, READER, f"message {number}")
    assert [message.text[-1] for message in world.messages(READER.id)] == ["2", "3", "4"]


def test_the_page_catches_up_or_is_told_that_it_missed_something(world):
    world.user_says(READER.id, READER, "one")
    seen = world.last_event_id
    world.user_says(READER.id, READER, "two")
    assert [event.body["text"] for event in world.events_after(seen)] == ["two"]
    for _ in range(1_001):
        world.menu_changed()
    assert world.events_after(seen) is None
    assert world.events_after(world.last_event_id + 1) is None


@pytest.mark.parametrize(
    ("scope", "language", "shown"),
    [
        ({"type": "default"}, "", True),
        ({"type": "all_private_chats"}, "", True),
        ({"type": "default"}, "ru", False),
        ({"type": "all_group_chats"}, "", False),
        ({"type": "chat", "chat_id": READER.id}, "", True),
        ({"type": "chat", "chat_id": ADMIN.id}, "", False),
    ],
)
def test_a_person_sees_the_menu_of_their_scope_and_language(world, scope, language, shown):
    world.menus.put(scope, language, [{"command": "x", "description": "y"}])
    assert bool(world.menus.shown_to(READER)) is shown


def test_the_narrowest_scope_wins(world):
    for command, scope in (
        ("all", {"type": "default"}),
        ("private", {"type": "all_private_chats"}),
        ("mine", {"type": "chat", "chat_id": ADMIN.id}),
    ):
        world.menus.put(scope, "", [{"command": command, "description": "y"}])
    assert world.menus.shown_to(ADMIN)[0]["command"] == "mine"
    assert world.menus.shown_to(READER)[0]["command"] == "private"
