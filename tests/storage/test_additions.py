"""Articles that admins add and remove: files and corpus change together or not at all."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from storage import additions as additions_module
from storage import corpus as corpus_module
from storage.additions import MOST_KEPT, Additions, Deed
from storage.building import build_corpus
from storage.corpus import Archive
from storage.errors import (
    AdditionRefused,
    BuildFailed,
    NotAnAddition,
    NothingToUndo,
    ReloadRefused,
    ReloadRunning,
    StoreUnwritable,
)

HARBOUR = """---
title: Harbour reopens
publisher: Port Gazette
published: 2019-05-20
url: https://port.example/harbour
---
In May 2019 the harbour reopened. “We worked day and night for this,” said Ana Ortiz, its master.
"""
FERRY = b"""---
title: Ferry returns
published: 2019-06-03
---
On 1 June 2019 the ferry returned. Ana Ortiz said that the line would run all winter.
"""
CRANE = b"A crane fell in Corral on 3 July 2019, and nobody was hurt by it.\n"


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Archive]:
    archive = await Archive.open(data_dir=folder / "data", seeds=folder / "seeds")
    try:
        yield archive
    finally:
        await archive.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an article and a data folder of it, to copy: a build takes a while."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "harbour.md").write_text(HARBOUR, "utf-8")

    async def build() -> None:
        async with opened(folder):
            pass

    asyncio.run(build())
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built / "seeds", tmp_path / "seeds")
    shutil.copytree(built / "data", tmp_path / "data")
    return tmp_path


def files(folder: Path) -> list[str]:
    """The added files that count."""
    return [file for file, _ in Additions(folder / "data").files()]


def left(folder: Path) -> dict[str, bytes]:
    """Everything that lies in the data folder but locks and what only saves time."""
    data = folder / "data"
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in sorted(data.rglob("*"))
        if path.is_file() and path.name not in {"corpus.sources", "corpus.json.lock"}
    }


def titles(archive: Archive) -> list[str]:
    return [article.title for article in archive.snapshot.corpus.articles]


async def test_an_added_article_is_read_and_stays_over_a_restart(folder):
    async with opened(folder) as archive:
        found = await archive.add(FERRY, ".md")
        assert [(one.id, one.title) for one in found.added] == [("A2", "Ferry returns")]
        assert titles(archive) == ["Harbour reopens", "Ferry returns"]
        version = archive.snapshot.corpus.version
    (file,) = files(folder)
    assert found.added[0].file == file
    path = folder / "data" / file
    assert path.read_bytes() == FERRY
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(p.name for p in (folder / "seeds").iterdir()) == ["harbour.md"]
    async with opened(folder) as archive:
        assert archive.snapshot.corpus.version == version


async def test_the_next_start_does_not_build_what_was_added_again(folder, monkeypatch):
    async with opened(folder) as archive:
        await archive.add(CRANE, ".txt")
    monkeypatch.setattr(corpus_module, "build_in_worker", None)
    async with opened(folder) as archive:
        assert len(archive.snapshot.corpus.articles) == 2


async def test_what_lies_in_the_folder_is_read_whoever_put_it_there(folder):
    (folder / "data" / "sources" / "of 2019").mkdir(parents=True)
    (folder / "data" / "sources" / "of 2019" / "crane.txt").write_bytes(CRANE)
    async with opened(folder) as archive:
        assert archive.snapshot.corpus.articles[1].file == "sources/of 2019/crane.txt"
        (folder / "data" / "sources" / "ferry.md").write_bytes(FERRY)
        assert [one.file for one in (await archive.reload()).added] == ["sources/ferry.md"]


async def test_a_removed_article_goes_and_undo_leads_back_step_by_step(folder):
    async with opened(folder) as archive:
        start = archive.snapshot.corpus
        await archive.add(FERRY, ".md")
        one = archive.snapshot.corpus
        await archive.add(CRANE, ".txt")
        two = archive.snapshot.corpus
        await archive.remove("A2")
        assert titles(archive) == ["Harbour reopens", two.article_by_id["A3"].title]
        for added, before in ((False, two), (True, one), (True, start)):
            deed = await archive.undoable()
            assert deed.added is added
            await archive.undo(deed)
            assert archive.snapshot.corpus.articles == before.articles
            assert archive.snapshot.corpus.events == before.events
        assert await archive.undoable() is None
    assert files(folder) == []


async def test_an_undo_outlives_a_restart_and_takes_back_only_what_was_shown(folder):
    async with opened(folder) as archive:
        await archive.add(FERRY, ".md")
    async with opened(folder) as archive:
        shown = await archive.undoable()
        assert (shown.added, shown.title) == (True, "Ferry returns")
        await archive.add(CRANE, ".txt")
        with pytest.raises(NothingToUndo):
            await archive.undo(shown)
        assert len(archive.snapshot.corpus.articles) == 3


async def test_an_article_of_the_folder_is_not_removed(folder):
    async with opened(folder) as archive:
        with pytest.raises(NotAnAddition, match=r"harbour\.md was not added here"):
            await archive.remove("A1")
        with pytest.raises(NotAnAddition, match="no article A9"):
            await archive.remove("A9")
        assert titles(archive) == ["Harbour reopens"]


async def test_one_that_is_most_of_the_corpus_may_go_as_it_is_meant_to(folder):
    long = b"\n".join(b"On day %d of 2019 the pier was painted once more." % n for n in range(50))
    async with opened(folder) as archive:
        await archive.add(long, ".txt")
        assert len((await archive.remove("A2")).removed) == 1


REFUSED = {
    "the same address": (HARBOUR.replace("In May", "In June").encode(), "the same address as"),
    "the same text": (HARBOUR.split("---\n")[2].encode(), "the same text as harbour.md"),
    "nothing": (b" \n", "it is empty"),
    "binary": (b"PK\3\4\0\0", "binary data"),
    "front matter that is none": (b"---\npublished: soon\n---\nA pier.\n", "published is"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_an_article_is_refused_and_leaves_nothing(folder, name):
    content, reason = REFUSED[name]
    async with opened(folder) as archive:
        before, there = archive.snapshot, left(folder)
        with pytest.raises(AdditionRefused, match=reason):
            await archive.add(content, ".md")
        assert archive.snapshot is before
        assert left(folder) == there


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


FAULTS = {
    "no room for the file": (additions_module.os, "fsync"),
    "no room for the corpus": (corpus_module, "take_over"),
    "no renaming": (Path, "rename"),
}


@pytest.mark.parametrize(
    ("deed", "name"),
    [
        *(("add", name) for name in FAULTS),
        ("remove", "no room for the corpus"),
        ("undo", "no renaming"),
    ],
)
async def test_a_disk_that_refuses_leaves_files_and_corpus(folder, monkeypatch, deed, name):
    async with opened(folder) as archive:
        await archive.add(FERRY, ".md")
        before, there, last = archive.snapshot, files(folder), await archive.undoable()
        with monkeypatch.context() as broken:
            broken.setattr(*FAULTS[name], full)
            with pytest.raises(StoreUnwritable, match="No space left"):
                await done(archive, deed, last)
        assert archive.snapshot is before
        assert files(folder) == there
        assert await archive.undoable() == last
        assert not list((folder / "data").glob("staged-*"))
    async with opened(folder) as archive:
        assert archive.snapshot.corpus.articles == before.corpus.articles
        assert len(list((folder / "data" / "sources").rglob("*.*"))) == 3  # file, journal, aside


async def done(archive: Archive, deed: str, last: Deed, **more) -> None:
    if deed == "add":
        await archive.add(CRANE, ".txt", **more)
    elif deed == "remove":
        await archive.remove("A2", **more)
    else:
        await archive.undo(last, **more)


@pytest.mark.parametrize("deed", ["add", "undo"])
async def test_a_killed_worker_leaves_files_and_corpus(folder, deed):
    async def kill(_: object) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    async with opened(folder) as archive:
        await archive.add(FERRY, ".md")
        before, there, last = archive.snapshot, left(folder), await archive.undoable()
        with pytest.raises(BuildFailed, match="died"):
            await done(archive, deed, last, progress=kill)
        assert archive.snapshot is before
        assert left(folder) == there


async def test_the_last_article_is_not_removed(folder):
    (folder / "data" / "sources").mkdir()
    (folder / "data" / "sources" / "ferry.md").write_bytes(FERRY)
    async with opened(folder) as archive:
        (folder / "seeds" / "harbour.md").unlink()
        with pytest.raises(ReloadRefused, match="no readable article"):
            await archive.remove("A2")
        assert files(folder) == ["sources/ferry.md"]


async def test_while_a_reload_is_under_way_nothing_is_added(folder):
    async with opened(folder) as archive:

        async def progress(_: object) -> None:
            with pytest.raises(ReloadRunning):
                await archive.add(CRANE, ".txt")

        await archive.reload(progress=progress)
    assert files(folder) == []


# What a killed process leaves, and what people do to the folder.


class Killed(BaseException):
    """Nothing answers this: as if the process ended here."""


def killed(*_: object, **__: object) -> None:
    raise Killed


CHANGES = {"add": (), "remove": (True,), "undo an add": (True,), "undo a removal": (True, False)}


@pytest.mark.parametrize("step", ["take_over", "rename", "_move", "never"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_process_killed_at_any_step_has_done_all_or_nothing(tmp_path, monkeypatch, change, step):
    made = Additions(tmp_path)
    name = made.set_down(CRANE, ".txt")
    for added in CHANGES[change]:
        with made.doing(Deed(added=added, name=name, title="Crane")):
            pass
    deed = Deed(added=change.endswith("add"), name=name, title="Crane")
    before = made.files(), made.deeds()
    at_end = {"take_over": None, "rename": (Path, step), "_move": (Additions, step), "never": None}
    with monkeypatch.context() as cut, suppress(Killed):
        if at_end[step] is not None:
            cut.setattr(*at_end[step], killed)
        with (made.undoing if change.startswith("undo") else made.doing)(deed):
            if step == "take_over":
                killed()
    if step == "never":
        assert made.files() != before[0]
        assert len(made.deeds()) == len(before[1]) + (-1 if change.startswith("undo") else 1)
    else:
        assert (made.files(), made.deeds()) == before


def _die_at(folder: Path, module: str, owner: str, step: str, deed: str) -> None:
    """Add or undo in a process of its own, which is killed where it comes to a step."""
    found = __import__(module, fromlist=["x"])
    setattr(getattr(found, owner) if owner else found, step, _die)

    async def run() -> None:
        archive = await Archive.open(data_dir=folder / "data", seeds=folder / "seeds")
        await done(archive, deed, await archive.undoable())

    asyncio.run(run())


def _die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


STEPS = {
    "before the corpus": ("storage.corpus", "", "take_over"),
    "after all of it": ("storage.corpus", "Archive", "_swapped"),
    "between journal and file": ("storage.additions", "Additions", "_move"),
}


@pytest.mark.parametrize("deed", ["add", "undo"])
@pytest.mark.parametrize("name", STEPS)
async def test_after_a_kill_the_next_start_has_all_or_nothing(folder, name, deed):
    async with opened(folder) as archive:
        await archive.add(FERRY, ".md")
        last = await archive.undoable()
    child = multiprocessing.get_context("spawn").Process(
        target=_die_at, args=(folder, *STEPS[name], deed)
    )
    await asyncio.to_thread(child.start)
    await asyncio.to_thread(child.join)
    assert child.exitcode == -signal.SIGKILL
    for _ in range(2):  # the second start finds what the first has made of it
        async with opened(folder) as archive:
            if name == "after all of it":  # only its report is missing
                assert len(titles(archive)) == (3 if deed == "add" else 1)
            else:
                assert titles(archive) == ["Harbour reopens", "Ferry returns"]
                assert await archive.undoable() == last
            kept = [article.file for article in archive.snapshot.corpus.articles]
            assert kept == ["harbour.md", *files(folder)]


def lay(folder: Path, *names: str, aside: bool = False) -> None:
    at = folder / ".aside" if aside else folder
    at.mkdir(parents=True, exist_ok=True)
    for name in names:
        (at / name).write_bytes(CRANE)


def test_deeds_that_the_files_contradict_are_passed_over(tmp_path):
    made = Additions(tmp_path)
    names = [made.set_down(CRANE, ".txt") for _ in range(3)]
    deeds = [Deed(added=True, name=name, title="") for name in names]
    for deed in deeds:
        with made.doing(deed):
            pass
    gone = Deed(added=False, name=names[0], title="")
    with made.doing(gone):
        pass
    assert made.deeds() == (*deeds, gone)
    (made.folder / names[1]).unlink()  # by hand
    assert made.deeds() == (deeds[0], deeds[2], gone)
    (made.folder / ".aside" / names[0]).unlink()
    assert made.deeds() == (deeds[2],)
    (made.folder / ".journal.json").write_text("{", "utf-8")
    assert made.deeds() == ()


def test_the_last_twenty_files_stay_aside_and_half_written_ones_go(tmp_path):
    made = Additions(tmp_path)
    for _ in range(MOST_KEPT + 5):
        name = made.set_down(CRANE, ".txt")
        with made.doing(Deed(added=True, name=name, title="")):
            pass
        with made.doing(Deed(added=False, name=name, title="")):
            pass
    lay(made.folder, ".x.txt.1.tmp")
    lay(made.folder, ".y.txt.1.tmp", aside=True)
    needed = {deed.name for deed in made.deeds()}
    made.sweep()
    aside = {path.name for path in (made.folder / ".aside").iterdir()}
    assert len(aside) == MOST_KEPT
    assert needed <= aside
    assert name in aside
    assert not list(made.folder.glob("*.tmp"))
    assert made.files() == ()


def test_a_link_in_the_way_is_not_followed(tmp_path, monkeypatch):
    made, outside = Additions(tmp_path / "data"), tmp_path / "outside.txt"
    outside.write_bytes(b"mine")
    monkeypatch.setattr(additions_module.secrets, "token_hex", lambda _: "known")
    lay(made.folder, aside=True)
    (made.folder / ".aside" / f".known.txt.{os.getpid()}.tmp").symlink_to(outside)
    with pytest.raises(FileExistsError):
        made.set_down(CRANE, ".txt")
    made.set_down(CRANE, ".txt")
    (made.folder / "known.txt").symlink_to(outside)
    with pytest.raises(FileExistsError), made.doing(Deed(added=True, name="known.txt", title="")):
        pass
    assert outside.read_bytes() == b"mine"
    assert made.deeds() == ()


@pytest.mark.parametrize("suffix", ["x", ".exe", "/../x.txt", ".txt/../../x.md", ".pdf"])
def test_a_name_is_never_made_of_what_people_say(tmp_path, suffix):
    with pytest.raises(ValueError, match=re.escape(suffix)):
        Additions(tmp_path).set_down(CRANE, suffix)
    assert not list(tmp_path.rglob("*"))


NOT_HERE = [
    "harbour.md",
    "sources/",
    "sources/..",
    "sources/../seeds/harbour.md",
    "sources/link.md",
]


@pytest.mark.parametrize("file", NOT_HERE)
def test_only_files_of_the_folder_itself_are_removed(tmp_path, file):
    lay(tmp_path / "data" / "sources")
    (tmp_path / "data" / "seeds").mkdir()
    (tmp_path / "data" / "seeds" / "harbour.md").write_text(HARBOUR, "utf-8")
    (tmp_path / "data" / "sources" / "link.md").symlink_to(tmp_path / "data" / "seeds/harbour.md")
    with pytest.raises(NotAnAddition):
        Additions(tmp_path / "data").name_of(file)


def test_a_link_to_outside_of_the_folder_is_not_read(folder):
    lay(folder / "data" / "sources")
    (folder / "data" / "sources" / "state.txt").symlink_to(folder / "data" / "corpus.json")
    corpus = build_corpus(folder / "seeds", added=Additions(folder / "data").files())
    assert [left_out.where for left_out in corpus.rejected] == ["sources/state.txt"]
