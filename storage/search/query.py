"""What a person asked: words, exact phrases, filters, a period, words that must not occur."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from storage.models import Precision, When
from storage.search.filter_grammar import (
    ANY,
    About,
    Filter,
    FilterReader,
    as_excluded,
    some_year,
    with_whole_names,
)
from storage.search.period import find_period, parse_period
from storage.search.period_points import YearOf, no_year
from storage.search.questions import (
    Asks,
    Question,
    Speaks,
    is_acronym,
    is_stop_word,
    may_name_speaker,
    patronymics,
    read_question,
    stop_words,
)
from storage.text.folding import Word, words

__all__ = [
    "MOST_CHARACTERS",
    "MOST_WORDS",
    "About",
    "Asks",
    "Filter",
    "Query",
    "cut_at_a_word",
    "parse_query",
    "stop_words",
    "write_query",
]

MOST_CHARACTERS: Final = 128
MOST_WORDS: Final = 8
MOST_PHRASES: Final = 4  # each costs a look through all words of the corpus
_MOST_FILTERS: Final = 4
_MARKS: Final = str.maketrans(dict.fromkeys("“”„‟«»＂″", '"'))
# ‘law and order’: two words or more, at whose ends blanks or marks stand.
_SINGLE: Final = re.compile(r"(?<![^\s(])[‘'](?=\w)([^\"‘'’]*\s[^\"‘'’]*[^\s\"‘'’])[’'](?!\w)")
_FIGURE: Final = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:[,.]\d{3})+|\d{4,9})(?![\w.,]\w|\w)")
_PHRASE: Final = re.compile(r'(?P<minus>(?<!\S)-)?"(?P<phrase>[^"]*)"')
# A hyphen before a letter at the start of a word; a dash, or the hyphen of al-Qaeda, is none.
_EXCLUDED: Final = re.compile(r"(?<!\S)-(?P<word>[^\W_]\S*)")
_YEARS_APART: Final = re.compile(r"(?<=\d)\s+-\s*(?=\d)|(?<=\d)\s*-\s+(?=\d)")


@dataclass(frozen=True, slots=True)
class Query:
    """A query after parsing.  Two are equal where they ask the same, however it was typed.

    `text` is what was typed, trimmed and cut at 128 characters.  `words` are the words that
    count, as typed, at most eight; `phrases`, at most four, are to be found exactly; `excluded`
    words and phrases must not occur.  `period_text` is the part of `text` that `period` was read
    from.
    All `filters` that are about the same must not hold: one is enough.  `asks` tells what a
    question is after.  `dropped` are the words that say nothing; `strange` what was typed as a
    filter ("topic:") and is none, `places` what was typed as an article ("in:kabul") and is none.
    `publishers` are words that were taken for a publisher's, each with its name in full.
    """

    text: str = field(compare=False)
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    period: When | None = None
    period_text: str = field(default="", compare=False)
    excluded: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    asks: Asks = Asks.ANYTHING
    dropped: tuple[str, ...] = field(default=(), compare=False)
    strange: tuple[str, ...] = field(default=(), compare=False)
    places: tuple[str, ...] = field(default=(), compare=False)
    publishers: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def empty(self) -> bool:
        """Whether nothing is asked: no word, no phrase, no period, nobody and no article."""
        wanted = any(not one.out for one in self.filters)
        return not (self.words or self.phrases or self.period or wanted)

    @property
    def plain(self) -> bool:
        """Whether it is words alone, which may be a name."""
        more = self.phrases or self.period or self.excluded or self.filters
        return not more and self.asks not in {Asks.SAID, Asks.HAPPENED}

    @property
    def unquoted(self) -> Query:
        """The same query without quotation marks: the words of its phrases in any order."""
        loose = [word for phrase in self.phrases for word in _that_count(words(phrase))[0]]
        both = tuple(dict.fromkeys((*self.words, *loose)))[:MOST_WORDS]
        return replace(self, words=both, phrases=())


def parse_query(
    text: str,
    *,
    with_period: bool = True,
    years: tuple[int, int] | None = None,
    year_of: YearOf | None = None,
    speaks: Speaks | None = None,
    known: Callable[[str], bool] | None = None,
    called: Callable[[str], bool] | None = None,
    is_place: Callable[[str], bool] | None = None,
    telling: Callable[[str], float] | None = None,
) -> Query:
    """Parse what a person typed.  Never raises; nothing of use gives an empty query.

    `"…"` (any double quotation marks) asks for the exact words, `-word` and `-"…"` exclude,
    `from:name` and `in:article` limit to some.  Stop words and question words are dropped.  A
    period is read, as are filters and questions, unless `with_period` is false: then the text
    is a name.  A month, day or season without a year means the one that `year_of` gives, else
    the last of `years` (the first and last that the corpus covers); with neither it stays a
    word.

    Where `speaks` tells that a name is a speaker's, "what did lavrov say about X" is read as
    `from:lavrov X`, and where `called` tells that articles are called so, `in:moscow times` as
    one name; where `is_place` tells that a name is a place's and no article's, `in:kabul` as the
    word.  Where `known` tells which words the corpus has, misspelt question words
    are dropped, too.  Of more than eight words that count those are kept that tell most, as far
    as `telling` knows, else the first.
    """
    cut = cut_at_a_word(" ".join(text.split()))
    rest = _YEARS_APART.sub("-", _SINGLE.sub(r'"\1"', cut).translate(_MARKS))
    read = FilterReader(known, is_place)
    if with_period:
        rest = read.take(with_whole_names(as_excluded(rest, speaks, called), speaks, called))
    filters, explicit = tuple(read.found), read.period
    phrases, excluded, rest = _phrases(rest)
    excluded += [m.group("word").rstrip(".,;:!?") for m in _EXCLUDED.finditer(rest)]
    rest = _EXCLUDED.sub(" ", rest)
    period: When | None = None
    period_text = ""
    if with_period:
        period, period_text, rest = _period(rest, explicit, year_of or _last_of(years))
    if known is not None:
        figures, rest = _figures(rest, known)
        phrases += figures
    question = Question()
    if with_period:
        said_who = any(one.about is About.FROM for one in filters)
        question = read_question(
            rest, speaks=None if said_who else speaks, known=known, dated=period is not None
        )
        if question.speaker:
            filters = (Filter(About.FROM, question.speaker), *filters)
    filters = tuple(one for one in filters if one.name != ANY)
    if called is not None:  # "-bell" leaves out what The Bell writes, too
        filters += tuple(Filter(About.IN, one, out=True) for one in excluded if called(one))
    found = words(rest)
    silent = question.taken
    if known is not None:
        silent |= patronymics([word.surface for word in found], known)
    count, dropped = _that_count(found, silent, speaks)
    count = _most_telling(count, telling)
    return Query(
        text=cut,
        words=count,
        phrases=tuple(phrases[:MOST_PHRASES]),
        period=period,
        period_text=period_text,
        excluded=tuple(excluded[:MOST_WORDS]),
        filters=tuple(dict.fromkeys(filters))[:_MOST_FILTERS],
        asks=question.asks,
        dropped=dropped,
        strange=tuple(read.strange)[:_MOST_FILTERS],
        places=tuple(read.places)[:_MOST_FILTERS],
    )


def cut_at_a_word(text: str) -> str:
    """Cut a text to the 128 characters of a query, where it can be at the end of a word."""
    cut = text[:MOST_CHARACTERS]
    if len(text) > MOST_CHARACTERS and not text[MOST_CHARACTERS].isspace():
        cut = cut.rpartition(" ")[0] or cut
    return cut.strip()


def write_query(query: Query) -> str:
    """Write a query so that it parses to an equal one, where it keeps to the 128 characters."""
    parts = [query.asks.value] if query.asks is not Asks.ANYTHING else []
    if not any(one.about is About.FROM for one in query.filters) and may_name_speaker(query.words):
        parts.append(f"{About.FROM.value}:{ANY}")
    parts += [f"{'-' * f.out}{f.about.value}:{_name(f, query)}" for f in query.filters]
    parts += [*query.words, *(f'"{phrase}"' for phrase in query.phrases)]
    # "15 -2015" would be a range
    parts += [f'-"{one}"' if one[0].isdigit() else f"-{_quoted(one)}" for one in query.excluded]
    period = ANY if query.period is None else _write_period(query.period)
    misread = find_period(" ".join(query.words), year_of=some_year) is not None
    if query.period is not None or misread:
        parts.append(f"when:{_quoted(period)}")
    return " ".join(parts)


def _name(named: Filter, query: Query) -> str:
    """Write a filter's name so that a word after it that repeats it is no part of it."""
    repeated = named.name in query.words
    return f'"{named.name}"' if repeated else _quoted(named.name)


