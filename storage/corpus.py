"""The archive of a running Newsdesk: opened from the store, reloaded, swapped whole."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from importlib import resources
from pathlib import Path

from storage.additions import Additions, Deed
from storage.articles.files import ADDED, Named
from storage.backends.tinydb import CorpusStore, unwritable
from storage.corrections import Correction
from storage.diff import Diff
from storage.errors import (
    AdditionRefused,
    NotAnAddition,
    NothingToUndo,
    ReloadRefused,
    ReloadRunning,
    SeedsMissing,
    StoreDamaged,
    StoreLocked,
    StoreUnwritable,
)
from storage.hold import STORE
from storage.kept import (
    SOURCES,
    indexed,
    map_or_make,
    map_or_read,
    sweep,
    take_over,
)
from storage.models import Corpus, CorrectionResult
from storage.overlay import overlaid, read_overlay, replacing_overlay, sweep_overlay, with_overlay
from storage.rules import rules_hash
from storage.snapshot import Progress, Snapshot
from storage.sources import remembered_hash
from storage.worker import Build, Staged, build_in_worker

__all__ = ["Archive", "Progress", "Snapshot", "read_snapshot", "shipped_seeds"]

Report = Callable[[Progress], Awaitable[None]]
log = logging.getLogger(__name__)


class Archive:
    """The one holder of the current snapshot, and the only writer of its store.

    `snapshot` never changes under a reader: a reload swaps in a new one by one assignment.
    `reloads` counts them by how they ended: done, refused, failed; every change is one.
    """

    def __init__(self, *, store: CorpusStore, seeds: Path, snapshot: Snapshot) -> None:
        self._store = store
        self._seeds = seeds
        self._additions = Additions(store.path.parent)
        self._reloading = asyncio.Lock()
        self.reloads: Counter[str] = Counter()
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
            await asyncio.to_thread(sweep, data_dir)
            await asyncio.to_thread(sweep_overlay, data_dir)
            await asyncio.to_thread(Additions(data_dir).sweep)
            kept = await asyncio.to_thread(_load_or_set_aside, store)
            if kept is not None and await asyncio.to_thread(_is_current, kept, seeds, data_dir):
                snapshot = await asyncio.to_thread(indexed, kept, data_dir)
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
        async with self._alone():
            room, found = await self._staged(None, progress, force=force)
            self._swapped(await asyncio.to_thread(take_over, room))
            return found

    async def correct(
        self, entry: Correction, *, progress: Report | None = None
    ) -> CorrectionResult:
        """Lay a correction over the others, by a reload with it; give what became of it.

        One that changes nothing is not kept: the file and the corpus stay as they were then.
        So they do where this raises what `reload` raises, or StoreUnwritable.
        """
        async with self._alone():
            before = await asyncio.to_thread(read_overlay, self._data_dir)
            text, where = overlaid(before, entry)
            staged = await self._staged(text, progress)
            for idle in staged.diff.unmatched:
                if idle.where == where:
                    await asyncio.to_thread(sweep, self._data_dir)
                    return idle
            await self._take_over(replacing_overlay(self._data_dir, text), staged)
            corrections = self.snapshot.corpus.corrections
            return next(one for one in corrections if one.where == where)

    async def add(self, content: bytes, suffix: str, *, progress: Report | None = None) -> Diff:
        """Add an article, by a reload with it; give what changed.  `suffix` tells its format.

        Raises AdditionRefused where it cannot be read or is there already, StoreUnwritable, and
        what `reload` raises; files and corpus stay as they were then.
        """
        async with self._alone():
            name = await self._set_down(content, suffix)
            try:
                files = await asyncio.to_thread(self._additions.files, more=name)
                staged = await self._staged(None, progress, added=files)
                deed = Deed(added=True, name=name, title=_title(staged.diff, f"{ADDED}/{name}"))
                await self._change(self._additions.doing(deed), staged)
            except BaseException:
                self._additions.discard(name)
                await asyncio.to_thread(sweep, self._data_dir)
                raise
            return staged.diff

    async def remove(self, article: str, *, progress: Report | None = None) -> Diff:
        """Remove an added article by its id, by a reload without it; give what changed.

        Raises NotAnAddition, StoreUnwritable, and what `reload` raises; files and corpus stay as
        they were then.
        """
        async with self._alone():
            found = self.snapshot.corpus.article_by_id.get(article)
            if found is None:
                raise NotAnAddition("There is no article {id} any more.", id=article)
            name = self._additions.name_of(found.file)
            deed = Deed(added=False, name=name, title=found.title)
            files = await asyncio.to_thread(self._additions.files, less=name)
            staged = await self._staged(None, progress, added=files, leaving=found.file)
            await self._change(self._additions.doing(deed), staged)
            return staged.diff

    async def undoable(self) -> Deed | None:
        """Give what `undo` would take back: what was added or removed last."""
        deeds = await asyncio.to_thread(self._additions.deeds)
        return deeds[-1] if deeds else None

    async def undo(self, deed: Deed, *, progress: Report | None = None) -> Diff:
        """Bring back the articles of before the last deed, by a reload; give what changed.

        Raises NothingToUndo where that is not the last, StoreUnwritable, and what `reload` raises;
        files and corpus stay as they were then.
        """
        async with self._alone():
            if deed != await self.undoable():
                raise NothingToUndo("Something else was added or removed since; ask again.")
            moved = {"less": deed.name} if deed.added else {"more": deed.name}
            files = await asyncio.to_thread(self._additions.files, **moved)
            leaving = f"{ADDED}/{deed.name}" if deed.added else ""
            staged = await self._staged(None, progress, added=files, leaving=leaving)
            await self._change(self._additions.undoing(deed), staged)
            return staged.diff

    @property
    def _data_dir(self) -> Path:
        return self._store.path.parent

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Change the corpus while nobody else does, and count how that ends."""
        ended = "failed"
        try:
            if self._reloading.locked():
                raise ReloadRunning("A reload is under way already; wait for its report.")
            async with self._reloading:
                yield
            ended = "done"
        except ReloadRefused:
            ended = "refused"
            raise
        finally:
            self.reloads[ended] += 1

    async def _set_down(self, content: bytes, suffix: str) -> str:
        try:
            return await asyncio.to_thread(self._additions.set_down, content, suffix)
        except OSError as error:
            raise unwritable(self._additions.folder, error) from error

    async def _staged(
        self,
        overlay: str | None,
        progress: Report | None,
        *,
        force: bool = False,
        added: tuple[Named, ...] | None = None,
        leaving: str = "",
    ) -> Staged:
        """Build the corpus anew, beside the one that is kept; None is what lies on the disk."""
        if overlay is None:
            overlay = await asyncio.to_thread(read_overlay, self._data_dir)
        if added is None:
            added = await asyncio.to_thread(self._additions.files)
        build = Build(
            folder=self._seeds,
            data=self._data_dir,
            known_ids=dict(self.snapshot.corpus.article_ids),
            compared=True,
            forced=force,
            overlay=overlay,
            added=added,
            leaving=leaving,
        )
        staged = await build_in_worker(build, progress=progress)
        if progress is not None:
            await progress(Progress("checking", 0, 1))
        return staged

    async def _change(self, change: AbstractContextManager[None], staged: Staged) -> None:
        """Change the added articles with the corpus, or neither; what is old enough goes."""
        await self._take_over(change, staged)
        await asyncio.to_thread(self._additions.sweep)

    async def _take_over(self, change: AbstractContextManager[None], staged: Staged) -> None:
        """Take over what is staged together with a change of the files, or neither."""
        self._swapped(await asyncio.to_thread(_take_over_within, change, staged.room))

    def _swapped(self, snapshot: Snapshot) -> None:
        old, self.snapshot = self.snapshot.corpus.version, snapshot
        log.info("corpus %s swapped in for %s", snapshot.corpus.version, old)

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
        kept = await asyncio.to_thread(map_or_read, data_dir)
        if kept is None:
            raise
        # The other process owns the files: this one only reads them.
        return await asyncio.to_thread(indexed, kept, data_dir, save=False)
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


