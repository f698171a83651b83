"""The data folder is its user's own."""

from __future__ import annotations

from pathlib import Path

from storage.backends.tinydb import CorpusStore


def test_every_folder_that_the_store_creates_is_for_its_owner_only(tmp_path: Path) -> None:
    CorpusStore(tmp_path / "newsdesk" / "simulator" / "corpus.json").close()
    for folder in (tmp_path / "newsdesk", tmp_path / "newsdesk" / "simulator"):
        assert folder.stat().st_mode & 0o077 == 0
