"""Runs cut at what is known: adjectives, titles and names; what is left may be a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from storage.extraction.naming.lexicon import Lexicon, folded, is_given
from storage.extraction.naming.reading import Piece, Reading, is_rank, last_is_name
from storage.extraction.naming.shapes import foreign
from storage.extraction.naming.tokens import HYPHENS, Tokens, is_initial, joined
from storage.extraction.naming.words import is_word

_LONGEST_NAME = 6
_FIELD_AND_NAME = 3  # words: “Partnerships Finn Dahl”
_HALF_TITLES = frozenset({"Grand", "Crown", "Vice", "Rear", "Private", "Saint"})
_OFFICES = frozenset("PM DPM DP VP CM FM MP MEP MSP CEO CFO DG IG".split())  # noqa: SIM905
_YOUNGER = frozenset({"Jr", "Sr", "Jnr", "Snr"})
_NUMERALS = "II III IV VI VII VIII IX XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII"
_GENERATIONS = _YOUNGER | frozenset(_NUMERALS.split())
_GENERATION_OPENS = frozenset({"the", "senior", "junior"})
_OF_RULERS = frozenset({"I", "V", "X"})
_BEHIND_RULERS = frozenset({"was", "is", "had", "has", "who", "and", "of", "in", "lost", "died"})
_AGES = frozenset({"elder", "younger"})


def pieces(reading: Reading, all_runs: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """Cut runs at names already known, adjectives and titles; what is left may be names."""
    for first, last in all_runs:
        if last - first > 1 or first not in reading.taken:
            yield from _cut(reading, first, last)


def _cut(reading: Reading, first: int, last: int) -> Iterator[Piece]:
    start: int | None = None
    titled = False
    title = ""
    for index in range(first, last):
        barrier = _barrier(reading, index, start) if _may_bar(reading, index) else None
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
        titled = barrier == "title" and reading.tokens.texts[index] not in _HALF_TITLES
        title = reading.tokens.texts[index] if titled else ""
    if start is not None:
        yield from _trimmed(reading, start, last, title, titled=titled)


def _of_office(reading: Reading, first: int, last: int, title: str) -> bool:
    """Whether words between two titles are part of an office: “Chief Commercial Officer”."""
    lexicon, tokens = reading.lexicon, reading.tokens
    return (
        title.lower() in lexicon.role_modifiers
        and joined(tokens, last)
        and all(map(is_word, tokens.lowers[first:last]))
        and not any(is_given(word, lexicon) for word in tokens.texts[first:last])
    )


def _may_bar(reading: Reading, index: int) -> bool:
    """Whether a word may be no part of a name: one quick look for the many that are."""
    lower, heads = reading.tokens.lowers[index], reading.lexicon.role_heads
    return (
        index in reading.taken
        or reading.tokens.texts[index] in reading.lexicon.barriers
        or lower in heads
        or lower.rstrip("s") in heads
    )


def _barrier(reading: Reading, index: int, start: int | None) -> str | None:
    """Tell why a word is no part of a name: "name", "adjective", "title"; None if it may be."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if index in reading.taken:
        return "name"
    word = tokens.texts[index]
    if word in lexicon.adjectives or word in lexicon.regional:
        surname = _after_given(reading, index, start) and _ends_name(reading, index)
        return None if surname else "adjective"
    if _is_title(reading, index):
        surname = _after_given(reading, index, start) and not last_is_name(tokens, index)
        return None if surname else "title"
    if word in lexicon.not_names:
        named = last_is_name(tokens, index) and (
            folded(word) in lexicon.given
            or (word in lexicon.weekdays and folded(tokens.texts[index + 1]) in lexicon.surnames)
        )
        surname = word in lexicon.surnames_too and _after_given(reading, index, start)
        return None if surname or named else "adjective"
    portfolio = word in lexicon.portfolios and not _after_given(reading, index, start)
    return "portfolio" if portfolio else None


def _after_given(reading: Reading, index: int, start: int | None) -> bool:
    """Whether a given name or an initial stands before a word, in the name that starts there."""
    if start is None or index <= start:
        return False
    before = reading.tokens.texts[index - 1]
    return folded(before) in reading.lexicon.given or is_initial(before)


def _is_title(reading: Reading, index: int) -> bool:
    """Whether a word is a title, a role or a rank."""
    tokens, lexicon = reading.tokens, reading.lexicon
    return (
        tokens.texts[index] in lexicon.honorifics
        or (tokens.lowers[index] in lexicon.role_heads and tokens.capital[index])
        or _plural_role(reading, index)
        or is_rank(tokens, index, lexicon)
    )


