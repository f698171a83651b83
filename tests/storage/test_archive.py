"""The archive of a running bot: built when needed, reloaded in a worker, swapped whole."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.corpus import Archive, Progress, read_snapshot, shipped_seeds
from storage.errors import (
    BuildFailed,
    ReloadRefused,
    ReloadRunning,
    SeedsInvalid,
    SeedsMissing,
    StoreLocked,
    StoreUnwritable,
)
from storage.worker import Build, build_in_worker

HARBOUR = """---
title: Harbour reopens after repairs
publisher: Port Gazette
published: 2019-05-20
---
In May 2019 the harbour reopened. “We worked day and night for this,” said Ana Ortiz, its master.
"""
FERRY = """---
title: Ferry line returns
publisher: Coast Weekly
published: 2019-06-03
---
On 1 June 2019 the ferry returned. Ana Ortiz said that the line would run all winter.
"""


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "harbour.md").write_text(HARBOUR, "utf-8")
    (folder / "ferry.md").write_text(FERRY, "utf-8")
    return folder


@asynccontextmanager
async def opened(tmp_path: Path, seeds: Path, **more) -> AsyncIterator[Archive]:
    archive = await Archive.open(data_dir=tmp_path / "data", seeds=seeds, **more)
    try:
        yield archive
    finally:
        await archive.close()


class Seen:
    """Records the progress that a build reports."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    async def __call__(self, progress: Progress) -> None:
        self.stages.append(progress.stage)


async def test_the_first_start_builds_and_the_next_does_not(tmp_path: Path, seeds: Path) -> None:
    first, second = Seen(), Seen()
    async with opened(tmp_path, seeds, progress=first) as archive:
        version = archive.snapshot.corpus.version
        assert [a.id for a in archive.snapshot.corpus.articles] == ["A1", "A2"]
        assert any("day and night" in q.text for q in archive.snapshot.corpus.quotes)
    async with opened(tmp_path, seeds, progress=second) as archive:
        assert archive.snapshot.corpus.version == version
    assert first.stages[0] == "reading"
    assert "extracting" in first.stages
    assert second.stages == []


async def test_changed_articles_are_built_anew_at_the_next_start(
    tmp_path: Path, seeds: Path
) -> None:
    async with opened(tmp_path, seeds) as archive:
        version = archive.snapshot.corpus.version
    (seeds / "ferry.md").write_text(FERRY.replace("1 June", "2 June"), "utf-8")
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.corpus.version != version


