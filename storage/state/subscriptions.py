"""What chats follow, and when each is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.state.chats import awake
from storage.state.connections import Connections, to_its_end
from storage.state.ledger import take_back_waiting
from storage.state.records import (
    ANY,
    INSTANT,
    MOST_SUBSCRIPTIONS,
    ChatKind,
    Everywhere,
    Mode,
    Subscription,
    Wanted,
    WantedKind,
)
from storage.state.schema import chats, subscriptions

_KEY = ("chat", "thread", "kind", "key", "mode")


class Subscriptions:
    """The subscriptions of all chats."""

    def __init__(self, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._clock = clock

    @to_its_end
    async def add(
        self, subscription: Subscription, *, instead_of: int | None = None
    ) -> Subscription | None:
        """Keep a subscription and give it with its id; its chat must be known.

        The same wish in the same chat, thread and mode changes the one that is there, which
        keeps its id and what its chat has had.  The one that it comes `instead_of` is removed in
        the same transaction.  None where there are `MOST_SUBSCRIPTIONS` others.
        """
        wishes = _wishes(subscription)
        if subscription.mode is Mode.INSTANT and subscription.news_since is None:
            # What comes at this very moment is news, too.
            subscription = replace(subscription, news_since=self._clock() - INSTANT)
        row = {name: value for name, value in wishes.items() if name not in _KEY}
        new = self._connections.insert(subscriptions).values(wishes | _learned(subscription))
        kept = new.on_conflict_do_update(index_elements=_KEY, set_=row).returning(subscriptions)
        same = and_(*(subscriptions.c[name] == wishes[name] for name in _KEY))
        held = select(func.count(), func.count(case((same, 1)))).where(
            subscriptions.c.chat == subscription.chat
        )
        async with self._connections.writing() as connection:
            # Of two that would be the last one, the second waits here and finds no room.
            lock = select(chats.c.id).where(chats.c.id == subscription.chat).with_for_update()
            await connection.execute(lock)
            if instead_of is not None:
                await _remove(connection, instead_of)
            count, there = (await connection.execute(held)).one()
            if count >= MOST_SUBSCRIPTIONS and not there:
                return None
            return _subscription((await connection.execute(kept)).one())

    @to_its_end
    async def get(self, id_: int) -> Subscription | None:
        """Give a subscription, None where it is unknown."""
        found = await self._found(select(subscriptions).where(subscriptions.c.id == id_))
        return found[0] if found else None

    @to_its_end
    async def of_chat(
        self, chat: int, thread: int | Everywhere | None = ANY
    ) -> tuple[Subscription, ...]:
        """Give a chat's subscriptions, of all its threads or of one, the oldest first."""
        query = select(subscriptions).where(subscriptions.c.chat == chat)
        if thread is not ANY:
            query = query.where(subscriptions.c.thread == (thread or 0))
        return await self._found(query.order_by(subscriptions.c.id))

    @to_its_end
    async def of_owner(self, user: int, *, beside: int) -> tuple[Subscription, ...]:
        """Give what a user has subscribed other chats to than one, the oldest first."""
        query = select(subscriptions).where(
            subscriptions.c.owner == user, subscriptions.c.chat != beside
        )
        return await self._found(
            query.join(chats, chats.c.id == subscriptions.c.chat)
            .where(chats.c.kind == ChatKind.CHANNEL)
            .order_by(subscriptions.c.id)
        )

    @to_its_end
    async def save(self, subscription: Subscription) -> bool:
        """Keep what people set of a subscription; False where it is gone, or would be a double.

        Its chat, and what deliveries have taught (`seen`, `exhausted`, `last_sent`), stay as
        they are: those may have changed since it was read.  To one that becomes instant, what
        comes from now on is news, unless what came before is.
        """
        wishes = {name: v for name, v in _wishes(subscription).items() if name != "chat"}
        twin = subscriptions.alias("twin")
        same = (twin.c[name] == (wishes | {"chat": subscriptions.c.chat})[name] for name in _KEY)
        double = exists().where(twin.c.id != subscription.id, *same)
        async with self._connections.writing() as connection:
            done = await connection.execute(
                subscriptions.update()
                .where(subscriptions.c.id == subscription.id, ~double)
                .values(wishes | self._news_from_now(subscription))
            )
            return done.rowcount > 0

    def _news_from_now(self, subscription: Subscription) -> dict[str, Any]:
        if subscription.mode is not Mode.INSTANT:
            return {}
        now = self._clock() - INSTANT
        return {"news_since": func.coalesce(subscriptions.c.news_since, now)}

    @to_its_end
    async def mark(
        self,
        id_: int,
        *,
        seen: str | None = None,
        exhausted: str | None = None,
        news_since: datetime | None = None,
    ) -> bool:
        """Keep what a subscription has seen, where no occurrence does; False where it is gone."""
        marks = {"seen": seen, "exhausted": exhausted, "news_since": news_since}
        values = {name: value for name, value in marks.items() if value is not None}
        async with self._connections.writing() as connection:
            done = await connection.execute(
                subscriptions.update().where(subscriptions.c.id == id_).values(values)
            )
            return done.rowcount > 0

    @to_its_end
    async def remove(self, id_: int) -> bool:
        """Delete a subscription with what waits for it, which then counts as not told.

        False where it was gone.
        """
        async with self._connections.writing() as connection:
            return await _remove(connection, id_)

    @to_its_end
    async def due(self, now: datetime, limit: int) -> tuple[Subscription, ...]:
        """Give what is due, the longest due first: neither paused nor muted, nor its chat."""
        query = _heard(now).where(subscriptions.c.next_due <= now)
        return await self._found(
            query.order_by(subscriptions.c.next_due, subscriptions.c.id).limit(limit)
        )

    @to_its_end
    async def far_ahead(
        self, moment: datetime, limit: int, *, beyond: int
    ) -> tuple[Subscription, ...]:
        """Give what is due after a moment and is not paused, by its id, from `beyond` one on."""
        row = subscriptions.c
        query = select(subscriptions).where(
            row.next_due > moment, row.id > beyond, row.paused.is_(False)
        )
        return await self._found(query.order_by(row.id).limit(limit))

    @to_its_end
    async def of_mode(self, mode: Mode) -> tuple[Subscription, ...]:
        """Give those of a mode, the oldest first: neither paused nor muted, nor their chat."""
        query = _heard(self._clock()).where(subscriptions.c.mode == mode)
        return await self._found(query.order_by(subscriptions.c.id))

    @to_its_end
    async def next_heard(self, mode: Mode, version: str) -> datetime | None:
        """Give when the first mute or pause may end of those who have not seen a corpus.

        Of a mode; None where none will by itself.
        """
        now, row = self._clock(), subscriptions.c
        query = (
            select(
                func.min(case((row.muted_until > now, row.muted_until))),
                func.min(case((chats.c.paused_until > now, chats.c.paused_until))),
            )
            .join(chats, chats.c.id == row.chat)
            .where(row.mode == mode, row.seen != version, row.paused.is_(False))
        )
        async with self._connections.reading() as connection:
            ends = (await connection.execute(query)).one()
        return min((end for end in ends if end is not None), default=None)

    @to_its_end
    async def reschedule(self, subscription: Subscription, next_due: datetime | None) -> bool:
        """Let a subscription be due at another moment; False where that has changed since."""
        row = subscriptions.c
        async with self._connections.writing() as connection:
            done = await connection.execute(
                subscriptions.update()
                .where(
                    row.id == subscription.id,
                    row.next_due.is_not_distinct_from(subscription.next_due),
                )
                .values(next_due=next_due)
            )
            return done.rowcount > 0

    @to_its_end
    async def count(self) -> int:
        """Tell how many there are."""
        async with self._connections.reading() as connection:
            query = select(func.count()).select_from(subscriptions)
            return (await connection.execute(query)).scalar_one()

    async def _found(self, query: Select[Any]) -> tuple[Subscription, ...]:
        async with self._connections.reading() as connection:
            return tuple(_subscription(row) for row in await connection.execute(query))


