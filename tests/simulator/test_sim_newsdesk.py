"""The bot as it is shipped, in the chat page of a real browser."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright import async_api as playwright

from bot.app import build_application, serve
from bot.config import load
from bot.simulator import ADMIN, NEWSROOM, Simulator
from bot.tokens import StoredTokens
from storage.corpus import Archive, shipped_seeds
from storage.state import State

expect = playwright.expect
pytestmark = pytest.mark.asyncio(loop_scope="module")

MARKUP = "<img src=x onerror=alert(1)>"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;"  # cleaning leaves out tags, and reads entities
ARTICLE = f"""\
---
title: Pilots at work {MARKUP}
publisher: Harbour Gazette
published: 2021-08-20
---
Harbour master Ana Ortiz said on Friday: “The pilots {ESCAPED} have worked through the night.”
"""
LATER = """\
---
title: The lighthouse is lit
publisher: Harbour Gazette
published: 2021-08-21
---
Keeper Tomas Rill said on Saturday: “The lighthouse has never been brighter than this autumn.”
"""


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two of the shipped articles (a build takes time), and one that brings markup along."""
    folder = tmp_path_factory.mktemp("seeds")
    for name in ("moscow-times-2021-08-16.md", "the-bell-2021-08.md", "topics.toml"):
        shutil.copy(shipped_seeds() / name, folder)
    (folder / "pilots.txt").write_text(ARTICLE, encoding="utf-8")
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulator(seeds: Path, tmp_path_factory) -> AsyncIterator[Simulator]:
    """A simulator at which Newsdesk answers, archive and worker process included."""
    data = tmp_path_factory.mktemp("data")
    archive = await Archive.open(data_dir=data, seeds=seeds)
    state = await State.open(data / "state.db")
    async with Simulator() as running:
        running.world.user_starts(ADMIN)
        settings = load(
            env_file=None,
            telegram_bot_token=running.token,
            telegram_api_url=running.url,
            admin_ids=frozenset({ADMIN.id}),
            rate_limit=0,  # tests ask faster than people do
        )
        application = build_application(settings, archive, StoredTokens(state), clock=running.clock)
        stop = asyncio.Event()
        serving = asyncio.create_task(serve(application, settings, stop=stop))
        await running.wait_for(lambda: running.world.online)
        yield running
        stop.set()
        await serving
    await state.close()
    await archive.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(tab, simulator: Simulator, opened) -> AsyncIterator[playwright.Page]:
    async with opened(tab, simulator.url) as page:
        yield page


