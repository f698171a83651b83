"""Which way the words around a date point: to what has been or to what is to come."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from storage.extraction.date_tokens import Tokens, guards, lexicon
from storage.text.offsets import Span

_REACH = 14  # tokens looked at on either side
_RIGHT_BEFORE = 4  # tokens between a scheduled verb and its date
_ARRANGED = 7  # tokens between "set", "postponed" and the "for", "until" of their date
_OBJECT = 12  # tokens between "have" and the date of the match that is had
_LOOK_BACK = 3  # tokens between "will" and its participle
_SHORTEST = 4  # letters of the shortest regular past tense looked at


OPEN = 2


class _Words(NamedTuple):
    future: frozenset[str]
    past: frozenset[str]
    ahead: frozenset[str]
    scheduled: frozenset[str]
    scheduled_plural: frozenset[str]
    appointments: frozenset[str]
    imperative: frozenset[str]
    granted: frozenset[str]
    arranged: frozenset[str]
    attained: frozenset[str]
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

    OPEN is what was once ahead and may be past by now ("was due to start in March").

    A semicolon bounds what is looked at, as the sentence does.  An infinitive tells where no
    other verb does ("Minister to visit Rome on Thursday"), and where it is what the date bounds
    ("chose three firms to run it through June").
    """
    bounded, infinitive = tokens.word(first - 1) in _BOUNDING, False
    start = max(first - _REACH, tokens.row.starting_at(sentence.start))
    for index in range(first - 1, start - 1, -1):
        if tokens.spelled[index] == ";":
            break
        infinitive = infinitive or _is_infinitive(tokens, index)
        if bounded and infinitive:
            return 1
        told = _points_before(tokens, index, first)
        if told is not None:
            return told
    return _told_after(tokens, last, sentence) or int(infinitive)


def _points_before(tokens: Tokens, index: int, first: int) -> int | None:
    """Which way a word before a date points; None where it does not tell."""
    word = tokens.word(index)
    if word not in _telling() and not word.endswith(("ed", "s")):
        return None
    scheduled = _is_scheduled(tokens, index, first) or _is_arranged(tokens, index, first)
    if scheduled or _is_had(tokens, index, first):
        return 1
    if _is_unreal(tokens, index):
        return 0
    return OPEN if _was_ahead(tokens, index) else _points(tokens, index) or None


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    """Words without which, and without an ending of verbs, nothing is told of a direction."""
    return frozenset().union(*_words(), _PRONOUNS, _PRESENT, _PLANNED, {"to", "have", "has"})


def _told_after(tokens: Tokens, last: int, sentence: Span) -> int:
    """Which way the words after a date point; those of relative clauses where no others do."""
    aside, by_the_way = False, 0
    end = min(last + 1 + _REACH, tokens.row.ended_by(sentence.end))
    for index in range(last + 1, end):
        word = tokens.spelled[index]
        if word == ";":
            break
        if word == ",":
            aside = tokens.word(index + 1) in _RELATIVE
        tells = word in _telling() or word.endswith("ed")
        if not tells or not (told := _points(tokens, index)):
            continue
        if not aside and not (told > 0 and tokens.word(index - 1) in _DEFINING):
            return told
        by_the_way = by_the_way or told
    return by_the_way


_BOUNDING = frozenset({"until", "till", "through", "by"})
_TOWARDS = frozenset({"until", "till", "for", "to"})


