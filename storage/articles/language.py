"""Which language a text is in, told by its commonest words and its script."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import chain

from storage.text.folding import fold

DEFAULT = "en"
_WORD = re.compile(r"[^\W\d_]+")
_ASCII_WORD = re.compile(r"[a-z]+")
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


@lru_cache(maxsize=1)
def _languages_of() -> Mapping[str, frozenset[str]]:
    """Each common word → the languages that it is common in."""
    found: dict[str, set[str]] = {}
    for code, words in _common_words().items():
        for word in words:
            found.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


def detect(text: str) -> tuple[str, bool]:
    """Tell a text's language, and whether the evidence was good.

    Knows English, Dutch, German, French, Spanish and Russian; answers "en" (or "ru" for
    Cyrillic) without evidence.
    """
    text = text[:_LONGEST_SAMPLE]
    tokens = _tokens(text)
    cyrillic = _is_cyrillic(text)
    best, hits = _best(
        _common_tokens(tokens), [c for c in _common_words() if (c == "ru") == cyrillic]
    )
    if hits >= _LEAST_WORDS and hits >= _LEAST_SHARE * len(tokens):
        return best, True
    return ("ru" if cyrillic else DEFAULT), False


def foreign_lines(lines: Sequence[str], language: str) -> frozenset[int]:
    """Give the indices of the lines that are in another language than the article's.

    A line is foreign on evidence only: another script (any), or at least two words that are common
    in another language and not in this one, and twice as many as of this one's.  A short line
    without any evidence next to a foreign one goes with it.
    """
    known = _common_words().get(language)
    if known is None:
        return frozenset()
    foreign = {i for i, line in enumerate(lines) if _is_foreign(line, language, known)}
    if not foreign:
        return frozenset()
    others = _common_words()
    elsewhere = frozenset().union(*(w for c, w in others.items() if c != language)) - known
    for index, line in enumerate(lines):
        if (
            index not in foreign
            and foreign & {index - 1, index + 1}
            and _is_mute(line, known, elsewhere)
        ):
            foreign.add(index)
    return frozenset(foreign)


def _is_foreign(line: str, language: str, known: frozenset[str]) -> bool:
    if _is_in_third_script(line):
        return True
    tokens = _tokens(line)
    if len(tokens) < _LEAST_WORDS:
        return False
    if _is_cyrillic(line) != (language == "ru"):
        return True
    common = _common_tokens(tokens)
    own = sum(token in known for token in common)
    least = max(_LEAST_HITS, 2 * own, _LEAST_SHARE * 2 * len(tokens))
    if len(common) < least:
        return False
    for code, words in _common_words().items():
        theirs = [token for token in common if token in words]
        if code != language and len(theirs) >= least and len(set(theirs) - known) >= _LEAST_HITS:
            return True
    return False


def _is_mute(line: str, known: frozenset[str], elsewhere: frozenset[str]) -> bool:
    """Whether a line of a few words has none of this language's but one of another's."""
    tokens = _tokens(line)
    few = 0 < len(tokens) <= _LEAST_WORDS + 1
    return few and not known & set(tokens) and bool(elsewhere & set(tokens))


def _best(common: Sequence[str], codes: Iterable[str]) -> tuple[str, int]:
    languages = _languages_of()
    counts = Counter(chain.from_iterable(map(languages.__getitem__, common)))
    best = max(codes, key=lambda code: counts[code])
    return best, counts[best]


def _common_tokens(tokens: Sequence[str]) -> list[str]:
    """The words that are common in whatever language."""
    languages = _languages_of()
    return [token for token in tokens if token in languages]


def _tokens(text: str) -> list[str]:
    folded = fold(text)
    return (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)


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
