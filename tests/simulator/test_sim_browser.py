"""The chat page in a real browser, with a small bot behind it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright import async_api as playwright

from bot.simulator import ADMIN, READER, Simulator
from bot.simulator.modelled import ROWS

expect = playwright.expect

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(tab, simulator: Simulator, echoing, opened) -> AsyncIterator[playwright.Page]:
    async with echoing(simulator), opened(tab, simulator.url) as page:
        yield page


async def write(page, text: str) -> None:
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def test_a_newcomer_types_presses_and_sees_the_edit(page):
    await expect(page.locator(".banner")).to_contain_text("A local simulator, not Telegram")
    await expect(page.locator("#input")).to_be_focused()
    await write(page, "/pages")
    answer = page.locator(".theirs")
    await expect(answer.locator("strong")).to_have_text("Page")
    await answer.get_by_role("button", name="next").click()
    await expect(answer.locator(".text")).to_have_text("Page 2")
    await expect(answer).to_have_count(1)
    await answer.get_by_role("button", name="page 2").click()
    await expect(page.locator("#toast")).to_have_text("You are here.")
    await answer.get_by_role("button", name="warn").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Mind the gap!")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_markup_in_a_message_stays_text(page):
    text = "<img src=x onerror=alert(1)> <b>bold?</b>"
    await write(page, text)
    await expect(page.locator(".theirs .text")).to_have_text(text)
    await expect(page.locator("#messages img, #messages b")).to_have_count(0)


async def test_entities_are_drawn_and_only_safe_links_are_links(page, simulator):
    text = "Heading quote one two link bad secret /pages"

    def entity(kind: str, word: str, **more: str) -> dict:
        return {"type": kind, "offset": text.index(word), "length": len(word), **more}

    simulator.world.user_says(READER.id, READER, "hi")
    entities = (
        entity("bold", "Heading"),
        entity("blockquote", "quote one two"),
        entity("italic", "one two link"),  # reaches over the end of the quotation
        entity("text_link", "link", url="https://example.org/a"),
        entity("text_link", "bad", url="javascript:alert(1)"),
        entity("spoiler", "secret"),
        entity("bot_command", "/pages"),
    )
    simulator.world.bot_says(READER.id, text, entities)
    drawn = page.locator(".theirs .text").filter(has_text="Heading")
    await expect(drawn).to_have_text(text)
    await expect(drawn.locator("blockquote em")).to_have_text("one two")
    await expect(drawn.locator("em").nth(1)).to_have_text("link")
    await expect(drawn.locator("a")).to_have_count(1)
    await expect(drawn.locator("a")).to_have_attribute("href", "https://example.org/a")
    await drawn.locator(".spoiler").click()
    await expect(drawn.locator(".spoiler")).to_have_class(re.compile("shown"))
    await drawn.get_by_role("button", name="/pages").click()
    await expect(page.locator(".theirs").last).to_contain_text("Page 1")


async def test_commands_are_completed_by_keyboard(page):
    await page.keyboard.type("/")
    await expect(page.get_by_role("option")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("[aria-selected=true]")).to_contain_text("/busy")
    await page.keyboard.press("Escape")
    await page.keyboard.type("pa")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Tab")
    await expect(page.locator("#input")).to_have_value("/pages ")
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs")).to_contain_text("Page 1")


async def test_typing_is_shown_until_the_bot_speaks(page):
    await write(page, "/busy")
    await expect(page.locator("#typing")).to_be_visible()
    await expect(page.locator("#status")).to_have_text("typing …")
    await write(page, "hello")
    await expect(page.locator(".theirs .text")).to_have_text("hello")
    await expect(page.locator("#typing")).to_be_hidden()


async def test_each_person_has_a_chat_of_their_own(page, simulator):
    await write(page, "from the reader")
    await expect(page.locator(".theirs")).to_have_count(1)
    await page.get_by_role("radio", name="Admin").check(force=True)
    await expect(page.locator(".message")).to_have_count(0)
    await page.locator("#begin").click()
    await expect(page.locator(".theirs .text")).to_have_text("/start")
    assert [m.text for m in simulator.world.answers(ADMIN.id)] == ["/start"]
    simulator.world.bot_says(READER.id, "psst")
    await expect(page.locator(".choice.unread")).to_contain_text("Reader")
    await page.get_by_role("radio", name=re.compile(r"^Reader( *\(|$)")).check(force=True)
    await expect(page.locator(".theirs").last).to_contain_text("psst")


async def test_the_page_follows_the_systems_colours(page):
    colours = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        colours.append(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(set(colours)) == 2


async def test_a_reloaded_page_shows_the_conversation_again(page):
    await write(page, "remember me")
    await expect(page.locator(".theirs")).to_have_count(1)
    await page.reload()
    await expect(page.locator(".theirs .text")).to_have_text("remember me")


async def test_a_file_is_sent_with_its_caption_and_fetched_by_the_bot(page):
    files = [{"name": "notes.txt", "mimeType": "text/plain", "buffer": b"twelve bytes"}]
    await page.locator("#file").set_input_files(files)
    await expect(page.locator("#attached")).to_contain_text("notes.txt · 12 bytes")
    await write(page, "see this")
    await expect(page.locator(".mine .document")).to_contain_text("notes.txt")
    await expect(page.locator(".mine .text")).to_have_text("see this")
    await expect(page.locator(".theirs .text")).to_have_text("12 bytes: see this")
    await expect(page.locator("#attached")).to_be_hidden()


async def test_inline_results_are_shown_and_sent_via_the_bot(page, simulator):
    await page.locator("#ask-inline").click()
    await page.keyboard.type("silence")
    await expect(page.locator("#popup-note")).to_have_text("Asking the bot …")
    await expect(page.locator("#popup-note")).to_have_text(
        "The bot does not answer inline queries."
    )
    await page.locator("#input").fill(f"@{simulator.world.bot.username} one two")
    await expect(page.get_by_role("option")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    sent = page.locator(".mine").last
    await expect(sent.locator(".text")).to_have_text("About two")
    await expect(sent.locator(".via")).to_have_text("via @newsdesk_local_bot")
    await expect(page.locator("#input")).to_have_value("")


async def test_what_is_modelled_is_told(page):
    await page.get_by_role("button", name="What is modelled").click()
    await expect(page.locator("#modelled-rows tr")).to_have_count(len(ROWS))
    await expect(page.locator("#modelled-title")).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(page.locator("#modelled")).to_be_hidden()
