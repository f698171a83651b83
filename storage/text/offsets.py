"""Where a cleaned text came from: runs that map its characters back to the source line."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters, `start` inclusive, `end` exclusive."""

    start: int
    end: int

    def __contains__(self, other: object) -> bool:
        """Whether a span or an offset lies wholly inside."""
        if isinstance(other, Span):
            return self.start <= other.start and other.end <= self.end
        return isinstance(other, int) and self.start <= other < self.end

    def overlaps(self, other: Span) -> bool:
        """Whether at least one character is shared."""
        return self.start < other.end and other.start < self.end


class Run(NamedTuple):
    """`length` characters of the cleaned text that stand from `source` on in the source line.

    With `length` equal to `source_length` they map one to one; otherwise the run was replaced
    as a whole (say, three source characters shown as one).
    """

    cleaned: int
    source: int
    length: int
    source_length: int


_cleaned = itemgetter(0)


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Maps ranges of a cleaned text to ranges of its source line; no runs means they are equal."""

    runs: tuple[Run, ...] = ()

    def to_source(self, span: Span) -> Span:
        """Map a span of the cleaned text to the smallest source range that holds it.

        An empty span maps to an empty one.  Raises ValueError where the span lies outside the
        cleaned text.
        """
        if not self.runs:
            return span
        last = self.runs[-1]
        if not 0 <= span.start <= span.end <= last.cleaned + last.length:
            raise ValueError(f"{span} lies outside the cleaned text")
        if span.start == span.end:
            start = self._position(span.start)
            return Span(start, start)
        return Span(self._position(span.start), self._position(span.end - 1, after=True))

    def _position(self, offset: int, *, after: bool = False) -> int:
        run = self.runs[bisect_right(self.runs, offset, key=_cleaned) - 1]
        if run.length != run.source_length:
            return run.source + (run.source_length if after else 0)
        return run.source + (offset - run.cleaned) + (1 if after else 0)


class OffsetMapBuilder:
    """Builds a cleaned text piece by piece together with its offset map."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._runs: list[Run] = []
        self._length = 0

    def keep(self, source: str, span: Span) -> None:
        """Append `source[span]` unchanged."""
        self.replace(source[span.start : span.end], span)

    def replace(self, text: str, span: Span) -> None:
        """Append `text`, shown in place of the source range `span`."""
        if not text:
            return
        last = self._runs[-1] if self._runs else None
        source_length = span.end - span.start
        if (
            last is not None
            and last.length == last.source_length
            and len(text) == source_length
            and last.source + last.length == span.start
        ):
            self._runs[-1] = last._replace(
                length=last.length + len(text), source_length=last.source_length + len(text)
            )
        else:
            self._runs.append(Run(self._length, span.start, len(text), source_length))
        self._pieces.append(text)
        self._length += len(text)

    def build(self) -> tuple[str, OffsetMap]:
        """Give the cleaned text and the map of its characters to the source."""
        return "".join(self._pieces), OffsetMap(tuple(self._runs))
