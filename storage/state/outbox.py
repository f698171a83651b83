"""The outbox: what is to be sent, what is being sent, and what became of it.

A delivery goes pending → claimed → sending → sent, refused or unknown; pending again where it was
not sent; expired where its time is over.  `sending` is on the disk before the call, so after a
crash only those rows are in doubt.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.state.chats import awake
from storage.state.connections import to_its_end
from storage.state.enqueueing import Enqueueing
from storage.state.ledger import take_back
from storage.state.outbox_views import OutboxViews, delivery_of, with_homes
from storage.state.records import (
    CATCH_UP,
    Delivery,
    DeliveryState,
    Draft,
    Occurrence,
    PauseReason,
    Recovered,
    Settled,
)
from storage.state.schema import chats, deliveries, subscriptions

_OPEN = frozenset({DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.SENDING})
_UNTOLD = frozenset({DeliveryState.REFUSED, DeliveryState.EXPIRED})
# No call and no retry of keeping its outcome takes longer.
_UNDER_WAY = timedelta(minutes=5)
_OTHERS = deliveries.alias("other")
# Nothing is queued for longer ahead: what comes at once waits for the end of quiet hours.
_FARTHEST = timedelta(hours=26)
# So many expire in one transaction: on SQLite, everybody waits while it lasts.
_AT_ONCE = 100


class Outbox(OutboxViews):
    """The deliveries of all occurrences."""

    @to_its_end
    async def enqueue(
        self,
        occurrence: Occurrence,
        drafts: Sequence[Draft],
        had: Sequence[str] = (),
        next_due: datetime | None = None,
        *,
        exhausted: bool = False,
        part: int | None = None,
        abreast: bool = False,
        rest: bool = False,
    ) -> bool:
        """Keep an occurrence and its messages in one transaction; a second try gives False.

        The ledger has the drafts' items and `had` then (what no draft names counts as told by
        the last one), as told in this `part` of the archive, if any.  A schedule's subscription
        is due at `next_due` next, after a second try, too.  Where there are messages, it has
        seen the occurrence's corpus (unless there is a `rest` of its news), and is `exhausted`
        there or is not.  Without any, `occurrence.ending` says why.  To one that is `abreast` of
        the corpus, what comes from now on is news.  False, too, where the subscription is gone.
        """
        one = Enqueueing(
            occurrence=occurrence,
            drafts=drafts,
            had=had,
            next_due=next_due,
            exhausted=exhausted,
            part=part,
            abreast=abreast,
            rest=rest,
        )
        async with self._connections.writing() as connection:
            return await one.write(connection, self._connections)

    @to_its_end
    async def claim(
        self, now: datetime, lease: timedelta, limit: int, busy_chats: Collection[int] = ()
    ) -> tuple[Delivery, ...]:
        """Take what is to be sent now, the oldest first, at most one of a chat, until `lease` ends.

        In a chat, one is sent after the other: by their due time, then as they were queued.
        None of `busy_chats`, nor of chats that have paused unless they asked for it.
        """
        row = deliveries.c
        query = (
            with_homes()
            .where(
                row.settled.is_(None),
                _free(now),
                row.not_before <= now,
                row.expires > now,
                or_(awake(now), and_(chats.c.paused == PauseReason.READER, row.asked.is_(True))),
                row.chat.not_in(busy_chats),
                ~_held_up(now),
            )
            .order_by(row.due, row.id)
            .limit(limit)
            # Of two processes one takes a row, and the other goes past it.
            .with_for_update(of=deliveries, skip_locked=True)
        )
        values = {"state": DeliveryState.CLAIMED, "lease": now + lease}
        async with self._connections.writing() as connection:
            claimed = (await connection.execute(query)).all()
            ids = [one.id for one in claimed]
            if ids:
                await connection.execute(deliveries.update().where(row.id.in_(ids)).values(values))
            return tuple(delivery_of(one, DeliveryState.CLAIMED) for one in claimed)

    @to_its_end
    async def begin(self, id_: int, now: datetime, lease: timedelta = _UNDER_WAY) -> bool:
        """Mark a claimed delivery as being sent: on the disk when this returns True.

        No other process takes it for abandoned until `lease` ends.

        False: it must not be sent, because it was released or forgotten, or because its lease
        or its time is over.
        """
        row = deliveries.c
        begun = (
            deliveries.update()
            .where(
                row.id == id_,
                row.state == DeliveryState.CLAIMED,
                row.lease > now,
                row.expires > now,
            )
            .values(state=DeliveryState.SENDING, lease=now + lease, attempts=row.attempts + 1)
        )
        async with self._connections.writing() as connection:
            return (await connection.execute(begun)).rowcount > 0

    @to_its_end
    async def settle(self, id_: int, settled: Settled) -> bool:
        """Keep what became of a delivery; False where it was final already, or is forgotten.

        What was refused or has expired counts as not told, unless it may have arrived before a
        crash; nor has its subscription had everything then.
        """
        if settled.state in _OPEN - {DeliveryState.PENDING}:
            raise ValueError(f"a delivery is not settled as {settled.state}")
        async with self._connections.writing() as connection:
            query = with_homes().where(deliveries.c.id == id_, deliveries.c.settled.is_(None))
            one = (await connection.execute(query.with_for_update(of=deliveries))).one_or_none()
            if one is None:
                return False
            values = _settling(settled, plain=one.retry_plain or settled.plain)
            await connection.execute(
                deliveries.update().where(deliveries.c.id == id_).values(values)
            )
            if settled.state is DeliveryState.SENT:
                row = subscriptions.c
                # Where there is a rest of the news, that is as new as what was told of them.
                sent = subscriptions.update().where(
                    row.id == one.subscription, row.seen == one.corpus
                )
                # As of when it was composed: what came in since is new to its chat.
                await connection.execute(sent.values(last_sent=one.made))
            elif settled.state in _UNTOLD and not one.resent:
                await _take_back(connection, [one])
            return True

    @to_its_end
    async def recover(self, now: datetime, *, alone: bool = True) -> Recovered:
        """Put in order what a crash left; at start, before anything is claimed.

        What was being sent is sent once more, as `resent`; in doubt a second time, it becomes
        unknown.  Where other processes work on the same database (not `alone`: see
        `State.shared`), only what nobody has a lease on any more; now and again, then.
        """
        row = deliveries.c
        left = deliveries.update().where(row.settled.is_(None))
        if not alone:
            left = left.where(row.lease <= now)
        sending = left.where(row.state == DeliveryState.SENDING)
        again = {"state": DeliveryState.PENDING, "lease": None}
        async with self._connections.writing() as connection:
            given_up = await connection.execute(
                sending.where(row.resent.is_(True)).values(
                    state=DeliveryState.UNKNOWN, lease=None, settled=now, error="crashed twice"
                )
            )
            resent = await connection.execute(sending.values(**again, not_before=now, resent=True))
            released = await connection.execute(
                left.where(row.state == DeliveryState.CLAIMED).values(**again)
            )
        return Recovered(resent.rowcount, given_up.rowcount, released.rowcount)

    @to_its_end
    async def release(self, ids: Collection[int]) -> int:
        """Give back what was claimed and not begun; tell how many that were."""
        row = deliveries.c
        claimed = deliveries.update().where(row.id.in_(ids), row.state == DeliveryState.CLAIMED)
        async with self._connections.writing() as connection:
            back = claimed.values(state=DeliveryState.PENDING, lease=None)
            return (await connection.execute(back)).rowcount

    @to_its_end
    async def requeue_chat(self, chat: int, now: datetime) -> int:
        """Let what waits for a chat's next try, or was put off, go now; tell how many that are."""
        row = deliveries.c
        waiting = deliveries.update().where(
            row.chat == chat,
            row.settled.is_(None),
            row.state == DeliveryState.PENDING,
            row.not_before > now,
        )
        due = case((row.due > now, now), else_=row.due)
        async with self._connections.writing() as connection:
            return (await connection.execute(waiting.values(not_before=now, due=due))).rowcount

    @to_its_end
    async def bring_forward(self, now: datetime) -> int:
        """Let what a clock that was ahead has queued go now; tell how many messages that are."""
        row = deliveries.c
        ahead = deliveries.update().where(
            row.settled.is_(None), row.state == DeliveryState.PENDING, row.due > now + _FARTHEST
        )
        at_once = {"due": now, "not_before": now, "expires": now + CATCH_UP}
        async with self._connections.writing() as connection:
            return (await connection.execute(ahead.values(at_once))).rowcount

    @to_its_end
    async def expire(self, now: datetime) -> int:
        """Give up what could not be sent in its time; tell how much.

        It counts as not told.  What may have arrived before a crash becomes unknown instead.
        """
        row = deliveries.c
        query = with_homes().where(row.settled.is_(None), _free(now), row.expires <= now)
        query = query.limit(_AT_ONCE).with_for_update(of=deliveries, skip_locked=True)
        ending = case(
            (row.resent.is_(True), DeliveryState.UNKNOWN.value), else_=DeliveryState.EXPIRED.value
        )
        count = 0
        while True:
            async with self._connections.writing() as connection:
                late = (await connection.execute(query)).all()
                over = deliveries.update().where(row.id.in_([one.id for one in late]))
                await connection.execute(over.values(state=ending, lease=None, settled=now))
                await _take_back(connection, [one for one in late if not one.resent])
            count += len(late)
            if len(late) < _AT_ONCE:
                return count


