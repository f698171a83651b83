"""Files that people and the bot have sent, in memory, under names that the stand-in makes up."""

from __future__ import annotations

import itertools
import re

from bot.simulator.models import File

MAX_FILE = 25 * 1024 * 1024
"""Bytes of a file that the page takes: more than a bot may fetch, so that this can be tried."""
MAX_KEPT = 100 * 1024 * 1024

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


class Files:
    """The files, the oldest of which are forgotten when they are too much together."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._numbers = itertools.count()

    def add(self, name: str, content: bytes, media_type: str) -> File:
        """Keep a file; ValueError where it is empty or too large.

        The sender's name is only told, never used as a path.
        """
        if not 0 < len(content) <= MAX_FILE:
            raise ValueError(f"a file has 1 to {MAX_FILE} bytes here")
        number = next(self._numbers)
        suffix = _SUFFIX.search(name)
        file = File(
            id=f"BQACAgIAAxkBAAE{number:06d}",
            unique_id=f"AgAD{number:06d}",
            name=name,
            media_type=media_type,
            path=f"documents/file_{number}{suffix.group() if suffix else ''}",
            content=content,
        )
        self._files[file.id] = file
        while sum(len(kept.content) for kept in self._files.values()) > MAX_KEPT:
            del self._files[next(iter(self._files))]
        return file

    def by_id(self, file_id: str) -> File | None:
        """The file with the id, if it is still there."""
        return self._files.get(file_id)

    def by_path(self, path: str) -> File | None:
        """The file with the path, if it is still there."""
        return next((file for file in self._files.values() if file.path == path), None)
