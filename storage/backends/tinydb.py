"""The corpus store: a TinyDB file that is written whole or not at all, by one process.

TinyDB's own JSONStorage overwrites its file in place; a kill or a full disk half-way leaves
neither the old nor the new content.  `AtomicStorage` writes a temporary file beside the
target, syncs it, renames it over the target and syncs the folder, under an exclusive lock
that a second process is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Self, TypeAlias, cast

import msgspec
from tinydb import TinyDB
from tinydb.storages import Storage

from storage.atomic import replacing, sync
from storage.errors import StoreDamaged, StoreUnwritable
from storage.hold import take
from storage.models import Corpus

SCHEMA = 2
_LISTS = (
    "articles",
    "actors",
    "quotes",
    "statements",
    "events",
    "differences",
    "topics",
    "rejected",
)
Tables: TypeAlias = Mapping[str, Mapping[str, Any]]


class AtomicStorage(Storage):
    """A TinyDB storage whose writes are atomic and whose writer is one process.

    Opening for writing takes an exclusive lock beside the file (held until `close`, released
    by the kernel when the process dies) and sweeps temporary files that a killed writer left.
    Raises StoreLocked where another process holds the lock, StoreUnwritable where the folder
    or the disk refuses, StoreDamaged where the file is not JSON.
    """

    def __init__(self, path: Path, *, write: bool = True) -> None:
        self._path = path
        self._lock: int | None = None
        if write:
            self._lock = take(path)
            for stray in path.parent.glob(f".{path.name}.*.tmp"):
                stray.unlink(missing_ok=True)

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Give the tables, or None where nothing was ever written."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreDamaged(
                "{path} cannot be read: {reason}. Check its permissions.",
                path=self._path,
                reason=error.strerror or error,
            ) from error
        try:
            tables = msgspec.json.decode(data)
        except (msgspec.DecodeError, RecursionError) as error:
            raise StoreDamaged(
                "{path} is not readable JSON ({size} bytes); it can be built anew from the "
                "articles with `newsdesk build`.",
                path=self._path,
                size=len(data),
            ) from error
        if not isinstance(tables, dict):
            raise StoreDamaged(
                "{path} does not hold a corpus; it can be built anew from the articles with "
                "`newsdesk build`.",
                path=self._path,
            )
        return tables

    def write(self, data: Tables) -> None:
        """Replace the file by these tables; on any failure the old file stays as it was.

        Rows are asked for one by one, and may be facts as well as plain values.
        """
        if self._lock is None:
            raise StoreUnwritable("{path} was opened for reading only.", path=self._path)
        try:
            with replacing(self._path) as file:
                file.writelines(_pretty(data))
            sync(self._path.parent)
        except (OSError, UnicodeError) as error:
            raise unwritable(self._path, error) from error

    def close(self) -> None:
        """Release the lock."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _pretty(tables: Tables) -> Iterator[bytes]:
    """Write tables as `json.dump` does with an indent of one and sorted keys, row by row."""
    between = b"{\n "
    for name in sorted(tables):
        yield between + _JSON.encode(name) + b": "
        row_between = b"{\n  "
        for number, row in tables[name].items():
            # A line break in a text is written as two other characters: these are the layout's.
            laid_out = msgspec.json.format(_JSON.encode(row), indent=1).replace(b"\n", b"\n  ")
            yield row_between + _JSON.encode(number) + b": " + laid_out
            row_between = b",\n  "
        yield b"\n }" if tables[name] else b"{}"
        between = b",\n "
    yield b"\n}" if tables else b"{}"


def unwritable(path: Path, error: Exception) -> StoreUnwritable:
    """Tell why the corpus could not be written, and what can be done."""
    return StoreUnwritable(
        "The corpus could not be written to {path}: {reason}. The old one is kept; "
        "free some space or choose another DATA_DIR, then reload.",
        path=path,
        reason=getattr(error, "strerror", None) or error,
    )


