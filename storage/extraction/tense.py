"""Which way the words around a date point: to what has been or to what is to come."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from storage.extraction.date_tokens import Tokens, lexicon
from storage.text.offsets import Span

_REACH = 14  # tokens looked at on either side
_RIGHT_BEFORE = 4  # tokens between a scheduled verb and its date
_LOOK_BACK = 3  # tokens between "will" and its participle
_SHORTEST = 4  # letters of the shortest regular past tense looked at


class _Words(NamedTuple):
    future: frozenset[str]
    past: frozenset[str]
    ahead: frozenset[str]
    scheduled: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = lexicon()["tense"]
    return _Words(*(frozenset(table[name]) for name in _Words._fields))


def direction(tokens: Tokens, first: int, last: int, sentence: Span) -> int:
    """-1 for past, 1 for future, 0 unknown: by the verb nearest before a date, else after it.

    A semicolon bounds what is looked at, as the sentence does.
    """
    for index in range(first - 1, max(-1, first - 1 - _REACH), -1):
        token = tokens.row[index]
        if token.start < sentence.start or token.word == ";":
            break
        if first - index <= _RIGHT_BEFORE and token.word in _words().scheduled:
            return 1
        if told := _points(tokens, index):
            return told
    for index in range(last + 1, min(len(tokens.row), last + 1 + _REACH)):
        token = tokens.row[index]
        if token.end > sentence.end or token.word == ";":
            break
        if told := _points(tokens, index):
            return told
    return 0


def _points(tokens: Tokens, index: int) -> int:
    words, word = _words(), tokens.row[index].word
    if word in words.future:
        return 0 if tokens.parts[index] == "M" else 1  # the month, not the verb "may"
    if word in words.past or is_regular_past(word):
        before = {tokens.word(i) for i in range(index - _LOOK_BACK, index)}
        if "have" in before or "has" in before:
            return -1
        return 1 if before & words.ahead and not before & {"was", "were", "been"} else -1
    return 0


def is_regular_past(word: str) -> bool:
    """Whether a word has the form of a regular past tense ("declared")."""
    return len(word) >= _SHORTEST and word.endswith("ed") and word not in ("need", "indeed", "seed")
