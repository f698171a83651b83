"""What admins are about to add: a folder for each draft, kept for a day, over restarts, too."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from storage.articles.files import FORMATS
from storage.atomic import replacing
from storage.backends.tinydb import unwritable
from storage.errors import AdditionRefused

FOLDER: Final = "drafts"
MOST: Final = 5
"""How many drafts an admin may have at once."""

LASTING: Final = timedelta(days=1)
_NAME: Final = "article"  # of the file: what people call theirs is nowhere a path
_FOLDER: Final = re.compile(r"(-?\d+)-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that is about to be added: its id, and its file."""

    id: str
    path: Path

    @property
    def folder(self) -> Path:
        """The folder that holds nothing but it."""
        return self.path.parent


class Drafts:
    """The drafts of all admins, below a data folder; each admin's are nobody else's."""

    def __init__(self, data_dir: Path, clock: Callable[[], float] = time.time) -> None:
        # What tells the age of a file is the system's clock, not one that may be set forward.
        self._folder, self._clock = data_dir / FOLDER, clock

    def begin(self, owner: int, suffix: str, content: bytes) -> Draft:
        """Write a new draft.  Raises AdditionRefused where there are too many, StoreUnwritable."""
        self.sweep()
        if len(list(self._of(owner))) >= MOST:
            raise AdditionRefused(
                "You have {count} drafts already: publish or discard one of them first. /add lists "
                "them.",
                count=MOST,
            )
        if suffix not in FORMATS:
            raise ValueError(suffix)
        id_ = secrets.token_hex(6)
        draft = Draft(id_, self._folder / f"{owner}-{id_}" / f"{_NAME}{suffix}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.folder.mkdir(mode=0o700)
        except OSError as error:
            raise unwritable(self._folder, error) from error
        try:
            self.write(draft, content)
        except BaseException:
            self.discard(draft)
            raise
        return draft

    def write(self, draft: Draft, content: bytes) -> None:
        """Put another content into a draft.  Raises StoreUnwritable; the old one stays then."""
        try:
            with replacing(draft.path) as file:
                file.write(content)
        except OSError as error:
            raise unwritable(self._folder, error) from error

    def get(self, owner: int, id_: str) -> Draft | None:
        """Give a draft of an admin's by its id, None where there is none any more."""
        return next((draft for draft in self._of(owner) if draft.id == id_), None)

    def of(self, owner: int) -> tuple[Draft, ...]:
        """List the drafts of an admin, the oldest first."""
        self.sweep()
        return tuple(sorted(self._of(owner), key=_written))

    def discard(self, draft: Draft) -> None:
        """Delete a draft."""
        shutil.rmtree(draft.folder, ignore_errors=True)

    def sweep(self) -> None:
        """Delete the drafts that have had their day, and what came to nothing."""
        for folder in self._folder.glob("*-*"):
            draft = _read(folder)
            if draft is None or self._clock() - _written(draft) > LASTING.total_seconds():
                shutil.rmtree(folder, ignore_errors=True)

    def _of(self, owner: int) -> Iterator[Draft]:
        for folder in self._folder.glob(f"{owner}-*"):
            draft = _read(folder)
            if draft is not None:
                yield draft


def _read(folder: Path) -> Draft | None:
    named = _FOLDER.fullmatch(folder.name)
    for suffix in FORMATS if named is not None else ():
        path = folder / f"{_NAME}{suffix}"
        if path.is_file() and not path.is_symlink():
            return Draft(named[2] if named is not None else "", path)
    return None


def _written(draft: Draft) -> float:
    with suppress(OSError):
        return draft.path.stat().st_mtime
    return 0.0
