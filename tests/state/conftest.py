"""The databases that the state is tested over: a SQLite file, and a PostgreSQL of our own."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.state import State
from storage.state.schema import metadata

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
_NEEDED = ("initdb", "pg_ctl", "postgres")


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _programs() -> Path | None:
    """Debian keeps the server's programs off the PATH."""
    on_path = shutil.which("postgres")
    folders = [Path(on_path).parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in folders if all((f / name).exists() for name in _NEEDED)), None)


def _not_root() -> dict[str, Any]:
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return {}
    known = {one.pw_name: one for one in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def server(missing: Callable[[str], None]) -> Iterator[str]:
    """A PostgreSQL server on a socket in a folder of its own, which is given."""
    programs = _programs()
    if programs is None:
        missing("no PostgreSQL server is installed (on Debian: apt-get install postgresql)")
        raise AssertionError
    as_user = _not_root()
    with tempfile.TemporaryDirectory(prefix="newsdesk-pg-", ignore_cleanup_errors=True) as folder:
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, "-D", f"{folder}/data", *arguments],
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
                timeout=100,
                **as_user,
            )

        run("initdb", "-U", "newsdesk", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        run("pg_ctl", "-l", f"{folder}/log", "-o", options, "-w", "start")
        try:
            yield folder
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")


def _sql(folder: str, database: str, statement: str) -> None:
    import psycopg

    to = {"host": folder, "user": "newsdesk", "dbname": database, "autocommit": True}
    with closing(psycopg.connect(**to)) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def made_database(server: str) -> tuple[str, str]:
    """The folder and name of a database with the newest schema, which tests empty in turn."""
    _sql(server, "postgres", "CREATE DATABASE made")
    _make_state(f"postgresql://newsdesk@/made?host={server}")
    return server, "made"


@pytest.fixture
def empty_database(server: str) -> str:
    """The address of a database without tables."""
    _sql(server, "postgres", "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return f"postgresql://newsdesk@/postgres?host={server}"


@pytest.fixture
def emptied_database(made_database: tuple[str, str]) -> Callable[[], str]:
    """Give the address of a database whose tables hold nothing (any more)."""
    folder, name = made_database

    def emptied() -> str:
        _sql(folder, name, f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE")
        return f"postgresql://newsdesk@/{name}?host={folder}"

    return emptied


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema and nothing in it, to copy: migrating takes a while."""
    path = tmp_path_factory.mktemp("blank") / "state.db"
    _make_state(path)
    return path


def _make_state(place: str | Path) -> None:
    async def make() -> None:
        await (await State.open(place, clock=Clock())).close()

    asyncio.run(make())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a state may be made, on each kind of database."""
    if request.param == "postgresql":
        return request.getfixturevalue("empty_database")
    return tmp_path / "data" / "state.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a state is that holds nothing yet, on each kind of database."""
    if request.param == "postgresql":
        return request.getfixturevalue("emptied_database")()
    path = tmp_path / "data" / "state.db"
    path.parent.mkdir()
    shutil.copyfile(request.getfixturevalue("blank_file"), path)
    return path


@asynccontextmanager
async def opened(place: str | Path, clock: Callable[[], datetime]) -> AsyncIterator[State]:
    state = await State.open(place, clock=clock)
    try:
        yield state
    finally:
        await state.close()


@pytest.fixture
async def state(place: str | Path, clock: Clock) -> AsyncIterator[State]:
    """A new state, on each kind of database."""
    async with opened(place, clock) as one:
        yield one
