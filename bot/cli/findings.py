"""What `check` says of one thing that it looked at, and how that is printed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TextIO

from bot.contract import Text
from bot.locale import Translator, t, tn
from storage.errors import ArchiveError


class Severity(StrEnum):
    """How much a finding matters: the bot works fully, works, works in part, does not work."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what to do about it where something can be done."""

    severity: Severity
    text: Text
    remedy: Text | None = None


def fine(text: Text) -> Finding:
    """Say that something is as it should be."""
    return Finding(Severity.OK, text)


def note(text: Text, remedy: Text | None = None) -> Finding:
    """Say what is worth knowing and keeps nothing from working."""
    return Finding(Severity.NOTE, text, remedy)


def warning(text: Text, remedy: Text | None = None) -> Finding:
    """Say what keeps a part from working, or soon may."""
    return Finding(Severity.WARNING, text, remedy)


def error(text: Text, remedy: Text | None = None) -> Finding:
    """Say what keeps the bot from starting or answering."""
    return Finding(Severity.ERROR, text, remedy)


def of(problem: ArchiveError) -> Finding:
    """Turn an error of the archive, which tells its remedy itself, into a finding."""
    return error(Text(problem.message, problem.arguments))


_COLOURS = {
    Severity.OK: "32",
    Severity.NOTE: "36",
    Severity.WARNING: "33",
    Severity.ERROR: "1;31",
}
_WIDTH = max(len(severity) for severity in Severity)
# A file's name may hold what would move the cursor.
_ESCAPES = dict.fromkeys((*range(32), *range(127, 160)), "?")


def write(findings: Iterable[Finding], stream: TextIO, translator: Translator) -> None:
    """Print a line for each finding, its remedy below, and how many of each there are."""
    coloured = _is_coloured(stream)
    count: Counter[Severity] = Counter()
    for finding in findings:
        count[finding.severity] += 1
        word = f"{finding.severity.value:<{_WIDTH}}"
        if coloured:
            word = f"\x1b[{_COLOURS[finding.severity]}m{word}\x1b[0m"
        stream.write(f"{word}  {_line(finding.text, translator)}\n")
        if finding.remedy is not None:
            stream.write(f"{'':{_WIDTH}}  → {_line(finding.remedy, translator)}\n")
    stream.write(f"\n{translator.render(_total(count))}\n")


def _total(count: Counter[Severity]) -> Text:
    if not count[Severity.ERROR] and not count[Severity.WARNING]:
        return t("Everything is fit to run.")
    return t(
        "{errors}, {warnings}.",
        errors=tn("{count} error", "{count} errors", count[Severity.ERROR]),
        warnings=tn("{count} warning", "{count} warnings", count[Severity.WARNING]),
    )


def _line(text: Text, translator: Translator) -> str:
    return translator.render(text).translate(_ESCAPES)


def _is_coloured(stream: TextIO) -> bool:
    """Colours are for terminals whose user has not said no (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
