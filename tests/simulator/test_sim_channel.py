"""A channel: what the bot is told of it, what it may do there, and the page's view of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright import async_api as playwright
from telegram import Bot, ChatMemberAdministrator, Update
from telegram.error import BadRequest, Forbidden
from telegram.request import HTTPXRequest

from bot.simulator import ADMIN, CHANNEL, NEWSROOM, READER, Simulator

expect = playwright.expect
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator(groups=(NEWSROOM, CHANNEL)) as running:
        running.world.bot_polls()  # else the page waits for the bot
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    request = HTTPXRequest(httpx_kwargs={"trust_env": False})
    async with Bot(simulator.token, f"{simulator.url}/bot", request=request) as bot:
        yield bot


async def test_a_channel_is_found_by_its_name_and_posted_in(bot, simulator):
    chat = await bot.get_chat("@NewsDesk_daily")
    assert (chat.id, chat.type, chat.title) == (CHANNEL.id, "channel", "Daily news")
    post = await bot.send_message(CHANNEL.id, "News")
    assert post.from_user is None
    assert post.sender_chat.id == CHANNEL.id
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.get_chat("@nothing_of_the_kind")


async def test_who_is_what_in_it(bot):
    me = await bot.get_chat_member(CHANNEL.id, bot.id)
    assert isinstance(me, ChatMemberAdministrator)
    assert me.can_post_messages
    assert (await bot.get_chat_member(CHANNEL.id, ADMIN.id)).status == "creator"
    assert (await bot.get_chat_member(CHANNEL.id, READER.id)).status == "member"


@pytest.mark.parametrize(
    ("chat", "refusal", "before"),
    [
        (CHANNEL, "bot is not a member of the channel chat", "administrator"),
        (NEWSROOM, "bot was kicked from the supergroup chat", "member"),
    ],
)
async def test_put_out_the_bot_is_told_and_refused(bot, simulator, chat, refusal, before):
    simulator.world.block(ADMIN, chat_id=chat.id)
    with pytest.raises(Forbidden, match=refusal):
        await bot.send_message(chat.id, "News")
    assert (await bot.get_chat_member(chat.id, bot.id)).status == "left"
    simulator.world.block(ADMIN, blocked=False, chat_id=chat.id)
    told = [u.my_chat_member for u in await bot.get_updates(allowed_updates=Update.ALL_TYPES)]
    assert [(t.old_chat_member.status, t.new_chat_member.status) for t in told] == [
        (before, "left"),
        ("left", before),
    ]


async def test_the_page_shows_posts_and_their_buttons(tab, simulator, opened, bot):
    keyboard = {"inline_keyboard": [[{"text": "Open", "callback_data": "x"}]]}
    async with opened(tab, simulator.url) as page:
        await page.get_by_role("radio", name=re.compile("^Daily news")).check(force=True)
        await expect(page.locator("#group-note")).to_contain_text("to @newsdesk_daily")
        await bot.send_message(CHANNEL.id, "A post", reply_markup=keyboard)
        post = page.locator(".from-bot").last
        await expect(post).to_contain_text("A post")
        await post.get_by_role("button", name="Open").click()
        (pressed,) = await bot.get_updates()
        assert pressed.callback_query.message.chat.id == CHANNEL.id
        await bot.answer_callback_query(pressed.callback_query.id)
        await expect(page.locator("#writing")).to_have_js_property("inert", value=True)
        await page.get_by_role("radio", name=re.compile("^Private")).check(force=True)
        await expect(page.locator("#writing")).to_have_js_property("inert", value=False)


async def test_the_admin_puts_the_bot_out_by_the_switch(tab, simulator, opened):
    async with opened(tab, simulator.url) as page:
        await page.get_by_role("radio", name=re.compile("^Daily news")).check(force=True)
        await page.get_by_role("button", name="Developer tools").click()
        await expect(page.locator("#blocks")).to_be_disabled()
        await page.keyboard.press("Escape")
        await page.get_by_role("radio", name=re.compile("^Admin")).check(force=True)
        await page.get_by_role("radio", name=re.compile("^Daily news")).check(force=True)
        await page.get_by_role("button", name="Developer tools").click()
        await page.get_by_label("The bot was put out of Daily news").check()
        await expect(page.locator("#status")).to_have_text("put out of here")
        assert simulator.world.blocked(CHANNEL.id)
