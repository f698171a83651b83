"""Words compared by what readers mean: case, diacritics, apostrophes and scripts folded away."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from itertools import filterfalse
from typing import NamedTuple

import Stemmer

from storage.text.letters import is_plain

_WORD = re.compile(r"[^\W_]++(?:[’'ʼ`.-]?[^\W_]++)*")
_PLAIN_WORD = re.compile(r"[A-Za-z0-9]++(?:['’`.-][A-Za-z0-9]++)*")
_APOSTROPHES = str.maketrans("", "", "’'ʼ`ʹʺ‘")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
# Characters that most texts are made of fold one by one, whatever stands beside them.
_ALONE = (range(0x80, 0x180), range(0x400, 0x460), range(0x2010, 0x2028), (0x20AC, 0x2116))
_FOLDS_TO_OTHER = re.compile(r"[^\x00-\x7f“”„«»–—]")


# A named tuple's own constructor is a Python function; there are very many words.
_new = tuple.__new__


class Word(NamedTuple):
    """A word of a text: where it stands, as it stands, and folded."""

    start: int
    end: int
    surface: str
    folded: str


def fold(text: str) -> str:
    """Fold a text for comparison: NFKC, casefold, diacritics and apostrophes removed.

    Every script is kept.  Idempotent.  Cyrillic й and ё fold to и and е as other marks do.
    """
    if not text.isascii():
        try:
            text = _FOLDS_TO_OTHER.sub(_folded_alone, text.replace("’", ""))
        except KeyError:
            return _folded_together(text)
    return text.lower().replace("'", "").replace("`", "")


def _folded_together(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    if text.isascii():
        return text
    bare = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text)))
    return unicodedata.normalize("NFKC", bare).casefold()


@lru_cache(maxsize=1)
def _folds() -> dict[str, str]:
    return {chr(code): _folded_together(chr(code)) for codes in _ALONE for code in codes}


def _folded_alone(match: re.Match[str]) -> str:
    return _folds()[match[0]]


@lru_cache(maxsize=1)
def _romanisation() -> dict[str, str]:
    data = resources.files(__package__).joinpath("romanisation.toml").read_text("utf-8")
    table: dict[str, str] = tomllib.loads(data)["letters"]
    return table


def romanise(text: str) -> str:
    """Write Cyrillic letters in Latin ones (BGN/PCGN as newspapers use it); the rest stays.

    Works on folded or unfolded text; the answer is lower case where the input was Cyrillic.
    """
    if not _CYRILLIC.search(text):
        return text
    table = _romanisation()
    composed = unicodedata.normalize("NFC", text)
    return "".join(table.get(c.lower(), c) for c in composed)


def key(text: str) -> str:
    """Give the form under which a word or name is indexed: romanised, then folded.  Idempotent."""
    if text.isascii():
        return fold(text)
    folded = fold(romanise(unicodedata.normalize("NFKC", text)))
    # Letters with marks that the table lacks show their plain letter only now.
    return fold(romanise(folded)) if _CYRILLIC.search(folded) else folded


@lru_cache(maxsize=512)  # several extractors ask for the same paragraphs
def words(text: str) -> tuple[Word, ...]:
    """List the words of a text in order; “al-Assad” and “U.S” are one word, a dash alone none."""
    surfaces = (_PLAIN_WORD if is_plain(text) else _WORD).findall(text)
    end = 0
    return tuple(
        [
            _new(Word, (start := text.find(word, end), end := start + len(word), word, folded))
            for word, folded in zip(surfaces, map(_word_key, surfaces), strict=True)
        ]
    )


@lru_cache(maxsize=65536)
def _word_key(word: str) -> str:
    return key(word)


@lru_cache(maxsize=1)
def _stemmers() -> tuple[Stemmer.Stemmer, Stemmer.Stemmer]:
    return Stemmer.Stemmer("english"), Stemmer.Stemmer("russian")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Stem a word lightly (Snowball English, Russian for Cyrillic); short words stay."""
    if len(word) <= 3:  # noqa: PLR2004 - nothing to take off
        return word
    english, russian = _stemmers()
    stemmed: str = (russian if _CYRILLIC.search(word) else english).stemWord(word)
    return stemmed
