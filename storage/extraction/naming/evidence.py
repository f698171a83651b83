"""What speaks for a person: the form of the name, titles, cues of speech, appositions."""

from __future__ import annotations

import re

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.reading import Piece, Reading, is_given, name_words
from storage.extraction.naming.roles import (
    is_head,
    role_before,
    role_behind,
    role_introducing,
)
from storage.extraction.naming.shapes import family_first, foreign, is_agent
from storage.extraction.naming.sightings import SURE
from storage.extraction.naming.tokens import Token
from storage.extraction.naming.words import is_word
from storage.models import ActorKind

_COMPARING = frozenset({"named", "called", "met", "like", "alongside", "name"})
_AGE = re.compile(r",? \(?\d{1,3}[,);.]")
_OPENING = frozenset('“"‘«')
_CLOSING = frozenset('”"»')
_FUNCTION = frozenset({"the", "a", "an", "in", "at", "of", "on", "for", "and", "but", "as", "if"})
_PLAIN = 3
_INITIALS = 2
_NO_INITIALS = frozenset({"SK", "UK", "HD", "CD", "ID", "AD"})
_LONG_SURNAME = 5
_FAMILY_AND_GIVEN = 3  # words: “Xi Jinping”, “Moon Jae In”
_NUMBERED = re.compile(r"(?:^|[(,;:]) ?\d{1,3}(?:[.)]|\s[-–])?\s$")
_BEFORE = 8  # characters
_LONGEST_UNLISTED = 4
_APPOSED = 5
_SHORT = 4
_MINUTE = re.compile(r" \d{1,3}(?!\d|%| ?(?:per|mill|bill))")
_BRACKET = re.compile(r" \((?:\d|[A-Z])")
_PLACING = frozenset(
    {"in", "at", "near", "from", "to", "into", "around", "outside", "across", "the"}
)


def weigh(reading: Reading, piece: Piece, credit_from: int) -> int:
    """Weigh what speaks for a person: 0 nothing, 2 enough, 3 plain."""
    alone = piece.last - piece.first == 1
    if _is_thing(reading, piece) or (
        alone and reading.tokens[piece.first].text in reading.lexicon.honorifics
    ):
        return 0
    weight = _by_form(reading, piece)
    if not piece.titled and _thing_behind(reading, piece):
        return 0
    if _modifies(reading, piece) or _labelled(reading, piece):
        return min(weight, 1)
    several = piece.last - piece.first > 1
    credited = several and reading.tokens[piece.first].start >= credit_from
    if weight >= _PLAIN or piece.titled or credited:
        return _PLAIN
    most = 1 if several and not weight and _all_english(reading, piece) else _PLAIN
    return min(most, weight + _by_surroundings(reading, piece))


def _all_english(reading: Reading, piece: Piece) -> bool:
    """Whether words are all in the dictionary: “Best Buy said” is a firm's more often."""
    return all(is_word(t.lower) for t in reading.tokens[piece.first : piece.last])


def is_firm(reading: Reading, piece: Piece) -> bool:
    """Whether what firms are called is set off before words that are nobody's surname.

    “The contractor, Halloran Civil, …”: the last is an English word, the first no given name.
    """
    tokens, lexicon = reading.tokens, reading.lexicon
    first, last = tokens[piece.first], tokens[piece.last - 1]
    return (
        piece.first > 0
        and first.gap == ", "
        and piece.last - piece.first > 1
        and tokens[piece.first - 1].lower in lexicon.firm_heads
        and is_word(last.lower)
        and folded(last.text) not in lexicon.surnames
        and not is_given(first, lexicon)
        and role_introducing(reading.surroundings(), piece.first) is not None
    )


def _is_thing(reading: Reading, piece: Piece) -> bool:
    """Whether an acronym or a noun of place says that these words are no person's."""
    tokens, lexicon = reading.tokens, reading.lexicon
    words = tokens[piece.first : piece.last]
    if any(t.acronym or t.text in lexicon.place_inside for t in words[1:]):
        return True
    if words[0].acronym and not _initials(words[0]):
        return True
    after = tokens[piece.last] if piece.last < len(tokens) else None
    if not piece.titled and (_place_of(reading, piece) or _with_article(reading, piece, after)):
        return True
    if after is None or after.gap != " " or words[-1].possessive:
        return False
    if after.text in lexicon.laws:
        return _all_english(reading, piece)  # “Official Secrets Act”
    return after.lower in lexicon.place_after


