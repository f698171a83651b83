"""Pages are fetched from the public internet only, and never more of one than is read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.contract import PersonError
from bot.locale import Translator
from bot.pages import MOST_REDIRECTS, Pages, is_public
from storage.articles.files import MOST_BYTES
from storage.errors import AdditionRefused

HTML = {"Content-Type": "text/html; charset=utf-8"}

PRIVATE = [
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),  # noqa: S104
    *("169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.1"),
    *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:808:808::"),
    *("2001::1", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%1", "fec0::1"),
    *("ff02::1", "ff0e::1", "100::1"),
]
PUBLIC = ["8.8.8.8", "1.1.1.1", "151.101.1.140", "2606:4700::1111", "2a00:1450:4001::200e"]


@pytest.mark.parametrize("machine", PRIVATE)
async def test_no_machine_off_the_public_internet_is_asked(machine):
    asked = []

    async def resolve(host, port):
        asked.append((host, port))
        return ["8.8.8.8", machine]

    with pytest.raises(PersonError, match="not on the public internet"):
        await Pages(resolve=resolve).fetch("http://pier.example/news")
    assert asked == [("pier.example", 80)]
    assert not is_public(ip_address(machine))


@pytest.mark.parametrize("machine", PUBLIC)
def test_machines_of_the_public_internet_are(machine):
    assert is_public(ip_address(machine))


@given(st.ip_addresses(v=4))
def test_no_older_address_is_public_behind_a_newer_one(address):
    for newer in (f"::ffff:{address}", f"64:ff9b::{address}", f"::{address}"):
        assert not is_public(ip_address(newer))


LITERALS = [
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "[::1]",
    "localhost",
    "[::ffff:7f00:1]",
]


@pytest.mark.parametrize("host", LITERALS)
async def test_a_machine_of_this_network_is_known_however_it_is_written(host):
    with pytest.raises(PersonError, match=r"public internet|no address|cannot be reached"):
        await Pages().fetch(f"http://{host}/")


WRONG = [
    *(
        "ftp://pier.example/",
        "file:///etc/passwd",
        "gopher://pier.example/",
        "http://",
        "https:///x",
    ),
    *("http://user:secret@pier.example/", "http://user@pier.example/", "http://pier.example:22/"),
    *(
        "http://pier.example:99999/",
        "http://pier.example:8080/",
        "http://[::1",
        "data://text/html,x",
    ),
]


@pytest.mark.parametrize("address", WRONG)
async def test_what_is_no_address_of_a_page_is_refused_before_it_is_looked_up(address):
    async def resolve(host, port):
        raise AssertionError(host)

    with pytest.raises(PersonError, match="That is no address that I fetch"):
        await Pages(resolve=resolve).fetch(address)


@asynccontextmanager
async def serving(answer) -> AsyncIterator[int]:
    """A server on this machine; gives its port."""
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def opened(port: int, **more) -> Pages:
    """Fetches from this machine too, where every name leads."""

    async def here(host: str, _: int) -> list[str]:
        return ["10.0.0.1"] if host == "inside.example" else ["127.0.0.1"]

    admits = lambda machine: machine.is_loopback  # noqa: E731
    return Pages(**{"resolve": here, "admits": admits, "ports": frozenset({port}), **more})


async def test_a_page_is_fetched_by_its_name_with_its_address(caplog):
    heard = []

    async def answer(request):
        heard.append((request.host, request.path, request.headers["Accept-Encoding"]))
        return web.Response(body="<p>Пирс</p>".encode(), headers=HTML)

    async with serving(answer) as port:
        page = await opened(port).fetch(f"http://pier.example:{port}/news?id=1#part")
    assert heard == [(f"pier.example:{port}", "/news", "identity")]
    assert (page.name, page.content.decode()) == ("page.html", "<p>Пирс</p>")
    assert page.address == f"http://pier.example:{port}/news?id=1"


async def test_a_name_is_looked_up_once_and_what_was_looked_at_is_connected_to():
    machines = iter([["127.0.0.1"], ["10.0.0.1"]])

    async def resolve(host, port):
        return next(machines)

    async def answer(_):
        return web.Response(text="x", headers=HTML)

    async with serving(answer) as port:
        page = await opened(port, resolve=resolve).fetch(f"http://pier.example:{port}/")
    assert page.content == b"x"
    assert next(machines) == ["10.0.0.1"]  # nobody has asked a second time


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://inside.example:{port}/", "not on the public internet"),
        ("//inside.example:{port}/", "not on the public internet"),
        ("http://user:x@pier.example:{port}/", "no address"),
        ("http://pier.example:1/", "no address"),
        ("file:///etc/passwd", "no address"),
        ("/again", "without an end"),
    ],
)
async def test_each_redirect_is_looked_at_anew(location, words):
    asked = []

    async def answer(request):
        asked.append(request.path)
        raise web.HTTPFound(location.format(port=port))

    async with serving(answer) as port:
        with pytest.raises(PersonError, match=words):
            await opened(port).fetch(f"http://pier.example:{port}/first")
    assert len(asked) == (MOST_REDIRECTS + 1 if location == "/again" else 1)


async def test_a_redirect_is_followed_and_the_last_address_is_the_pages():
    async def answer(request):
        if request.path == "/old":
            raise web.HTTPMovedPermanently("/new")
        return web.Response(text="A pier.", content_type="text/plain")

    async with serving(answer) as port:
        page = await opened(port).fetch(f"http://pier.example:{port}/old")
        assert (page.name, page.address) == ("page.txt", f"http://pier.example:{port}/new")


PACKED = HTML | {"Content-Encoding": "gzip"}
ANSWERS = {
    "a picture": (web.Response, {"body": b"x", "content_type": "image/png"}, "no page with a text"),
    "nothing said": (web.Response, {"body": b"x", "headers": {"Content-Type": ""}}, "no page"),
    "packed": (
        web.Response,
        {"body": b"x", "headers": HTML | {"Content-Encoding": "gzip"}},
        "no page",
    ),
    "refused": (web.Response, {"status": 403, "text": "x"}, "403"),
    "no location": (web.Response, {"status": 302, "text": "x"}, "302"),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_what_is_no_page_is_refused_with_what_can_be_done(name):
    make, more, words = ANSWERS[name]

    async def answer(_):
        return make(**more)

    async with serving(answer) as port:
        with pytest.raises(PersonError) as refused:
            await opened(port).fetch(f"http://pier.example:{port}/")
    assert words in Translator().render(refused.value.text)


@pytest.mark.parametrize("says", [True, False])
async def test_no_more_is_read_than_a_file_may_have(says):
    sent = 0

    async def answer(request):
        nonlocal sent
        response = web.StreamResponse(headers=HTML)
        if says:
            response.content_length = 20 * MOST_BYTES
        await response.prepare(request)
        for _ in range(20 * MOST_BYTES // 2**16):
            await response.write(b"x" * 2**16)
            sent += 2**16
        return response

    async with serving(answer) as port:
        with pytest.raises(AdditionRefused, match="too big"):
            await opened(port).fetch(f"http://pier.example:{port}/")
    assert sent < 4 * MOST_BYTES


async def test_a_page_that_never_comes_is_given_up():
    async def answer(request):
        response = web.StreamResponse(headers=HTML)
        await response.prepare(request)
        await asyncio.Event().wait()

    async with serving(answer) as port:
        with pytest.raises(PersonError, match="took more than"):
            await opened(port, patience=0.2).fetch(f"http://pier.example:{port}/")


async def test_an_encoding_that_only_the_server_tells_is_understood():
    async def answer(_):
        headers = {"Content-Type": "text/html; charset=windows-1251"}
        return web.Response(body="<p>Пирс</p>".encode("windows-1251"), headers=headers)

    async with serving(answer) as port:
        page = await opened(port).fetch(f"http://pier.example:{port}/")
    assert page.content.decode() == "<p>Пирс</p>"


async def test_a_name_that_leads_nowhere_is_told():
    async def resolve(host, port):
        raise OSError("unknown")

    with pytest.raises(PersonError, match="cannot be reached"):
        await Pages(resolve=resolve).fetch("https://nowhere.example/")
