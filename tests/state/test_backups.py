"""The state's file is backed up before it is migrated, and comes back whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from storage.errors import StateDamaged, StateUnavailable
from storage.state import State, StoredAction, backups_of, restore
from storage.state import backups as module
from storage.state.backups import back_up, back_up_daily, copy_name, keep_latest
from storage.state.records import Chat, ChatKind

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
CHAT = Chat(id=7, kind=ChatKind.PRIVATE, title="before")


async def wrote(path, *chats):
    """Open a state and keep some chats in it; give it open."""
    state = await State.open(path, clock=lambda: NOON)
    for chat in chats:
        await state.chats.ensure(chat)
    return state


async def titles(path):
    state = await State.open(path, clock=lambda: NOON)
    try:
        rows = [await state.chats.get(id_) for id_ in (7, 8)]
        return [chat.title for chat in rows if chat]
    finally:
        await state.close()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.db"


async def test_a_state_in_use_is_backed_up_with_all_that_was_promised(path, tmp_path):
    state = await wrote(path, CHAT)
    to = tmp_path / "copy.db"
    back_up(path, to)
    await state.chats.ensure(Chat(id=8, kind=ChatKind.PRIVATE, title="after"))
    await state.close()
    assert await titles(to) == ["before"]
    assert await titles(path) == ["before", "after"]
    assert to.stat().st_mode & 0o077 == 0


async def test_a_backup_is_one_file_that_can_be_read_where_nothing_may_be_written(path, tmp_path):
    await (await wrote(path, CHAT)).close()
    to = tmp_path / "copies" / "copy.db"
    to.parent.mkdir()
    back_up(path, to)
    assert names(to.parent) == ["copy.db"]
    with closing(sqlite3.connect(f"file:{to}?mode=ro&immutable=1", uri=True)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert database.execute("SELECT title FROM chats").fetchall() == [("before",)]


async def test_a_backup_never_replaces_a_file(path, tmp_path):
    await (await wrote(path, CHAT)).close()
    to = tmp_path / "copy.db"
    to.write_bytes(b"mine")
    with pytest.raises(StateUnavailable, match="already"):
        back_up(path, to)
    assert to.read_bytes() == b"mine"


async def test_what_is_broken_is_not_kept_as_a_backup(path, tmp_path):
    await (await wrote(path, CHAT)).close()
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 5] = b"\xa5" * 4096 * 3
    path.write_bytes(data)
    with pytest.raises(StateDamaged, match=r"state\.db is damaged"):
        back_up(path, tmp_path / "copy.db")
    assert names(tmp_path) == ["state.db"]


async def test_a_backup_into_a_folder_that_is_not_there_is_an_error_with_words(path, tmp_path):
    await (await wrote(path, CHAT)).close()
    with pytest.raises(StateUnavailable, match="No such file"):
        back_up(path, tmp_path / "nowhere" / "copy.db")


async def test_a_restored_state_is_as_it_was_and_the_one_before_is_kept(path, tmp_path):
    state = await wrote(path, CHAT)
    to = copy_name(path, "backup", NOON)
    back_up(path, to)
    await state.chats.ensure(Chat(id=8, kind=ChatKind.PRIVATE, title="after"))
    await state.close()
    aside = restore(path, to, NOON + timedelta(hours=1))
    assert await titles(path) == ["before"]
    assert aside == tmp_path / "state.db.replaced-20261101T130000Z"
    assert await titles(aside) == ["before", "after"]
    assert await titles(to) == ["before"]


async def test_the_journal_of_the_one_before_is_not_played_into_the_restored_state(path, tmp_path):
    """A process that was killed leaves its last transactions in the journal."""
    state = await wrote(path, CHAT)
    to = copy_name(path, "backup", NOON)
    back_up(path, to)
    await state.chats.ensure(Chat(id=8, kind=ChatKind.PRIVATE, title="after"))
    killed = tmp_path / "killed"
    killed.mkdir()
    for part in ("", "-wal"):
        (killed / f"state.db{part}").write_bytes((tmp_path / f"state.db{part}").read_bytes())
    await state.close()
    assert (killed / "state.db-wal").stat().st_size
    aside = restore(killed / "state.db", to, NOON)
    assert await titles(killed / "state.db") == ["before"]
    assert await titles(aside) == ["before", "after"]


async def test_a_state_that_is_lost_comes_back(path, tmp_path):
    await (await wrote(path, CHAT)).close()
    to = copy_name(path, "backup", NOON)
    back_up(path, to)
    path.unlink()
    assert restore(path, to, NOON) is None
    assert await titles(path) == ["before"]


async def test_a_damaged_state_is_set_aside_as_it_is(path):
    await (await wrote(path, CHAT)).close()
    to = copy_name(path, "backup", NOON)
    back_up(path, to)
    path.write_bytes(b"nonsense")
    aside = restore(path, to, NOON)
    assert aside.read_bytes() == b"nonsense"
    assert await titles(path) == ["before"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xa5" * 5000])
async def test_what_is_no_backup_replaces_nothing(path, tmp_path, content):
    await (await wrote(path, CHAT)).close()
    bad = tmp_path / "bad.db"
    bad.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(StateDamaged, match=r"bad\.db"):
        restore(path, bad, NOON)
    assert path.read_bytes() == before
    assert names(tmp_path) == ["bad.db", "state.db"]


async def test_a_backup_that_is_not_there_or_too_new_replaces_nothing(path, tmp_path):
    await (await wrote(path, CHAT)).close()
    new = tmp_path / "new.db"
    back_up(path, new)
    with closing(sqlite3.connect(new)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    before = path.read_bytes()
    for backup in (new, tmp_path / "none.db"):
        with pytest.raises(StateUnavailable, match=backup.name):
            restore(path, backup, NOON)
    assert path.read_bytes() == before


async def test_where_nothing_can_be_renamed_the_state_stays(path, tmp_path, monkeypatch):
    await (await wrote(path, CHAT)).close()
    to = copy_name(path, "backup", NOON)
    back_up(path, to)
    before = path.read_bytes()

    def refused(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_set_aside", refused)
    with pytest.raises(StateUnavailable, match="No space left"):
        restore(path, to, NOON)
    assert path.read_bytes() == before
    assert names(tmp_path) == ["state.db", to.name]


async def test_a_file_system_without_links_keeps_the_one_before_too(path, monkeypatch):
    await (await wrote(path, CHAT)).close()
    to = copy_name(path, "backup", NOON)
    back_up(path, to)

    def refused(*_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refused)
    assert await titles(restore(path, to, NOON)) == ["before"]


async def test_copies_are_listed_the_latest_first(path, tmp_path):
    for name in (
        "state.db",
        "state.db-wal",
        "state.db.backup-20261031T030000Z",
        "state.db.before-0002-20261101T120000Z",
        "state.db.replaced-20261101T120000Z",
        "state.db.replaced-20261101T120000Z-wal",
        "state.db.replaced-20261101T120000Z.2",
        "state.db.backup-someday",
        "other.db.backup-20261031T030000Z",
    ):
        (tmp_path / name).write_bytes(b"")
    assert [one.name.removeprefix("state.db.") for one in backups_of(path)] == [
        "replaced-20261101T120000Z.2",
        "replaced-20261101T120000Z",
        "before-0002-20261101T120000Z",
        "backup-20261031T030000Z",
    ]
    assert copy_name(path, "replaced", NOON).name == "state.db.replaced-20261101T120000Z.3"


def test_only_the_latest_copies_of_a_kind_are_kept(path, tmp_path):
    for day in range(1, 6):
        for why in ("backup", "before-0002"):
            copy_name(path, why, NOON + timedelta(days=day)).write_bytes(b"")
    keep_latest(path, "before", 3)
    kept = [one.name for one in backups_of(path)]
    assert [name for name in kept if "before" in name] == [
        f"state.db.before-0002-2026110{day}T120000Z" for day in (6, 5, 4)
    ]
    assert len(kept) == 8


BUTTON = StoredAction(command="quote", words="Kabul")


async def test_a_copy_a_day_is_made_beside_the_state_and_a_week_of_them_kept(path):
    now = NOON
    state = await State.open(path, clock=lambda: now)
    made = []
    for day in range(9):
        for hour in (0, 9):
            now = NOON + timedelta(days=day, hours=hour)
            made.append(await state.back_up())
    await state.close()
    assert [one is not None for one in made] == [True, False] * 9
    assert backups_of(path) == tuple(reversed(made[2::2]))


async def test_what_was_kept_before_a_migration_goes_after_a_week_too(path):
    state = await wrote(path, CHAT)
    old, young = (copy_name(path, "before-0002", NOON - timedelta(days=n)) for n in (8, 6))
    back_up(path, old)
    back_up(path, young)
    copy = await state.back_up()
    await state.close()
    assert backups_of(path) == (copy, young)


async def test_an_emptied_state_is_not_taken_for_a_new_one_where_there_are_copies(path):
    back_up(path, copy_name(path, "backup", NOON))
    for companion in path.parent.glob(f"{path.name}-*"):
        companion.unlink()
    path.write_bytes(b"")
    with pytest.raises(StateDamaged, match="empty, though there are copies"):
        await State.open(path)
    assert path.read_bytes() == b""
    for copy in backups_of(path):
        copy.unlink()
    await (await State.open(path)).close()


async def test_a_broken_state_replaces_no_good_copy(path):
    state = await wrote(path, CHAT)
    copy = await state.back_up()
    await state.close()
    path.write_bytes(b"x" * 100_000)
    with pytest.raises((StateDamaged, StateUnavailable)):
        back_up_daily(path, NOON + timedelta(days=1))
    assert backups_of(path) == (copy,)
