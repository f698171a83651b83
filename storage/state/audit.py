"""Who did what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from storage.state.connections import Connections, to_its_end
from storage.state.records import Noted
from storage.state.schema import audit


class Audit:
    """The deeds that changed a chat's settings or subscriptions, and those of admins."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    @to_its_end
    async def note(self, chat: int, who: int | None, what: str, detail: str = "") -> None:
        """Note that somebody did something now."""
        row = {"chat": chat, "who": who, "what": what, "detail": detail, "at": self._clock()}
        async with self._connections.writing() as connection:
            await connection.execute(audit.insert().values(row))

    @to_its_end
    async def of(self, chat: int, limit: int = 100) -> tuple[Noted, ...]:
        """Give what was done in a chat, the latest first."""
        query = select(audit).where(audit.c.chat == chat)
        async with self._connections.reading() as connection:
            rows = await connection.execute(query.order_by(audit.c.id.desc()).limit(limit))
            return tuple(
                Noted(chat=row.chat, who=row.who, what=row.what, at=row.at, detail=row.detail)
                for row in rows
            )
