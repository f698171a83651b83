"""What the words around a name say that someone is: before it, behind it, or by “is”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storage.extraction.naming.reading import Reading
from storage.extraction.naming.tokens import Tokens
from storage.text.offsets import Span

_ARTICLES = frozenset({"a", "an", "the", "its", "his", "her", "their", "our", "my", "one"})
_FILLERS = _ARTICLES | {"now", "then", "also", "both", "another"}
_COPULAS = frozenset({"is", "was", "became", "becomes", "remains"})
_PREPOSITIONS = frozenset({"of", "for", "on", "to", "at", "in"})
_LINKS = _PREPOSITIONS | {"and", "the", "&"}
_DANGLING = _LINKS | {"with", "by", "from", "under"}
_NO_CLAUSE = _DANGLING | _ARTICLES
_MODIFYING_PREFIXES = frozenset({"then", "ex", "former", "acting", "vice", "co"})
_GERUND = re.compile(
    r"marketing|engineering|banking|trading|manufacturing|housing|training|planning|nursing"
    r"|accounting|programming|broadcasting|publishing|advertising|mining|learning|computing"
    r"|policing|building|fundraising|farming|shipping|polling|lending|clothing"
)
_SHORT = 4
_MOST_BEFORE = 10
_MOST_BEHIND = 28
_HEAD_WITHIN = 8
_MOST_NOUNS = 2
_BREAK = frozenset(',;:—–.()!?…"“”«»[]/')


def role_before(reading: Reading, first: int) -> Span | None:
    """Find the role that ends right before a name: “Russian Foreign Minister”, “envoy to X”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    end = _skip_honorifics(reading, first)
    if end < 1 or not _tight(tokens, end):
        return None
    head = _head_before(reading, end)
    if head is None:
        return None
    start = _leftmost(reading, head)
    prefix = tokens.gaps[start + 1] == "-" if start < head else False
    kept = prefix or reading.is_named(start)
    kept = kept or tokens.lowers[start] in lexicon.role_modifiers  # “Former mayor X”
    if tokens.lowers[start] in lexicon.common and start < head and not kept:
        start += 1
    return Span(tokens.starts[start], tokens.ends[end - 1])


def _skip_honorifics(reading: Reading, first: int) -> int:
    """Go back over “Gen.”, “Mr.” which say nothing of what someone is."""
    tokens, lexicon = reading.tokens, reading.lexicon
    end = first
    while (
        end
        and (tokens.gaps[end] in {" ", ". "} and not tokens.possessive[end - 1])
        and tokens.texts[end - 1] in lexicon.honorifics
        and tokens.lowers[end - 1] not in lexicon.role_heads
    ):
        end -= 1
    return end


def _tight(tokens: Tokens, index: int) -> bool:
    return tokens.gaps[index] in {" ", "-"} and not tokens.possessive[index - 1]


def _head_before(reading: Reading, end: int) -> int | None:
    tokens, heads = reading.tokens, reading.lexicon.role_heads
    lowers = tokens.lowers
    if lowers[end - 1] in heads:
        return end - 1
    if lowers[end - 1] in _LINKS:
        return None  # “a spokesman for X” is somebody else
    linked = False
    for at in range(end - 1, max(-1, end - 1 - _MOST_BEFORE), -1):
        word = lowers[at]
        if linked and word in heads and lowers[at + 1] in _PREPOSITIONS:
            return at
        linked = linked or word in _PREPOSITIONS
        known = tokens.capital[at] or word in _LINKS or word in {"foreign", "affairs"}
        if not known or at in reading.people or (at and tokens.gaps[at] not in {" ", "-", ". "}):
            return None
    return None


