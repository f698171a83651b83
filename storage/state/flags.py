"""What readers flag as wrong, until an admin has done with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, select

from storage.state.connections import Connections, to_its_end
from storage.state.records import Complaint, Flag, FlaggedFact, Keeping, Wrong
from storage.state.schema import flags

A_DAY: Final = 10
"""Flags of a person within 24 hours; more are not kept."""
MOST: Final = 1_000
"""Flags that wait for an admin; more are not kept until some are done with."""
_LONGEST = 500  # characters of a comment


class Flags:
    """The queue of what readers say is wrong; who said it is told to nobody."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    @to_its_end
    async def keep(
        self, person: int, fact: FlaggedFact, wrong: Wrong, comment: str = ""
    ) -> Keeping:
        """Keep a person's flag, the same of a fact once, also after an admin had done with it."""
        now = self._clock()
        mine = flags.c.person == person
        async with self._connections.writing() as connection:
            same = select(flags.c.id).where(
                mine, flags.c.fact == fact.digest, flags.c.wrong == wrong
            )
            if (await connection.execute(same)).first() is not None:
                return Keeping.KNOWN
            lately = _count(mine, flags.c.at > now - timedelta(days=1))
            if (await connection.execute(lately)).scalar_one() >= A_DAY:
                return Keeping.OFTEN
            if (await connection.execute(_count(_WAITING))).scalar_one() >= MOST:
                return Keeping.FULL
            row = _of_fact(fact) | {
                "person": person,
                "wrong": wrong,
                "comment": comment[:_LONGEST],
                "at": now,
            }
            new = self._connections.insert(flags).values(row)
            await connection.execute(new.on_conflict_do_nothing())
        return Keeping.KEPT

    @to_its_end
    async def waiting(self) -> tuple[Complaint, ...]:
        """Give the facts that wait: those that most people flagged first, then the latest."""
        query = select(flags).where(_WAITING).order_by(flags.c.id.desc())
        found: defaultdict[str, list[Row[Any]]] = defaultdict(list)
        async with self._connections.reading() as connection:
            for row in await connection.execute(query):
                found[row.fact].append(row)
        # Sorting is stable: of as many people's, the fact with the latest flag stays first.
        return tuple(sorted(map(_complaint, found.values()), key=lambda one: -one.people))

    @to_its_end
    async def count(self) -> int:
        """Count the facts that wait."""
        query = select(func.count(flags.c.fact.distinct())).where(_WAITING)
        async with self._connections.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    @to_its_end
    async def of(self, digest: str) -> Complaint | None:
        """Give what waits about a fact, None where nothing does."""
        query = select(flags).where(_WAITING, flags.c.fact == digest).order_by(flags.c.id.desc())
        async with self._connections.reading() as connection:
            rows = list(await connection.execute(query))
        return _complaint(rows) if rows else None

    @to_its_end
    async def settle(self, digest: str) -> bool:
        """Take a fact off the queue; False where it is not on it."""
        done = flags.update().where(_WAITING, flags.c.fact == digest)
        async with self._connections.writing() as connection:
            return (await connection.execute(done.values(settled=self._clock()))).rowcount > 0


_WAITING: Final = flags.c.settled.is_(None)


def _count(*of: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(flags).where(*of)


def _of_fact(fact: FlaggedFact) -> dict[str, Any]:
    return {
        "fact": fact.digest,
        "kind": fact.kind,
        "article": fact.article,
        "passage": fact.passage,
        "first": fact.first,
        "last": fact.last,
    }


def _complaint(rows: list[Row[Any]]) -> Complaint:
    first = rows[0]
    return Complaint(
        fact=FlaggedFact(
            digest=first.fact,
            kind=first.kind,
            article=first.article,
            passage=first.passage,
            first=first.first,
            last=first.last,
        ),
        people=len({row.person for row in rows}),
        flags=tuple(Flag(wrong=Wrong(r.wrong), comment=r.comment, at=r.at) for r in rows),
    )
