"""A group with a topic: threads both ways, and what the bot is shown."""

from __future__ import annotations

import json

import pytest

from bot.simulator import ADMIN, NEWSROOM, READER, SECOND_READER, World
from bot.simulator.conformance import misfits
from bot.simulator.world import PEOPLE

GROUP, TOPIC = NEWSROOM.id, NEWSROOM.topics[0].thread
KEYBOARD = {"inline_keyboard": [[{"text": "Next page", "callback_data": "p:2"}]]}


@pytest.fixture
def world(clock):
    return World(clock=clock)


@pytest.fixture
def call(simulator, http):
    async def request(method, **data):
        path = f"/bot{simulator.token}/{method}"
        async with http.post(path, json=data) as response:
            answer = await response.json()
            return answer.get("result", answer.get("description"))

    return request


def told(world) -> list[dict]:
    return [update.body for update in world.pending(0, 100)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/quote embassy", True),
        ("/quote@newsdesk_local_bot embassy", True),
        ("/quote@Newsdesk_Local_Bot embassy", True),
        ("/quote@other_bot embassy", False),
        ("😀 what says @newsdesk_local_bot?", True),
        ("ask @newsdesk_local_bots", False),
        ("good morning", False),
    ],
)
def test_the_bot_is_shown_commands_and_mentions_only(world, text, shown):
    message = world.user_says(GROUP, READER, text)
    assert message.seen is shown
    assert len(told(world)) == shown
    assert ("unseen" in message.as_shown()) is not shown
    assert "unseen" not in message.as_message()


def test_the_bot_is_shown_replies_to_it_and_no_others(world):
    asked = world.user_says(GROUP, READER, "/start")
    answer = world.bot_says(GROUP, "Hello", reply_to=asked)
    assert world.user_says(GROUP, SECOND_READER, "thanks", reply_to=answer.id).seen
    assert not world.user_says(GROUP, SECOND_READER, "who?", reply_to=asked.id).seen


def test_a_message_in_a_topic_names_its_thread_and_replies_to_the_topics_creation(world):
    world.user_says(GROUP, ADMIN, "/start", thread=TOPIC)
    (message,) = told(world)
    assert message["chat"] == {
        "id": GROUP, "type": "supergroup", "title": "Newsroom", "is_forum": True,
    }  # fmt: skip
    assert (message["message_thread_id"], message["is_topic_message"]) == (TOPIC, True)
    assert message["reply_to_message"]["forum_topic_created"]["name"] == "Embassies"


def test_in_general_there_is_no_thread_but_for_replies_whose_thread_is_no_topic(world):
    asked = world.user_says(GROUP, ADMIN, "/start")
    assert "message_thread_id" not in asked.as_message()
    answer = world.bot_says(GROUP, "Hello", reply_to=asked)
    reply = world.user_says(GROUP, READER, "more", reply_to=answer.id).as_message()
    assert reply["message_thread_id"] == asked.id
    assert "is_topic_message" not in reply


def test_ids_count_up_in_each_group_by_themselves(world):
    private = world.user_says(READER.id, READER, "hi")
    other = world.user_says(ADMIN.id, ADMIN, "hi")
    group = world.user_says(GROUP, READER, "hi")
    assert (private.id, other.id, group.id) == (1, 2, TOPIC + 1)


def test_any_member_may_press_a_button_of_the_group(world):
    asked = world.user_says(GROUP, READER, "/pages", thread=TOPIC)
    message = world.bot_says(GROUP, "Page 1", keyboard=KEYBOARD, reply_to=asked)
    query = world.press(message.id, "p:2", SECOND_READER, chat_id=GROUP)
    body = told(world)[-1]
    assert body["from"]["id"] == SECOND_READER.id
    assert body["message"]["message_thread_id"] == TOPIC
    assert query.chat_id == GROUP


def test_there_is_no_other_topic_and_no_message_to_reply_to(world):
    with pytest.raises(LookupError, match="topic 9"):
        world.user_says(GROUP, READER, "hi", thread=9)
    with pytest.raises(LookupError, match="message 99"):
        world.user_says(GROUP, READER, "hi", reply_to=99)
    with pytest.raises(LookupError, match="topic 2"):
        world.user_says(READER.id, READER, "hi", thread=TOPIC)


@pytest.mark.parametrize(("thread", "lands"), [(None, None), (TOPIC, TOPIC)])
async def test_the_bot_sends_into_general_or_a_topic(simulator, call, thread, lands):
    where = {} if thread is None else {"message_thread_id": thread}
    sent = await call("sendMessage", chat_id=GROUP, text="hi", **where)
    assert sent.get("message_thread_id") == lands
    assert simulator.world.answers(GROUP)[0].thread == lands


