"""Organisations by their nouns: “Ministry of X”, “Carnegie Moscow Center”, an explained acronym."""

from __future__ import annotations

import re

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.runs import Named, phrase_at
from storage.extraction.naming.tokens import Token, joined
from storage.extraction.naming.words import is_word
from storage.models import ActorKind

_CONNECTORS = frozenset({"of", "for", "on", "against"})
LOWER_BODIES = frozenset({"ministry", "embassy", "consulate"})
_LEAST_ACRONYM = 2
_LONGEST_ACRONYM = 7
_GLUE = frozenset(
    {"the", "a", "an", "of", "in", "at", "on", "for", "and", "to", "by", "with", "from"}
)
_REACH = 12
_WORDS = 24  # characters more: (hereinafter “HMG”)
_MARKED = re.compile(r'[“"]([^\W\d_]{2,7})[”"]')
_LONG_WORD = 4
_RANKING = frozenset({"Interim", "Acting", "Group", "Former", "Joint", "Deputy"})


def organisation_in(tokens: list[Token], first: int, last: int, lexicon: Lexicon) -> Named | None:
    """Find the first organisation in a run of capitalised words by its head noun, if any."""
    for head in range(first, last):
        text = tokens[head].text
        if text in lexicon.organisation_heads or text in lexicon.group_heads:
            found = _around(tokens, first, head, last, lexicon)
            if found is not None:
                return found
    return None


def _around(
    tokens: list[Token], first: int, head: int, last: int, lexicon: Lexicon
) -> Named | None:
    if head + 1 < last and tokens[head + 1].lower in lexicon.role_words and head == first:
        return None  # “Press Secretary”
    end = head + 1
    while end < last and tokens[end].text in lexicon.organisation_heads:
        end += 1
    head = end - 1
    text = tokens[head].text
    left = _left(tokens, first, head, lexicon)
    firm = text in lexicon.firms
    right = _past_ampersand(tokens, end) if firm else _right(tokens, end, text, lexicon)
    qualified = [
        t
        for t in tokens[left:head]
        if t.text not in lexicon.adjectives
        and t.text not in lexicon.regional
        and t.text not in _RANKING
    ]
    if end < last and tokens[end].lower in lexicon.role_words and not qualified and right == end:
        return None  # “Party Leader”, “Army Chief”
    nation, start = _nation(tokens, left, head, lexicon)
    state = text in lexicon.state_bodies
    if not qualified and right == end:
        adjectived = left < head
        if not (state and nation) and (text in lexicon.organisation_needs or not adjectived):
            return None
    if _surname(tokens, left, head, right, lexicon):
        return None
    if text in lexicon.group_heads and text not in lexicon.organisation_heads:
        kind = ActorKind.GROUP
    else:
        kind = ActorKind.ORGANISATION
    if state and text == "Embassy":
        right = _embassy(tokens, right)
    begin = left if start < 0 or not state else start
    return Named(left, right, kind, "", nation if state else "", 3, tokens[begin].start)


def _surname(tokens: list[Token], left: int, head: int, right: int, lexicon: Lexicon) -> bool:
    """Whether the noun is a surname behind a given name: “Ellie Hall”, not “the Albert Hall”."""
    return (
        tokens[head].text in lexicon.surname_heads
        and head - left == 1
        and right == head + 1
        and folded(tokens[left].text) in lexicon.given
        and not (left and tokens[left - 1].lower == "the")
    )


def _left(tokens: list[Token], first: int, head: int, lexicon: Lexicon) -> int:
    left = head
    while left > first or (left and tokens[left].gap == " & "):
        before = tokens[left - 1]
        if before.lower in lexicon.role_words or not before.capital:
            break
        if left <= first:
            first = _run_start(tokens, left - 1)  # “Douglas & Lomason Co”
        elif before.lower in lexicon.common and before.lower not in lexicon.given:
            known = phrase_at(tokens, left - 1, lexicon)
            if (known is None or known[1] <= left) and not _capital_inside(before):
                break
        left -= 1
    return left


