"""Names in one article: persons by what speaks for them, organisations, groups, places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from storage.extraction.naming.lexicon import Lexicon, Phrase, folded
from storage.extraction.naming.organisations import (
    acronym,
    explained,
    LOWER_BODIES,
    lower_case_body,
    named_after,
    organisation_in,
    widened,
)
from storage.extraction.naming.roles import (
    Surroundings,
    is_head,
    role_before,
    role_behind,
    role_introducing,
    roles_behind,
)
from storage.extraction.naming.runs import Named, headline_words, phrase_at, runs
from storage.extraction.naming.sightings import SURE, Found, Sighting
from storage.extraction.naming.tokens import Token, joined, tokenise
from storage.models import ActorKind, Article, Passage, PassageKind
from storage.text.offsets import Span

_BYLINE = re.compile(
    r"\s*(?:by|text by|words by|reporting by|written by|report by|interview by|from|door|von|par)"
    r"\s+(?=[A-ZÀ-Þ])",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:\b(?:photo(?:graph)?s?|pictures?|images?|video|graphics?|illustrations?)"
    r"(?:\s+(?:is |are |was |were )?(?:by|from|credit)\b|\s*:)|\b(?:reporting|editing|writing|translation|translated|edited|"
    r"additional reporting)\s+by\b|©)",
    re.IGNORECASE,
)
_AGE = re.compile(r",? \(?\d{1,3}[,);.]")
_LONGEST_BYLINE = 14
_LONGEST_ALTERNATIVE = 6
_RARE = 7  # letters of a surname that is nothing else
_LONGEST_NAME = 6
_LATE = 0.6
_OPENING = frozenset('“"‘«')
_CLOSING = frozenset('”"»')
_FUNCTION = frozenset({"the", "a", "an", "in", "at", "of", "on", "for", "and", "but", "as", "if"})
_MODERN_INITIALS = 2


@dataclass(slots=True)
class _Reading:
    """One passage under reading: its words, the names found so far, and which words they hold."""

    passage: Passage
    tokens: list[Token]
    lexicon: Lexicon
    headline: frozenset[int]
    named: list[Named] = field(default_factory=list)
    taken: dict[int, Named] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)

    def take(self, found: Named) -> None:
        """Note a name and the words that it holds."""
        self.named.append(found)
        for index in range(found.first, found.last):
            self.taken[index] = found

    def drop(self, found: Named) -> None:
        """Give a name's words back."""
        self.named.remove(found)
        for index in range(found.first, found.last):
            self.taken.pop(index, None)

    def surroundings(self) -> Surroundings:
        """Give what roles are read from."""
        return Surroundings(
            self.tokens,
            lambda index: index in self.taken or index in self.people,
            lambda index: index in self.people,
            lambda index: self.taken[index].first if index in self.taken else index,
            self.lexicon,
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """Capitalised words that may be a person's name, and the honorific before them."""

    first: int
    last: int
    titled: bool
    title: str = ""


def find_names(article: Article, lexicon: Lexicon) -> Found:
    """Find the names in an article's passages, each sighting with what speaks for it."""
    sightings: list[Sighting] = []
    abbreviations: dict[str, str] = {}
    ordinary: set[str] = set()
    lower: list[Sighting] = []
    authors = frozenset(folded(name) for name in article.authors)
    count = len(article.passages)
    for passage in article.passages:
        if not passage.text:
            continue
        late = passage.number > count * _LATE
        found = _in_passage(passage, lexicon, abbreviations, late=late)
        sightings.extend(found.sightings)
        if _is_alternative_text(passage, found.tokens):
            lower.extend(_lower_case_words(passage, found.tokens, lexicon))
        else:
            ordinary.update(t.text for t in found.tokens if not t.capital)
    named = tuple(s for s in sightings if not _by_authors(s, authors)) + tuple(
        _credited(s) for s in sightings if _by_authors(s, authors)
    )
    return Found(
        article=article.id,
        sightings=tuple(sorted(named, key=lambda s: (s.passage, s.span))),
        abbreviations=tuple(abbreviations.items()),
        ordinary=frozenset(ordinary),
        authors=article.authors,
        lower=tuple(s for s in lower if s.words[0] not in ordinary),
    )


def _by_authors(sighting: Sighting, authors: frozenset[str]) -> bool:
    return folded(" ".join(sighting.words)) in authors


def _credited(sighting: Sighting) -> Sighting:
    return replace(sighting, kind=ActorKind.PERSON, weight=3, credit=True)


def _is_alternative_text(passage: Passage, tokens: list[Token]) -> bool:
    return (
        passage.kind is PassageKind.CAPTION
        and 1 < len(tokens) <= _LONGEST_ALTERNATIVE
        and passage.text.islower()
        and not passage.text.endswith((".", "?", "!"))
    )


def _lower_case_words(
    passage: Passage, tokens: list[Token], lexicon: Lexicon
) -> Iterator[Sighting]:
    for token in tokens:
        ending = token.lower.endswith(lexicon.surname_endings)
        if len(token.text) >= _RARE and ending and folded(token.text) not in lexicon.given:
            yield Sighting(
                passage=passage.number,
                span=Span(token.start, token.end),
                words=(token.text,),
                kind=None,
            )


@dataclass(frozen=True, slots=True)
class _PassageNames:
    tokens: list[Token]
    sightings: list[Sighting]


def _in_passage(
    passage: Passage, lexicon: Lexicon, abbreviations: dict[str, str], *, late: bool
) -> _PassageNames:
    text = passage.text
    tokens = tokenise(text)
    reading = _Reading(passage, tokens, lexicon, headline_words(tokens, lexicon))
    all_runs = list(runs(tokens, lexicon))
    _take_organisations(reading, all_runs)
    _take_phrases(reading)
    _take_acronyms(reading, abbreviations)
    pieces = [p for first, last in all_runs for p in _pieces(reading, first, last)]
    credit_from = _credit_start(passage, tokens)
    weighed = [(piece, _weigh(reading, piece, credit_from)) for piece in pieces]
    for piece, weight in weighed:
        if weight >= SURE and piece.first not in reading.headline:
            reading.people.update(range(piece.first, piece.last))
    sightings = [_of_named(reading, found) for found in reading.named]
    bio = late and _is_bio(reading, weighed)
    for piece, weight in weighed:
        credit = bio or tokens[piece.first].start >= credit_from
        credit = credit or passage.kind is PassageKind.BOILERPLATE
        sightings.append(_of_piece(reading, piece, weight, credit=credit))
    return _PassageNames(tokens, sightings)


# -- names that are known by their words ------------------------------------------------------


def _take_organisations(reading: _Reading, all_runs: list[tuple[int, int]]) -> None:
    tokens, lexicon = reading.tokens, reading.lexicon
    for first, last in all_runs:
        at = first
        while at < last:
            found = organisation_in(tokens, at, last, lexicon)
            if found is None or reading.headline & set(range(found.first, found.last)):
                break
            reading.take(found)
            at = max(found.last, at + 1)
        if not reading.headline & set(range(first, last)):
            _take_places(reading, first, last)
        if named_after(tokens, first, last, lexicon) and not _holds(reading, first, last):
            begin = _past_adjectives(reading, first, last)
            if begin < last:
                reading.take(Named(begin, last, ActorKind.ORGANISATION, ""))
    for index, token in enumerate(tokens):
        if token.text not in LOWER_BODIES:
            continue
        found = lower_case_body(tokens, index, lexicon)
        if found is not None and not _holds(reading, found.first, found.last):
            reading.take(found)


def _take_places(reading: _Reading, first: int, last: int) -> None:
    """Take “Elland Road”, “Tahrir Square”: a name with a noun of place inside a run."""
    lexicon = reading.lexicon
    for index in range(first + 1, last):
        token = reading.tokens[index]
        if token.text not in lexicon.place_inside or _holds(reading, first, index + 1):
            continue
        begin = index
        while begin > first and reading.tokens[begin - 1].lower not in lexicon.common:
            begin -= 1
        if begin < index and reading.tokens[begin].text not in lexicon.adjectives:
            reading.take(Named(begin, index + 1, ActorKind.PLACE, ""))


def _holds(reading: _Reading, first: int, last: int) -> bool:
    return any(index in reading.taken for index in range(first, last))


def _past_adjectives(reading: _Reading, first: int, last: int) -> int:
    lexicon = reading.lexicon
    while first < last:
        token = reading.tokens[first]
        plain = token.text in lexicon.adjectives or token.text in lexicon.regional
        known = phrase_at(reading.tokens, first, lexicon)
        if not plain and known is None and token.lower not in lexicon.common:
            break
        if known is not None and known[1] <= last and known[0].kind is not ActorKind.COUNTRY:
            return last  # a name of its own
        first += 1
    return first


def _take_phrases(reading: _Reading) -> None:
    tokens = reading.tokens
    known = reading.lexicon.phrases
    done = 0
    for index, token in enumerate(tokens):
        if index < done or token.text not in known:
            continue
        found = phrase_at(tokens, index, reading.lexicon)
        if found is None:
            continue
        phrase, last = found
        held = [n for n in reading.named if n.first < last and index < n.last]
        if any(_outranks(holder, phrase, index, last) for holder in held):
            continue
        if phrase.weak and not _in_place(reading, index):
            continue
        done = last
        if _part_of_person(reading, index, last):
            continue
        for holder in held:
            reading.drop(holder)
        reading.take(Named(index, last, phrase.kind, phrase.name, phrase.nation))


def _outranks(holder: Named, phrase: Phrase, first: int, last: int) -> bool:
    """Whether a name already taken keeps its words: it is longer, or says whose body it is."""
    length = holder.last - holder.first
    if length == last - first and holder.first == first:
        return bool(holder.nation)
    return length >= last - first


def _in_place(reading: _Reading, index: int) -> bool:
    before = reading.tokens[index - 1].lower if index else ""
    return before in reading.lexicon.place_prepositions or before in {"to", "from", "at"}


def _part_of_person(reading: _Reading, first: int, last: int) -> bool:
    """Whether a known name is here part of a person's: “Jordan Peterson”, “Jack London”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if last - first > 1 or first in reading.headline:
        return False
    word = folded(tokens[first].text)
    if tokens[first].acronym:
        return False
    before = first - 1
    if (
        before >= 0
        and joined(tokens, first)
        and tokens[first].gap == " "
        and tokens[before].capital
        and before not in reading.taken
        and tokens[before].lower not in lexicon.common
        and _given(tokens[before], lexicon)
        and word not in lexicon.common
        and not any(
            p.kind is ActorKind.COUNTRY or p.kind is ActorKind.GROUP
            for p in lexicon.phrases.get(tokens[first].text, ())
        )
    ):
        return True
    if word not in lexicon.given and word not in {"jordan", "chad", "israel", "chelsea", "paris"}:
        return False
    return (
        last < len(tokens)
        and joined(tokens, last)
        and tokens[last].gap == " "
        and tokens[last].capital
        and last not in reading.taken
        and tokens[last].text not in lexicon.adjectives
        and tokens[last].text not in lexicon.place_inside
        and not is_head(tokens[last], lexicon)
        and phrase_at(tokens, last, lexicon) is None
        and tokens[last].lower not in lexicon.common
    )


def _given(token: Token, lexicon: Lexicon) -> bool:
    name = folded(token.text)
    return name in lexicon.given or name in lexicon.given_ordinary


def _take_acronyms(reading: _Reading, abbreviations: dict[str, str]) -> None:
    tokens, text = reading.tokens, reading.passage.text
    for found in list(reading.named):
        short = explained(text, tokens[found.last - 1].end)
        if short and found.kind in {ActorKind.ORGANISATION, ActorKind.GROUP}:
            wider = found if found.name else widened(tokens, found, short)
            if wider is not found:
                reading.drop(found)
                reading.take(wider)
                found = wider
            full = found.name or text[tokens[found.first].start : tokens[found.last - 1].end]
            abbreviations.setdefault(short, full)
    loud = sum(t.text.isupper() for t in tokens) * 2 > len(tokens)
    for index, token in enumerate(tokens):
        if loud or not token.text.isupper():
            continue
        if index in reading.taken or not acronym(token, reading.lexicon):
            continue
        plain = token.text.replace(".", "")
        if (len(plain) <= _MODERN_INITIALS or plain != token.text) and plain not in abbreviations:
            continue
        if index + 1 < len(tokens) and _modern_initials(reading, index):
            continue
        place = _shouted_place(reading, index)
        if place is not None:
            reading.take(place)
            continue
        last = index + 1
        while (
            last < len(tokens)
            and tokens[last].gap == "-"
            and tokens[last].capital
            and tokens[last].text in reading.lexicon.organisation_heads
        ):
            last += 1
        reading.take(Named(index, last, ActorKind.ORGANISATION, "", weight=2))


def _shouted_place(reading: _Reading, index: int) -> Named | None:
    """Find the place of a dateline: “NAIROBI (Reuters) —”."""
    tokens = reading.tokens
    word = tokens[index].text.capitalize()
    for known in reading.lexicon.phrases.get(word, ()):
        if len(known.words) == 1 and known.kind in {ActorKind.PLACE, ActorKind.COUNTRY}:
            return Named(index, index + 1, known.kind, known.name, known.nation)
    gap = tokens[index + 1].gap if index + 1 < len(tokens) else ""
    if not index and gap.strip()[:1] in {"(", "-", "—", "–", ","} and len(word) > 3:  # noqa: PLR2004
        return Named(index, index + 1, ActorKind.PLACE, word)
    return None


def _modern_initials(reading: _Reading, index: int) -> bool:
    """Whether two capitals are somebody's initials (“JD Vance”)."""
    tokens, lexicon = reading.tokens, reading.lexicon
    after = tokens[index + 1]
    return (
        len(tokens[index].text) == _MODERN_INITIALS
        and after.capital
        and not after.acronym
        and joined(tokens, index + 1)
        and index + 1 not in reading.taken
        and not is_head(after, lexicon)
        and after.text not in lexicon.portfolios
    )


# -- pieces of runs that may be persons -------------------------------------------------------


def _pieces(reading: _Reading, first: int, last: int) -> Iterator[_Piece]:
    """Cut a run at names already known, adjectives and titles; what is left may be names."""
    start: int | None = None
    titled = False
    title = ""
    for index in range(first, last):
        barrier = _barrier(reading, index, start)
        if barrier is None:
            start = index if start is None else start
            continue
        if start is not None:
            yield from _trimmed(reading, start, index, title, titled=titled)
        start = None
        titled = barrier == "title"
        title = reading.tokens[index].text if titled else ""
    if start is not None:
        yield from _trimmed(reading, start, last, title, titled=titled)


def _barrier(reading: _Reading, index: int, start: int | None) -> str | None:
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
        return "adjective"
    if token.text in lexicon.honorifics or (is_head(token, lexicon) and token.capital):
        ends = index + 1 >= len(tokens) or not (
            tokens[index + 1].capital and joined(tokens, index + 1)
        )
        return None if after_given and ends else "title"
    if token.text in lexicon.not_names:
        named = folded(token.text) in lexicon.given and last_is_name(tokens, index)
        surname = after_given and token.text in lexicon.surnames_too
        return None if surname or named else "adjective"
    if token.text in lexicon.portfolios and not after_given:
        return "portfolio"
    return None


def _trimmed(
    reading: _Reading, first: int, last: int, title: str, *, titled: bool
) -> Iterator[_Piece]:
    """Strip what opens a sentence and is no name; give the piece if a name is left."""
    tokens, lexicon = reading.tokens, reading.lexicon
    while first < last:
        token = tokens[first]
        plain = folded(token.text)
        if token.lower not in lexicon.common:
            break
        known = plain in lexicon.given or plain in lexicon.given_ordinary
        if known and not token.opens and first + 1 < last:
            break
        first += 1
        titled = False
    if last - first > 1 and tokens[first].opens and _begins_late(tokens, first, last, lexicon):
        first += 1
    while last > first and (
        tokens[last - 1].text in {"Jr", "Sr", "II", "III", "IV"} or not tokens[last - 1].capital
    ):
        last -= 1
    if first < last and last - first <= _LONGEST_NAME:
        before = first and not titled and _title_before(reading, first)
        yield _Piece(first, last, titled or bool(before), title if titled else "")


def _begins_late(tokens: list[Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a sentence's first word is no part of the name behind it: “Ask Gorbachev”."""
    if _given(tokens[first], lexicon) or tokens[first + 1].gap != " ":
        return False
    second = tokens[first + 1]
    if last - first == 2:  # noqa: PLR2004
        return second.text in lexicon.known
    return folded(second.text) in lexicon.given and tokens[first + 2].capital


def _title_before(reading: _Reading, first: int) -> bool:
    """Whether a lower-case role stands right before (“ambassador Dmitry Zhirnov”)."""
    tokens, lexicon = reading.tokens, reading.lexicon
    return (
        tokens[first].gap == " "
        and not tokens[first - 1].possessive
        and not tokens[first].opens
        and is_head(tokens[first - 1], lexicon)
        and (tokens[first - 1].lower not in lexicon.doubtful_heads or last_is_name(tokens, first))
    )


def last_is_name(tokens: list[Token], first: int) -> bool:
    """Whether at least two capitalised words stand together from here."""
    return first + 1 < len(tokens) and tokens[first + 1].capital and joined(tokens, first + 1)


# -- evidence ---------------------------------------------------------------------------------


def _weigh(reading: _Reading, piece: _Piece, credit_from: int) -> int:
    """Weigh what speaks for a person: 0 nothing, 2 enough, 3 plain."""
    tokens, lexicon = reading.tokens, reading.lexicon
    words = tokens[piece.first : piece.last]
    if any(t.acronym for t in words[1:]) or (words[0].acronym and not _initials(words[0])):
        return 0
    if any(t.text in lexicon.place_inside for t in words[1:]):
        return 0
    if piece.last < len(tokens) and tokens[piece.last].lower in lexicon.place_after:
        if tokens[piece.last].gap == " " and not tokens[piece.last - 1].possessive:
            return 0
    weight = _by_form(reading, piece)
    if _modifies(reading, piece) or _labelled(reading, piece):
        return min(weight, 1)
    if piece.titled:
        weight = max(weight, 3)
    if tokens[piece.first].start >= credit_from and len(words) > 1:
        weight = max(weight, 3)
    if weight >= 3:  # noqa: PLR2004 - plain already
        return weight
    return min(3, weight + _by_surroundings(reading, piece))


def _initials(token: Token) -> bool:
    """Whether two capitals are somebody's initials (“JD”) rather than a body's (“UC”)."""
    return len(token.text) == _MODERN_INITIALS and token.text[1] in "JDK"


def _modifies(reading: _Reading, piece: _Piece) -> bool:
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


def _labelled(reading: _Reading, piece: _Piece) -> bool:
    """Whether the words stand alone in quotation marks: “Wolf Pack” is what something is called."""
    tokens, text = reading.tokens, reading.passage.text
    start, end = tokens[piece.first].start, tokens[piece.last - 1].end
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    return before in _OPENING and bool(before) and any(c in _CLOSING for c in after)


def _by_form(reading: _Reading, piece: _Piece) -> int:
    tokens, lexicon = reading.tokens, reading.lexicon
    words = tokens[piece.first : piece.last]
    if len(_words(words)) == 1:
        words = words[-1:]
    first = folded(words[0].text)
    ending = folded(words[-1].text).endswith(lexicon.surname_endings) and len(words[-1].text) > 4  # noqa: PLR2004
    if len(words) == 1:
        if words[0].text in lexicon.known:
            return 2
        return int(ending and (not words[0].opens or words[0].lower.endswith(("ov", "ev", "enko"))))
    if any(t.initial for t in words[:-1]):
        return 3
    parts = first.split("-")
    if first in lexicon.given or parts[0] in lexicon.given:
        return 3
    if first in lexicon.given_ordinary:
        return 2 if words[0].opens else 3
    if first in lexicon.family_first and len(words) <= 3:  # noqa: PLR2004
        return 2
    if folded(words[1].text) in lexicon.given and len(words) > 2:  # noqa: PLR2004
        return 2
    if ending:
        return 1 if words[0].opens else 2
    particle = any(not t.capital or t.text in {"Al", "Bin", "Ibn", "El"} for t in words[1:-1])
    apostrophe = any(mark in words[-1].text[:2] for mark in "'’")
    return 2 if particle or apostrophe or words[0].acronym else 0


def _by_surroundings(reading: _Reading, piece: _Piece) -> int:
    tokens, lexicon = reading.tokens, reading.lexicon
    several = piece.last - piece.first > 1
    weight = 0
    after = tokens[piece.last] if piece.last < len(tokens) else None
    before = tokens[piece.first - 1] if piece.first else None
    if after is not None:
        weight = max(weight, _after(reading, piece, after, several=several))
    if before is not None and not tokens[piece.first].opens and tokens[piece.first].gap == " ":
        if several and before.lower in lexicon.inverting:
            weight = max(weight, 2)
        elif before.lower in {"to", "against", "by", "for"} and piece.first > 1:
            noun = tokens[piece.first - 2].lower
            bare = after is None or after.gap != " " or after.lower in lexicon.common
            if noun in lexicon.against_nouns and bare:
                weight = max(weight, 2)
        elif several and before.lower in {"named", "called", "met"}:
            weight = max(weight, 1)
    return weight


def _after(reading: _Reading, piece: _Piece, after: Token, *, several: bool) -> int:
    tokens, lexicon = reading.tokens, reading.lexicon
    possessive = tokens[piece.last - 1].possessive
    if after.gap == " " and not possessive:
        if after.lower in lexicon.speech:
            return 2 if several else 1
        if after.lower in lexicon.person_nouns and not several:
            before = tokens[piece.first - 1] if piece.first else None
            adjectival = tokens[piece.first].lower.endswith(("ian", "an", "ese", "ist"))
            introduced = before is not None and not tokens[piece.first].opens
            return 2 if introduced and not adjectival else 0
        if after.lower in lexicon.acts:
            return 1
    if possessive and after.lower in lexicon.relations:
        return 2 if several else 1
    if not several:
        return 0
    text = reading.passage.text
    end = tokens[piece.last - 1].end
    if _AGE.match(text, end):
        return 3
    if after.gap == ", " and after.lower in {"who", "whose"}:
        return 2
    behind = role_behind(reading.surroundings(), piece.last)
    if behind is not None:
        return 1 if tokens[behind[1]].lower in lexicon.doubtful_heads else 2
    return 0


# -- sightings --------------------------------------------------------------------------------


def _of_named(reading: _Reading, found: Named) -> Sighting:
    tokens = reading.tokens
    start = found.start if found.start >= 0 else tokens[found.first].start
    end = tokens[found.last - 1].end
    if tokens[found.last - 1].text.endswith(".") and found.kind is not ActorKind.COUNTRY:
        end = tokens[found.last - 1].end
    return Sighting(
        passage=reading.passage.number,
        span=Span(start, end),
        words=tuple(t.text for t in tokens[found.first : found.last]),
        kind=found.kind,
        name=found.name,
        nation=found.nation,
        weight=found.weight,
        headline=found.first in reading.headline,
        opens=tokens[found.first].opens,
        credit=reading.passage.kind is PassageKind.BOILERPLATE,
    )


def _of_piece(reading: _Reading, piece: _Piece, weight: int, *, credit: bool) -> Sighting:
    tokens, lexicon = reading.tokens, reading.lexicon
    headline = piece.first in reading.headline
    sure = weight >= SURE and not headline
    first = piece.first
    title = piece.title if sure and piece.title in lexicon.regnal else ""
    if title and piece.last - piece.first == 1:
        first -= 1
    kind: ActorKind | None = ActorKind.PERSON if sure else None
    if not sure and not headline and _is_place(reading, piece):
        kind, weight = ActorKind.PLACE, SURE
    return Sighting(
        passage=reading.passage.number,
        span=Span(tokens[first].start, tokens[piece.last - 1].end),
        words=_words(tokens[piece.first : piece.last]),
        kind=kind,
        weight=weight,
        title=title,
        roles=_roles(reading, piece) if not headline else (),
        headline=headline,
        opens=tokens[piece.first].opens,
        credit=credit,
    )


def _words(tokens: list[Token]) -> tuple[str, ...]:
    """List a name's words, those with a hyphen between them as one."""
    words: list[str] = []
    for index, token in enumerate(tokens):
        if index and token.gap in {"-", "‑"}:
            words[-1] += "-" + token.text
        else:
            words.append(token.text)
    return tuple(words)


def _roles(reading: _Reading, piece: _Piece) -> tuple[Span, ...]:
    around = reading.surroundings()
    before = role_before(around, piece.first) or role_introducing(around, piece.first)
    behind = tuple(roles_behind(around, piece.last))
    return behind if before is None else (before, *behind)


def _is_place(reading: _Reading, piece: _Piece) -> bool:
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


# -- by-lines and notes on authors ------------------------------------------------------------


def _credit_start(passage: Passage, tokens: list[Token]) -> int:
    """Give the offset from which names are credits; beyond the text where none are."""
    text = passage.text
    line = _BYLINE.match(text)
    if line is not None and len(tokens) <= _LONGEST_BYLINE:
        lower = [t for t in tokens[1:] if not t.capital and t.lower not in _FUNCTION | {"with"}]
        if len(lower) <= 1 and not text.rstrip().endswith((".", "?", "!")):
            return line.end()
    credit = _CREDIT.search(text)
    return credit.end() if credit is not None else len(text) + 1


def _is_bio(reading: _Reading, weighed: list[tuple[_Piece, int]]) -> bool:
    """Whether a late paragraph opens with a name and says who that is: a note on the author."""
    for piece, weight in weighed:
        if piece.first or weight < SURE or piece.last >= len(reading.tokens):
            continue
        after = reading.tokens[piece.last]
        if piece.last - piece.first > 1 and after.lower == "is":
            return role_behind(reading.surroundings(), piece.last) is not None
    return False