def _free(now: datetime) -> ColumnElement[bool]:
    """Tell a delivery that nobody is at work on."""
    row = deliveries.c
    abandoned = and_(row.state == DeliveryState.CLAIMED, row.lease <= now)
    return or_(row.state == DeliveryState.PENDING, abandoned)


def _held_up(now: datetime) -> ColumnElement[bool]:
    """Tell a delivery for whose chat another one is under way, or comes first."""
    row, other = deliveries.c, _OTHERS.c
    under_way = or_(
        other.state == DeliveryState.SENDING,
        and_(other.state == DeliveryState.CLAIMED, other.lease > now),
    )
    earlier = or_(other.due < row.due, and_(other.due == row.due, other.id < row.id))
    comes_first = and_(earlier, other.expires > now, or_(awake(now), other.asked.is_(True)))
    held_up = exists().where(
        other.chat == row.chat,
        other.settled.is_(None),
        other.id != row.id,
        or_(under_way, comes_first),
    )
    return held_up.correlate(deliveries, chats)


def _settling(settled: Settled, *, plain: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": settled.state,
        "lease": None,
        "message": settled.message,
        "retry_plain": plain,
        "error": settled.error,
        "dead": settled.dead,
    }
    if settled.due is not None:
        put_off = {"due": settled.due, "not_before": settled.due}
        return values | put_off | {"expires": settled.due + CATCH_UP}
    if settled.state is DeliveryState.PENDING:
        again = settled.not_before if settled.not_before is not None else settled.at
        return values | {"not_before": again}
    return values | {"settled": settled.at}


async def _take_back(connection: AsyncConnection, untold: Sequence[Any]) -> None:
    """Count the items of some deliveries as not told."""
    for one in untold:
        await take_back(connection, one.chat, one.thread, one.id)
    their = subscriptions.c.id.in_({one.subscription for one in untold})
    await connection.execute(subscriptions.update().where(their).values(exhausted=""))
