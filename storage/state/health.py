"""The health of a state's file, looked at without changing it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.errors import StateDamaged, StateUnavailable
from storage.state.failures import damaged, unusable
from storage.state.schema import HEAD

_SQLITE_HEADER = b"SQLite format 3\0"
BUSY_MILLISECONDS = 10_000


def check_file(path: Path) -> None:
    """Make sure that a file is absent, empty or a sound state, without changing it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Chats are nobody else's business: the file is its owner's from the start.
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o600)
        with os.fdopen(descriptor, "rb") as stream:
            header = stream.read(len(_SQLITE_HEADER))
    except OSError as error:
        raise StateUnavailable(
            "The state file {path} cannot be opened: {reason}. DATA_DIR must name a folder that "
            "may be written to.",
            path=path,
            reason=error.strerror or error,
        ) from error
    _check_header(path, header)
    if not os.access(path.parent, os.W_OK):
        raise StateUnavailable("The folder {folder} may not be written to.", folder=path.parent)
    check_health(path)


def examine(path: Path) -> None:
    """Look whether a state file could be opened, without making or migrating anything.

    Raises StateDamaged or StateUnavailable like opening it.
    """
    try:
        with path.open("rb") as stream:
            header = stream.read(len(_SQLITE_HEADER))
    except OSError as error:
        raise StateUnavailable(
            "The state file {path} cannot be read: {reason}. Check its permissions.",
            path=path,
            reason=error.strerror or error,
        ) from error
    _check_header(path, header)
    check_health(path)
    with closing(sqlite3.connect(path, timeout=BUSY_MILLISECONDS / 1000)) as database:
        try:
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:  # an empty database: it gets its schema when opened
            return
    check_revision(str(path), row[0] if row else None)


def _check_header(path: Path, header: bytes) -> None:
    if header and header != _SQLITE_HEADER:
        raise StateDamaged(
            "{path} is not a database of Newsdesk. Bring back a backup with `newsdesk restore`, or "
            "move the file away to start anew.",
            path=path,
        )


def check_health(path: Path) -> None:
    """Read a SQLite file from end to end; a look that changes nothing, before WAL is set.

    Raises StateDamaged where it is broken or something else's.
    """
    with closing(sqlite3.connect(path, timeout=BUSY_MILLISECONDS / 1000)) as database:
        try:
            (health,) = database.execute("PRAGMA quick_check(1)").fetchone()
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        except sqlite3.OperationalError as error:
            raise unusable(path, error) from error
        except (sqlite3.DatabaseError, UnicodeError) as error:
            raise damaged(path, error) from error
    if health != "ok":
        raise damaged(path, health)
    if tables and "alembic_version" not in tables:
        raise StateDamaged(
            "{path} holds tables of something else, not Newsdesk's state. Choose another DATA_DIR "
            "or move it away.",
            path=path,
        )


def check_revision(name: str, revision: str | None) -> None:
    """Refuse a schema that is newer than this program; raises StateUnavailable."""
    if revision is not None and revision > HEAD:
        raise StateUnavailable(
            "{place} was written by a newer Newsdesk (schema {revision}, this one knows {known}). "
            "Install the newer one.",
            place=name,
            revision=revision,
            known=HEAD,
        )
