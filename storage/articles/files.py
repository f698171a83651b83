"""The files of a folder: which count, what they hold, and a hash of it all.

Apart from the reading of articles, which a start with a built corpus does without.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from storage.errors import SeedsMissing

MOST_BYTES = 5 * 1024 * 1024
HTML = frozenset({".html", ".htm"})
FORMATS = frozenset({".txt", ".md"}) | HTML
CURATED = ("topics.toml", "actors.toml", "corrections.toml")
ADDED: Final = "sources"
"""The folder of a data folder where added articles lie, with which their paths begin."""

Named: TypeAlias = tuple[str, Path]
"""A file: the path by which articles are known, and where it is read."""

_SKIPPED_NAMES = frozenset({"readme.md"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Documents that people drop beside articles and would miss without a word.
_FOREIGN = frozenset({".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub"})


class Unreadable(Exception):
    """A file cannot be read as an article; `reason` says why, in words for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sources_hash(folder: Path, added: Iterable[Named] = ()) -> str:
    """Hash the names and contents of everything that a corpus is built from.

    Articles, the `added` ones too, topics.toml, actors.toml and corrections.toml; a file that
    cannot be read counts by its name and the reason.  Raises SeedsMissing like `read_folder`.
    """
    digest = hashlib.sha256()
    for file, path, within in all_files(folder, added):
        if path.suffix.lower() not in FORMATS | _FOREIGN and file not in CURATED:
            continue
        try:
            check(path, within)
            content = hashlib.sha256(read_bytes(path)).hexdigest()
        except Unreadable as error:
            content = error.reason
        digest.update(f"{file}\0{content}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def all_files(folder: Path, added: Iterable[Named]) -> Iterator[tuple[str, Path, Path]]:
    """List the files below a folder, then the added ones, each with the folder it must lie in."""
    yield from ((file, path, folder) for file, path in files_below(folder))
    yield from ((file, path, path.parent) for file, path in added)


def check_folder(folder: Path) -> None:
    """Raise SeedsMissing where there is no such folder or it cannot be listed."""
    try:
        if not folder.is_dir():
            if folder.exists():
                raise SeedsMissing(
                    "{folder} is a file, not a folder; set SEEDS_DIR to a folder of articles.",
                    folder=folder,
                )
            raise SeedsMissing(
                "The folder of articles {folder} does not exist; create it, or set SEEDS_DIR to "
                "another one.",
                folder=folder,
            )
        next(folder.iterdir(), None)  # os.walk would take a refusal for an empty folder
    except OSError as error:
        raise SeedsMissing(
            "The folder of articles {folder} cannot be read: {reason}. Check its permissions.",
            folder=folder,
            reason=error.strerror or error,
        ) from error


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """List the files below a folder, hidden ones and README.md left out, by their POSIX path.

    Raises SeedsMissing where there is no such folder or it cannot be listed.
    """
    check_folder(folder)
    found: list[tuple[str, Path]] = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and name.lower() not in _SKIPPED_NAMES:
                path = Path(at, name)
                found.append((path.relative_to(folder).as_posix(), path))
    return iter(sorted(found))


def printable(file: str) -> str:
    """Give a path that can be written and shown, whatever bytes the file system holds."""
    text = file.encode("utf-8", "backslashreplace").decode("utf-8")
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def check(path: Path, folder: Path) -> None:
    """Raise Unreadable where a file is none that is read: foreign, oddly named, a link outside."""
    if reason := _refusal(path, folder):
        raise Unreadable(reason)


def _refusal(path: Path, folder: Path) -> str | None:
    suffix = path.suffix.lower()
    if suffix in _FOREIGN:
        return f"{suffix} files are not read: save the article as .txt, .md or .html"
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:
        return "its name is not UTF-8: rename it"
    if _CONTROL.search(path.name):
        return "its name holds control characters: rename it"
    try:
        outside = path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return "it is a link that leads nowhere"
    return "it is a link that leads outside of the folder" if outside else None


def read_bytes(path: Path) -> bytes:
    """Read a regular file of at most 5 MB; raises Unreadable."""
    try:
        # Non-blocking, so that a named pipe among the articles cannot hold the reader up.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("it is not a regular file")
            if status.st_size > MOST_BYTES:
                raise Unreadable(_too_big(status.st_size))
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"it cannot be read: {error.strerror or error}") from error
    if len(data) > MOST_BYTES:
        raise Unreadable(_too_big(len(data)))
    return data


def is_utf8(content: bytes) -> bool:
    """Whether a file is encoded in UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _too_big(size: int) -> str:
    return f"it is too big: {size / 1024 / 1024:.1f} MB, at most 5 MB are read"
