"""How long each command takes from the question to the finished message, without the network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import articles, measuring
from bot.asking import read
from bot.commands import COMMANDS
from bot.contract import Action, Ask
from bot.locale import Translator
from bot.render.pages import answer_pages, keyboard
from bot.render.telegram import actions, markup, message
from storage.building import build_snapshot
from storage.corpus import shipped_seeds
from storage.snapshot import Snapshot

TIMES = 50
MISSPELT = ("/actor kabulow", "/quote embasy", "/search drug trafiking", "/quote zzzzqqqq")


def answering(snapshot: Snapshot, line: str) -> Callable[[], object]:
    """Do what the bot does for a line: find, put into words, cut into pages, make the buttons."""
    typed = read(line)
    command = next(command for command in COMMANDS if command.name == (typed.name or "find"))
    answer = command.answer
    assert answer is not None
    translator = Translator()

    def work() -> object:
        asked = Ask(words=typed.words, snapshot=snapshot, now=datetime.now(UTC))
        given = answer(asked)
        pages = answer_pages(given, translator)
        action = Action(command=command.name, words=typed.words)
        rows = keyboard(action, given, pages, snapshot.corpus)
        tokens = ["x" * 16 for _ in actions(rows)]
        return message(pages[0].flat), markup(rows, tokens, translator)

    return work


def run(scratch: Path) -> None:
    """Print a line for each command's examples, and for some misspelt ones."""
    thousand = scratch / "articles"
    articles.write(thousand, 1_000)
    few, many = build_snapshot(shipped_seeds()), build_snapshot(thousand)
    lines = [example.line for c in COMMANDS if c.answer is not None for example in c.examples[:1]]
    rows = []
    for line in (*lines, *MISSPELT):
        five = measuring.timed(answering(few, line), TIMES)
        all_ = measuring.timed(answering(many, line), TIMES)
        rows.append(
            (
                f"`{line}`",
                *(measuring.median(five) * 1_000, measuring.high(five) * 1_000),
                *(measuring.median(all_) * 1_000, measuring.high(all_) * 1_000),
                f"{measuring.median(all_) / measuring.median(five):.1f}×",
            )
        )
    measuring.table(
        f"An answer, rendered, ms ({TIMES} each)",
        ("", "5 articles", "p95", "1,000 articles", "p95", "median to median"),
        rows,
    )