def _is_scheduled(tokens: Tokens, index: int, first: int) -> bool:
    """Whether a verb right before a date puts it ahead: "opens on", "postponed until"."""
    words, word = _words(), tokens.row[index].word
    before = tokens.word(index - 1)
    several = before in ("they", "we") or (
        before.endswith("s") and before not in guards()["not_plural"]
    )
    near = first - index <= _RIGHT_BEFORE
    plural = several and word in words.scheduled_plural
    if near and (plural or word in words.scheduled or _is_present(tokens, index)):
        return before not in guards()["possessive"]
    if near and _is_copula(tokens, index):
        return not any(_is_past(tokens, i) for i in range(index + 1, first))
    if word not in words.deferred:
        return False
    if tokens.word(index + 1) == "to" and _is_infinitive(tokens, index + 2):
        return True  # "set to take place in Leeds on May 16"
    way = [tokens.word(i) for i in range(index + 1, first) if tokens.part(i) not in _COUNTED]
    return bool(_TOWARDS.intersection(way)) and all(
        not step.isalpha() or step in words.between for step in way
    )


def _is_present(tokens: Tokens, index: int) -> bool:
    """Whether a verb is one of a relative clause in the present: "which reports on July 31"."""
    token = tokens.row[index]
    return (
        tokens.word(index - 1) in _RELATIVE
        and token.part == "_"
        and token.word.endswith("s")
        and token.word not in guards()["not_plural"]
        and token.word not in _words().auxiliary
    )


def _is_copula(tokens: Tokens, index: int) -> bool:
    """Whether a word is "is" or "are" of what is on a day ("He's 66 on Saturday")."""
    token = tokens.row[index]
    return token.word in ("is", "are") or (token.possessive and token.word in _PRONOUNS)


_RELATIVE = frozenset({"which", "who"})
_DEFINING = frozenset({"which", "who", "that", "what"})
_PRONOUNS = frozenset({"he", "she", "it", "that", "there"})


def _is_arranged(tokens: Tokens, index: int, first: int) -> bool:
    """Whether the date is what something is set for: "set sentencing for", "have until"."""
    words, word = _words(), tokens.row[index].word
    lead = first - 1
    while lead > index and (tokens.word(lead) in ("the", "at", ",") or tokens.part(lead) in "WqpD"):
        lead -= 1
    bound = tokens.word(lead)
    if bound in ("until", "till") and word in words.granted:
        return lead - index <= _RIGHT_BEFORE
    if bound in ("starting", "beginning", "effective"):
        return _is_past(tokens, index)  # "declared three days of mourning starting Wednesday"
    fits = bound in ("until", "till", "for") and word in words.arranged
    if not fits or not 0 < lead - index <= _ARRANGED:
        return False
    way = range(index + 1, lead)
    return not any(
        tokens.word(i) in words.attained or tokens.word(i) == "," or _is_past(tokens, i)
        for i in way
    )


def _is_had(tokens: Tokens, index: int, first: int) -> bool:
    """Whether a match, a hearing … is had or ahead: "they have a game in hand on Tuesday"."""
    if tokens.row[index].word not in ("has", "have") or first - index > _OBJECT:
        return False
    if tokens.part(index + 1) not in ("a", "t", "N", "n") and tokens.word(index + 1) != "another":
        return False
    appointments = _words().appointments
    return any(tokens.word(i) in appointments for i in range(index + 2, first)) and not any(
        _is_past(tokens, i) for i in range(index + 2, first)
    )


def _is_unreal(tokens: Tokens, index: int) -> bool:
    """Whether a participle tells what never came: "would have celebrated"."""
    back = range(index - _LOOK_BACK, index)
    unreal = any(tokens.word(i) == "would" and tokens.word(i + 1) == "have" for i in back if i >= 0)
    return unreal and _is_past(tokens, index)


def _was_ahead(tokens: Tokens, index: int) -> bool:
    """Whether something was planned once: "was due", "had been scheduled"."""
    if tokens.word(index) not in _PLANNED:
        return False
    return bool({tokens.word(index - 1), tokens.word(index - 2)} & {"was", "were", "been"})


_PLANNED = frozenset({"due", "scheduled", "expected", "planned", "slated", "supposed"})