def _leftmost(reading: Reading, head: int) -> int:
    """Extend a role to the left over its modifiers and whose it is (“Russia’s special envoy”)."""
    tokens, lexicon = reading.tokens, reading.lexicon
    start, nouns = head, 0
    while start:
        before = start - 1
        if tokens.gaps[start] not in {" ", "-"} or tokens.opens[start]:
            break
        if tokens.possessive[before]:
            if tokens.capital[before]:
                start = _start_of_name(reading, before)
            break
        word, capital = tokens.lowers[before], tokens.capital[start]
        if word in lexicon.role_modifiers or word in _MODIFYING_PREFIXES:
            start = before
        elif tokens.capital[before] and _qualifies(reading, before):
            start = reading.taken[before].first if before in reading.taken else before
        elif not capital and _plain_noun(reading, before) and nouns < _MOST_NOUNS:
            start, nouns = before, nouns + 1
        elif not (capital and tokens.lowers[start] in lexicon.role_heads) and _opening_noun(
            reading, before
        ):
            start = before
        else:
            break
    if nouns and start and tokens.lowers[start - 1] in {"to", "not", "they", "we", "you", "who"}:
        return start + nouns  # “refused to blame goalkeeper X”
    return start


def _qualifies(reading: Reading, index: int) -> bool:
    tokens, lexicon = reading.tokens, reading.lexicon
    if index in reading.people:
        return False
    text, lower = tokens.texts[index], tokens.lowers[index]
    return (
        (not tokens.opens[index] and lower not in lexicon.common)
        or index in reading.taken
        or text in lexicon.adjectives
        or text in lexicon.regional
        or text in lexicon.not_names
        or text in lexicon.portfolios
        or lower in lexicon.role_heads
        or f"{text} {tokens.texts[index + 1]}" in lexicon.adjectives
    )


def _plain_noun(reading: Reading, index: int) -> bool:
    """Whether a lower-case word may be part of a role: “foreign policy expert”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    word = tokens.lowers[index]
    return (
        not tokens.capital[index]
        and not tokens.opens[index]
        and word not in lexicon.common
        and word not in lexicon.verbs
        and word not in lexicon.role_stops
        and not word.endswith(("ed", "ing", "ly"))
    )


def _opening_noun(reading: Reading, index: int) -> bool:
    """Whether the first word of a sentence is part of a role: “Harbour master X”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    word = tokens.lowers[index]
    return (
        tokens.opens[index]
        and tokens.capital[index]
        and word not in lexicon.common
        and word not in lexicon.finite
        and word not in lexicon.role_stops
        and not word.endswith(("ing", "ly"))
        and index not in reading.people
    )


def _start_of_name(reading: Reading, index: int) -> int:
    while (
        index
        and reading.is_named(index - 1)
        and reading.tokens.gaps[index] in {" ", "-"}
        and not reading.tokens.possessive[index - 1]
        and reading.tokens.lowers[index - 1] not in _LINKS
    ):
        index -= 1
    return index


def role_introducing(reading: Reading, first: int) -> Span | None:
    """Find a role set off before a name: “the spokesperson for the Ministry, Maria Zakharova,”."""
    tokens = reading.tokens
    first = _skip_honorifics(reading, first)
    if not first or tokens.gaps[first] not in {", ", " — ", " – ", "—"}:
        return None
    head = _head_before(reading, first)
    if head is None:
        return None
    start = _leftmost(reading, head)
    if not start:
        return None
    before = tokens.lowers[start - 1]
    owned = tokens.possessive[start - 1] or tokens.possessive[start]
    if before not in _ARTICLES and not owned:
        return None
    listed = start > 1 and tokens.gaps[start - 1].startswith(",") and start - 2 in reading.people
    if listed or before in {"a", "an"}:
        return None  # what the person before it is: “Ann Lee, the mayor, Bob Ray, …”
    return Span(tokens.starts[start], tokens.ends[first - 1])


def roles_behind(reading: Reading, last: int) -> Iterator[Span]:
    """List the roles behind a name: “is scholar at X, a fellow at Y, and adviser to Z”."""
    found = role_behind(reading, last)
    while found is not None:
        span, _, end = found
        yield span
        tokens = reading.tokens
        at = end + 1 if end < tokens.count and tokens.lowers[end] == "and" else end
        if at >= tokens.count or tokens.gaps[end] != ", " or tokens.lowers[at] not in {"a", "an"}:
            return
        found = _role_from(reading, at)


