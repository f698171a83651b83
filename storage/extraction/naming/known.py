"""Names that their words give away: organisations, lexicon entries, acronyms, places."""

from __future__ import annotations

from collections.abc import Container

from storage.extraction.naming.lexicon import Lexicon, Phrase, folded, is_given
from storage.extraction.naming.organisations import (
    LOWER_BODIES,
    acronym,
    explained,
    lower_case_body,
    named_after,
    organisation_in,
    widened,
)
from storage.extraction.naming.reading import Reading, is_rank
from storage.extraction.naming.runs import Named, phrase_at
from storage.extraction.naming.shapes import family_first, foreign
from storage.extraction.naming.tokens import Tokens, is_acronym, joined
from storage.models import ActorKind

_TWO_LETTERS = 2
_ARTICLES = frozenset({"al", "el", "ul", "ash", "as", "ad", "an", "ar", "at"})
_UNPLACED = 2
_PLAIN = 3
_GROUND = frozenset({ActorKind.PLACE, ActorKind.COUNTRY})
_GIVEN_TOO = frozenset({"jordan", "chad", "israel", "chelsea", "paris"})


def take_organisations(reading: Reading, all_runs: list[tuple[int, int]]) -> None:
    """Take what nouns give away: “Ministry of X”, “Elland Road”, “the X newspaper”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    for first, last in all_runs:
        if not lexicon.name_nouns.isdisjoint(tokens.texts[first:last]):
            _take_by_nouns(reading, first, last)
        if named_after(tokens, first, last, lexicon) and not _holds(reading, first, last):
            begin = _past_adjectives(reading, first, last)
            if begin < last:
                reading.take(Named(begin, last, ActorKind.ORGANISATION, ""))
    if not LOWER_BODIES.isdisjoint(reading.tokens.vocabulary):
        _take_lower_case_bodies(reading)


def _take_by_nouns(reading: Reading, first: int, last: int) -> None:
    at = first
    while at < last:
        found = organisation_in(reading.tokens, at, last, reading.lexicon)
        if found is None or _in_headline(reading, found.first, found.last):
            break
        if not _holds(reading, found.first, found.last):
            reading.take(found)
        at = max(found.last, at + 1)
    if not _in_headline(reading, first, last):
        _take_places(reading, first, last)


def _take_lower_case_bodies(reading: Reading) -> None:
    tokens = reading.tokens
    for index in [i for i, word in enumerate(tokens.texts) if word in LOWER_BODIES]:
        found = lower_case_body(tokens, index, reading.lexicon)
        if found is not None and not _holds(reading, found.first, found.last):
            reading.take(found)


def _in_headline(reading: Reading, first: int, last: int) -> bool:
    return bool(reading.headline) and not reading.headline.isdisjoint(range(first, last))


def _take_places(reading: Reading, first: int, last: int) -> None:
    """Take “Elland Road”, “Tahrir Square”: a name with a noun of place inside a run."""
    lexicon = reading.lexicon
    for index in range(first, last - 1):
        if reading.tokens.texts[index] in lexicon.place_before and not _holds(
            reading, index, index + 2
        ):
            reading.take(Named(index, index + 2, ActorKind.PLACE, ""))
    for index in range(first + 1, last):
        if reading.tokens.texts[index] not in lexicon.place_inside or _holds(
            reading, first, index + 1
        ):
            continue
        begin = index
        while begin > first and reading.tokens.lowers[begin - 1] not in lexicon.common:
            begin -= 1
        if begin < index and reading.tokens.texts[begin] not in lexicon.adjectives:
            reading.take(Named(begin, index + 1, ActorKind.PLACE, ""))


def _holds(reading: Reading, first: int, last: int) -> bool:
    return not reading.taken.keys().isdisjoint(range(first, last))


def _past_adjectives(reading: Reading, first: int, last: int) -> int:
    lexicon = reading.lexicon
    while first < last:
        word = reading.tokens.texts[first]
        plain = word in lexicon.adjectives or word in lexicon.regional
        known = phrase_at(reading.tokens, first, lexicon)
        if not plain and known is None and word.lower() not in lexicon.common:
            break
        if known is not None and known[1] <= last and known[0].kind is not ActorKind.COUNTRY:
            return last  # a name of its own
        first += 1
    return first


def take_phrases(reading: Reading) -> None:
    """Take the names of the lexicon, the longer of overlapping names each."""
    tokens = reading.tokens
    done = 0
    for index in _phrases_begin(tokens, reading.lexicon):
        if index < done:
            continue
        found = phrase_at(tokens, index, reading.lexicon)
        if found is None:
            continue
        phrase, last = found
        taken = _holds(reading, index, last)
        held = [n for n in reading.named if n.first < last and index < n.last] if taken else []
        if held and any(_outranks(holder, index, last) for holder in held):
            continue
        if phrase.weak and not _in_place(reading, index):
            continue
        if tokens.gaps[index] == "-" and index and tokens.lowers[index - 1] in _ARTICLES:
            continue  # “Al-Sabah”
        if phrase.kind in _GROUND and _of_double_surname(reading, index, last):
            continue  # “Ana Tavares-Lima”
        done = last
        if _part_of_person(reading, index, last):
            continue
        for holder in held:
            reading.drop(holder)
        reading.take(_known(reading, phrase, index, last))


def _phrases_begin(tokens: Tokens, lexicon: Lexicon) -> list[int]:
    """List where a name of the lexicon may begin: at a capital, but for a few."""
    texts, known = tokens.texts, lexicon.phrases
    if lexicon.phrases_in_lower.isdisjoint(tokens.vocabulary):
        return [index for index in tokens.capitals if texts[index] in known]
    return [index for index, word in enumerate(texts) if word in known]


def _of_double_surname(reading: Reading, index: int, last: int) -> bool:
    """Whether a hyphen joins a place to the first half of a surname."""
    tokens = reading.tokens
    if tokens.gaps[index] != "-" or last - index > 1 or not index or index - 1 in reading.taken:
        return False
    return foreign(tokens.texts[index - 1], reading.lexicon)


def _known(reading: Reading, phrase: Phrase, first: int, last: int) -> Named:
    """Make a name of the lexicon's; a lone place that no word places may be a surname."""
    lone = phrase.kind in {ActorKind.PLACE, ActorKind.COUNTRY} and last - first == 1
    weight = _UNPLACED if lone and not _in_place(reading, first) else _PLAIN
    return Named(first, last, phrase.kind, phrase.name, phrase.nation, weight)