def _is_past(tokens: Tokens, index: int) -> bool:
    token = tokens.row[index]
    named = token.capital and index > 0 and tokens.word(index - 1) not in _OPENERS
    if named or (token.word == "won" and _is_amount(tokens.word(index - 1))):
        return False  # "5 billion won" are of Korea
    return token.word in _words().past or is_regular_past(token.word)


def _is_amount(word: str) -> bool:
    return word[:1].isdigit() or word in ("thousand", "million", "billion", "trillion")


def _is_infinitive(tokens: Tokens, index: int) -> bool:
    if tokens.word(index - 1) != "to" or index >= len(tokens.row):
        return False
    token = tokens.row[index]
    bare = token.word.isalpha() and not token.capital and token.part == "_"
    return bare and token.word not in _words().not_infinitive


_STARTS = frozenset({"", ".", "!", "?", "“", '"', "«", "‘"})
_OPENERS = frozenset('.!?:…“”"«')  # a capital after one of these names nobody
_COUNTED = frozenset("aNDu")  # "postponed by two weeks to August 9"
_DATED = frozenset("MmWYDO")
_PRESENT = frozenset({"is", "are", "am"})


def _points(tokens: Tokens, index: int) -> int:
    words, token = _words(), tokens.row[index]
    word = token.word
    if word == "to" and tokens.word(index - 1) in _PRESENT and _is_infinitive(tokens, index + 1):
        return 1  # "are to meet"
    if word in words.imperative and token.capital and tokens.word(index - 1) in _STARTS:
        return 1  # "Ask me again in April"
    if word in words.future:
        return 0 if tokens.parts[index] == "M" else 1  # the month, not the verb "may"
    if _is_past(tokens, index):
        return _of_participle(tokens, index)
    return 0


def _of_participle(tokens: Tokens, index: int) -> int:
    """Tell "was held" and "has been held" from "will be held" and "was to be held"."""
    words = _words()
    before = _words_leading_to(tokens, index)
    if "have" in before or "has" in before:
        return -1
    if tokens.word(index - 1) == "be" and tokens.word(index - 2) == "to":
        return -1 if tokens.word(index - 3) in words.reported else 1
    return 1 if before & words.ahead and not before & {"was", "were", "been"} else -1


def _words_leading_to(tokens: Tokens, index: int) -> set[str]:
    """The words right before a participle that may belong to it, up to a comma.

    May the month is not the verb, and "to June 30", "the envoy to Rome said" no infinitive.
    """
    leading: set[str] = set()
    for at in range(index - 1, max(-1, index - 1 - _LOOK_BACK), -1):
        word = tokens.word(at)
        if word == ",":
            break
        bare = word == "to" and at + 1 < index and not _is_infinitive(tokens, at + 1)
        if tokens.part(at) != "M" and tokens.part(at + 1) not in _DATED and not bare:
            leading.add(word)
    return leading


def is_past_perfect(tokens: Tokens, first: int) -> bool:
    """Whether what follows from a token on is told as done before: "had been sacked"."""
    for index in range(first, min(len(tokens.row), first + _REACH)):
        word = tokens.word(index)
        if word == ";":
            return False
        if word == "had":
            after = index + 1
            while tokens.word(after) in _ADVERBS or tokens.word(after).endswith("ly"):
                after += 1
            participle = tokens.word(after)
            return is_verb(participle) or participle.endswith(_PARTICIPLES)
    return False


_ADVERBS = frozenset({"already", "also", "not", "never", "just", "long", "even", "ever", "again"})
_PARTICIPLES = ("en", "wn", "one", "ome", "ung", "unk", "um", "un", "orn")


def is_verb(word: str) -> bool:
    """Whether a word is a past tense or an auxiliary: a clause with one has its own verb."""
    words = _words()
    return word in words.past or word in words.auxiliary or is_regular_past(word)


def is_regular_past(word: str) -> bool:
    """Whether a word has the form of a regular past tense ("declared")."""
    return len(word) >= _SHORTEST and word.endswith("ed") and word not in _words().not_past
