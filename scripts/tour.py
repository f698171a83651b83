"""Take the screenshots of docs/tour.md: `make tour`.

Starts the simulator on a free port with a data folder of its own, types what each stop says
into its page in Chromium, and writes a picture and a paragraph for each.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PATIENCE = 30_000  # milliseconds for a reload
SETTLED = 1_200  # milliseconds for an answer, its scrolling and its pictures of buttons
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@dataclass(frozen=True)
class Stop:
    """A picture: what is typed (or pressed, after "!"), and how wide and dark the page is."""

    name: str
    says: str
    does: tuple[str, ...]
    width: int = 760
    height: int = 640
    dark: bool = False
    admin: bool = False


STOPS = (
    Stop("start", "`/start` says what the bot is, what it covers and as of when.", ("/start",)),
    Stop(
        "quote",
        "`/quote embassy` gives the ambassador's words: exact words first, each with speaker, "
        "role, date and citation.",
        ("/quote embassy",),
        height=900,
    ),
    Stop(
        "passage",
        "A citation's button opens exactly the cited passage between its neighbours.",
        ("/quote law and order", "!Moscow Times ¶"),
    ),
    Stop(
        "actor",
        "`/actor kabulow`: misspelt, in part or in Cyrillic, the name is found, and the answer "
        "says how.",
        ("/actor kabulow",),
        height=800,
    ),
    Stop("cyrillic", "`/quote посольство` finds the embassy too.", ("/quote посольство",)),
    Stop("timeline", "`/timeline aug 2021` puts what happened in order.", ("/timeline aug 2021",)),
    Stop("topics", "`/topics` lists what the articles are about.", ("/topics",)),
    Stop("brief", "`/brief embassies` tells a topic in short.", ("/brief embassies",), height=800),
    Stop(
        "differ",
        "Where articles differ, both tellings are shown.",
        ("/brief moscow-talks", "!More"),
    ),
    Stop("plain", "Plain words find the best of everything.", ("when did putin meet assad",)),
    Stop("nothing", "What is not in the corpus is said to be not there.", ("/actor Merkel",)),
    Stop("source", "`/source` lists the articles, with how sure their dates are.", ("/source",)),
    Stop("reload", "An admin reloads the articles while readers are answered.", ("/reload",),
         admin=True),
    Stop("phone", "On a phone, in the dark.", ("/quote lavrov",), width=375, dark=True),
)  # fmt: skip


@contextmanager
def simulator() -> Iterator[str]:
    """Run the simulator and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TELEGRAM_")}
        environment |= {"DATA_DIR": folder}
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


def take(page: Page, stop: Stop, address: str, into: Path) -> None:
    """Do what a stop says and take its picture."""
    page.goto(address)
    if stop.admin:
        page.get_by_role("radio", name="Admin").or_(
            page.get_by_role("button", name="Admin")
        ).first.click()
    for step in stop.does:
        if step.startswith("!"):
            page.get_by_role("button", name=step[1:]).last.click()
        else:
            entry = page.get_by_role("combobox").or_(page.get_by_role("textbox")).first
            entry.fill(step)
            entry.press("Escape")
            entry.press("Enter")
        page.wait_for_timeout(SETTLED)
    if stop.admin:
        expect(page.get_by_text("The corpus is reloaded.", exact=True)).to_be_visible(
            timeout=PATIENCE
        )
    page.screenshot(path=into, scale="css")


def main() -> None:
    """Write docs/tour.md and its pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("make tour needs Chromium: apt-get install chromium")
    pictures = DOCS / "tour"
    pictures.mkdir(exist_ok=True)
    lines = ["# A tour", "", "Made by `make tour` from the simulator on the shipped corpus.", ""]
    with simulator() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for number, stop in enumerate(STOPS, 1):
            page = browser.new_page(
                viewport={"width": stop.width, "height": stop.height},
                color_scheme="dark" if stop.dark else "light",
            )
            name = f"{number:02}-{stop.name}.png"
            take(page, stop, address, pictures / name)
            page.close()
            lines += [stop.says, "", f"![{stop.name}](tour/{name})", ""]
        browser.close()
    (DOCS / "tour.md").write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
