"""The archive of a running Newsdesk: opened from the store, reloaded, swapped whole."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import closing
from importlib import resources
from pathlib import Path

from storage.articles.files import sources_hash
from storage.backends.tinydb import CorpusStore
from storage.diff import Diff, check_not_shrunk, diff
from storage.errors import (
    ReloadRefused,
    ReloadRunning,
    SeedsMissing,
    StoreDamaged,
    StoreLocked,
    StoreUnwritable,
)
from storage.models import Corpus
from storage.rules import finding_hash, rules_hash
from storage.search import Index, Unusable
from storage.snapshot import Progress, Snapshot
from storage.worker import build_in_worker

__all__ = ["Archive", "Progress", "Snapshot", "read_snapshot", "shipped_seeds"]

STORE = "corpus.json"
INDEX = "corpus.index"
Report = Callable[[Progress], Awaitable[None]]
log = logging.getLogger(__name__)


class Archive:
    """The one holder of the current snapshot, and the only writer of its store.

    `snapshot` never changes under a reader: a reload swaps in a new one by one assignment.
    """

    def __init__(self, *, store: CorpusStore, seeds: Path, snapshot: Snapshot) -> None:
        self._store = store
        self._seeds = seeds
        self._reloading = asyncio.Lock()
        self.snapshot = snapshot

    @classmethod
    async def open(cls, *, data_dir: Path, seeds: Path, progress: Report | None = None) -> Archive:
        """Open the store for writing, building the corpus where it is missing or out of date.

        It is out of date where the articles or the extraction rules have changed (both are
        hashed).  A damaged store is set aside under another name and built anew.  Where the
        folder has emptied or sharply shrunk since, the kept corpus is served on and a warning
        logged, as an admin's reload would refuse it.  Raises StoreLocked, StoreUnwritable,
        SeedsMissing (also for a folder without an article), SeedsInvalid or BuildFailed.
        """
        store = await asyncio.to_thread(CorpusStore, data_dir / STORE)
        try:
            kept = await asyncio.to_thread(_load_or_set_aside, store)
            if kept is not None and await asyncio.to_thread(_is_current, kept, seeds):
                snapshot = await asyncio.to_thread(_indexed, kept, data_dir)
            else:
                snapshot = await _rebuild(store, seeds, kept, progress)
        except BaseException:
            store.close()
            raise
        return cls(store=store, seeds=seeds, snapshot=snapshot)

    async def reload(self, *, force: bool = False, progress: Report | None = None) -> Diff:
        """Build the corpus anew, keep it and swap it in; give what changed.

        Readers are answered from the old snapshot until the swap.  Raises ReloadRunning where a
        reload is under way, ReloadRefused where the new corpus is empty or sharply shrunk
        (unless forced), and what `open` raises; the old corpus stays then, in the file too.
        """
        if self._reloading.locked():
            raise ReloadRunning("A reload is under way already; wait for its report.")
        async with self._reloading:
            old = self.snapshot.corpus
            new = await build_in_worker(
                self._seeds, known_ids=dict(old.article_ids), progress=progress
            )
            if progress is not None:
                await progress(Progress("checking", 0, 1))
            if not force:
                check_not_shrunk(old, new.corpus)
            await asyncio.to_thread(self._store.replace, new.corpus)
            new = await asyncio.to_thread(_with_index_saved, new, self._store.path.parent)
            self.snapshot = new
            log.info("corpus %s swapped in for %s", new.corpus.version, old.version)
            return diff(old, new.corpus)

    async def close(self) -> None:
        """Release the store."""
        await asyncio.to_thread(self._store.close)


async def read_snapshot(*, data_dir: Path, seeds: Path, progress: Report | None = None) -> Snapshot:
    """Give the current snapshot to a one-off command, beside a running bot too.

    Builds and keeps the corpus where it is missing or out of date, like `Archive.open`; where
    another process holds the store, its corpus is read as it stands.
    """
    try:
        archive = await Archive.open(data_dir=data_dir, seeds=seeds, progress=progress)
    except StoreLocked:
        kept = await asyncio.to_thread(_read, data_dir / STORE)
        if kept is None:
            raise
        # The other process owns the files: this one only reads them.
        return await asyncio.to_thread(_mapped_or_built, kept, data_dir)
    await archive.close()
    return archive.snapshot


def shipped_seeds() -> Path:
    """Give the folder of the corpus that Newsdesk ships, in a checkout or an installed wheel."""
    package = Path(str(resources.files(__package__)))
    for folder in (package / "seeds", package.parent / "seeds"):
        if (folder / "topics.toml").is_file():
            return folder
    raise SeedsMissing(
        "The shipped articles are missing from this installation. Install it again, or set "
        "SEEDS_DIR to a folder of articles."
    )


def _read(path: Path) -> Corpus | None:
    with closing(CorpusStore(path, write=False)) as store:
        return store.load()


def _load_or_set_aside(store: CorpusStore) -> Corpus | None:
    try:
        return store.load()
    except StoreDamaged as error:
        aside = _free_name(store.path)
        try:
            store.path.replace(aside)
        except OSError as refused:
            raise StoreUnwritable(
                "{problem} It could not be set aside: {reason}.",
                problem=error,
                reason=refused.strerror or refused,
            ) from refused
        log.warning("%s The file was set aside as %s and is built anew now.", error, aside.name)
        return None


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    return aside


def _is_current(corpus: Corpus, seeds: Path) -> bool:
    return corpus.rules_hash == rules_hash() and corpus.sources_hash == sources_hash(seeds)


def _indexed(corpus: Corpus, data_dir: Path) -> Snapshot:
    """Give a corpus the index that was saved of it, or make it anew and save it."""
    mapped = _mapped(corpus, data_dir)
    return mapped or _with_index_saved(Snapshot(corpus, Index.build(corpus)), data_dir)


def _mapped_or_built(corpus: Corpus, data_dir: Path) -> Snapshot:
    """Give a corpus the index that was saved of it, or one that is not kept."""
    return _mapped(corpus, data_dir) or Snapshot(corpus, Index.build(corpus))


def _mapped(corpus: Corpus, data_dir: Path) -> Snapshot | None:
    try:
        return Snapshot(corpus, Index.load(data_dir / INDEX, corpus, finding_hash()))
    except Unusable as reason:
        log.info("the index of corpus %s is made anew: %s", corpus.version, reason)
        return None


def _with_index_saved(built: Snapshot, data_dir: Path) -> Snapshot:
    """Save an index beside its corpus; give it mapped, which takes less memory than it built.

    Where it cannot be saved, it serves as it is, and the next start makes it anew.
    """
    corpus, rules = built.corpus, finding_hash()
    try:
        built.index.save(data_dir / INDEX, corpus, rules)
        return Snapshot(corpus, Index.load(data_dir / INDEX, corpus, rules))
    except (OSError, Unusable) as error:
        log.warning("the index could not be saved: %s", getattr(error, "strerror", None) or error)
        return built


def _is_of(corpus: Corpus, seeds: Path) -> bool:
    return corpus.folder == str(seeds.resolve())


async def _rebuild(
    store: CorpusStore, seeds: Path, before: Corpus | None, progress: Report | None
) -> Snapshot:
    same = before is not None and _is_of(before, seeds)
    known_ids = dict(before.article_ids) if before is not None and same else None
    snapshot = await build_in_worker(seeds, known_ids=known_ids, progress=progress)
    # Another folder is another corpus, however small; the same one that shrank is a mishap.
    if before is not None and before.articles and same:
        try:
            check_not_shrunk(before, snapshot.corpus)
        except ReloadRefused as refusal:
            log.warning("%s An admin can force it with /reload force.", refusal)
            return await asyncio.to_thread(_indexed, before, store.path.parent)
    elif not snapshot.corpus.articles:
        raise SeedsMissing(
            "The folder {folder} holds no article that can be read. Put .txt, .md or .html files "
            "into it, or set SEEDS_DIR to another folder; `newsdesk check` tells what is wrong.",
            folder=seeds,
        )
    await asyncio.to_thread(store.replace, snapshot.corpus)
    return await asyncio.to_thread(_with_index_saved, snapshot, store.path.parent)
