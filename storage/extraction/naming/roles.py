"""What the words around a name say that someone is: before it, behind it, or by “is”."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from storage.extraction.naming.lexicon import Lexicon
from storage.extraction.naming.tokens import Token
from storage.text.offsets import Span

_ARTICLES = frozenset({"a", "an", "the", "its", "his", "her", "their", "our", "my", "one"})
_FILLERS = _ARTICLES | {"now", "then", "also", "both", "another"}
_COPULAS = frozenset({"is", "was", "became", "becomes", "remains"})
_PREPOSITIONS = frozenset({"of", "for", "on", "to", "at", "in"})
_LINKS = _PREPOSITIONS | {"and", "the", "&"}
_DANGLING = _LINKS | {"with", "by", "from", "under"}
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


class Surroundings(NamedTuple):
    """A passage's words, and which stand in a name, in a person's, and where that starts."""

    tokens: list[Token]
    named: Callable[[int], bool]
    person: Callable[[int], bool]
    name_start: Callable[[int], int]
    lexicon: Lexicon


def is_head(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word says what a person is (“minister”)."""
    return token.lower in lexicon.role_heads


def role_before(around: Surroundings, first: int) -> Span | None:
    """Find the role that ends right before a name: “Russian Foreign Minister”, “envoy to X”."""
    tokens, lexicon = around.tokens, around.lexicon
    end = _skip_honorifics(around, first)
    if end < 1 or not _tight(tokens, end):
        return None
    head = _head_before(around, end)
    if head is None:
        return None
    start = _leftmost(around, head)
    prefix = tokens[start + 1].gap == "-" if start < head else False
    kept = prefix or around.named(start)
    kept = kept or tokens[start].lower in lexicon.role_modifiers  # “Former mayor X”
    if tokens[start].lower in lexicon.common and start < head and not kept:
        start += 1
    return Span(tokens[start].start, tokens[end - 1].end)


def _skip_honorifics(around: Surroundings, first: int) -> int:
    """Go back over “Gen.”, “Mr.” which say nothing of what someone is."""
    tokens, lexicon = around.tokens, around.lexicon
    end = first
    while (
        end
        and (tokens[end].gap in {" ", ". "} and not tokens[end - 1].possessive)
        and tokens[end - 1].text in lexicon.honorifics
        and not is_head(tokens[end - 1], lexicon)
    ):
        end -= 1
    return end


def _tight(tokens: list[Token], index: int) -> bool:
    if index >= len(tokens):
        return False
    return tokens[index].gap in {" ", "-"} and not tokens[index - 1].possessive


def _head_before(around: Surroundings, end: int) -> int | None:
    tokens = around.tokens
    if is_head(tokens[end - 1], around.lexicon):
        return end - 1
    if tokens[end - 1].lower in _LINKS:
        return None  # “a spokesman for X” is somebody else
    linked = False
    for at in range(end - 1, max(-1, end - 1 - _MOST_BEFORE), -1):
        token = tokens[at]
        if is_head(token, around.lexicon) and linked and tokens[at + 1].lower in _PREPOSITIONS:
            return at
        linked = linked or token.lower in _PREPOSITIONS
        known = token.capital or token.lower in _LINKS or token.lower in {"foreign", "affairs"}
        if not known or around.person(at) or (at and token.gap not in {" ", "-", ". "}):
            return None
    return None


def _leftmost(around: Surroundings, head: int) -> int:
    """Extend a role to the left over its modifiers and whose it is (“Russia’s special envoy”)."""
    tokens, lexicon = around.tokens, around.lexicon
    start, nouns = head, 0
    while start:
        before, here = tokens[start - 1], tokens[start]
        if here.gap not in {" ", "-"} or here.opens:
            break
        if before.possessive:
            if not (before.capital and around.named(start - 1)) and not before.capital:
                break
            start = _start_of_name(around, start - 1)
            break
        if before.lower in lexicon.role_modifiers or before.lower in _MODIFYING_PREFIXES:
            start -= 1
        elif before.capital and _qualifies(around, start - 1):
            start = around.name_start(start - 1)
        elif not here.capital and _plain_noun(around, start - 1) and nouns < _MOST_NOUNS:
            start, nouns = start - 1, nouns + 1
        elif not (here.capital and is_head(here, lexicon)) and _opening_noun(around, start - 1):
            start -= 1
        else:
            break
    if nouns and start and tokens[start - 1].lower in {"to", "not", "they", "we", "you", "who"}:
        return start + nouns  # “refused to blame goalkeeper X”
    return start


