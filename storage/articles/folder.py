"""A folder of articles: which files are read, in which order, and what is said of the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from storage.articles.files import FORMATS, Named, Unreadable, all_files, check, printable
from storage.articles.reading import read_with_notes
from storage.models import Rejection, SourceArticle


def read_folder(folder: Path) -> tuple[tuple[SourceArticle, ...], tuple[Rejection, ...]]:
    """Read every .txt, .md, .html and .htm file below a folder, in the order of their paths.

    README.md, hidden files and links that lead outside are skipped.  A file that cannot be
    read, or that says the same as an earlier one, is listed with its reason; so is what was
    ignored inside a file (an unknown key of its front matter).  Raises SeedsMissing where
    there is no such folder or it cannot be listed.
    """
    read = list(read_each(folder))
    return (
        tuple(one for one in read if isinstance(one, SourceArticle)),
        tuple(one for one in read if isinstance(one, Rejection)),
    )


def read_each(folder: Path, added: Iterable[Named] = ()) -> Iterator[SourceArticle | Rejection]:
    """Read a folder like `read_folder`, one file after the other, and then the `added` files."""
    seen: dict[str, str] = {}
    for file, path, within in all_files(folder, added):
        try:
            check(path, within)
            if path.suffix.lower() not in FORMATS:
                continue
            read = read_with_notes(path, file=file)
            _refuse_twin(read.article, seen)
        except Unreadable as error:
            yield Rejection(printable(file), error.reason)
            continue
        yield read.article
        yield from (Rejection(file, note) for note in read.notes)


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
