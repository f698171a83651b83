"""A running stand-in, an HTTP client for it, and a small bot that talks to it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Literal

import aiohttp
import pytest
import pytest_asyncio
from playwright import async_api as playwright
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    MessageEntity,
    Update,
)
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.simulator import Simulator


class StoppedClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def simulator(clock: StoppedClock) -> AsyncIterator[Simulator]:
    async with Simulator(clock=clock) as running:
        yield running


@pytest.fixture
async def http(simulator: Simulator) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the stand-in that heeds no proxy of the environment."""
    async with aiohttp.ClientSession(simulator.url, trust_env=False) as session:
        yield session


@pytest.fixture
async def page_post(http) -> Callable[[str, dict], Awaitable[tuple[int, dict]]]:
    """Posts as the page does: the status and the answer."""
    async with http.get("/") as response:
        found = re.search(r'name="simulator-secret" content="([^"]+)"', await response.text())
    assert found
    headers = {"X-Simulator-Secret": found.group(1)}

    async def post(path: str, body: dict) -> tuple[int, dict]:
        async with http.post(path, json=body, headers=headers) as response:
            return response.status, await response.json()

    return post


def application(simulator: Simulator) -> Application:
    """An unmodified Application whose API is the stand-in."""
    kwargs = {"httpx_kwargs": {"trust_env": False}, "connection_pool_size": 8}
    return (
        Application.builder()
        .token(simulator.token)
        .base_url(f"{simulator.url}/bot")
        .base_file_url(f"{simulator.url}/file/bot")
        .request(HTTPXRequest(**kwargs))
        .get_updates_request(HTTPXRequest(**kwargs))
        .build()
    )


@pytest.fixture
def bots(simulator: Simulator) -> Callable[[], Application]:
    """Makes Applications whose API is the stand-in."""
    return lambda: application(simulator)


@asynccontextmanager
async def _echoing(simulator: Simulator) -> AsyncIterator[Application]:
    app = application(simulator)
    app.add_handler(CommandHandler("pages", _pages))
    app.add_handler(CommandHandler("busy", _busy))
    app.add_handler(MessageHandler(filters.Document.ALL, _measure))
    app.add_handler(MessageHandler(filters.TEXT & filters.UpdateType.MESSAGE, _echo))
    app.add_handler(CallbackQueryHandler(_turn))
    app.add_handler(InlineQueryHandler(_find))
    async with app:
        await app.bot.set_my_commands([("pages", "Pages to turn"), ("busy", "Type for a while")])
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling()
        yield app
        await app.updater.stop()
        await app.stop()


CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)


# The page itself may be as wide as the window while the conversation, which scrolls by itself, is
# not: so every part of it is measured.
OUTSIDE = """() => {
  const log = document.getElementById("log");
  const parts = ".bubble, .bubble *, .keyboard, .key, .day, .unseen, .reply";
  const found = [...log.querySelectorAll(parts)]
    .map((part) => [part.className || part.tagName, part.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.left < 0 || box.right > innerWidth + 0.5))
    .map(([name, box]) => `${name}: ${Math.round(box.left)} to ${Math.round(box.right)}`);
  return log.scrollWidth > log.clientWidth ? [...found, `the log: ${log.scrollWidth}`] : found;
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def tab(chromium: str) -> AsyncIterator[playwright.Page]:
    """One tab of a Chromium a module, for tests in the module's loop; a new one takes seconds."""
    async with playwright.async_playwright() as running:
        browser = await running.chromium.launch(executable_path=chromium, args=CHROMIUM)
        tab = await browser.new_page()
        tab.set_default_timeout(10_000)
        yield tab
        await browser.close()


@asynccontextmanager
async def _opened(
    tab: playwright.Page,
    url: str,
    *,
    width: int = 375,
    colours: Literal["light", "dark"] = "light",
) -> AsyncIterator[playwright.Page]:
    said: list[str] = []
    listeners = {
        "console": lambda message: said.append(message.text),
        "pageerror": lambda error: said.append(str(error)),
        "dialog": lambda dialog: said.append(f"dialog {dialog.message}"),
    }
    await tab.set_viewport_size({"width": width, "height": 740})
    await tab.emulate_media(color_scheme=colours)
    for event, listener in listeners.items():
        tab.on(event, listener)
    await tab.goto(url)
    await playwright.expect(tab.locator("#status")).to_have_text(re.compile("^(bot|clock.*)$"))
    yield tab
    scrolls = await tab.evaluate("document.documentElement.scrollWidth")
    outside = await tab.evaluate(OUTSIDE)
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)
    await tab.goto("about:blank")
    assert said == []
    assert scrolls == width
    assert outside == []


@pytest.fixture(scope="session")
def opened() -> Callable[..., AbstractAsyncContextManager[playwright.Page]]:
    """Opens the page in a tab, at a phone's width by default.

    Fails at the end if anything was said in its console, if it scrolls sideways, or if anything
    of the conversation lies beyond its sides.
    """
    return _opened


@pytest.fixture(scope="session")
def echoing() -> Callable[[Simulator], AbstractAsyncContextManager[Application]]:
    """Lets a polling bot answer at a simulator.

    It echoes text and measures files; `/pages` has buttons that turn pages; `/busy` types; inline
    it finds one article for each word, two at a time; `silence` it does not answer, for `nothing`
    it shows the way to its chat.
    """
    return _echoing


@pytest.fixture
async def echo(simulator: Simulator) -> AsyncIterator[Application]:
    """The bot of `echoing` at the simulator."""
    async with _echoing(simulator) as app:
        yield app


def _keyboard(page: int) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton("‹ back", callback_data=f"page:{page - 1}"),
                InlineKeyboardButton(f"page {page}", callback_data="where"),
                InlineKeyboardButton("next ›", callback_data=f"page:{page + 1}"),
            ],
            [InlineKeyboardButton("warn me", callback_data="alert")],
        ]
    )


async def _pages(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(
        "Page 1",
        entities=[MessageEntity("bold", 0, 4)],
        reply_markup=_keyboard(1),
        do_quote=False,
    )


async def _busy(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.effective_chat.send_action("typing")


async def _measure(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    file = await update.message.document.get_file()
    content = await file.download_as_bytearray()
    await update.message.reply_text(f"{len(content)} bytes: {update.message.caption}")


async def _find(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.inline_query.query == "silence":
        return
    start = int(update.inline_query.offset or 0)
    words = update.inline_query.query.split()
    found = [word for word in words[start : start + 2] if word != "nothing"]
    await update.inline_query.answer(
        [
            InlineQueryResultArticle(w, w.title(), InputTextMessageContent(f"About {w}"))
            for w in found
        ],
        next_offset=str(start + 2) if start + 2 < len(words) else "",
        button=None if found else InlineQueryResultsButton("Ask me", None, "inline"),
    )


async def _echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(update.message.text)


async def _turn(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    if query.data == "where":
        await query.answer("You are here.")
    elif query.data == "alert":
        await query.answer("Mind the gap!", show_alert=True)
    else:
        page = int(query.data.removeprefix("page:"))
        await query.answer()
        await query.edit_message_text(f"Page {page}", reply_markup=_keyboard(page))