def _place_of(reading: Reading, piece: Piece) -> bool:
    """Whether a noun says whose name this is: “the small emirate of X”."""
    tokens, before = reading.tokens, piece.first - 1
    return (
        before > 0
        and tokens[before].lower == "of"
        and tokens[before - 1].lower in reading.lexicon.place_of
        and tokens[before].gap == " " == tokens[piece.first].gap
    )


def _with_article(reading: Reading, piece: Piece, after: Token | None) -> bool:
    """Whether “the” stands before words that qualify no noun: a ship's name, not a person's."""
    tokens = reading.tokens
    if piece.last - piece.first != len(("Al", "Noor")) or tokens[piece.last - 1].possessive:
        return False
    if not piece.first or tokens[piece.first - 1].lower != "the" or tokens[piece.first].gap != " ":
        return False
    if after is None or after.gap not in {" ", "-"}:
        return True
    word, lexicon = after.lower, reading.lexicon
    telling = word in lexicon.function or word in lexicon.finite or word in lexicon.common
    return after.gap == " " and (telling or word.endswith("ly")) and word not in {"who", "of"}


def _thing_behind(reading: Reading, piece: Piece) -> bool:
    """Whether an apposition says that this is a place or a body: “X Y, a port on the lake”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    at = piece.end
    if at >= len(tokens) or tokens[at].gap != ", " or tokens[at].lower not in {"a", "an", "the"}:
        return False
    for token in tokens[at + 1 : at + _APPOSED]:
        if token.gap != " " or token.capital:
            return False
        if token.lower in lexicon.place_after or token.lower in lexicon.organisation_after:
            after = tokens[tokens.index(token) + 1 :][:1]
            return not after or after[0].gap != " " or not is_head(after[0], lexicon)
    return False


def _initials(token: Token) -> bool:
    """Whether two capitals are somebody's initials (“JD”) rather than a body's (“UC”)."""
    return (
        len(token.text) == _INITIALS and token.text[1] in "JDK" and token.text not in _NO_INITIALS
    )


def _modifies(reading: Reading, piece: Piece) -> bool:
    """Whether one word stands before a role and belongs to it: “Veteran Nollywood actress”."""
    tokens = reading.tokens
    if piece.last - piece.first > 1 or piece.last >= len(tokens):
        return False
    after = tokens[piece.last]
    return (
        after.gap in {" ", "-"}
        and not tokens[piece.last - 1].possessive
        and not after.capital
        and (is_head(after, reading.lexicon) or after.lower in reading.lexicon.organisation_after)
    )


def _labelled(reading: Reading, piece: Piece) -> bool:
    """Whether the words stand alone in quotation marks: “Wolf Pack” is what something is called."""
    tokens, text = reading.tokens, reading.passage.text
    start, end = tokens[piece.first].start, tokens[piece.last - 1].end
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    return before in _OPENING and bool(before) and any(c in _CLOSING for c in after)


def _by_form(reading: Reading, piece: Piece) -> int:
    tokens = reading.tokens[piece.first : piece.last]
    if len(name_words(tokens)) == 1:
        return _lone_word(reading, tokens[-1])
    return _full_name(reading, tokens)


def _lone_word(reading: Reading, word: Token) -> int:
    if word.text in reading.lexicon.known:
        return SURE
    telling = not word.opens or word.lower.endswith(("ov", "ev", "enko"))
    return int(telling and _surname_ending(reading, word))


def _surname_ending(reading: Reading, word: Token) -> bool:
    endings = reading.lexicon.surname_endings
    return len(word.text) >= _LONG_SURNAME and folded(word.text).endswith(endings)


def _full_name(reading: Reading, words: list[Token]) -> int:
    """Weigh two words and more: by the given name that a list has, else by their looks."""
    lexicon = reading.lexicon
    first = folded(words[0].text)
    if words[0].text in lexicon.foreign_heads:
        return 0
    if first in lexicon.given or any(t.initial for t in words[:-1]):
        return _PLAIN
    if _maybe_place(words, lexicon):
        return 0
    if first in lexicon.given_ordinary:
        return SURE if words[0].opens else _PLAIN
    if _surname_ending(reading, words[-1]) and words[0].opens:
        return 1
    return SURE if _looks_personal(reading, words) else _unlisted(words, lexicon)


def _maybe_place(words: list[Token], lexicon: Lexicon) -> bool:
    """Whether a place's first word stands here, and no listed name behind it: “Glen Tarff”."""
    last = folded(words[-1].text)
    if words[0].text not in lexicon.place_first:
        return False
    return folded(words[0].text) not in lexicon.given_ordinary or (
        last not in lexicon.surnames
        and last not in lexicon.given
        and last not in lexicon.given_ordinary
        and not last.endswith(lexicon.surname_endings)
    )


