"""Draws a chart: a chart as JSON on standard input, its picture on standard output.

Run as a process of its own (`python -m bot.pictures.draw`): the library takes memory and half a
second, which only the pictures are to cost.
"""

from __future__ import annotations

import sys
import textwrap
from io import BytesIO

import msgspec
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from bot.pictures.chart import DARK, LIGHT, Chart, Palette, Row

_WIDTH = 1_080  # pixels; a phone shows a picture at the width of its screen
_MARGIN = 40
_SPAN = _WIDTH - 2 * _MARGIN
_DPI = 72  # so that a point of type is a pixel
# Sizes of type: a phone's screen is about 400 points wide, so that 36 are its 13.
_TITLE, _DATE, _WORDS, _SMALL = 48, 38, 36, 32
_LETTERS = range(90, 8, -2)  # tried for a line, until all lines fit the width
_LINES = 2  # of words to a row
_LEADING = 46  # from one line to the next
_BAR, _LEAST = 20, 12  # height of a bar, and its least width
_OUTLINE = 3  # of a bar that is lighter
_GAP = 44  # below a row
_HEAD, _TICKS = 190, 70  # room for title and legend, and for the words of the axis


def draw(chart: Chart) -> bytes:
    """Draw a chart as a PNG."""
    paper = _Paper(DARK if chart.dark else LIGHT)
    quiet = paper.palette.quiet
    paper.lines(paper.wrapped(chart.title, _TITLE, 1, bold=True), 36, _TITLE, bold=True)
    _legend(paper, chart)
    y = float(_HEAD)
    for row in chart.rows:
        y = _row(paper, row, chart, y)
    y = _axis(paper, chart, y)
    y = paper.lines(paper.wrapped(chart.footer, _SMALL, 4), y, _SMALL, colour=quiet)
    return paper.png(y + _MARGIN / 2)


class _Paper:
    """What is drawn on, in pixels from its upper left, as far down as it takes."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._figure = Figure(figsize=(_WIDTH / _DPI, _WIDTH / _DPI), dpi=_DPI)
        self._renderer = FigureCanvasAgg(self._figure).get_renderer()
        self._figure.set_facecolor(palette.ground)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()

    def png(self, height: float) -> bytes:
        self._figure.set_size_inches(_WIDTH / _DPI, round(height) / _DPI)
        self._axes.set_xlim(0, _WIDTH)
        self._axes.set_ylim(round(height), 0)
        picture = BytesIO()
        self._figure.savefig(picture, format="png")
        return picture.getvalue()

    def width(self, words: str, size: float, *, bold: bool = False) -> float:
        width, _, _ = self._renderer.get_text_width_height_descent(
            words, _type(size, bold=bold), ismath=False
        )
        return float(width)

    def wrapped(self, words: str, size: float, most: int, *, bold: bool = False) -> list[str]:
        """Part words into at most so many lines; what has no room gives way to “…”."""
        for letters in _LETTERS:
            lines = textwrap.wrap(words, letters, max_lines=most, placeholder=" …")
            if all(self.width(line, size, bold=bold) <= _SPAN for line in lines):
                break
        return lines

    def lines(
        self,
        lines: list[str],
        y: float,
        size: float,
        *,
        x: float = _MARGIN,
        colour: str | None = None,
        bold: bool = False,
    ) -> float:
        """Write lines below each other; give where the next one would stand."""
        for line in lines:
            self._axes.text(
                x,
                y,
                line,
                color=colour or self.palette.text,
                fontproperties=_type(size, bold=bold),
                verticalalignment="top",
                parse_math=False,  # two dollar signs in an article's words are no formula
            )
            y += _LEADING
        return y

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, linewidth=0))

    def bar(self, x: float, y: float, width: float, *, certain: bool) -> None:
        """Draw a bar; one of a less certain date is lighter, within an outline."""
        self.box(x, y, width, _BAR, self.palette.bar)
        if not certain:
            inside = (x + _OUTLINE, y + _OUTLINE, width - 2 * _OUTLINE, _BAR - 2 * _OUTLINE)
            self.box(*inside, self.palette.light_bar)


def _type(size: float, *, bold: bool) -> FontProperties:
    """Give the type that comes with the library and has Cyrillic letters."""
    return FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")


def _legend(paper: _Paper, chart: Chart) -> None:
    x = float(_MARGIN)
    for label, certain in ((chart.certain, True), (chart.uncertain, False)):
        if label:
            paper.bar(x, 122, 50, certain=certain)
            paper.lines([label], 113, _SMALL, x=x + 66, colour=paper.palette.quiet)
            x += 66 + paper.width(label, _SMALL) + 60


def _row(paper: _Paper, row: Row, chart: Chart, y: float) -> float:
    """Draw an event; give where the next one begins."""
    palette = paper.palette
    y = paper.lines(paper.wrapped(row.date, _DATE, 1, bold=True), y, _DATE, bold=True) + 4
    y = paper.lines(paper.wrapped(row.note, _SMALL, 1), y, _SMALL, colour=palette.quiet)
    y = paper.lines(paper.wrapped(row.words, _WORDS, _LINES), y, _WORDS) + 8
    paper.box(_MARGIN, y, _SPAN, _BAR, palette.line)
    for tick in chart.ticks:
        paper.box(_x(tick.at) - 1, y - 6, 3, _BAR + 12, palette.quiet)
    width = max(_x(row.end) - _x(row.begin), _LEAST)
    begin = min(_x(row.begin), _MARGIN + _SPAN - width)
    paper.bar(begin, y, width, certain=row.certain)
    return y + _BAR + _GAP


def _axis(paper: _Paper, chart: Chart, y: float) -> float:
    """Write what the marks of all bars say, and mark the events without a row below."""
    for tick in chart.ticks:
        width = paper.width(tick.label, _SMALL)
        x = min(max(_x(tick.at) - width / 2, _MARGIN), _MARGIN + _SPAN - width)
        paper.lines([tick.label], y, _SMALL, x=x, colour=paper.palette.quiet)
    y += _TICKS
    for at in chart.others:
        paper.box(_x(at) - 2, y - 10, 4, 30, paper.palette.quiet)
    if not chart.others:
        return y
    quiet = paper.palette.quiet
    return paper.lines(paper.wrapped(chart.others_are, _SMALL, 1), y + 30, _SMALL, colour=quiet)


def _x(share: float) -> float:
    return _MARGIN + share * _SPAN


def main() -> None:
    """Draw what standard input says."""
    chart = msgspec.json.decode(sys.stdin.buffer.read(), type=Chart)
    sys.stdout.buffer.write(draw(chart))


if __name__ == "__main__":
    main()