def _run_start(tokens: list[Token], index: int) -> int:
    while index and tokens[index - 1].capital and joined(tokens, index):
        index -= 1
    return index


def _capital_inside(token: Token) -> bool:
    """Whether an ordinary word is capitalised for being in a name: “the All Farmers Congress”."""
    return not token.opens and token.lower not in _GLUE


def _past_ampersand(tokens: list[Token], end: int) -> int:
    """Extend a firm's name over “& Marine Engineering”."""
    if end < len(tokens) and tokens[end].gap == " & " and tokens[end].capital:
        end += 1
        while end < len(tokens) and tokens[end].capital and joined(tokens, end):
            end += 1
    return end


def _right(tokens: list[Token], end: int, head: str, lexicon: Lexicon) -> int:
    """Extend over “of Foreign Affairs”, “for the Study of War”, as long as capitals follow."""
    while end + 1 < len(tokens):
        connector = tokens[end]
        if connector.gap != " " or tokens[end - 1].possessive:
            break
        at = end + 1
        if connector.lower == "and" and connector.text == "and":
            listed = head in lexicon.listing_heads and _name_word(tokens, at, lexicon)
            inside = any(t.lower in _CONNECTORS for t in tokens[max(0, end - 3) : end])
            if not (listed and inside) or phrase_at(tokens, at, lexicon) is not None:
                break
        elif connector.lower in _CONNECTORS:
            if tokens[at].lower == "the" and at + 1 < len(tokens):
                at += 1
            if not _name_word(tokens, at, lexicon) or _somebody(tokens, at, head, lexicon):
                break
        else:
            break
        end = at + 1
        while (
            end < len(tokens)
            and joined(tokens, end)
            and _name_word(tokens, end, lexicon)
            and not _somebody(tokens, end, head, lexicon)
        ):
            end += 1
        if tokens[end - 1].possessive:
            break
    return end


def _somebody(tokens: list[Token], at: int, head: str, lexicon: Lexicon) -> bool:
    """Whether a person's name follows “of” (“the Front of Ahmad Massoud”), not a patron's."""
    return (
        head not in lexicon.patrons
        and folded(tokens[at].text) in lexicon.given
        and at + 1 < len(tokens)
        and tokens[at + 1].capital
        and joined(tokens, at + 1)
    )


def _name_word(tokens: list[Token], index: int, lexicon: Lexicon) -> bool:
    token = tokens[index]
    return (
        token.capital
        and tokens[index].gap in {" ", "-"}
        and token.lower not in lexicon.role_words
        and token.text not in lexicon.not_bodies
    )


def _nation(tokens: list[Token], left: int, head: int, lexicon: Lexicon) -> tuple[str, int]:
    """Tell whose body of state it is, and the word where a possessive before it starts."""
    for token in tokens[left:head]:
        if token.text in lexicon.adjectives:
            return lexicon.adjectives[token.text], -1
        country = _country(token.text, lexicon)
        if country:
            return country, -1
    if left and tokens[left - 1].possessive:
        country = _country(tokens[left - 1].text, lexicon)
        if country:
            return country, left - 1
    if left and tokens[left].gap == " " and tokens[left - 1].text in lexicon.adjectives:
        return lexicon.adjectives[tokens[left - 1].text], left - 1
    return "", -1


def _country(word: str, lexicon: Lexicon) -> str:
    for phrase in lexicon.phrases.get(word, ()):
        if len(phrase.words) == 1 and phrase.kind is ActorKind.COUNTRY:
            return phrase.nation
    return ""


def _embassy(tokens: list[Token], end: int) -> int:
    """Extend an embassy over “in Kabul”."""
    if (
        end + 1 < len(tokens)
        and tokens[end].lower in {"in", "to"}
        and tokens[end].gap == " "
        and tokens[end + 1].capital
        and tokens[end + 1].gap == " "
    ):
        return end + 2
    return end


