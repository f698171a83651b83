"""The articles that admins have added: the folder `sources` of the data folder, and the way back.

The folder of articles may be read-only, and is its owner's.  What counts lies in `sources` itself,
what does not in `.aside` below: an article that is about to be added, or was removed.  Each change
is one renaming; the journal tells in which order they were made, so that the last can be undone.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from storage.articles.files import ADDED, FORMATS, Named, files_below
from storage.atomic import replacing, sync
from storage.errors import NotAnAddition

MOST_KEPT: Final = 20
"""How many changes can be undone, and how many files lie aside."""

_ASIDE: Final = ".aside"
_JOURNAL: Final = ".journal.json"


@dataclass(frozen=True, slots=True)
class Deed:
    """That an article was added, or removed: the name of its file, and its title."""

    added: bool
    name: str
    title: str


class Additions:
    """The added articles of a data folder.

    What is done to them is not noticed by readers: a corpus must be built with them.
    """

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / ADDED
        self._aside = self.folder / _ASIDE
        self._journal = self.folder / _JOURNAL

    def files(self, *, more: str = "", less: str = "") -> tuple[Named, ...]:
        """List the files that count; with one `more`, which lies aside, or one `less`.

        Raises SeedsMissing where the folder cannot be listed.
        """
        there = dict(files_below(self.folder)) if self.folder.exists() else {}
        there.pop(less, None)
        if more:
            there[more] = self._aside / more
        return tuple((f"{ADDED}/{name}", path) for name, path in sorted(there.items()))

    def name_of(self, file: str) -> str:
        """Give the name of an article's file here; raises NotAnAddition where it has none."""
        folder, _, name = file.partition("/")
        if folder != ADDED or "/" in name or not _is_here(self.folder / name):
            raise NotAnAddition(
                "{file} was not added here, so it is not removed here: whoever put it there takes "
                "the file away, and then /reload lets go of it.",
                file=file,
            )
        return name

    def set_down(self, content: bytes, suffix: str) -> str:
        """Write an article aside, safe from a power cut; give the name that it was given.

        Raises OSError; nothing is left of it then.
        """
        if suffix not in FORMATS:
            raise ValueError(suffix)
        self._make()
        name = f"{secrets.token_hex(16)}{suffix}"
        with replacing(self._aside / name) as file:
            file.write(content)
        sync(self._aside)
        return name

    def discard(self, name: str) -> None:
        """Delete what was written aside and came to nothing."""
        with suppress(OSError):
            (self._aside / name).unlink(missing_ok=True)

    def deeds(self) -> tuple[Deed, ...]:
        """List what was done, the last at the end; what the files contradict was not, or no more.

        So it is where a process was killed meanwhile, or people moved files by hand.
        """
        here = {name for name, _ in files_below(self.folder)} if self.folder.exists() else set()
        standing: list[Deed] = []
        for deed in reversed(self._written()):
            if deed.added and deed.name in here:
                here.remove(deed.name)
            elif not deed.added and deed.name not in here and _is_here(self._aside / deed.name):
                here.add(deed.name)
            else:
                continue
            standing.append(deed)
        return tuple(reversed(standing))

    @contextmanager
    def doing(self, deed: Deed) -> Iterator[None]:
        """Add or remove an article after what is done inside, and note it.

        All that a disk can refuse is done before.  Where either fails, or the process is killed,
        neither is done.  Raises OSError.
        """
        self._check(deed.name, into=deed.added)
        with self._noting((*self.deeds(), deed)):
            yield
        # Noted first: a note that the files contradict is passed over.
        self._move(deed.name, into=deed.added)

    @contextmanager
    def undoing(self, deed: Deed) -> Iterator[None]:
        """Take the last deed back after what is done inside, and forget it; else like `doing`."""
        self._check(deed.name, into=not deed.added)
        with self._noting(self.deeds()[:-1]):
            yield
            self._move(deed.name, into=not deed.added)

    def sweep(self) -> None:
        """Delete what a killed process left half written, and what lies aside beyond the last.

        What cannot be deleted stays until the next time.
        """
        if not self._aside.is_dir():
            return
        needed = {deed.name for deed in self.deeds()}
        with suppress(OSError):
            strays = [*self.folder.glob(".*.tmp"), *self._aside.glob(".*.tmp")]
            aside = {path for path in self._aside.iterdir() if path.name not in needed}
            others = sorted(aside - {*strays}, key=lambda path: -path.lstat().st_ctime_ns)
            for old in (*strays, *others[max(MOST_KEPT - len(needed), 0) :]):
                old.unlink(missing_ok=True)

    def _make(self) -> None:
        for folder in (self.folder, self._aside):
            folder.mkdir(mode=0o700, exist_ok=True)

    def _check(self, name: str, *, into: bool) -> None:
        """Raise OSError where a change would take the place of something else."""
        place = self.folder / name if into else self._aside / name
        if os.path.lexists(place):
            raise FileExistsError(17, "a file of that name is there", str(place))

    def _move(self, name: str, *, into: bool) -> None:
        here, aside = self.folder / name, self._aside / name
        if into:
            aside.rename(here)
        else:
            here.rename(aside)
        sync(self._aside)
        sync(self.folder)

    @contextmanager
    def _noting(self, deeds: Sequence[Deed]) -> Iterator[None]:
        self._make()
        with replacing(self._journal) as file:
            file.write(json.dumps([asdict(deed) for deed in deeds[-MOST_KEPT:]]).encode())
            file.flush()
            os.fsync(file.fileno())
            yield

    def _written(self) -> list[Deed]:
        """Read the journal; one that cannot be read is an empty one: it only leads back."""
        try:
            return [Deed(**one) for one in json.loads(self._journal.read_bytes())]
        except (OSError, ValueError, TypeError):
            return []


def _is_here(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
