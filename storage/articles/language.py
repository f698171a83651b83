"""Which language a text is in, told by its commonest words and its script."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import chain
from typing import NamedTuple

from storage.text.folding import fold
from storage.text.letters import letter_runs

DEFAULT = "en"
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
# Letters of whatever other script: Greek, Arabic, Chinese, …
_THIRD_SCRIPT = re.compile("[\u0370-\u03ff\u0530-\u1dff\u1f00-\u1fff\u2c00-\ud7ff]")
_LEAST_LETTERS = 8
# At least this share of a running text are common words (measured: 0.25 to 0.5; names of
# people and places push it down), and at least this many must speak for a single line.
_LEAST_SHARE = 0.12
_LEAST_HITS = 2
_LEAST_WORDS = 3
_LONGEST_SAMPLE = 200_000


@lru_cache(maxsize=1)
def _common_words() -> Mapping[str, frozenset[str]]:
    data = resources.files(__package__).joinpath("languages.toml").read_text("utf-8")
    return {code: frozenset(text.split()) for code, text in tomllib.loads(data)["words"].items()}


@lru_cache(maxsize=8)
def _elsewhere(language: str) -> frozenset[str]:
    """The words that are common in other languages and not in this one."""
    others = _common_words()
    mine = others.get(language, frozenset())
    return frozenset().union(*(words for code, words in others.items() if code != language)) - mine


class Language(NamedTuple):
    """The language of a text, whether that is known by evidence, and the words of each line."""

    code: str
    evident: bool
    words: tuple[list[str], ...]


def language_of(lines: Sequence[str], stated: str | None = None) -> Language:
    """Tell the language of a text's lines, unless it is stated, and whether that is evident.

    Knows English, Dutch, German, French, Spanish and Russian; answers "en" (or "ru" for
    Cyrillic) without evidence.
    """
    words = tuple(map(_words, lines))
    if stated is not None:
        return Language(stated, evident=True, words=words)
    text = "\n".join(lines)
    sample = text[:_LONGEST_SAMPLE]
    counts = Counter(chain.from_iterable(words) if sample == text else _words(sample))
    cyrillic = _is_cyrillic(sample)
    best, hits = _best(counts, [c for c in _common_words() if (c == "ru") == cyrillic])
    if hits >= _LEAST_WORDS and hits >= _LEAST_SHARE * counts.total():
        return Language(best, evident=True, words=words)
    return Language("ru" if cyrillic else DEFAULT, evident=False, words=words)


def foreign_lines(lines: Sequence[str], language: Language) -> frozenset[int]:
    """Give the indices of the lines that are in another language than the article's.

    A line is foreign on evidence only: another script (any), or at least two words that are common
    in another language and not in this one, and twice as many as of this one's.  A short line
    without any evidence next to a foreign one goes with it.  `language` is that of these lines,
    of which those to be passed over may be empty now.
    """
    known = _common_words().get(language.code)
    if known is None:
        return frozenset()
    words = [told if line else [] for line, told in zip(lines, language.words, strict=True)]
    foreign = {
        index
        for index, line in enumerate(lines)
        if _is_foreign(line, words[index], language.code, known)
    }
    if not foreign:
        return frozenset()
    for index, told in enumerate(words):
        beside = index not in foreign and foreign & {index - 1, index + 1}
        if beside and _is_mute(told, known, _elsewhere(language.code)):
            foreign.add(index)
    return frozenset(foreign)


def _is_foreign(line: str, words: Sequence[str], code: str, known: frozenset[str]) -> bool:
    if _is_in_third_script(line):
        return True
    if len(words) < _LEAST_WORDS:
        return False
    if _is_cyrillic(line) != (code == "ru"):
        return True
    if len(_elsewhere(code).intersection(words)) < _LEAST_HITS:
        return False  # most lines
    own = sum(word in known for word in words)
    least = max(_LEAST_HITS, 2 * own, _LEAST_SHARE * 2 * len(words))
    for other, common in _common_words().items():
        theirs = [word for word in words if word in common]
        if other != code and len(theirs) >= least and len(set(theirs) - known) >= _LEAST_HITS:
            return True
    return False


def _is_mute(words: Sequence[str], known: frozenset[str], elsewhere: frozenset[str]) -> bool:
    """Whether a line of a few words has none of this language's but one of another's."""
    few = 0 < len(words) <= _LEAST_WORDS + 1
    return few and known.isdisjoint(words) and not elsewhere.isdisjoint(words)


def _best(counts: Counter[str], codes: Iterable[str]) -> tuple[str, int]:
    """The language with most of its common words, and how many they are."""
    hits = {
        code: sum(map(counts.__getitem__, counts.keys() & _common_words()[code])) for code in codes
    }
    best = max(hits, key=hits.__getitem__)
    return best, hits[best]


def _words(text: str) -> list[str]:
    return letter_runs(fold(text))


def _is_in_third_script(text: str) -> bool:
    """Whether most letters, and not just a name's, are neither Latin nor Cyrillic."""
    if text.isascii() or not _THIRD_SCRIPT.search(text):
        return False
    third = len(_THIRD_SCRIPT.findall(text))
    return third >= _LEAST_LETTERS and third > len(_LATIN.findall(text))


def _is_cyrillic(text: str) -> bool:
    return (
        not text.isascii()
        and _CYRILLIC.search(text) is not None
        and len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))
    )