def _looks_personal(reading: Reading, words: list[Token]) -> bool:
    """Whether an order of names, a particle or a surname's ending says that this is a person."""
    lexicon = reading.lexicon
    if len(words) <= _FAMILY_AND_GIVEN and family_first(words, lexicon):
        return True
    if len(words) > len(("given", "surname")) and folded(words[1].text) in lexicon.given:
        return True
    particle = any(not t.capital or t.lower in {"al", "bin", "ibn", "el"} for t in words[1:-1])
    apostrophe = any(mark in words[-1].text[:2] for mark in "'’")
    clan = words[-1].text.startswith("Mc") and words[-1].text[2:3].isupper()
    day_name = words[0].text in lexicon.weekdays and folded(words[-1].text) in lexicon.surnames
    ending = _surname_ending(reading, words[-1])
    return particle or apostrophe or clan or day_name or ending or words[0].acronym


def _unlisted(words: list[Token], lexicon: Lexicon) -> int:
    """Weigh words of which no list has the given name: none English, a known surname last."""
    surname = folded(words[-1].text) in lexicon.surnames
    strange = words[:-1] if surname else words
    if len(name_words(words)) > _LONGEST_UNLISTED or words[-1].acronym:
        return 0
    if not all(foreign(t, lexicon) for t in strange if t.capital):
        return 0
    return SURE if surname else 1


def _by_surroundings(reading: Reading, piece: Piece) -> int:
    several = piece.last - piece.first > 1
    around = max(
        _before(reading, piece), _verb_behind(reading, piece), _noun_behind(reading, piece)
    )
    if several and around < SURE:
        around = max(around, _apposition(reading, piece), _in_table(reading, piece))
    return around


def _in_table(reading: Reading, piece: Piece) -> int:
    """Weigh how results and line-ups list names: “3. X Y (Sweden)”, “7 - X Y”."""
    tokens, text = reading.tokens, reading.passage.text
    start = tokens[piece.first].start
    if _NUMBERED.search(text[max(0, start - _BEFORE) : start]):
        return 1
    end = tokens[piece.end - 1].end
    return int(_BRACKET.match(text, end) is not None or _MINUTE.match(text, end) is not None)


def _before(reading: Reading, piece: Piece) -> int:
    """Weigh the words before: “said X Y”, “the uprising against X”."""
    if not piece.first:
        return 0
    several = piece.last - piece.first > 1
    around = reading.surroundings()
    if several and role_introducing(around, piece.first):
        return 0 if is_firm(reading, piece) else SURE  # “the minister for roads, X Y, …”
    tokens = reading.tokens
    if not several and _kin_before(reading, piece):
        return SURE
    if tokens[piece.first].opens or tokens[piece.first].gap != " ":
        return 0
    if tokens[piece.first - 1].capital and role_before(around, piece.first):
        return SURE  # “minister of Foreign Affairs X”
    against = _against(reading, piece)
    return max(against, _before_full_name(reading, piece.first) if several else 0)


def _kin_before(reading: Reading, piece: Piece) -> bool:
    """Whether a given name is set off behind a word of kin: “his wife, Ana, …”."""
    tokens, first = reading.tokens, piece.first
    if first < 2 or tokens[first].gap != ", " or piece.last - first > 1:  # noqa: PLR2004
        return False
    kin, owner = tokens[first - 1], tokens[first - 2]
    after = reading.passage.text[tokens[first].end : tokens[first].end + 1]
    return (
        kin.lower in reading.lexicon.kin
        and kin.gap == " "
        and (owner.possessive or owner.lower in {"his", "her", "their", "my", "our", "the"})
        and after in {",", ".", ")", ";", ""}
        and is_given(tokens[first], reading.lexicon)
    )


