"""The hold on a data folder: one process writes to it, and the kernel knows which is alive.

Light enough to be asked before anything else is imported: who may not run is to know at once.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Final

from storage.errors import StoreLocked, StoreUnwritable

STORE: Final = "corpus.json"
"""The file in a data folder that whoever holds the folder holds."""


def take(path: Path) -> int:
    """Hold a store, whose folder is made where there is none; give the descriptor that holds it.

    Closed, or with its process dead, it holds no more.  Raises StoreLocked where another process
    holds it, StoreUnwritable where the folder refuses.
    """
    try:
        _make_private(path.parent)
        descriptor = os.open(_lock_of(path), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreUnwritable(
            "The data folder {path} cannot be written: {reason}. Set DATA_DIR to a folder that "
            "this user may write.",
            path=path.parent,
            reason=error.strerror or error,
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise _taken(path) from error
    return descriptor


def is_held(path: Path) -> bool:
    """Tell whether a process holds a store; makes and changes nothing.

    flock can only be tried, so the lock is taken for an instant where it is free.
    """
    try:
        descriptor = os.open(_lock_of(path), os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def refuse_held(folder: Path) -> None:
    """Raise StoreLocked where a process holds a data folder; it may still be taken after that."""
    if is_held(folder / STORE):
        raise _taken(folder / STORE)


def _taken(path: Path) -> StoreLocked:
    return StoreLocked(
        "Another Newsdesk is running on the data folder {path}. Stop it, or set DATA_DIR to "
        "another folder.",
        path=path.parent,
    )


def _lock_of(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _make_private(folder: Path) -> None:
    """Create a folder and what is missing above it, for this user only (`mkdir` would not)."""
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True, mode=0o700)
