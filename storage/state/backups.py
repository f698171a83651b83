"""Copies of a state's file: made while it is in use, and brought back."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.atomic import sync
from storage.errors import StateDamaged, StateUnavailable
from storage.state.failures import damaged
from storage.state.health import BUSY_MILLISECONDS, check_health, examine

_MOMENT = "%Y%m%dT%H%M%SZ"
# Why a copy was made, and when.
_COPY = re.compile(r"(?P<why>before-\d+|backup|by-hand|replaced)-(?P<when>\d{8}T\d{6}Z)(\.\d+)?")

_DAILY = "backup"
BY_HAND = "by-hand"
"""Why a copy was made that somebody asked for."""

_KEPT = timedelta(days=7)  # a week to notice what went wrong, and to be forgotten in


def back_up(path: Path, to: Path) -> None:
    """Copy a state, in use or not: consistent, whole or not at all, never over another file.

    Raises StateUnavailable where it cannot be written, StateDamaged where what was copied is
    broken.
    """
    if to.exists():
        raise _not_copied(path, to, "there is such a file already")
    with _copied(path, to) as copy:
        copy.replace(to)
        sync(to.parent)


def back_up_daily(path: Path, now: datetime) -> Path | None:
    """Copy a state beside itself unless there is a copy of today (UTC); give the new copy.

    Whatever copy is older than a week goes then, for whatever reason it was made.  Raises as
    `back_up` does.
    """
    copy = copy_name(path, _DAILY, now)
    today = f"{path.name}.{_DAILY}-{now:%Y%m%d}"
    if any(one.name.startswith(today) for one in backups_of(path)):
        return None
    back_up(path, copy)
    for one in backups_of(path):
        if _made(path, one) < now - _KEPT:
            one.unlink(missing_ok=True)
    return copy


def restore(path: Path, backup: Path, now: datetime) -> Path | None:
    """Put a backup in the place of a state that nobody uses; give where the old one is now.

    Both are kept.  Nothing changes where the backup is damaged or newer than this program
    (StateDamaged, StateUnavailable), or cannot be copied (StateUnavailable).
    """
    examine(backup)
    _check_filled(backup)
    with _copied(backup, path) as copy:
        aside = _set_aside(path, now)
        copy.replace(path)
        sync(path.parent)
    return aside


def backups_of(path: Path) -> tuple[Path, ...]:
    """Give the copies beside a state, the latest first."""
    found = []
    for one in path.parent.glob(f"{path.name}.*"):
        name = _COPY.fullmatch(one.name.removeprefix(f"{path.name}."))
        if name is not None and one.is_file():
            found.append((name["when"], one.name, one))
    return tuple(one for *_, one in sorted(found, reverse=True))


def copy_name(path: Path, why: str, now: datetime) -> Path:
    """Give a name that is free for a copy beside a state; `why` is "backup", "before-0002", …."""
    plain = path.with_name(f"{path.name}.{why}-{now.strftime(_MOMENT)}")
    name, number = plain, 1
    while name.exists():
        number += 1
        name = plain.with_name(f"{plain.name}.{number}")
    return name


def _made(path: Path, copy: Path) -> datetime:
    """When a copy beside a state was made, by its name."""
    moment = copy.name.removeprefix(f"{path.name}.").rsplit("-", 1)[1].partition(".")[0]
    return datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC)


def keep_latest(path: Path, why: str, count: int) -> None:
    """Delete all but the latest of the copies that were made for a reason."""
    same = [one for one in backups_of(path) if one.name.startswith(f"{path.name}.{why}-")]
    for one in same[count:]:
        one.unlink(missing_ok=True)


@contextmanager
def _copied(source: Path, target: Path) -> Iterator[Path]:
    """Give a sound copy of a state beside `target`, on the disk; what is left of it goes."""
    copy = target.with_name(f".{target.name}.tmp")
    try:
        copy.unlink(missing_ok=True)
        _copy(source, copy)
        yield copy
    except sqlite3.Error as error:
        raise _not_copied(source, target, error) from error
    except OSError as error:
        raise _not_copied(source, target, error.strerror or error) from error
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    seconds = BUSY_MILLISECONDS / 1000
    with (
        closing(sqlite3.connect(source, timeout=seconds)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        # One file without a companion, that can be read where nothing may be written.
        copy.execute("PRAGMA journal_mode=DELETE")
    try:
        check_health(target)
    except StateDamaged as error:
        raise damaged(source, error.arguments.get("reason")) from error
    sync(target)


def _check_filled(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as database:
        query = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
        (count,) = database.execute(query).fetchone()
    if not count:
        raise StateDamaged("{path} is empty: there is nothing to bring back.", path=backup)


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Keep a state under another name, with the journal that belongs to it.

    Its own name stays until the new one replaces it: a start in between must not find nothing
    and begin anew.  The journal has to go: it would be played into any file of that name.
    """
    aside = copy_name(path, "replaced", now)
    if path.exists():
        try:
            os.link(path, aside)
        except OSError:  # not every file system has links
            shutil.copy2(path, aside)
        sync(aside)
    with suppress(FileNotFoundError):
        path.with_name(f"{path.name}-wal").rename(aside.with_name(f"{aside.name}-wal"))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return aside if aside.exists() else None


def _not_copied(path: Path, to: Path, reason: object) -> StateUnavailable:
    return StateUnavailable(
        "{path} could not be copied to {to}: {reason}. Nothing was changed; free some space or "
        "look at the permissions of the folder.",
        path=path,
        to=to,
        reason=reason,
    )
