"""A comparison in a chat: asked back, pressed, paged."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands import COMMANDS
from storage.building import build_snapshot
from storage.snapshot import Snapshot

ARTICLE = """---
title: Ferries stop
publisher: {publisher}
published: 2024-03-0{day}
---
{lines}
"""


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("seeds")
    names = ("Ana Ortiz", "Pedro Lagos", "Sara Lagos")
    for number, publisher in enumerate(("Port Gazette", "Coast Courier"), 1):
        lines = "\n\n".join(
            f"{name}, who leads ferry {day}, sailed from Osorno to Valdivia on {day} March 2024."
            for day in range(number, 28, 2)
            for name in names
        )
        text = ARTICLE.format(publisher=publisher, day=number, lines=lines)
        (folder / f"{number}.md").write_text(text, "utf-8")
    return build_snapshot(folder)


@pytest.fixture
async def talk(made, ferries):
    """A bot over articles of three who lead ferries."""
    talk = made(ferries, COMMANDS)
    async with talk.application:
        yield talk


async def test_a_name_of_two_is_asked_back_then_compared_page_by_page(talk) -> None:
    [asked] = await talk.say("/compare Ortiz Lagos ferry")
    assert "Which one do you mean by “Lagos”?" in asked.text
    [first] = await talk.press(asked, "Sara Lagos")
    assert first.text.startswith("Ana Ortiz – Sara Lagos · ferry")
    [second] = await talk.press(first, "More ›")
    assert second.method == "editMessageText"
    assert second.text.startswith("Ana Ortiz – Sara Lagos · ferry")
    assert second.text != first.text


async def test_a_card_offers_to_compare_and_the_answer_to_see_what_differs(talk) -> None:
    [card] = await talk.say("/actor Ortiz")
    [asked] = await talk.press(card, "Compare with …")
    assert asked.text.startswith("With whom is Ana Ortiz to be compared?")
    [compared] = await talk.press(asked, "Pedro Lagos")
    assert compared.text.startswith("Ana Ortiz – Pedro Lagos")
    [agree] = await talk.say("/disputed ferry")
    assert "The articles agree, as far as I can tell." in agree.text


async def test_help_offers_both(talk) -> None:
    [told] = await talk.say("/help")
    [pairs] = await talk.press(told, "Compare two")
    [compared] = await talk.press(pairs, "Ana Ortiz – Pedro Lagos")
    assert compared.text.startswith("Ana Ortiz – Pedro Lagos")
    [agree] = await talk.press(told, "Where articles differ")
    assert "no two articles tell" in agree.text


@pytest.mark.parametrize(
    "typed",
    ["compare Ortiz with Pedro Lagos", "Сравни Ортис и Pedro Lagos", "Compare ortis, pedro"],
)
async def test_plain_words_that_wish_to_compare_do(talk, typed) -> None:
    [first] = await talk.say(typed)
    assert first.text.startswith("Ana Ortiz – Pedro Lagos")
    [second] = await talk.press(first, "More ›")
    assert second.text.startswith("Ana Ortiz – Pedro Lagos")


async def test_plain_words_that_name_nobody_are_looked_for(talk) -> None:
    [found] = await talk.say("compare ferry 8")
    assert found.text.startswith("Not in the corpus: compare ferry 8")
