"""The chat page's edge: what it serves, and whom it refuses."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import aiohttp
import pytest

from bot.simulator import ADMIN, READER, BotProfile, Simulator, chat_page


@pytest.fixture
async def secret(http) -> str:
    async with http.get("/") as response:
        found = re.search(r'name="simulator-secret" content="([^"]+)"', await response.text())
    assert found
    return found.group(1)


async def said(http, secret, body=None, path="/sim/say", **headers):
    body = {"as": READER.id, "text": "/start"} if body is None else body
    headers = {"X-Simulator-Secret": secret, "Content-Type": "application/json", **headers}
    headers = {name: value for name, value in headers.items() if value is not None}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with http.post(path, data=data, headers=headers) as response:
        return response.status


PAGE = Path(chat_page.__file__).parent / "page"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
SERVED = [
    ("/", "text/html"),
    ("/favicon.ico", "image/svg+xml"),
    ("/sim/modelled", "application/json"),
    ("/sim/state", "application/json"),
    *((f"/{file.name}", TYPES[file.suffix]) for file in PAGE.iterdir() if file.suffix != ".html"),
]
ELSEWHERE = re.compile(r"""[a-z]+://|["'(=]\s*//[\w.-]""")
"""An address with a scheme, or one of another host that takes over the page's."""


def has_the_policy(headers) -> bool:
    policy = headers["Content-Security-Policy"]
    return (
        policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        and "frame-ancestors 'none'" in policy
        and "unsafe" not in policy
        and headers["X-Content-Type-Options"] == "nosniff"
    )


@pytest.mark.parametrize(("path", "content_type"), SERVED)
async def test_all_that_is_served_forbids_what_it_does_not_need(http, path, content_type):
    async with http.get(path) as response:
        assert (response.status, response.content_type) == (200, content_type)
        assert has_the_policy(response.headers)


@pytest.mark.parametrize("path", [path for path, _ in SERVED if path != "/sim/modelled"])
async def test_nothing_that_is_served_is_fetched_from_elsewhere(http, path):
    async with http.get(path) as response:
        text = await response.text()
    # The namespace of SVG is a name; what a bare link is made to begin with is a person's click.
    assert not ELSEWHERE.search(re.sub(r"http://www\.w3\.org/2000/svg|https://\$", "", text))


@pytest.mark.parametrize(
    "text",
    ['src="//host/x.js"', "url(//host/x.png)", 'import "https://host/x.js"', "href=//h.io/x"],
)
def test_an_address_of_another_host_would_be_seen(text):
    assert ELSEWHERE.search(text)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/sim/nothing", 404),
        ("GET", "/sim/say", 405),
        ("POST", "/", 405),
        ("POST", "/sim/say", 403),
        ("GET", "/bot1:x/getMe", 401),
        ("GET", "/file/bot1:x/a", 401),
    ],
)
async def test_refusals_forbid_the_same(http, method, path, status):
    async with http.request(method, path) as response:
        assert response.status == status
        assert has_the_policy(response.headers)
    async with http.request(method, path, headers={"Host": "evil.example"}) as response:
        assert response.status == 421
        assert has_the_policy(response.headers)


@pytest.mark.parametrize("host", ["127.0.0.2", "::1"])
async def test_it_listens_on_one_address_of_this_machine_only(simulator, host):
    # All of 127.0.0.0/8 is this machine: 127.0.0.2 answers who listens on every address.
    port = int(simulator.url.rpartition(":")[2])
    await _connected("127.0.0.1", port)
    with pytest.raises(OSError, match=r"Connect call failed|Cannot assign"):
        await _connected(host, port)


async def _connected(host: str, port: int) -> None:
    _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), 5)
    writer.close()
    await writer.wait_closed()


async def test_a_bot_that_is_stopped_amid_its_request_leaves_no_traceback(caplog):
    arrived = asyncio.Event()
    async with Simulator() as running:  # its end waits for what it still reads
        running.faults.storm("setMyCommands", arrived.set)
        host, port = running.url.removeprefix("http://").split(":")
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 5)
        head = f"POST /bot{running.token}/setMyCommands HTTP/1.1\r\nHost: {host}:{port}\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\n"
        writer.write(f"{head}{form}commands=".encode())
        await writer.drain()
        await asyncio.wait_for(arrived.wait(), 5)
        writer.close()
        await writer.wait_closed()
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


async def test_the_secret_is_of_one_run_and_on_the_page_only(simulator, http, secret):
    assert len(secret) >= 32
    async with Simulator() as other, aiohttp.ClientSession(other.url, trust_env=False) as theirs:
        async with theirs.get("/") as response:
            assert secret not in await response.text()
        assert await said(theirs, secret) == 403
        assert other.world.pending_count == 0
    for path, _ in SERVED[1:]:
        async with http.get(path) as response:
            assert secret not in await response.text()


@pytest.mark.parametrize("path", ["/", "/sim/state", "/sim/events", "/bot1:x/getMe"])
async def test_another_name_for_this_machine_is_refused(http, path):
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"):
        async with http.get(path, headers={"Host": host}) as response:
            assert response.status == 421


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
async def test_the_names_of_loopback_are_taken(simulator, http, name):
    port = simulator.url.rpartition(":")[2]
    async with http.get("/", headers={"Host": f"{name}:{port}"}) as response:
        assert response.status == 200


