"""Take the screenshots of docs/tour.md: `make tour`, or `make tour ARGS="quote actor"` for some.

Starts the simulator on a free port with a data folder of its own, does in its page what each
take of a stop says, one after the other, and writes the pictures and their paragraph.  A take
names the texts that its picture must show, whole and uncovered; where one is not there the
script fails, and says where the pictures are to be looked at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from small_picture import reduced
from tour_steps import PHONE, READERS, Stop, Take, choose
from tour_stops import STOPS

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SETTLED = 500  # milliseconds for scrolling, and for what glows after an edit
LEAST = 460  # pixels of height
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
HEAD = """# A tour

Made by `make tour` from the simulator on the shipped corpus: what the bot answers, on a phone, to a
reader whose Telegram is English (left, or alone) and to one whose Telegram is Russian (right).
"""

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

# The pixels that the window lacks (or has too many of) to show the last questions with their
# answers, or only the last message; scrolls so that these are on top.
FIT = """(questions) => {
  const log = document.getElementById("log");
  const items = [...log.querySelectorAll(".message")];
  const lines = items.filter((item) => !item.matches(".from-bot"));
  const asked = questions > 0 ? lines.at(-questions) : items.at(-1);
  const before = asked.previousElementSibling;
  const top = before !== null && before.matches(".day") ? before : asked;
  log.scrollTop = top.offsetTop - 14;
  return items.at(-1).getBoundingClientRect().bottom - top.getBoundingClientRect().top + 32 -
    log.clientHeight;
}"""


def take(page: Page, wanted: Take, into: Path) -> str | None:
    """Do what a take says and take its picture; tell what it does not show though it must."""
    try:
        for step in wanted.does:
            step(page)
    except (AssertionError, PlaywrightError) as error:
        into.with_suffix(".png").write_bytes(page.screenshot(scale="css"))
        return f"{into.name}: {str(error).splitlines()[0]}"
    if wanted.whole:
        height = (page.viewport_size or {})["height"] + page.evaluate(FIT, wanted.questions)
        if height > wanted.most and not wanted.cut:
            return f"{into.name} would have to be {height:.0f} pixels high"
        height = min(max(round(height), LEAST), wanted.most)
        page.set_viewport_size({"width": wanted.width, "height": height})
        page.evaluate(FIT, wanted.questions)
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLED)
    unseen = [words for words in wanted.shows if not page.evaluate(SEEN, words)]
    into.write_bytes(reduced(page.screenshot(scale="css")))
    return f"{into.name} does not show {unseen}" if unseen else None


@dataclass
class Window:
    """The simulator's page as one reader has it open, from picture to picture."""

    browser: Browser
    address: str
    person: str
    page: Page | None = None

    def photograph(self, wanted: Take, into: Path) -> str | None:
        """Take a picture; tell what is wrong with it."""
        if self.page is None or wanted.width != PHONE:
            self.page = self.browser.new_page(reduced_motion="reduce")
            self.page.goto(self.address)
            expect(self.page.locator("#status")).to_have_text("bot")
        page = self.page
        page.emulate_media(color_scheme="dark" if wanted.dark else "light")
        page.set_viewport_size({"width": wanted.width, "height": min(wanted.most, 800)})
        page.locator("#input").fill("")
        for name in (self.person, "Private chat"):
            choose(name)(page)
        return take(page, wanted, into)


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


def picture(number: int, stop: Stop, language: str) -> str:
    """The name of a stop's picture in a language."""
    return f"{number:02}-{stop.name}{'' if language == 'en' else f'-{language}'}.webp"


def document() -> str:
    """The text of docs/tour.md."""
    lines = [HEAD]
    for number, stop in enumerate(STOPS, 1):
        shown = (f"![{stop.name}](tour/{picture(number, stop, code)})" for code in stop.takes)
        lines += [stop.says, "", " ".join(shown), ""]
    return "\n".join(lines)


def main(names: Iterable[str]) -> None:
    """Write docs/tour.md and its pictures, or only the pictures of the stops that are named."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("make tour needs Chromium: apt-get install chromium")
    wanted = frozenset(names) or {stop.name for stop in STOPS}
    scratch = Path(tempfile.mkdtemp())
    with sync_playwright() as playwright, simulator() as address:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        windows = {code: Window(browser, address, name) for code, name in READERS.items()}
        wrong = [
            line
            for number, stop in enumerate(STOPS, 1)
            if stop.name in wanted
            for code, one in stop.takes.items()
            if (line := windows[code].photograph(one, scratch / picture(number, stop, code)))
        ]
        browser.close()
    if wrong:  # the old tour stays as it was
        raise SystemExit("\n".join([*wrong, f"see {scratch}"]))
    known = {picture(n, stop, code) for n, stop in enumerate(STOPS, 1) for code in stop.takes}
    for old in (DOCS / "tour").iterdir():
        if old.name not in known:
            old.unlink()
    shutil.copytree(scratch, DOCS / "tour", dirs_exist_ok=True)
    shutil.rmtree(scratch)
    (DOCS / "tour.md").write_text(document(), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
