"""What speaks for a person: the form of the name, titles, cues of speech, appositions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storage.extraction.naming.lexicon import Lexicon, folded, is_given
from storage.extraction.naming.reading import Piece, Reading, name_words
from storage.extraction.naming.roles import (
    role_before,
    role_behind,
    role_introducing,
)
from storage.extraction.naming.shapes import family_first, foreign, is_agent
from storage.extraction.naming.sightings import SURE
from storage.extraction.naming.tokens import HYPHENS, Tokens, is_acronym, is_initial
from storage.extraction.naming.words import is_word
from storage.models import ActorKind

_COMPARING = frozenset({"named", "called", "met", "like", "alongside", "name"})
_AGE = re.compile(r",? \(?\d{1,3}[,);.]")
_OPENING = frozenset('“"‘«')
_CLOSING = frozenset('”"»')
_OWNERS = frozenset({"his", "her", "their", "my", "our", "the"})
_FUNCTION = frozenset({"the", "a", "an", "in", "at", "of", "on", "for", "and", "but", "as", "if"})
_PARTICLES = frozenset({"al", "bin", "ibn", "el"})
_APOSTROPHES = frozenset("'’")
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
        alone and reading.tokens.texts[piece.first] in reading.lexicon.honorifics
    ):
        return 0
    weight = _by_form(reading, piece)
    if not piece.titled and _thing_behind(reading, piece):
        return 0
    if _modifies(reading, piece) or _labelled(reading, piece):
        return min(weight, 1)
    several = piece.last - piece.first > 1
    credited = several and reading.tokens.starts[piece.first] >= credit_from
    if weight >= _PLAIN or piece.titled or credited:
        return _PLAIN
    most = 1 if several and not weight and _all_english(reading, piece) else _PLAIN
    return min(most, weight + _by_surroundings(reading, piece))


def _all_english(reading: Reading, piece: Piece) -> bool:
    """Whether words are all in the dictionary: “Best Buy said” is a firm's more often."""
    return all(map(is_word, reading.tokens.lowers[piece.first : piece.last]))


def is_firm(reading: Reading, piece: Piece) -> bool:
    """Whether what firms are called is set off before words that are nobody's surname.

    “The contractor, Halloran Civil, …”: the last is an English word, the first no given name.
    """
    tokens, lexicon = reading.tokens, reading.lexicon
    last = piece.last - 1
    return (
        piece.last - piece.first > 1
        and tokens.gaps[piece.first] == ", "
        and tokens.lowers[piece.first - 1] in lexicon.firm_heads
        and is_word(tokens.lowers[last])
        and folded(tokens.texts[last]) not in lexicon.surnames
        and not is_given(tokens.texts[piece.first], lexicon)
        and role_introducing(reading, piece.first) is not None
    )


def _is_thing(reading: Reading, piece: Piece) -> bool:
    """Whether an acronym or a noun of place says that these words are no person's."""
    tokens, lexicon = reading.tokens, reading.lexicon
    first, *others = tokens.texts[piece.first : piece.last]
    if any(word in lexicon.place_inside or is_acronym(word) for word in others):
        return True
    if is_acronym(first) and not _initials(first):
        return True
    if not piece.titled and (_place_of(reading, piece) or _with_article(reading, piece)):
        return True
    if tokens.gaps[piece.last] != " " or tokens.possessive[piece.last - 1]:
        return False
    if tokens.texts[piece.last] in lexicon.laws:
        return _all_english(reading, piece)  # “Official Secrets Act”
    return tokens.lowers[piece.last] in lexicon.place_after


def _place_of(reading: Reading, piece: Piece) -> bool:
    """Whether a noun says whose name this is: “the small emirate of X”."""
    tokens, before = reading.tokens, piece.first - 1
    return (
        before > 0
        and tokens.lowers[before] == "of"
        and tokens.lowers[before - 1] in reading.lexicon.place_of
        and tokens.gaps[before] == " " == tokens.gaps[piece.first]
    )