def role_behind(reading: Reading, last: int) -> tuple[Span, int, int] | None:
    """Find the role behind a name: “, editor of X and an adviser to Y”, “ is scholar at Z”.

    `last` is the index after the name's last word.  Gives the role's range, its head's index and
    the index after its last word.
    """
    tokens = reading.tokens
    if tokens.possessive[last - 1]:
        return None
    gap = tokens.gaps[last]
    at = last
    if gap == " " and tokens.lowers[at] in _COPULAS:
        at += 1
    elif gap.strip() not in {",", "—", "–", "-", "("} or gap == "-":
        return None
    elif tokens.lowers[at] == "who" and at + 1 < tokens.count and tokens.lowers[at + 1] in _COPULAS:
        at += 2
    return _role_from(reading, at)


def _role_from(reading: Reading, at: int) -> tuple[Span, int, int] | None:
    tokens = reading.tokens
    first = at
    while at < tokens.count and tokens.lowers[at] in _FILLERS:
        if at > first and tokens.gaps[at] != " ":
            return None
        at += 1
    head = _head_behind(reading, at)
    if head is None:
        return None
    end = _clause_end(reading, head)
    past = at > first and tokens.lowers[at - 1] == "then" and tokens.gaps[at] == " "
    return Span(tokens.starts[at - past], tokens.ends[end - 1]), head, end


def _head_behind(reading: Reading, at: int) -> int | None:
    tokens, lexicon = reading.tokens, reading.lexicon
    for index in range(at, min(tokens.count, at + _HEAD_WITHIN)):
        word, gap = tokens.lowers[index], tokens.gaps[index]
        if index > at and gap not in {" ", "-", "/", ". "}:
            return None
        if word in lexicon.role_heads and not _compound(reading, index):
            return _settled(reading, index)
        if word == "and" and index > at:
            continue
        if word in lexicon.role_stops or word in lexicon.verbs:
            return None
        common = word in lexicon.common and word not in lexicon.role_modifiers
        if common and "-" not in {gap, tokens.gaps[index + 1]} and not reading.is_named(index):
            return None
    return None


def _compound(reading: Reading, head: int) -> bool:
    """Whether a noun of a role only qualifies the next: “a global investor summit”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    after = tokens.lowers[head + 1]
    things = after in lexicon.organisation_after or after in lexicon.events
    return things and tokens.gaps[head + 1] == " " and not tokens.capital[head + 1]


def _settled(reading: Reading, head: int) -> int | None:
    """Give the head itself, or None where it belongs to the next person of a list."""
    tokens = reading.tokens
    after = head + 1
    while tokens.gaps[after] == " " and tokens.lowers[after] in reading.lexicon.role_heads:
        head, after = after, after + 1
    if tokens.gaps[after] == " " and tokens.capital[after] and after in reading.people:
        last = after
        while last + 1 in reading.people and not tokens.possessive[last]:
            last += 1
        return head if tokens.possessive[last] else None
    return head


def _clause_end(reading: Reading, head: int) -> int:
    tokens, lexicon = reading.tokens, reading.lexicon
    end = head + 1
    while end < tokens.count and end - head < _MOST_BEHIND:
        word, gap = tokens.lowers[end], tokens.gaps[end]
        if gap == ". ":
            if tokens.opens[end]:
                break
        elif gap != " " and not _BREAK.isdisjoint(gap):
            break
        if word in lexicon.role_stops or word in lexicon.verbs:
            break
        if _participle(tokens, end):
            break
        end += 1
    while end > head + 1 and tokens.lowers[end - 1] in _DANGLING:
        end -= 1
    return end


def _participle(tokens: Tokens, index: int) -> bool:
    """Whether a clause without a subject begins: “lawyer representing X”, “programmer branded”."""
    word, before = tokens.lowers[index], tokens.lowers[index - 1]
    if len(word) <= _SHORT or not word.endswith(("ed", "ing")):
        return False
    if tokens.capital[index] or tokens.gaps[index] == "-" or before in _NO_CLAUSE:
        return False
    return word.endswith("ed") or not _GERUND.fullmatch(word)
