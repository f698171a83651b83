"""What a person asked: words, exact phrases, a period, words that must not occur."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Final

from storage.models import When
from storage.search.period import YearOf, find_period, no_year
from storage.text.folding import fold, words

MOST_CHARACTERS: Final = 128
MOST_WORDS: Final = 8
_MARKS: Final = str.maketrans(dict.fromkeys("“”„‟«»＂″", '"'))
_PHRASE: Final = re.compile(r'(?P<minus>(?<!\S)-)?"(?P<phrase>[^"]*)"')
# A hyphen before a letter at the start of a word; a dash, or the hyphen of al-Qaeda, is none.
_EXCLUDED: Final = re.compile(r"(?<!\S)-(?P<word>[^\W_]\S*)")
_YEARS_APART: Final = re.compile(r"(?<=\d)\s+-\s*(?=\d)|(?<=\d)\s*-\s+(?=\d)")


@dataclass(frozen=True, slots=True)
class Query:
    """A query after parsing.

    `text` is what was typed, trimmed and cut at 128 characters.  `words` are the words that
    count, as typed, at most eight; `phrases` are to be found exactly; `excluded` words and
    phrases must not occur.  `period_text` is the part of `text` that `period` was read from.
    """

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    period: When | None = None
    period_text: str = ""
    excluded: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is asked: no word, no phrase, no period."""
        return not (self.words or self.phrases or self.period)

    @property
    def unquoted(self) -> Query:
        """The same query without quotation marks: the words of its phrases in any order."""
        loose = [word for phrase in self.phrases for word in _that_count(phrase, alone=True)]
        both = tuple(dict.fromkeys((*self.words, *loose)))[:MOST_WORDS]
        return replace(self, words=both, phrases=())


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Give the words, folded, that a query is better without."""
    data = resources.files(__package__).joinpath("stopwords.toml").read_text("utf-8")
    return frozenset(word for group in tomllib.loads(data).values() for word in group)


def parse_query(
    text: str,
    *,
    with_period: bool = True,
    years: tuple[int, int] | None = None,
    year_of: YearOf | None = None,
) -> Query:
    """Parse what a person typed.  Never raises; nothing of use gives an empty query.

    `"…"` (any double quotation marks) asks for the exact words, `-word` and `-"…"` exclude.
    Stop words and question words are dropped unless nothing else remains.  A period is read
    unless `with_period` is false.  A month, day or season without a year means the one that
    `year_of` gives, else the last of `years` (the first and last that the corpus covers); with
    neither it stays a word.
    """
    cut = " ".join(text.split())[:MOST_CHARACTERS].strip()
    rest = _YEARS_APART.sub("-", cut.translate(_MARKS))
    phrases, excluded, rest = _phrases(rest)
    excluded += [m.group("word") for m in _EXCLUDED.finditer(rest)]
    rest = _EXCLUDED.sub(" ", rest)
    period: When | None = None
    period_text = ""
    if with_period:
        located = find_period(rest, year_of=year_of or _last_of(years))
        if located is not None:
            period, span = located
            period_text = rest[span.start : span.end].strip()
            rest = rest[: span.start] + " " + rest[span.end :]
    return Query(
        text=cut,
        words=_that_count(rest, alone=not phrases and period is None),
        phrases=tuple(phrases[:MOST_WORDS]),
        period=period,
        period_text=period_text,
        excluded=tuple(excluded[:MOST_WORDS]),
    )


def _last_of(years: tuple[int, int] | None) -> YearOf:
    if years is None:
        return no_year
    last = years[1]
    return lambda _month, _day: last


def _phrases(text: str) -> tuple[list[str], list[str], str]:
    wanted: list[str] = []
    unwanted: list[str] = []
    for match in _PHRASE.finditer(text):
        phrase = match.group("phrase").strip()
        if words(phrase):
            (unwanted if match.group("minus") else wanted).append(phrase)
    return wanted, unwanted, _PHRASE.sub(" ", text)


def _that_count(text: str, *, alone: bool) -> tuple[str, ...]:
    typed = list(dict.fromkeys(word.surface for word in words(text)))
    count = [word for word in typed if fold(word) not in stop_words()]
    return tuple((count or (typed if alone else []))[:MOST_WORDS])