def _with_article(reading: Reading, piece: Piece) -> bool:
    """Whether “the” stands before words that qualify no noun: a ship's name, not a person's."""
    tokens = reading.tokens
    if piece.last - piece.first != len(("Al", "Noor")) or tokens.possessive[piece.last - 1]:
        return False
    if tokens.lowers[piece.first - 1] != "the" or tokens.gaps[piece.first] != " ":
        return False
    word, gap, lexicon = tokens.lowers[piece.last], tokens.gaps[piece.last], reading.lexicon
    if gap not in {" ", "-"}:
        return True
    telling = word in lexicon.function or word in lexicon.finite or word in lexicon.common
    return gap == " " and (telling or word.endswith("ly")) and word not in {"who", "of"}


def _thing_behind(reading: Reading, piece: Piece) -> bool:
    """Whether an apposition says that this is a place or a body: “X Y, a port on the lake”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    at = piece.end
    if tokens.gaps[at] != ", " or tokens.lowers[at] not in {"a", "an", "the"}:
        return False
    for index in range(at + 1, at + _APPOSED):
        # The line's end stops this too.
        if tokens.gaps[index] != " " or tokens.capital[index]:
            return False
        word = tokens.lowers[index]
        if word in lexicon.place_after or word in lexicon.organisation_after:
            return (
                tokens.gaps[index + 1] != " " or tokens.lowers[index + 1] not in lexicon.role_heads
            )
    return False


def _initials(word: str) -> bool:
    """Whether two capitals are somebody's initials (“JD”) rather than a body's (“UC”)."""
    return len(word) == _INITIALS and word[1] in "JDK" and word not in _NO_INITIALS


def _modifies(reading: Reading, piece: Piece) -> bool:
    """Whether one word stands before a role and belongs to it: “Veteran Nollywood actress”."""
    tokens = reading.tokens
    after = tokens.lowers[piece.last]
    return (
        piece.last - piece.first == 1
        and (after in reading.lexicon.role_heads or after in reading.lexicon.organisation_after)
        and tokens.gaps[piece.last] in {" ", "-"}
        and not tokens.possessive[piece.last - 1]
        and not tokens.capital[piece.last]
    )


def _labelled(reading: Reading, piece: Piece) -> bool:
    """Whether the words stand alone in quotation marks: “Wolf Pack” is what something is called."""
    tokens, text = reading.tokens, reading.passage.text
    start, end = tokens.starts[piece.first], tokens.ends[piece.last - 1]
    return text[start - 1 : start] in _OPENING and not _CLOSING.isdisjoint(text[end : end + 2])


def _by_form(reading: Reading, piece: Piece) -> int:
    tokens, first, last = reading.tokens, piece.first, piece.last
    # A name whose words hyphens join is one word.
    if HYPHENS.issuperset(tokens.gaps[first + 1 : last]):
        return _lone_word(tokens, last - 1, reading.lexicon)
    return _full_name(tokens, first, last, reading.lexicon)


def _lone_word(tokens: Tokens, index: int, lexicon: Lexicon) -> int:
    word = tokens.texts[index]
    if word in lexicon.known:
        return SURE
    telling = not tokens.opens[index] or tokens.lowers[index].endswith(("ov", "ev", "enko"))
    return int(telling and _surname_ending(word, lexicon))


def _surname_ending(word: str, lexicon: Lexicon) -> bool:
    return len(word) >= _LONG_SURNAME and folded(word).endswith(lexicon.surname_endings)


def _full_name(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> int:
    """Weigh two words and more: by the given name that a list has, else by their looks."""
    words, opens = tokens.texts[first:last], tokens.opens[first]
    given = folded(words[0])
    listed = given in lexicon.given or any(map(is_initial, words[:-1]))
    if words[0] in lexicon.foreign_heads or (not listed and _maybe_place(words, lexicon)):
        return 0
    if listed:
        return _PLAIN
    if given in lexicon.given_ordinary:
        return SURE if opens else _PLAIN
    if opens and _surname_ending(words[-1], lexicon):
        return 1
    if _looks_personal(tokens, first, last, lexicon):
        return SURE
    return _unlisted(tokens, first, last, lexicon)


def _maybe_place(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a place's first word stands here, and no listed name behind it: “Glen Tarff”."""
    if words[0] not in lexicon.place_first:
        return False
    last = folded(words[-1])
    return folded(words[0]) not in lexicon.given_ordinary or (
        last not in lexicon.surnames
        and last not in lexicon.given
        and last not in lexicon.given_ordinary
        and not last.endswith(lexicon.surname_endings)
    )


