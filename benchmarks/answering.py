"""How long an answer holds the loop, from the typed line to the finished message and its buttons.

Of every command, of plain words, of follow-ups and of what nobody means well with.  `/stats` is
made in a thread, `/reload` in a process of its own: see `building`.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from benchmarks import articles, measuring
from benchmarks.finding_hostile import hostile
from bot.asking import PLAIN, read
from bot.commands import COMMANDS, stats
from bot.contract import Action, Answer, Ask, PersonError
from bot.following import next_action, with_about
from bot.locale import Translator
from bot.render.keyboard import keyboard
from bot.render.pages import answer_pages
from bot.render.telegram import actions, markup, message
from bot.turns import Turn
from storage.corpus import read_snapshot, shipped_seeds
from storage.models import Corpus
from storage.snapshot import Snapshot
from storage.text.folding import words

TIMES = 5
SIZES = (1_000, 6_000)
HOSTILE = 200
_READ = 500  # passages that words are taken from
_COMMON, _RARE = 40, 2_000
# What people ask each command for: names, matters, times, all three, and what is not there.
ASKED = (
    *("", "Kabulov", "kabulow", "Кабулов", "Taliban", "embassy", "embasy", "the bridge"),
    *("2021", "aug 2021", "before 2015", "taliban 2021", "from:lavrov terrorism", "zzzzqqqq"),
    *("from:zzzz war", "in:zzzz war", "in:A5 embassy", "A5", "A5 2", "A999999", "Report 7"),
)
ASKED_PLAINLY = (
    "when did putin meet assad",
    "what did lavrov say about terrorism",
    "what happened in august 2021",
    "who called it a disaster",
    "лавров о выводе войск",
    "the bridge in tartu closed",
    "kabul moscow taliban afghanistan russia embassy heroin border",
    "-taliban russia",
    '"law and order"',
)
FOLLOWING = ("and in 2015?", "what about the embassy?", "а Жирнов?", "more", "and the taliban?")

_ANSWERING = {command.name: command.answer for command in COMMANDS if command.answer is not None}


def show(snapshot: Snapshot, action: Action) -> object:
    """Do what the bot does for a command: find, put into words, cut into pages, make buttons."""
    answer = _ANSWERING[action.command]
    translator = Translator()
    asked = Ask(words=action.words, snapshot=snapshot, now=datetime.now(UTC), admin=True)
    try:
        given = with_about(answer(asked), action, snapshot)
    except PersonError as error:
        return translator.render(error.text)
    pages = answer_pages(given, translator)
    rows = keyboard(action, given, pages, snapshot.corpus, private=True)
    shown = pages[min(action.page, len(pages) - 1)]
    return message(shown.flat), markup(rows, ["x" * 16 for _ in actions(rows)], translator)


def follow(snapshot: Snapshot, typed: str) -> object:
    """Answer a line that may follow a question."""
    first = Action(command=PLAIN, words="kabulov")
    action = next_action(typed, Turn(first, 9, first), snapshot)
    return show(snapshot, action or Action(command=PLAIN, words=typed))


def count(snapshot: Snapshot) -> object:
    """Do what `/stats` does: it acts, so it has no answer to a question."""
    process = stats.of_process(timedelta(days=1), stats.memory())
    given = Answer(blocks=(*stats.of_corpus(snapshot.corpus), process))
    return [message(page.flat) for page in answer_pages(given, Translator())]


def lines_of(corpus: Corpus) -> Mapping[str, Sequence[str]]:
    """Give the lines of each group: a command's, plain words, what nobody means well with."""
    groups: dict[str, Sequence[str]] = {}
    for command in COMMANDS:
        if command.answer is not None:
            asked = [one.name for one in COMMANDS] if command.name == "help" else ASKED
            examples = (example.line for example in command.examples)
            of_command = (*examples, *(f"/{command.name} {one}".strip() for one in asked))
            groups[f"`/{command.name}`"] = tuple(dict.fromkeys(of_command))
    groups["plain words"] = ASKED_PLAINLY
    common, rare = _words_of(corpus)
    groups["hostile words"] = tuple(hostile(common, rare, HOSTILE, 7))
    return groups


def works(snapshot: Snapshot, *, most: int) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """List (group, line, what to do), of each group at most so many."""
    for group, lines in lines_of(snapshot.corpus).items():
        for line in lines[:most]:
            typed = read(line)
            command = typed.name if typed.name in _ANSWERING else PLAIN
            action = Action(command=command, words=typed.words)
            yield group, line, lambda action=action: show(snapshot, action)  # type: ignore[misc]
    for typed_after in FOLLOWING[:most]:
        yield "follow-ups", typed_after, lambda typed=typed_after: follow(snapshot, typed)  # type: ignore[misc]
    yield "`/stats`", "/stats", lambda: count(snapshot)


def run(
    scratch: Path,
    *,
    times: int = TIMES,
    sizes: Sequence[int] = SIZES,
    most: int = HOSTILE,
) -> None:
    """Print a line for each group: its median line and its slowest one at each size."""
    columns: list[str] = []
    found: dict[str, list[object]] = {}
    slowest: list[str] = []
    for size in (None, *sizes):
        snapshot = _opened(scratch, size)
        columns += [f"{len(snapshot.corpus.articles):,} articles, median line", "slowest line"]
        measured: dict[str, list[tuple[float, str]]] = {}
        for group, line, work in works(snapshot, most=most):
            measured.setdefault(group, []).append((_milliseconds(work, times), line))
        for group, lines in measured.items():
            took = [milliseconds for milliseconds, _ in lines]
            found.setdefault(group, []).extend((measuring.median(took), max(took)))
        slowest = [max(lines)[1] for lines in measured.values()]
    rows = [(group, *figures) for group, figures in found.items()]
    title = f"An answer, rendered, ms of the processor (each line the median of {times})"
    measuring.table(title, ("", *columns), rows)
    print("\nThe slowest lines of the last column:", ", ".join(f"`{s[:60]}`" for s in slowest))


def _opened(scratch: Path, size: int | None) -> Snapshot:
    """Open a store as a bot that starts does: built first, then read."""
    folder, data = shipped_seeds(), scratch / f"data-{size}"
    if size is not None:
        folder = scratch / f"articles-{size}"
        articles.write(folder, size)
    data.mkdir()
    asyncio.run(read_snapshot(data_dir=data, seeds=folder))
    return asyncio.run(read_snapshot(data_dir=data, seeds=folder))


def _milliseconds(work: Callable[[], object], times: int) -> float:
    return measuring.median(measuring.timed(work, times)) * 1_000


def _words_of(corpus: Corpus) -> tuple[list[str], list[str]]:
    """Give the commonest words of a corpus, and some of the others."""
    passages = (one.text for article in corpus.articles for one in article.readable())
    counted = Counter(w.surface for text in islice(passages, _READ) for w in words(text))
    ranked = [word for word, _ in counted.most_common()]
    rare = ranked[_COMMON:]
    random.Random(7).shuffle(rare)  # noqa: S311 - no secrets here
    return ranked[:_COMMON], rare[:_RARE]