def _qualifies(around: Surroundings, index: int) -> bool:
    token, lexicon = around.tokens[index], around.lexicon
    if around.person(index):
        return False
    return (
        token.text in lexicon.adjectives
        or token.text in lexicon.regional
        or token.text in lexicon.not_names
        or f"{token.text} {around.tokens[index + 1].text}" in lexicon.adjectives
        or token.text in lexicon.portfolios
        or is_head(token, lexicon)
        or around.named(index)
        or (not token.opens and token.lower not in lexicon.common)
    )


def _plain_noun(around: Surroundings, index: int) -> bool:
    """Whether a lower-case word may be part of a role: “foreign policy expert”."""
    token, lexicon = around.tokens[index], around.lexicon
    return (
        not token.capital
        and not token.opens
        and token.lower not in lexicon.common
        and token.lower not in lexicon.speech
        and token.lower not in lexicon.acts
        and token.lower not in lexicon.role_stops
        and not token.lower.endswith(("ed", "ing", "ly"))
    )


def _opening_noun(around: Surroundings, index: int) -> bool:
    """Whether the first word of a sentence is part of a role: “Harbour master X”."""
    token, lexicon = around.tokens[index], around.lexicon
    return (
        token.opens
        and token.capital
        and token.lower not in lexicon.common
        and token.lower not in lexicon.finite
        and token.lower not in lexicon.role_stops
        and not token.lower.endswith(("ing", "ly"))
        and not around.person(index)
    )


def _start_of_name(around: Surroundings, index: int) -> int:
    while (
        index
        and around.named(index - 1)
        and around.tokens[index].gap in {" ", "-"}
        and not around.tokens[index - 1].possessive
        and around.tokens[index - 1].lower not in _LINKS
    ):
        index -= 1
    return index


def role_introducing(around: Surroundings, first: int) -> Span | None:
    """Find a role set off before a name: “the spokesperson for the Ministry, Maria Zakharova,”."""
    tokens = around.tokens
    first = _skip_honorifics(around, first)
    if not first or tokens[first].gap not in {", ", " — ", " – ", "—"}:
        return None
    head = _head_before(around, first)
    if head is None:
        return None
    start = _leftmost(around, head)
    if not start:
        return None
    before = tokens[start - 1]
    if before.lower not in _ARTICLES and not (before.possessive or tokens[start].possessive):
        return None
    listed = start > 1 and before.gap.startswith(",") and around.person(start - 2)
    if listed or before.lower in {"a", "an"}:
        return None  # what the person before it is: “Ann Lee, the mayor, Bob Ray, …”
    return Span(tokens[start].start, tokens[first - 1].end)


def roles_behind(around: Surroundings, last: int) -> Iterator[Span]:
    """List the roles behind a name: “is scholar at X, a fellow at Y, and adviser to Z”."""
    found = role_behind(around, last)
    while found is not None:
        span, _, end = found
        yield span
        tokens = around.tokens
        at = end + 1 if end < len(tokens) and tokens[end].lower == "and" else end
        if at >= len(tokens) or tokens[end].gap != ", " or tokens[at].lower not in {"a", "an"}:
            return
        found = _role_from(around, at)