def _looks_personal(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether an order of names, a particle or a surname's ending says that this is a person."""
    words = tokens.texts[first:last]
    surname = words[-1]
    if len(words) <= _FAMILY_AND_GIVEN and family_first(tokens, first, last, lexicon):
        return True
    if len(words) > len(("given", "surname")) and folded(words[1]) in lexicon.given:
        return True
    return (
        not all(tokens.capital[first + 1 : last - 1])
        or not _PARTICLES.isdisjoint(tokens.lowers[first + 1 : last - 1])
        or not _APOSTROPHES.isdisjoint(surname[:2])
        or (surname.startswith("Mc") and surname[2:3].isupper())
        or (words[0] in lexicon.weekdays and folded(surname) in lexicon.surnames)
        or _surname_ending(surname, lexicon)
        or is_acronym(words[0])
    )


def _unlisted(tokens: Tokens, first: int, last: int, lexicon: Lexicon) -> int:
    """Weigh words of which no list has the given name: none English, a known surname last."""
    texts = tokens.texts
    surname = folded(texts[last - 1]) in lexicon.surnames
    if len(name_words(tokens, first, last)) > _LONGEST_UNLISTED or is_acronym(texts[last - 1]):
        return 0
    strange = range(first, last - 1 if surname else last)
    if not all(foreign(texts[at], lexicon) for at in strange if tokens.capital[at]):
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
    start = tokens.starts[piece.first]
    if _NUMBERED.search(text[max(0, start - _BEFORE) : start]):
        return 1
    end = tokens.ends[piece.end - 1]
    return int(_BRACKET.match(text, end) is not None or _MINUTE.match(text, end) is not None)


def _before(reading: Reading, piece: Piece) -> int:
    """Weigh the words before: “said X Y”, “the uprising against X”."""
    if not piece.first:
        return 0
    several = piece.last - piece.first > 1
    if several and role_introducing(reading, piece.first):
        return 0 if is_firm(reading, piece) else SURE  # “the minister for roads, X Y, …”
    tokens = reading.tokens
    if not several and _kin_before(reading, piece):
        return SURE
    if tokens.opens[piece.first] or tokens.gaps[piece.first] != " ":
        return 0
    if tokens.capital[piece.first - 1] and role_before(reading, piece.first):
        return SURE  # “minister of Foreign Affairs X”
    against = _against(reading, piece)
    return max(against, _before_full_name(reading, piece.first) if several else 0)


def _kin_before(reading: Reading, piece: Piece) -> bool:
    """Whether a given name is set off behind a word of kin: “his wife, Ana, …”."""
    tokens, first = reading.tokens, piece.first
    if first < 2 or tokens.gaps[first] != ", " or piece.last - first > 1:  # noqa: PLR2004
        return False
    after = reading.passage.text[tokens.ends[first] : tokens.ends[first] + 1]
    owned = tokens.possessive[first - 2] or tokens.lowers[first - 2] in _OWNERS
    return (
        tokens.lowers[first - 1] in reading.lexicon.kin
        and tokens.gaps[first - 1] == " "
        and owned
        and after in {",", ".", ")", ";", ""}
        and is_given(tokens.texts[first], reading.lexicon)
    )


def _before_full_name(reading: Reading, first: int) -> int:
    """Weigh the word before a name of several words."""
    tokens, lexicon, before = reading.tokens, reading.lexicon, reading.tokens.lowers[first - 1]
    if tokens.possessive[first - 1]:
        holder = reading.taken.get(first - 1)
        return int(holder is not None and holder.kind is ActorKind.COUNTRY)  # “Britain’s X Y”
    if before in lexicon.inverting:
        return SURE
    telling = before in lexicon.finite or before in _COMPARING
    return int(telling or (not tokens.capital[first - 1] and is_agent(before, lexicon)))


def _against(reading: Reading, piece: Piece) -> int:
    """Weigh “the uprising against X”, “led by X”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if piece.first < 2 or tokens.lowers[piece.first - 1] not in {"to", "against", "by", "for"}:  # noqa: PLR2004
        return 0
    bare = tokens.gaps[piece.last] != " " or tokens.lowers[piece.last] in lexicon.common
    return SURE if bare and tokens.lowers[piece.first - 2] in lexicon.against_nouns else 0


def _verb_behind(reading: Reading, piece: Piece) -> int:
    """Weigh a verb right behind: “X Y said” is plain, “X said” may be a company's."""
    tokens, lexicon = reading.tokens, reading.lexicon
    after = tokens.lowers[piece.end]
    if tokens.gaps[piece.end] != " " or tokens.possessive[piece.last - 1]:
        return 0
    several = piece.last - piece.first > 1
    if after in lexicon.speech:
        return SURE if several else 1
    if after in lexicon.acts:
        return 1
    past = len(after) > _SHORT and after.endswith("ed") and not tokens.capital[piece.end]
    placed = tokens.lowers[piece.first - 1] in _PLACING and not tokens.opens[piece.first]
    return int(several and past and not placed)


def _noun_behind(reading: Reading, piece: Piece) -> int:
    """Weigh a noun right behind: “the Assad regime”, “X’s wife”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if tokens.gaps[piece.end] != " ":
        return 0
    after = tokens.lowers[piece.end]
    several = piece.last - piece.first > 1
    if after == "and" and piece.end + 1 < tokens.count:
        with_others = tokens.lowers[piece.end + 1] in lexicon.company
        return (SURE if several else 1) if with_others else 0
    if tokens.possessive[piece.last - 1]:
        return (SURE if several else 1) if after in lexicon.relations else 0
    if several or after not in lexicon.person_nouns:
        return 0
    adjective = tokens.lowers[piece.first].endswith(("ian", "an", "ese", "ist"))
    return SURE if piece.first and not tokens.opens[piece.first] and not adjective else 0


def _apposition(reading: Reading, piece: Piece) -> int:
    """Weigh what is set behind a comma: an age, “who …”, a role."""
    tokens = reading.tokens
    if _AGE.match(reading.passage.text, tokens.ends[piece.end - 1]):
        return _PLAIN
    if tokens.gaps[piece.end] == ", " and tokens.lowers[piece.end] in {"who", "whose"}:
        return SURE
    behind = role_behind(reading, piece.end)
    if behind is None:
        return 0
    return 1 if tokens.lowers[behind[1]] in reading.lexicon.doubtful_heads else SURE


def is_place(reading: Reading, piece: Piece) -> bool:
    """Whether “X province”, “in X, Ohio” or “Tahrir Square” say that this is a place."""
    tokens, lexicon = reading.tokens, reading.lexicon
    first, last = piece.first, piece.last
    if last - first > 1 and tokens.texts[last - 1] in lexicon.place_inside:
        return tokens.lowers[first] not in _FUNCTION
    if last - first > 1 and tokens.texts[first] in lexicon.place_before:
        return True
    if tokens.possessive[last - 1]:
        return False
    if tokens.gaps[last] == " " and tokens.lowers[last] in lexicon.place_after:
        return not tokens.opens[first]
    if tokens.gaps[last] != ", " or tokens.lowers[first - 1] not in lexicon.place_prepositions:
        return False
    holder = reading.taken.get(last)
    return holder is not None and holder.kind in {ActorKind.COUNTRY, ActorKind.PLACE}
