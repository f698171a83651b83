"""What is understood of a draft, told by a process that harm ends, and nothing else."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from storage.corpus import Archive
from storage.errors import AdditionRefused
from storage.models import PublicationBasis
from storage.preview import Limits, preview_in_worker

HARBOUR = """---
title: Harbour reopens
publisher: Port Gazette
url: https://port.example/harbour
---
On 20 May 2019 the harbour reopened. “We worked day and night for this,” said Ana Ortiz, its master.

The old cranes were painted once more before that.

“It was not me who closed the gates of the quay.”
"""


def draft(folder: Path, content: str | bytes, name: str = "article.md") -> Path:
    folder.mkdir()
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


async def test_it_tells_what_is_understood_and_what_is_like_it(tmp_path):
    seeds = draft(tmp_path / "seeds", HARBOUR)
    archive = await Archive.open(data_dir=tmp_path / "data", seeds=seeds)
    await archive.close()
    told = await preview_in_worker(draft(tmp_path / "same", HARBOUR), tmp_path / "data")
    assert (told.article.title, told.article.publisher) == ("Harbour reopens", "Port Gazette")
    assert told.article.published.basis is PublicationBasis.TEXT
    assert (told.article.language, told.passages, told.events) == ("en", 3, 1)
    assert (told.quotes, told.unattributed) == (2, 1)
    assert told.actors >= 1
    assert told.first[0].startswith("On 20 May 2019")
    assert (told.compared, told.alike, told.like, told.same_address) == (3, 3, "A1", "A1")
    other = HARBOUR.split("---\n")[2].replace("harbour", "ferry")
    told = await preview_in_worker(draft(tmp_path / "other", other), tmp_path / "data")
    assert (told.compared, told.alike, told.like, told.same_address) == (3, 2, "A1", None)


async def test_without_any_corpus_nothing_is_like_it_and_no_date_is_made_up(tmp_path):
    content = "The pier was painted.\nA short one.\n"
    told = await preview_in_worker(draft(tmp_path / "new", content), tmp_path / "data")
    assert (told.article.published, told.like, told.compared) == (None, None, 0)


async def test_what_cannot_be_read_says_why(tmp_path):
    wrong = "---\npublished: soon\n---\nA pier.\n"
    with pytest.raises(AdditionRefused, match="published is “soon”"):
        await preview_in_worker(draft(tmp_path / "wrong", wrong), tmp_path / "data")


ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = {
    "nested markup": ("article.html", b"<div>" * 400_000 + b"a pier"),
    "entities": (
        "article.html",
        f'<!DOCTYPE html [<!ENTITY l0 "pier">{ENTITIES}]><html><p>&l11;</p></html>'.encode(),
    ),
    "markup that never ends": ("article.html", b"<html>" + b"<!--" * 100_000 + b"<a " * 100_000),
    "aliases": (
        "article.md",
        b"---\ntitle: &a [x, x]\n"
        + b"".join(b"k%d: &a%d [*a, *a, *a, *a, *a, *a, *a, *a]\n" % (n, n) for n in range(200))
        + b"---\nA pier.\n",
    ),
    "deep markdown": ("article.md", b"> " * 500_000 + b"[" * 500_000 + b"a pier"),
    "one long line": ("article.txt", "“said Ana Ortiz in May 2019, ".encode() * 150_000),
    "brackets": ("article.txt", b"((((" * 1_000_000),
}


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_ends_its_own_process_at_most(tmp_path, name):
    file, content = BOMBS[name]
    folder = draft(tmp_path / "bomb", content, file)
    said = ""
    try:
        await preview_in_worker(folder, tmp_path / "data", Limits(cpu=4, memory=768 * 2**20))
    except AdditionRefused as refused:
        said = str(refused)
    assert not said or "cannot be read" in said or "it was stopped" in said
    assert multiprocessing.active_children() == []


LIMITS = {
    "memory": (Limits(memory=128 * 2**20), 1),  # the lists of words alone take more
    "time in all": (Limits(wall=0.01), 1),
    "time of the processor": (Limits(cpu=1, wall=90), 20_000),
}


@pytest.mark.parametrize("name", LIMITS)
async def test_what_takes_too_much_is_stopped_and_says_so(tmp_path, name):
    limits, count = LIMITS[name]
    said = "“We painted pier {},” said Ana Ortiz on {} May 2019.\n"
    lines = (said.format(n, n % 28 + 1) for n in range(count))
    folder = draft(tmp_path / "long", "".join(lines))
    with pytest.raises(AdditionRefused, match="it was stopped"):
        await preview_in_worker(folder, tmp_path / "data", limits)


def test_the_process_that_reads_reaches_no_network_and_starts_no_program():
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_try_all, args=(theirs,))
    child.start()
    theirs.close()
    refused = ours.recv()
    child.join()
    ours.close()
    assert refused == ["connect", "resolve", "run", "write"]


def _try_all(pipe) -> None:
    import os
    import socket
    import subprocess
    import tempfile

    from storage.preview import _confine

    _confine(Limits(written=10))
    tries = {
        "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
        "resolve": lambda: socket.getaddrinfo("localhost", 80),
        "run": lambda: subprocess.run(["true"], check=True),
        "write": lambda: os.write(file.fileno(), b"x" * 11) == 11 or 1 / 0,
    }
    refused = []
    with tempfile.TemporaryFile() as file:
        for name, attempt in tries.items():
            try:
                attempt()
            except (PermissionError, ZeroDivisionError):
                refused.append(name)
    pipe.send(refused)
