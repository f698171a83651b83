"""What a person has kept of the bot's answers, as it was told then."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, select

from storage.state.connections import Connections, to_its_end
from storage.state.records import Clipping, Keeping
from storage.state.schema import clippings

MOST: Final = 100
"""Clippings of a chat; more are not kept until some are removed."""
_LONGEST = 8_192  # characters; a message of Telegram's has half of it


class Clippings:
    """The clippings of each chat, which nobody else sees."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    @to_its_end
    async def keep(self, chat: int, text: str, version: str) -> Keeping:
        """Keep a text for a chat, once; tell whether it is new, was there, or finds no room."""
        text = text[:_LONGEST]
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        row = {"chat": chat, "digest": digest, "text": text, "version": version}
        mine = clippings.c.chat == chat
        async with self._connections.writing() as connection:
            same = select(clippings.c.id).where(mine, clippings.c.digest == digest)
            if (await connection.execute(same)).first() is not None:
                return Keeping.KNOWN
            count = select(func.count()).select_from(clippings).where(mine)
            if (await connection.execute(count)).scalar_one() >= MOST:
                return Keeping.FULL
            new = self._connections.insert(clippings).values(row | {"at": self._clock()})
            await connection.execute(new.on_conflict_do_nothing())
        return Keeping.KEPT

    @to_its_end
    async def of(self, chat: int) -> tuple[Clipping, ...]:
        """Give a chat's clippings, the latest first."""
        query = select(clippings).where(clippings.c.chat == chat)
        async with self._connections.reading() as connection:
            rows = await connection.execute(query.order_by(clippings.c.id.desc()).limit(MOST))
            return tuple(map(_clipping, rows))

    @to_its_end
    async def remove(self, chat: int, id_: int) -> bool:
        """Remove one of a chat's clippings; False where it has no such one."""
        mine = clippings.delete().where(clippings.c.chat == chat, clippings.c.id == id_)
        async with self._connections.writing() as connection:
            return (await connection.execute(mine)).rowcount > 0


def _clipping(row: Row[Any]) -> Clipping:
    return Clipping(id=row.id, text=row.text, version=row.version, at=row.at)
