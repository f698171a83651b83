"""Numbers of a sentence with what they count, as ranges that can be compared.

Only what is meant as a quantity of something is a figure: ages, dates, scores, parts of a whole
and additions ("two others") are left out.  A figure is as exact as it is written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from storage.extraction.beginnings import Beginnings
from storage.extraction.happening_lexicon import happening_lexicon
from storage.extraction.lexicon import read_words
from storage.text.folding import Word, stem
from storage.text.offsets import Span

_NUMBER = re.compile(
    r"(?<![\w.,/])(?<![^\W\d]-)([$€£₽]\s?)?(\d{1,3}(?:[,\u00a0\u202f]\d{3})+|\d+)(\.\d+)?(%)?"
    r"(?![\w/]|-[^\W\d])"
)
_RANGE = re.compile(r"\s?(?:to|and|or|[-–—])\s?")
_AROUND = 6  # words on each side of a number in which its cue stands
_NEAR = 4  # where it is not said to be people
_BESIDE = 2  # where the number stands without a noun
_COMMA = 3  # how much farther a comma makes a word
_CLOSE = 4  # words on each side that say what is counted
_THING = 3  # words after a number among which what is counted is named
_ABOUT = 0.15  # how far "about" and "nearly" reach
_ROUNDED = 0.05  # how far a number may be off by rounding, at most
_EXACT = 100  # people and things below this are counted, not rounded
_YEARS = (1900, 2100)
_MONEY = frozenset({"dollars", "euros", "pounds", "roubles"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity: `lowest` to `highest` in the measure's own unit, of `what`, as written.

    `what` is the measure ("mass", "dollars"), the class of people counted ("dead") with the
    group counted, or the noun.  `around` are stems of the words beside it: figures of a plain
    noun or measure tell of one thing only where these agree.  `thing` is what a measure is of
    ("of grain").  `sure` says that `what` alone is enough.
    """

    what: str
    lowest: float
    highest: float
    text: str
    around: frozenset[str]
    sure: bool
    thing: str = ""

    def agrees(self, other: Figure) -> bool:
        """Whether both can be true."""
        return self.lowest <= other.highest and other.lowest <= self.highest

    def comparable(self, other: Figure) -> bool:
        """Whether both count the same."""
        if self.what != other.what or (self.thing and other.thing and self.thing != other.thing):
            return False
        return (self.sure and other.sure) or bool(self.around & other.around)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    numbers: dict[str, int]
    scales: dict[str, int]
    bounds: tuple[tuple[tuple[str, ...], str], ...]
    before: frozenset[str]
    after: frozenset[str]
    verbs: frozenset[str]
    ends: frozenset[str]
    units: dict[str, tuple[str, float]]
    cues: Beginnings[str]
    everyone: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    table = read_words("figures")
    bounds = [
        (tuple(phrase.split()), kind)
        for kind, phrases in table["bounds"].items()
        for phrase in phrases
    ]
    return _Lexicon(
        numbers=table["numbers"],
        scales=table["scales"],
        bounds=tuple(sorted(bounds, key=lambda bound: -len(bound[0]))),
        before=frozenset(table["left_out"]["before"]),
        after=frozenset(table["left_out"]["after"]),
        verbs=frozenset(table["ends"]["verbs"]),
        ends=frozenset(table["ends"]["others"]),
        units={
            name: (measure, float(size))
            for measure, sizes in table["units"].items()
            for name, size in sizes.items()
        },
        cues=Beginnings({name: counts["cues"] for name, counts in table["counts"].items()}),
        everyone={name: frozenset(c["everyone"]) for name, c in table["counts"].items()},
    )


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as written: its range, its value, its unit's sign, the size of its last digit."""

    span: Span
    value: float
    sign: str
    step: float


def find_figures(
    sentence: str, words: Sequence[Word], inside: Span, names: Sequence[Span]
) -> tuple[Figure, ...]:
    """Find the quantities inside a range of a sentence; numbers within `names` are left out.

    Where a sentence gives two numbers of the same, neither is taken: which is meant is not sure.
    """
    lexicon = _lexicon()
    numbers = [
        number
        for number in _numbers(sentence, words)
        if inside.start <= number.span.start < inside.end
        and not any(number.span.overlaps(span) for span in names)
    ]
    if not numbers:
        return ()
    cues = [
        (hit.label, hit.first, hit.after)
        for hit in lexicon.cues.find(words)
        if not any(span.start <= words[hit.first].start < span.end for span in names)
    ]
    found = []
    for first, last in _ranges(sentence, numbers):
        figure = _figure(sentence, words, first, last, cues)
        if figure is not None:
            found.append(figure)
    return tuple(f for f in found if sum(f.what == other.what for other in found) == 1)


