"""How the page looks: widths of phones, contrast in both colour schemes, rows that go on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright import async_api as playwright

from bot.simulator import ADMIN, NEWSROOM, READER, Simulator, faults

expect = playwright.expect

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORD = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrentenauszahlungsstelle" * 3
TEXT = f"Bold italic code pre quote long link secret /start @someone #topic {WORD}"

# The colour behind an element: its own and its ancestors' backgrounds, laid over each other.
# WCAG 2.2, 1.4.3; what is disabled or invisible is exempt.
FAINT = """() => {
  const channels = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[0-9.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const over = (top, under) => top.rgb.map((c, i) => c * top.a + under[i] * (1 - top.a));
  const behind = (node) => {
    if (node === null) return [255, 255, 255];
    const own = channels(getComputedStyle(node).backgroundColor);
    return own.a === 1 ? own.rgb : over(own, behind(node.parentElement));
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => {
      const part = c / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opacity = (node) =>
    node === null ? 1 : Number(getComputedStyle(node).opacity) * opacity(node.parentElement);
  const ratio = (node, colour) => {
    const under = behind(node);
    const ink = channels(colour);
    const [a, b] = [light(over({ ...ink, a: ink.a * opacity(node) }, under)), light(under)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const said = (node) =>
    node.value || node.placeholder ||
    [...node.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("").trim();
  const shown = (node) =>
    node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
    node.getClientRects().length > 0 && !node.disabled && !node.closest(".visually-hidden, legend");
  const faint = [];
  const kinds = new Set();
  for (const node of document.querySelectorAll("body *")) {
    if (!said(node) || !shown(node) || node.matches("option, [type=radio], [type=checkbox]"))
      continue;
    const style = getComputedStyle(node);
    const empty = "placeholder" in node && node.value === "" && node.placeholder;
    const colour = empty ? getComputedStyle(node, "::placeholder").color : style.color;
    const hidden = channels(colour).a === 0; // a spoiler before it is pressed
    if (hidden) continue;
    const kind = node.className.split(" ")[0] || node.tagName.toLowerCase();
    kinds.add(kind);
    const found = ratio(node, colour);
    if (found < 4.5) faint.push(`${kind} “${said(node).slice(0, 30)}” ${found.toFixed(2)}`);
  }
  return { faint, kinds: [...kinds] };
}"""


@pytest_asyncio.fixture(loop_scope="module")
async def simulator() -> AsyncIterator[Simulator]:
    async with Simulator() as running:
        running.world.bot_polls()
        yield running


def entity(kind: str, words: str, **more: str) -> dict:
    return {"type": kind, "offset": TEXT.index(words), "length": len(words), **more}


def fill(simulator: Simulator) -> None:
    """Put one of everything into the reader's chat and into the group."""
    world = simulator.world
    commands = [{"command": "start", "description": "Begin"}]
    world.menus.put({"type": "default"}, "", commands)
    keyboard = {
        "inline_keyboard": [
            [{"text": label, "callback_data": label} for label in ("One", "Two", WORD[:60])],
            [{"text": "An address", "url": "https://example.org"}],
        ]
    }
    entities = (
        entity("bold", "Bold"),
        entity("italic", "italic"),
        entity("code", "code"),
        entity("pre", "pre"),
        entity("blockquote", f"quote long link secret /start @someone #topic {WORD}"),
        entity("text_link", "link", url="https://example.org"),
        entity("spoiler", "secret"),
        entity("bot_command", "/start"),
        entity("mention", "@someone"),
        entity("hashtag", "#topic"),
    )
    asked = world.user_says(READER.id, READER, f"A question {WORD} /start")
    world.bot_says(READER.id, TEXT, entities, keyboard, reply_to=asked)
    world.user_sends_file(READER.id, READER, f"{WORD}.txt", b"x", caption=WORD)
    world.bot_says(
        READER.id,
        "Preformatted " + "x" * 200,
        ({"type": "pre", "offset": 13, "length": 200},),
    )
    world.user_says(NEWSROOM.id, ADMIN, f"good morning {WORD}")
    asked = world.user_says(NEWSROOM.id, ADMIN, "/start")
    world.bot_says(NEWSROOM.id, TEXT, entities, keyboard, reply_to=asked)


@pytest.mark.parametrize("width", [390, 375, 320])
async def test_all_of_a_conversation_lies_within_a_phones_width(tab, simulator, opened, width):
    fill(simulator)
    async with opened(tab, simulator.url, width=width) as page:
        await expect(page.locator(".theirs")).to_have_count(2)
        await expect(page.locator(".key")).to_have_count(4)
        for part in await page.locator(".bubble, .key").all():
            box = await part.bounding_box()
            assert box is not None
            assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)


@pytest.mark.parametrize("width", [390, 320])
async def test_so_does_a_groups(tab, simulator, opened, width):
    fill(simulator)
    async with opened(tab, simulator.url, width=width) as page:
        await page.get_by_role("radio", name="Newsroom · General").check(force=True)
        await expect(page.locator(".unseen")).to_have_count(1)
        await expect(page.locator(".key")).to_have_count(4)


async def test_what_lies_beyond_the_sides_would_be_seen(tab, simulator, opened):
    fill(simulator)
    with pytest.raises(AssertionError, match="bubble"):
        async with opened(tab, simulator.url, width=320) as page:
            await page.locator(".bubble").first.evaluate(
                "node => { node.style.minWidth = '600px' }"
            )


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_every_text_stands_out_from_what_is_behind_it(tab, simulator, opened, colours):
    fill(simulator)
    simulator.faults.add("sendMessage", faults.too_many_requests(3))
    async with opened(tab, simulator.url, width=1300, colours=colours) as page:
        await page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        await page.get_by_role("button", name="Developer tools").click()
        await page.locator(".theirs .line").last.hover()  # shows the arrow by which one replies
        found = await page.evaluate(FAINT)
        assert found["faint"] == [], found["faint"]
        assert {
            *("text", "key", "chip", "command", "link", "code", "pre", "mention", "hashtag"),
            *("replied", "time", "day", "reply", "strong", "input", "select", "textarea"),
        } <= {*found["kinds"]}
        await page.locator("#input").fill("/")
        await expect(page.locator(".completion")).to_have_count(1)
        await page.locator("#clock-to").fill("2020-01-01T10:00")
        await page.get_by_role("button", name="Set", exact=True).click()
        await expect(page.locator("#toast")).to_be_visible()
        await page.locator("#input").fill("/")
        found = await page.evaluate(FAINT)
        assert found["faint"] == []
        assert {"toast", "completion"} & {*found["kinds"]}
        await page.get_by_role("radio", name="Newsroom · General").check(force=True)
        await expect(page.locator(".unseen")).to_be_visible()
        await page.get_by_role("button", name="What is modelled").click()
        await expect(page.locator("#modelled-title")).to_be_visible()
        found = await page.evaluate(FAINT)
        assert found["faint"] == []
        assert {"author", "unseen", "group-note", "td", "th"} <= {*found["kinds"]}


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_a_faint_text_would_be_seen(tab, simulator, opened, colours):
    fill(simulator)
    async with opened(tab, simulator.url, colours=colours) as page:
        await page.locator(".text").first.evaluate("node => { node.style.color = '#7f8a94' }")
        assert [line for line in (await page.evaluate(FAINT))["faint"] if line.startswith("text")]


@pytest.mark.parametrize("width", [360, 320])
async def test_a_row_that_goes_on_beyond_the_side_fades_out_there(tab, simulator, opened, width):
    fill(simulator)
    lines = [f"/quote {word}" for word in ("embassy", "drugs", "border", "talks")]
    text = "\n".join(lines)
    code = [{"type": "code", "offset": text.index(line), "length": len(line)} for line in lines]
    simulator.world.bot_says(READER.id, text, code)
    async with opened(tab, simulator.url, width=width) as page:
        for name in (".chips", ".places"):
            row = page.locator(name)
            assert await row.evaluate("row => row.scrollWidth > row.clientWidth")
            await expect(row).to_have_class(name[1:] + " more-after")
            assert "gradient" in await row.evaluate("row => getComputedStyle(row).maskImage")
            await row.evaluate("row => row.scrollTo(row.scrollWidth, 0)")
            await expect(row).to_have_class(name[1:] + " more-before")
    async with opened(tab, simulator.url, width=1300) as page:
        await expect(page.locator(".chips")).to_have_class("chips")
