"""How the parts of the state reach its database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.state.database import to_write
from storage.state.failures import told

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")
Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"


def to_its_end(
    method: Callable[_Given, Coroutine[Any, Any, _Answer]],
) -> Callable[_Given, Coroutine[Any, Any, _Answer]]:
    """Let a transaction end before its caller is cancelled.

    A driver that is cancelled in the middle may leave a connection with an open transaction
    behind: on SQLite nobody could write any more.
    """

    @wraps(method)
    async def whole(*arguments: _Given.args, **named: _Given.kwargs) -> _Answer:
        task = asyncio.create_task(method(*arguments, **named))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            while not task.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait({task})
            if not task.cancelled():
                task.exception()  # looked at, so that nobody complains that it was not
            raise

    return whole


class Connections:
    """Transactions over one engine, whose errors are ours: StateUnavailable, StateDamaged."""

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self._engine = engine
        self._writing = to_write(engine)
        self._name = name

    @property
    def shared(self) -> bool:
        """Whether other processes may be at work on the same database."""
        return self._engine.dialect.name != "sqlite"

    @property
    def file(self) -> Path | None:
        """The database's file; None where it is none."""
        name = self._engine.url.database
        return None if self.shared or name is None else Path(name)

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
            async with self._writing.begin() as connection:
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
