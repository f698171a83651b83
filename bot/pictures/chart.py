"""What a chart shows, all of it in words and in shares of its width: plain data, no drawing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An event: its date and words, and its bar from `begin` to `end`, shares of the width.

    `note` says what else a reader has to know, such as that the date is less certain.
    """

    date: str
    words: str
    note: str = ""
    begin: float
    end: float
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark of the axis: its place, a share of the width, and what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Everything that a picture of a timeline shows, in the reader's language.

    Equal charts are equal pictures.  `others` are the places of the events that have no row,
    and `others_are` says so.  `certain` and `uncertain` say what bars of either kind are, each
    only where there are some.
    """

    title: str
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    others: tuple[float, ...] = ()
    others_are: str = ""
    certain: str = ""
    uncertain: str = ""
    footer: str = ""
    dark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a picture."""

    ground: str
    text: str
    quiet: str
    line: str
    bar: str
    light_bar: str
    """Of what is less certain."""


LIGHT = Palette(
    ground="#ffffff",
    text="#17212b",
    quiet="#55606b",
    line="#d5dbe1",
    bar="#1f6feb",
    light_bar="#a9c9f7",
)
DARK = Palette(
    ground="#17212b",
    text="#f2f5f8",
    quiet="#aab6c2",
    line="#33414f",
    bar="#62a8ff",
    light_bar="#35608f",
)
