"""Which rules a corpus was extracted and indexed by: hashes, told without importing them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

RULES = (
    "models",
    "building.py",
    "citing.py",
    "correcting.py",
    "corrections.py",
    "topics.py",
    "text",
    "articles",
    "extraction",
)


FINDING = ("arrays.py", "models", "text", "search")

FACTS = ("arrays.py", "backends", "chronology.py", "models", "text/offsets.py")


def rules_hash() -> str:
    """Hash the code and the lexicons that decide what is extracted (12 hex digits)."""
    return _hash(RULES)


def finding_hash() -> str:
    """Hash the code and the data that decide how it is indexed (12 hex digits)."""
    return _hash(FINDING)


def facts_hash() -> str:
    """Hash the code that keeps facts and their look-ups (12 hex digits)."""
    return _hash(FACTS)


@lru_cache(maxsize=3)
def _hash(names: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    package = resources.files(__package__)
    for name in names:
        for path, file in sorted(_files(package.joinpath(name), name), key=lambda found: found[0]):
            digest.update(path.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _files(entry: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    if entry.is_dir():
        for below in entry.iterdir():
            yield from _files(below, f"{path}/{below.name}")
    elif path.endswith((".py", ".toml")):
        yield path, entry
