"""/disputed, and what other answers say where articles differ on what they tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.contract import Answer, Ask
from bot.locale import Translator
from bot.render.flat import flatten
from storage.building import build_snapshot
from storage.snapshot import Snapshot

FIRE = (
    ("Gazette", "A fire at a warehouse in Bergen killed 12 people on 3 March 2024."),
    ("Courier", "Fourteen people died on Sunday when a warehouse in Bergen burned."),
)
DEATH = (
    ("Gazette", "The novelist Ingrid Sandoval died in Porto on 1 May 2023."),
    ("Courier", "The novelist Ingrid Sandoval died on 2 May 2023 in Porto."),
)
AGREED = (
    ("Gazette", "The bridge at Voss opened on 1 March 2024."),
    ("Courier", "On 1 March 2024 the bridge at Voss opened to traffic."),
)
ENDINGS = ("gen", "da", "stad", "by", "ness", "holm", "vik")
Write = Callable[..., Snapshot]


@pytest.fixture
def corpus(tmp_path: Path) -> Write:
    """Write texts, each of a publisher's article, and build."""

    def written(*texts: tuple[str, str]) -> Snapshot:
        for name in dict.fromkeys(name for name, _ in texts):
            head = f"title: {name} reports\npublisher: {name}\npublished: 2024-03-06\n"
            body = "\n\n".join(text for of, text in texts if of == name)
            (tmp_path / f"{name}.md").write_text(f"---\n{head}---\n{body}\n", "utf-8")
        return build_snapshot(tmp_path)

    return written


def answered(snapshot: Snapshot, line: str) -> Answer:
    name, _, words = line.partition(" ")
    command = next(c for c in COMMANDS if c.name == name)
    assert command.answer is not None
    return command.answer(Ask(words=words, snapshot=snapshot, now=datetime(2024, 4, 1, tzinfo=UTC)))


def said(snapshot: Snapshot, line: str) -> str:
    answer = answered(snapshot, line)
    head = (answer.head,) if answer.head is not None else ()
    return "\n\n".join(flatten(block, Translator()).text for block in (*head, *answer.blocks))


def test_each_side_is_told_with_its_words_and_its_place(corpus: Write) -> None:
    text = said(corpus(*FIRE), "disputed")
    assert "Articles differ on 1 happening" in text
    courier, gazette = text.split("12 people\nA fire at a warehouse")
    assert "[Gazette ¶1]" in gazette
    assert "Fourteen people\nFourteen people died on Sunday" in courier
    assert "[Courier ¶1]" in courier


def test_the_latest_happening_comes_first(corpus: Write) -> None:
    text = said(corpus(*DEATH, *FIRE), "disputed")
    assert text.index("warehouse") < text.index("Sandoval")
    assert "Articles differ on the date\n1 May 2023\n" in text


@pytest.mark.parametrize(
    ("words", "told", "left_out"),
    [
        ("2023", "Sandoval", "warehouse"),
        ("2024", "warehouse", "Sandoval"),
        ("sandoval", "Porto", "warehouse"),
        ("warehose 2024", "Bergen", "Porto"),
        ("in:gazette fire", "Bergen", "Porto"),
    ],
)
def test_words_and_periods_limit_it(corpus: Write, words: str, told: str, left_out: str) -> None:
    text = said(corpus(*DEATH, *FIRE), f"disputed {words}")
    assert told in text
    assert left_out not in text


def test_articles_that_agree_are_said_to_and_how_that_is_known(corpus: Write) -> None:
    for line in ("disputed", "disputed bridge", "disputed 2024"):
        text = said(corpus(*AGREED), line)
        assert "The articles agree, as far as I can tell." in text
        assert "no two articles tell" in text
        assert "Compared are days, people, numbers and what happened" in text


def test_a_period_of_which_nothing_is_told_is_no_agreement(corpus: Write) -> None:
    text = said(corpus(*FIRE), "disputed 1850")
    assert "No dated event fits that" in text
    assert "agree" not in text


def test_unknown_words_are_not_in_the_corpus(corpus: Write) -> None:
    assert "Not in the corpus: zeppelin" in said(corpus(*FIRE), "disputed zeppelin")
    assert "nothing to look for" in said(corpus(*FIRE), "disputed the")


def test_very_many_are_cut_and_counted(corpus: Write) -> None:
    towns = [first + last for first in ("Ber", "Vol", "Tor", "Hal") for last in ENDINGS]
    texts = [
        (paper, f"A fire at a mill in {town} killed {dead} people on {day} {month} 2024.")
        for month in ("January", "February")
        for day, town in enumerate(towns, 1)
        for paper, dead in (("Gazette", 10 + day), ("Courier", 50 + day))
    ]
    text = said(corpus(*texts), "disputed")
    assert "Articles differ on 56 happenings" in text
    assert "The latest 50 of 56; words or a period tell of others." in text
    assert "January 2024" in text
    assert "on 1 January 2024" not in text


SHIPPED = (
    (
        "Gazette",
        "Ana Ortiz said that a fire killed 12 people in a warehouse in Bergen on 3 March 2024.",
    ),
    ("Courier", "Fourteen people died on Sunday when a warehouse in Bergen burned."),
)
DIFFER = (
    "Articles differ on how many (3 Mar 2024): Courier ¶1: Fourteen people; Gazette ¶1: 12 people"
)


@pytest.mark.parametrize(
    "line",
    [
        "quote ortiz",
        "actor ortiz",
        "search warehouse",
        "find warehouse",
        "find ortiz",
        "source gazette",
        "source gazette 1",
        "timeline warehouse",
        "compare gazette courier",
        "brief fires",
    ],
)
def test_every_answer_that_tells_it_says_once_that_articles_differ(
    corpus: Write, tmp_path: Path, line: str
) -> None:
    topic = '[[topic]]\nid = "fires"\ntitle = "Fires"\nqueries = ["warehouse"]\nactors = []\n'
    (tmp_path / "topics.toml").write_text(topic, "utf-8")
    text = said(corpus(*SHIPPED), line)
    assert text.count(DIFFER) == 1
    assert text.count("Articles differ") == 1


@pytest.mark.parametrize("line", ["quote lagos", "search bridge", "source courier 2"])
def test_an_answer_on_another_sentence_does_not(corpus: Write, line: str) -> None:
    other = ("Courier", "Pedro Lagos said that the bridge at Voss was safe.")
    assert "Articles differ" not in said(corpus(*SHIPPED, other), line)


def test_a_timeline_offers_what_articles_differ_on_where_they_do(corpus: Write) -> None:
    def offered(snapshot: Snapshot) -> list[str]:
        return [
            button.action.words
            for row in answered(snapshot, "timeline 2024").choices
            for button in row
            if button.action.command == "disputed"
        ]

    assert offered(corpus(*AGREED)) == []
    assert offered(corpus(*FIRE)) == ["2024"]
