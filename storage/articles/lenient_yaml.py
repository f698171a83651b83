"""YAML as people write it: where a line's value is none, it is read as it stands.

Nodes only: nothing is constructed, so there is nothing to be unsafe about.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from storage.text.letters import well_formed

_LINES = re.compile(r"(\r\n|\n|\r)")
_LINE = re.compile(r"(?P<key>[A-Za-z_][\w-]*)[ \t]*:[ \t]+(?P<value>\S.*)")
# What begins a list, a mapping or a block of several lines, which no single line can mend.
_OPENS = ("[", "{", "|", ">")
_QUOTED_PART = re.compile(r"(?:\"[^\"]*\"|'[^']*')(?=.)")
# The native parser would overflow the stack in what is nested deeper than any front matter.
_STRUCTURE = re.compile(r"[\[{?:-]")
_MOST_STRUCTURE = 500
_NATIVE: type[yaml.BaseLoader | yaml.CBaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_FIRST_LINE = 2  # below the line of dashes


class BadYaml(Exception):
    """The text is no YAML, nor can simple lines be read out of it; the message says where."""


def compose(block: str) -> tuple[yaml.Node | None, tuple[str, ...]]:
    """Parse front matter; give its node and notes about the lines that were mended.

    Raises BadYaml.  Lines are counted as in the file, from the line of dashes on.
    """
    if len(_STRUCTURE.findall(block)) <= _MOST_STRUCTURE:
        try:
            return yaml.compose(block, Loader=_NATIVE), ()
        except yaml.YAMLError:
            pass  # the other parser tells better where, and reads what JSON writes as pairs
    try:
        return _compose(block)
    except BadYaml:
        mended, notes = _mended(block)
        if not notes:
            raise
    node, more = _compose(mended)
    return node, notes + more


class _Loader(yaml.BaseLoader):
    """Joins the pairs by which JSON writes rare characters; notes where half of one is missing."""

    def __init__(self, block: str) -> None:
        super().__init__(block)
        self.notes: list[str] = []

    def compose_scalar_node(self, anchor: dict[Any, yaml.Node]) -> yaml.ScalarNode:
        node = super().compose_scalar_node(anchor)
        text = well_formed(node.value)
        if text.count("\ufffd") > node.value.count("\ufffd"):
            line = node.start_mark.line + _FIRST_LINE
            self.notes.append(
                f"line {line}: half of a character is missing; \ufffd is shown in its place"
            )
        node.value = text
        return node


def _compose(block: str) -> tuple[yaml.Node | None, tuple[str, ...]]:
    try:
        loader = _Loader(block)
        return loader.get_single_node(), tuple(loader.notes)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + _FIRST_LINE}" if mark else "the front matter"
        raise BadYaml(
            f"{where}: this is not valid YAML ({error.problem}); write each line as “key: value” "
            "and put values that hold a colon into quotation marks"
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        # The last two where the number of a character is beyond all there are.
        raise BadYaml("the front matter is not valid YAML; write “key: value”") from error


def _mended(block: str) -> tuple[str, tuple[str, ...]]:
    """Put the values into quotation marks that people forgot to; say where."""
    pieces = _LINES.split(block)
    notes: list[str] = []
    for index in range(0, len(pieces), 2):
        line = _LINE.fullmatch(pieces[index])
        if line is None or not _is_plain(line["value"]) or _is_valid(pieces[index]):
            continue
        value = line["value"].rstrip().replace("'", "''")
        pieces[index] = f"{line['key']}: '{value}'"
        notes.append(
            f"line {index // 2 + _FIRST_LINE}: the value of “{line['key']}” is not valid YAML and "
            "was read as it stands, to the end of the line; put it into quotation marks"
        )
    return "".join(pieces), tuple(notes)


def _is_plain(value: str) -> bool:
    """Whether a value can be meant as the words that it shows."""
    if value.startswith(('"', "'")):
        return _QUOTED_PART.match(value) is not None
    return not value.startswith(_OPENS)


def _is_valid(line: str) -> bool:
    try:
        _compose(line)
    except BadYaml:
        return False
    return True
