"""Opening the state's database."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from storage.errors import StateDamaged, StateUnavailable
from storage.state.backups import backups_of
from storage.state.failures import told
from storage.state.health import BUSY_MILLISECONDS, check_file
from storage.state.migrating import migrate, revision_of
from storage.state.schema import HEAD

_BEGIN = "newsdesk_begin"
_WAL_PAUSE = 50  # milliseconds between tries to turn the write-ahead log on


def url_of(place: str | Path) -> URL:
    """Give the database address of a path or of an address with a scheme."""
    if isinstance(place, str) and "://" in place:
        try:
            url = make_url(place)
        except ArgumentError as error:
            raise StateUnavailable("DATABASE_URL is not an address of a database.") from error
        # As hosts write it; the driver's name is ours to add.
        known = url.drivername in {"postgres", "postgresql"}
        return url.set(drivername="postgresql+psycopg") if known else url
    return URL.create("sqlite+aiosqlite", database=str(Path(place).absolute()))


def create_engine(url: URL) -> AsyncEngine:
    """Give an engine; on SQLite durable (WAL, synchronous FULL), with real transactions.

    SQLite has one writer at a time, so it gets one connection and callers queue for it.
    """
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_async_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
    _prepare_sqlite(engine.sync_engine)
    return engine


def to_write(engine: AsyncEngine) -> AsyncEngine:
    """Give the same engine for transactions that write.

    On SQLite they take the lock first: one that reads before it writes would fail at once where
    another has written meanwhile, such as one that was cancelled while it committed.
    """
    return engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})


def _use_wal(cursor: Any) -> None:
    """Turn the write-ahead log on, once, for as long as the file lives.

    While another connection does the same, SQLite refuses at once instead of waiting its busy
    time; so that is waited for here.
    """
    for _ in range(BUSY_MILLISECONDS // _WAL_PAUSE):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            await_only(asyncio.sleep(_WAL_PAUSE / 1_000))
        else:
            return
    cursor.execute("PRAGMA journal_mode=WAL")


def _prepare_sqlite(engine: Engine) -> None:
    def connected(connection: Any, _record: Any) -> None:
        # The driver opens transactions late and not for DDL; we begin them ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        _use_wal(cursor)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def began(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)


async def open_engine(url: URL, now: datetime) -> AsyncEngine:
    """Give an engine over a healthy database of the newest schema.

    Raises StateDamaged and leaves the file as it was where it is no SQLite database, is
    broken or belongs to something else; StateUnavailable where it cannot be opened.
    """
    name = url.render_as_string(hide_password=True)
    path = Path(url.database) if _is_file(url) and url.database else None
    if path is not None:
        name = str(path)
        await asyncio.to_thread(_check_not_emptied, path)
        await asyncio.to_thread(check_file, path)
    with told(name):
        engine = create_engine(url)
        try:
            async with engine.connect() as connection:
                revision = await connection.run_sync(revision_of, name)
            if revision != HEAD:
                await engine.dispose()
                migrating = to_write(create_engine(url))
                await asyncio.to_thread(migrate, migrating, path, name, now)
        except BaseException:
            await engine.dispose()
            raise
        return engine


def _check_not_emptied(path: Path) -> None:
    """Raise StateDamaged where a state is empty of which there are copies: it was not always so."""
    if path.is_file() and not path.stat().st_size and backups_of(path):
        raise StateDamaged(
            "{path} is empty, though there are copies of it. Bring one back with `newsdesk "
            "restore`, or move the file away to start anew.",
            path=path,
        )


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
