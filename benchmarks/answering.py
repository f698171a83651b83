"""How long each command takes from the question to the finished message, without the network.

`/reload` is a build: see `building`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import articles, measuring
from bot.asking import read
from bot.commands import COMMANDS, stats
from bot.contract import Action, Answer, Ask
from bot.locale import Translator
from bot.render.pages import answer_pages, keyboard
from bot.render.telegram import actions, markup, message
from storage.building import build_snapshot
from storage.corpus import shipped_seeds
from storage.snapshot import Snapshot

TIMES = 50
PLAIN = "when did putin meet assad"
MISSPELT = ("/actor kabulow", "/quote embasy", "/search drug trafiking", "/quote zzzzqqqq")


def counting(snapshot: Snapshot) -> Callable[[], object]:
    """Do what `/stats` does: it acts, so it has no answer to a question."""
    translator = Translator()

    def work() -> object:
        process = stats.of_process(timedelta(days=1), stats.memory())
        given = Answer(blocks=(*stats.of_corpus(snapshot.corpus), process))
        return [message(page.flat) for page in answer_pages(given, translator)]

    return work


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


def run(scratch: Path, *, times: int = TIMES, count: int = 1_000) -> None:
    """Print a line for each command's first example, plain words, misspelt ones, and `/stats`."""
    folder = scratch / "articles"
    articles.write(folder, count)
    few, many = build_snapshot(shipped_seeds()), build_snapshot(folder)
    lines = [example.line for c in COMMANDS if c.answer is not None for example in c.examples[:1]]
    lines += [PLAIN, *MISSPELT]
    asked = {line: (answering(few, line), answering(many, line)) for line in lines}
    asked["/stats"] = (counting(few), counting(many))
    rows = []
    for line, (of_few, of_many) in asked.items():
        five, all_ = measuring.timed(of_few, times), measuring.timed(of_many, times)
        rows.append(
            (
                f"`{line}`",
                *(measuring.median(five) * 1_000, measuring.high(five) * 1_000),
                *(measuring.median(all_) * 1_000, measuring.high(all_) * 1_000),
                f"{measuring.median(all_) / measuring.median(five):.1f}×",
            )
        )
    measuring.table(
        f"An answer, rendered, ms (medians of {times})",
        ("", "5 articles", "p95", f"{count:,} articles", "p95", "median to median"),
        rows,
    )