async def test_a_person_speaks_with_the_secret_of_this_run(simulator, http, secret):
    assert await said(http, secret) == 200
    assert simulator.world.messages(READER.id)[0].text == "/start"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Simulator-Secret": "wrong"}, 403),
        ({"X-Simulator-Secret": None}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
async def test_whoever_is_not_the_page_is_refused(simulator, http, secret, headers, status):
    assert await said(http, secret, **headers) == status
    assert simulator.world.pending_count == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"[" * 10_000,
        b"x" * 70_000,
        {"as": 1001},
        {"as": "1001", "text": "x"},
        {"as": True, "text": "x"},
        {"as": 1001, "text": "x", "more": 1},
        {"as": 42, "text": "x"},
        {"as": 1001, "text": " "},
        {"as": 1001, "text": "x" * 4097},
    ],
)
async def test_a_body_that_the_page_would_not_send_is_refused(simulator, http, secret, body):
    assert await said(http, secret, body) == 400
    assert simulator.world.pending_count == 0


async def test_a_person_presses_what_they_see(simulator, http, secret):
    simulator.world.user_says(READER.id, READER, "hi")
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    message = simulator.world.bot_says(READER.id, "Ready", keyboard=keyboard)
    press = {"as": READER.id, "message_id": message.id, "data": "go"}
    assert await said(http, secret, press, "/sim/press") == 200
    assert await said(http, secret, {**press, "data": "no"}, "/sim/press") == 400
    assert await said(http, secret, {**press, "as": ADMIN.id}, "/sim/press") == 400


async def test_a_person_blocks_the_bot_and_is_told_apart(simulator, http, secret):
    block = {"as": READER.id, "blocked": True}
    assert await said(http, secret, block, "/sim/block") == 200
    assert simulator.world.blocked(READER.id)
    assert not simulator.world.blocked(ADMIN.id)
    assert simulator.world.events_after(0)[-1].body == {"blocked": True}
    assert await said(http, secret, {**block, "blocked": False}, "/sim/block") == 200
    assert not simulator.world.blocked(READER.id)
    assert await said(http, secret, {**block, "as": 42}, "/sim/block") == 400


async def test_what_is_served_by_get_changes_nothing_by_post(http, secret):
    assert await said(http, secret, path="/sim/state") == 405
    async with http.get("/sim/say") as response:
        assert response.status == 405


async def test_another_site_reads_nothing(http):
    for path in ("/sim/state", "/sim/events"):
        async with http.get(path, headers={"Sec-Fetch-Site": "cross-site"}) as response:
            assert response.status == 403


async def test_the_state_has_people_menus_and_messages(simulator, http):
    simulator.world.user_says(READER.id, READER, "hi")
    simulator.world.menus.put(
        {"type": "default"}, "", [{"command": "start", "description": "Begin"}]
    )
    simulator.world.descriptions["description", ""] = "What it does"
    async with http.get("/sim/state") as response:
        state = await response.json()
    reader, *_, admin = state["people"]
    assert (reader["name"], admin["role"]) == ("Reader", "admin")
    chat, *_, group = state["chats"]
    assert chat["messages"][0]["text"] == "hi"
    assert chat["menus"][str(READER.id)][0]["command"] == "start"
    assert chat["description"] == "What it does"
    assert group["topics"] == [{"thread": 2, "name": "Embassies"}]
    assert set(group["menus"]) == {str(person["id"]) for person in state["people"]}
    assert state["last_event"] == simulator.world.last_event_id


async def events(response: aiohttp.ClientResponse, count: int) -> list[tuple[str, dict]]:
    found = []
    block: dict[str, str] = {}
    while len(found) < count:
        line = (await asyncio.wait_for(response.content.readline(), 5)).decode().rstrip("\n")
        if line:
            name, _, value = line.partition(": ")
            block[name] = value
        else:
            found.append((block["event"], json.loads(block["data"])))
            block = {}
    return found


async def test_events_come_as_they_happen_and_resume_where_they_were_seen(simulator, http):
    world = simulator.world
    world.user_says(READER.id, READER, "one")
    seen = world.last_event_id
    async with http.get("/sim/events?after=0") as response:
        assert response.content_type == "text/event-stream"
        (hello, _), (first, body) = await events(response, 2)
        assert (hello, first, body["body"]["text"]) == ("hello", "message", "one")
        world.user_says(READER.id, READER, "two")
        ((_, body),) = await events(response, 1)
        assert body["body"]["text"] == "two"
    async with http.get("/sim/events?after=0", headers={"Last-Event-ID": str(seen)}) as response:
        _, (_, body) = await events(response, 2)
        assert body["body"]["text"] == "two"
    async with http.get("/sim/events?after=9999") as response:
        _, (kind, _) = await events(response, 2)
        assert kind == "reset"
    async with http.get("/sim/events?after=x") as response:
        assert response.status == 400


async def test_only_so_many_pages_listen_at_once(simulator, http):
    streams = [await http.get("/sim/events") for _ in range(16)]
    async with http.get("/sim/events") as response:
        assert response.status == 503
    for stream in streams:
        stream.close()


async def test_the_people_and_the_bot_can_be_others():
    people = [*(READER, ADMIN), READER.__class__(77, "Çağla", username="cagla", language="tr")]
    profile = BotProfile(username="my_bot", name="Mine")
    async with Simulator(token="1:abc", users=people, bot=profile) as simulator:
        assert simulator.token == "1:abc"
        assert [person.name for person in simulator.world.people][-1] == "Çağla"
        assert simulator.world.user_says(77, 77, "merhaba").sender["username"] == "cagla"


async def test_a_taken_port_is_an_error_at_once(simulator):
    with pytest.raises(OSError, match="address already in use"):
        async with Simulator(port=int(simulator.url.rpartition(":")[2])):
            pass
