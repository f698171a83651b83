"""A text as a row of tokens, each with the part that it may play in a date.

`Tokens.parts` holds one letter a token, so that the grammar of dates is a table of small
regular expressions over that string, whatever the words and the language.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple, overload

from storage.extraction.lexicon import read_words
from storage.text.calendar import months, seasons, weekdays
from storage.text.letters import letter_runs
from storage.text.offsets import Span

# Letters of `Tokens.parts`.  M month, m its abbreviation; W weekday, w its abbreviation; S season;
# Y year; D 1 to 31; N another count; O ordinal in figures, o in words; T a whole date in figures;
# d decade; K quarter ("Q3"), H half ("H1"); c a holiday; the rest by the lexicon below; _ anything
# else.
_PARTS = {
    "preposition": "P",
    "from": "r",
    "to": "x",
    "between": "b",
    "and": "&",
    "about": "~",
    "least": "A",
    "the": "t",
    "of": "f",
    "one": "a",
    "portion": "q",
    "last": "l",
    "this": "i",
    "next": "n",
    "adjacent": "Z",
    "that": "k",
    "today": "y",
    "daytime": "p",
    "ago": "g",
    "half": "h",
    "ordinal": "o",
    "year_word": "G",
    "fiscal": "F",
    "time": "j",
    "period": "E",
}
_MARKS = {"–": "-", "—": "-", "-": "-", "‑": "-", "/": "/", ",": ",", ".": ".", "(": "(", ")": ")"}

_PLAIN = r"(?!ht|ww)[a-z]++(?![\w'’])"  # most words: nothing else need be tried
_WHOLE = (
    r"(?=[hw])(?:https?://|www\.)\S+"
    r"|(?=[\d'’‘])(?:\d{4}(?:-\d\d?-|/\d\d?/|\.\d\d?\.)\d\d?(?!\d)"
    r"|\d\d?(?:-\d\d?-|/\d\d?/|\.\d\d?\.)\d{4}(?!\d)"
    r"|(?<![\d/])\d{1,2}/\d{1,2}/\d\d(?![\d/])"
    r"|\d{4}(?:['’]s\b|-(?:х|е|ых|ые|м)\b)|['’‘]\d0s\b|(?<!\w)['’‘]\d\d\b(?!['’]))"
)
_PIECES = (
    r"|\d+(?:[.,:]\d+)+"
    r"|[^\W_]+(?:['’][^\W\d_]+)*"
    r"|\S"
)
_DIGIT = re.compile(r"\d")
_STAMP = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_SHORT_YEAR = re.compile(r"['’‘](\d\d)")
_LATEST_SHORT_YEAR = 49  # '49 is 2049, '50 is 1950
_DECADE = re.compile(r"(?:(\d{3}0)|['’‘](\d0))(?:['’]?s|-\w+)")
_YEAR_S = re.compile(r"(\d{4})['’]s")  # "2021’s"; "1990's" is a decade
_FISCAL_YEAR = re.compile(r"fy(\d{2}|\d{4})")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.IGNORECASE)
_ABBREVIATED = 4  # letters of the longest abbreviation of a month ("Sept")
_FIRST_YEAR, _LAST_YEAR, _MOST_DAYS = 1000, 2199, 31


class Token(NamedTuple):
    """A word or mark of a text: where it stands, in lower case, and its number, if it has one."""

    start: int
    end: int
    word: str
    part: str
    number: int
    possessive: bool
    capital: bool


# A named tuple's own constructor is a Python function; there are very many tokens.
_new = tuple.__new__
_Kind = tuple[str, str, int, bool, bool]  # a token without its place: word, part, number, …


class Row(Sequence[Token]):
    """The tokens of a text, each made when it is asked for: few are."""

    __slots__ = ("_bounds", "_kinds")

    def __init__(self, kinds: Sequence[_Kind], bounds: Sequence[int]) -> None:
        """Take what the tokens are, and the ends of gaps and tokens in turn."""
        self._kinds, self._bounds = kinds, bounds

    def __len__(self) -> int:
        """How many there are."""
        return len(self._kinds)

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Token, ...]: ...
    def __getitem__(self, index: int | slice) -> Token | tuple[Token, ...]:
        """Make one, or a range of them."""
        if isinstance(index, slice):
            return tuple([self[at] for at in range(*index.indices(len(self._kinds)))])
        at = index if index >= 0 else index + len(self._kinds)
        return _new(Token, (self._bounds[2 * at], self._bounds[2 * at + 1], *self._kinds[at]))

    def start(self, index: int) -> int:
        """Where one starts."""
        return self._bounds[2 * index]

    def end(self, index: int) -> int:
        """Where one ends."""
        return self._bounds[2 * index + 1]

    def number(self, index: int) -> int:
        """The number of one."""
        return self._kinds[index][2]

    def starting_at(self, offset: int) -> int:
        """The index of the first that starts at an offset of the text, or after it."""
        return (bisect_left(self._bounds, offset) + 1) // 2

    def ended_by(self, offset: int) -> int:
        """The index of the first that ends only after an offset of the text."""
        return bisect_right(self._bounds, offset, hi=2 * len(self._kinds)) // 2


class Tokens(NamedTuple):
    """All tokens of a text, their words, and their parts as one string of the same length."""

    text: str
    row: Row
    spelled: Sequence[str]
    parts: str

    def words(self) -> frozenset[str]:
        """All words."""
        return frozenset(self.spelled)

    def adjacent(self, index: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return index > 0 and self.row.end(index - 1) == self.row.start(index)

    def word(self, index: int) -> str:
        """The word at an index, "" outside of the row."""
        return self.spelled[index] if 0 <= index < len(self.spelled) else ""

    def part(self, index: int) -> str:
        """The part at an index, "" outside of the row."""
        return self.parts[index] if 0 <= index < len(self.parts) else ""


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Any]:
    """The words of dates (lexicon/dates.toml)."""
    return read_words("dates")


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """The pattern of one token: a holiday's name of several words is one."""
    names = sorted((name for name in holidays() if " " in name), key=len, reverse=True)
    spelled = (" ".join(word.capitalize() for word in name.split()) for name in names)
    longer = "|".join(re.escape(name).replace("'", "['’]") for name in spelled)
    return re.compile(rf"((?=\S)(?:{_PLAIN}|{_WHOLE}|(?=[A-Z])(?:{longer})\b{_PIECES}))")