def lower_case_body(tokens: list[Token], index: int, lexicon: Lexicon) -> Named | None:
    """Find “ministry of Foreign Affairs”, “Russian embassy in Kabul”."""
    token = tokens[index]
    if token.lower not in LOWER_BODIES or token.capital or token.possessive:
        return None
    nation, start = _nation(tokens, index, index, lexicon)
    end = _right(tokens, index + 1, token.text.capitalize(), lexicon)
    if token.lower == "embassy":
        end = _embassy(tokens, index + 1) if nation else index + 1
    if end == index + 1 and not (nation and token.lower == "embassy"):
        return None
    begin = start if start >= 0 else index
    return Named(begin, end, ActorKind.ORGANISATION, "", nation, 3, tokens[begin].start)


def named_after(tokens: list[Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether “radio station”, “newspaper” and the like follow a run of capitalised words."""
    if last >= len(tokens) or tokens[last].gap != " " or tokens[last - 1].possessive:
        return False
    after = tokens[last].lower
    if last + 1 < len(tokens) and tokens[last + 1].gap == " ":
        if (after, tokens[last + 1].lower) in lexicon.organisation_after_pairs:
            return True
        if tokens[last + 1].lower in lexicon.role_heads:
            return False  # “the Tesla company president”
    return after in lexicon.organisation_after and not tokens[first].opens


def acronym(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word in capitals looks like an organisation's initials."""
    plain = token.text.replace(".", "")
    return (
        token.acronym
        and _LEAST_ACRONYM <= len(plain) <= _LONGEST_ACRONYM
        and plain.isalpha()
        and plain.isascii()
        and plain not in lexicon.not_acronyms
        and not (len(plain) >= _LONG_WORD and is_word(plain.lower()))
    )


def widened(tokens: list[Token], found: Named, short: str) -> Named:
    """Extend a name to the left until its initials are those of the acronym that explains it.

    “Occupational Safety and Health Administration (OSHA)”: “and” would cut it otherwise.
    """
    letters = [c for c in short.upper() if c.isalpha()]
    first = found.first
    for at in range(found.first, max(-1, found.first - len(letters) - _LEAST_ACRONYM), -1):
        initials = [t.text[0] for t in tokens[at : found.last] if t.capital]
        if at < found.first and tokens[at + 1].gap != " ":
            break
        if initials == letters and tokens[at].capital:
            first = at
            break
        if not tokens[at].capital and tokens[at].lower not in _CONNECTORS | {"and", "the"}:
            break
    return found if first == found.first else found._replace(first=first, start=-1)


def explained(text: str, end: int) -> str:
    """Give the acronym that stands in brackets or quotation marks right behind a name, or ""."""
    if text[end : end + 2] in {" “", ' "'}:
        return _quoted(text, end)
    if text[end : end + 2] != " (":
        return ""
    close = text.find(")", end, end + _REACH + _WORDS)
    inside = text[end + 2 : close] if close > 0 else ""
    if " " in inside:  # (the “Company” or “NFH”)
        marked = [one for one in _MARKED.findall(inside) if one.isupper()]
        inside = marked[0] if len(marked) == 1 else ""
    inside = inside.strip("“”\"' ")
    capitals = sum(c.isupper() for c in inside)
    if _LEAST_ACRONYM <= len(inside) <= _REACH + 6:
        return inside if capitals * 2 >= len(inside.replace("-", "")) or "-" in inside else ""
    return ""


def _quoted(text: str, end: int) -> str:
    """Give capitals in quotation marks right behind a name: Halden Marine Group “HMG”."""
    found = _MARKED.match(text, end + 1)
    short = found[1] if found is not None else ""
    first = text[text.rfind(" ", 0, end) + 1 : end]
    return short if short.isupper() and short[-1] == first[:1] else ""