async def write(page: playwright.Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .text").last).to_have_text(text)


async def choose(page: playwright.Page, name: str) -> None:
    await page.get_by_role("radio", name=re.compile(rf"^{name}( *\(|$)")).check(force=True)


async def test_an_answer_is_asked_for_and_its_pages_turned(page):
    await expect(page.locator("#tools")).to_be_hidden()
    await write(page, "/quote taliban")
    answer = page.locator(".theirs").last
    await expect(answer.locator("blockquote").first).to_be_visible()
    before = await answer.locator(".text").inner_text()
    await answer.get_by_role("button", name="More").click()
    await expect(answer.get_by_role("button", name="2 of")).to_be_visible()
    assert await answer.locator(".text").inner_text() != before
    await expect(page.locator(".theirs")).to_have_count(1)
    await answer.get_by_role("button", name="¶").first.click()
    await expect(page.locator(".theirs")).to_have_count(2)


async def test_the_number_of_the_page_that_is_shown_changes_nothing(page, simulator):
    told = await page.locator(".theirs").count()
    await write(page, "/quote taliban")
    await expect(page.locator(".theirs")).to_have_count(told + 1)
    answer = page.locator(".theirs").last
    await expect(answer.get_by_role("button", name="1 of")).to_be_visible()
    before = len(simulator.calls)
    await answer.get_by_role("button", name="1 of").click()
    await answer.get_by_role("button", name="More").click()
    await expect(answer.get_by_role("button", name="2 of")).to_be_visible()
    made = [call.method for call in [*simulator.calls][before:] if call.method != "getUpdates"]
    assert sorted(made) == ["answerCallbackQuery", "answerCallbackQuery", "editMessageText"]


async def test_markup_in_an_article_stays_text(page):
    for question in ("/quote pilots", "/search pilots", "/source", "pilots"):
        before = await page.locator(".theirs").count()
        await write(page, question)
        await expect(page.locator(".theirs")).to_have_count(before + 1)
        await expect(page.locator(".theirs").last).to_contain_text(MARKUP)
    await expect(page.locator("#messages img")).to_have_count(0)


async def test_an_admin_reloads_and_a_reader_finds_what_is_new(page, seeds):
    await write(page, "/reload")
    await expect(page.locator(".theirs").last).to_contain_text("for admins of this bot")
    (seeds / "lighthouse.txt").write_text(LATER, encoding="utf-8")
    await choose(page, "Admin")
    await page.locator("#menu").click()
    await expect(page.get_by_role("option", name="/reload")).to_be_visible()
    await write(page, "/reload")
    report = page.locator(".theirs").last
    await expect(report).to_contain_text("The lighthouse is lit", timeout=20_000)
    await choose(page, "Reader")
    await write(page, "/quote lighthouse")
    await expect(page.locator(".theirs").last).to_contain_text("has never been brighter")


async def test_in_a_group_the_bot_answers_in_the_topic_that_asked(page, simulator):
    await choose(page, "Reader 2")
    await choose(page, "Newsroom · Embassies")
    await expect(page.locator(".service")).to_contain_text("created the topic “Embassies”")
    await write(page, "good morning")
    await expect(page.locator(".mine .unseen")).to_have_text("The bot is not shown this")
    await write(page, "/actor Kabulov")
    answer = page.locator(".theirs").last
    await expect(answer.locator(".author")).to_have_text("Newsdesk")
    await expect(answer.locator(".replied")).to_have_text("/actor Kabulov")
    sent = simulator.world.answers(NEWSROOM.id)[-1]
    assert sent.thread == NEWSROOM.topics[0].thread
    await choose(page, "Admin")  # another member sees it, and may press its buttons
    await expect(page.locator(".theirs .text").first).to_have_text("good morning")
    await page.locator(".from-bot").last.get_by_role("button", name="¶").first.click()
    await expect(page.locator(".from-bot")).to_have_count(2)
    await choose(page, "Newsroom · General")
    await expect(page.locator(".message")).to_have_count(0)


async def test_a_reply_to_the_bot_is_shown_to_it(page, simulator):
    simulator.world.bot_says(NEWSROOM.id, "A briefing")
    await choose(page, "Newsroom · General")
    briefing = page.locator(".from-bot").last
    await briefing.hover()
    await briefing.get_by_role("button", name="Reply").click()
    await expect(page.locator("#replying")).to_contain_text("Reply to Newsdesk: A briefing")
    await write(page, "more of that")
    await expect(page.locator(".mine .replied").last).to_have_text("A briefing")
    await expect(page.locator(".unseen")).to_have_count(0)


async def test_the_bot_says_that_it_reads_no_files_and_offers_something_inline(page):
    files = [{"name": "notes.txt", "mimeType": "text/plain", "buffer": b"x"}]
    await page.locator("#file").set_input_files(files)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".mine .document").last).to_contain_text("notes.txt")
    await expect(page.locator(".theirs").last).to_contain_text("I read text only")
    await page.locator("#ask-inline").click()
    await expect(page.get_by_role("option").first).to_contain_text("Zamir Kabulov")


async def test_the_tools_show_calls_and_a_flood_from_which_the_bot_recovers(tab, simulator, opened):
    async with opened(tab, simulator.url, width=1200, colours="dark") as page:
        await page.get_by_role("button", name="Developer tools").click()
        await page.locator("#fault-seconds").fill("1")
        await page.get_by_role("button", name="Inject").click()
        await expect(page.locator("#faults")).to_contain_text("sendMessage 429")
        await write(page, "/topics")
        sent = page.locator("#calls > [data-method=sendMessage] .status")
        await expect(sent.nth(0)).to_have_text("200")
        await expect(sent.nth(1)).to_have_text("429")
        await expect(page.locator("#faults li")).to_have_count(0)
        await expect(page.locator(".theirs").last).to_contain_text("Topics")
        await page.locator("#calls summary").first.click()
        await expect(page.locator("#calls dl").first).to_contain_text("chat_id")
        assert simulator.token not in await page.content()
        await expect(page.locator("#calls [data-method=getUpdates]").first).to_be_hidden()


