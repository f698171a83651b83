"""What a build shows on a terminal: what is being made and why, and how far it has come."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.contract import Text
from bot.locale import Translator, t
from storage.snapshot import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

Report = Callable[[Progress], Awaitable[None]]

_STAGES: Mapping[str, Text] = {
    "reading": t("reading the files"),
    "extracting": t("taking out people, quotes and dates"),
    "indexing": t("making it searchable"),
    "checking": t("checking"),
}


@contextmanager
def shown(folder: Path, stream: TextIO | None = None) -> Iterator[Display | None]:
    """Give what shows a build's progress on standard error; None where that is no terminal.

    Nothing is drawn, and the drawing library is not imported, until a build reports.
    """
    stream = stream or sys.stderr
    if not stream.isatty():
        yield None
        return
    display = Display(folder, stream)
    try:
        yield display
    finally:
        display.end()


class Display:
    """A bar on a terminal, for one build; call it with each report."""

    def __init__(self, folder: Path, stream: TextIO) -> None:
        self._folder = folder
        self._stream = stream
        self._translator = Translator()
        self._bar: Bar | None = None
        self._task: TaskID | None = None

    def show(self, progress: Progress) -> None:
        """Draw how far a build has come."""
        stage = _STAGES.get(progress.stage)
        name = self._translator.render(stage) if stage else progress.stage
        if self._bar is None or self._task is None:
            self._bar, self._task = self._begin()
        # The steps of other stages take no time worth counting.
        counted = progress.stage == "extracting"
        self._bar.update(
            self._task,
            description=name,
            completed=progress.done,
            total=progress.total if counted else None,
            steps=f"{progress.done}/{progress.total}" if counted else "",
        )

    async def __call__(self, progress: Progress) -> None:
        """Draw it, as the archive wants it."""
        self.show(progress)

    def end(self) -> None:
        """Take the bar away; what was explained stays."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _begin(self) -> tuple[Bar, TaskID]:
        # Imported here: most starts build nothing, and most processes have no terminal.
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
        )
        from rich.progress import Progress as Bar  # noqa: PLC0415

        console = Console(file=self._stream, highlight=False, markup=False)
        why = t(
            "Reading the articles in {folder}: who said what, who is who, what happened when. "
            "This is done once, and again when an article or the rules change.",
            folder=self._folder,
        )
        console.print(self._translator.render(why))
        bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[steps]}", markup=False),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        bar.start()
        return bar, bar.add_task("", total=None, steps="")
