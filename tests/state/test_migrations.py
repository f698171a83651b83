"""A state of an older version is brought up to date, with what it held, after a backup."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, inspect

from storage.errors import StateUnavailable
from storage.state import State, StoredAction, backups_of, database
from storage.state import migrating as module
from storage.state.database import url_of
from storage.state.migrating import alembic_config
from storage.state.records import Chat, ChatKind
from storage.state.schema import HEAD, metadata

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
BUTTON = StoredAction(command="quote", words="Кабул", version="v1")
TOKEN = "A" * 16


def at(place, revision, *, down=False):
    """Bring a database to a revision, with no other code than the migrations'."""
    url = url_of(place)
    engine = create_engine(url.set(drivername=url.drivername.replace("+aiosqlite", "")))
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)
    return engine


def of_the_first_version(place):
    """Make a state as the first version left it, with a button."""
    if not isinstance(place, str):
        place.parent.mkdir(exist_ok=True)
    engine = at(place, "0001")
    with engine.begin() as connection:
        row = {
            "token": TOKEN,
            "chat": 7,
            "digest": BUTTON.digest,
            "command": "quote",
            "words": "Кабул",
            "page": 0,
            "edit": False,
            "version": "v1",
            "used": NOON,
        }
        connection.execute(metadata.tables["button_tokens"].insert().values(row))
    engine.dispose()


async def opened(place, now=NOON):
    return await State.open(place, clock=lambda: now)


async def test_a_state_of_the_first_version_keeps_what_it_held(empty_place):
    of_the_first_version(empty_place)
    state = await opened(empty_place)
    assert await state.recall(7, TOKEN) == BUTTON
    assert await state.remember(7, [BUTTON]) == (TOKEN,)
    await state.chats.ensure(Chat(id=7, kind=ChatKind.PRIVATE))
    await state.close()


async def test_all_migrations_can_be_taken_back_and_done_again(empty_place):
    of_the_first_version(empty_place)
    at(empty_place, HEAD).dispose()
    engine = at(empty_place, "0001", down=True)
    assert set(inspect(engine).get_table_names()) == {"button_tokens", "alembic_version"}
    engine.dispose()
    engine = at(empty_place, "base", down=True)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    engine.dispose()
    await (await opened(empty_place)).close()


async def test_the_migrations_end_where_the_tables_stand(empty_place):
    await (await opened(empty_place)).close()
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]
    engine = at(empty_place, HEAD)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


async def test_several_that_start_together_migrate_one_by_one(empty_place):
    of_the_first_version(empty_place)
    states = await asyncio.gather(*(opened(empty_place) for _ in range(4)))
    assert [await state.recall(7, TOKEN) for state in states] == [BUTTON] * 4
    for state in states:
        await state.close()
    if not isinstance(empty_place, str):
        assert len(backups_of(empty_place)) == 1


async def test_a_file_is_backed_up_before_it_is_migrated(tmp_path):
    path = tmp_path / "state.db"
    of_the_first_version(path)
    await (await opened(path)).close()
    (backup,) = backups_of(path)
    assert backup.name == f"state.db.before-{HEAD}-20261101T120000Z"
    assert backup.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(backup)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        assert "chats" not in tables
        assert database.execute("SELECT token FROM button_tokens").fetchall() == [(TOKEN,)]
        assert database.execute("SELECT * FROM alembic_version").fetchall() == [("0001",)]


async def test_nothing_is_backed_up_where_nothing_is_migrated(tmp_path):
    path = tmp_path / "state.db"
    for _ in range(2):
        await (await opened(path)).close()
    assert backups_of(path) == ()


async def test_the_last_three_backups_are_kept(tmp_path):
    path = tmp_path / "state.db"
    of_the_first_version(path)
    for day in range(5):
        await (await opened(path, NOON + timedelta(days=day))).close()
        at(path, "0001", down=True).dispose()
    assert [one.name[-16:] for one in backups_of(path)] == [
        f"2026110{day}T120000Z" for day in (5, 4, 3)
    ]


async def test_what_cannot_be_backed_up_is_not_migrated(tmp_path, monkeypatch):
    path = tmp_path / "state.db"
    of_the_first_version(path)

    def full(*_):
        raise StateUnavailable("{path} is full", path=path)

    monkeypatch.setattr(module, "back_up", full)
    with pytest.raises(StateUnavailable, match="is full"):
        await opened(path)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT * FROM alembic_version").fetchall() == [("0001",)]
    monkeypatch.undo()
    state = await opened(path)
    assert await state.recall(7, TOKEN) == BUTTON
    await state.close()


@pytest.mark.parametrize("statement", [1, 4, 7, 12, 16])
async def test_a_migration_that_is_killed_is_done_again(tmp_path, monkeypatch, statement):
    """What a kill leaves at some statement of the migration is copied, and opened again."""
    path, left = tmp_path / "state.db", tmp_path / "left"
    left.mkdir()
    of_the_first_version(path)
    make = database.to_write
    count = 0

    def copy(*_):
        nonlocal count
        count += 1
        if count == statement:
            for part in ("", "-wal"):
                shutil.copyfile(tmp_path / f"state.db{part}", left / f"state.db{part}")

    def watched(engine):
        event.listen(engine.sync_engine, "before_cursor_execute", copy)
        return make(engine)

    monkeypatch.setattr(database, "to_write", watched)
    await (await opened(path)).close()
    monkeypatch.undo()
    assert count >= statement
    state = await opened(left / "state.db")
    assert await state.recall(7, TOKEN) == BUTTON
    await state.chats.ensure(Chat(id=7, kind=ChatKind.PRIVATE))
    await state.close()
