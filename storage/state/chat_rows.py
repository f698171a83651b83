"""A chat as a whole: its rows in every table, and how they get another id."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Table, and_, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.state.connections import Insert
from storage.state.ledger import take_back_waiting
from storage.state.records import PauseReason
from storage.state.schema import (
    audit,
    button_tokens,
    chats,
    clippings,
    deliveries,
    flags,
    ledger,
    occurrences,
    subscriptions,
)


def rows_of(chat: int) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    """Give every table with what tells a chat's rows, in an order to delete them in.

    Deliveries come before the ledger, as when one is settled: two transactions that lock in
    different orders could wait for each other.
    """
    own = select(subscriptions.c.id).where(subscriptions.c.chat == chat)
    return (
        (deliveries, deliveries.c.chat == chat),
        (ledger, ledger.c.chat == chat),
        (occurrences, occurrences.c.subscription.in_(own)),
        (subscriptions, subscriptions.c.chat == chat),
        (button_tokens, button_tokens.c.chat == chat),
        (clippings, clippings.c.chat == chat),
        (flags, flags.c.person == chat),  # a person's id is that of their private chat
        (audit, audit.c.chat == chat),
        (chats, chats.c.id == chat),
    )


# What names people in rows of other chats; a person's id is that of their private chat.
NAMING: Final = MappingProxyType({audit: audit.c.who, subscriptions: subscriptions.c.owner})


async def move_chat(
    connection: AsyncConnection, new_ledger_row: Insert, old: int, new: int
) -> bool:
    """Give a chat's rows another id; tell whether there was such a chat."""
    if old == new:
        return False
    both = select(chats).where(chats.c.id.in_((old, new))).with_for_update()
    known = {row.id: row for row in await connection.execute(both)}
    await _move_keyless(connection, old, new)
    if old not in known:
        return False
    if new not in known:
        # The tables that refer to it follow by themselves.
        await connection.execute(chats.update().where(chats.c.id == old).values(id=new))
        return True
    await connection.execute(deliveries.update().where(deliveries.c.chat == old).values(chat=new))
    await _merge_ledgers(connection, new_ledger_row, old, new)
    await _merge_subscriptions(connection, old, new)
    await connection.execute(
        chats.update().where(chats.c.id == new).values(_merged(known[old], known[new]))
    )
    await connection.execute(chats.delete().where(chats.c.id == old))
    return True


async def _move_keyless(connection: AsyncConnection, old: int, new: int) -> None:
    """Move what may be there without a chat: the buttons, the clippings and the audit."""
    for table in (button_tokens, clippings):
        twin = table.alias("twin")
        double = exists().where(twin.c.chat == new, twin.c.digest == table.c.digest)
        await connection.execute(table.delete().where(table.c.chat == old, double))
    for table in (button_tokens, clippings, audit):
        await connection.execute(table.update().where(table.c.chat == old).values(chat=new))


async def _merge_ledgers(connection: AsyncConnection, new_row: Insert, old: int, new: int) -> None:
    columns = [column.name for column in ledger.c]
    moved = select(
        literal(new).label("chat"), *(column for column in ledger.c if column.name != "chat")
    ).where(ledger.c.chat == old)
    await connection.execute(new_row.from_select(columns, moved).on_conflict_do_nothing())
    await connection.execute(ledger.delete().where(ledger.c.chat == old))


async def _merge_subscriptions(connection: AsyncConnection, old: int, new: int) -> None:
    """Move subscriptions; one that both have is the old one, with the occurrences of both."""
    ours, theirs = subscriptions.alias("ours"), subscriptions.alias("theirs")
    same = and_(*(ours.c[name] == theirs.c[name] for name in ("thread", "kind", "key", "mode")))
    pairs = select(ours.c.id, theirs.c.id).join_from(ours, theirs, same)
    pairs = pairs.where(ours.c.chat == old, theirs.c.chat == new)
    for kept, double in (await connection.execute(pairs)).all():
        had = occurrences.alias("had")
        taken = exists().where(
            had.c.subscription == kept,
            had.c.trigger == occurrences.c.trigger,
            had.c.slot == occurrences.c.slot,
        )
        await connection.execute(
            occurrences.update()
            .where(occurrences.c.subscription == double, ~taken)
            .values(subscription=kept)
        )
        await take_back_waiting(connection, double)
        await connection.execute(subscriptions.delete().where(subscriptions.c.id == double))
    await connection.execute(
        subscriptions.update().where(subscriptions.c.chat == old).values(chat=new)
    )


def _merged(old: Row[Any], new: Row[Any]) -> dict[str, Any]:
    """Give the settings of the two as one.

    The new one was made moments ago.  That the bot was removed from the old one is how
    Telegram ends it, and no wish of anybody's.
    """
    merged = {name: value for name, value in old._mapping.items() if name != "id"}  # noqa: SLF001 - its public name
    if old.paused == PauseReason.BLOCKED:
        merged |= {"paused": new.paused, "paused_until": new.paused_until}
    return merged
