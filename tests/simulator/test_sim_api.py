"""The Bot API's edge over HTTP, spoken to by hand."""

from __future__ import annotations

import asyncio
import io
import json
from datetime import timedelta

import aiohttp
import pytest

from bot.simulator import READER, Fault, faults
from bot.simulator.telegram import CONFLICT, MODELLED, NOT_MODIFIED, TOO_OLD

KEYBOARD = json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]})


@pytest.fixture
def call(simulator, http):
    async def request(method, token=None, **data):
        path = f"/bot{token or simulator.token}/{method}"
        async with http.post(path, data={k: str(v) for k, v in data.items()}) as response:
            answer = await response.json()
            assert answer["ok"] is (response.status == 200)
            return answer.get("result", answer)

    return request


@pytest.fixture
def started(simulator):
    simulator.world.user_says(READER.id, READER, "/start")
    return READER.id


async def test_a_wrong_token_is_unauthorized(call):
    answer = await call("getMe", token="1:wrong")
    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_not_found_and_never_true(call):
    answer = await call("sendTelepathy")
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found"}
    assert "does not model sendSticker" in (await call("sendSticker", chat_id=1))["description"]
    assert (await call("send_message"))["error_code"] == 404


@pytest.mark.parametrize("method", sorted(MODELLED))
async def test_an_unknown_parameter_is_refused_by_name(call, method):
    answer = await call(method, colour="red")
    assert answer["error_code"] == 400
    assert "colour" in answer["description"]


async def test_the_bot_introduces_itself(call):
    me = await call("getMe")
    assert me["is_bot"] is True
    assert me["username"]


@pytest.mark.parametrize("encoding", ["form", "multipart", "json", "query"])
async def test_parameters_come_in_every_encoding(simulator, http, started, encoding):
    path = f"/bot{simulator.token}/sendMessage"
    data = {
        "chat_id": str(started),
        "text": "hello",
        "entities": '[{"type":"bold","offset":0,"length":5}]',
    }
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in data.items():
        multipart.add_field(name, value)
    body = {
        "form": {"data": data},
        "multipart": {"data": multipart},
        "json": {"json": {**data, "chat_id": started, "entities": json.loads(data["entities"])}},
        "query": {"params": data},
    }[encoding]
    async with http.post(path, **body) as response:
        assert response.status == 200
    assert simulator.world.answers(started)[0].entities[0]["type"] == "bold"
    assert simulator.calls[-1].parameters["chat_id"] == started


@pytest.mark.parametrize(
    ("data", "content_type"), [(b"{", "application/json"), (b"[]", "application/json")]
)
async def test_a_broken_body_is_refused(simulator, http, data, content_type):
    headers = {"Content-Type": content_type}
    async with http.post(f"/bot{simulator.token}/getMe", data=data, headers=headers) as response:
        assert response.status == 400


async def test_a_huge_body_is_refused(simulator, http):
    data = io.BytesIO(b'{"text": "' + b"x" * (1 << 21) + b'"}')
    headers = {"Content-Type": "application/json"}
    path = f"/bot{simulator.token}/sendMessage"
    async with http.post(path, data=data, headers=headers) as response:
        assert response.status == 413


@pytest.mark.parametrize(
    ("data", "code", "description"),
    [
        (
            {"chat_id": 1, "text": "hi"},
            403,
            "Forbidden: bot can't initiate conversation with a user",
        ),
        ({"chat_id": 42, "text": "hi"}, 400, "Bad Request: chat not found"),
        ({"chat_id": "@someone", "text": "hi"}, 400, "Bad Request: chat not found"),
        ({"text": "hi"}, 400, "Bad Request: chat_id is empty"),
        ({"chat_id": 1001}, 400, "Bad Request: message text is empty"),
        ({"chat_id": 1001, "text": "x" * 4097}, 400, "Bad Request: message is too long"),
        ({"chat_id": 1001, "text": "x", "reply_markup": "{}"}, 400, "models inline keyboards only"),
        ({"chat_id": 1001, "text": "x", "entities": "bold"}, 400, "expected an Array"),
        ({"chat_id": 1001, "text": "x", "parse_mode": "HTML"}, 400, "does not model parse_mode"),
        ({"chat_id": 1001, "text": "x", "protect_content": "maybe"}, 400, '"protect_content"'),
        (
            {"chat_id": 1001, "text": "x", "reply_parameters": '{"message_id": 99}'},
            400,
            "Bad Request: message to be replied not found",
        ),
    ],
)
async def test_a_message_that_telegram_would_not_send_is_refused(
    call, started, data, code, description
):
    answer = await call("sendMessage", **data)
    assert answer["error_code"] == code
    assert description in answer["description"]


