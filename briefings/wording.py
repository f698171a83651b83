"""What people type after /subscribe, as a wish: of what, when, where.

The subject comes first, the other parts in any order after it.  Words before the first part stay
the subject's; a word that may be either ("embassy Kabul 9:00", "Black Friday") stays the
subject's too, but there is another reading, and `choose` takes the one whose subject exists.
Quotation marks end all doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import time
from itertools import combinations
from typing import Final, TypeVar

from briefings.parts import ANY_TIME, LONGEST, Kind, Part, part_of, time_of
from storage.state.records import Mode

T = TypeVar("T")
_MONDAY: Final = frozenset({0})


class Unclear(Exception):
    """What was typed cannot be done; the message says what can.

    `message` is an English message id with named places, `arguments` fill them; the edge
    renders both in the reader's language.  `str()` gives the English text.
    """

    def __init__(self, message: str, **arguments: object) -> None:
        super().__init__(message.format(**arguments))
        self.message = message
        self.arguments = arguments


class NoSuchTime(Unclear):
    """It looks like a time of day, and there is none such."""


class NoSuchZone(Unclear):
    """It looks like an offset from UTC, and there is none such."""


class NotUnderstood(Unclear):
    """Words that are no part of a wish, where only parts can be."""


class Contradiction(Unclear):
    """Two parts that do not go together."""


class QuoteNotClosed(Unclear):
    """A quotation mark opens and never closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants; None for what was not said.

    `zone` is as typed but for capitals, for `zones.find`.  `quoted` says that the subject is a
    phrase, `any_time` that no time need be asked for.  `rhythm` is how often it was wanted where
    there is no such schedule ("monthly").
    """

    subject: str | None = None
    quoted: bool = False
    days: frozenset[int] | None = None
    at: time | None = None
    zone: str | None = None
    mode: Mode | None = None
    target: str | None = None
    silent: bool | None = None
    rhythm: str | None = None
    any_time: bool = False


def read(words: str) -> Wish:
    """Read a wish as it most likely is meant.  Raises Unclear."""
    return readings(words)[0]


def readings(words: str) -> tuple[Wish, ...]:
    """List what words may mean: the likeliest first, the others by the length of their subject.

    Raises Unclear where the likeliest cannot be done.
    """
    tokens = _tokens(words)
    if not tokens:
        return (Wish(),)
    turned = _turned(tokens)
    phrase = next((some for some in turned if some[0].startswith('"')), None)
    if phrase is not None:
        return _readings(phrase)
    found: list[Wish] = []
    for some in (tokens, *turned):
        with suppress(Unclear):
            found += _readings(some)
    return tuple(found) or _readings(tokens)


def strict_readings(words: str) -> tuple[Wish, ...]:
    """List what words may mean where nothing is called exactly so, in the order of `readings`.

    Then a day is never the subject's, whatever it stands beside.  Raises
    Unclear where the likeliest cannot be done.
    """
    tokens = _tokens(words)
    return _readings((_turned(tokens) or [tokens])[-1], strict=True) if tokens else (Wish(),)


def _turned(tokens: Sequence[str]) -> list[Sequence[str]]:
    """Put parts that are typed before the subject ("9:00 Kabulov") behind it, in each way.

    A day may be the first of them, not the only one: "Friday 9:00 Kabulov", but "Sun Yat-sen".
    """
    most = min(LONGEST, len(tokens) - 1)
    ends = {0: False}
    for start in range(most):
        if start in ends:
            parts = ((end, part_of(tokens[start:end])) for end in range(start + 1, most + 1))
            for end, part in parts:
                if part is not None and (part.certain or _is_day(part)):
                    ends[end] = ends.get(end, False) or part.certain
    return [[*tokens[end:], *tokens[:end]] for end in sorted(ends) if ends[end]]


def _is_day(part: Part) -> bool:
    return part.kind is Kind.DAYS and not part.slip


def _readings(tokens: Sequence[str], *, strict: bool = False) -> tuple[Wish, ...]:
    parts = _ends(tokens)
    if tokens[0].startswith('"'):
        return (_wish(tokens[:1], _all_parts(tokens, 1, parts)),)
    sure = {at for at, some in parts.items() if at and _are_sure(some, strict=strict)}
    likeliest = min(sure, default=len(tokens))
    _refuse_parts_within(tokens[:likeliest])
    found = [_wish(tokens[:likeliest], parts[likeliest])]
    others = {at for at in parts if not strict or at < likeliest} - {0, likeliest}
    for at in sorted(others, reverse=True):
        try:
            _refuse_parts_within(tokens[:at])
            found.append(_wish(tokens[:at], parts[at]))
        except Unclear:
            continue
    return tuple(found)


def _are_sure(parts: Sequence[Part], *, strict: bool) -> bool:
    """Whether the first of some parts can be no word of a subject.

    If strictly, neither can a day that is spelt right, nor a bare hour with more parts behind it.
    """
    if not parts or parts[0].certain:
        return bool(parts)
    bare_hour = parts[0].kind is Kind.TIME and len(parts) > 1
    return strict and (_is_day(parts[0]) or bare_hour)


def choose(wishes: Sequence[Wish], exists: Callable[[str], bool]) -> Wish:
    """Take the reading with the longest subject that exists, the likeliest where none does.

    `exists` is to be strict: a topic, an actor by its name.  Where it forgives slips, it finds
    "embassy dialy", too.
    """
    by_length = sorted(wishes, key=lambda wish: -len(wish.subject or ""))
    return next((w for w in by_length if w.subject is not None and exists(w.subject)), wishes[0])


def read_parts(words: str) -> Wish:
    """Read words that are parts only, as a change of a subscription is.  Raises Unclear."""
    tokens = _tokens(words)
    return _wish([], _all_parts(tokens, 0, _ends(tokens)))


def read_time(words: str) -> time:
    """Read a time of day alone.  Raises Unclear."""
    part = time_of(words.strip())
    if part is None or not isinstance(part.value, time):
        raise _no_such_time(words)
    return part.value


def _tokens(words: str) -> list[str]:
    """Split into words; what stands in quotation marks is one, with its marks."""
    pieces = words.split('"')
    if len(pieces) % 2 == 0:
        raise QuoteNotClosed("The quotation mark is not closed: “{words}”.", words=pieces[-1])
    tokens: list[str] = []
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            tokens += piece.split()
        elif piece.strip():
            tokens.append(f'"{" ".join(piece.split())}"')
    return tokens


def _ends(tokens: Sequence[str]) -> dict[int, list[Part]]:
    """Find from where on all words are parts, and which: with the fewest slips, then the fewest."""
    ends: dict[int, list[Part]] = {len(tokens): []}
    for start in range(len(tokens) - 1, -1, -1):
        reach = range(start + 1, min(len(tokens), start + LONGEST) + 1)
        found = [
            [part, *ends[end]]
            for end in reach
            if end in ends and (part := part_of(tokens[start:end])) is not None
        ]
        if found:
            ends[start] = min(found, key=lambda some: (sum(p.slip for p in some), len(some)))
    return ends


def _all_parts(tokens: Sequence[str], start: int, ends: dict[int, list[Part]]) -> list[Part]:
    """Give the parts that all words from `start` on are, else say which word is none."""
    if start not in ends:
        raise _not_understood(tokens[_first_unknown(tokens, start)])
    return ends[start]


def _first_unknown(tokens: Sequence[str], start: int) -> int:
    while start < len(tokens):
        reach = range(min(len(tokens), start + LONGEST), start, -1)
        end = next((end for end in reach if part_of(tokens[start:end]) is not None), None)
        if end is None:
            return start
        start = end
    return len(tokens) - 1


def _refuse_parts_within(subject: Sequence[str]) -> None:
    """Refuse a subject with a plain part in it: the words after that are no parts, but meant so."""
    for at in range(1, len(subject)):
        part = part_of(subject[at : at + 1])
        if part is not None and part.plain:
            raise _not_understood(subject[_first_unknown(subject, at)])


def _wish(subject: Sequence[str], parts: Sequence[Part]) -> Wish:
    """Put a wish together; raises Unclear where its parts cannot be or do not go together."""
    for part in parts:
        if part.value is None:
            raise _no_such_time(part.words) if part.kind is Kind.TIME else _no_such_zone(part.words)
    _refuse_contradictions(parts)
    said = {part.kind: part.value for part in parts}
    quoted = len(subject) == 1 and subject[0].startswith('"')
    text = " ".join(subject)
    return Wish(
        subject=(text.strip('"') if quoted else text) or None,
        quoted=quoted,
        days=_days(parts),
        at=_as(time, said.get(Kind.TIME)),
        zone=_as(str, said.get(Kind.ZONE)),
        mode=_as(Mode, said.get(Kind.MODE)),
        target=_as(str, said.get(Kind.TARGET)),
        silent=_as(bool, said.get(Kind.SILENT)),
        rhythm=_as(str, said.get(Kind.RHYTHM)),
        any_time=said.get(Kind.TIME) == ANY_TIME,
    )


def _days(parts: Sequence[Part]) -> frozenset[int] | None:
    """Unite the days; "weekly" alone means Monday."""
    days = [part.value for part in parts if isinstance(part.value, frozenset)]
    return (frozenset[int]().union(*days) or _MONDAY) if days else None


def _refuse_contradictions(parts: Sequence[Part]) -> None:
    """Refuse two of a kind, except days that add up, and what a mode leaves no room for."""
    for first, second in combinations(parts, 2):
        if first.kind is second.kind and not _add_up(first, second):
            raise Contradiction(
                "“{first}” and “{second}” are two answers to one question; leave one out.",
                first=first.words,
                second=second.words,
            )
        for mode, other in ((first, second), (second, first)):
            if mode.value is Mode.INSTANT and other.kind in {Kind.DAYS, Kind.TIME}:
                raise Contradiction(
                    "“{mode}” is sent when something new comes; leave out “{other}”.",
                    mode=mode.words,
                    other=other.words,
                )
            if mode.value is Mode.ON_THIS_DAY and other.kind is Kind.DAYS:
                raise Contradiction(
                    "“{mode}” comes on days of its own; leave out “{other}”.",
                    mode=mode.words,
                    other=other.words,
                )


def _add_up(first: Part, second: Part) -> bool:
    one, other = first.value, second.value
    return isinstance(one, frozenset) and isinstance(other, frozenset) and one.isdisjoint(other)


def _as(kind: type[T], value: object) -> T | None:
    return value if isinstance(value, kind) else None


def _no_such_time(words: str) -> NoSuchTime:
    return NoSuchTime("{words} is no time of day; write 09:00.", words=words)


def _no_such_zone(words: str) -> NoSuchZone:
    return NoSuchZone("{words} is no offset of a clock; write a city, or UTC+3.", words=words)


def _not_understood(words: str) -> NotUnderstood:
    return NotUnderstood(
        "I do not understand “{words}”. After what you follow come days, a time and a zone: "
        "mon,thu 09:00 Berlin.",
        words=words,
    )
