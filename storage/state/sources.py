"""Since when each article is in the corpus, or as it is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import func, select

from storage.state.connections import Connections, to_its_end
from storage.state.records import INSTANT
from storage.state.schema import sources


class Sources:
    """The articles that there were, so that briefings can tell what is new from what is not."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    @to_its_end
    async def note(self, contents: Mapping[str, str]) -> int:
        """Keep which articles there are now, by key with a hash of each; tell how many are new.

        What was not there just before or had another content is new as of now: what comes back
        is, too.  The first articles ever noted are not: they were there from the beginning.
        """
        now = self._clock()
        # What a clock that was ahead has noted is older than what is noted now.
        ahead = sources.update().where(sources.c.since > now).values(since=now - INSTANT)
        async with self._connections.writing() as connection:
            await connection.execute(ahead)
            kept = {row.key: row.content for row in await connection.execute(select(sources))}
            rows = [
                {"key": key, "content": content, "since": now if kept else None}
                for key, content in contents.items()
                if kept.get(key) != content
            ]
            for key in kept.keys() - contents.keys():
                await connection.execute(sources.delete().where(sources.c.key == key))
            for row in rows:
                new = self._connections.insert(sources).values(row)
                changed = {"content": row["content"], "since": row["since"]}
                await connection.execute(
                    new.on_conflict_do_update(index_elements=["key"], set_=changed)
                )
        return len(rows) if kept else 0

    @to_its_end
    async def since(self, moment: datetime) -> Mapping[str, datetime]:
        """Give what was added or changed after a moment, by key, with when that was."""
        query = select(sources.c.key, sources.c.since).where(sources.c.since > moment)
        async with self._connections.reading() as connection:
            return {row.key: row.since for row in await connection.execute(query)}

    @to_its_end
    async def latest(self) -> datetime | None:
        """Give when something was last added or changed; None where nothing ever was."""
        async with self._connections.reading() as connection:
            found: datetime | None = await connection.scalar(select(func.max(sources.c.since)))
            return found
