"""The chats and their settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, or_, select

from storage.state.chat_rows import NAMING, move_chat, rows_of
from storage.state.connections import Connections, to_its_end
from storage.state.records import Chat, ChatKind, PauseReason, Quiet
from storage.state.schema import chats, ledger


def awake(now: datetime) -> ColumnElement[bool]:
    """Tell in a query of `chats` whether one has not paused."""
    return or_(chats.c.paused.is_(None), chats.c.paused_until <= now)


class Chats:
    """Who talks to the bot, and how they want it."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @to_its_end
    async def get(self, id_: int) -> Chat | None:
        """Give a chat, None where it is unknown."""
        async with self._connections.reading() as connection:
            row = (await connection.execute(_one(id_))).one_or_none()
            return _chat(row) if row is not None else None

    async def language(self, id_: int) -> str | None:
        """Give the language that a chat has chosen, None where it has not."""
        chat = await self.get(id_)
        return chat.language if chat is not None else None

    @to_its_end
    async def ensure(self, chat: Chat) -> Chat:
        """Keep a chat where it is unknown; give what is kept."""
        new = self._connections.insert(chats).values(_settings(chat) | _pause(chat))
        async with self._connections.writing() as connection:
            await connection.execute(new.on_conflict_do_nothing(index_elements=["id"]))
            return _chat((await connection.execute(_one(chat.id))).one())

    @to_its_end
    async def save(self, chat: Chat) -> None:
        """Keep a chat's settings as they are now; whether it is paused stays as it is."""
        settings = _settings(chat)
        new = self._connections.insert(chats).values(settings | _pause(chat))
        async with self._connections.writing() as connection:
            await connection.execute(
                new.on_conflict_do_update(index_elements=["id"], set_=settings)
            )

    @to_its_end
    async def pause(self, id_: int, reason: PauseReason, until: datetime | None = None) -> bool:
        """Send a chat nothing (but what it asks for) until a moment or `resume`; False: unknown.

        What is queued for it is held, and expires when its time is over.
        """
        async with self._connections.writing() as connection:
            done = await connection.execute(
                chats.update().where(chats.c.id == id_).values(paused=reason, paused_until=until)
            )
            return done.rowcount > 0

    @to_its_end
    async def block(self, id_: int, now: datetime) -> bool:
        """Pause a chat that takes no messages until it does again; False where it has paused.

        A pause of the reader's own outlasts that: their return does not end it.
        """
        blocked = chats.update().where(chats.c.id == id_, awake(now))
        async with self._connections.writing() as connection:
            values = {"paused": PauseReason.BLOCKED, "paused_until": None}
            return (await connection.execute(blocked.values(values))).rowcount > 0

    @to_its_end
    async def resume(self, id_: int, reason: PauseReason | None = None) -> bool:
        """End a chat's pause, or only one for a reason; tell whether there was one."""
        ended = chats.update().where(chats.c.id == id_, chats.c.paused.is_not(None))
        if reason is not None:
            ended = ended.where(chats.c.paused == reason)
        async with self._connections.writing() as connection:
            done = await connection.execute(ended.values(paused=None, paused_until=None))
            return done.rowcount > 0

    @to_its_end
    async def migrate(self, old: int, new: int) -> bool:
        """Write a chat's new id everywhere, in one transaction; tell whether there was anything.

        Where the new one is known already the two become one: settings and subscriptions of
        the old one stay, nothing that waits is lost, and nothing is sent twice for a slot.
        """
        async with self._connections.writing() as connection:
            return await move_chat(connection, self._connections.insert(ledger), old, new)

    @to_its_end
    async def forget(self, id_: int) -> Mapping[str, int]:
        """Delete all that is stored about a chat, in one transaction; count it by table.

        A person is named nowhere else then: what they did in other chats was done by nobody.
        """
        async with self._connections.writing() as connection:
            gone = {
                table.name: (await connection.execute(table.delete().where(of_it))).rowcount
                for table, of_it in rows_of(id_)
            }
            for table, name in NAMING.items():
                await connection.execute(table.update().where(name == id_).values({name: None}))
            return gone

    @to_its_end
    async def everything(self, id_: int) -> Mapping[str, list[Mapping[str, object]]]:
        """Give all that is stored about a chat, and what names a person elsewhere, by table."""
        async with self._connections.reading() as connection:
            return {
                table.name: [
                    dict(row._mapping)  # noqa: SLF001 - its public name
                    for row in await connection.execute(select(table).where(of_it))
                ]
                for table, of_it in _shown(id_)
            }


def _shown(id_: int) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    for table, of_it in rows_of(id_):
        yield table, or_(of_it, NAMING[table] == id_) if table in NAMING else of_it


def _one(id_: int) -> Select[Any]:
    return select(chats).where(chats.c.id == id_)


def _settings(chat: Chat) -> dict[str, Any]:
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "zone": chat.zone,
        "quiet_start": chat.quiet.start if chat.quiet else None,
        "quiet_end": chat.quiet.end if chat.quiet else None,
        "silent": chat.silent,
        "everyone": chat.everyone,
        "language": chat.language,
        "client_language": chat.client_language,
    }


def _pause(chat: Chat) -> dict[str, Any]:
    return {"paused": chat.paused, "paused_until": chat.paused_until}


def _chat(row: Row[Any]) -> Chat:
    return Chat(
        id=row.id,
        kind=ChatKind(row.kind),
        title=row.title,
        zone=row.zone,
        quiet=Quiet(row.quiet_start, row.quiet_end) if row.quiet_start is not None else None,
        silent=row.silent,
        everyone=row.everyone,
        language=row.language,
        client_language=row.client_language,
        paused=PauseReason(row.paused) if row.paused is not None else None,
        paused_until=row.paused_until,
    )
