"""How the parts of the state reach its database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.state.failures import told

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"


class Connections:
    """Transactions over one engine, whose errors are ours: StateUnavailable, StateDamaged."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    @property
    def shared(self) -> bool:
        """Whether other processes may be at work on the same database."""
        return self._engine.dialect.name != "sqlite"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection to read with."""
        with told(self._name):
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction: on the disk at the end of the block, or undone by any error."""
        with told(self._name):
            async with self._engine.begin() as connection:
                yield connection

    def insert(self, table: Table) -> Insert:
        """Give an insert that knows `on_conflict_…`, which is not in every dialect of SQL."""
        if self._engine.dialect.name == "postgresql":
            # Imported here: most states are SQLite files, and start faster without it.
            from sqlalchemy.dialects import postgresql  # noqa: PLC0415

            return postgresql.insert(table)
        return sqlite.insert(table)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