async def test_a_correction_is_followed_at_the_next_start_and_one_that_fits_nothing_is_logged(
    tmp_path: Path, seeds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(tmp_path, seeds):
        pass
    entry = '[[correction]]\narticle = "{}"\npublished = 2019-06-04\n'
    (seeds / "corrections.toml").write_text(
        entry.format("ferry.md") + entry.format("pier.md"), "utf-8"
    )
    async with opened(tmp_path, seeds) as archive:
        corpus = archive.snapshot.corpus
        days = {a.file: a.published and a.published.day.isoformat() for a in corpus.articles}
        assert days["ferry.md"] == "2019-06-04"
        found = await archive.reload()
        assert [result.where for result in found.unmatched] == ["corrections.toml line 4"]
    assert "corrections.toml line 4 changed nothing: there is no article" in caplog.text
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.corpus.corrections == corpus.corrections  # kept in the store


async def test_a_reload_swaps_in_the_new_corpus_and_says_what_changed(
    tmp_path: Path, seeds: Path
) -> None:
    async with opened(tmp_path, seeds) as archive:
        before = archive.snapshot
        (seeds / "crane.txt").write_text("A crane fell in Corral on 3 July 2019.\n", "utf-8")
        (seeds / "bad.txt").write_bytes(b"\x00\x01")
        seen = Seen()
        found = await archive.reload(progress=seen)
        assert [a.file for a in found.added] == ["crane.txt"]
        assert any("bad.txt" in r.where for r in found.rejected)
        assert len(archive.snapshot.corpus.articles) == 3
        assert len(before.corpus.articles) == 2  # a reader that holds the old one is not disturbed
        assert seen.stages[-1] == "checking"
    async with opened(tmp_path, seeds) as archive:
        assert len(archive.snapshot.corpus.articles) == 3


async def test_a_shrunken_corpus_is_refused_unless_forced(tmp_path: Path, seeds: Path) -> None:
    async with opened(tmp_path, seeds) as archive:
        before = archive.snapshot
        kept = (tmp_path / "data" / "corpus.json").read_bytes()
        for file in seeds.iterdir():
            file.unlink()
        with pytest.raises(ReloadRefused):
            await archive.reload()
        assert archive.snapshot is before
        assert (tmp_path / "data" / "corpus.json").read_bytes() == kept
        found = await archive.reload(force=True)
        assert len(found.removed) == 2
        assert archive.snapshot.corpus.articles == ()


async def test_changes_are_counted_by_how_they_end(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise BuildFailed("no")

    async with opened(tmp_path, seeds) as archive:
        await archive.reload()
        with monkeypatch.context() as patched:
            patched.setattr("storage.corpus.build_in_worker", fails)
            with pytest.raises(BuildFailed):
                await archive.reload()
        for file in seeds.iterdir():
            file.unlink()
        with pytest.raises(ReloadRefused):
            await archive.reload()
        assert archive.reloads == {"done": 1, "refused": 1, "failed": 1}


async def test_a_folder_that_emptied_before_the_start_is_served_from_what_was_kept(
    tmp_path: Path, seeds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(tmp_path, seeds) as archive:
        before = archive.snapshot.corpus
    for file in seeds.iterdir():
        file.unlink()
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.corpus == before
    assert "/reload force" in caplog.text


async def test_another_folder_may_be_smaller_but_not_empty(tmp_path: Path, seeds: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    async with opened(tmp_path, seeds):
        pass
    kept = (tmp_path / "data" / "corpus.json").read_bytes()
    with pytest.raises(SeedsMissing, match="no article"):
        await Archive.open(data_dir=tmp_path / "data", seeds=other)
    assert (tmp_path / "data" / "corpus.json").read_bytes() == kept
    (other / "one.txt").write_text("A crane fell in Corral on 3 July 2019.\n", "utf-8")
    async with opened(tmp_path, other) as archive:
        (one,) = archive.snapshot.corpus.articles
        assert (one.file, one.id) == ("one.txt", "A1")  # another folder counts from the beginning


async def test_an_article_that_comes_back_gets_its_old_id(tmp_path: Path, seeds: Path) -> None:
    async with opened(tmp_path, seeds) as archive:
        ids = {a.file: a.id for a in archive.snapshot.corpus.articles}
        (seeds / "ferry.md").unlink()
        (seeds / "abc.txt").write_text("The pier of Niebla was painted in May 2019.\n", "utf-8")
        await archive.reload()
        (seeds / "ferry.md").write_text(FERRY, "utf-8")
        await archive.reload()
        now = {a.file: a.id for a in archive.snapshot.corpus.articles}
        assert now["ferry.md"] == ids["ferry.md"]
        assert now["abc.txt"] == "A3"


async def test_a_second_reload_at_once_is_told_so(tmp_path: Path, seeds: Path) -> None:
    async with opened(tmp_path, seeds) as archive:
        started = asyncio.Event()

        async def progress(_: Progress) -> None:
            started.set()

        first = asyncio.create_task(archive.reload(progress=progress))
        await asyncio.wait_for(started.wait(), 30)
        with pytest.raises(ReloadRunning):
            await archive.reload()
        assert (await first).empty


async def test_a_killed_worker_is_reported_and_the_old_corpus_stays(
    tmp_path: Path, seeds: Path
) -> None:
    async with opened(tmp_path, seeds) as archive:
        before = archive.snapshot

        async def kill(_: Progress) -> None:
            for child in multiprocessing.active_children():
                child.kill()

        with pytest.raises(BuildFailed, match="died"):
            await archive.reload(progress=kill)
        assert archive.snapshot is before
        assert (await archive.reload()).empty


async def test_a_build_that_takes_too_long_is_stopped(tmp_path: Path, seeds: Path) -> None:
    with pytest.raises(BuildFailed, match="no progress for"):
        await build_in_worker(Build(folder=seeds, data=tmp_path), timeout=0.01)
    assert not multiprocessing.active_children()


async def test_reload_keeps_the_old_corpus_when_the_disk_is_full(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, seeds) as archive:
        before = archive.snapshot
        kept = (tmp_path / "data" / "corpus.json").read_bytes()
        (seeds / "crane.txt").write_text("A crane fell in Corral on 3 July 2019.\n", "utf-8")

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StoreUnwritable, match="No space left"):
            await archive.reload()
        assert archive.snapshot is before
        assert (tmp_path / "data" / "corpus.json").read_bytes() == kept


async def test_a_start_serves_the_old_corpus_where_the_disk_is_full(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(tmp_path, seeds) as archive:
        before = archive.snapshot.corpus.version
    (seeds / "crane.txt").write_text("A crane fell in Corral on 3 July 2019.\n", "utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        async with opened(tmp_path, seeds) as archive:
            assert archive.snapshot.corpus.version == before
    assert "It is served on as it was." in caplog.text
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.corpus.version != before


async def test_a_second_bot_is_refused_but_a_lookup_beside_it_reads(
    tmp_path: Path, seeds: Path
) -> None:
    async with opened(tmp_path, seeds) as archive:
        with pytest.raises(StoreLocked):
            await Archive.open(data_dir=tmp_path / "data", seeds=seeds)
        beside = await read_snapshot(data_dir=tmp_path / "data", seeds=seeds)
        assert beside.corpus == archive.snapshot.corpus


async def test_a_damaged_store_is_set_aside_and_built_anew(tmp_path: Path, seeds: Path) -> None:
    async with opened(tmp_path, seeds) as archive:
        version = archive.snapshot.corpus.version
    store = tmp_path / "data" / "corpus.json"
    store.write_bytes(store.read_bytes()[:100])
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.corpus.version == version
    assert (tmp_path / "data" / "corpus.damaged-1.json").stat().st_size == 100


async def test_a_missing_folder_and_a_bad_topics_file_are_explained(
    tmp_path: Path, seeds: Path
) -> None:
    with pytest.raises(SeedsMissing, match="nowhere"):
        await Archive.open(data_dir=tmp_path / "data", seeds=tmp_path / "nowhere")
    (seeds / "topics.toml").write_text("[[topic]", "utf-8")
    with pytest.raises(SeedsInvalid, match=r"topics\.toml"):
        await Archive.open(data_dir=tmp_path / "data", seeds=seeds)
    (seeds / "topics.toml").unlink()
    async with opened(tmp_path, seeds):  # the failed starts left no lock behind
        pass


async def test_the_same_files_give_the_same_corpus(tmp_path: Path, seeds: Path) -> None:
    async with opened(tmp_path / "one", seeds) as one, opened(tmp_path / "two", seeds) as two:
        assert one.snapshot.corpus == two.snapshot.corpus


def test_the_shipped_corpus_is_found() -> None:
    assert (shipped_seeds() / "README.md").is_file()


async def test_the_index_is_saved_for_its_owner_and_the_next_start_maps_it(
    tmp_path: Path, seeds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "storage.corpus")
    async with opened(tmp_path, seeds) as archive:
        told = archive.snapshot.index.find("harbour")
    caplog.clear()
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.index.find("harbour") == told
    assert "made anew" not in caplog.text
    assert (tmp_path / "data" / "corpus.index").stat().st_mode & 0o077 == 0


async def test_a_damaged_index_is_made_anew(tmp_path: Path, seeds: Path) -> None:
    async with opened(tmp_path, seeds):
        index = tmp_path / "data" / "corpus.index"
        whole = index.read_bytes()
    index.unlink()
    index.write_bytes(whole[:-1])
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.index.find("harbour").matches
    assert index.read_bytes() == whole


async def test_an_index_that_cannot_be_saved_serves_all_the_same(
    tmp_path: Path, seeds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data" / "corpus.index").mkdir(parents=True)  # no file can take its place
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.index.find("harbour").matches
    assert "the index could not be saved" in caplog.text


@pytest.mark.parametrize("file", ["corpus.facts", "corpus.index"])
async def test_a_reader_beside_a_running_bot_writes_nothing(
    tmp_path: Path, seeds: Path, file: str
) -> None:
    async with opened(tmp_path, seeds):
        mapped = tmp_path / "data" / file
        mapped.unlink()  # the running bot has it mapped
        mapped.write_bytes(b"damaged")
        snapshot = await read_snapshot(data_dir=tmp_path / "data", seeds=seeds)

        assert snapshot.index.find("harbour").matches
        assert mapped.read_bytes() == b"damaged"
        assert kept(tmp_path) == KEPT


def kept(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "data").iterdir()} - {"corpus.sources"}


KEPT = {"corpus.json", "corpus.json.lock", "corpus.facts", "corpus.index"}


@pytest.mark.parametrize("file", ["corpus.facts", "corpus.index"])
@pytest.mark.parametrize("content", [None, b"", b"damaged"])
async def test_what_is_mapped_is_made_anew_of_the_store(
    tmp_path: Path, seeds: Path, file: str, content: bytes | None
) -> None:
    seen = Seen()
    async with opened(tmp_path, seeds) as archive:
        version, articles = archive.snapshot.corpus.version, tuple(archive.snapshot.corpus.articles)
    mapped = tmp_path / "data" / file
    whole = mapped.read_bytes()
    mapped.unlink()
    if content is not None:
        mapped.write_bytes(content)
    async with opened(tmp_path, seeds, progress=seen) as archive:
        assert archive.snapshot.corpus.version == version
        assert archive.snapshot.corpus.articles == articles
        assert archive.snapshot.index.find("harbour").matches
    assert seen.stages == []
    assert mapped.read_bytes() == whole


async def test_facts_that_cannot_be_saved_serve_all_the_same(
    tmp_path: Path, seeds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "data" / "corpus.facts").mkdir(parents=True)  # no file can take its place
    async with opened(tmp_path, seeds) as archive:
        built = archive.snapshot.corpus
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.corpus == built
        assert (await archive.reload()).empty
    assert caplog.text.count("the facts could not be saved") == 3


async def test_a_store_that_was_edited_by_hand_is_not_served_from_its_facts(
    tmp_path: Path, seeds: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(tmp_path, seeds) as archive:
        version = archive.snapshot.corpus.version
        store = tmp_path / "data" / "corpus.json"
        edited = store.read_bytes().replace(b"day and night", b"day by day")
        store.write_bytes(edited)
        assert (await archive.reload()).empty  # against what is served, not what was edited
    store.write_bytes(edited)
    async with opened(tmp_path, seeds) as archive:
        assert archive.snapshot.corpus.version == version
    assert "changed outside Newsdesk" in caplog.text
    assert (tmp_path / "data" / "corpus.damaged-1.json").read_bytes() == edited


async def test_a_build_that_comes_to_nothing_leaves_nothing(tmp_path: Path, seeds: Path) -> None:
    async with opened(tmp_path, seeds) as archive:
        stages: list[str] = []

        async def kill_at_the_end(progress: Progress) -> None:
            stages.append(progress.stage)
            if progress.stage == "indexing":
                for child in multiprocessing.active_children():
                    child.kill()

        with pytest.raises(BuildFailed, match="died"):
            await archive.reload(progress=kill_at_the_end)
        assert stages[-1] == "indexing"
        assert kept(tmp_path) == KEPT
        for file in seeds.iterdir():
            file.unlink()
        with pytest.raises(ReloadRefused):
            await archive.reload()
        assert kept(tmp_path) == KEPT
        await archive.reload(force=True)
        assert kept(tmp_path) == KEPT


async def test_what_a_killed_bot_staged_is_swept_at_the_start(tmp_path: Path, seeds: Path) -> None:
    staged = tmp_path / "data" / "staged-4242"
    staged.mkdir(parents=True)
    (staged / "corpus.json").write_text("{", "utf-8")
    (tmp_path / "data" / "corpus.facts.4242.tmp").write_text("half", "utf-8")
    (tmp_path / "data" / ".corpus.index.4242.tmp").write_text("half", "utf-8")
    async with opened(tmp_path, seeds):
        assert kept(tmp_path) == KEPT


async def test_what_a_build_of_other_code_staged_is_not_taken_over(
    tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, seeds) as archive:
        before = archive.snapshot
        kept_bytes = (tmp_path / "data" / "corpus.json").read_bytes()
        (seeds / "crane.txt").write_text("A crane fell in Corral on 3 July 2019.\n", "utf-8")
        monkeypatch.setattr("storage.kept.facts_hash", lambda: "other")
        with pytest.raises(BuildFailed, match="restart it"):
            await archive.reload()
        assert archive.snapshot is before
        assert (tmp_path / "data" / "corpus.json").read_bytes() == kept_bytes
        assert kept(tmp_path) == KEPT