def _load_or_set_aside(store: CorpusStore) -> Corpus | None:
    try:
        return map_or_make(store)
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


def _take_over_within(change: AbstractContextManager[None], room: Path) -> Snapshot:
    """Put a corpus in place together with a change of what it was built from, or neither.

    All that a disk can refuse is done before the corpus is: what is left is a renaming.
    """
    try:
        with change:
            return take_over(room)
    except OSError as error:
        sweep(room.parent)
        raise unwritable(room.parent, error) from error


def _title(found: Diff, file: str) -> str:
    """Give the title of an article that was added; raises AdditionRefused where it was left out."""
    for one in (*found.added, *found.changed):
        if one.file == file:
            return one.title
    reasons = [left_out.reason for left_out in found.rejected if left_out.where == file]
    raise AdditionRefused(
        "The article was not added: {reason}.", reason=reasons[0] if reasons else "it is there"
    )


def _is_current(corpus: Corpus, seeds: Path, data_dir: Path) -> bool:
    if corpus.rules_hash != rules_hash():
        return False
    sources = remembered_hash(seeds, data_dir / SOURCES, Additions(data_dir).files())
    return corpus.sources_hash == with_overlay(sources, read_overlay(data_dir))


def _is_of(corpus: Corpus, seeds: Path) -> bool:
    return corpus.folder == str(seeds.resolve())


async def _rebuild(
    store: CorpusStore, seeds: Path, before: Corpus | None, progress: Report | None
) -> Snapshot:
    data_dir = store.path.parent
    # Another folder is another corpus, however small; the same one that shrank is a mishap.
    if before is not None and not _is_of(before, seeds):
        before = None
    build = Build(
        folder=seeds,
        data=data_dir,
        known_ids=dict(before.article_ids) if before is not None else None,
        compared=before is not None and bool(before.articles),
        overlay=await asyncio.to_thread(read_overlay, data_dir),
        added=await asyncio.to_thread(Additions(data_dir).files),
    )
    try:
        room, _ = await build_in_worker(build, progress=progress)
        return await asyncio.to_thread(take_over, room)
    except ReloadRefused as refusal:
        log.warning("%s An admin can force it with /reload force.", refusal)
        if before is None:
            raise
    except StoreUnwritable as full:
        if before is None:
            raise
        log.error("%s It is served on as it was.", full)  # noqa: TRY400 - it says it all
    return await asyncio.to_thread(indexed, before, data_dir)
