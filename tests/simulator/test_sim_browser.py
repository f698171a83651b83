"""The chat page in a real browser, with a small bot behind it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright import async_api as playwright

from bot.simulator import ADMIN, READER, Simulator
from bot.simulator.clock import FURTHEST
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


async def test_further_inline_results_follow_and_the_bots_chat_is_a_press_away(page, simulator):
    name = simulator.world.bot.username
    await page.locator("#input").fill(f"@{name} one two three")
    await page.get_by_role("option", name="More results").click()
    await expect(page.locator("#completions b")).to_have_text(["One", "Two", "Three"])
    await page.get_by_role("option", name="Three").click()
    await expect(page.locator(".mine .text").last).to_have_text("About three")
    await page.locator("#input").fill(f"@{name} nothing")
    await expect(page.locator("#popup-note")).to_have_text("The bot finds nothing for that.")
    await page.get_by_role("option", name="Ask me").click()
    await expect(page.locator(".mine .text").last).to_have_text("/start inline")
    await expect(page.locator("#input")).to_have_value("")


async def test_a_button_copies_its_words(page, simulator):
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    simulator.world.user_says(READER.id, READER, "hi")
    keyboard = {"inline_keyboard": [[{"text": "Copy", "copy_text": {"text": "Gazette, ¶7"}}]]}
    simulator.world.bot_says(READER.id, "A passage", keyboard=keyboard)
    await page.get_by_role("button", name="Copy").click()
    await expect(page.locator("#toast")).to_have_text("Copied.")
    assert await page.evaluate("navigator.clipboard.readText()") == "Gazette, ¶7"


async def test_buttons_are_reached_and_pressed_by_keyboard_and_keep_the_focus(page):
    await write(page, "/pages")
    await expect(page.locator(".key")).to_have_count(4)
    onward = page.get_by_role("button", name="next")
    for _ in range(20):  # backwards from the composer, over the suggestions
        await page.keyboard.press("Shift+Tab")
        if await onward.evaluate("key => key === document.activeElement"):
            break
    await expect(onward).to_be_focused()
    for number in (2, 3):
        await page.keyboard.press("Enter")
        await expect(page.locator(".theirs .text")).to_have_text(f"Page {number}")
        await expect(onward).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name="page 3")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Space")
    await expect(page.locator(".theirs .text")).to_have_text("Page 2")
    await expect(page.get_by_role("button", name="back")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(onward).to_be_focused()


async def test_the_focus_goes_to_the_key_in_the_same_place_where_none_has_the_same_words(
    page, simulator
):
    def keys(*rows: str) -> dict:
        return {
            "inline_keyboard": [
                [{"text": text, "callback_data": text} for text in row.split()] for row in rows
            ]
        }

    simulator.world.user_says(READER.id, READER, "hi")
    message = simulator.world.bot_says(READER.id, "Ready", keyboard=keys("a b", "c", "1 2 3"))
    edited = replace(message, keyboard=keys("d", "4 5 6"))
    await page.get_by_role("button", name="2", exact=True).focus()
    simulator.world.bot_edits(edited)
    await expect(page.get_by_role("button", name="5", exact=True)).to_be_focused()
    await page.get_by_role("button", name="6", exact=True).focus()
    simulator.world.bot_edits(replace(message, keyboard=keys("d", "7 8")))
    await expect(page.get_by_role("button", name="8", exact=True)).to_be_focused()
    simulator.world.bot_edits(replace(message, keyboard=None))
    await expect(page.locator("#input")).to_be_focused()


async def test_whom_one_acts_as_is_chosen_by_arrow_keys(page):
    await page.get_by_role("radio", name="Reader", exact=True).focus()
    for name, welcome in (("Reader 2", 1), ("Анна", 1), ("Admin", 1), ("Reader", 1)):
        await page.keyboard.press("ArrowRight")
        chosen = page.get_by_role("radio", name=name, exact=True)
        await expect(chosen).to_be_checked()
        await expect(chosen).to_be_focused()
        await expect(page.locator("#welcome:visible")).to_have_count(welcome)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Developer tools")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("radio", name="Newsroom · General")).to_be_focused()
    await expect(page.get_by_role("radio", name="Newsroom · General")).to_be_checked()


async def test_suggestions_are_the_bots_own_latest_examples(page, simulator):
    chips = page.locator("#suggestions .chip")
    await expect(chips).to_have_text([])  # its menu has neither /start nor /help
    commands = [{"command": name, "description": "x"} for name in ("start", "help", "other")]
    simulator.world.menus.put({"type": "default"}, "", commands)
    simulator.world.menu_changed()
    await expect(chips).to_have_text(["/start", "/help"])
    text = "/quote sea or /help or code"
    simulator.world.user_says(READER.id, READER, "hi")
    simulator.world.bot_says(
        READER.id,
        text,
        [
            {"type": "code", "offset": text.index(line), "length": len(line)}
            for line in ("/quote sea", "/help", "code")
        ],
    )
    simulator.world.bot_says(READER.id, "no examples")
    await expect(chips).to_have_text(["/start", "/help", "/quote sea"])
    await chips.last.click()
    await expect(page.locator(".mine .text").last).to_have_text("/quote sea")
    await page.get_by_role("radio", name="Admin").check(force=True)
    await expect(chips).to_have_text(["/start", "/help"])


async def test_a_long_caption_is_refused_on_the_page(page, simulator):
    files = [{"name": "notes.txt", "mimeType": "text/plain", "buffer": b"x"}]
    await page.locator("#input").fill("x" * 1_100)
    await page.locator("#file").set_input_files(files)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator("#toast")).to_contain_text("1024 characters; this one has 1100")
    assert simulator.world.messages(READER.id) == ()
    await page.locator("#input").fill("")
    await page.keyboard.insert_text("y" * 1_100)
    assert len(await page.locator("#input").input_value()) == 1_024
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".mine .document")).to_have_count(1)
    await page.locator("#input").focus()
    await page.keyboard.insert_text("y" * 1_100)  # without a file there is room again
    assert len(await page.locator("#input").input_value()) == 1_100


async def test_a_time_beyond_the_clocks_limit_is_refused_on_the_page(page, simulator):
    await page.get_by_role("button", name="Developer tools").click()
    await page.locator("#clock-to").fill("2040-01-01T10:00")
    await page.get_by_role("button", name="Set", exact=True).click()
    await expect(page.locator("#toast")).to_contain_text("3660 days ahead")
    simulator.clock.advance(FURTHEST - timedelta(minutes=2))
    await expect(page.locator("#clock-ahead")).to_contain_text("3659 d")
    await page.locator("#toast").evaluate("toast => { toast.textContent = '' }")
    await page.get_by_role("button", name="+1 hour").click()
    await expect(page.locator("#toast")).to_contain_text("3660 days ahead")
    ahead = simulator.clock.offset
    await page.get_by_role("button", name="+1 min").click()
    await expect(page.locator("#clock-ahead")).to_contain_text("3659 d 23 h 59 min")
    assert simulator.clock.offset == ahead + timedelta(minutes=1)


async def test_the_bot_is_blocked_by_a_switch_until_the_person_writes(page, simulator):
    await write(page, "hello")
    await expect(page.locator(".theirs")).to_have_count(1)
    await page.get_by_role("button", name="Developer tools").click()
    await page.get_by_label("Reader has blocked the bot").check()
    await expect(page.locator("#status")).to_have_text("blocked by you")
    assert simulator.world.blocked(READER.id)
    await page.keyboard.press("Escape")
    await page.locator("#input").focus()
    await write(page, "back")
    await expect(page.locator("#status")).to_have_text("bot")
    await expect(page.locator(".theirs").last).to_contain_text("back")
    assert not simulator.world.blocked(READER.id)
    await expect(page.locator("#blocks")).not_to_be_checked()


async def test_what_is_modelled_is_told(page):
    await page.get_by_role("button", name="What is modelled").click()
    await expect(page.locator("#modelled-rows tr")).to_have_count(len(ROWS))
    await expect(page.locator("#modelled-title")).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(page.locator("#modelled")).to_be_hidden()
