"""Putting an occurrence into the outbox, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.state.connections import Connections
from storage.state.records import CATCH_UP, INSTANT, DeliveryState, Draft, Occurrence, Trigger
from storage.state.schema import deliveries, ledger, occurrences, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueueing:
    """What one occurrence writes, in one transaction."""

    occurrence: Occurrence
    drafts: Sequence[Draft]
    had: Sequence[str]
    next_due: datetime | None
    exhausted: bool
    part: int | None
    abreast: bool
    rest: bool

    async def write(self, connection: AsyncConnection, connections: Connections) -> bool:
        """Write it; False where the subscription is gone or the occurrence is there already."""
        query = select(subscriptions.c.chat, subscriptions.c.thread)
        query = query.where(subscriptions.c.id == self.occurrence.subscription).with_for_update()
        home = (await connection.execute(query)).one_or_none()
        if home is None:
            return False
        place = {"chat": home.chat, "thread": home.thread}
        await self._move_next_due(connection)
        new = connections.insert(occurrences).values(self._occurrence())
        new = new.on_conflict_do_nothing(index_elements=["subscription", "trigger", "slot"])
        id_ = (await connection.execute(new.returning(occurrences.c.id))).scalar_one_or_none()
        if id_ is None:
            return False
        ids = [
            await _id_of(connection, self._delivery(draft, part, id_) | place)
            for part, draft in enumerate(self.drafts, 1)
        ]
        told = [row | place for row in self._told(ids)]
        if told:
            await connection.execute(connections.insert(ledger).on_conflict_do_nothing(), told)
        marks = (self._seen() if ids else {}) | (self._abreast(id_) if self.abreast else {})
        if marks:
            its = subscriptions.c.id == self.occurrence.subscription
            await connection.execute(subscriptions.update().where(its).values(marks))
        return True

    async def _move_next_due(self, connection: AsyncConnection) -> None:
        """Move a schedule on, for an occurrence that is there already, too.

        Unless it is in the future by now: then people have changed it meanwhile.
        """
        if self.occurrence.trigger is Trigger.SCHEDULE:
            await connection.execute(
                subscriptions.update()
                .where(
                    subscriptions.c.id == self.occurrence.subscription,
                    subscriptions.c.next_due <= self.occurrence.made,
                )
                .values(next_due=self.next_due)
            )

    def _seen(self) -> dict[str, Any]:
        corpus = self.occurrence.corpus
        exhausted = {"exhausted": corpus if self.exhausted else ""}
        return exhausted if self.rest else exhausted | {"seen": corpus}

    def _abreast(self, occurrence: int) -> dict[str, Any]:
        """Let only what comes from now on be news, unless news may yet turn out not to be told."""
        waits = exists().where(
            occurrences.c.subscription == self.occurrence.subscription,
            occurrences.c.id != occurrence,
            deliveries.c.occurrence == occurrences.c.id,
            deliveries.c.settled.is_(None),
        )
        now = self.occurrence.made - INSTANT  # what comes at this very moment is news, too
        return {"news_since": case((waits, subscriptions.c.news_since), else_=now)}

    def _occurrence(self) -> dict[str, Any]:
        one = self.occurrence
        return {
            "subscription": one.subscription,
            "trigger": one.trigger,
            "slot": one.slot,
            "due": one.due,
            "made": one.made,
            "corpus": one.corpus,
            "late": one.late,
            "ending": one.ending,
        }

    def _delivery(self, draft: Draft, part: int, occurrence: int) -> dict[str, Any]:
        one = self.occurrence
        return {
            "occurrence": occurrence,
            "part": part,
            "payload": json.dumps(dict(draft.payload)),
            "plain": draft.plain,
            "retry_plain": False,
            "silent": draft.silent,
            "asked": one.trigger is Trigger.NOW,
            "due": one.due,
            "expires": one.expires if one.expires is not None else one.due + CATCH_UP,
            "not_before": one.due,
            "state": DeliveryState.PENDING,
            "attempts": 0,
            "resent": False,
            "error": "",
            "dead": False,
        }

    def _told(self, deliveries_: Sequence[int]) -> list[dict[str, Any]]:
        """Give the ledger's rows: each item by the part that tells it, the rest by the last."""
        pairs = {
            (item, id_)
            for draft, id_ in zip(self.drafts, deliveries_, strict=True)
            for item in draft.items
        }
        named = {item for item, _ in pairs}
        last = deliveries_[-1] if deliveries_ else 0
        pairs |= {(item, last) for item in self.had if item not in named}
        same = {
            "at": self.occurrence.made,
            "subscription": self.occurrence.subscription,
            "part": self.part,
        }
        return [{"item": item, "delivery": id_} | same for item, id_ in sorted(pairs)]


async def _id_of(connection: AsyncConnection, delivery: dict[str, Any]) -> int:
    new = deliveries.insert().values(delivery).returning(deliveries.c.id)
    id_: int = (await connection.execute(new)).scalar_one()
    return id_