def _ranges(sentence: str, numbers: Sequence[_Number]) -> Iterator[tuple[_Number, _Number]]:
    """Each number with the end of its range ("40 to 50"), else with itself; scores left out."""
    rest = list(numbers)
    while rest:
        first = last = rest.pop(0)
        joined = _RANGE.fullmatch(sentence, first.span.end, rest[0].span.start) if rest else None
        if joined is not None:
            last = rest.pop(0)
            bare = not sentence[last.span.end : last.span.end + 2].strip(" ,.;")
            if last.value <= first.value or bare:
                continue
        yield first, last


def _numbers(sentence: str, words: Sequence[Word]) -> list[_Number]:
    found = [_of_digits(match) for match in _NUMBER.finditer(sentence)]
    found += _of_words(words)
    return sorted((_scaled(n, words) for n in found), key=lambda number: number.span)


def _of_digits(match: re.Match[str]) -> _Number:
    digits = re.sub(r"\D", "", match[2])
    value = float(digits + (match[3] or ""))
    step = 10.0 ** -(len(match[3]) - 1) if match[3] else 10.0 ** _zeros(digits)
    return _Number(Span(*match.span()), value, (match[1] or match[4] or "").strip(), step)


def _zeros(digits: str) -> int:
    return len(digits) - len(digits.rstrip("0")) if digits.strip("0") else 0


def _of_words(words: Sequence[Word]) -> Iterator[_Number]:
    """Numbers written as words: “twelve”, “twenty-five”, “a dozen” is about twelve and left out."""
    numbers = _lexicon().numbers
    for word in words:
        first, _, second = word.folded.partition("-")
        if first in numbers and (not second or second in numbers):
            value = numbers[first] + numbers.get(second, 0)
            yield _Number(Span(word.start, word.end), float(value), "", 1.0)


def _scaled(number: _Number, words: Sequence[Word]) -> _Number:
    """Take in “million” and the like right after a number."""
    scales = _lexicon().scales
    after = next((word for word in words if word.start >= number.span.end), None)
    if after is None or after.folded not in scales or after.start > number.span.end + 1:
        return number
    scale = scales[after.folded]
    return _Number(
        Span(number.span.start, after.end), number.value * scale, number.sign, number.step * scale
    )


_Cue = tuple[str, int, int]


def _figure(
    sentence: str, words: Sequence[Word], first: _Number, last: _Number, cues: Sequence[_Cue]
) -> Figure | None:
    """What a number, or a range of two, counts or measures; None where it is no quantity."""
    number = Span(first.span.start, last.span.end)
    before = [word for word in words if word.end <= first.span.start]
    after = [word for word in words if word.start >= last.span.end]
    bound, start = _bound(before, first.span.start)
    if not _is_quantity(
        sentence, before, after, Span(start, last.span.end), signed=first.sign != ""
    ):
        return None
    unit, size, end = _unit(last, after)
    around = _around(before, after)
    if unit:
        lowest, highest = _span(first, last, bound, size=size, exact=False)
        if unit in _MONEY:  # "for 300 million euros": the price is what stands after the same word
            around |= {f"{word.folded} …" for word in before[-1:]}
        thing = _thing(after, end)
        return Figure(unit, lowest, highest, sentence[start:end], around, sure=False, thing=thing)
    noun, end = _noun(sentence, after, end)
    if _is_year(first, noun):
        return None
    lowest, highest = _span(first, last, bound, size=1.0, exact=True)
    text = sentence[start:end]
    reach = _AROUND if noun in _everyone() else _NEAR if noun else _BESIDE
    strict = noun != "" and noun not in _everyone()  # "killing a guard; they took 300 coins"
    counted = _counted(sentence, words, number, cues, reach=reach, strict=strict)
    if counted is not None:
        everyone = not noun or noun in _lexicon().everyone[counted]
        what = counted if everyone else f"{counted} {stem(noun)}"
        return Figure(what, lowest, highest, text, around, sure=True)
    if not noun:
        return None
    return Figure(f"of {stem(noun)}", lowest, highest, text, around - {stem(noun)}, sure=False)


def _is_year(number: _Number, noun: str) -> bool:
    """Whether a number is rather a year ("on 9 April 2024 police …"); 2,024 is none."""
    written = number.span.end - number.span.start == len("2024")
    return written and _YEARS[0] <= number.value <= _YEARS[1] and noun not in ("people", "persons")


def _is_quantity(
    sentence: str, before: Sequence[Word], after: Sequence[Word], number: Span, *, signed: bool
) -> bool:
    """Whether a number counts all of something: no age, no part of a whole, no addition."""
    lexicon = _lexicon()
    previous = next((word.folded for word in reversed(before) if word.end <= number.start), "")
    if previous in lexicon.before and not signed:
        return False
    if after and after[0].folded in lexicon.after:
        return False
    return not (sentence[: number.start].endswith(", ") and sentence[number.end :].startswith(","))


