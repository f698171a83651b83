"""`newsdesk restore`: lists backups, brings one back, never beside a running bot."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from storage.backends.tinydb import CorpusStore
from storage.hold import STORE
from storage.state import State
from storage.state.backups import back_up, copy_name
from storage.state.records import Chat, ChatKind

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
BACKUP = "state.db.backup-20261101T120000Z"


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch, logs_put_back):
    """A data folder whose state knows the chat "after"; its backup, "before"."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def path(data):
    path = data / "state.db"

    async def make():
        state = await State.open(path)
        await state.chats.save(Chat(id=7, kind=ChatKind.PRIVATE, title="before"))
        back_up(path, copy_name(path, "backup", NOON))
        await state.chats.save(Chat(id=7, kind=ChatKind.PRIVATE, title="after"))
        await state.close()

    asyncio.run(make())
    return path


def title(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT title FROM chats").fetchone()[0]


def test_without_a_backup_it_says_so(newsdesk, data):
    code, out, err = newsdesk("restore")
    assert (code, err) == (0, "")
    assert out == f"There is no backup of {data / 'state.db'}.\n"
    assert not data.exists()


def test_a_backup_made_by_hand_brings_the_state_back(newsdesk, path, data):
    code, out, err = newsdesk("backup")
    assert (code, err) == (0, "")
    (copy,) = data.glob("state.db.by-hand-*")
    assert out == f"{path} is copied to {copy}.\n"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE chats SET title = 'lost'")
    assert newsdesk("restore", copy.name)[0] == 0
    assert title(path) == "after"


def test_a_backup_is_made_beside_a_running_bot(newsdesk, path, data, tmp_path):
    with closing(CorpusStore(data / STORE)), closing(sqlite3.connect(path)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("UPDATE chats SET title = 'not yet'")
        assert newsdesk("backup", str(tmp_path / "copy.db"))[0] == 0
    assert title(tmp_path / "copy.db") == "after"


def test_a_backup_is_never_made_over_a_file(newsdesk, path, tmp_path):
    there = tmp_path / "there"
    there.write_text("mine")
    code, _, err = newsdesk("backup", str(there))
    assert code == 1
    assert "there is such a file already" in err
    assert there.read_text() == "mine"


def test_without_a_state_there_is_nothing_to_back_up(newsdesk, data):
    code, _, err = newsdesk("backup")
    assert code == 2
    assert "nothing to back up" in err


def test_without_a_name_the_backups_are_listed(newsdesk, path):
    code, out, _ = newsdesk("restore")
    assert code == 0
    assert out.startswith(f"{BACKUP} (")
    assert "newsdesk restore FILE" in out
    assert title(path) == "after"


@pytest.mark.parametrize("by_path", [True, False])
def test_a_backup_comes_back_by_path_or_name(newsdesk, path, by_path):
    code, out, err = newsdesk("restore", str(path.with_name(BACKUP)) if by_path else BACKUP)
    assert (code, err) == (0, "")
    assert title(path) == "before"
    (aside,) = path.parent.glob("state.db.replaced-*")
    assert title(aside) == "after"
    assert str(aside) in out


def test_beside_a_running_bot_nothing_is_brought_back(newsdesk, path):
    with closing(CorpusStore(path.with_name(STORE))):
        code, out, err = newsdesk("restore", BACKUP)
    assert (code, out) == (1, "")
    assert "Another Newsdesk is running" in err
    assert title(path) == "after"


def test_a_backup_that_is_not_there_is_named(newsdesk, path):
    code, _, err = newsdesk("restore", "nothing")
    assert code == 2
    assert "nothing" in err
    assert title(path) == "after"


def test_a_damaged_backup_is_refused(newsdesk, path):
    bad = path.with_name("bad")
    bad.write_bytes(b"no database")
    code, _, err = newsdesk("restore", str(bad))
    assert code == 1
    assert f"{bad} is not a database of Newsdesk" in err
    assert title(path) == "after"


def test_the_state_in_postgresql_is_left_to_its_own_tools(newsdesk, path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/newsdesk")
    code, _, err = newsdesk("restore", BACKUP)
    assert code == 2
    assert "pg_restore" in err
    assert title(path) == "after"
