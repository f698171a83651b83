"""What is done in the simulator's page for a picture of the tour."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from playwright.sync_api import Page, expect

PATIENCE = 30_000  # milliseconds for a reload, or a picture to be drawn
PHONE: Final = 390  # pixels of width
READERS: Final = {"en": "Reader", "ru": "Анна"}  # by the language of their Telegram

Step: TypeAlias = Callable[[Page], None]


@dataclass(frozen=True)
class Take:
    """A picture: what is done, what must be seen, how wide and high it may be."""

    does: tuple[Step, ...]
    shows: tuple[str, ...]
    width: int = PHONE
    most: int = 1_000
    dark: bool = False
    whole: bool = True  # as high as the last question with all that came after it
    questions: int = 1  # from which question on, counted from the last; 0: only the last message
    cut: bool = False  # may end below the window


@dataclass(frozen=True)
class Stop:
    """A paragraph of the tour, and its pictures by the language of the reader."""

    name: str
    says: str
    takes: dict[str, Take]


def say(words: str, *, until: str | None = None) -> Step:
    """Write something, and wait for the next message of the bot, or for words in it."""

    def step(page: Page) -> None:
        answers = page.locator("#messages .from-bot")
        before = answers.count()
        send(words)(page)
        if until is None:
            expect(answers).to_have_count(before + 1, timeout=PATIENCE)
        else:
            expect(answers.last).to_contain_text(until, timeout=PATIENCE)

    return step


def send(words: str) -> Step:
    """Write something that the bot need not answer."""

    def step(page: Page) -> None:
        page.locator("#input").fill(f"{words} ")  # the blank closes the completion
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


def reply(words: str) -> Step:
    """Reply to the bot's last message, and wait for what it says to that."""

    def step(page: Page) -> None:
        page.locator("#messages .from-bot").last.hover()
        page.locator("#messages .from-bot .reply").last.click()
        say(words)(page)

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
    return lambda page: expect(page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)


def bottom(page: Page) -> None:
    """Go to the end of the conversation."""
    page.evaluate("document.getElementById('log').scrollTop = 1e9")


def drawn(page: Page) -> None:
    """Wait until the last picture of the bot's is there."""
    picture = page.locator("#messages img.photo").last
    expect(picture).to_be_visible(timeout=PATIENCE)
    expect(picture).to_have_js_property("complete", value=True)