async def test_one_who_blocked_the_bot_gets_nothing_until_they_write_again(
    simulator, call, started
):
    simulator.world.block(READER)
    answer = await call("sendMessage", chat_id=started, text="hi")
    assert answer["description"] == "Forbidden: bot was blocked by the user"
    simulator.world.user_says(started, READER, "/start")
    assert (await call("sendMessage", chat_id=started, text="hi"))["text"] == "hi"


async def test_the_bot_is_told_who_blocks_it_and_who_no_longer_does(simulator, call, started):
    for blocked in (True, True, False):
        simulator.world.block(READER, blocked=blocked)
    simulator.world.block(READER)
    simulator.world.user_says(started, READER, "back")
    told = [u["my_chat_member"] for u in await call("getUpdates") if "my_chat_member" in u]
    assert [(u["from"]["id"], u["new_chat_member"]["status"]) for u in told] == [
        (READER.id, "kicked"),
        (READER.id, "member"),
        (READER.id, "kicked"),
        (READER.id, "member"),
    ]


async def test_a_reply_holds_what_it_replies_to(simulator, call, started):
    asked = simulator.world.messages(started)[0]
    reply = json.dumps({"message_id": asked.id})
    answer = await call("sendMessage", chat_id=started, text="hi", reply_parameters=reply)
    assert answer["reply_to_message"]["text"] == "/start"


async def test_edits_replace_text_and_keyboard(call, started):
    sent = await call("sendMessage", chat_id=started, text="one", reply_markup=KEYBOARD)
    this = {"chat_id": started, "message_id": sent["message_id"]}
    same = await call("editMessageText", **this, text="one ", reply_markup=KEYBOARD)
    assert same["description"] == f"Bad Request: {NOT_MODIFIED}"
    edited = await call("editMessageText", **this, text="two")
    assert (edited["text"], "reply_markup" in edited) == ("two", False)
    edited = await call("editMessageReplyMarkup", **this, reply_markup=KEYBOARD)
    assert edited["reply_markup"] == json.loads(KEYBOARD)
    same = await call("editMessageReplyMarkup", **this, reply_markup=KEYBOARD)
    assert same["description"].startswith("Bad Request: message is not modified")


async def test_only_the_bots_own_messages_that_are_there_can_be_edited(simulator, call, started):
    for message_id, reason in ((99, "message to edit not found"), (1, "message can't be edited")):
        answer = await call("editMessageText", chat_id=started, message_id=message_id, text="x")
        assert answer["description"] == f"Bad Request: {reason}"
    answer = await call("editMessageText", chat_id=started, text="x")
    assert answer["description"] == "Bad Request: message identifier is not specified"


async def test_messages_of_the_last_48_hours_can_be_deleted(simulator, call, clock, started):
    first = await call("sendMessage", chat_id=started, text="one")
    second = await call("sendMessage", chat_id=started, text="two")
    assert await call("deleteMessage", chat_id=started, message_id=first["message_id"]) is True
    again = await call("deleteMessage", chat_id=started, message_id=first["message_id"])
    assert again["description"] == "Bad Request: message to delete not found"
    clock.forward(timedelta(hours=49))
    late = await call("deleteMessage", chat_id=started, message_id=second["message_id"])
    assert late["error_code"] == 400


async def test_a_press_is_answered_once_and_in_time(simulator, call, clock, started):
    sent = await call("sendMessage", chat_id=started, text="one", reply_markup=KEYBOARD)
    query = simulator.world.press(sent["message_id"], "b", READER)
    long = await call("answerCallbackQuery", callback_query_id=query.id, text="x" * 201)
    assert long["description"] == "Bad Request: MESSAGE_TOO_LONG"
    assert await call("answerCallbackQuery", callback_query_id=query.id, text="fine") is True
    assert simulator.world.query(query.id).text == "fine"
    late = simulator.world.press(sent["message_id"], "b", READER)
    clock.forward(timedelta(seconds=61))
    for query_id in ("12", query.id, late.id):
        answer = await call("answerCallbackQuery", callback_query_id=query_id)
        assert answer["description"] == f"Bad Request: {TOO_OLD}"


