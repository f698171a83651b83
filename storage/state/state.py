"""The state as a whole, and what buttons do: kept for their chat alone, over restarts."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from storage.state.audit import Audit
from storage.state.backups import back_up_daily
from storage.state.chats import Chats
from storage.state.clippings import Clippings
from storage.state.connections import Connections, Insert, to_its_end
from storage.state.database import open_engine, url_of
from storage.state.flags import Flags
from storage.state.ledger import Ledger
from storage.state.outbox import Outbox
from storage.state.schema import audit, button_tokens, flags
from storage.state.sources import Sources
from storage.state.subscriptions import Subscriptions

# 12 bytes are 96 bits, 16 characters: far from guessable, and well within callback_data.
_TOKEN_BYTES = 12
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAction:
    """What a button does: a command with words at a page.

    `edit` answers by editing the message that holds the button; `version` is that of the corpus
    which last offered the button.
    """

    command: str
    words: str = ""
    page: int = 0
    edit: bool = False
    version: str = ""

    @property
    def digest(self) -> str:
        """A hash that tells actions apart, whatever corpus offers them."""
        fields = [self.command, self.words, self.page, self.edit]
        return hashlib.sha256(json.dumps(fields).encode("ascii")).hexdigest()


def utc_now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


class State:
    """Everything that must survive a restart, in one database; open it with `State.open`."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock
        self.chats = Chats(connections)
        self.subscriptions = Subscriptions(connections, clock)
        self.outbox = Outbox(connections)
        self.ledger = Ledger(connections)
        self.audit = Audit(connections, clock)
        self.clippings = Clippings(connections, clock)
        self.flags = Flags(connections, clock)
        self.sources = Sources(connections, clock)

    @classmethod
    async def open(
        cls, url_or_path: str | Path, *, clock: Callable[[], datetime] = utc_now
    ) -> State:
        """Open the state, made or brought up to date where needed.

        Takes a path (SQLite) or a database address.  Raises StateDamaged where something else
        or something broken lies there, which stays as it is, and StateUnavailable where it
        cannot be opened; both with words for people.
        """
        url = url_of(url_or_path)
        name = url.render_as_string(hide_password=True)
        return cls(Connections(await open_engine(url, clock()), name), clock)

    @property
    def shared(self) -> bool:
        """Whether other processes may be at work on it: never on a file, which has one owner."""
        return self._connections.shared

    async def close(self) -> None:
        """Close every connection; what was promised is on the disk already."""
        await self._connections.close()

    @to_its_end
    async def remember(self, chat: int, actions: Sequence[StoredAction]) -> tuple[str, ...]:
        """Keep a chat's actions in one transaction; give a token for each, in their order.

        Tokens are 16 characters of [A-Za-z0-9_-], unguessable.  The same action in the same
        chat has the same token, over reloads of the corpus too.  Raises StateUnavailable where
        they cannot be kept.
        """
        if not actions:
            return ()
        now = self._clock()
        rows = {action.digest: _row(chat, action, now) for action in actions}
        table = button_tokens.c
        async with self._connections.writing() as connection:
            await connection.execute(self._upsert(list(rows.values())))
            kept = await connection.execute(
                select(table.digest, table.token).where(table.chat == chat, table.digest.in_(rows))
            )
            token_of: dict[str, str] = {row.digest: row.token for row in kept}
        return tuple(token_of[action.digest] for action in actions)

    @to_its_end
    async def recall(self, chat: int, token: str) -> StoredAction | None:
        """Give the action of a chat's token; None where unknown, pruned or another chat's."""
        if not _TOKEN.fullmatch(token):
            return None
        table = button_tokens.c
        query = select(table.command, table.words, table.page, table.edit, table.version).where(
            table.token == token, table.chat == chat
        )
        async with self._connections.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return StoredAction(**row._mapping) if row is not None else None  # noqa: SLF001 - its public name

    @to_its_end
    async def prune(self, older_than: datetime) -> int:
        """Forget the tokens that were last handed out before a moment; tell how many.

        The audit before that moment goes, too, and flags that admins had done with by then.
        """
        async with self._connections.writing() as connection:
            gone = await connection.execute(
                delete(button_tokens).where(button_tokens.c.used < older_than)
            )
            await connection.execute(delete(audit).where(audit.c.at < older_than))
            await connection.execute(delete(flags).where(flags.c.settled < older_than))
        return gone.rowcount

    async def back_up(self) -> Path | None:
        """Copy the state beside itself, at most once a day; give the copy, where one was made.

        Copies older than a week go.  A database that is no file is backed up by its own tools.
        Raises StateUnavailable where the copy cannot be written, StateDamaged where the state is
        broken.
        """
        file = self._connections.file
        if file is None:
            return None
        return await asyncio.to_thread(back_up_daily, file, self._clock())

    def _upsert(self, rows: list[dict[str, Any]]) -> Insert:
        """Insert what is new, and mark what is known as used, by the corpus of now."""
        new = self._connections.insert(button_tokens).values(rows)
        return new.on_conflict_do_update(
            index_elements=["chat", "digest"],
            set_={"used": new.excluded.used, "version": new.excluded.version},
        )


def _row(chat: int, action: StoredAction, now: datetime) -> dict[str, Any]:
    return {
        "token": secrets.token_urlsafe(_TOKEN_BYTES),
        "chat": chat,
        "digest": action.digest,
        "command": action.command,
        "words": action.words,
        "page": action.page,
        "edit": action.edit,
        "version": action.version,
        "used": now,
    }