def _before_full_name(reading: Reading, first: int) -> int:
    """Weigh the word before a name of several words."""
    lexicon, before = reading.lexicon, reading.tokens[first - 1]
    if before.possessive:
        holder = reading.taken.get(first - 1)
        return int(holder is not None and holder.kind is ActorKind.COUNTRY)  # “Britain’s X Y”
    if before.lower in lexicon.inverting:
        return SURE
    telling = before.lower in lexicon.finite or before.lower in _COMPARING
    return int(telling or is_agent(before, lexicon))


def _against(reading: Reading, piece: Piece) -> int:
    """Weigh “the uprising against X”, “led by X”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if piece.first < 2 or tokens[piece.first - 1].lower not in {"to", "against", "by", "for"}:  # noqa: PLR2004
        return 0
    after = tokens[piece.last] if piece.last < len(tokens) else None
    bare = after is None or after.gap != " " or after.lower in lexicon.common
    return SURE if bare and tokens[piece.first - 2].lower in lexicon.against_nouns else 0


def _verb_behind(reading: Reading, piece: Piece) -> int:
    """Weigh a verb right behind: “X Y said” is plain, “X said” may be a company's."""
    tokens, lexicon = reading.tokens, reading.lexicon
    after = _next(reading, piece)
    if after is None or after.gap != " " or tokens[piece.last - 1].possessive:
        return 0
    several = piece.last - piece.first > 1
    if after.lower in lexicon.speech:
        return SURE if several else 1
    if after.lower in lexicon.acts:
        return 1
    past = not after.capital and len(after.text) > _SHORT and after.lower.endswith("ed")
    before = tokens[piece.first - 1].lower if piece.first else ""
    return int(several and past and (tokens[piece.first].opens or before not in _PLACING))


def _noun_behind(reading: Reading, piece: Piece) -> int:
    """Weigh a noun right behind: “the Assad regime”, “X’s wife”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    after = _next(reading, piece)
    if after is None or after.gap != " ":
        return 0
    several = piece.last - piece.first > 1
    if after.lower == "and" and tokens[piece.end + 1 : piece.end + 2]:
        with_others = tokens[piece.end + 1].lower in lexicon.company
        return (SURE if several else 1) if with_others else 0
    if tokens[piece.last - 1].possessive:
        return (SURE if several else 1) if after.lower in lexicon.relations else 0
    if several or after.lower not in lexicon.person_nouns:
        return 0
    adjective = tokens[piece.first].lower.endswith(("ian", "an", "ese", "ist"))
    return SURE if piece.first and not tokens[piece.first].opens and not adjective else 0


def _apposition(reading: Reading, piece: Piece) -> int:
    """Weigh what is set behind a comma: an age, “who …”, a role."""
    tokens = reading.tokens
    if _AGE.match(reading.passage.text, tokens[piece.end - 1].end):
        return _PLAIN
    after = _next(reading, piece)
    if after is not None and after.gap == ", " and after.lower in {"who", "whose"}:
        return SURE
    behind = role_behind(reading.surroundings(), piece.end)
    if behind is None:
        return 0
    return 1 if tokens[behind[1]].lower in reading.lexicon.doubtful_heads else SURE


def _next(reading: Reading, piece: Piece) -> Token | None:
    return reading.tokens[piece.end] if piece.end < len(reading.tokens) else None


def is_place(reading: Reading, piece: Piece) -> bool:
    """Whether “X province”, “in X, Ohio” or “Tahrir Square” say that this is a place."""
    tokens, lexicon = reading.tokens, reading.lexicon
    words = tokens[piece.first : piece.last]
    if len(words) > 1 and words[-1].text in lexicon.place_inside:
        return words[0].lower not in _FUNCTION
    if len(words) > 1 and words[0].text in lexicon.place_before:
        return True
    if piece.last >= len(tokens) or tokens[piece.last - 1].possessive:
        return False
    after = tokens[piece.last]
    before = tokens[piece.first - 1].lower if piece.first else ""
    if after.gap == " " and after.lower in lexicon.place_after:
        return not words[0].opens
    placed = before in lexicon.place_prepositions and after.gap == ", "
    holder = reading.taken.get(piece.last)
    return placed and holder is not None and holder.kind in {ActorKind.COUNTRY, ActorKind.PLACE}