# What the bot makes of each fault: the statuses of the requests that it makes, oldest first, and
# whether the person gets the answer.  Answers that were perhaps delivered are not sent again, a
# change of a message is.
SENDING = {
    "429": (["429", "200"], True),
    "403": (["403"], False),
    "502": (["502", "200"], True),
    "lose_request": (["dropped"], False),
    "lose_answer": (["dropped"], True),
}
EDITING = SENDING | {
    "lose_request": (["dropped", "200"], True),
    "lose_answer": (["dropped", "400"], True),  # it is as it should be: not modified
}


@pytest.fixture
def panel(root: Path) -> str:
    return (root / "bot/simulator/page/index.html").read_text("utf-8")


def options(panel: str, name: str) -> list[str]:
    (inside,) = re.findall(rf'<select id="fault-{name}">(.*?)</select>', panel, re.DOTALL)
    return re.findall(r'value="(\w+)"', inside)


async def test_every_fault_of_the_panel_is_tried_below(panel):
    assert options(panel, "kind") == [*SENDING]
    assert options(panel, "method") == ["sendMessage", "editMessageText", "any"]


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "any"])
@pytest.mark.parametrize("kind", [*SENDING])
async def test_a_fault_of_the_panel_meets_the_bot(tab, simulator, opened, kind, method):
    async with opened(tab, simulator.url, width=1200) as page:
        await page.get_by_role("button", name="Developer tools").click()
        turned = method == "editMessageText"
        answers = page.locator(".theirs")
        before = await answers.count() + 1
        await write(page, "/quote taliban")
        await expect(answers).to_have_count(before)
        onward = answers.last.get_by_role("button", name="More")
        await expect(onward).to_be_visible()
        await page.locator("#calls-clear").click()
        await page.locator("#fault-kind").select_option(kind)
        await page.locator("#fault-method").select_option(method)
        if kind == "429":
            await page.locator("#fault-seconds").fill("1")
        await page.get_by_role("button", name="Inject").click()
        await expect(page.locator("#faults")).to_contain_text("any" if method == "any" else method)
        if turned:
            await onward.click()
        else:
            await write(page, "/topics")
        met = "editMessageText" if turned else "sendMessage"
        statuses, arrives = (EDITING if turned else SENDING)[kind]
        shown = page.locator(f"#calls > [data-method={met}] .status")
        await expect(shown).to_have_text([*reversed(statuses)])
        await expect(page.locator("#faults li")).to_have_count(0)
        await expect(answers).to_have_count(before + (arrives and not turned))
        if turned:
            await expect(answers.last.get_by_role("button", name="Back")).to_have_count(
                int(arrives)
            )
        await write(page, "/start")  # and the bot goes on
        await expect(answers.last).to_contain_text("What I know")


async def test_a_fault_can_be_taken_back(page):
    await page.get_by_role("button", name="Developer tools").click()
    await page.get_by_role("button", name="Inject").click()
    await expect(page.locator("#faults li")).to_have_count(1)
    await page.get_by_role("button", name="Take back").click()
    await expect(page.locator("#faults li")).to_have_count(0)
    await expect(page.locator("#faults-none")).to_be_visible()


async def test_the_clock_is_set_forward_for_all(page, simulator):
    ahead = simulator.clock.offset
    await page.get_by_role("button", name="Developer tools").click()
    await page.get_by_role("button", name="+1 day").click()
    await expect(page.locator("#clock-ahead")).to_contain_text("1 d")
    assert simulator.clock.offset == ahead + timedelta(days=1)
    await page.locator("#clock-to").fill("2020-01-01T10:00")
    await page.get_by_role("button", name="Set", exact=True).click()
    await expect(page.locator("#toast")).to_contain_text("only be set forward")
    later = simulator.clock() + timedelta(days=2)
    await page.locator("#clock-to").fill(f"{later:%Y-%m-%dT%H:%M}")
    await page.get_by_role("button", name="Set", exact=True).click()
    await expect(page.locator("#clock-ahead")).to_contain_text(re.compile("^2 d 23 h|^3 d"))
    await page.keyboard.press("Escape")
    await expect(page.locator("#tools")).to_be_hidden()
    await expect(page.get_by_role("button", name="Developer tools")).to_be_focused()
    await expect(page.locator("#status")).to_contain_text("clock +")
    await choose(page, "Reader 2")
    await write(page, "/start")
    await expect(page.locator(".day").last).to_have_text("Today")
