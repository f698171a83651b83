"""Runs cut at what is known: adjectives, titles and names; what is left may be a person."""

from __future__ import annotations

from collections.abc import Iterator

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.reading import Piece, Reading, is_given, is_rank, last_is_name
from storage.extraction.naming.roles import is_head
from storage.extraction.naming.shapes import foreign
from storage.extraction.naming.tokens import Token, joined
from storage.extraction.naming.words import is_word

_LONGEST_NAME = 6
_FIELD_AND_NAME = 3  # words: “Partnerships Finn Dahl”
_HALF_TITLES = frozenset({"Grand", "Crown", "Vice", "Rear", "Private", "Saint"})
_OFFICES = frozenset("PM DPM DP VP CM FM MP MEP MSP CEO CFO DG IG".split())  # noqa: SIM905
_YOUNGER = frozenset({"Jr", "Sr", "Jnr", "Snr"})
_NUMERALS = "II III IV VI VII VIII IX XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII"
_GENERATIONS = _YOUNGER | frozenset(_NUMERALS.split())
_OF_RULERS = frozenset({"I", "V", "X"})
_AGES = frozenset({"elder", "younger"})


def pieces(reading: Reading, first: int, last: int) -> Iterator[Piece]:
    """Cut a run at names already known, adjectives and titles; what is left may be names."""
    if last - first == 1 and first in reading.taken:
        return
    start: int | None = None
    titled = False
    title = ""
    for index in range(first, last):
        barrier = _barrier(reading, index, start)
        if barrier is not None and start is None and index not in reading.taken:
            barrier = None if _given_too(reading, index) else barrier
        if (
            barrier == "adjective"
            and start is not None
            and _named_behind_field(reading, start, index)
        ):
            start, titled, title = index, True, ""
            continue
        if barrier is None:
            start = index if start is None else start
            continue
        if start is not None:
            if barrier != "title" or not _of_office(reading, start, index, title):
                yield from _trimmed(reading, start, index, title, titled=titled)
        elif barrier == "title" and index + 1 == last and _may_be_surname(reading, index):
            yield Piece(index, last, titled=False, end=last)
        start = None
        titled = barrier == "title" and reading.tokens[index].text not in _HALF_TITLES
        title = reading.tokens[index].text if titled else ""
    if start is not None:
        yield from _trimmed(reading, start, last, title, titled=titled)


def _of_office(reading: Reading, first: int, last: int, title: str) -> bool:
    """Whether words between two titles are part of an office: “Chief Commercial Officer”."""
    lexicon, tokens = reading.lexicon, reading.tokens
    return (
        title.lower() in lexicon.role_modifiers
        and joined(tokens, last)
        and all(is_word(t.lower) and not is_given(t, lexicon) for t in tokens[first:last])
    )


def _barrier(reading: Reading, index: int, start: int | None) -> str | None:
    """Tell why a word is no part of a name: "name", "adjective", "title"; None if it may be."""
    tokens, lexicon = reading.tokens, reading.lexicon
    token = tokens[index]
    if index in reading.taken:
        return "name"
    after_given = (
        start is not None
        and index > start
        and (folded(tokens[index - 1].text) in lexicon.given or tokens[index - 1].initial)
    )
    if token.text in lexicon.adjectives or token.text in lexicon.regional:
        return None if after_given and _ends_name(reading, index) else "adjective"
    role = (is_head(token, lexicon) and token.capital) or _plural_role(reading, index)
    role = role or is_rank(tokens, index, lexicon)
    if token.text in lexicon.honorifics or role:
        ends = index + 1 >= len(tokens) or not (
            tokens[index + 1].capital and joined(tokens, index + 1)
        )
        return None if after_given and ends else "title"
    if token.text in lexicon.not_names:
        named = last_is_name(tokens, index) and (
            folded(token.text) in lexicon.given
            or (token.text in lexicon.weekdays and _surname(tokens[index + 1], lexicon))
        )
        surname = after_given and token.text in lexicon.surnames_too
        return None if surname or named else "adjective"
    if token.text in lexicon.portfolios and not after_given:
        return "portfolio"
    return None


def _may_be_surname(reading: Reading, index: int) -> bool:
    """Whether a title alone may be somebody's surname: “between Clarke and Major”."""
    tokens = reading.tokens
    articled = index and tokens[index - 1].lower in {"the", "a", "an"}
    return tokens[index].text in reading.lexicon.surnames_too and not articled


