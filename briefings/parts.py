"""The parts of a wish: how a few words read as days, a time of day, a zone, a mode or a place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from itertools import chain
from typing import Any, Final

from rapidfuzz.distance import OSA

from briefings import zones
from storage.state.records import EVERY_DAY, Mode
from storage.text.folding import fold

LONGEST: Final = 7  # words of a part
ANY_TIME: Final = "any time"
"""The time of day of whom none suits better than another."""
_GROUPS: Final = {
    "daily": EVERY_DAY,
    "weekdays": frozenset(range(5)),
    "weekends": frozenset({5, 6}),
    "weekly": frozenset[int](),  # on some day, which another part may tell
}
# Letters of a word from which on one edit, and two, are taken for a slip.
_ONE_EDIT, _TWO_EDITS = 5, 8
_NOON: Final = 12

_APART: Final = re.compile(r"[,;\s]+")
_DASH: Final = re.compile(r"\s*[-–—]\s*")
_RANGE: Final = re.compile(r"(\w+)-(\w+)")
_CLOCK: Final = re.compile(r"(\d{1,2})(?:([:.hч])(\d{2}))?\s*(\D.*)?")
_TARGET: Final = re.compile(
    r"(?:(?:to|into|в|на)\s+(?:(?:the\s+)?channel\s+|канал\s+)?)?(?:@|(?:https?://)?t\.me/)(?P<name>[a-z]\w{3,31})"
    r"|(?:to|into|в|на)\s+(?P<id>-100\d{6,})",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What a part says."""

    DAYS = "days"
    TIME = "time"
    ZONE = "zone"
    MODE = "mode"
    TARGET = "target"
    SILENT = "silent"
    RHYTHM = "rhythm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some words and what they say; `value` is None where there is no such time or zone.

    A part that is not `certain` may as well belong to the subject that it stands beside.  One
    that is `plain` can hardly be anything else, wherever it stands.
    """

    kind: Kind
    words: str
    value: frozenset[int] | time | Mode | str | bool | None
    certain: bool = True
    plain: bool = False
    slip: bool = False


def part_of(words: Sequence[str]) -> Part | None:
    """Read words as one part, all of them; None where they are none.

    A word of the vocabulary may have a slip, which makes the part less certain.
    """
    typed = " ".join(words)
    text = fold(typed)
    found = _read(text, typed)
    if found is not None:
        return found
    mended = " ".join(_mended(word) for word in text.split())
    slipped = _read(mended, typed) if mended != text else None
    if slipped is not None and slipped.kind is not Kind.ZONE:
        return replace(slipped, certain=False, slip=True)
    return _misspelt_zone(text, typed)


def time_of(words: str) -> Part | None:
    """Read words as a time of day; None where they are none."""
    return _time(fold(words), words)


def channel_of(words: str) -> str | None:
    """Read words as a channel: "@channel", "to t.me/channel"; None where they are none."""
    part = _target("", words)
    return part.value if part is not None and isinstance(part.value, str) else None


def _read(text: str, typed: str) -> Part | None:
    for reader in (_named, _days, _rhythm, _time, _target, _zone):
        part = reader(text, typed)
        if part is not None:
            return part
    return None


def _named(text: str, typed: str) -> Part | None:
    """Read a part that has a name: "daily", "instant", "silent"."""
    named = _named_parts().get(text)
    return None if named is None else Part(kind=named[0], words=typed, value=named[1])


def _days(text: str, typed: str) -> Part | None:
    """Read days of the week: "mon,thu", "mondays", "on Monday and Friday", "пн-пт"."""
    rest, introduced = _without_first(text, _table()["before"]["days"])
    rest = _DASH.sub("-", rest)
    names = [name for name in _APART.split(rest) if name not in _table()["between"]["days"]]
    days: set[int] = set()
    for name in filter(None, names):
        some = _some_days(name)
        if some is None:
            return None
        days |= some
    each = any(name in day["each"] for name in names for day in _table()["day"])
    certain = introduced or each or len(days) > 1
    value = frozenset(days)
    return Part(kind=Kind.DAYS, words=typed, value=value, certain=certain) if days else None


def _some_days(name: str) -> set[int] | None:
    """Read a day or a range of days, which may run over Sunday."""
    known = _day_names()
    if name in known:
        return {known[name]}
    found = _RANGE.fullmatch(name)
    if found is None or found[1] not in known or found[2] not in known:
        return None
    first, last = known[found[1]], known[found[2]]
    return {(first + n) % 7 for n in range((last - first) % 7 + 1)}


def _rhythm(text: str, typed: str) -> Part | None:
    """Read how often, where no schedule is like that: "every second week", "twice a month"."""
    if not _rhythms().fullmatch(text):
        return None
    return Part(kind=Kind.RHYTHM, words=typed, value=typed)


def _time(text: str, typed: str) -> Part | None:
    """Read a time of day: "9:00", "21.30", "9am", "at 9", "в 9 вечера", "noon", less surely "9"."""
    rest, introduced = _without_first(text, _table()["before"]["time"])
    if rest in _table()["anytime"]["alone"]:
        return Part(kind=Kind.TIME, words=typed, value=ANY_TIME)
    for written, names in _table()["times"].items():
        if rest in names:
            return Part(kind=Kind.TIME, words=typed, value=time.fromisoformat(written))
    found = _CLOCK.fullmatch(rest)
    if found is None:
        return None
    hours, mark, minutes, after = found.groups()
    half = _half_of_day((after or "").strip())
    if half is None:
        return None
    return Part(
        kind=Kind.TIME,
        words=typed,
        value=_clock(int(hours), int(minutes or 0), half),
        certain=bool(introduced or mark or half),
        plain=mark == ":" or bool(half),
    )


def _half_of_day(after: str) -> str | None:
    """Tell what the words after a time say of it; "" for nothing, None where they are others."""
    return next(
        (half for half, names in _table()["halves"].items() if after in names),
        (None if after else ""),
    )


def _clock(hours: int, minutes: int, half: str) -> time | None:
    """Give the time of day; None where there is none such."""
    if half in {"am", "pm", "night"} and 1 <= hours <= _NOON:
        late = half == "pm" or (half == "night" and _NOON // 2 < hours < _NOON)
        hours = hours % _NOON + (_NOON if late else 0)
    elif half == "am" and hours > _NOON:
        return None
    try:
        return time(hours, minutes)
    except ValueError:
        return None


def _target(text: str, typed: str) -> Part | None:
    """Read a channel: "to @channel", "to t.me/channel", "to -100123…"."""
    del text
    found = _TARGET.fullmatch(typed)
    if found is None:
        return None
    value = found["id"] or f"@{found['name']}"
    return Part(kind=Kind.TARGET, words=typed, value=value, plain=True)


def _zone(text: str, typed: str) -> Part | None:
    """Read a zone: "Berlin", "in Berlin", "по Москве", "UTC+3"; its value is what `zones` finds."""
    for name, timed in zones.names_in(text):
        if zones.looks_like_offset(name):
            value = name if zones.offset_of(name) is not None else None
            return Part(kind=Kind.ZONE, words=typed, value=value, plain=True)
        if zones.is_certain(name):
            return Part(kind=Kind.ZONE, words=typed, value=name, plain="/" in name)
        if zones.by_name(name):
            return Part(kind=Kind.ZONE, words=typed, value=name, certain=timed)
    return None


def _misspelt_zone(text: str, typed: str) -> Part | None:
    """Read a zone whose city has a slip, or an ending: "по времени Москвы" can be nothing else."""
    for name, timed in zones.names_in(text):
        if zones.nearly(name):
            certain = timed and not name.isascii()
            return Part(kind=Kind.ZONE, words=typed, value=name, certain=certain, slip=True)
    return None


def _without_first(text: str, words: Iterable[str]) -> tuple[str, bool]:
    """Leave out a word that a text begins with; tell whether there was one."""
    for word in words:
        if text.startswith(f"{word} "):
            return text.removeprefix(f"{word} "), True
    return text, False


@lru_cache(maxsize=1024)
def _mended(word: str) -> str:
    """Give the word of the vocabulary that a word is a slip of, else the word itself.

    Of several as near, the one with the same first letter ("munday").
    """
    edits = (len(word) >= _ONE_EDIT) + (len(word) >= _TWO_EDITS)
    if not edits or word in _vocabulary() or not word.isalpha():
        return word
    near = sorted(
        (distance, known[0] != word[0], known)
        for known in _vocabulary()
        if (distance := OSA.distance(word, known, score_cutoff=edits)) <= edits
    )
    tied = len(near) > 1 and near[0][:2] == near[1][:2]
    return word if not near or tied else near[0][2]


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """Words that may be misspelt."""
    phrases = [*_named_parts(), *_day_names(), *chain(*_table()["halves"].values())]
    words = (word for phrase in phrases for word in phrase.split())
    return frozenset(word for word in words if len(word) >= _ONE_EDIT)


@lru_cache(maxsize=1)
def _day_names() -> Mapping[str, int]:
    days = _table()["day"]
    return {name: day for day, names in enumerate(days) for name in names["one"] + names["each"]}


@lru_cache(maxsize=1)
def _rhythms() -> re.Pattern[str]:
    """Give what every rhythm looks like that has a unit: "every", "2" or "second", "weeks"."""
    table = _table()["rhythm"]
    each, which = (f"(?:{'|'.join(map(re.escape, table[name]))})" for name in ("each", "which"))
    units = "|".join(map(re.escape, (*table["unit"], *_day_names())))
    return re.compile(rf"{each} (?:(?:{which}|\d+) )?(?:{units})")


@lru_cache(maxsize=1)
def _named_parts() -> Mapping[str, tuple[Kind, frozenset[int] | Mode | bool | str]]:
    table = _table()
    return {
        **{name: (Kind.DAYS, _GROUPS[days]) for days, ns in table["days"].items() for name in ns},
        **{name: (Kind.MODE, Mode(mode)) for mode, ns in table["modes"].items() for name in ns},
        **{name: (Kind.RHYTHM, name) for name in table["rhythm"]["alone"]},
        **dict.fromkeys(table["sound"]["without"], (Kind.SILENT, True)),
        **dict.fromkeys(table["sound"]["with"], (Kind.SILENT, False)),
    }


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    """Give the words of wording.toml, folded like what is typed."""
    text = resources.files(__package__).joinpath("wording.toml").read_text("utf-8")
    return {name: _folded(section) for name, section in tomllib.loads(text).items()}


def _folded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _folded(inner) for name, inner in value.items()}
    return fold(value) if isinstance(value, str) else [_folded(inner) for inner in value]
