"""Opening the state's database: its engine, its health, its schema."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.errors import StateDamaged, StateUnavailable
from storage.state.schema import HEAD

_SQLITE_HEADER = b"SQLite format 3\0"
_BUSY_MILLISECONDS = 10_000
_DAMAGE = ("malformed", "not a database", "corrupt", "disk image")


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


def create_engine(url: URL, *, begin: str = "BEGIN") -> AsyncEngine:
    """Give an engine; on SQLite durable (WAL, synchronous FULL), with real transactions.

    SQLite has one writer at a time, so it gets one connection and callers queue for it.
    """
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_async_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
    _prepare_sqlite(engine.sync_engine, begin)
    return engine


def _prepare_sqlite(engine: Engine, begin: str) -> None:
    def connected(connection: Any, _record: Any) -> None:
        # The driver opens transactions late and not for DDL; we begin them ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={_BUSY_MILLISECONDS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)


async def open_engine(url: URL) -> AsyncEngine:
    """Give an engine over a healthy database of the newest schema.

    Raises StateDamaged and leaves the file as it was where it is no SQLite database, is
    broken or belongs to something else; StateUnavailable where it cannot be opened.
    """
    name = url.render_as_string(hide_password=True)
    path = Path(url.database) if _is_file(url) and url.database else None
    if path is not None:
        name = str(path)
        await asyncio.to_thread(_check_file, path)
    with told(name):
        engine = create_engine(url)
        try:
            async with engine.connect() as connection:
                revision = await connection.run_sync(_revision, name)
            if revision != HEAD:
                await engine.dispose()
                await asyncio.to_thread(_migrate, url)
        except BaseException:
            await engine.dispose()
            raise
        return engine


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn the database library's errors into ours, with words for people."""
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig)
        if any(sign in reason for sign in _DAMAGE):
            raise _damaged(name, reason) from error
        raise _unusable(name, reason) from error
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StateUnavailable(
            "There is no driver for the database {name}: {reason}.", name=name, reason=error
        ) from error
    except SQLAlchemyError as error:
        raise _unusable(name, error) from error


def _damaged(place: Path | str, reason: object) -> StateDamaged:
    return StateDamaged(
        "{place} is damaged ({reason}). Move it away to start anew; the buttons of old messages "
        "will stop working.",
        place=place,
        reason=reason,
    )


def _unusable(place: Path | str, reason: object) -> StateUnavailable:
    return StateUnavailable(
        "The state in {place} cannot be used: {reason}.", place=place, reason=reason
    )


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")


def _check_file(path: Path) -> None:
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
    _check_health(path)


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
    _check_health(path)
    with closing(sqlite3.connect(path, timeout=_BUSY_MILLISECONDS / 1000)) as database:
        try:
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:  # an empty database: it gets its schema when opened
            return
    _check_revision(str(path), row[0] if row else None)


def _check_header(path: Path, header: bytes) -> None:
    if header and header != _SQLITE_HEADER:
        raise StateDamaged(
            "{path} is not a database of Newsdesk. Move it away to start anew.", path=path
        )


def _check_health(path: Path) -> None:
    """Read a SQLite file from end to end; a look that changes nothing, before WAL is set."""
    with closing(sqlite3.connect(path, timeout=_BUSY_MILLISECONDS / 1000)) as database:
        try:
            (health,) = database.execute("PRAGMA quick_check(1)").fetchone()
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        except sqlite3.OperationalError as error:
            raise _unusable(path, error) from error
        except sqlite3.DatabaseError as error:
            raise _damaged(path, error) from error
    if health != "ok":
        raise _damaged(path, health)
    if tables and "alembic_version" not in tables:
        raise StateDamaged(
            "{path} holds tables of something else, not Newsdesk's state. Choose another DATA_DIR "
            "or move it away.",
            path=path,
        )


def _revision(connection: Connection, name: str) -> str | None:
    """Give the schema's revision, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    query = text("SELECT version_num FROM alembic_version")
    revision: str | None = connection.execute(query).scalar()
    _check_revision(name, revision)
    return revision


def _check_revision(name: str, revision: str | None) -> None:
    if revision is not None and revision > HEAD:
        raise StateUnavailable(
            "{place} was written by a newer Newsdesk (schema {revision}, this one knows {known}). "
            "Install the newer one.",
            place=name,
            revision=revision,
            known=HEAD,
        )


def _migrate(url: URL) -> None:
    """Bring the schema to HEAD; runs in a thread of its own, with a loop of its own.

    Alembic takes a tenth of a second to import, so a state that is up to date never does.
    """
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "storage.state:migrations")

    def upgrade(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)

    async def run() -> None:
        # An immediate transaction: two processes that start together migrate one by one.
        engine = create_engine(url, begin="BEGIN IMMEDIATE")
        try:
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
        finally:
            await engine.dispose()

    asyncio.run(run())