def _bound(before: Sequence[Word], start: int) -> tuple[str, int]:
    """How exact a number is said to be, and where its words begin."""
    said = [word.folded for word in before[-4:]]
    for phrase, kind in _lexicon().bounds:
        if tuple(said[-len(phrase) :]) == phrase:
            return kind, before[-len(phrase)].start
    return "", start


def _unit(number: _Number, after: Sequence[Word]) -> tuple[str, float, int]:
    """What a number measures, its unit's size, and where the words of it end."""
    units = _lexicon().units
    if number.sign in units:
        return (*units[number.sign], number.span.end)
    for length in (2, 1):
        said = after[:length]
        name = " ".join(word.folded for word in said)
        if len(said) == length and name in units and said[0].start <= number.span.end + 1:
            return (*units[name], said[-1].end)
    return "", 1.0, number.span.end


def _thing(after: Sequence[Word], end: int) -> str:
    """What a measure is of: the word after “of”."""
    said = [word.folded for word in after if word.start >= end][:2]
    return stem(said[1]) if len(said) > 1 and said[0] == "of" else ""


def _noun(sentence: str, after: Sequence[Word], end: int) -> tuple[str, int]:
    """What is counted: a plural among the next words, or what stands before a verb; else ""."""
    lexicon = _lexicon()
    start, last = end, ""
    for word in after[:_THING]:
        if sentence[end : word.start].strip() or word.folded in lexicon.ends:
            break
        if word.folded in lexicon.verbs:
            return last, end
        if word.folded in lexicon.numbers or word.surface[0].isupper():
            break
        last, end = word.folded, word.end
        if last in _everyone() or (last.endswith("s") and len(last) > _CLOSE):
            return last, end
    return "", start


@lru_cache(maxsize=1)
def _everyone() -> frozenset[str]:
    return frozenset().union(*_lexicon().everyone.values())


def _counted(
    sentence: str,
    words: Sequence[Word],
    number: Span,
    cues: Sequence[_Cue],
    *,
    reach: int,
    strict: bool,
) -> str | None:
    """The class of people that the nearest cue tells, if one is as near as `reach` words.

    A comma between makes a cue farther, and none of it where `strict`.
    """
    first = sum(word.end <= number.start for word in words)
    after = next((at for at, word in enumerate(words) if word.start >= number.end), len(words))
    best: tuple[int, bool, str] | None = None
    for cue in cues:
        label, begins, ends = cue
        distance = begins - after if begins >= after else first - ends
        if not 0 <= distance <= reach:
            continue
        if _apart(sentence, words, cue, number):
            if strict:
                continue
            distance += _COMMA
        if best is None or (distance, begins < after) < best[:2]:
            best = (distance, begins < after, label)
    return best[2] if best is not None else None


def _apart(sentence: str, words: Sequence[Word], cue: _Cue, number: Span) -> bool:
    """Whether a comma or the like stands between a cue and a number."""
    _, begins, ends = cue
    start, end = words[begins].start, words[ends - 1].end
    between = sentence[end : number.start] if end <= number.start else sentence[number.end : start]
    return any(mark in between for mark in ",;:")


def _around(before: Sequence[Word], after: Sequence[Word]) -> frozenset[str]:
    beside = (*before[-_CLOSE:], *after[:_CLOSE])
    return (
        frozenset(
            stem(word.folded)
            for word in beside
            if len(word.folded) > 3  # noqa: PLR2004 - function words
            and word.folded not in _lexicon().units
            and word.folded not in _lexicon().scales
            and not word.folded[0].isdigit()
        )
        - _bound_words()
    )


@lru_cache(maxsize=1)
def _bound_words() -> frozenset[str]:
    lexicon = _lexicon()
    said = {stem(word) for phrase, _ in lexicon.bounds for word in phrase}
    return frozenset(
        said
        | {stem(word) for word in lexicon.numbers}
        | {stem(word) for word in happening_lexicon().common}
    )


def _span(
    first: _Number, last: _Number, bound: str, *, size: float, exact: bool
) -> tuple[float, float]:
    """The values that a number may stand for."""
    if bound == "least":
        return first.value * size, math.inf
    if bound == "most":
        return 0.0, last.value * size
    if bound == "about":
        return first.value * (1 - _ABOUT) * size, last.value * (1 + _ABOUT) * size

    def off(number: _Number) -> float:
        if exact and number.value < _EXACT:
            return 0.0
        return min(number.step / 2, number.value * _ROUNDED)

    return (first.value - off(first)) * size, (last.value + off(last)) * size
