"""The benchmarks run: each one's code once, at a tiny size.  No time is asserted."""

from __future__ import annotations

import asyncio
import re
import shutil

import pytest

from bot.commands import COMMANDS
from storage.corpus import shipped_seeds


@pytest.fixture(autouse=True)
def quick(root, tmp_path, monkeypatch):
    """The checkout on the path, and a corpus of one article in the place of the shipped ones."""
    monkeypatch.syspath_prepend(str(root))
    from benchmarks import answering, starting

    few = tmp_path / "few"
    few.mkdir()
    shutil.copy(shipped_seeds() / "the-bell-2021-08.md", few)
    for module in (answering, starting):
        monkeypatch.setattr(module, "shipped_seeds", lambda: few)


def rows(printed: str) -> list[list[str]]:
    """The cells of the table, without its head; figures where figures belong."""
    lines = [line.strip("| ").split(" | ") for line in printed.splitlines() if line[:2] == "| "]
    for line in lines[1:]:
        assert all(re.fullmatch(r"[\d,.]+×?|inf×|–", cell) for cell in line[1:]), line
    return lines[1:]


def test_answers_are_measured_for_all_that_can_be_asked(tmp_path, capsys):
    from benchmarks import answering

    answering.run(tmp_path, times=1, sizes=(2,), most=2)
    asked = [row[0].strip("`") for row in rows(capsys.readouterr().out)]
    named = {line.split()[0].removeprefix("/") for line in asked if line.startswith("/")}
    # Of those that act, /stats alone tells of the corpus.
    assert named == {command.name for command in COMMANDS if command.answer} | {"stats"}
    assert set(asked) >= {"plain words", "hostile words", "follow-ups"}


def test_starts_are_measured_from_the_first_poll_to_the_answer(tmp_path, capsys, monkeypatch):
    from benchmarks import starting

    bare, _, ours, *_ = starting.contenders(tmp_path, 1)
    monkeypatch.setattr(starting, "contenders", lambda *_: [bare])
    starting.run(tmp_path, times=1, trips=1)
    ((name, *_),) = rows(capsys.readouterr().out)
    assert name == "bare echo bot"
    found = asyncio.run(starting.start(ours, trips=1))
    assert 0 < found.polled <= found.answered
    assert found.memory > 0


def test_reloads_are_measured_with_the_start_after_them(tmp_path, capsys):
    from benchmarks import reloading

    reloading.run(tmp_path, counts=(2,), starts=1)
    ((name, passages, *figures),) = rows(capsys.readouterr().out)
    assert (name, passages) == ("2 articles", "33")
    assert all(float(figure) > 0 for figure in figures)


def test_builds_are_measured(tmp_path):
    from benchmarks import articles, building

    articles.write(tmp_path / "articles", 2)
    passages, *rest = building.build(tmp_path / "articles", tmp_path / "store.json")
    assert passages > 0
    assert all(figure >= 0 for figure in rest)
