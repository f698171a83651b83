"""A folder of articles: which files are read, in which order, and what is said of the others."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from storage.articles.reading import FORMATS, Unreadable, read_bytes, read_with_notes
from storage.errors import SeedsMissing
from storage.models import Rejection, SourceArticle

CURATED = ("topics.toml", "actors.toml", "corrections.toml")
_SKIPPED_NAMES = frozenset({"readme.md"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Documents that people drop beside articles and would miss without a word.
_FOREIGN = frozenset({".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub"})


def read_folder(folder: Path) -> tuple[tuple[SourceArticle, ...], tuple[Rejection, ...]]:
    """Read every .txt, .md, .html and .htm file below a folder, in the order of their paths.

    README.md, hidden files and links that lead outside are skipped.  A file that cannot be
    read, or that says the same as an earlier one, is listed with its reason; so is what was
    ignored inside a file (an unknown key of its front matter).  Raises SeedsMissing where
    there is no such folder or it cannot be listed.
    """
    articles: list[SourceArticle] = []
    rejected: list[Rejection] = []
    seen: dict[str, str] = {}
    for file, path in _files(folder):
        try:
            _check(path, folder)
            if path.suffix.lower() not in FORMATS:
                continue
            read = read_with_notes(path, file=file)
            _refuse_twin(read.article, seen)
        except Unreadable as error:
            rejected.append(Rejection(_printable(file), error.reason))
            continue
        articles.append(read.article)
        rejected += (Rejection(file, note) for note in read.notes)
    return tuple(articles), tuple(rejected)


def sources_hash(folder: Path) -> str:
    """Hash the names and contents of everything that a corpus is built from.

    Articles, topics.toml, actors.toml and corrections.toml; a file that cannot be read counts
    by its name and the reason.  Raises SeedsMissing like `read_folder`.
    """
    digest = hashlib.sha256()
    for file, path in _files(folder):
        if path.suffix.lower() not in FORMATS | _FOREIGN and file not in CURATED:
            continue
        try:
            _check(path, folder)
            content = hashlib.sha256(read_bytes(path)).hexdigest()
        except Unreadable as error:
            content = error.reason
        digest.update(f"{file}\0{content}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files below a folder, hidden ones and README.md left out, by their POSIX path."""
    found: list[tuple[str, Path]] = []
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
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and name.lower() not in _SKIPPED_NAMES:
                path = Path(at, name)
                found.append((path.relative_to(folder).as_posix(), path))
    return iter(sorted(found))


def _printable(file: str) -> str:
    """A path that can be written and shown, whatever bytes the file system holds."""
    text = file.encode("utf-8", "backslashreplace").decode("utf-8")
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def _check(path: Path, folder: Path) -> None:
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


def _refuse_twin(article: SourceArticle, seen: dict[str, str]) -> None:
    """Note an article's key and text; raises Unreadable where an earlier one has either."""
    body = "\n".join(passage.source.strip() for passage in article.passages)
    text = "text " + hashlib.sha256(body.encode("utf-8")).hexdigest()
    address = f"key {article.key}"
    if text in seen:
        raise Unreadable(f"it has the same text as {seen[text]}")
    if address in seen:
        raise Unreadable(f"it gives the same address as {seen[address]}: {article.key}")
    seen[text] = seen[address] = article.file