def _given_too(reading: Reading, index: int) -> bool:
    """Whether a role or an adjective is a given name here: “Dean Jones”, “Christian Arrue”.

    Just a surname follows, behind an adjective one that is no English word.
    """
    tokens, lexicon = reading.tokens, reading.lexicon
    if not last_is_name(tokens, index) or not is_given(tokens[index], lexicon):
        return False
    if tokens[index].text in lexicon.honorifics:
        return False
    after, last = tokens[index + 1], index + 2
    longer = last < len(tokens) and tokens[last].capital and joined(tokens, last)
    if longer or index + 1 in reading.taken or is_head(after, lexicon):
        return False
    if tokens[index].lower in lexicon.role_heads:
        return after.text not in lexicon.organisation_heads
    if index and not tokens[index].opens and tokens[index].gap == " ":
        before = tokens[index - 1].lower
        ordinary = before in lexicon.common or before in lexicon.finite
        ordinary = ordinary or is_head(tokens[index - 1], lexicon)
        if before in {"a", "an", "the"} or not ordinary:
            return False  # “a devout Christian Arrue wrote to”
    titled = index > 0 and (
        is_head(tokens[index - 1], lexicon) or tokens[index - 1].text in lexicon.honorifics
    )
    return foreign(after, lexicon) or (titled and _surname(after, lexicon))


def _plural_role(reading: Reading, index: int) -> bool:
    """Whether a role of several stands before their names: “Brothers Ann and Bob Lee”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if tokens[index].lower[-1:] != "s" or tokens[index].lower[:-1] not in lexicon.role_heads:
        return False
    return last_is_name(tokens, index) and is_given(tokens[index + 1], lexicon)


def _ends_name(reading: Reading, index: int) -> bool:
    """Whether an adjective of nation is a surname here: no noun follows that it would qualify."""
    tokens = reading.tokens
    if index + 1 >= len(tokens) or tokens[index].possessive:
        return True
    after = tokens[index + 1]
    verb = after.lower in reading.lexicon.finite or after.lower.endswith("ed")
    return after.gap != " " or verb


def _surname(token: Token, lexicon: Lexicon) -> bool:
    return folded(token.text) in lexicon.surnames


def _trimmed(
    reading: Reading, first: int, last: int, title: str, *, titled: bool
) -> Iterator[Piece]:
    """Strip what opens a sentence and is no name; give the piece if a name is left."""
    tokens, lexicon = reading.tokens, reading.lexicon
    office = 0 if titled else _past_field(reading, first, last)
    begin = office or _first_of_name(reading, first, last, titled=titled)
    titled = (titled and begin == first) or bool(office)
    first = _past_office(tokens, begin, last)
    while last > first and not (tokens[last - 1].capital or tokens[last - 1].gap == "-"):
        last -= 1
    while last - first > 1 and tokens[last - 1].text in lexicon.suffixes:
        last -= 1
    end = last
    while last - first > 1 and (
        tokens[last - 1].text in _GENERATIONS or _of_ruler(reading, last - 1, title)
    ):
        last -= 1
    if last == end and end < len(tokens) and tokens[end].text in _YOUNGER:
        end += tokens[end].gap == ", "  # “Ann Lee, Jr.”
    if last == end and first < last:
        end = _with_generation(reading, first, last)
    hyphens = sum(t.gap in {"-", "‑"} for t in tokens[first + 1 : last])
    if first < last and (last - first - hyphens <= _LONGEST_NAME or first in reading.headline):
        before = first and not titled and _title_before(reading, first)
        before = before or _degree_before(reading, first)
        yield Piece(first, last, titled or bool(before), title if titled else "", end)


def _of_ruler(reading: Reading, index: int, title: str) -> bool:
    """Whether one letter is a ruler's number: “King Charles I was”, not “King Charles I think”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if title not in lexicon.regnal or tokens[index].text not in _OF_RULERS:
        return False
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or after.gap != " " or tokens[index].text != "I":
        return True
    return after.lower in {"was", "is", "had", "has", "who", "and", "of", "in", "lost", "died"}


