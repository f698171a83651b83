"""What the bot needs of the archive: to be read, to be read anew, to be corrected."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias

from storage.snapshot import HasSnapshot

if TYPE_CHECKING:
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