def _quoted(text: str) -> str:
    return text if re.fullmatch(r'[^\W_][^\s":]*(?<![.,;:!?])', text) else f'"{text}"'


def _write_period(when: When) -> str:
    about = "around " if when.approximate else ""
    first, last = when.earliest, when.latest
    if first == date.min:
        return f"before {(last + timedelta(days=1)).isoformat()}"
    if last == date.max:
        return f"since {first.isoformat()}"
    match when.precision:
        case Precision.DAY:
            text = first.isoformat()
        case Precision.MONTH:
            text = f"{first.year}-{first.month:02}"
        case Precision.YEAR:
            text = f"{first.year}"
        case Precision.DECADE:
            text = f"{first.year}s"
        case Precision.SEASON:
            text = f"{_season(when)} {first.year}"
        case _:
            text = f"{first.isoformat()} – {last.isoformat()}"
    return about + text


def _season(when: When) -> str:
    return {3: "spring", 6: "summer", 9: "autumn"}.get(when.earliest.month, "winter")


def _last_of(years: tuple[int, int] | None) -> YearOf:
    if years is None:
        return no_year
    last = years[1]
    return lambda _month, _day: last


def _period(text: str, explicit: str | None, year_of: YearOf) -> tuple[When | None, str, str]:
    """Read the period: (period, the words that it was read from, what is left)."""
    if explicit == ANY:
        return None, "", text
    if explicit is not None:
        when = parse_period(explicit, year_of=year_of)
        return (when, explicit, text) if when else (None, "", f"{text} {explicit}")
    located = find_period(text, year_of=year_of)
    if located is None:
        return None, "", text
    when, span = located
    inside = text[span.start : span.end].strip()
    return when, inside, text[: span.start] + " " + text[span.end :]


