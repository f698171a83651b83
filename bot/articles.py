"""What the bot needs of the archive: to be read, read anew, corrected, added to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from storage.snapshot import HasSnapshot

if TYPE_CHECKING:
    from storage.additions import Deed
    from storage.corrections import Correction
    from storage.diff import Diff
    from storage.models import CorrectionResult
    from storage.snapshot import Progress

Report: TypeAlias = "Callable[[Progress], Awaitable[None]]"


class Articles(HasSnapshot, Protocol):
    """What holds the articles."""

    async def reload(self, *, force: bool = False, progress: Report | None = None) -> Diff:
        """Read everything anew and swap it in; give what changed."""

    async def correct(
        self, entry: Correction, *, progress: Report | None = None
    ) -> CorrectionResult:
        """Lay a correction over the others by a reload; give what became of it."""

    async def add(self, content: bytes, suffix: str, *, progress: Report | None = None) -> Diff:
        """Add an article by a reload; give what changed."""

    async def remove(self, article: str, *, progress: Report | None = None) -> Diff:
        """Remove an added article by its id, by a reload; give what changed."""

    async def undoable(self) -> Deed | None:
        """Give what was added or removed last."""

    async def undo(self, deed: Deed, *, progress: Report | None = None) -> Diff:
        """Take that back, by a reload; give what changed."""
