"""Inline queries and files, as the Bot API's methods and the page's interface see them."""

from __future__ import annotations

import base64
import json
import struct
from datetime import timedelta
from io import BytesIO

import aiohttp
import pytest

from bot.simulator import NEWSROOM, READER, SECOND_READER, BotProfile, Simulator, World
from bot.simulator.conformance import misfits
from bot.simulator.files import MAX_FILE, MAX_KEPT
from bot.simulator.telegram import TOO_OLD

ARTICLE = {
    "type": "article",
    "id": "1",
    "title": "One",
    "input_message_content": {
        "message_text": "One /two",
        "entities": [{"type": "bold", "offset": 0, "length": 3}],
    },
}


@pytest.fixture
def call(simulator, http):
    async def request(method, **data):
        path = f"/bot{simulator.token}/{method}"
        async with http.post(path, json=data) as response:
            answer = await response.json()
            return answer.get("result", answer.get("description"))

    return request


async def test_an_inline_query_is_answered_once_and_a_result_is_sent_via_the_bot(simulator, call):
    world = simulator.world
    query = world.user_asks_inline(READER.id, READER, "embassy")
    (update,) = await call("getUpdates")
    assert update["inline_query"]["query"] == "embassy"
    assert update["inline_query"]["chat_type"] == "sender"
    assert await call("answerInlineQuery", inline_query_id=query.id, results=[ARTICLE]) is True
    again = await call("answerInlineQuery", inline_query_id=query.id, results=[])
    assert again == f"Bad Request: {TOO_OLD}"
    sent = world.user_chooses(NEWSROOM.id, query.id, "1", thread=2).as_message()
    assert (sent["from"]["id"], sent["via_bot"]["is_bot"]) == (READER.id, True)
    assert [entity["type"] for entity in sent["entities"]] == ["bold", "bot_command"]
    with pytest.raises(LookupError, match="no such result"):
        world.user_chooses(READER.id, query.id, "2")


async def test_a_late_answer_to_an_inline_query_is_refused(simulator, call, clock):
    query = simulator.world.user_asks_inline(READER.id, READER, "")
    clock.forward(timedelta(seconds=61))
    answer = await call("answerInlineQuery", inline_query_id=query.id, results=[])
    assert answer == f"Bad Request: {TOO_OLD}"


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ("none", "expected an Array"),
        ([ARTICLE] * 51, "RESULTS_TOO_MUCH"),
        ([ARTICLE] * 2, "RESULT_ID_DUPLICATE"),
        ([{**ARTICLE, "id": "x" * 65}], "RESULT_ID_INVALID"),
        ([{**ARTICLE, "title": " "}], 'find field "title"'),
        ([{**ARTICLE, "type": "photo"}], "of the type article only"),
        ([{**ARTICLE, "input_message_content": {"latitude": 1}}], "with a text only"),
        (
            [{**ARTICLE, "input_message_content": {"message_text": "x", "parse_mode": "HTML"}}],
            "parse_mode",
        ),
        ([{**ARTICLE, "reply_markup": {"keyboard": []}}], "inline keyboards only"),
    ],
)
async def test_results_that_telegram_would_not_take_are_refused(simulator, call, results, reason):
    query = simulator.world.user_asks_inline(READER.id, READER, "x")
    answer = await call("answerInlineQuery", inline_query_id=query.id, results=results)
    assert reason in answer