def _may_be_surname(reading: Reading, index: int) -> bool:
    """Whether a title alone may be somebody's surname: “between Clarke and Major”."""
    tokens = reading.tokens
    articled = index and tokens.lowers[index - 1] in {"the", "a", "an"}
    return tokens.texts[index] in reading.lexicon.surnames_too and not articled


def _given_too(reading: Reading, index: int) -> bool:
    """Whether a role or an adjective is a given name here: “Dean Jones”, “Christian Arrue”.

    Just a surname follows, behind an adjective one that is no English word.
    """
    tokens, lexicon = reading.tokens, reading.lexicon
    if not last_is_name(tokens, index) or not is_given(tokens.texts[index], lexicon):
        return False
    if tokens.texts[index] in lexicon.honorifics:
        return False
    after = index + 1
    longer = last_is_name(tokens, after)
    if longer or after in reading.taken or tokens.lowers[after] in lexicon.role_heads:
        return False
    if tokens.lowers[index] in lexicon.role_heads:
        return tokens.texts[after] not in lexicon.organisation_heads
    if index and not tokens.opens[index] and tokens.gaps[index] == " ":
        before = tokens.lowers[index - 1]
        ordinary = any(
            before in known for known in (lexicon.common, lexicon.finite, lexicon.role_heads)
        )
        if before in {"a", "an", "the"} or not ordinary:
            return False  # “a devout Christian Arrue wrote to”
    surname, title = tokens.texts[after], tokens.texts[index - 1]
    titled = title.lower() in lexicon.role_heads or title in lexicon.honorifics
    return foreign(surname, lexicon) or (titled and folded(surname) in lexicon.surnames)


def _plural_role(reading: Reading, index: int) -> bool:
    """Whether a role of several stands before their names: “Brothers Ann and Bob Lee”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if tokens.lowers[index][-1:] != "s" or tokens.lowers[index][:-1] not in lexicon.role_heads:
        return False
    return last_is_name(tokens, index) and is_given(tokens.texts[index + 1], lexicon)


def _ends_name(reading: Reading, index: int) -> bool:
    """Whether an adjective of nation is a surname here: no noun follows that it would qualify."""
    tokens = reading.tokens
    after = tokens.lowers[index + 1]
    verb = after in reading.lexicon.finite or after.endswith("ed")
    return tokens.possessive[index] or tokens.gaps[index + 1] != " " or verb


def _trimmed(
    reading: Reading, first: int, last: int, title: str, *, titled: bool
) -> Iterator[Piece]:
    """Strip what opens a sentence and is no name; give the piece if a name is left."""
    tokens, lexicon = reading.tokens, reading.lexicon
    office = 0 if titled else _past_field(reading, first, last)
    begin = office or _first_of_name(reading, first, last, titled=titled)
    titled = (titled and begin == first) or bool(office)
    first = _past_office(tokens, begin, last)
    while last > first and not (tokens.capital[last - 1] or tokens.gaps[last - 1] == "-"):
        last -= 1
    while last - first > 1 and tokens.texts[last - 1] in lexicon.suffixes:
        last -= 1
    end = last
    while last - first > 1 and (
        tokens.texts[last - 1] in _GENERATIONS or _of_ruler(reading, last - 1, title)
    ):
        last -= 1
    if last == end and tokens.texts[end] in _YOUNGER:
        end += tokens.gaps[end] == ", "  # “Ann Lee, Jr.”
    if last == end and first < last:
        end = _with_generation(reading, first, last)
    if first < last and (_is_short(tokens, first, last) or first in reading.headline):
        before = first and not titled and _title_before(reading, first)
        before = before or _degree_before(reading, first)
        yield Piece(first, last, titled or bool(before), title if titled else "", end)


def _is_short(tokens: Tokens, first: int, last: int) -> bool:
    """Whether words are no more than a name has; those with a hyphen between them are one."""
    return (
        last - first <= _LONGEST_NAME
        or last - first - sum(map(HYPHENS.__contains__, tokens.gaps[first + 1 : last]))
        <= _LONGEST_NAME
    )


def _of_ruler(reading: Reading, index: int, title: str) -> bool:
    """Whether one letter is a ruler's number: “King Charles I was”, not “King Charles I think”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if title not in lexicon.regnal or tokens.texts[index] not in _OF_RULERS:
        return False
    if tokens.gaps[index + 1] != " " or tokens.texts[index] != "I":
        return True
    return tokens.lowers[index + 1] in _BEHIND_RULERS


