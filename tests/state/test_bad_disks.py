"""A full disk, a folder that may not be written to, flipped and missing bytes: an error says so.

Nothing that was good is overwritten, and what was promised is still there afterwards.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.state import State, StateDamaged, StateUnavailable, StoredAction, backups_of
from storage.state.migrating import alembic_config
from storage.state.records import (
    Chat,
    ChatKind,
    DeliveryState,
    Draft,
    Occurrence,
    Settled,
    Subscription,
    Trigger,
    Wanted,
    WantedKind,
)

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
COMMON = """
import asyncio, os, resource, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from storage.errors import ArchiveError
from storage.state import State
from storage.state.records import *

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
path = Path(sys.argv[1])


def limited(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


async def opened():
    return await State.open(path, clock=lambda: NOON)


async def refused():
    try:
        await opened()
    except ArchiveError as error:
        print(error)


async def subscribed(state):
    await state.chats.ensure(Chat(id=7, kind=ChatKind.PRIVATE))
    return await state.subscriptions.add(
        Subscription(chat=7, wanted=Wanted(WantedKind.TOPIC, "asia", "Asia"))
    )


def queue(state, one, slot):
    occurrence = Occurrence(
        subscription=one.id, trigger=Trigger.NOW, slot=str(slot), due=NOON, made=NOON
    )
    return state.outbox.enqueue(occurrence, [Draft(payload={"text": "x" * 3000})])
"""


def run(script, *arguments):
    """Run a script in a process of its own; give what it prints, line by line."""
    done = subprocess.run(
        [sys.executable, "-c", COMMON + script, *map(str, arguments)],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


async def test_a_full_disk_is_told_and_what_was_promised_before_is_there(tmp_path):
    path = tmp_path / "state.db"
    said, queued, after = run(
        """
async def main():
    state = await opened()
    one = await subscribed(state)
    limited(path.with_name("state.db-wal").stat().st_size + 60_000)
    queued = 0
    try:
        while True:
            assert await queue(state, one, queued)
            queued += 1
    except ArchiveError as error:
        print(error)
    print(queued)
    limited(resource.RLIM_INFINITY)
    print((await state.outbox.stats()).by_state[DeliveryState.PENDING])
    assert await queue(state, one, "there is space again")
    await state.close()

asyncio.run(main())
""",
        path,
    )
    assert re.fullmatch(rf"The state in .*{path} cannot be used: (database or )?dis[kc].*", said)
    assert int(queued) == int(after) > 0
    state = await State.open(path, clock=lambda: NOON)
    assert (await state.outbox.stats()).by_state == {DeliveryState.PENDING: int(queued) + 1}
    await state.close()


def test_on_a_full_disk_nothing_is_begun_so_nothing_is_sent_unnoted(tmp_path):
    said, state = run(
        """
async def main():
    state = await opened()
    await queue(state, await subscribed(state), 1)
    (one,) = await state.outbox.claim(NOON, timedelta(minutes=1), 1)
    limited(path.with_name("state.db-wal").stat().st_size)
    try:
        await state.outbox.begin(one.id, NOON)
    except ArchiveError as error:
        print(error)
    limited(resource.RLIM_INFINITY)
    print((await state.outbox.get(one.id)).state)
    await state.close()

asyncio.run(main())
""",
        tmp_path / "state.db",
    )
    assert "cannot be used" in said
    assert state == "claimed"


def of_the_first_version(path, rows=300):
    from alembic import command
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{path}")
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as database:
        values = [
            (f"{n:016}", 7, f"{n}", "quote", "x" * 200, 0, False, "v", "2026-11-01 12:00:00.000000")
            for n in range(rows)
        ]
        database.executemany("INSERT INTO button_tokens VALUES (?,?,?,?,?,?,?,?,?)", values)
        database.commit()


def test_a_state_that_cannot_be_backed_up_for_want_of_space_is_left_as_it_is(tmp_path):
    path = tmp_path / "state.db"
    of_the_first_version(path)
    before = path.read_bytes()
    (said,) = run(
        """
async def main():
    limited(path.stat().st_size // 2)
    await refused()

asyncio.run(main())
""",
        path,
    )
    assert "could not be copied" in said
    assert "Nothing was changed" in said
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT * FROM alembic_version").fetchall() == [("0001",)]
    assert len(path.read_bytes()) == len(before)
    assert backups_of(path) == ()
    assert not list(tmp_path.glob(".*"))


def test_what_cannot_be_restored_for_want_of_space_replaces_nothing(tmp_path, used_file):
    path, backup = tmp_path / "state.db", tmp_path / "backup.db"
    of_the_first_version(path)
    shutil.copyfile(used_file, backup)
    before = path.read_bytes()
    (said,) = run(
        """
from storage.state import restore

limited(Path(sys.argv[2]).stat().st_size // 2)
try:
    restore(path, Path(sys.argv[2]), NOON)
except ArchiveError as error:
    print(error)
""",
        path,
        backup,
    )
    assert "could not be copied" in said
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["backup.db", "state.db"]


@pytest.fixture
def for_nobody():
    """A folder that a user without rights can reach (pytest's own are closed to others)."""
    with tempfile.TemporaryDirectory(prefix="newsdesk-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "reason"),
    [
        (0o555, 0o666, "The folder {folder} may not be written to."),
        (0o777, 0o444, "The state file {path} cannot be opened: Permission denied."),
        (0o777, 0o000, "The state file {path} cannot be opened: Permission denied."),
        (0o555, None, "The state file {path} cannot be opened: Permission denied."),
    ],
)
def test_what_may_not_be_written_to_is_named(
    for_nobody, blank_file, folder_mode, file_mode, reason
):
    folder = for_nobody / "data"
    folder.mkdir()
    path = folder / "state.db"
    if file_mode is not None:
        shutil.copyfile(blank_file, path)
        path.chmod(file_mode)
    folder.chmod(folder_mode)
    said = run(
        """
async def main():
    await (await State.open(sys.argv[2], clock=lambda: NOON)).close()  # all is imported then
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    await refused()

asyncio.run(main())
""",
        path,
        for_nobody / "another.db",
    )
    assert len(said) == 1
    assert said[0].startswith(reason.format(folder=folder, path=path))
    folder.chmod(0o755)
    if file_mode is not None:
        path.chmod(0o644)
        assert path.read_bytes() == blank_file.read_bytes()


@pytest.fixture(scope="module")
def used_file(tmp_path_factory, blank_file):
    """A state that holds something of every kind."""
    import asyncio

    path = tmp_path_factory.mktemp("used") / "state.db"
    shutil.copyfile(blank_file, path)

    async def use():
        state = await State.open(path, clock=lambda: NOON)
        for chat in range(1, 6):
            await everything(state, chat)
        await state.close()

    asyncio.run(use())
    return path


async def everything(state, chat):
    """Do something of every kind."""
    await state.chats.save(Chat(id=chat, kind=ChatKind.GROUP, title="A", zone="Europe/Berlin"))
    wanted = Wanted(WantedKind.TOPIC, "asia", "Asia")
    one = await state.subscriptions.add(
        Subscription(chat=chat, wanted=wanted, at=time(8), next_due=NOON)
    )
    await state.subscriptions.due(NOON, 10)
    occurrence = Occurrence(
        subscription=one.id, trigger=Trigger.SCHEDULE, slot="1", due=NOON, made=NOON
    )
    draft = Draft(payload={"text": "Hello"}, items=("a", "b"))
    await state.outbox.enqueue(occurrence, [draft, draft], (), NOON + timedelta(days=1))
    for delivery in await state.outbox.claim(NOON, LEASE, 10):
        if await state.outbox.begin(delivery.id, NOON):
            sent = Settled(state=DeliveryState.SENT, at=NOON, message=5)
            await state.outbox.settle(delivery.id, sent)
    await state.outbox.recover(NOON)
    await state.outbox.stats()
    await state.ledger.had(chat, None)
    await state.subscriptions.of_chat(chat)
    await state.audit.note(chat, 5, "subscribe")
    await state.audit.of(chat)
    await state.clippings.keep(chat, "Hello", "v1")
    for clipping in await state.clippings.of(chat):
        await state.clippings.remove(chat, clipping.id)
    (token,) = await state.remember(chat, [StoredAction(command="quote")])
    await state.recall(chat, token)
    await state.chats.everything(chat)


async def opened_or_told(path):
    """Open a state and use it; whatever is wrong is told by one of our errors, and left alone."""
    before, said = path.read_bytes(), str(path)
    state = None
    try:
        state = await State.open(path, clock=lambda: NOON)
        for chat in range(1, 7):
            await everything(state, chat)
    except (StateDamaged, StateUnavailable) as error:
        said = str(error)
    if state is not None:
        await state.close()
    else:
        assert path.read_bytes() == before
    assert str(path) in said


def copied(used_file, change):
    folder = Path(tempfile.mkdtemp(prefix="newsdesk-flipped-"))
    path = folder / "state.db"
    path.write_bytes(change(used_file.read_bytes()))
    return path


async def told(used_file, change):
    path = copied(used_file, change)
    try:
        await opened_or_told(path)
    finally:
        shutil.rmtree(path.parent)


@settings(max_examples=60)
@given(places=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20), by=st.data())
async def test_flipped_bytes_are_told_or_do_no_harm(used_file, places, by):
    flips = [by.draw(st.integers(1, 255)) for _ in places]

    def flipped(data):
        new = bytearray(data)
        for place, flip in zip(places, flips, strict=True):
            new[int(place * len(new))] ^= flip
        return bytes(new)

    await told(used_file, flipped)


@settings(max_examples=30)
@given(part=st.floats(0, 1))
async def test_missing_bytes_are_told_or_do_no_harm(used_file, part):
    await told(used_file, lambda data: data[: int(part * len(data))])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chats SET kind = 'planet'",
        "UPDATE subscriptions SET days = '0x'",
        "UPDATE subscriptions SET next_due = 'tomorrow-ish'",
        "UPDATE subscriptions SET title = CAST(x'ff' AS TEXT)",
        "UPDATE deliveries SET settled = NULL, state = 'pending', payload = '{'",
        "UPDATE deliveries SET state = 'lost'",
        "UPDATE alembic_version SET version_num = '0000'",
        "UPDATE alembic_version SET version_num = '0001'",
        "UPDATE alembic_version SET version_num = 'x'",
        "DROP TABLE ledger",
    ],
)
async def test_a_row_that_nobody_wrote_is_told(used_file, tmp_path, statement):
    path = tmp_path / "state.db"
    shutil.copyfile(used_file, path)
    with closing(sqlite3.connect(path)) as database:
        database.execute(statement)
        database.commit()
    await opened_or_told(path)