async def test_further_results_are_asked_for_by_the_offset_that_was_given(simulator, call):
    world = simulator.world
    query = world.user_asks_inline(READER.id, READER, "embassy")
    button = {"text": "Ask me", "start_parameter": "inline"}
    more = {"next_offset": "1", "button": button}
    assert await call("answerInlineQuery", inline_query_id=query.id, results=[ARTICLE], **more)
    answered = world.inline_query(query.id)
    assert (answered.next_offset, answered.button) == ("1", button)
    world.user_asks_inline(READER.id, READER, "embassy", answered.next_offset)
    assert (await call("getUpdates"))[-1]["inline_query"]["offset"] == "1"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"next_offset": "я" * 33}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": " ", "start_parameter": "x"}}, 'find field "text"'),
        ({"button": {"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        ({"button": {"text": "x"}}, "START_PARAM_INVALID"),
    ],
)
async def test_what_telegram_would_not_take_beside_results_is_refused(
    simulator, call, more, reason
):
    query = simulator.world.user_asks_inline(READER.id, READER, "x")
    answer = await call("answerInlineQuery", inline_query_id=query.id, results=[], **more)
    assert reason in answer


async def test_where_inline_mode_is_off_no_bot_is_asked():
    async with Simulator(bot=BotProfile(inline=False)) as simulator:
        with pytest.raises(LookupError, match="inline mode is off"):
            simulator.world.user_asks_inline(READER.id, READER, "x")


async def test_a_file_is_told_with_its_caption_and_can_be_fetched(simulator, http, call):
    sent = simulator.world.user_sends_file(
        READER.id, READER, "../notes.txt", b"hello", media_type="text/plain", caption="/find this"
    )
    (update,) = await call("getUpdates")
    message = update["message"]
    assert (message["caption"], "text" in message) == ("/find this", False)
    assert message["caption_entities"][0]["type"] == "bot_command"
    assert message["document"]["file_name"] == "../notes.txt"
    assert (message["document"]["mime_type"], message["document"]["file_size"]) == ("text/plain", 5)
    file = await call("getFile", file_id=sent.document["file_id"])
    assert file["file_path"] == "documents/file_0.txt"
    async with http.get(f"/file/bot{simulator.token}/{file['file_path']}") as response:
        assert (response.status, await response.read()) == (200, b"hello")
    for token, path, status in (
        ("1:wrong", file["file_path"], 401),
        (simulator.token, "documents/file_9.txt", 404),
    ):
        async with http.get(f"/file/bot{token}/{path}") as response:
            assert response.status == status


async def test_a_file_that_the_bot_sends_is_shown_and_can_be_saved(simulator, http):
    simulator.world.user_says(READER.id, READER, "/start")
    form = aiohttp.FormData({"chat_id": str(READER.id), "caption": "All of it"})
    form.add_field("document", "# Überblick".encode(), filename="notes.md")
    async with http.post(f"/bot{simulator.token}/sendDocument", data=form) as response:
        sent = (await response.json())["result"]
    assert (sent["caption"], sent["document"]["file_name"]) == ("All of it", "notes.md")
    async with http.get(f"/sim/files/{sent['document']['file_id']}") as response:
        assert (await response.read()).decode() == "# Überblick"
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.content_type == "application/octet-stream"
    async with http.get("/sim/files/nonsense") as response:
        assert response.status == 404


@pytest.mark.parametrize(
    ("content", "more", "reason"),
    [
        (b"", {}, "file must be non-empty"),
        (b"x", {"caption": "x" * 1025}, "message caption is too long"),
        (None, {"document": "an-id"}, "come with the request only"),
        (None, {}, 'parameter "document" is required'),
    ],
)
async def test_a_file_that_telegram_would_not_take_is_refused(
    simulator, http, content, more, reason
):
    simulator.world.user_says(READER.id, READER, "/start")
    form = aiohttp.FormData({"chat_id": str(READER.id), **more})
    if content is not None:
        form.add_field("document", content, filename="a.txt")
    async with http.post(f"/bot{simulator.token}/sendDocument", data=form) as response:
        answer = await response.json()
    assert reason in answer["description"]


def png(width: int, height: int) -> bytes:
    """As much of a picture as tells its size."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)


async def sent_photo(simulator, http, content, **more):
    simulator.world.user_says(READER.id, READER, "/start")
    form = aiohttp.FormData({"chat_id": str(READER.id), **more})
    if content is not None:
        form.add_field("photo", BytesIO(content), filename="chart.png")
    async with http.post(f"/bot{simulator.token}/sendPhoto", data=form) as response:
        return await response.json()


async def test_a_picture_that_the_bot_sends_is_shown_over_its_caption(simulator, http, bot_api):
    answer = await sent_photo(simulator, http, png(1080, 1900), caption="All of it")
    sent = answer["result"]
    (size,) = sent["photo"]
    assert (sent["caption"], size["width"], size["height"]) == ("All of it", 1080, 1900)
    if bot_api is not None:
        assert misfits(sent, ["Message"], "sendPhoto", bot_api) == []
    async with http.get(f"/sim/pictures/{size['file_id']}") as response:
        assert await response.read() == png(1080, 1900)
        assert response.content_type == "image/png"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_no_picture_is_not_shown_as_one(simulator, http):
    sent = simulator.world.user_sends_file(READER.id, READER, "a.html", b"<script>")
    for id_ in (sent.document["file_id"], "nonsense"):
        async with http.get(f"/sim/pictures/{id_}") as response:
            assert response.status == 404


@pytest.mark.parametrize(
    ("content", "more", "reason"),
    [
        (b"", {}, "file must be non-empty"),
        (b"<svg/>", {}, "IMAGE_PROCESS_FAILED"),
        (png(5_001, 5_000), {}, "PHOTO_INVALID_DIMENSIONS"),
        (png(100, 2_001), {}, "PHOTO_INVALID_DIMENSIONS"),
        (png(100, 100) + bytes(10 * 1024 * 1024), {}, "too big for a photo"),
        (png(100, 100), {"caption": "x" * 1025}, "message caption is too long"),
        (png(100, 100), {"has_spoiler": "true"}, "does not model has_spoiler"),
        (None, {"photo": "an-id"}, "come with the request only"),
        (None, {}, 'parameter "photo" is required'),
    ],
)
async def test_a_picture_that_telegram_would_not_take_is_refused(
    simulator, http, content, more, reason
):
    answer = await sent_photo(simulator, http, content, **more)
    assert reason in answer["description"]


async def test_a_picture_has_no_text_to_edit(simulator, http, call):
    sent = (await sent_photo(simulator, http, png(10, 10), caption="a"))["result"]
    answer = await call(
        "editMessageText", chat_id=READER.id, message_id=sent["message_id"], text="b"
    )
    assert answer == "Bad Request: there is no text in the message to edit"


async def test_a_bot_fetches_files_up_to_20_mb(simulator, http, call):
    large = simulator.world.user_sends_file(READER.id, READER, "a.bin", bytes(20 * 1024 * 1024 + 1))
    answer = await call("getFile", file_id=large.document["file_id"])
    assert answer == "Bad Request: file is too big"
    answer = await call("getFile", file_id="nonsense")
    assert answer == "Bad Request: wrong file_id or the file is temporarily unavailable"


def test_files_are_neither_empty_nor_endless_and_the_oldest_are_forgotten():
    world = World()
    for content in (b"", bytes(MAX_FILE + 1)):
        with pytest.raises(ValueError, match="bytes"):
            world.user_sends_file(READER.id, READER, "a", content)
    with pytest.raises(ValueError, match="1024"):
        world.user_sends_file(READER.id, READER, "a", b"x", caption="x" * 1025)
    content = bytes(MAX_FILE)
    sent = [
        world.user_sends_file(READER.id, READER, "a", content)
        for _ in range(MAX_KEPT // MAX_FILE + 1)
    ]
    kept = [world.files.by_id(message.document["file_id"]) for message in sent]
    assert kept[0] is None
    assert all(kept[1:])


def test_privacy_mode_hides_files_without_a_mention():
    world = World()
    assert not world.user_sends_file(NEWSROOM.id, READER, "a.txt", b"x").seen
    caption = "@newsdesk_local_bot look"
    assert world.user_sends_file(NEWSROOM.id, SECOND_READER, "a.txt", b"x", caption=caption).seen


async def test_the_page_sends_a_file_larger_than_other_bodies(simulator, http, page_post):
    content = bytes(range(256)) * 1024
    body = {
        "as": READER.id,
        "name": "a.bin",
        "content": base64.b64encode(content).decode(),
        "caption": "look",
    }
    assert await page_post("/sim/file", body) == (200, {"message_id": 1})
    file = simulator.world.messages(READER.id)[0].document
    assert file["file_size"] == len(content)
    status, answer = await page_post("/sim/file", {**body, "content": "?"})
    assert (status, answer) == (400, {"error": "the file's content is not base64"})


async def changed_photo(simulator, http, message_id, content, **more):
    media = {"type": "photo", "media": "attach://part", **more}
    form = aiohttp.FormData({"chat_id": str(READER.id), "message_id": str(message_id)})
    form.add_field("media", json.dumps(media))
    form.add_field("part", BytesIO(content), filename="chart.png")
    async with http.post(f"/bot{simulator.token}/editMessageMedia", data=form) as response:
        return await response.json()


async def test_a_picture_is_put_in_the_place_of_a_picture_and_of_words(simulator, http, call):
    sent = (await sent_photo(simulator, http, png(10, 10), caption="a"))["result"]
    said = await call("sendMessage", chat_id=READER.id, text="words")
    for before in (sent, said):
        answer = await changed_photo(
            simulator, http, before["message_id"], png(20, 30), caption="b"
        )
        after = simulator.world.message(before["message_id"], READER.id)
        assert answer["result"]["caption"] == after.text == "b"
        assert (after.photo[0]["width"], after.edited is None) == (20, False)


@pytest.mark.parametrize(
    ("content", "more", "reason"),
    [
        (b"<svg/>", {}, "IMAGE_PROCESS_FAILED"),
        (png(100, 100), {"type": "video"}, "models media of the type photo only"),
        (png(100, 100), {"has_spoiler": True}, "does not model has_spoiler"),
        (png(100, 100), {"media": "attach://other"}, "has no parameter part"),
        (png(100, 100), {"caption": "x" * 1025}, "message caption is too long"),
    ],
)
async def test_no_other_media_is_put_in_a_pictures_place(simulator, http, content, more, reason):
    sent = (await sent_photo(simulator, http, png(10, 10), caption="a"))["result"]
    answer = await changed_photo(simulator, http, sent["message_id"], content, **more)
    assert reason in answer["description"]
