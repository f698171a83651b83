"""Which way the words around a date point: to what has been or to what is to come."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from storage.extraction.date_tokens import Tokens, guards, lexicon
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
    scheduled_plural: frozenset[str]
    deferred: frozenset[str]
    reported: frozenset[str]
    between: frozenset[str]
    not_past: frozenset[str]
    not_infinitive: frozenset[str]
    auxiliary: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = lexicon()["tense"]
    return _Words(*(frozenset(table[name]) for name in _Words._fields))


def direction(tokens: Tokens, first: int, last: int, sentence: Span) -> int:
    """-1 for past, 1 for future, 0 unknown: by the verb nearest before a date, else after it.

    A semicolon bounds what is looked at, as the sentence does.  An infinitive tells where no
    other verb does ("Minister to visit Rome on Thursday"), and where it is what the date bounds
    ("chose three firms to run it through June").
    """
    bounded, infinitive = tokens.word(first - 1) in _BOUNDING, False
    for index in range(first - 1, max(-1, first - 1 - _REACH), -1):
        token = tokens.row[index]
        if token.start < sentence.start or token.word == ";":
            break
        infinitive = infinitive or _is_infinitive(tokens, index)
        if (bounded and infinitive) or _is_scheduled(tokens, index, first):
            return 1
        if told := _points(tokens, index):
            return told
    for index in range(last + 1, min(len(tokens.row), last + 1 + _REACH)):
        token = tokens.row[index]
        if token.end > sentence.end or token.word == ";":
            break
        if told := _points(tokens, index):
            return told
    return int(infinitive)


_BOUNDING = frozenset({"until", "till", "through", "by"})
_TOWARDS = frozenset({"until", "till", "for", "to"})


def _is_scheduled(tokens: Tokens, index: int, first: int) -> bool:
    """Whether a verb right before a date puts it ahead: "opens on", "postponed until"."""
    words, word = _words(), tokens.row[index].word
    before = tokens.word(index - 1)
    several = before in ("they", "we") or (
        before.endswith("s") and before not in guards()["not_plural"]
    )
    plural = several and word in words.scheduled_plural
    if (plural or word in words.scheduled) and first - index <= _RIGHT_BEFORE:
        return before not in guards()["possessive"]
    if word not in words.deferred:
        return False
    if tokens.word(index + 1) == "to" and _is_infinitive(tokens, index + 2):
        return True  # "set to take place in Leeds on May 16"
    way = [tokens.word(i) for i in range(index + 1, first)]
    return bool(_TOWARDS.intersection(way)) and all(
        not step.isalpha() or step in words.between for step in way
    )


def _is_infinitive(tokens: Tokens, index: int) -> bool:
    if index >= len(tokens.row):
        return False
    token = tokens.row[index]
    bare = token.word.isalpha() and not token.capital and token.part == "_"
    return bare and tokens.word(index - 1) == "to" and token.word not in _words().not_infinitive


_OPENERS = frozenset('.!?:…“”"«')  # a capital after one of these names nobody
_PRESENT = frozenset({"is", "are", "am"})


def _points(tokens: Tokens, index: int) -> int:
    words, token = _words(), tokens.row[index]
    word = token.word
    if word == "to" and tokens.word(index - 1) in _PRESENT and _is_infinitive(tokens, index + 1):
        return 1  # "are to meet"
    if word in words.future:
        return 0 if tokens.parts[index] == "M" else 1  # the month, not the verb "may"
    named = token.capital and index > 0 and tokens.word(index - 1) not in _OPENERS
    if not named and (word in words.past or is_regular_past(word)):
        return _of_participle(tokens, index)
    return 0


def _of_participle(tokens: Tokens, index: int) -> int:
    """Tell "was held" and "has been held" from "will be held" and "was to be held"."""
    words = _words()
    back = range(index - _LOOK_BACK, index)
    before = {tokens.word(i) for i in back if tokens.part(i) != "M"}  # May, not the verb
    if "have" in before or "has" in before:
        return -1
    if tokens.word(index - 1) == "be" and tokens.word(index - 2) == "to":
        return -1 if tokens.word(index - 3) in words.reported else 1
    return 1 if before & words.ahead and not before & {"was", "were", "been"} else -1


def is_verb(word: str) -> bool:
    """Whether a word is a past tense or an auxiliary: a clause with one has its own verb."""
    words = _words()
    return word in words.past or word in words.auxiliary or is_regular_past(word)


def is_regular_past(word: str) -> bool:
    """Whether a word has the form of a regular past tense ("declared")."""
    return len(word) >= _SHORTEST and word.endswith("ed") and word not in _words().not_past