@lru_cache(maxsize=1)
def guards() -> dict[str, frozenset[str]]:
    """Words that decide whether a number or a name is a date."""
    return {name: frozenset(words) for name, words in lexicon()["guards"].items()}


@lru_cache(maxsize=1)
def _parts() -> dict[str, tuple[str, int]]:
    table: dict[str, tuple[str, int]] = {}
    for name, words in lexicon()["parts"].items():
        table.update(dict.fromkeys(words, (_PARTS[name], 0)))
    for word, number in lexicon()["ordinals"].items():
        table[word] = ("o", number)
    for word, number in lexicon()["decades"].items():
        table[word] = ("d", number)
    for word, number in lexicon()["days"].items():
        table[word] = ("y", number)
    table.update({word: ("N", number) for word, number in lexicon()["counts"].items()})
    table.update(dict.fromkeys(lexicon()["units"], ("u", 0)))
    return table


@lru_cache(maxsize=1)
def holidays() -> dict[str, dict[str, int]]:
    """Names of holidays to what their day is found by: month and day, weekday, or Easter."""
    table: dict[str, dict[str, int]] = lexicon()["holidays"]
    return table


def unit(word: str) -> str:
    """The unit of a unit word: "weeks" → "week"."""
    found: str = lexicon()["units"].get(word, "year")
    return found


def tokenise(text: str, span: Span | None = None) -> Tokens:
    """Split a text, or a range of it, into tokens; linear in its length, never fails."""
    start, end = span or (0, len(text))
    pieces = _pattern().split(text[start:end])  # gaps and tokens in turn
    kinds = list(map(_known_kind, pieces[1::2]))
    bounds = list(accumulate(map(len, pieces), initial=start))[1:]
    words, parts = [kind[0] for kind in kinds], "".join([kind[1] for kind in kinds])
    return Tokens(text, Row(kinds, bounds), words, parts)


def may_be_dated(text: str) -> bool:
    """Whether a text has a digit or a word without which nothing is a date; cheap."""
    if _DIGIT.search(text):
        return True
    if not text.isascii():
        text = text.replace("й", "и").replace("ё", "е")
    return not _needed_words().isdisjoint(letter_runs(text))


