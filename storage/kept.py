"""What is kept of a corpus in the data folder: the store of record, and what is mapped beside it.

`corpus.json` is the corpus.  `corpus.facts` and `corpus.index` are made of it, to be mapped into
memory at a start; where one is missing, damaged or of other code, it is made anew.  A build
stages all three in a folder beside them, from where they are taken over at once.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from storage.arrays import Unusable
from storage.atomic import sync
from storage.backends.facts import map_facts, write_facts
from storage.backends.tinydb import CorpusStore, unwritable
from storage.errors import BuildFailed, StoreDamaged
from storage.hold import STORE
from storage.models import Corpus
from storage.rules import facts_hash, finding_hash
from storage.search import Index
from storage.snapshot import Snapshot

FACTS: Final = "corpus.facts"
INDEX: Final = "corpus.index"
SOURCES: Final = "corpus.sources"
STAGED: Final = "staged-"

log = logging.getLogger(__name__)


def map_corpus(folder: Path) -> Corpus:
    """Map the corpus that is kept in a folder.

    Raises Unusable where its facts were not written by this code of just this store.
    """
    return map_facts(folder / FACTS, _about(folder / STORE))


def map_served(folder: Path) -> Corpus | None:
    """Map the corpus that the process which holds a folder serves, whoever changed its store since.

    None where there is none that can be mapped or read.
    """
    with suppress(Unusable):
        return map_facts(folder / FACTS, {"code": facts_hash()})
    with suppress(StoreDamaged):
        return map_or_read(folder)
    return None


def map_or_read(folder: Path) -> Corpus | None:
    """Give the corpus that is kept in a folder, and write nothing; None where there is none.

    Raises StoreDamaged.
    """
    try:
        return map_corpus(folder)
    except Unusable:
        with closing(CorpusStore(folder / STORE, write=False)) as store:
            return store.load()


def map_or_make(store: CorpusStore) -> Corpus | None:
    """Give the corpus that is kept by a store; None where there is none.

    Where its facts cannot be mapped, they are made anew.  Raises StoreDamaged.
    """
    folder = store.path.parent
    try:
        return map_corpus(folder)
    except Unusable as reason:
        corpus = store.load()
        if corpus is not None:
            log.info("the facts of corpus %s are made anew: %s", corpus.version, reason)
    return corpus and _with_facts_saved(corpus, folder)


def _with_facts_saved(corpus: Corpus, folder: Path) -> Corpus:
    """Save the facts of a corpus; give it mapped, which takes a fraction of the memory."""
    try:
        write_facts(folder / FACTS, corpus, _about(folder / STORE))
        return map_corpus(folder)
    except (OSError, Unusable) as error:
        _warn("facts", error)
        return corpus


def indexed(corpus: Corpus, folder: Path, *, save: bool = True) -> Snapshot:
    """Give a corpus the index that is kept of it, or one that is made anew.

    What is made is saved and given mapped, which takes less memory; where it cannot be saved, it
    serves as it is.
    """
    path, rules = folder / INDEX, finding_hash()
    try:
        return Snapshot(corpus, Index.load(path, corpus, rules))
    except Unusable as reason:
        log.info("the index of corpus %s is made anew: %s", corpus.version, reason)
    index = Index.build(corpus)
    if save:
        try:
            index.save(path, corpus, rules)
            index = Index.load(path, corpus, rules)
        except (OSError, Unusable) as error:
            _warn("index", error)
    return Snapshot(corpus, index)


def make_room(folder: Path) -> Path:
    """Make a folder of its own for a build, below a data folder.  Raises StoreUnwritable."""
    try:
        return Path(mkdtemp(prefix=STAGED, dir=folder))
    except OSError as error:
        raise unwritable(folder, error) from error


def stage(corpus: Corpus, room: Path) -> None:
    """Write a corpus and its index to where its build has room.  Raises StoreUnwritable."""
    with closing(CorpusStore(room / STORE)) as store:
        store.replace(corpus)
    try:
        write_facts(room / FACTS, corpus, _about(room / STORE))
        Index.build(corpus).save(room / INDEX, corpus, finding_hash())
    except OSError as error:
        raise unwritable(room, error) from error


def take_over(room: Path) -> Snapshot:
    """Put what is staged in the place of what is kept above it, and give it mapped.

    Raises StoreUnwritable or BuildFailed; what was kept stays then.
    """
    folder = room.parent
    try:
        corpus = map_corpus(room)
        snapshot = Snapshot(corpus, Index.load(room / INDEX, corpus, finding_hash()))
        for name in (STORE, FACTS, INDEX):
            sync(room / name)
        (room / STORE).replace(folder / STORE)
        # What is mapped stays so where a name cannot be taken: the next start makes it anew.
        for name in (FACTS, INDEX):
            try:
                (room / name).replace(folder / name)
            except OSError as error:
                _warn(name.removeprefix("corpus."), error)
        sync(folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    except Unusable as error:  # by other code than this process runs, or damaged already
        raise BuildFailed(
            "What was built cannot be used: {reason}. What was there before stays; where Newsdesk "
            "was updated meanwhile, restart it.",
            reason=error,
        ) from error
    finally:
        sweep(folder)
    return snapshot


def sweep(folder: Path) -> None:
    """Delete what was staged and not taken over, and what was half written."""
    for room in folder.glob(f"{STAGED}*"):
        shutil.rmtree(room, ignore_errors=True)
    for stray in (*folder.glob(".corpus.*.tmp"), *folder.glob("corpus.*.tmp")):
        stray.unlink(missing_ok=True)


def _warn(what: str, error: Exception) -> None:
    log.warning("the %s could not be saved: %s", what, getattr(error, "strerror", None) or error)


def _about(store: Path) -> Mapping[str, Any]:
    """Name the code that reads facts, and the store that they are of by its size and time."""
    try:
        of = store.stat()
    except OSError as error:
        raise Unusable("there is no store") from error
    return {"code": facts_hash(), "store": f"{of.st_size} bytes at {of.st_mtime_ns}"}
