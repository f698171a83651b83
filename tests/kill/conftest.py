"""The harness of the kill test, which is a program of its own, too."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import pytest

from storage.corpus import read_snapshot, shipped_seeds


@pytest.fixture(scope="session")
def killing() -> ModuleType:
    """The harness."""
    spec = importlib.util.spec_from_file_location("killing", Path(__file__).with_name("killing.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["killing"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A data folder with the shipped corpus in it, to copy."""
    folder = tmp_path_factory.mktemp("built")
    asyncio.run(read_snapshot(data_dir=folder, seeds=shipped_seeds()))
    return folder


@pytest.fixture
async def rig(killing, built, tmp_path) -> AsyncIterator:
    """A stand-in with forty readers, and a data folder for a bot."""
    shutil.copytree(built, tmp_path / "data")
    async with killing.rig(tmp_path / "data", chats=40) as rig:
        yield rig
