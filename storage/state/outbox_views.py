"""Looking into the outbox, and forgetting what is long over."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, select

from storage.state.connections import Connections, to_its_end
from storage.state.records import (
    ChatKind,
    DeadLetter,
    Delivery,
    DeliveryState,
    Ending,
    Occurrence,
    OutboxStats,
    Quiet,
    Trigger,
)
from storage.state.schema import chats, deliveries, occurrences, subscriptions


def with_homes() -> Select[Any]:
    """Query deliveries with their subscription and the kind of their chat."""
    return (
        select(
            deliveries,
            occurrences.c.subscription,
            occurrences.c.made,
            occurrences.c.corpus,
            occurrences.c.trigger,
            chats.c.kind,
            chats.c.quiet_start,
            chats.c.quiet_end,
            func.coalesce(subscriptions.c.zone, chats.c.zone).label("zone"),
        )
        .join(occurrences, occurrences.c.id == deliveries.c.occurrence)
        .join(subscriptions, subscriptions.c.id == occurrences.c.subscription)
        .join(chats, chats.c.id == deliveries.c.chat)
    )


def delivery_of(row: Row[Any], state: DeliveryState | None = None) -> Delivery:
    """Make a delivery of a row of `with_homes`, in another state where one is given."""
    waits = row.trigger == Trigger.INSTANT and row.quiet_start is not None
    return Delivery(
        id=row.id,
        subscription=row.subscription,
        chat=row.chat,
        group=ChatKind(row.kind) is not ChatKind.PRIVATE,
        part=row.part,
        payload=json.loads(row.payload),
        due=row.due,
        expires=row.expires,
        not_before=row.not_before,
        state=state if state is not None else DeliveryState(row.state),
        thread=row.thread or None,
        plain=row.plain,
        retry_plain=row.retry_plain,
        silent=row.silent,
        attempts=row.attempts,
        resent=row.resent,
        message=row.message,
        error=row.error,
        quiet=Quiet(row.quiet_start, row.quiet_end) if waits else None,
        zone=row.zone,
    )


class OutboxViews:
    """What there is to see of the outbox."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @to_its_end
    async def get(self, id_: int) -> Delivery | None:
        """Give a delivery, None where it is forgotten."""
        async with self._connections.reading() as connection:
            query = with_homes().where(deliveries.c.id == id_)
            row = (await connection.execute(query)).one_or_none()
            return delivery_of(row) if row is not None else None

    @to_its_end
    async def oldest_due(self) -> datetime | None:
        """Give since when the oldest of what is still to be sent is due."""
        query = select(func.min(deliveries.c.due)).where(deliveries.c.settled.is_(None))
        async with self._connections.reading() as connection:
            due: datetime | None = (await connection.execute(query)).scalar()
            return due

    @to_its_end
    async def stats(self) -> OutboxStats:
        """Count the outbox."""
        row = deliveries.c
        by_state = select(row.state, func.count()).group_by(row.state)
        queue = select(func.min(row.due)).where(row.settled.is_(None))
        doubles = select(func.count()).where(row.resent.is_(True))
        skipped = select(func.count()).where(occurrences.c.ending == Ending.SKIPPED)
        async with self._connections.reading() as connection:
            counts = (await connection.execute(by_state)).all()
            return OutboxStats(
                by_state={DeliveryState(state): count for state, count in counts},
                oldest_due=(await connection.execute(queue)).scalar(),
                resent=(await connection.execute(doubles)).scalar_one(),
                skipped=(await connection.execute(skipped)).scalar_one(),
            )

    @to_its_end
    async def dead(self, limit: int) -> tuple[DeadLetter, ...]:
        """Give the dead-letter list: what Telegram will never take, the latest first."""
        row = deliveries.c
        query = (
            select(row.chat, subscriptions.c.title, row.settled.label("at"), row.error)
            .join(occurrences, occurrences.c.id == row.occurrence)
            .join(subscriptions, subscriptions.c.id == occurrences.c.subscription)
            .where(row.dead.is_(True))
            .order_by(row.settled.desc(), row.id.desc())
            .limit(limit)
        )
        async with self._connections.reading() as connection:
            return tuple(
                DeadLetter(chat=one.chat, title=one.title, at=one.at, reason=one.error)
                for one in await connection.execute(query)
            )

    @to_its_end
    async def occurrences(self, subscription: int, limit: int) -> tuple[Occurrence, ...]:
        """Give a subscription's occurrences, the latest first."""
        expired = exists().where(
            deliveries.c.occurrence == occurrences.c.id,
            deliveries.c.state == DeliveryState.EXPIRED,
        )
        query = select(occurrences, expired.label("expired"))
        query = query.where(occurrences.c.subscription == subscription)
        query = query.order_by(occurrences.c.id.desc()).limit(limit)
        async with self._connections.reading() as connection:
            return tuple(_occurrence(row) for row in await connection.execute(query))

    @to_its_end
    async def on_their_way(self, subscription: int, trigger: Trigger) -> frozenset[str]:
        """Give the slots of a subscription's occurrences of which something is still to be sent."""
        query = (
            select(occurrences.c.slot)
            .join(deliveries, deliveries.c.occurrence == occurrences.c.id)
            .where(
                occurrences.c.subscription == subscription,
                occurrences.c.trigger == trigger,
                deliveries.c.settled.is_(None),
            )
        )
        async with self._connections.reading() as connection:
            return frozenset((await connection.execute(query)).scalars())

    @to_its_end
    async def forget_untold(self, after: datetime) -> int:
        """Forget what was due after a moment and sent nothing, so that it can come; tell how much.

        Such records are of a clock that was ahead.
        """
        untold = occurrences.delete().where(
            occurrences.c.due > after, occurrences.c.ending != Ending.QUEUED
        )
        async with self._connections.writing() as connection:
            return (await connection.execute(untold)).rowcount

    @to_its_end
    async def prune(self, older_than: datetime) -> int:
        """Forget the occurrences before a moment of which nothing waits; tell how many."""
        waits = exists().where(
            deliveries.c.occurrence == occurrences.c.id, deliveries.c.settled.is_(None)
        )
        over = occurrences.delete().where(occurrences.c.made < older_than, ~waits)
        async with self._connections.writing() as connection:
            return (await connection.execute(over)).rowcount


def _occurrence(row: Row[Any]) -> Occurrence:
    return Occurrence(
        subscription=row.subscription,
        trigger=Trigger(row.trigger),
        slot=row.slot,
        due=row.due,
        made=row.made,
        corpus=row.corpus,
        late=row.late,
        ending=Ending(row.ending),
        expired=bool(row.expired),
    )
