"""Builds a corpus in a process of its own, so that readers are answered meanwhile."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from storage.articles.files import Named
from storage.corrections import FILE as CORRECTIONS
from storage.diff import Diff, check_not_shrunk, diff
from storage.errors import ArchiveError, BuildFailed, SeedsMissing
from storage.kept import make_room, map_served, stage, sweep
from storage.models import Corpus, CorrectionResult
from storage.snapshot import Progress

TIMEOUT = 900.0
"""Seconds without any progress after which a build is given up.

Each article is a step of progress and takes well under a second; the longest step without one
is the index, some seconds for 100,000 passages.
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What is to be built: the corpus of `folder`, staged below `data`.

    `known_ids` gives articles their old short ids back, by key.  With `compared` the new corpus
    is compared with the one that is kept in `data`; unless `forced`, it is refused where it is
    empty or sharply shrunk against that, but for the article of the file `leaving`.  Without, it
    must have articles.  `overlay` is the text of the corrections that are laid over the folder's,
    `added` are the articles beside it.
    """

    folder: Path
    data: Path
    known_ids: Mapping[str, str] | None = None
    compared: bool = False
    forced: bool = False
    overlay: str = ""
    added: tuple[Named, ...] = ()
    leaving: str = ""


class Staged(NamedTuple):
    """Where a build is staged, and what it changes."""

    room: Path
    diff: Diff


async def build_in_worker(
    build: Build,
    *,
    progress: Callable[[Progress], Awaitable[None]] | None = None,
    timeout: float = TIMEOUT,  # noqa: ASYNC109 - the child must be killed, not only abandoned
) -> Staged:
    """Build a corpus in a child process and stage it, to be taken over.

    Raises the ArchiveError that the build raised, or BuildFailed where the child died, made no
    progress for `timeout` seconds, or met an unexpected error (logged with its traceback).
    A cancelled build kills its child.
    """
    # Of its own: a killed bot's child may still be at work.
    room = await asyncio.to_thread(make_room, build.data)
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(
        target=_work, args=(theirs, build, room), daemon=True, name="newsdesk-build"
    )
    await asyncio.to_thread(child.start)
    theirs.close()
    try:
        return Staged(room, await _listen(ours, progress, timeout))
    except BaseException:
        child.kill()
        await asyncio.to_thread(child.join)
        await asyncio.to_thread(sweep, build.data)
        raise
    finally:
        child.kill()
        await asyncio.to_thread(child.join)
        ours.close()


async def _listen(
    ours: Connection,
    progress: Callable[[Progress], Awaitable[None]] | None,
    timeout: float,  # noqa: ASYNC109
) -> Diff:
    while True:
        try:
            message = await receive(ours, timeout)
        except TimeoutError:
            raise BuildFailed(
                "Building the corpus made no progress for {seconds} seconds and was stopped; what "
                "was there before stays.",
                seconds=round(timeout),
            ) from None
        except EOFError:
            raise BuildFailed(
                "The process that builds the corpus died; what was there before stays. The log may "
                "say why."
            ) from None
        if isinstance(message, Diff):
            _warn(message.unmatched)
            return message
        if isinstance(message, ArchiveError):
            raise message
        if isinstance(message, Progress):
            if progress is not None:
                await progress(message)
        else:
            log.error("Building the corpus failed:\n%s", message)
            raise BuildFailed(
                "Building the corpus failed; what was there before stays. The log says why."
            )


def _warn(unmatched: Iterable[CorrectionResult]) -> None:
    """Log the corrections that changed nothing: nobody may be there to read a report."""
    for result in unmatched:
        # actors.toml may name whom no article names yet; a correction is for one place.
        level = logging.WARNING if CORRECTIONS in result.where else logging.INFO
        log.log(level, "%s changed nothing: %s", result.where, result.reason)


async def receive(ours: Connection, timeout: float) -> object:  # noqa: ASYNC109
    """Wait for a message without blocking the loop, and read it in a thread (it may be large)."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(ours.fileno(), ready.set)
    try:
        async with asyncio.timeout(timeout):
            await ready.wait()
    finally:
        loop.remove_reader(ours.fileno())
    received: object = await asyncio.to_thread(ours.recv)
    return received


def _work(pipe: Connection, build: Build, room: Path) -> None:
    # Ctrl-C reaches the whole process group; the parent decides what it means and kills us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        # Imported here: only the child needs the rules, and they take a fifth of a second.
        from storage.building import build_corpus  # noqa: PLC0415

        old = (map_served(build.data) if build.compared else None) or Corpus()
        new = build_corpus(
            build.folder,
            known_ids=build.known_ids,
            report=pipe.send,
            room=room,
            overlay=build.overlay,
            added=build.added,
        )
        _check(build, old, new)
        pipe.send(Progress("indexing", 0, 1))
        stage(new, room)
        pipe.send(diff(old, new))
    except ArchiveError as error:
        pipe.send(error)
    except BaseException:  # noqa: BLE001 - the parent logs whatever it was
        import traceback  # noqa: PLC0415 - only a failing child needs it

        pipe.send(traceback.format_exc())
    finally:
        pipe.close()


def _check(build: Build, old: Corpus, new: Corpus) -> None:
    if build.compared:
        if not build.forced:
            check_not_shrunk(old, new, leaving=build.leaving)
    elif not new.articles:
        raise SeedsMissing(
            "The folder {folder} holds no article that can be read. Put .txt, .md or .html files "
            "into it, or set SEEDS_DIR to another folder; `newsdesk check` tells what is wrong.",
            folder=build.folder,
        )
