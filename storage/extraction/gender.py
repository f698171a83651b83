"""Whether a person is a woman or a man, as far as words and given names tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from storage.extraction.lexicon import read_words
from storage.extraction.speech import speech
from storage.text.folding import fold


def gender_of_words(words: Iterable[str]) -> str:
    """Tell "f" or "m" by the first word that says so ("Mrs", "spokesman", "she"), else ""."""
    lexicon = speech()
    for word in words:
        if lexicon.has("nouns.feminine", word):
            return "f"
        if lexicon.has("nouns.masculine", word):
            return "m"
    return ""


@lru_cache(maxsize=1 << 12)
def gender_of_name(name: str) -> str:
    """Tell "f" or "m" where only women or only men bear the first of the given names, else ""."""
    given, _, rest = name.partition(" ")
    return gender_of_given(given) if rest else ""


def gender_of_given(given: str) -> str:
    """Tell "f" or "m" where only women or only men bear a given name, else ""."""
    return _genders().get(fold(given), "")


@lru_cache(maxsize=1)
def _genders() -> Mapping[str, str]:
    data = read_words("genders")
    return {
        **dict.fromkeys(data["feminine"].split(), "f"),
        **dict.fromkeys(data["masculine"].split(), "m"),
    }