def _with_generation(reading: Reading, first: int, last: int) -> int:
    """Extend a name over “the Elder”, “junior”: no noun follows that it would qualify."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if last >= len(tokens) or tokens[last].gap != " " or tokens[last - 1].possessive:
        return last
    word = tokens[last].lower
    if word == "the" and last + 1 < len(tokens) and tokens[last + 1].lower in _AGES:
        end = last + 2
    elif word in {"senior", "junior"} and last - first > 1:
        end = last + 1
    else:
        return last
    after = tokens[end] if end < len(tokens) else None
    qualifies = (
        after is not None
        and after.gap == " "
        and (
            is_head(after, lexicon)
            or after.lower in lexicon.kin
            or after.lower in lexicon.role_modifiers
            or after.lower == "of"
        )
    )
    return end if not qualifies and tokens[end - 1].gap == " " else last


def _first_of_name(reading: Reading, first: int, last: int, *, titled: bool) -> int:
    """Skip ordinary words that open a sentence, but not “Per” in “spokesman Per Lund”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    while first < last and tokens[first].lower in lexicon.common:
        introduced = titled or (first and _title_before(reading, first))
        if _degree_before(reading, first):
            break
        named = is_given(tokens[first], lexicon) or introduced
        if named and not tokens[first].opens and first + 1 < last:
            break
        first += 1
        titled = False
    if last - first > 1 and tokens[first].opens and _begins_late(tokens, first, last, lexicon):
        first += 1
    return first


def _is_field(reading: Reading, first: int) -> bool:
    """Whether what somebody is head of begins here: “Head of Partnerships”."""
    tokens = reading.tokens
    if first < 2 or tokens[first - 1].lower not in {"of", "for"}:  # noqa: PLR2004
        return False
    head = tokens[first - 2]
    return head.capital and is_head(head, reading.lexicon) and tokens[first].gap == " "


def _named_behind_field(reading: Reading, first: int, index: int) -> bool:
    """Whether an adjective is a given name behind an office: “Head of Partnerships Finn Dahl”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    return (
        is_given(tokens[index], lexicon)
        and last_is_name(tokens, index)
        and (foreign(tokens[index + 1], lexicon) or _surname(tokens[index + 1], lexicon))
        and _is_field(reading, first)
        and all(is_word(token.lower) for token in tokens[first:index])
    )


def _past_field(reading: Reading, first: int, last: int) -> int:
    """Find the name behind what somebody is head of: “Head of Partnerships Ann Dahl”, or 0."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if last - first < _FIELD_AND_NAME or not _is_field(reading, first):
        return 0
    for at in range(first + 1, last - 1):
        if folded(tokens[at].text) in lexicon.given:
            return at
        if not is_word(tokens[at].lower):
            break
    return 0


def _degree_before(reading: Reading, first: int) -> bool:
    """Whether a doctor's degree stands before a name: “Dr. med. Beat Zurbriggen”."""
    tokens, degrees = reading.tokens, reading.lexicon.degrees
    at = first - 1
    while at > 0 and tokens[at].lower in degrees:
        at -= 1
    return 0 <= at < first - 1 and tokens[at].text in {"Dr", "Prof", "DDr"}


def _past_office(tokens: list[Token], first: int, last: int) -> int:
    """Skip “Ex-Yankee” and an office's letters: “PM Lee”."""
    if last - first > 2 and tokens[first].lower == "ex" and tokens[first + 1].gap == "-":  # noqa: PLR2004
        return first + 2
    return first + (last - first > 1 and tokens[first].text in _OFFICES)


def _begins_late(tokens: list[Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a sentence's first word is no part of the name behind it: “Ask Gorbachev”."""
    if is_given(tokens[first], lexicon) or tokens[first + 1].gap != " ":
        return False
    second = tokens[first + 1]
    if last - first == 2:  # noqa: PLR2004
        return second.text in lexicon.known
    return folded(second.text) in lexicon.given and tokens[first + 2].capital


def _title_before(reading: Reading, first: int) -> bool:
    """Whether a lower-case role stands right before (“ambassador Dmitry Zhirnov”)."""
    tokens, lexicon = reading.tokens, reading.lexicon
    return (
        tokens[first].gap == " "
        and not tokens[first - 1].possessive
        and not tokens[first].opens
        and is_head(tokens[first - 1], lexicon)
        and (tokens[first - 1].lower not in lexicon.doubtful_heads or _told(reading, first))
    )


def _told(reading: Reading, first: int) -> bool:
    """Whether two words behind a doubtful role are a person's: “rival Ann Lee”, not a firm's."""
    tokens = reading.tokens
    if not last_is_name(tokens, first):
        return False
    named = is_given(tokens[first], reading.lexicon) or tokens[first].initial
    return named or not (is_word(tokens[first].lower) and is_word(tokens[first + 1].lower))
