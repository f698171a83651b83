"""The hold on a data folder: one process has it, and others know at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import StoreLocked
from storage.hold import STORE, is_held, refuse_held, take

TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz012345"


def test_a_folder_is_held_until_it_is_let_go(tmp_path: Path) -> None:
    refuse_held(tmp_path)
    assert not any(tmp_path.iterdir())
    held = take(tmp_path / STORE)
    assert is_held(tmp_path / STORE)
    with pytest.raises(StoreLocked, match=f"Another Newsdesk is running on the data.*{tmp_path}"):
        refuse_held(tmp_path)
    with pytest.raises(StoreLocked):
        take(tmp_path / STORE)
    os.close(held)
    refuse_held(tmp_path)
    os.close(take(tmp_path / STORE))


@pytest.mark.parametrize(("command", "folder"), [("run", "."), ("simulate", "simulator")])
def test_a_second_instance_ends_before_it_has_imported_the_bot(
    tmp_path: Path, command: str, folder: str
) -> None:
    held = take(tmp_path / folder / STORE)
    settings = {"DATA_DIR": str(tmp_path), "TELEGRAM_BOT_TOKEN": TOKEN}
    try:
        second = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "bot", command],
            env=os.environ | settings,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(held)
    assert second.returncode == 1
    lines = second.stderr.splitlines()
    imported = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time")}
    assert "bot.config" in imported
    assert imported.isdisjoint({"telegram", "sqlalchemy", "tinydb", "storage.search", "bot.app"})
    assert lines[-1].startswith("newsdesk: Another Newsdesk is running on the data folder")
