"""What a build gives and says meanwhile; apart from the building, which a reader never imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from storage.models import Corpus
from storage.search import Index


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build has come: a stage, and how many of how many steps of it are done."""

    stage: str  # reading, extracting, indexing, checking
    done: int
    total: int


@dataclass(frozen=True)
class Snapshot:
    """A corpus and its index: immutable, swapped whole."""

    corpus: Corpus
    index: Index


class HasSnapshot(Protocol):
    """Whatever holds the current snapshot."""

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot."""
