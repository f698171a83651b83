"""Whether the articles have changed: never missed, and not read where their files are as before."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from storage import sources
from storage.articles.files import Named, sources_hash
from storage.sources import remembered_hash

LONG_AGO = 1_500_000_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # A file's time of change cannot be set: everything counts as settled at once.
    monkeypatch.setattr(sources, "SETTLED", -(10**15))
    made = tmp_path / "seeds"
    made.mkdir()
    (made / "one.md").write_text("The pier reopened.", "utf-8")
    (made / "two.md").write_text("The pier closed.", "utf-8")
    return made


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    found: list[Path] = []

    def hashed(folder: Path, added: Sequence[Named]) -> str:
        found.append(folder)
        return sources_hash(folder, added)

    monkeypatch.setattr(sources, "sources_hash", hashed)
    return found


def test_files_as_before_are_not_read_again(
    folder: Path, tmp_path: Path, reads: list[Path]
) -> None:
    memory = tmp_path / "corpus.sources"
    for _ in range(3):
        assert remembered_hash(folder, memory) == sources_hash(folder)
    assert len(reads) == 1


CHANGES = {
    "a letter, the length and the time kept": lambda folder: (
        (folder / "one.md").write_text("The pier reopenec.", "utf-8"),
        os.utime(folder / "one.md", (LONG_AGO, LONG_AGO)),
    ),
    "touched": lambda folder: os.utime(folder / "one.md", (LONG_AGO + 1, LONG_AGO + 1)),
    "added": lambda folder: (folder / "three.md").write_text("The pier burned.", "utf-8"),
    "removed": lambda folder: (folder / "two.md").unlink(),
    "renamed": lambda folder: (folder / "two.md").rename(folder / "three.md"),
    "topics": lambda folder: (folder / "topics.toml").write_text("", "utf-8"),
    "linked elsewhere": lambda folder: (
        (folder / "two.md").unlink(),
        (folder / "two.md").symlink_to(folder / "one.md"),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_is_noticed(folder: Path, tmp_path: Path, reads: list[Path], change) -> None:
    os.utime(folder / "one.md", (LONG_AGO, LONG_AGO))
    memory = tmp_path / "corpus.sources"
    remembered_hash(folder, memory)
    change(folder)
    assert remembered_hash(folder, memory) == sources_hash(folder)
    assert len(reads) == 2


def test_what_just_changed_is_read_again(
    folder: Path, tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "SETTLED", 10**15)
    for _ in range(2):
        remembered_hash(folder, tmp_path / "corpus.sources")
    assert len(reads) == 2


@pytest.mark.parametrize("content", ["", "[]", "{", '{"looks": 1}'])
def test_a_damaged_memory_is_made_anew(folder: Path, tmp_path: Path, content: str) -> None:
    memory = tmp_path / "corpus.sources"
    memory.write_text(content, "utf-8")
    assert remembered_hash(folder, memory) == sources_hash(folder)


def test_a_memory_that_cannot_be_written_does_no_harm(folder: Path, tmp_path: Path) -> None:
    assert remembered_hash(folder, tmp_path / "absent" / "memory") == sources_hash(folder)
