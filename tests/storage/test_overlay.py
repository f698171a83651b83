"""The data folder's corrections.toml: laid over the articles' own, written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import corpus as corpus_module
from storage.building import build_corpus
from storage.corpus import Archive
from storage.corrections import OVERLAY, Correction, FactKind, entry_toml, read_corrections
from storage.errors import ReloadRunning, SeedsInvalid, StoreUnwritable
from storage.overlay import overlaid, read_overlay
from storage.text.folding import words

HARBOUR = """---
title: Harbour reopens
publisher: Port Gazette
published: 2019-05-20
---
In May 2019 the harbour reopened. “We worked day and night for this,” said Ana Ortiz, its master.

Pedro Lagos said that the cranes were old.
"""


def by(speaker: str) -> Correction:
    return Correction(
        article="harbour.md",
        paragraph=1,
        words="day and night",
        kind=FactKind.QUOTE,
        speaker=speaker,
    )


NOWHERE = Correction(article="harbour.md", paragraph=1, words="no such words", speaker="Ana Ortiz")
OTHER = Correction(
    article="harbour.md", paragraph=1, words="In May 2019", kind=FactKind.EVENT, suppress=True
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles and a data folder of them, to copy: a build takes a while."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "harbour.md").write_text(HARBOUR, "utf-8")
    return folder


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Archive]:
    archive = await Archive.open(data_dir=folder / "data", seeds=folder / "seeds")
    try:
        yield archive
    finally:
        await archive.close()


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def speakers(corpus) -> list[str | None]:
    return [quote.speaker for quote in corpus.quotes]


async def test_a_correction_is_written_followed_and_kept_over_a_restart(folder):
    async with opened(folder) as archive:
        result = await archive.correct(by("Pedro Lagos"))
        assert (result.where, result.facts) == (f"{OVERLAY} line 1", 1)
        assert speakers(archive.snapshot.corpus) == ["pedro-lagos"]
        version = archive.snapshot.corpus.version
        assert (folder / "data" / "corrections.toml").read_text("utf-8") == entry_toml(
            by("Pedro Lagos")
        )
    async with opened(folder) as archive:
        assert archive.snapshot.corpus.version == version


async def test_it_has_the_last_word_over_the_articles_own_file(folder):
    (folder / "seeds" / "corrections.toml").write_text(entry_toml(by("Pedro Lagos")), "utf-8")
    async with opened(folder) as archive:
        assert speakers(archive.snapshot.corpus) == ["pedro-lagos"]
        assert (await archive.correct(by("unresolved"))).facts == 1
        assert speakers(archive.snapshot.corpus) == [None]
        (idle,) = [one for one in archive.snapshot.corpus.corrections if not one.facts]
        assert idle.where == "corrections.toml line 1"
        assert idle.reason == "a later entry says otherwise of the same"


async def test_one_that_changes_nothing_leaves_file_and_corpus_as_they_were(folder):
    async with opened(folder) as archive:
        await archive.correct(by("Pedro Lagos"))
        before, text = archive.snapshot, read_overlay(folder / "data")
        result = await archive.correct(NOWHERE)
        assert result.facts == 0
        assert "do not stand in ¶1" in result.reason
        assert archive.snapshot is before
        assert read_overlay(folder / "data") == text
        assert not list((folder / "data").glob("staged-*"))


async def test_a_correction_that_cannot_be_written_leaves_file_and_corpus(folder, monkeypatch):
    async with opened(folder) as archive:
        await archive.correct(by("Pedro Lagos"))
        before, text = archive.snapshot, read_overlay(folder / "data")

        def full(room: Path) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(corpus_module, "take_over", full)
        with pytest.raises(StoreUnwritable, match="No space left"):
            await archive.correct(by("Ana Ortiz"))
        assert archive.snapshot is before
        assert read_overlay(folder / "data") == text
        left = {path.name for path in (folder / "data").iterdir()}
        assert not [name for name in left if name.startswith(("staged-", ".corrections"))]
    monkeypatch.undo()
    async with opened(folder) as archive:
        assert speakers(archive.snapshot.corpus) == ["pedro-lagos"]


@pytest.mark.parametrize("call", ["fsync", "open"])
async def test_a_disk_that_refuses_the_file_leaves_file_and_corpus(folder, monkeypatch, call):
    async with opened(folder) as archive:
        await archive.correct(by("Pedro Lagos"))
        before, text = archive.snapshot, read_overlay(folder / "data")
        real = getattr(os, call)

        def refuse(target, *more, **named):
            # Of this process; the one that builds is another.
            if call == "fsync" or str(target).endswith(".tmp"):
                raise OSError(30, "Read-only file system")
            return real(target, *more, **named)

        monkeypatch.setattr(os, call, refuse)
        with pytest.raises(StoreUnwritable, match="Read-only"):
            await archive.correct(by("Ana Ortiz"))
        monkeypatch.undo()
        assert archive.snapshot is before
        assert read_overlay(folder / "data") == text
        assert not list((folder / "data").glob("staged-*"))


async def test_while_a_reload_is_under_way_nothing_is_corrected(folder):
    async with opened(folder) as archive:
        async with archive._alone():
            with pytest.raises(ReloadRunning):
                await archive.correct(by("Pedro Lagos"))
        assert read_overlay(folder / "data") == ""


async def test_what_was_written_by_hand_is_followed_at_the_next_start_and_by_a_reload(folder):
    async with opened(folder):
        pass
    file = folder / "data" / "corrections.toml"
    file.write_text(entry_toml(by("Pedro Lagos")), "utf-8")
    async with opened(folder) as archive:
        assert speakers(archive.snapshot.corpus) == ["pedro-lagos"]
        file.unlink()
        await archive.reload()
        assert speakers(archive.snapshot.corpus) == ["ana-ortiz"]
        file.write_text("nonsense", "utf-8")
        with pytest.raises(SeedsInvalid, match=OVERLAY):
            await archive.reload()


async def test_what_a_killed_process_had_half_written_is_deleted_at_the_next_start(folder):
    async with opened(folder) as archive:
        half = folder / "data" / f".corrections.toml.{os.getpid()}.tmp"
        half.write_text("half")
        with pytest.raises(StoreUnwritable):
            await archive.correct(by("Pedro Lagos"))
    async with opened(folder) as archive:
        assert not half.exists()
        assert (await archive.correct(by("Pedro Lagos"))).facts == 1


async def test_a_file_that_cannot_be_read_is_named(folder):
    (folder / "data").mkdir()
    (folder / "data" / "corrections.toml").write_bytes(b"\xff")
    with pytest.raises(SeedsInvalid, match=f"{OVERLAY} cannot be read"):
        async with opened(folder):
            pass


def test_an_entry_about_the_same_is_replaced_and_what_people_wrote_beside_stays():
    text, first = overlaid("# ours\n", by("Ana Ortiz"))
    text, second = overlaid(f"{text}# checked by Eve\n", OTHER)
    text, again = overlaid(text, by("Pedro Lagos"))
    assert (first, second, again) == (f"{OVERLAY} line 3", f"{OVERLAY} line 11", first)
    assert [one.speaker for one in read_corrections(text)] == ["Pedro Lagos", None]
    assert text.startswith("# ours\n\n[[correction]]\n")
    again, _ = overlaid(text, OTHER)
    assert again == text


def test_entries_that_are_written_otherwise_are_written_anew():
    text, where = overlaid(
        'correction = [{article = "A1", published = 2019}]\n', by("[[correction]]")
    )
    assert where == f"{OVERLAY} line 5"
    assert [one.deed for one in read_corrections(text)] == ["published", "speaker"]


def test_an_overlay_changes_the_hash_of_the_sources_only_where_there_is_one(built):
    plain = build_corpus(built / "seeds")
    laid = build_corpus(built / "seeds", overlay=entry_toml(by("Pedro Lagos")))
    assert plain.sources_hash == build_corpus(built / "seeds", overlay="").sources_hash
    assert plain.sources_hash != laid.sources_hash


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60).map(str.strip).filter(bool)


@given(st.lists(st.tuples(TEXTS, TEXTS.filter(lambda text: bool(words(text)))), max_size=5))
def test_any_speaker_and_any_words_come_back_from_the_validator(said):
    text, kept = "", {}
    for speaker, some_words in said:
        entry = Correction(article="a.md", paragraph=1, words=some_words, speaker=speaker)
        text, where = overlaid(text, entry)
        kept[entry.twin] = entry
        (there,) = [one for one in read_corrections(text, OVERLAY) if one.where == where]
        assert there == entry
    assert list(read_corrections(text)) == list(kept.values())