def _outranks(holder: Named, first: int, last: int) -> bool:
    """Whether a name already taken keeps its words: it is longer, or says whose body it is."""
    length = holder.last - holder.first
    if length == last - first and holder.first == first:
        return bool(holder.nation)
    return length >= last - first


def _in_place(reading: Reading, index: int) -> bool:
    before = reading.tokens.lowers[index - 1]
    return before in reading.lexicon.place_prepositions or before in {"to", "from", "at"}


def _part_of_person(reading: Reading, first: int, last: int) -> bool:
    """Whether a known name is here part of a person's: “Jordan Peterson”, “Jack London”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    follows = tokens.capital[first - 1] and _behind_space(tokens, first)
    precedes = tokens.capital[last] and _behind_space(tokens, last)
    if last - first > 1 or not (follows or precedes):
        return False
    if first in reading.headline or is_acronym(tokens.texts[first]):
        return False
    word = folded(tokens.texts[first])
    before = first - 1
    if (
        follows
        and before not in reading.taken
        and tokens.lowers[before] not in lexicon.common
        and _given_or_family(tokens, first, lexicon)
        and word not in lexicon.common
        and not any(
            p.kind is ActorKind.COUNTRY or p.kind is ActorKind.GROUP
            for p in lexicon.phrases.get(tokens.texts[first], ())
        )
    ):
        return True
    named_so = word in lexicon.given or word in _GIVEN_TOO
    if not named_so and not (_introduced(reading, first) or _surname_behind(reading, last)):
        return False
    return (
        precedes
        and last not in reading.taken
        and tokens.texts[last] not in lexicon.adjectives
        and tokens.texts[last] not in lexicon.place_inside
        and tokens.lowers[last] not in lexicon.role_heads
        and phrase_at(tokens, last, lexicon) is None
        and tokens.lowers[last] not in lexicon.common
    )


def _behind_space(tokens: Tokens, index: int) -> bool:
    """Whether only a space is between a word and the one before, which owns nothing."""
    return tokens.gaps[index] == " " and not tokens.possessive[index - 1]


def _given_or_family(tokens: Tokens, index: int, lexicon: Lexicon) -> bool:
    """Whether a given name stands before, or a Chinese family name (“Wang Donghai”)."""
    before = index - 1
    return is_given(tokens.texts[before], lexicon) or (
        not tokens.opens[before] and family_first(tokens, before, index + 1, lexicon)
    )


def _introduced(reading: Reading, first: int) -> bool:
    """Whether a role or title stands right before: “goalkeeper Salem Haddad”."""
    tokens, lexicon = reading.tokens, reading.lexicon
    if not first or tokens.gaps[first] not in {" ", ". "} or tokens.possessive[first - 1]:
        return False
    before = first - 1
    return tokens.texts[before] in lexicon.honorifics or tokens.lowers[before] in lexicon.role_heads


def _surname_behind(reading: Reading, last: int) -> bool:
    return folded(reading.tokens.texts[last]) in reading.lexicon.surnames


def take_explained(reading: Reading, abbreviations: dict[str, str]) -> None:
    """Note the acronyms that stand in brackets behind names: `abbreviations` gets them."""
    tokens, text = reading.tokens, reading.passage.text
    for found in list(reading.named):
        short = explained(text, tokens.ends[found.last - 1])
        if not short or found.kind not in {ActorKind.ORGANISATION, ActorKind.GROUP}:
            continue
        wider = found if found.name else widened(tokens, found, short)
        if wider is not found:
            reading.drop(found)
            reading.take(wider)
        full = found.name or text[tokens.starts[wider.first] : tokens.ends[wider.last - 1]]
        abbreviations.setdefault(short, full)


def take_acronyms(reading: Reading, explained_ones: Container[str]) -> None:
    """Take words in capitals as organisations, places of datelines apart; not in loud lines."""
    tokens, texts = reading.tokens, reading.tokens.texts
    loud = [index for index in tokens.capitals if texts[index].isupper()]
    if len(loud) * 2 > tokens.count:
        return
    for index in loud:
        if index in reading.taken or _within_shout(tokens, index):
            continue
        if not _may_be_acronym(reading, index, explained_ones):
            continue
        place = _shouted_place(reading, index)
        if place is not None:
            reading.take(place)
            continue
        last = index + 1
        while (
            tokens.gaps[last] == "-"
            and tokens.capital[last]
            and tokens.texts[last] in reading.lexicon.organisation_heads
        ):
            last += 1
        reading.take(Named(index, last, ActorKind.ORGANISATION, "", weight=2))


def _within_shout(tokens: Tokens, index: int) -> bool:
    """Whether a hyphen joins a word in capitals to one before it: “AL-AIN”."""
    return index > 0 and tokens.gaps[index] == "-" and tokens.texts[index - 1].isupper()


def _may_be_acronym(reading: Reading, index: int, explained_ones: Container[str]) -> bool:
    """Whether initials are somebody's; two letters or dots only where the article explains them."""
    word = reading.tokens.texts[index]
    plain = word.replace(".", "")
    doubtful = len(plain) <= _TWO_LETTERS or plain != word
    if not acronym(word, reading.lexicon) or (doubtful and plain not in explained_ones):
        return False
    if is_rank(reading.tokens, index, reading.lexicon):
        return False
    return not _modern_initials(reading, index)


def _shouted_place(reading: Reading, index: int) -> Named | None:
    """Find the place of a dateline: “NAIROBI (Reuters) —”."""
    tokens = reading.tokens
    word = tokens.texts[index].capitalize()
    for known in reading.lexicon.phrases.get(word, ()):
        if len(known.words) == 1 and known.kind in {ActorKind.PLACE, ActorKind.COUNTRY}:
            return Named(index, index + 1, known.kind, known.name, known.nation)
    if not index and tokens.gaps[1].strip()[:1] in {"(", "-", "—", "–", ","} and len(word) > 3:  # noqa: PLR2004
        return Named(index, index + 1, ActorKind.PLACE, word)
    return None


def _modern_initials(reading: Reading, index: int) -> bool:
    """Whether two capitals are somebody's initials (“JD Vance”)."""
    tokens, lexicon = reading.tokens, reading.lexicon
    after = index + 1
    return (
        len(tokens.texts[index]) == _TWO_LETTERS
        and tokens.capital[after]
        and not is_acronym(tokens.texts[after])
        and joined(tokens, after)
        and after not in reading.taken
        and tokens.lowers[after] not in lexicon.role_heads
        and tokens.texts[after] not in lexicon.portfolios
    )
