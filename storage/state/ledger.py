"""What each chat has had."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.state.connections import Connections, to_its_end
from storage.state.records import DeliveryState, Mode, Subscription
from storage.state.schema import deliveries, ledger, occurrences, subscriptions


async def take_back_waiting(connection: AsyncConnection, subscription: int) -> None:
    """Count as not told what waits to be sent for a subscription, before that is deleted.

    What is being sent, or may have arrived before a crash, stays told.  Deliveries are locked
    before the ledger, as when one is settled: two could wait for each other otherwise.
    """
    row = deliveries.c
    waiting = (
        select(row.id, row.chat, row.thread)
        .join(occurrences, occurrences.c.id == row.occurrence)
        .where(
            occurrences.c.subscription == subscription,
            row.settled.is_(None),
            row.state != DeliveryState.SENDING,
            row.resent.is_(False),
        )
        .with_for_update(of=deliveries)
    )
    for one in (await connection.execute(waiting)).all():
        await take_back(connection, one.chat, one.thread, one.id)


async def take_back(connection: AsyncConnection, chat: int, thread: int, delivery: int) -> None:
    """Count as not told what one delivery was to tell."""
    rows = (ledger.c.chat == chat, ledger.c.thread == thread, ledger.c.delivery == delivery)
    await connection.execute(ledger.delete().where(*rows))


class Ledger:
    """The items that a chat has had, or will have had when its outbox is empty."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @to_its_end
    async def had(self, chat: int, thread: int | None) -> frozenset[str]:
        """Give the ids of what was told in a chat's thread."""
        query = select(ledger.c.item).where(ledger.c.chat == chat, ledger.c.thread == (thread or 0))
        async with self._connections.reading() as connection:
            return frozenset((await connection.execute(query)).scalars())

    @to_its_end
    async def parts(self, subscription: Subscription) -> Mapping[str, int]:
        """Give the items that a subscription has told of the archive, each with its part."""
        query = select(ledger.c.item, ledger.c.part).where(
            ledger.c.chat == subscription.chat,
            ledger.c.thread == (subscription.thread or 0),
            ledger.c.subscription == subscription.id,
            ledger.c.part.is_not(None),
        )
        async with self._connections.reading() as connection:
            return {row.item: row.part for row in await connection.execute(query)}

    @to_its_end
    async def news(self, subscription: Subscription) -> Mapping[str, int]:
        """Give the items that a subscription has told as news, each with the delivery it was in.

        Of the news of now: what came before `news_since` is none any more.
        """
        query = select(ledger.c.item, ledger.c.delivery).where(
            ledger.c.chat == subscription.chat,
            ledger.c.thread == (subscription.thread or 0),
            ledger.c.subscription == subscription.id,
            ledger.c.part.is_(None),
            ledger.c.at > subscription.news_since,
        )
        async with self._connections.reading() as connection:
            return {row.item: row.delivery for row in await connection.execute(query)}

    @to_its_end
    async def forget(
        self, chat: int, thread: int | None, ids: Collection[str] | None = None
    ) -> int:
        """Start over: count some items, or all, as not told; tell how many there were.

        No subscription there has had everything then, and what a digest tells is no news.
        """
        here = ledger.delete().where(ledger.c.chat == chat, ledger.c.thread == (thread or 0))
        if ids is not None:
            here = here.where(ledger.c.item.in_(ids))
        there = subscriptions.update().where(
            subscriptions.c.chat == chat, subscriptions.c.thread == (thread or 0)
        )
        async with self._connections.writing() as connection:
            gone = await connection.execute(here.returning(ledger.c.item))
            items = frozenset(gone.scalars())
            at_once = subscriptions.c.mode == Mode.INSTANT
            await connection.execute(
                there.values(
                    exhausted="", news_since=case((at_once, subscriptions.c.news_since), else_=None)
                )
            )
            return len(items)
