"""English words: what is in the dictionary is hardly a foreign name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from storage.extraction.lexicon import read_words

# Regular endings, and what may stand in their place in the dictionary.
_ENDINGS = (
    ("ies", ("y",)),
    ("es", ("", "e")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ing", ("", "e")),
    ("ier", ("y",)),
    ("er", ("", "e")),
    ("iest", ("y",)),
    ("est", ("", "e")),
    ("ily", ("y",)),
    ("ly", ("", "le")),
    ("ness", ("",)),
    ("less", ("",)),
    ("ment", ("",)),
    ("able", ("", "e")),
    ("ion", ("", "e")),
    ("al", ("",)),
    ("ist", ("",)),
    ("ism", ("",)),
    ("ize", ("",)),
    ("ise", ("",)),
    ("our", ("or",)),  # the list is American
    ("tre", ("ter",)),
    ("ence", ("ense",)),
)
_SHORTEST = 3
_SHORTEST_BEFORE_ED = 4  # “Hamed” is a name


def bases(word: str) -> Iterator[str]:
    """List the words that a word in lower case may be an inflection of."""
    for ending, others in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            if len(stem) >= (_SHORTEST_BEFORE_ED if ending == "ed" else _SHORTEST):
                for other in others:
                    yield stem + other
                if stem[-1] == stem[-2]:
                    yield stem[:-1]


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(read_words("words")["words"].split())


@lru_cache(maxsize=65536)
def is_word(word: str) -> bool:
    """Whether a word, in lower case, is English: in the dictionary, or regularly made of one."""
    known = _words()
    return word in known or any(_is_base(base, known) for base in bases(word))


def _is_base(base: str, known: frozenset[str]) -> bool:
    return base in known or any(deeper in known for deeper in bases(base))
