"""The state keeps what buttons do: over restarts, for their chat alone, or says why not."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.errors import ArchiveError
from storage.state import State, StateDamaged, StateUnavailable, StoredAction

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
QUOTE = StoredAction(command="quote", words="посольство", page=2, edit=True, version="v1")
ACTOR = StoredAction(command="actor", words="Kabulov", version="v1")


def at_noon() -> datetime:
    return NOON


@pytest.fixture
def place(tmp_path):
    return tmp_path / "data" / "state.db"


@asynccontextmanager
async def opened(place, clock=at_noon):
    state = await State.open(place, clock=clock)
    try:
        yield state
    finally:
        await state.close()


async def test_what_a_button_does_survives_a_restart(place):
    async with opened(place) as state:
        tokens = await state.remember(7, [QUOTE, ACTOR])
    async with opened(place) as state:
        assert [await state.recall(7, token) for token in tokens] == [QUOTE, ACTOR]


async def test_a_token_is_refused_to_another_chat(place):
    async with opened(place) as state:
        (token,) = await state.remember(-100_123_456_789_012, [QUOTE])
        assert await state.recall(8, token) is None
        assert await state.recall(-100_123_456_789_012, token) == QUOTE


@pytest.mark.parametrize("token", ["", "x", "A" * 16, "A" * 5000, "a\0b", "' OR 1=1 --'", "ы" * 16])
async def test_an_unknown_token_is_nothing(place, token):
    async with opened(place) as state:
        await state.remember(7, [QUOTE])
        assert await state.recall(7, token) is None


async def test_tokens_fit_a_button_and_cannot_be_guessed(place):
    async with opened(place) as state:
        actions = [StoredAction(command="quote", words=str(n)) for n in range(200)]
        tokens = await state.remember(7, actions)
    assert len(set(tokens)) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{12,24}", token) for token in tokens)
    assert len({token[:4] for token in tokens}) > 190


async def test_the_same_action_has_the_same_token_in_its_chat(place):
    async with opened(place) as state:
        first = await state.remember(7, [QUOTE, ACTOR, QUOTE])
        again = await state.remember(7, [ACTOR, QUOTE])
        other = await state.remember(8, [QUOTE])
    assert first == (again[1], again[0], again[1])
    assert other[0] not in first


async def test_a_reload_of_the_corpus_keeps_an_actions_token(place):
    async with opened(place) as state:
        (before,) = await state.remember(7, [ACTOR])
        (after,) = await state.remember(7, [replace(ACTOR, version="v2")])
        assert after == before
        assert await state.recall(7, after) == replace(ACTOR, version="v2")


async def test_no_actions_have_no_tokens(place):
    async with opened(place) as state:
        assert await state.remember(7, []) == ()


async def test_many_remember_at_once_and_none_is_lost(place):
    async with opened(place) as state:
        jobs = [state.remember(n % 5, [ACTOR, QUOTE]) for n in range(60)]
        answers = await asyncio.gather(*jobs)
        assert len(set(answers)) == 5
        for chat, tokens in enumerate(answers[:5]):
            assert await state.recall(chat, tokens[0]) == ACTOR


async def test_two_processes_worth_of_openings_migrate_one_by_one(place):
    states = await asyncio.gather(*(State.open(place, clock=at_noon) for _ in range(4)))
    (token,) = await states[0].remember(7, [QUOTE])
    assert [await s.recall(7, token) for s in states] == [QUOTE] * 4
    for state in states:
        await state.close()


async def test_pruning_forgets_only_what_was_not_handed_out_lately(place, clock):
    async with opened(place, clock) as state:
        old, kept = await state.remember(7, [QUOTE, ACTOR])
        clock.now += timedelta(days=90)
        await state.remember(7, [ACTOR])
        assert await state.prune(NOON + timedelta(days=30)) == 1
        assert await state.recall(7, old) is None
        assert await state.recall(7, kept) == ACTOR


async def test_a_moment_without_a_zone_is_refused(place):
    async with opened(place) as state:
        with pytest.raises(Exception, match="time zone"):
            await state.prune(datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


async def test_it_is_durable_and_private(place):
    async with opened(place) as state, state._connections.reading() as connection:
        pragmas = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }
    assert place.stat().st_mode & 0o077 == 0


def garbage(place: Path) -> None:
    place.write_bytes(b"not a database at all\n" * 500)


def short_garbage(place: Path) -> None:
    place.write_bytes(b"{}")


def broken_pages(place: Path) -> None:
    with closing(sqlite3.connect(place)) as db:
        db.execute("CREATE TABLE alembic_version (version_num TEXT)")
        db.execute("CREATE TABLE t (x)")
        db.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 100)
        db.commit()
    data = bytearray(place.read_bytes())
    data[4096 * 3 :] = b"\xa5" * (len(data) - 4096 * 3)
    place.write_bytes(data)


def truncated(place: Path) -> None:
    broken_pages(place)
    place.write_bytes(place.read_bytes()[: 4096 * 2 + 100])


def of_something_else(place: Path) -> None:
    with closing(sqlite3.connect(place)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
        db.commit()


@pytest.mark.parametrize(
    "spoil", [garbage, short_garbage, broken_pages, truncated, of_something_else]
)
async def test_what_is_no_state_is_named_and_left_as_it_is(place, spoil):
    place.parent.mkdir()
    spoil(place)
    before = place.read_bytes()
    with pytest.raises(StateDamaged, match=r"state\.db"):
        await State.open(place, clock=at_noon)
    assert place.read_bytes() == before


@pytest.mark.parametrize("kind", [StateDamaged, StateUnavailable])
async def test_what_is_wrong_with_a_state_is_a_message_with_arguments_for_the_catalogue(kind):
    error = kind("{place} is broken.", place="{x}")
    assert isinstance(error, ArchiveError)
    assert (error.message, error.arguments) == ("{place} is broken.", {"place": "{x}"})
    assert str(error) == "{x} is broken."


async def test_a_state_of_a_newer_version_is_refused(place):
    async with opened(place):
        pass
    with closing(sqlite3.connect(place)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    with pytest.raises(StateUnavailable, match="newer"):
        await State.open(place, clock=at_noon)


async def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(StateUnavailable, match="DATA_DIR"):
        await State.open(tmp_path / "file" / "state.db", clock=at_noon)
    with pytest.raises(StateUnavailable, match="DATA_DIR"):
        await State.open(tmp_path, clock=at_noon)


async def test_a_database_without_a_driver_or_an_address_is_named():
    with pytest.raises(StateUnavailable, match="driver"):
        await State.open("nosuchdb://user:secret@localhost/x", clock=at_noon)
    with pytest.raises(StateUnavailable, match="DATABASE_URL"):
        await State.open("://", clock=at_noon)


async def test_a_server_that_does_not_answer_is_named_without_the_password():
    with pytest.raises(StateUnavailable, match="localhost:1/x cannot be used") as caught:
        await State.open("postgresql://user:hunter2@localhost:1/x", clock=at_noon)
    assert "hunter2" not in str(caught.value)


async def test_an_up_to_date_state_opens_without_what_only_others_need(place):
    async with opened(place):
        pass
    code = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from storage.state import State\n"
        "async def main():\n"
        "    state = await State.open(Path(sys.argv[1]))\n"
        "    await state.close()\n"
        "asyncio.run(main())\n"
        "heavy = {'alembic', 'psycopg', 'sqlalchemy.dialects.postgresql'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        str(place),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    out, _ = await process.communicate()
    assert (process.returncode, out.strip()) == (0, b"[]")
