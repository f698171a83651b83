"""Organisations by their nouns: “Ministry of X”, “Carnegie Moscow Center”, an explained acronym."""

from __future__ import annotations

import re

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.runs import Named, phrase_at
from storage.extraction.naming.tokens import Tokens, is_acronym, joined
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


def organisation_in(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> Named | None:
    """Find the first organisation in a run of capitalised words by its head noun, if any."""
    for head in range(first, last):
        text = tokens.texts[head]
        if text in lexicon.organisation_heads or text in lexicon.group_heads:
            found = _around(tokens, first, head, last, lexicon)
            if found is not None:
                return found
    return None


def _around(tokens: Tokens, first: int, head: int, last: int, lexicon: Lexicon) -> Named | None:
    if head + 1 < last and tokens.lowers[head + 1] in lexicon.role_words and head == first:
        return None  # “Press Secretary”
    end = head + 1
    while end < last and tokens.texts[end] in lexicon.organisation_heads:
        end += 1
    head = end - 1
    text = tokens.texts[head]
    left = _left(tokens, first, head, lexicon)
    firm = text in lexicon.firms
    right = _past_ampersand(tokens, end) if firm else _right(tokens, end, text, lexicon)
    qualified = [
        word
        for word in tokens.texts[left:head]
        if word not in lexicon.adjectives and word not in lexicon.regional and word not in _RANKING
    ]
    if end < last and tokens.lowers[end] in lexicon.role_words and not qualified and right == end:
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
    return Named(left, right, kind, "", nation if state else "", 3, tokens.starts[begin])


def _surname(tokens: Tokens, left: int, head: int, right: int, lexicon: Lexicon) -> bool:
    """Whether the noun is a surname behind a given name: “Ellie Hall”, not “the Albert Hall”."""
    return (
        tokens.texts[head] in lexicon.surname_heads
        and head - left == 1
        and right == head + 1
        and folded(tokens.texts[left]) in lexicon.given
        and not (left and tokens.lowers[left - 1] == "the")
    )


def _left(tokens: Tokens, first: int, head: int, lexicon: Lexicon) -> int:
    left = head
    while left > first or (left and tokens.gaps[left] == " & "):
        before = tokens.lowers[left - 1]
        if before in lexicon.role_words or not tokens.capital[left - 1]:
            break
        if left <= first:
            first = _run_start(tokens, left - 1)  # “Douglas & Lomason Co”
        elif before in lexicon.common and before not in lexicon.given:
            known = phrase_at(tokens, left - 1, lexicon)
            # “the All Farmers Congress”: capitalised for being in a name.
            inside = before not in _GLUE and not tokens.opens[left - 1]
            if (known is None or known[1] <= left) and not inside:
                break
        left -= 1
    return left


def _run_start(tokens: Tokens, index: int) -> int:
    while index and tokens.capital[index - 1] and joined(tokens, index):
        index -= 1
    return index


def _past_ampersand(tokens: Tokens, end: int) -> int:
    """Extend a firm's name over “& Marine Engineering”."""
    if tokens.gaps[end] == " & " and tokens.capital[end]:
        end += 1
        while tokens.capital[end] and joined(tokens, end):
            end += 1
    return end


def _right(tokens: Tokens, end: int, head: str, lexicon: Lexicon) -> int:
    """Extend over “of Foreign Affairs”, “for the Study of War”, as long as capitals follow."""
    while end + 1 < tokens.count:
        connector = tokens.lowers[end]
        if tokens.gaps[end] != " " or tokens.possessive[end - 1]:
            break
        at = end + 1
        if tokens.texts[end] == "and":
            listed = head in lexicon.listing_heads and _name_word(tokens, at, lexicon)
            inside = not _CONNECTORS.isdisjoint(tokens.lowers[max(0, end - 3) : end])
            if not (listed and inside) or phrase_at(tokens, at, lexicon) is not None:
                break
        elif connector in _CONNECTORS:
            if tokens.lowers[at] == "the" and at + 1 < tokens.count:
                at += 1
            if not _name_word(tokens, at, lexicon) or _somebody(tokens, at, head, lexicon):
                break
        else:
            break
        end = at + 1
        while (
            _name_word(tokens, end, lexicon)
            and joined(tokens, end)
            and not _somebody(tokens, end, head, lexicon)
        ):
            end += 1
        if tokens.possessive[end - 1]:
            break
    return end


def _somebody(tokens: Tokens, at: int, head: str, lexicon: Lexicon) -> bool:
    """Whether a person's name follows “of” (“the Front of Ahmad Massoud”), not a patron's."""
    return (
        head not in lexicon.patrons
        and folded(tokens.texts[at]) in lexicon.given
        and tokens.capital[at + 1]
        and joined(tokens, at + 1)
    )


def _name_word(tokens: Tokens, index: int, lexicon: Lexicon) -> bool:
    return (
        tokens.capital[index]
        and tokens.gaps[index] in {" ", "-"}
        and tokens.lowers[index] not in lexicon.role_words
        and tokens.texts[index] not in lexicon.not_bodies
    )


def _nation(tokens: Tokens, left: int, head: int, lexicon: Lexicon) -> tuple[str, int]:
    """Tell whose body of state it is, and the word where a possessive before it starts."""
    for word in tokens.texts[left:head]:
        if word in lexicon.adjectives:
            return lexicon.adjectives[word], -1
        country = _country(word, lexicon)
        if country:
            return country, -1
    if left and tokens.possessive[left - 1]:
        country = _country(tokens.texts[left - 1], lexicon)
        if country:
            return country, left - 1
    if left and tokens.gaps[left] == " " and tokens.texts[left - 1] in lexicon.adjectives:
        return lexicon.adjectives[tokens.texts[left - 1]], left - 1
    return "", -1


def _country(word: str, lexicon: Lexicon) -> str:
    for phrase in lexicon.phrases.get(word, ()):
        if len(phrase.words) == 1 and phrase.kind is ActorKind.COUNTRY:
            return phrase.nation
    return ""


def _embassy(tokens: Tokens, end: int) -> int:
    """Extend an embassy over “in Kabul”."""
    if (
        tokens.lowers[end] in {"in", "to"}
        and tokens.gaps[end] == " "
        and tokens.capital[end + 1]
        and tokens.gaps[end + 1] == " "
    ):
        return end + 2
    return end


def lower_case_body(tokens: Tokens, index: int, lexicon: Lexicon) -> Named | None:
    """Find “ministry of Foreign Affairs”, “Russian embassy in Kabul”."""
    word = tokens.lowers[index]
    if word not in LOWER_BODIES or tokens.capital[index] or tokens.possessive[index]:
        return None
    nation, start = _nation(tokens, index, index, lexicon)
    end = _right(tokens, index + 1, word.capitalize(), lexicon)
    if word == "embassy":
        end = _embassy(tokens, index + 1) if nation else index + 1
    if end == index + 1 and not (nation and word == "embassy"):
        return None
    begin = start if start >= 0 else index
    return Named(begin, end, ActorKind.ORGANISATION, "", nation, 3, tokens.starts[begin])


def named_after(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether “radio station”, “newspaper” and the like follow a run of capitalised words."""
    after, seconds = tokens.lowers[last], lexicon.organisation_after_pairs
    if after not in lexicon.organisation_after and after not in seconds:
        return False
    if tokens.gaps[last] != " " or tokens.possessive[last - 1]:
        return False
    if tokens.gaps[last + 1] == " ":
        if tokens.lowers[last + 1] in seconds.get(after, ()):
            return True
        if tokens.lowers[last + 1] in lexicon.role_heads:
            return False  # “the Tesla company president”
    return after in lexicon.organisation_after and not tokens.opens[first]


def acronym(word: str, lexicon: Lexicon) -> bool:
    """Whether a word in capitals looks like an organisation's initials."""
    plain = word.replace(".", "")
    return (
        is_acronym(word)
        and _LEAST_ACRONYM <= len(plain) <= _LONGEST_ACRONYM
        and plain.isalpha()
        and plain.isascii()
        and plain not in lexicon.not_acronyms
        and not (len(plain) >= _LONG_WORD and is_word(plain.lower()))
    )


def widened(tokens: Tokens, found: Named, short: str) -> Named:
    """Extend a name to the left until its initials are those of the acronym that explains it.

    “Occupational Safety and Health Administration (OSHA)”: “and” would cut it otherwise.
    """
    letters = [c for c in short.upper() if c.isalpha()]
    first = found.first
    for at in range(found.first, max(-1, found.first - len(letters) - _LEAST_ACRONYM), -1):
        initials = [
            tokens.texts[index][0] for index in range(at, found.last) if tokens.capital[index]
        ]
        if at < found.first and tokens.gaps[at + 1] != " ":
            break
        if initials == letters and tokens.capital[at]:
            first = at
            break
        if not tokens.capital[at] and tokens.lowers[at] not in _CONNECTORS | {"and", "the"}:
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