class CorpusStore:
    """Keeps one corpus in a TinyDB file, a table for each kind of item.

    The file carries a checksum of its tables; `load` raises StoreDamaged where it does not
    fit, so that a flipped bit is never served as an article's words.
    """

    def __init__(self, path: Path, *, write: bool = True) -> None:
        self.path = path
        self._database = TinyDB(path, write=write, storage=AtomicStorage)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def load(self) -> Corpus | None:
        """Give the kept corpus; None where there is none or another schema wrote it."""
        tables = self._database.storage.read()
        if not tables:
            return None
        about = self._about(tables)
        if about.get("schema") != SCHEMA:
            return None
        facts = {name: self._rows(tables.get(name)) for name in _LISTS}
        kept = about.get("corpus")
        if not isinstance(kept, dict) or about.get("checksum") != _checksum(facts, kept):
            raise StoreDamaged(
                "{path} was changed outside Newsdesk or damaged (its checksum does not fit); it "
                "can be built anew from the articles with `newsdesk build`.",
                path=self.path,
            )
        try:
            return _as_built(msgspec.convert(facts | kept, Corpus))
        except msgspec.ValidationError as error:
            raise self._not_a_corpus() from error

    def _about(self, tables: dict[str, Any]) -> dict[str, Any]:
        rows = self._rows(tables.get("about"))
        if len(rows) != 1 or not isinstance(rows[0].get("schema"), int):
            raise self._not_a_corpus()
        return rows[0]

    def _rows(self, table: object) -> list[dict[str, Any]]:
        """Give a table's rows by number: the file's keys are sorted as text, "10" before "2"."""
        if not isinstance(table, dict):
            raise self._not_a_corpus()
        if not all(n.isdecimal() and isinstance(row, dict) for n, row in table.items()):
            raise self._not_a_corpus()
        return [table[n] for n in sorted(table, key=int)]

    def _not_a_corpus(self) -> StoreDamaged:
        return StoreDamaged(
            "{path} does not hold a whole corpus; it can be built anew from the articles with "
            "`newsdesk build`.",
            path=self.path,
        )

    def replace(self, corpus: Corpus) -> None:
        """Keep this corpus instead of the one before, whole or not at all."""
        facts = {name: getattr(corpus, name) for name in _LISTS}
        kept = {f.name: getattr(corpus, f.name) for f in fields(corpus) if f.name not in facts}
        about = {"schema": SCHEMA, "checksum": _checksum(facts, kept), "corpus": kept}
        tables: dict[str, Mapping[str, Any]] = {n: _Numbered(rows) for n, rows in facts.items()}
        tables["about"] = {"1": about}
        cast("AtomicStorage", self._database.storage).write(tables)

    def close(self) -> None:
        """Close the file and release its lock."""
        self._database.close()


class _Numbered(Mapping[str, Any]):
    """The rows of a table by their numbers from 1 on, in the order of these as texts."""

    def __init__(self, rows: Sequence[object]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(map(str, range(1, len(self._rows) + 1))))

    def __getitem__(self, number: str) -> object:
        return self._rows[int(number) - 1]


def corpus_version(corpus: Corpus) -> str:
    """Hash everything that a corpus says (12 hex digits): equal corpora, equal versions."""
    digest = hashlib.sha256()
    for name in sorted(_LISTS):
        digest.update(f"\n{name}\n".encode())
        for one in getattr(corpus, name):
            digest.update(_as_json(one) + b"\n")
    return digest.hexdigest()[:12]


def _as_json(one: object) -> bytes:
    """Write an item always in the same way."""
    try:
        return _JSON.encode(one)
    except UnicodeEncodeError:  # half of a surrogate pair, which YAML can write
        return json.dumps(msgspec.to_builtins(one, enc_hook=_plain), sort_keys=True).encode()


def _checksum(facts: Mapping[str, Iterable[object]], kept: Mapping[str, object]) -> str:
    """Hash all of a corpus as one JSON object with sorted keys, written piece by piece."""
    digest = hashlib.sha256()
    between = b"{"
    for name in sorted((*facts, *kept)):
        digest.update(between + _JSON.encode(name) + b":")
        if name in facts:
            row_between = b"["
            for row in facts[name]:
                digest.update(row_between + _as_json(row))
                row_between = b","
            digest.update(b"]" if row_between == b"," else b"[]")
        else:
            digest.update(_as_json(kept[name]))
        between = b","
    digest.update(b"}")
    return digest.hexdigest()


def _as_built(corpus: Corpus) -> Corpus:
    """Give a corpus that was read the tuples that it was built with."""
    actors = tuple(replace(actor, mentions=tuple(actor.mentions)) for actor in corpus.actors)
    tables: dict[str, Any] = {n: tuple(getattr(corpus, n)) for n in (*_LISTS, "corrections")}
    return replace(corpus, **tables | {"actors": actors})


def _plain(facts: object) -> object:
    """Give what JSON knows for a sequence of facts that are not held as such."""
    if isinstance(facts, Sequence):
        return tuple(facts)
    raise NotImplementedError(type(facts))


_JSON = msgspec.json.Encoder(order="sorted", enc_hook=_plain)