def _phrases(text: str) -> tuple[list[str], list[str], str]:
    wanted: list[str] = []
    unwanted: list[str] = []
    if '"' not in text:
        return wanted, unwanted, text
    for match in _PHRASE.finditer(text):
        phrase = match.group("phrase").strip()
        if words(phrase):
            (unwanted if match.group("minus") else wanted).append(phrase)
    return wanted, unwanted, _PHRASE.sub(" ", text)


def _figures(text: str, known: Callable[[str], bool]) -> tuple[list[str], str]:
    """Read 15000 and 15,000 alike, as the articles write it: (phrases, what is left)."""
    phrases: list[str] = []

    def take(match: re.Match[str]) -> str:
        plain = re.sub(r"\D", "", match.group())
        grouped = f"{int(plain):,}"
        if known(plain) or not known(grouped):
            return plain if known(plain) else match.group()
        phrases.append(grouped)
        return " "

    rest = _FIGURE.sub(take, text)
    return phrases, rest


def _that_count(
    found: tuple[Word, ...], silent: frozenset[int] = frozenset(), speaks: Speaks | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part words in those that count and those that say nothing, each once, in order.

    `silent` are the numbers of those that a question is made of.  A stop word in capitals counts
    where somebody is called so, as far as `speaks` knows.
    """
    shouted = any(is_stop_word(w.surface) and _is_shouted(w.surface) for w in found)
    count: dict[str, None] = {}
    dropped: dict[str, None] = {}
    for number, word in enumerate(found):
        named = (
            is_acronym(word.surface)
            and not shouted
            and (speaks is None or speaks(word.surface, part=True))
        )
        if number in silent or (is_stop_word(word.surface) and not named):
            dropped[word.surface] = None
        else:
            count[word.surface] = None
    return tuple(count), tuple(dropped)[:MOST_WORDS]


def _most_telling(
    count: tuple[str, ...], telling: Callable[[str], float] | None
) -> tuple[str, ...]:
    if len(count) <= MOST_WORDS or telling is None:
        return count[:MOST_WORDS]
    kept = sorted(count, key=telling, reverse=True)[:MOST_WORDS]
    return tuple(word for word in count if word in kept)


def _is_shouted(word: str) -> bool:
    """Whether a word is in capitals although it is no acronym: then capitals say nothing."""
    return len(word) > 1 and word.isupper() and not is_acronym(word)
