"""Flat text as Markdown: what an article says can be no markup there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from bot.render.flat import Flat, Mark
from bot.render.rich import Style
from storage.export import plain

# What at the beginning of a line would make it a heading, a list or a rule.
_LINE = re.compile(r"^(\s*)([#+=|~-]|\d+(?=[.)]))", re.MULTILINE)
_BREAK = "\\\n"


def markdown(blocks: Iterable[Flat]) -> str:
    """Write blocks as paragraphs; quoted passages become block quotes."""
    return "\n\n".join(filter(None, map(_paragraph, blocks))) + "\n"


def escaped(text: str) -> str:
    """Keep words from becoming markup, wherever in a line they stand."""
    return _LINE.sub(_escaped_begin, plain(text))


def _escaped_begin(found: re.Match[str]) -> str:
    blank, sign = found.groups()
    # A number is followed by the dot or bracket that would make it a list.
    return f"{blank}{sign}\\" if sign.isdigit() else f"{blank}\\{sign}"


def _paragraph(flat: Flat) -> str:
    flat = flat.stripped()
    parts: list[str] = []
    end = 0
    for mark in flat.marks:
        if mark.start < end:
            continue  # marks do not lie in each other; where one should, its words stay plain
        parts.append(_plain(flat.text[end : mark.start]))
        parts.append(_marked(flat.text[mark.start : mark.end], mark))
        end = mark.end
    parts.append(_plain(flat.text[end:]))
    return re.sub(r"(?:\\\n)*\n{2,}(?:\\\n)*", "\n\n", "".join(parts)).strip("\\\n ")


def _plain(text: str) -> str:
    return escaped(text).replace("\n", _BREAK)


def _marked(text: str, mark: Mark) -> str:
    if mark.style in {Style.QUOTE, Style.EXPANDABLE}:
        lines = "\n".join(f"> {line}" for line in escaped(text).split("\n"))
        return f"\n\n{lines}\n\n"
    if mark.style is Style.LINK:
        return f"[{escaped(text)}](<{_address(mark.url or '')}>)"
    write = _WRITTEN.get(mark.style)
    return _plain(text) if write is None else _BREAK.join(map(write, text.split("\n")))


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A").replace("\\", "%5C")


_WRITTEN: Mapping[Style, Callable[[str], str]] = {
    Style.BOLD: lambda text: f"**{escaped(text)}**" if text else "",
    Style.ITALIC: lambda text: f"*{escaped(text)}*" if text else "",
    Style.CODE: lambda text: f"`{text.replace('`', chr(39))}`" if text else "",
}
