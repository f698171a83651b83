"""The timeline and its entries: one a happening, with all who tell it and where they differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands import brief, find, timeline
from bot.contract import Answer, Ask, Command
from bot.locale import Translator
from bot.render.differences import difference_line
from bot.render.events import event_block
from bot.render.flat import flatten
from bot.render.pages import LIMIT, answer_pages, units
from bot.render.rich import rich
from storage.building import build_snapshot
from storage.corpus import Snapshot

ENGLISH = Translator("en")
Write = Callable[..., Snapshot]


@pytest.fixture
def corpus(tmp_path: Path) -> Write:
    """Write articles into a folder and build; each is (short name, kind, text)."""

    def written(*articles: tuple[str, str, str]) -> Snapshot:
        for number, (name, kind, text) in enumerate(articles, 1):
            head = f"title: {name} reports\nshort: {name}\npublished: 2024-03-06\nkind: {kind}\n"
            if kind == "digest":
                head += f"url: https://example.org/{number}\n"
            (tmp_path / f"{number:03}.md").write_text(f"---\n{head}---\n{text}\n", "utf-8")
        return build_snapshot(tmp_path)

    return written


def said(snapshot: Snapshot, words: str, command: Command = timeline.COMMAND) -> str:
    return "\n\n".join(flatten(b, ENGLISH).text for b in answered(snapshot, words, command).blocks)


def answered(snapshot: Snapshot, words: str, command: Command = timeline.COMMAND) -> Answer:
    assert command.answer is not None
    return command.answer(Ask(words=words, snapshot=snapshot, now=datetime(2024, 4, 1, tzinfo=UTC)))


FIRES = (
    ("Gazette", "article", "A fire at a warehouse in Bergen killed 12 people on 3 March 2024."),
    ("Courier", "article", "Fourteen people died on Sunday when a warehouse in Bergen burned."),
)
DIFFER = (
    "Articles differ on how many (3 Mar 2024): Gazette ¶1: 12 people; Courier ¶1: Fourteen people"
)


@pytest.mark.parametrize("command", [timeline.COMMAND, find.COMMAND], ids=lambda c: c.name)
def test_articles_that_differ_are_both_heard_in_the_one_entry(
    corpus: Write, command: Command
) -> None:
    text = said(corpus(*FIRES), "warehouse", command)
    assert "3 Mar 2024" in text
    assert "[Gazette ¶1] · the same event otherwise in [Courier ¶1]" in text
    assert DIFFER in text
    assert text.count("[Courier ¶1]\nArticles differ") == 1
    assert "Where the articles differ" not in text


def test_who_says_the_same_is_named_together(corpus: Write) -> None:
    third = ("Herald", "article", "Bergen mourns 12 people killed by a warehouse fire on 3 March.")
    same = ("Post", "article", "The warehouse fire in Bergen on 3 March 2024 killed 12 people.")
    text = said(corpus(*FIRES, same, third), "warehouse")
    assert "Gazette ¶1, Post ¶1: 12 people; Courier ¶1: Fourteen people" in text


def test_two_days_for_one_happening_stand_in_one_entry(corpus: Write) -> None:
    text = said(
        corpus(
            ("Gazette", "article", "The novelist Ingrid Sandoval died in Porto on 1 March 2024."),
            ("Courier", "article", "The novelist Ingrid Sandoval died on 2 March 2024 in Porto."),
        ),
        "sandoval",
    )
    assert "differ on the date: Gazette ¶1: 1 Mar 2024; Courier ¶1: 2 Mar 2024" in text
    assert text.count("novelist Ingrid Sandoval died") == 1
    assert "also told in" not in text


def test_an_entry_says_that_its_words_are_our_summary_and_links_the_original(corpus: Write) -> None:
    snapshot = corpus(
        ("Gazette", "digest", "The port of Tartu closed on 3 March 2024, Mira Tamm said."),
        ("Courier", "article", "Hugo Weber resigned on 4 March 2024 as head of the port."),
    )
    (digest, article, *_) = answered(snapshot, "2024").blocks
    assert flatten(digest, ENGLISH).text.endswith("[Gazette ¶1] · our summary, original")
    assert "our summary" not in flatten(article, ENGLISH).text
    links = [mark.url for mark in flatten(digest, ENGLISH).marks if mark.url]
    assert links == ["https://example.org/1"]


def test_a_sentence_that_many_copied_is_told_once_and_the_rest_are_counted(corpus: Write) -> None:
    copied = "The ferry line from Tartu to the islands stopped on 1 March 2024 for want of ice."
    articles = ((f"Paper{n}", "article", f"{copied}\nEdition {n}.") for n in range(12))
    text = said(corpus(*articles), "ferry")
    assert text.count("The ferry line") == 1
    assert "[Paper7 ¶1] and 4 more" in text


def test_a_brief_tells_differences_in_its_entries(corpus: Write, tmp_path: Path) -> None:
    topics = (
        '[[topic]]\nid = "fires"\ntitle = "Fires"\nqueries = ["warehouse Bergen"]\nactors = []\n'
    )
    (tmp_path / "topics.toml").write_text(topics, "utf-8")
    text = said(corpus(*FIRES), "fires", brief.COMMAND)
    assert DIFFER in text


def test_a_brief_names_all_papers_that_its_entries_cite(corpus: Write, tmp_path: Path) -> None:
    topics = '[[topic]]\nid = "fires"\ntitle = "Fires"\nqueries = []\nactors = ["Mira Tamm"]\n'
    (tmp_path / "topics.toml").write_text(topics, "utf-8")
    told = "Mira Tamm saw a fire kill 12 people in a warehouse in Bergen on 3 March 2024."
    text = said(corpus(("Gazette", "article", told), FIRES[1]), "fires", brief.COMMAND)
    assert "Courier ¶1: Fourteen people" in text
    assert "Courier reports" in text[text.index("\nSources") :]


def test_a_line_that_is_no_side_of_it_does_not_say_that_articles_differ(corpus: Write) -> None:
    known = corpus(*FIRES).corpus
    told, other = sorted(known.events, key=lambda event: event.citation.article)
    (difference,) = known.differences
    apart = replace(difference, claims=difference.claims[1:], events=(other.id,))
    of_others = replace(known, differences=(apart,))
    assert "differ" not in flatten(event_block(of_others, [told, other]), ENGLISH).text
    assert "differ" in flatten(event_block(of_others, [other, told]), ENGLISH).text


def test_who_did_what_is_told_in_the_words_of_each_side(corpus: Write) -> None:
    known = corpus(*FIRES).corpus
    (difference,) = known.differences
    line = rich(*difference_line(known, replace(difference, about="who")))
    assert flatten(line, ENGLISH).text == (
        "Articles differ on who (3 Mar 2024): Gazette ¶1: 12 people — A fire at a warehouse in "
        "Bergen killed 12 people on 3 March 2024; Courier ¶1: Fourteen people — Fourteen people "
        "died on Sunday when a warehouse in Bergen burned"
    )


def test_hundreds_of_entries_make_pages_that_fit_and_lose_nothing(corpus: Write) -> None:
    lines = [
        f"On {day} {month} 2023 the bridge number {number} in Porto reopened after repairs."
        for number, (day, month) in enumerate(
            (1 + n % 3, ("May", "June", "July")[n // 100]) for n in range(300)
        )
    ]
    answer = answered(corpus(("Gazette", "article", "\n".join(lines))), "2023")
    pages = answer_pages(answer, ENGLISH)
    assert all(units(page.flat.text) <= LIMIT for page in pages)
    text = "\n".join(page.flat.text for page in pages)
    assert all(text.count(f"number {number} in") == 1 for number in range(300))
    assert all("Timeline · 2023" in page.flat.text and "2023\n" in page.flat.text for page in pages)


def test_what_was_still_to_come_stands_apart_from_what_happened(corpus: Write) -> None:
    text = said(
        corpus(
            (
                "Gazette",
                "article",
                (
                    "The bridge at Voss opened on 1 March 2024.\n"
                    "The minister will open the tunnel at Voss on 20 March 2024."
                ),
            )
        ),
        "Voss",
    )
    happened, _, expected = text.partition("Expected or planned then")
    assert "The bridge at Voss opened" in happened
    assert "will open the tunnel" not in happened
    assert "will open the tunnel" in expected
