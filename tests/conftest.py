"""Fixtures for the whole suite: where the originals are, what a test may need of the machine."""

from __future__ import annotations

import asyncio
import json
import os
import selectors
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import settings

# No test asserts a wall-clock time: a busy machine is no failure.
settings.register_profile("newsdesk", deadline=None)
settings.load_profile("newsdesk")

if TYPE_CHECKING:
    from bot.app import Articles
    from bot.simulator import Simulator

Answering: TypeAlias = "Callable[[Simulator, Articles, Path], AbstractAsyncContextManager[None]]"

ROOT = Path(__file__).resolve().parent.parent


def skip_or_fail(reason: str) -> None:
    """Skip a test visibly; under NEWSDESK_REQUIRE_ALL=1 (as in .ci/run) fail it instead."""
    if os.environ.get("NEWSDESK_REQUIRE_ALL") == "1":
        pytest.fail(f"NEWSDESK_REQUIRE_ALL=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def missing() -> Callable[[str], None]:
    """`skip_or_fail`, for tests that find out by themselves what the machine lacks."""
    return skip_or_fail


@pytest.fixture(scope="session")
def children_in_proc() -> None:
    """A machine that shows a process's children in /proc."""
    if not Path("/proc/self/task").is_dir():
        skip_or_fail("children are seen in /proc only")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository with the originals, annotations and the Bot API table."""
    folder = ROOT.parent / "shared"
    if not (folder / "seeds").is_dir():
        # A bare clone has no ../shared, on CI neither: this is never turned into a failure.
        pytest.skip("the folder ../shared (original articles, annotations) is not here")
    return folder


@pytest.fixture(scope="session")
def originals(shared: Path) -> Path:
    """The five original articles as they came."""
    return shared / "seeds"


@pytest.fixture(scope="session")
def bot_api() -> Mapping[str, Any] | None:
    """The Bot API table; None in a bare clone, where requests are not held against it."""
    path = ROOT.parent / "shared" / "telegram" / "bot-api-10.1.json"
    table: Mapping[str, Any] | None = (
        json.loads(path.read_text("utf-8")) if path.is_file() else None
    )
    return table


@pytest.fixture(scope="session")
def answering(bot_api: Mapping[str, Any] | None) -> Answering:
    """Let the bot answer at a simulator as in production, with a state in a folder.

    At the end every request that it made is held against the Bot API table.
    """
    # Imported here: the tests of the parts need no bot.
    from bot.app import build_application, serve
    from bot.config import load
    from bot.pacing import Pace
    from bot.simulator import ADMIN, violations
    from bot.tokens import StoredTokens
    from storage.state import State

    @asynccontextmanager
    async def answering(
        simulator: Simulator, archive: Articles, data: Path, **more: Any
    ) -> AsyncIterator[None]:
        settings = load(
            env_file=None,
            telegram_bot_token=simulator.token,
            telegram_api_url=simulator.url,
            admin_ids=frozenset({ADMIN.id}),
            data_dir=data,
            **{"rate_limit": 0, **more},
        )
        state = await State.open(data / "state.db")
        stop, ready = asyncio.Event(), asyncio.Event()
        # A minute passes at each look at the clock: tests ask faster than people do.
        pace = Pace(clock=count(0, 60).__next__)
        application = build_application(settings, archive, StoredTokens(state), pace=pace)
        serving = asyncio.create_task(serve(application, settings, stop=stop, ready=ready.set))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield
        finally:
            waiting.cancel()
            stop.set()
            try:
                await serving
            finally:
                await state.close()
        if bot_api is not None:
            assert violations(simulator.calls, bot_api) == []

    return answering


class _Jumping(selectors.SelectSelector):
    """Waits for nothing: lets the time pass instead."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        assert timeout is not None, "everybody waits, and nothing is to come"
        self.passed += timeout
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on whose clock waiting takes no time."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Give a port of this machine at which nothing listens."""

    def free_port() -> int:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            return int(one.getsockname()[1])

    return free_port


@pytest.fixture(scope="session")
def in_virtual_time() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Run something to its end on a loop on whose clock waiting takes no time."""

    def run(whole: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            return runner.run(whole)

    return run


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        skip_or_fail("Chromium is not installed (apt-get install chromium)")
    assert path is not None
    return path