async def _remove(connection: AsyncConnection, id_: int) -> bool:
    await take_back_waiting(connection, id_)
    done = await connection.execute(subscriptions.delete().where(subscriptions.c.id == id_))
    return done.rowcount > 0


def _heard(now: datetime) -> Select[Any]:
    """Query those that are to be sent something."""
    loud: ColumnElement[bool] = or_(
        subscriptions.c.muted_until.is_(None), subscriptions.c.muted_until <= now
    )
    return (
        select(subscriptions)
        .join(chats, chats.c.id == subscriptions.c.chat)
        .where(subscriptions.c.paused.is_(False), loud, awake(now))
    )


def _wishes(subscription: Subscription) -> dict[str, Any]:
    """Give what people set, as a row."""
    return {
        "chat": subscription.chat,
        "thread": subscription.thread or 0,
        "kind": subscription.wanted.kind,
        "key": subscription.wanted.key,
        "title": subscription.wanted.title,
        "mode": subscription.mode,
        "days": "".join(map(str, sorted(subscription.days))),
        "at": subscription.at,
        "zone": subscription.zone,
        "next_due": subscription.next_due,
        "paused": subscription.paused,
        "muted_until": subscription.muted_until,
        "owner": subscription.owner,
    }


def _learned(subscription: Subscription) -> dict[str, Any]:
    """Give what deliveries have taught, as a row."""
    return {
        "exhausted": subscription.exhausted,
        "seen": subscription.seen,
        "last_sent": subscription.last_sent,
        "news_since": subscription.news_since,
    }


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        chat=row.chat,
        thread=row.thread or None,
        wanted=Wanted(WantedKind(row.kind), row.key, row.title),
        mode=Mode(row.mode),
        days=frozenset(map(int, row.days)),
        at=row.at,
        zone=row.zone,
        next_due=row.next_due,
        paused=row.paused,
        muted_until=row.muted_until,
        exhausted=row.exhausted,
        owner=row.owner,
        seen=row.seen,
        last_sent=row.last_sent,
        news_since=row.news_since,
    )
