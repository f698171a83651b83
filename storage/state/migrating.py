"""Bringing the state's schema up to date, over a backup of what was there."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.state.backups import back_up, copy_name, keep_latest
from storage.state.failures import damaged
from storage.state.health import check_revision
from storage.state.schema import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

# Any number that nobody else locks in the same database.
_MIGRATING = 0x6E657773
_KEPT = 3  # copies from before migrations
BEFORE = "before"


def revision_of(connection: Connection, name: str) -> str | None:
    """Give the schema's revision, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    query = text("SELECT version_num FROM alembic_version")
    revision: str | None = connection.execute(query).scalar()
    check_revision(name, revision)
    return revision


def migrate(engine: AsyncEngine, path: Path | None, name: str, now: datetime) -> None:
    """Bring the schema to HEAD; runs in a thread of its own, with a loop of its own.

    A file that holds something is backed up before, under the lock that migrates it: one that
    is backed up and not migrated, or the other way round, is never seen.  `engine` begins its
    transactions with a lock on writing, so two processes that start together do it one by one.
    """

    def upgrade(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        revision = revision_of(connection, name)
        if revision == HEAD:
            return
        if path is not None and revision is not None:
            back_up(path, copy_name(path, f"{BEFORE}-{HEAD}", now))
            keep_latest(path, BEFORE, _KEPT)
        _upgrade(connection, name)

    async def run() -> None:
        try:
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
        finally:
            await engine.dispose()

    asyncio.run(run())


def _upgrade(connection: Connection, name: str) -> None:
    # Alembic takes a tenth of a second to import, so a state that is up to date never does.
    from alembic import command  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, HEAD)
    except CommandError as error:  # a revision that never was
        raise damaged(name, error) from error


def alembic_config() -> Config:
    """Tell Alembic where the migrations are."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", "storage.state:migrations")
    return config