@lru_cache(maxsize=1)
def _needed_words() -> frozenset[str]:
    parts = lexicon()["parts"]
    names = {*months(), *weekdays(), *(name for name in holidays() if " " not in name), "eve"}
    small = {
        *seasons(),
        *lexicon()["units"],
        *parts["today"],
        *parts["daytime"],
        *parts["time"],
        *lexicon()["decades"],
        *parts["year_word"],
        *parts["half"],
    }
    spelled = {form for word in names | small for form in (word.capitalize(), word.upper())}
    return frozenset(spelled | small | {word for word in names if not word.isascii()})


class _Kinds(dict[str, _Kind]):
    """What surfaces are, as far as they have been met; begun anew when there are many."""

    def __missing__(self, surface: str) -> _Kind:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        part, number, word, possessive = _classify(surface)
        kind = self[surface] = (word, part, number, possessive, surface[0].isupper())
        return kind


_MOST_KNOWN = 16384
_known_kind = _Kinds().__getitem__  # asked for every token


def _classify(surface: str) -> tuple[str, int, str, bool]:
    if (surface[0] in "0123456789'’‘" and len(surface) > 1) or surface.isdigit():
        part, number = _figures(surface)
        return part, number, surface, surface.endswith(("'s", "’s"))
    if len(surface) == 1 and not surface.isalnum():
        return _MARKS.get(surface, "_"), 0, surface, False
    word = surface.lower()
    word = word.replace("’", "'") if " " in word else word
    possessive = word.endswith(("'s", "’s"))
    if possessive:
        word = word[:-2]
    if not word.isascii():
        word = word.replace("й", "и").replace("ё", "е")
    part, number = _word(word, capital=surface[0].isupper())
    return part, number, word, possessive


def _figures(surface: str) -> tuple[str, int]:
    if _STAMP.fullmatch(surface):
        return "T", 0
    if decade := _DECADE.fullmatch(surface):
        year = int(decade[1]) if decade[1] else 1900 + int(decade[2])
        return ("d", year) if _FIRST_YEAR <= year <= _LAST_YEAR else ("_", 0)
    if (owner := _YEAR_S.fullmatch(surface)) and _FIRST_YEAR <= int(owner[1]) <= _LAST_YEAR:
        return "Y", int(owner[1])
    if ordinal := _ORDINAL.fullmatch(surface):
        return "O", int(ordinal[1])
    if short := _SHORT_YEAR.fullmatch(surface):
        return "Y", in_full(int(short[1]))
    return _plain_figures(surface)


def _plain_figures(surface: str) -> tuple[str, int]:
    if not surface.isdecimal() or len(surface) > 4:  # noqa: PLR2004 - no year, no day
        return "_", 0
    number = int(surface)
    if len(surface) == 4:  # noqa: PLR2004 - as a year is written
        return ("Y", number) if _FIRST_YEAR <= number <= _LAST_YEAR else ("_", 0)
    return ("D", number) if 1 <= number <= _MOST_DAYS else ("N", number)


def in_full(year: int) -> int:
    """Give a year of two figures its century."""
    return year + (2000 if year <= _LATEST_SHORT_YEAR else 1900)


def _word(word: str, *, capital: bool) -> tuple[str, int]:
    if capital and word in holidays():
        return "c", 0
    if word.startswith("fy") and (fiscal := _FISCAL_YEAR.fullmatch(word)):
        year = int(fiscal[1])
        return "Y", in_full(year) if len(fiscal[1]) == 2 else year  # noqa: PLR2004
    named = capital or not word.isascii()  # Russian writes months and weekdays small
    return (_calendar_word(word) if named else None) or _lexical(word, capital=capital)


def _calendar_word(word: str) -> tuple[str, int] | None:
    if month := months().get(word):
        short = word.isascii() and len(word) <= _ABBREVIATED and word not in ("may", "june", "july")
        return ("m" if short else "M"), month
    if (day := weekdays().get(word)) is not None:
        short = word.isascii() and not word.endswith("day")
        return ("w" if short else "W"), day
    return None


def _lexical(word: str, *, capital: bool) -> tuple[str, int]:
    if word in seasons():
        return "S", seasons()[word]
    if len(word) == 2 and word[0] in "qh" and word[1] in "1234" and capital:  # noqa: PLR2004
        return ("K" if word[0] == "q" else "H"), int(word[1])
    return _parts().get(word, ("_", 0))
