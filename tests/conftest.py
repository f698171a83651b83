"""Fixtures for the whole suite: where the originals are, what a test may need of the machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# No test asserts a wall-clock time: a busy machine is no failure.
settings.register_profile("newsdesk", deadline=None)
settings.load_profile("newsdesk")

ROOT = Path(__file__).resolve().parent.parent


def skip_or_fail(reason: str) -> None:
    """Skip a test visibly; under NEWSDESK_REQUIRE_ALL=1 (as in .ci/run) fail it instead."""
    if os.environ.get("NEWSDESK_REQUIRE_ALL") == "1":
        pytest.fail(f"NEWSDESK_REQUIRE_ALL=1, but {reason}")
    pytest.skip(reason)


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
def chromium() -> str:
    """Path of Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        skip_or_fail("Chromium is not installed (apt-get install chromium)")
    assert path is not None
    return path