async def test_an_action_is_one_that_telegram_shows(call, started):
    assert await call("sendChatAction", chat_id=started, action="typing") is True
    assert (await call("sendChatAction", chat_id=started, action="sing"))["error_code"] == 400


async def test_menus_and_descriptions_are_kept_by_scope_and_language(call, started):
    commands = json.dumps([{"command": "start", "description": "Begin"}])
    scope = json.dumps({"type": "chat", "chat_id": started})
    assert await call("setMyCommands", commands=commands, scope=scope, language_code="ru") is True
    assert await call("getMyCommands") == []
    assert await call("getMyCommands", scope=scope, language_code="ru") == json.loads(commands)
    assert await call("deleteMyCommands", scope=scope, language_code="ru") is True
    assert await call("getMyCommands", scope=scope, language_code="ru") == []
    unknown = json.dumps({"type": "chat", "chat_id": 1})
    answer = await call("setMyCommands", commands=commands, scope=unknown)
    assert answer["description"] == "Bad Request: chat not found"
    assert await call("setMyDescription", description="Long", language_code="ru") is True
    assert await call("getMyDescription", language_code="ru") == {"description": "Long"}
    assert await call("getMyDescription") == {"description": ""}
    assert await call("setMyShortDescription", short_description="x" * 120) is True
    assert (await call("setMyShortDescription", short_description="x" * 121))["error_code"] == 400


async def test_updates_wait_for_the_poll_and_the_poll_for_updates(simulator, call):
    assert await call("getUpdates") == []
    poll = asyncio.create_task(call("getUpdates", timeout=10))
    await simulator.wait_for(lambda: simulator.world.online)
    simulator.world.user_says(READER.id, READER, "one")
    (update,) = await poll
    assert update["message"]["text"] == "one"
    assert await call("getUpdates", offset=update["update_id"] + 1) == []


async def test_of_two_polls_the_earlier_ends_in_conflict(simulator, call):
    earlier = asyncio.create_task(call("getUpdates", timeout=10))
    await simulator.wait_for(lambda: simulator.world.online)
    later = asyncio.create_task(call("getUpdates", timeout=10))
    assert await earlier == {"ok": False, "error_code": 409, "description": CONFLICT}
    simulator.world.user_says(READER.id, READER, "one")
    assert len(await later) == 1


async def test_pending_updates_are_counted_and_dropped(simulator, call, started):
    assert (await call("getWebhookInfo"))["pending_update_count"] == 1
    assert await call("deleteWebhook", drop_pending_updates="true") is True
    assert (await call("getWebhookInfo"))["pending_update_count"] == 0


async def test_allowed_updates_hold_until_they_are_set_anew(simulator, call):
    await call("getUpdates", allowed_updates='["callback_query"]')
    simulator.world.user_says(READER.id, READER, "unheard")
    assert await call("getUpdates") == []
    await call("getUpdates", allowed_updates="[]")
    simulator.world.user_says(READER.id, READER, "heard")
    assert len(await call("getUpdates")) == 1


async def test_a_fault_meets_one_request_and_is_used_up(simulator, call, started):
    simulator.faults.add("sendMessage", faults.too_many_requests(7), chat_id=started)
    answer = await call("sendMessage", chat_id=started, text="one")
    assert answer["error_code"] == 429
    assert answer["parameters"] == {"retry_after": 7}
    assert (await call("sendMessage", chat_id=started, text="one"))["text"] == "one"


@pytest.mark.parametrize(("fault", "sent"), [(faults.lose_request(), 0), (faults.lose_answer(), 1)])
async def test_a_lost_connection_loses_the_request_or_only_its_answer(
    simulator, call, started, fault, sent
):
    simulator.faults.add("sendMessage", fault)
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=started, text="one")
    assert len(simulator.world.answers(started)) == sent


async def test_a_proxys_error_page_comes_as_it_is(simulator, http, started):
    simulator.faults.add("getMe", faults.bad_gateway())
    simulator.faults.add("getMe", Fault(500, "Internal Server Error"))
    async with http.get(f"/bot{simulator.token}/getMe") as response:
        assert response.status == 502
        assert "<html>" in await response.text()
    async with http.get(f"/bot{simulator.token}/getMe") as response:
        assert (await response.json())["error_code"] == 500


async def test_waiting_in_vain_names_the_latest_requests(simulator, call):
    await call("getMe")
    with pytest.raises(TimeoutError, match="getMe → 200"):
        await simulator.wait_for(lambda: False, timeout=0.05)