def role_behind(around: Surroundings, last: int) -> tuple[Span, int, int] | None:
    """Find the role behind a name: “, editor of X and an adviser to Y”, “ is scholar at Z”.

    `last` is the index after the name's last word.  Gives the role's range, its head's index and
    the index after its last word.
    """
    tokens = around.tokens
    if last >= len(tokens) or tokens[last - 1].possessive:
        return None
    gap = tokens[last].gap
    at = last
    if gap == " " and tokens[at].lower in _COPULAS:
        at += 1
    elif gap.strip() not in {",", "—", "–", "-", "("} or gap == "-":
        return None
    elif tokens[at].lower == "who" and at + 1 < len(tokens) and tokens[at + 1].lower in _COPULAS:
        at += 2
    return _role_from(around, at)


def _role_from(around: Surroundings, at: int) -> tuple[Span, int, int] | None:
    tokens = around.tokens
    first = at
    while at < len(tokens) and tokens[at].lower in _FILLERS:
        if at > first and tokens[at].gap != " ":
            return None
        at += 1
    head = _head_behind(around, at)
    if head is None:
        return None
    end = _clause_end(around, head)
    past = at > first and tokens[at - 1].lower == "then" and tokens[at].gap == " "
    return Span(tokens[at - past].start, tokens[end - 1].end), head, end


def _head_behind(around: Surroundings, at: int) -> int | None:
    tokens, lexicon = around.tokens, around.lexicon
    for index in range(at, min(len(tokens), at + _HEAD_WITHIN)):
        token = tokens[index]
        if index > at and token.gap not in {" ", "-", "/"} and not _abbreviation_gap(token):
            return None
        if is_head(token, lexicon) and not _compound(around, index):
            return _settled(around, index)
        stops = token.lower in lexicon.role_stops or token.lower in lexicon.verbs
        common = token.lower in lexicon.common and token.lower not in lexicon.role_modifiers
        compound = index + 1 < len(tokens) and "-" in {token.gap, tokens[index + 1].gap}
        if token.lower == "and" and index > at:
            continue
        if stops or (common and not around.named(index) and not compound):
            return None
    return None


def _compound(around: Surroundings, head: int) -> bool:
    """Whether a noun of a role only qualifies the next: “a global investor summit”."""
    tokens, lexicon = around.tokens, around.lexicon
    if head + 1 >= len(tokens):
        return False
    after = tokens[head + 1]
    things = after.lower in lexicon.organisation_after or after.lower in lexicon.events
    return after.gap == " " and not after.capital and things


def _abbreviation_gap(token: Token) -> bool:
    return token.gap == ". "


def _settled(around: Surroundings, head: int) -> int | None:
    """Give the head itself, or None where it belongs to the next person of a list."""
    tokens = around.tokens
    after = head + 1
    while (
        after < len(tokens) and tokens[after].gap == " " and is_head(tokens[after], around.lexicon)
    ):
        head, after = after, after + 1
    if after >= len(tokens) or tokens[after].gap != " ":
        return head
    if tokens[after].capital and around.person(after):
        last = after
        while last + 1 < len(tokens) and around.person(last + 1) and not tokens[last].possessive:
            last += 1
        return head if tokens[last].possessive else None
    return head


def _clause_end(around: Surroundings, head: int) -> int:
    tokens, lexicon = around.tokens, around.lexicon
    end = head + 1
    while end < len(tokens) and end - head < _MOST_BEHIND:
        token = tokens[end]
        gap = token.gap.replace("’", "").replace("'", "")
        if token.gap != ". " and _BREAK & set(gap):
            break
        if token.gap == ". " and token.opens:
            break
        if token.lower in lexicon.role_stops or token.lower in lexicon.verbs:
            break
        if _participle(tokens, end):
            break
        end += 1
    while end > head + 1 and tokens[end - 1].lower in _DANGLING:
        end -= 1
    return end


def _participle(tokens: list[Token], index: int) -> bool:
    """Whether a clause without a subject begins: “lawyer representing X”, “programmer branded”."""
    word, before = tokens[index].lower, tokens[index - 1].lower
    if tokens[index].capital or tokens[index].gap == "-" or before in _DANGLING | _ARTICLES:
        return False
    if word.endswith("ed") and len(word) > _SHORT:
        return True
    return word.endswith("ing") and len(word) > _SHORT and not _GERUND.fullmatch(word)