def _with_generation(reading: Reading, first: int, last: int) -> int:
    """Extend a name over “the Elder”, “junior”: no noun follows that it would qualify."""
    tokens, lexicon = reading.tokens, reading.lexicon
    word = tokens.lowers[last]
    if word not in _GENERATION_OPENS or tokens.gaps[last] != " " or tokens.possessive[last - 1]:
        return last
    if word == "the" and tokens.lowers[last + 1] in _AGES:
        end = last + 2
    elif word != "the" and last - first > 1:
        end = last + 1
    else:
        return last
    after = tokens.lowers[end]
    qualifies = tokens.gaps[end] == " " and (
        after in lexicon.role_heads
        or after in lexicon.kin
        or after in lexicon.role_modifiers
        or after == "of"
    )
    return end if not qualifies and tokens.gaps[end - 1] == " " else last


def _first_of_name(reading: Reading, first: int, last: int, *, titled: bool) -> int:
    """Skip ordinary words that open a sentence, but not “Per” in “spokesman Per Lund”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    while first < last and tokens.lowers[first] in lexicon.common:
        introduced = titled or (first and _title_before(reading, first))
        if _degree_before(reading, first):
            break
        named = is_given(tokens.texts[first], lexicon) or introduced
        if named and not tokens.opens[first] and first + 1 < last:
            break
        first += 1
        titled = False
    if last - first > 1 and tokens.opens[first] and _begins_late(tokens, first, last, lexicon):
        first += 1
    return first


def _is_field(reading: Reading, first: int) -> bool:
    """Whether what somebody is head of begins here: “Head of Partnerships”."""
    tokens = reading.tokens
    if first < 2 or tokens.lowers[first - 1] not in {"of", "for"}:  # noqa: PLR2004
        return False
    return (
        tokens.capital[first - 2]
        and tokens.lowers[first - 2] in reading.lexicon.role_heads
        and tokens.gaps[first] == " "
    )


def _named_behind_field(reading: Reading, first: int, index: int) -> bool:
    """Whether an adjective is a given name behind an office: “Head of Partnerships Finn Dahl”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    surname = tokens.texts[index + 1]
    return (
        is_given(tokens.texts[index], lexicon)
        and last_is_name(tokens, index)
        and (foreign(surname, lexicon) or folded(surname) in lexicon.surnames)
        and _is_field(reading, first)
        and all(map(is_word, tokens.lowers[first:index]))
    )


def _past_field(reading: Reading, first: int, last: int) -> int:
    """Find the name behind what somebody is head of: “Head of Partnerships Ann Dahl”, or 0."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if last - first < _FIELD_AND_NAME or not _is_field(reading, first):
        return 0
    for at in range(first + 1, last - 1):
        if folded(tokens.texts[at]) in lexicon.given:
            return at
        if not is_word(tokens.lowers[at]):
            break
    return 0


def _degree_before(reading: Reading, first: int) -> bool:
    """Whether a doctor's degree stands before a name: “Dr. med. Beat Zurbriggen”."""
    tokens, degrees = reading.tokens, reading.lexicon.degrees
    at = first - 1
    while at > 0 and tokens.lowers[at] in degrees:
        at -= 1
    return 0 <= at < first - 1 and tokens.texts[at] in {"Dr", "Prof", "DDr"}


def _past_office(tokens: Tokens, first: int, last: int) -> int:
    """Skip “Ex-Yankee” and an office's letters: “PM Lee”."""
    if last - first > 2 and tokens.lowers[first] == "ex" and tokens.gaps[first + 1] == "-":  # noqa: PLR2004
        return first + 2
    return first + (last - first > 1 and tokens.texts[first] in _OFFICES)


def _begins_late(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a sentence's first word is no part of the name behind it: “Ask Gorbachev”."""
    if is_given(tokens.texts[first], lexicon) or tokens.gaps[first + 1] != " ":
        return False
    second = tokens.texts[first + 1]
    if last - first == 2:  # noqa: PLR2004
        return second in lexicon.known
    return folded(second) in lexicon.given and tokens.capital[first + 2]


def _title_before(reading: Reading, first: int) -> bool:
    """Whether a lower-case role stands right before (“ambassador Dmitry Zhirnov”)."""
    tokens, lexicon = reading.tokens, reading.lexicon
    return (
        tokens.lowers[first - 1] in lexicon.role_heads
        and tokens.gaps[first] == " "
        and not tokens.possessive[first - 1]
        and not tokens.opens[first]
        and (tokens.lowers[first - 1] not in lexicon.doubtful_heads or _told(reading, first))
    )


def _told(reading: Reading, first: int) -> bool:
    """Whether two words behind a doubtful role are a person's: “rival Ann Lee”, not a firm's."""
    tokens = reading.tokens
    if not last_is_name(tokens, first):
        return False
    named = is_given(tokens.texts[first], reading.lexicon) or is_initial(tokens.texts[first])
    return named or not (is_word(tokens.lowers[first]) and is_word(tokens.lowers[first + 1]))
