"""A line under cleaning: what is shown of it, and which part of the source each bit stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from storage.text.offsets import OffsetMap, OffsetMapBuilder, Run, Span


class Draft:
    """A text under cleaning, with the runs of its source that it stands for.

    Edits are ordered, do not overlap, and count characters of the text as it stands when they
    are made.  A bit that was shown in place of several characters is taken or left as a whole.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = source
        self._runs: tuple[Run, ...] = (Run(0, 0, len(source), len(source)),)

    def swap(self, text: str) -> None:
        """Show another text of the same length, character for character."""
        self.text = text

    def drop(self, pattern: re.Pattern[str]) -> None:
        """Take out every match of a pattern."""
        self.without([m.span() for m in pattern.finditer(self.text) if m.end() > m.start()])

    def drop_start(self, pattern: re.Pattern[str]) -> bool:
        """Take out what the pattern matches at the beginning; tell whether it did."""
        match = pattern.match(self.text)
        if match is None or not match.group():
            return False
        self.without([match.span()])
        return True

    def without(self, spans: Iterable[tuple[int, int]]) -> None:
        """Take ranges out."""
        self.replace([(start, end, "") for start, end in spans])

    def replace(self, edits: list[tuple[int, int, str]]) -> None:
        """Show other characters, or none, in place of ranges."""
        if not edits:
            return
        builder, at = OffsetMapBuilder(), _Runs(self._runs)
        done = 0
        for start, end, shown in edits:
            for begin, stop, span in at.between(done, start):
                builder.replace(self.text[begin:stop], span)
            if shown:
                builder.replace(shown, at.source(start, end))
            done = end
        for begin, stop, span in at.between(done, len(self.text)):
            builder.replace(self.text[begin:stop], span)
        self.text, offsets = builder.build()
        self._runs = offsets.runs

    def build(self) -> tuple[str, OffsetMap]:
        """Give the cleaned text and its map; the empty map where nothing was changed."""
        if self.text == self.source:
            return self.text, OffsetMap()
        return self.text, OffsetMap(self._runs if self.text else ())


class _Runs:
    """The runs of a text, walked once from left to right."""

    def __init__(self, runs: tuple[Run, ...]) -> None:
        self._runs = runs
        self._at = 0

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, Span]]:
        """The stretches of a range that each stand for one stretch of the source."""
        while start < end:
            run = self._reach(start)
            stop = min(end, run.cleaned + run.length)
            yield start, stop, _source(run, start, stop)
            start = stop

    def source(self, start: int, end: int) -> Span:
        """The smallest range of the source that holds a range."""
        first = _source(self._reach(start), start, start + 1)
        last = _source(self._reach(end - 1), end - 1, end)
        return Span(first.start, last.end)

    def _reach(self, position: int) -> Run:
        while self._runs[self._at].cleaned + self._runs[self._at].length <= position:
            self._at += 1
        return self._runs[self._at]


def _source(run: Run, start: int, end: int) -> Span:
    if run.length != run.source_length:
        return Span(run.source, run.source + run.source_length)
    before = run.source - run.cleaned
    return Span(before + start, before + end)
