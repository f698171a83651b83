"""A picture of the bot's in the chat page, in a real browser."""

from __future__ import annotations

import struct
import zlib

import aiohttp
import pytest
from playwright import async_api as playwright

from bot.simulator import READER, Simulator

pytestmark = pytest.mark.asyncio(loop_scope="module")


def png(width: int, height: int) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        sized = struct.pack(">I", len(content)) + kind + content
        return sized + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


async def test_a_picture_is_seen_over_its_caption(tab, echoing, opened):
    async with (
        Simulator() as simulator,
        echoing(simulator),
        opened(tab, simulator.url) as page,
    ):
        await simulator.say("hello")
        form = aiohttp.FormData({"chat_id": str(READER.id), "caption": "Seven events"})
        form.add_field("photo", png(1080, 1900), filename="chart.png")
        url = f"{simulator.url}/bot{simulator.token}/sendPhoto"
        async with aiohttp.ClientSession() as session, session.post(url, data=form) as response:
            assert response.status == 200
        answer = page.locator(".theirs").last
        await playwright.expect(answer.locator(".text")).to_have_text("Seven events")
        picture = answer.locator("img.photo")
        await playwright.expect(picture).to_be_visible()
        await playwright.expect(picture).to_have_js_property("naturalWidth", 1080)
        assert await picture.get_attribute("alt")
        box = await picture.bounding_box()
        assert box is not None
        assert box["height"] / box["width"] == pytest.approx(1900 / 1080, rel=0.01)
