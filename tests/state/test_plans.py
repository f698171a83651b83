"""What runs every minute or every second finds its rows by an index, however many there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


async def planned(state, work):
    """Give SQLite's plan of the queries that something runs."""
    connections = state._connections
    asked = []

    def note(_connection, _cursor, statement, parameters, *_):
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    engine = connections._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    await work
    event.remove(engine, "before_cursor_execute", note)
    plan = []
    async with connections.reading() as connection:
        for statement, parameters in asked:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plan += [row.detail for row in rows]
    assert plan
    return plan


@pytest.fixture
def works(state):
    outbox = state.outbox
    return {
        "due": lambda: state.subscriptions.due(NOON, 100),
        "claim": lambda: outbox.claim(NOON, timedelta(minutes=1), 10, {5}),
        "expire": lambda: outbox.expire(NOON),
        "had": lambda: state.ledger.had(7, None),
        "of a chat": lambda: state.subscriptions.of_chat(7),
        "audit": lambda: state.audit.of(7),
        "clippings": lambda: state.clippings.of(7),
    }


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "work", ["due", "claim", "expire", "had", "of a chat", "audit", "clippings"]
)
async def test_no_table_is_read_as_a_whole(state, works, work):
    plan = await planned(state, works[work]())
    assert not [step for step in plan if step.startswith("SCAN")], plan


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("work", ["due", "claim"])
async def test_what_comes_first_is_not_found_by_sorting_all(state, works, work):
    plan = await planned(state, works[work]())
    assert not [step for step in plan if "TEMP B-TREE" in step], plan