@pytest.mark.parametrize(("chat", "thread"), [(GROUP, 1), (GROUP, 9), (READER.id, TOPIC)])
async def test_a_thread_that_is_no_topic_is_refused(simulator, call, chat, thread):
    simulator.world.user_says(READER.id, READER, "/start")
    for method, more in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        refusal = await call(method, chat_id=chat, message_thread_id=thread, **more)
        assert refusal == "Bad Request: message thread not found"


async def test_a_reply_lands_in_the_thread_of_its_message(simulator, call):
    asked = simulator.world.user_says(GROUP, READER, "/start", thread=TOPIC)
    sent = await call(
        "sendMessage", chat_id=GROUP, text="hi", reply_parameters={"message_id": asked.id}
    )
    assert sent["message_thread_id"] == TOPIC


async def test_the_bot_deletes_its_own_messages_of_a_group_only(simulator, call):
    asked = simulator.world.user_says(GROUP, READER, "/start")
    sent = await call("sendMessage", chat_id=GROUP, text="hi")
    assert await call("deleteMessage", chat_id=GROUP, message_id=sent["message_id"]) is True
    refusal = await call("deleteMessage", chat_id=GROUP, message_id=asked.id)
    assert refusal == "Bad Request: message can't be deleted"


async def test_the_admin_owns_the_group(simulator, call):
    assert await call("getChatMemberCount", chat_id=GROUP) == len(PEOPLE) + 1
    (owner,) = await call("getChatAdministrators", chat_id=GROUP)
    assert (owner["user"]["id"], owner["status"]) == (ADMIN.id, "creator")
    reader = await call("getChatMember", chat_id=GROUP, user_id=READER.id)
    assert reader["status"] == "member"
    simulator.world.user_says(READER.id, READER, "/start")
    assert await call("getChatMemberCount", chat_id=READER.id) == 2


def test_the_groups_menu_is_the_narrowest_of_its_scopes(world):
    for command, scope in (
        ("all", {"type": "default"}),
        ("private", {"type": "all_private_chats"}),
        ("groups", {"type": "all_group_chats"}),
        ("owners", {"type": "all_chat_administrators"}),
        ("mine", {"type": "chat_member", "chat_id": GROUP, "user_id": SECOND_READER.id}),
    ):
        world.menus.put(scope, "", [{"command": command, "description": "y"}])

    def shown(person):
        return world.menus.shown_to(person, NEWSROOM)[0]["command"]

    assert [shown(p) for p in (READER, SECOND_READER, ADMIN)] == ["groups", "mine", "owners"]


async def test_what_groups_files_and_inline_mode_tell_the_bot_conforms(simulator, call, shared):
    table = json.loads((shared / "telegram/bot-api-10.1.json").read_text(encoding="utf-8"))
    world = simulator.world
    asked = world.user_says(GROUP, READER, "/start", thread=TOPIC)
    answer = world.bot_says(GROUP, "Page 1", keyboard=KEYBOARD, reply_to=asked)
    world.press(answer.id, "p:2", SECOND_READER, chat_id=GROUP)
    world.user_says(GROUP, SECOND_READER, "thanks", reply_to=answer.id)
    query = world.user_asks_inline(READER.id, READER, "embassy")
    file = world.user_sends_file(READER.id, READER, "a.txt", b"x", caption="/start")
    world.block(READER)
    world.block(READER, blocked=False)
    result = {
        "type": "article",
        "id": "1",
        "title": "One",
        "input_message_content": {"message_text": "One"},
    }
    await call("answerInlineQuery", inline_query_id=query.id, results=[result])
    world.user_chooses(GROUP, query.id, "1", thread=TOPIC)
    for update in await call("getUpdates"):
        assert misfits(update, ["Update"], "update", table) == []
    for method, more in (
        ("getChat", {}),
        ("getChatAdministrators", {}),
        ("getChatMemberCount", {}),
        ("getChatMember", {"user_id": ADMIN.id}),
        ("sendMessage", {"text": "hi", "message_thread_id": TOPIC}),
    ):
        answer = await call(method, chat_id=GROUP, **more)
        assert misfits(answer, table["methods"][method]["returns"], method, table) == []
    answer = await call("getFile", file_id=file.document["file_id"])
    assert misfits(answer, ["File"], "getFile", table) == []
