"""Runs of capitalised words, and the lines whose capitals mean nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from storage.extraction.naming.lexicon import Lexicon, Phrase, folded
from storage.extraction.naming.tokens import Token, Words, joined
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


def runs(words: Words, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """List maximal runs of capitalised words; particles inside a name belong to it.

    Ordinary words alone are left out.
    """
    tokens = words.tokens
    count, done = len(tokens), 0
    for index in _beginnings(words):
        if index < done or not _begins(tokens, index):
            continue
        last = index + 1
        while last < count and joined(tokens, last):
            if tokens[last].capital or _syllable(tokens, index, last, lexicon):
                last += 1
            elif _inside(tokens, last, lexicon):
                last += 2
            elif last + 1 < count and _particles(tokens, last, lexicon):
                last += 3
            else:
                break
        last = min(last, count)
        if last - index > 1 or not _is_ordinary(tokens[index], lexicon):
            yield index, last
        done = last


def _is_ordinary(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word by itself is nobody's name: most sentences open with such a one."""
    return (
        token.lower in lexicon.common
        and token.text not in lexicon.surnames_too
        and token.text not in lexicon.organisation_heads
        and token.text not in lexicon.group_heads
        and token.text not in lexicon.phrases
    )


def _beginnings(words: Words) -> list[int]:
    if _LEADING.isdisjoint(words.vocabulary):
        return words.capitals
    leading = {index for index, word in enumerate(words.lowers) if word in _LEADING}
    return sorted(leading.union(words.capitals))


def _begins(tokens: list[Token], index: int) -> bool:
    if tokens[index].capital:
        return True
    # “al-Assad”, “bin Laden” with nothing before them.
    return index + 1 < len(tokens) and tokens[index + 1].capital and joined(tokens, index + 1)


def _syllable(tokens: list[Token], first: int, index: int, lexicon: Lexicon) -> bool:
    """Whether a lower-case syllable ends a name: “Kim Jong-un”, “Sanwo-olu”; not “Moscow-led”."""
    token, before = tokens[index], tokens[index - 1]
    if token.gap != "-" or len(token.text) > _LONG_SYLLABLE or not before.capital:
        return False
    korean = index - first > 1 and tokens[index - 2].lower in lexicon.family_first
    if korean and len(before.text) <= _LONG_SYLLABLE:
        return len(token.text) <= _LONG_WORD or not is_word(token.lower)
    return not before.acronym and not is_word(token.lower) and token.lower not in lexicon.common


def _inside(tokens: list[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether a lower-case word is a particle with a name right behind it."""
    after = index + 1
    return (
        tokens[index].lower in lexicon.particles
        and after < len(tokens)
        and joined(tokens, after)
        and tokens[after].capital
    )


def _particles(tokens: list[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether two particles and a name stand here: “van der Berg”."""
    return (
        tokens[index].lower in lexicon.particles
        and joined(tokens, index + 1)
        and not tokens[index + 1].capital
        and _inside(tokens, index + 1, lexicon)
    )


def phrase_at(tokens: list[Token], index: int, lexicon: Lexicon) -> tuple[Phrase, int] | None:
    """Give the longest name of the lexicon that starts here, and where it ends."""
    first = tokens[index].text
    known = lexicon.phrases.get(first)
    if known is None:
        return None
    after = index + 1
    if after < len(tokens) and tokens[after].gap in _CLOSE:
        for phrase in lexicon.longer.get((first, tokens[after].text), ()):
            last = index + len(phrase.words)
            if last <= len(tokens) and _reads(tokens, after + 1, phrase.words[2:]):
                return phrase, last
    return (known[-1], after) if len(known[-1].words) == 1 else None


def _reads(tokens: list[Token], index: int, words: tuple[str, ...]) -> bool:
    for at, word in enumerate(words, index):
        if tokens[at].text != word or tokens[at].gap not in _CLOSE:
            return False
    return True


def headline_words(words: Words, lexicon: Lexicon) -> frozenset[int]:
    """Find the words of sentences (or quoted titles) that are set in title case or capitals.

    There, most long words are capitalised and so are words that never would be in a sentence.
    """
    marked: set[int] = set()
    first, tokens = 0, words.tokens
    capitals = words.capitals
    for index in (*[at for at in words.breaks if at], len(tokens)):
        inside = bisect_left(capitals, index) - bisect_left(capitals, first)
        # Cheap first: most sentences have few capitals.
        lengths = map(len, words.texts[first + 1 : index]) if inside > 1 else ()
        if inside > 1 and inside - 1 >= _MOSTLY * sum(map(_LONG_WORD.__le__, lengths)):
            sentence = tokens[first:index]
            if _loud(sentence) or _title_case(sentence, lexicon):
                marked.update(range(first, index))
        first = index
    return frozenset(marked)


def _is_given(token: Token, lexicon: Lexicon) -> bool:
    name = folded(token.text)
    return name in lexicon.given or name in lexicon.given_ordinary


def _loud(sentence: list[Token]) -> bool:
    return len(sentence) >= _LEAST_LOUD and all(t.text.isupper() for t in sentence)


def _is_list(sentence: list[Token], lexicon: Lexicon) -> bool:
    """Whether commas divide names: “Ann Lee, New York Energy Desk”, “Lee, Reed, Stone”."""
    if sentence[2].gap == ", " and _is_given(sentence[0], lexicon):
        return True
    commas = sum(t.gap not in {" ", "-"} for t in sentence[1:])
    return commas > 1 and commas * _LISTED >= len(sentence) - 1


def _title_case(sentence: list[Token], lexicon: Lexicon) -> bool:
    if len(sentence) < _LEAST_WORDS or not sentence[0].capital:
        return False
    rest = sentence[1:]
    long = [t for t in rest if len(t.text) >= _LONG_WORD or t.capital]
    capital = sum(t.capital for t in long)
    if not long or capital < _MOSTLY * len(long):
        return False
    if any(not t.capital and t.lower in lexicon.finite for t in rest):
        return False  # a sentence full of names: “Mayor Ann Lee of All Saints said …”
    if _is_list(sentence, lexicon):
        return False
    telling = sum(t.capital and t.lower in lexicon.function and not t.acronym for t in rest)
    verbs = sum(t.capital and t.lower in lexicon.verbs for t in rest)
    if telling + verbs:
        return True
    english = sum(is_word(t.lower) for t in rest)
    return capital >= _LEAST_WORDS and capital == len(rest) and english * 2 >= len(rest)
