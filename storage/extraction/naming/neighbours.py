"""What other names say of a name: those beside it in a list, and its surname elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from storage.extraction.naming.lexicon import folded, is_given
from storage.extraction.naming.reading import Piece, Reading
from storage.extraction.naming.shapes import foreign
from storage.extraction.naming.sightings import SURE, Sighting
from storage.extraction.naming.tokens import Tokens, is_acronym
from storage.models import ActorKind

_LISTING = frozenset({", ", "; "})
_SEVERAL = 2
_A_ROW = 3
_LONGEST = 4
_GROUND = frozenset({ActorKind.PLACE, ActorKind.COUNTRY})

Weighed = tuple[Piece, int]


def beside(reading: Reading, weighed: Sequence[Weighed]) -> list[Weighed]:
    """Raise what stands in a list with a person: “Ann Lee and Zurqa Velmont”, “Ann and Bob Lee”."""
    if len(weighed) < _SEVERAL:
        return list(weighed)
    found = _in_long_lists(reading, weighed)
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        step = -1 if order.step == 1 else 1
        for at in order:
            piece, weight = found[at]
            other, certain = found[at + step]
            first, second = (other, piece) if step < 0 else (piece, other)
            if weight >= SURE or certain < SURE or not _listed(reading.tokens, first, second):
                continue
            if _may_join(reading, piece, weight, shares_surname=step > 0):
                found[at] = (piece, SURE)
    return found


def _in_long_lists(reading: Reading, weighed: Sequence[Weighed]) -> list[Weighed]:
    """Raise three and more in a row of which all look like foreign names: a list of persons."""
    found = list(weighed)
    row: list[int] = []
    for at, (piece, weight) in enumerate([*weighed, (None, 0)]):
        fits = piece is not None and weight > 0 and piece.last - piece.first > 1
        joins = fits and row and _listed(reading.tokens, weighed[row[-1]][0], weighed[at][0])
        if row and not joins:
            if len(row) >= _A_ROW:
                for member in row:
                    found[member] = (weighed[member][0], max(SURE, weighed[member][1]))
            row = []
        if fits:
            row.append(at)
    return found


def _listed(tokens: Tokens, first: Piece, second: Piece) -> bool:
    """Whether only a comma, “and” or “&” stands between two pieces."""
    if first.end == second.first:
        return tokens.gaps[second.first] in _LISTING or tokens.gaps[second.first] == " & "
    return (
        first.end + 1 == second.first
        and tokens.lowers[first.end] in {"and", "or"}
        and tokens.gaps[first.end] in {" ", ", "}
        and tokens.gaps[second.first] == " "
        and not tokens.possessive[first.last - 1]
    )


def _may_join(reading: Reading, piece: Piece, weight: int, *, shares_surname: bool) -> bool:
    """Whether a piece may be one more person of a list."""
    tokens, lexicon = reading.tokens, reading.lexicon
    words = tokens.texts[piece.first : piece.last]
    if piece.first in reading.headline or any(map(is_acronym, words)):
        return False
    after = tokens.lowers[piece.last]
    if len(words) == 1:
        sure = folded(words[0]) in lexicon.given
        named = sure or (is_given(words[0], lexicon) and not tokens.opens[piece.first])
        return shares_surname and after in {"and", "&"} and named
    if len(words) > _LONGEST:
        return False
    compound = tokens.gaps[piece.last] == " " and not tokens.possessive[piece.last - 1]
    modified = compound and after in lexicon.organisation_after
    return not modified and (weight > 0 or foreign(words[-1], lexicon))


def settle(sightings: Sequence[Sighting]) -> Iterator[Sighting]:
    """Decide what only the article as a whole can tell of its names.

    Words without a list's given name are a person's where the last of them stands alone
    elsewhere, as a surname does; a place that is nowhere placed and is the surname of somebody
    here is that person's; the first words of a firm's name are the firm.
    """
    firms = _firms(sightings)
    alone = {folded(s.words[0]) for s in sightings if len(s.words) == 1 and not s.headline}
    surnames = {
        folded(s.words[-1])
        for s in sightings
        if s.kind is ActorKind.PERSON and len(s.words) >= _SEVERAL
    }
    placed = {
        folded(s.words[0])
        for s in sightings
        if s.kind in _GROUND and s.weight > SURE and len(s.words) == 1
    }
    unplaced = surnames - placed
    for sighting in sightings:
        if sighting.words in firms and _of_a_firm(sighting, surnames):
            kind, name = ActorKind.ORGANISATION, firms[sighting.words]
            yield sighting._replace(kind=kind, name=name, weight=SURE, roles=())
        elif _named_again(sighting, alone):
            yield sighting._replace(kind=ActorKind.PERSON, weight=SURE)
        elif _is_surname(sighting, unplaced):
            yield sighting._replace(kind=None, name="", nation="", weight=0)
        else:
            yield sighting


def _firms(sightings: Sequence[Sighting]) -> dict[tuple[str, ...], str]:
    """Map the first words of firms' names to the names; not those that two firms share."""
    firms: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for sighting in sightings:
        if sighting.kind is ActorKind.ORGANISATION and sighting.firm:
            whole = bool(sighting.noun)  # named so elsewhere with nothing that says what it is
            for length in range(1, len(sighting.words) + whole):
                firms[sighting.words[:length]].add(sighting.firm)
    return {words: next(iter(full)) for words, full in firms.items() if len(full) == 1}


def _of_a_firm(sighting: Sighting, surnames: set[str]) -> bool:
    """Whether words that a firm's name begins with mean it: nothing says that a person is meant."""
    if sighting.headline:
        return False
    if sighting.kind is None:
        return folded(sighting.words[-1]) not in surnames
    if sighting.kind is ActorKind.ORGANISATION:
        return not sighting.name and sighting.weight > SURE
    return sighting.kind is ActorKind.PERSON and not sighting.roles and not sighting.titled


def _named_again(sighting: Sighting, alone: set[str]) -> bool:
    return (
        sighting.kind is None
        and sighting.weight == 1
        and len(sighting.words) >= _SEVERAL
        and not sighting.headline
        and folded(sighting.words[-1]) in alone
        and folded(sighting.words[0]) not in alone
    )


def _is_surname(sighting: Sighting, surnames: set[str]) -> bool:
    return (
        sighting.kind in _GROUND
        and sighting.weight == SURE
        and len(sighting.words) == 1
        and folded(sighting.words[0]) in surnames
    )
