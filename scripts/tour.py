"""Take the screenshots of docs/tour.md: `make tour`.

Starts the simulator on a free port with a data folder of its own, does in its page what each
stop says, and writes a picture and a paragraph for each.  A stop names the texts that its
picture must show, whole and uncovered; where one is not there the script fails.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from playwright.sync_api import Page, expect, sync_playwright
from small_png import reduced

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PATIENCE = 30_000  # milliseconds for a reload
SETTLED = 500  # milliseconds for scrolling, and for what glows after an edit
LEAST = 460  # pixels of height
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")

Step: TypeAlias = Callable[[Page], None]


@dataclass(frozen=True)
class Stop:
    """A picture: what is done, what must be seen, how wide and high it may be."""

    name: str
    says: str
    does: tuple[Step, ...]
    shows: tuple[str, ...]
    width: int = 820
    most: int = 1_600
    dark: bool = False
    whole: bool = True  # as high as the last question with all that came after it
    cut: bool = False  # may end below the window


# --- what is done


def say(words: str, *, until: str | None = None) -> Step:
    """Write something, and wait for the next message of the bot, or for words in it."""

    def step(page: Page) -> None:
        answers = page.locator("#messages .from-bot")
        before = answers.count()
        send(words)(page)
        if until is None:
            expect(answers).to_have_count(before + 1)
        else:
            expect(answers.last).to_contain_text(until, timeout=PATIENCE)

    return step


def send(words: str) -> Step:
    """Write something that the bot need not answer."""

    def step(page: Page) -> None:
        page.locator("#input").fill(words)
        page.locator("#input").press("Escape")  # closes the completion
        page.locator("#input").press("Enter")
        expect(page.locator(".mine .text").last).to_have_text(words)

    return step


def type_(words: str) -> Step:
    """Write something without sending it."""
    return lambda page: page.locator("#input").press_sequentially(words)


def press(label: str, *, until: str) -> Step:
    """Press the last button with the label, and wait for words of what comes."""

    def step(page: Page) -> None:
        page.locator(".key").filter(has_text=label).last.click()
        expect(page.locator("#messages .from-bot").last).to_contain_text(until)

    return step


def choose(name: str) -> Step:
    """Act as somebody, or open a place."""
    pattern = re.compile(rf"^{re.escape(name)}( *\(|$)")
    return lambda page: page.get_by_role("radio", name=pattern).check(force=True)


def click(name: str) -> Step:
    """Click a control of the page."""
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def shown(words: str) -> Step:
    """Wait until the words are there."""
    return lambda page: expect(page.get_by_text(words).first).to_be_visible()


TOOLS = click("Developer tools")

STOPS = (
    Stop(
        "start",
        "`/start` says what the bot is, what it covers and as of when. The suggestions above the "
        "composer are the examples that the bot has just given.",
        (say("/start"),),
        ("/start", "What I know", "As of 5 articles", "/timeline 2021", "Who is Fyodor Lukyanov?"),
    ),
    Stop(
        "quote",
        "`/quote zhirnov`: the ambassador’s exact words, each with his role, its date and its "
        "citation. Every citation has a button.",
        (say("/quote zhirnov"),),
        ("/quote zhirnov", "Dmitry Zhirnov", "“They’re upholding law and order.”",
         "[Moscow Times ¶13]", "The Taliban Are Added To… ¶7"),
    ),
    Stop(
        "passage",
        "A citation’s button opens exactly the cited passage between its neighbours.",
        (say("/quote zhirnov"), press("Moscow Times ¶13", until="¶12")),
        ("/quote zhirnov", "[Moscow Times ¶13]", "As Chaos Engulfs Kabul"),
    ),
    Stop(
        "actor",
        "`/actor kabulow`: misspelt, in part or in Cyrillic, the name is found, and the answer "
        "says how.",
        (say("/actor kabulow"),),
        ("/actor kabulow", "Found for “kabulow”: closest to “Kabulov”", "Exact words"),
        most=1_300,
        cut=True,
    ),
    Stop(
        "cyrillic",
        "`/quote Жирнов`: in Cyrillic, too, and the answer is the same.",
        (say("/quote Жирнов"),),
        ("/quote Жирнов", "“They’re upholding law and order.”", "Moscow Times ¶13"),
    ),
    Stop(
        "timeline",
        "`/timeline 15 aug 2021`: what happened on a day, as each article tells it.",
        (say("/timeline 15 aug 2021"),),
        ("/timeline 15 aug 2021", "[Raam op Rusland ¶6]"),
        most=1_300,
        cut=True,
    ),
    Stop(
        "topics",
        "`/topics` lists what the articles are about.",
        (say("/topics"),),
        ("/topics", "Embassies and evacuation", "The fall of Kabul"),
        most=1_300,
        cut=True,
    ),
    Stop(
        "brief",
        "`/brief drugs` tells a topic in short.",
        (say("/brief drugs"),),
        ("/brief drugs", "What happened", "Sources"),
        most=1_300,
        cut=True,
    ),
    Stop(
        "differ",
        "Where articles differ, both tellings are shown, each with its source.",
        (say("/brief embassies"),),
        ("/brief embassies", "Articles differ on who", "Moscow Times ¶9: Sergey Lavrov"),
        most=1_300,
        cut=True,
    ),
    Stop(
        "plain",
        "Plain words find the best of everything.",
        (say("when did putin meet assad"),),
        ("when did putin meet assad", "14 Sept 2021", "Timeline"),
    ),
    Stop(
        "nothing",
        "What is not in the corpus is said to be not there.",
        (say("/actor Merkel"),),
        ("/actor Merkel", "Not in the corpus: Merkel"),
    ),
    Stop(
        "source",
        "`/source` lists the articles, with how sure their dates are.",
        (say("/source"),),
        ("/source", "about Oct 2021", "16 Aug 2021", "The Bell"),
    ),
    Stop(
        "menu",
        "Commands are completed from the bot’s own menu, with the keyboard.",
        (type_("/"), shown("what happened, by date")),
        ("/timeline", "what happened, by date", "/quote"),
        most=560,
        whole=False,
    ),
    Stop(
        "reload",
        "An admin reloads the articles while readers are answered.",
        (choose("Admin"), say("/reload", until="The corpus is reloaded.")),
        ("Admin", "/reload", "The corpus is reloaded."),
    ),
    Stop(
        "subscribe",
        "`/subscribe kabulov weekdays 09:00 Berlin`: what was understood, when the next one comes, "
        "and a button to change each part.",
        (say("/subscribe kabulov weekdays 09:00 Berlin"),),
        ("/subscribe kabulov weekdays 09:00 Berlin", "Subscribed.", "Zamir Kabulov · actor",
         "on weekdays at 09:00", "Berlin time", "Next: ", "Send one now", "Days"),
    ),
    Stop(
        "briefing",
        "A briefing tells a part of what there is, each line with its place, and nothing twice.",
        (say("/subscribe kabulov weekdays 09:00 Berlin"), press("Send one now", until="1 of 3")),
        ("Zamir Kabulov · 1 of 3", "What happened", "Mute for a week"),
        most=1_600,
    ),
    Stop(
        "group",
        "In a group the bot answers in the topic that asked, and is shown only what is meant for "
        "it.",
        (choose("Newsroom · Embassies"), send("good morning"), say("/actor Zhirnov")),
        ("Newsroom · Embassies", "/actor Zhirnov", "Dmitry Zhirnov", "[Moscow Times ¶13]"),
        most=1_200,
        cut=True,
    ),
    Stop(
        "unseen",
        "What privacy mode keeps from the bot is marked so.",
        (choose("Newsroom · General"), say("/topics"), send("good morning everyone"),
         shown("The bot is not shown this")),
        ("good morning everyone", "The bot is not shown this"),
        most=700,
        whole=False,
    ),
    Stop(
        "calls",
        "The developer tools show the bot’s requests as they happen.",
        (TOOLS, click("Clear"), say("/actor Merkel"),
         lambda page: page.locator("#calls [data-method=sendMessage] summary").first.click()),
        ("API calls", "sendMessage", "200", "chat_id", "Not in the corpus: Merkel", "Clock"),
        width=1_120,
        whole=False,
        most=780,
    ),
    Stop(
        "faults",
        "Faults on order: Telegram asks for a pause, the bot waits and sends once more. The clock "
        "can be set forward, for the bot too.",
        (TOOLS, click("+1 day"), click("Clear"),
         lambda page: page.locator("#fault-seconds").fill("1"), click("Inject"),
         shown("sendMessage 429"), say("/actor Merkel")),
        ("429", "200", "1 d", "Not in the corpus: Merkel"),
        width=1_120,
        whole=False,
        most=780,
    ),
    Stop(
        "phone",
        "On a phone, in the dark.",
        (say("/quote lavrov"),),
        ("/quote lavrov", "Sergey Lavrov"),
        width=375,
        most=812,
        dark=True,
        cut=True,
    ),
)  # fmt: skip


# --- taking pictures


# Whether the words stand somewhere whole within the window, and are what one would touch there.
SEEN = """(words) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const starts = [];
  let text = "";
  while (walk.nextNode()) {
    starts.push([text.length, walk.currentNode]);
    text += walk.currentNode.data;
  }
  const place = (at) => {
    const [start, node] = starts.findLast(([start]) => start <= at);
    return [node, at - start];
  };
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const range = document.createRange();
    range.setStart(...place(at));
    const [last, offset] = place(at + words.length - 1);
    range.setEnd(last, offset + 1);
    const around = range.commonAncestorContainer;
    const holder = around.nodeType === 3 ? around.parentElement.parentElement : around;
    const clear = ({ left, right, top, bottom, width }) => {
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const whole = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
      return width > 0 && whole && hit !== null && (holder.contains(hit) || hit.contains(holder));
    };
    const boxes = [...range.getClientRects()];
    if (boxes.length > 0 && boxes.every(clear)) return true;
  }
  return false;
}"""

# The pixels that the window lacks (or has too many of) to show the last question with its answer;
# scrolls so that the question is on top.
FIT = """() => {
  const log = document.getElementById("log");
  const items = [...log.querySelectorAll(".message")];
  const asked = items.filter((item) => !item.matches(".from-bot")).at(-1);
  const before = asked.previousElementSibling;
  const top = before !== null && before.matches(".day") ? before : asked;
  log.scrollTop = top.offsetTop - 14;
  return items.at(-1).getBoundingClientRect().bottom - top.getBoundingClientRect().top + 32 -
    log.clientHeight;
}"""


def take(page: Page, stop: Stop, into: Path) -> None:
    """Do what a stop says and take its picture; fails where it does not show what it must."""
    for step in stop.does:
        step(page)
    if stop.whole:
        height = (page.viewport_size or {})["height"] + page.evaluate(FIT)
        if height > stop.most and not stop.cut:
            raise SystemExit(f"{into.name} would have to be {height:.0f} pixels high")
        height = min(max(round(height), LEAST), stop.most)
        page.set_viewport_size({"width": stop.width, "height": height})
        page.evaluate(FIT)
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLED)
    unseen = [words for words in stop.shows if not page.evaluate(SEEN, words)]
    picture = page.screenshot(scale="css")
    into.write_bytes(reduced(page.context.browser, picture) if page.context.browser else picture)
    if unseen:
        raise SystemExit(f"{into.name} does not show {unseen}")


@contextmanager
def simulator() -> Iterator[str]:
    """Run the simulator and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TELEGRAM_")}
        environment |= {"DATA_DIR": folder, "RATE_LIMIT": "0"}  # faster than people ask
        environment.pop("SEEDS_DIR", None)
        child = subprocess.Popen(
            [sys.executable, "-m", "bot", "simulate", "--port", "0"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert child.stdout is not None
            address = child.stdout.readline().strip()
            if not address:
                raise SystemExit("the simulator did not start; see above")
            yield address
        finally:
            child.terminate()
            child.wait(timeout=20)


def picture(number: int, stop: Stop) -> str:
    """The name of a stop's picture."""
    return f"{number:02}-{stop.name}.png"


def document() -> str:
    """The text of docs/tour.md."""
    lines = ["# A tour", "", "Made by `make tour` from the simulator on the shipped corpus.", ""]
    for number, stop in enumerate(STOPS, 1):
        lines += [stop.says, "", f"![{stop.name}](tour/{picture(number, stop)})", ""]
    return "\n".join(lines)


def main() -> None:
    """Write docs/tour.md and its pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("make tour needs Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as scratch:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
            for number, stop in enumerate(STOPS, 1):
                # A simulator of its own, so that a picture holds nothing of earlier ones.
                with simulator() as address:
                    page = browser.new_page(
                        viewport={"width": stop.width, "height": min(stop.most, 800)},
                        color_scheme="dark" if stop.dark else "light",
                        reduced_motion="reduce",
                    )
                    page.goto(address)
                    expect(page.locator("#status")).to_have_text("bot")
                    take(page, stop, Path(scratch) / picture(number, stop))
                    page.close()
            browser.close()
        # Only now, so that a tour that failed leaves the old one as it was.
        shutil.rmtree(DOCS / "tour", ignore_errors=True)
        shutil.copytree(scratch, DOCS / "tour")
    (DOCS / "tour.md").write_text(document(), "utf-8")


if __name__ == "__main__":
    main()
