"""Runs of capitalised words, and the lines whose capitals mean nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from storage.extraction.naming.lexicon import Lexicon, Phrase, is_given
from storage.extraction.naming.tokens import Tokens, is_acronym, joined
from storage.extraction.naming.words import is_word
from storage.models import ActorKind

_LEADING = frozenset({"al", "bin", "el", "ibn"})
_LONG_WORD = 4
_LONG_SYLLABLE = 6
_MOSTLY = 0.7
_LEAST_WORDS = 4
_LEAST_LOUD = 3
_CLOSE = frozenset({" ", "-", "/", " & ", ". ", ".", "’ ", "' "})
_LISTED = 4  # of so many words one stands behind a comma in a list


class Named(NamedTuple):
    """Words `first` to `last` (exclusive) that are a name already: lexicon or organisation."""

    first: int
    last: int
    kind: ActorKind
    name: str
    nation: str = ""
    weight: int = 3
    start: int = -1  # where the range starts when not at the first word ("Russia’s … Court")


def runs(tokens: Tokens, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """List maximal runs of capitalised words; particles inside a name belong to it.

    Ordinary words alone are left out.
    """
    capital, gaps, lowers, particles = (
        tokens.capital, tokens.gaps, tokens.lowers, lexicon.particles
    )  # fmt: skip
    done = 0
    for index in _beginnings(tokens):
        if index < done or not _begins(tokens, index):
            continue
        last = index + 1
        while joined(tokens, last):
            if capital[last] or (gaps[last] == "-" and _syllable(tokens, index, last, lexicon)):
                last += 1
            elif lowers[last] not in particles:
                break
            elif _inside(tokens, last, lexicon):
                last += 2
            elif _particles(tokens, last, lexicon):
                last += 3
            else:
                break
        if last - index > 1 or not _is_ordinary(tokens.texts[index], lexicon):
            yield index, last
        done = last


def _is_ordinary(word: str, lexicon: Lexicon) -> bool:
    """Whether a word by itself is nobody's name: most sentences open with such a one."""
    return (
        word.lower() in lexicon.common
        and word not in lexicon.surnames_too
        and word not in lexicon.organisation_heads
        and word not in lexicon.group_heads
        and word not in lexicon.phrases
    )


def _beginnings(tokens: Tokens) -> list[int]:
    if _LEADING.isdisjoint(tokens.vocabulary):
        return tokens.capitals
    leading = {index for index, word in enumerate(tokens.lowers) if word in _LEADING}
    return sorted(leading.union(tokens.capitals))


def _begins(tokens: Tokens, index: int) -> bool:
    if tokens.capital[index]:
        return True
    # “al-Assad”, “bin Laden” with nothing before them.
    return tokens.capital[index + 1] and joined(tokens, index + 1)


def _syllable(tokens: Tokens, first: int, index: int, lexicon: Lexicon) -> bool:
    """Whether a lower-case syllable ends a name: “Kim Jong-un”, “Sanwo-olu”; not “Moscow-led”."""
    word, before = tokens.lowers[index], tokens.texts[index - 1]
    if len(word) > _LONG_SYLLABLE or not tokens.capital[index - 1]:
        return False
    korean = index - first > 1 and tokens.lowers[index - 2] in lexicon.family_first
    if korean and len(before) <= _LONG_SYLLABLE:
        return len(word) <= _LONG_WORD or not is_word(word)
    return not is_acronym(before) and not is_word(word) and word not in lexicon.common


def _inside(tokens: Tokens, index: int, lexicon: Lexicon) -> bool:
    """Whether a lower-case word is a particle with a name right behind it."""
    after = index + 1
    return (
        tokens.lowers[index] in lexicon.particles
        and tokens.capital[after]
        and joined(tokens, after)
    )


def _particles(tokens: Tokens, index: int, lexicon: Lexicon) -> bool:
    """Whether two particles and a name stand here: “van der Berg”."""
    return (
        tokens.lowers[index] in lexicon.particles
        and joined(tokens, index + 1)
        and not tokens.capital[index + 1]
        and _inside(tokens, index + 1, lexicon)
    )


def phrase_at(tokens: Tokens, index: int, lexicon: Lexicon) -> tuple[Phrase, int] | None:
    """Give the longest name of the lexicon that starts here, and where it ends."""
    first = tokens.texts[index]
    known = lexicon.phrases.get(first)
    if known is None:
        return None
    after = index + 1
    if tokens.gaps[after] in _CLOSE:
        for phrase in lexicon.longer.get((first, tokens.texts[after]), ()):
            last = index + len(phrase.words)
            if last <= tokens.count and _reads(tokens, after + 1, phrase.words[2:]):
                return phrase, last
    return (known[-1], after) if len(known[-1].words) == 1 else None


def _reads(tokens: Tokens, index: int, words: tuple[str, ...]) -> bool:
    for at, word in enumerate(words, index):
        if tokens.texts[at] != word or tokens.gaps[at] not in _CLOSE:
            return False
    return True


def headline_words(tokens: Tokens, lexicon: Lexicon) -> frozenset[int]:
    """Find the words of sentences (or quoted titles) that are set in title case or capitals.

    There, most long words are capitalised and so are words that never would be in a sentence.
    """
    marked: set[int] = set()
    capitals, texts = tokens.capitals, tokens.texts
    first = before = 0
    for last in (*tokens.breaks, tokens.count):
        until = bisect_left(capitals, last, before)
        # Cheap first: most sentences have few capitals.
        if _many(until - before, texts[first + 1 : last]) and (
            _loud(tokens, first, last) or _title_case(tokens, first, last, lexicon)
        ):
            marked.update(range(first, last))
        first, before = last, until
    return frozenset(marked)


def _many(capitals: int, others: list[str]) -> bool:
    """Whether so many of a sentence's words have a capital as most of its long words are."""
    long = map(_LONG_WORD.__le__, map(len, others))
    return capitals > 1 and capitals - 1 >= _MOSTLY * sum(long)


def _loud(tokens: Tokens, first: int, last: int) -> bool:
    return last - first >= _LEAST_LOUD and all(map(str.isupper, tokens.texts[first:last]))


def _is_list(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether commas divide names: “Ann Lee, New York Energy Desk”, “Lee, Reed, Stone”."""
    if tokens.gaps[first + 2] == ", " and is_given(tokens.texts[first], lexicon):
        return True
    commas = sum(gap not in {" ", "-"} for gap in tokens.gaps[first + 1 : last])
    return commas > 1 and commas * _LISTED >= last - first - 1


def _title_case(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> bool:
    if last - first < _LEAST_WORDS or not tokens.capital[first]:
        return False
    capital, lowers = tokens.capital, tokens.lowers
    rest = range(first + 1, last)
    capitals = [at for at in rest if capital[at]]
    small = [at for at in rest if not capital[at]]
    long = len(capitals) + sum(len(tokens.texts[at]) >= _LONG_WORD for at in small)
    if not long or len(capitals) < _MOSTLY * long:
        return False
    if any(lowers[at] in lexicon.finite for at in small):
        return False  # a sentence full of names: “Mayor Ann Lee of All Saints said …”
    if _is_list(tokens, first, last, lexicon):
        return False
    if any(
        lowers[at] in lexicon.verbs
        or (lowers[at] in lexicon.function and not is_acronym(tokens.texts[at]))
        for at in capitals
    ):
        return True
    english = sum(is_word(lowers[at]) for at in rest)
    return len(capitals) >= _LEAST_WORDS and not small and english * 2 >= len(rest)
