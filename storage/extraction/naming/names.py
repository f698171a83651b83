"""Names in one article: its passages read one by one, each name with what speaks for it."""

from __future__ import annotations

from operator import attrgetter

from storage.extraction.naming.bearers import UNTOLD, Bearer, bearer_of, generation_of, is_couple
from storage.extraction.naming.credits import (
    BYLINE,
    credit_in,
    is_alternative_text,
    is_note_on_author,
    lower_case_words,
)
from storage.extraction.naming.evidence import is_firm, is_place, weigh
from storage.extraction.naming.known import (
    take_acronyms,
    take_explained,
    take_organisations,
    take_phrases,
)
from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.neighbours import beside, settle
from storage.extraction.naming.nouns import meant_by_noun
from storage.extraction.naming.pieces import pieces
from storage.extraction.naming.reading import Piece, Reading, name_words
from storage.extraction.naming.roles import role_before, role_introducing, roles_behind
from storage.extraction.naming.runs import Named, headline_words, runs
from storage.extraction.naming.sightings import SURE, Found, Sighting
from storage.extraction.naming.tokens import Tokens, read_tokens
from storage.models import ActorKind, Article, Passage
from storage.text.offsets import Span

_PLACE = attrgetter("passage", "span")
_LATE = 0.6
_YEAR = 365.25


def find_names(article: Article, lexicon: Lexicon, ordinary: set[str]) -> Found:
    """Find the names in an article's passages, each sighting with what speaks for it.

    `ordinary` gets the words that the article writes in lower case.
    """
    sightings: list[Sighting] = []
    abbreviations: dict[str, str] = {}
    plain: set[str] = set()
    lower: list[Sighting] = []
    authors = frozenset(folded(name) for name in article.authors)
    count = len(article.passages)
    for passage in article.passages:
        if not passage.text:
            continue
        late = passage.number > count * _LATE
        tokens = read_tokens(passage.text)
        sightings.extend(_in_passage(passage, tokens, lexicon, abbreviations, late=late))
        if is_alternative_text(passage, tokens):
            lower.extend(lower_case_words(passage, tokens, lexicon))
        else:
            plain.update(tokens.ordinary())
    ordinary |= plain
    sightings = list(settle(sightings))
    if any(sighting.noun for sighting in sightings):
        sightings.extend(meant_by_noun(article, sightings, lexicon))
    if authors:
        told = [s for s in sightings if not _by_authors(s, authors)]
        sightings = told + [_credited(s) for s in sightings if _by_authors(s, authors)]
    return Found(
        article=article.id,
        sightings=tuple(sorted(sightings, key=_PLACE)),
        abbreviations=tuple(abbreviations.items()),
        authors=article.authors,
        lower=tuple(s for s in lower if s.words[0] not in plain),
        year=_year(article),
    )


def _year(article: Article) -> float:
    """Tell when an article was published, 0 where that is known no better than to a year."""
    published = article.published
    if published is None or published.when.width > _YEAR:
        return 0
    return published.day.toordinal() / _YEAR


def _by_authors(sighting: Sighting, authors: frozenset[str]) -> bool:
    return folded(" ".join(sighting.words)) in authors


def _credited(sighting: Sighting) -> Sighting:
    return sighting._replace(kind=ActorKind.PERSON, weight=3, credit=BYLINE)


def _in_passage(
    passage: Passage,
    tokens: Tokens,
    lexicon: Lexicon,
    abbreviations: dict[str, str],
    *,
    late: bool,
) -> list[Sighting]:
    reading = Reading(passage, tokens, lexicon, headline_words(tokens, lexicon))
    all_runs = list(runs(tokens, lexicon))
    take_organisations(reading, all_runs)
    take_phrases(reading)
    take_explained(reading, abbreviations)
    take_acronyms(reading, abbreviations)
    credit = credit_in(passage, tokens)
    weighed = beside(
        reading, [(p, weigh(reading, p, credit.start)) for p in pieces(reading, all_runs)]
    )
    for piece, weight in weighed:
        if weight >= SURE and piece.first not in reading.headline:
            reading.people.update(range(piece.first, piece.last))
    sightings = [_of_named(reading, found) for found in reading.named]
    note = late and is_note_on_author(reading, weighed)
    for piece, weight in weighed:
        if is_couple(reading, piece) and piece.last - piece.first == 1:
            continue
        behind = tokens.starts[piece.first] >= credit.start
        sightings.append(
            _of_piece(reading, piece, weight, credit=credit.grade if behind else int(note))
        )
    return sightings


def _of_named(reading: Reading, found: Named) -> Sighting:
    tokens = reading.tokens
    start = found.start if found.start >= 0 else tokens.starts[found.first]
    end = tokens.ends[found.last - 1]
    return Sighting(
        passage=reading.passage.number,
        span=Span(start, end),
        words=tuple(tokens.texts[found.first : found.last]),
        kind=found.kind,
        name=found.name,
        nation=found.nation,
        weight=found.weight,
        headline=found.first in reading.headline,
        opens=tokens.opens[found.first],
        firm=reading.passage.text[start:end] if _is_firm(reading, found) else "",
    )


def _is_firm(reading: Reading, found: Named) -> bool:
    return not found.name and reading.tokens.texts[found.last - 1] in reading.lexicon.firms


def _of_piece(reading: Reading, piece: Piece, weight: int, *, credit: int) -> Sighting:
    tokens, lexicon = reading.tokens, reading.lexicon
    headline = piece.first in reading.headline
    sure = weight >= SURE and not headline
    first = piece.first
    title = piece.title if sure and piece.title in lexicon.regnal else ""
    if title and piece.last - piece.first == 1:
        first -= 1
    kind: ActorKind | None = ActorKind.PERSON if sure else None
    noun = ""
    if not sure and not headline and is_place(reading, piece):
        kind, weight = ActorKind.PLACE, SURE
    elif not sure and not headline and is_firm(reading, piece):
        kind, weight = ActorKind.ORGANISATION, SURE
        noun = tokens.lowers[piece.first - 1]
    roles: tuple[Span, ...] = _roles(reading, piece) if not headline else ()
    return Sighting(
        passage=reading.passage.number,
        span=Span(tokens.starts[first], _end(reading, piece)),
        words=name_words(tokens, piece.first, piece.last),
        kind=kind,
        weight=weight,
        title=title,
        roles=roles if not noun else (),
        headline=headline,
        opens=tokens.opens[piece.first],
        credit=credit,
        titled=piece.titled,
        born=_born(tokens, piece),
        courtesy=piece.title if sure else "",
        noun=noun,
        firm=reading.passage.text[tokens.starts[first] : _end(reading, piece)] if noun else "",
        bearer=bearer_of(reading, piece, roles) if sure else _unsure(reading, piece),
    )


def _unsure(reading: Reading, piece: Piece) -> Bearer:
    """Tell the generation only: of what may be no person nothing else is told."""
    return Bearer(generation_of(reading, piece)) if piece.end > piece.last else UNTOLD


def _born(tokens: Tokens, piece: Piece) -> bool:
    """Whether the next words tell of somebody's birth."""
    end = piece.end
    return (
        tokens.lowers[end] == "was"
        and tokens.lowers[end + 1] == "born"
        and tokens.gaps[end] == tokens.gaps[end + 1] == " "
        and not piece.titled
    )


def _end(reading: Reading, piece: Piece) -> int:
    """Tell where a name ends, with the full stop of “Jr.” inside a sentence."""
    end, text = reading.tokens.ends[piece.end - 1], reading.passage.text
    dotted = piece.end > piece.last and text[end : end + 1] == "."
    return end + (dotted and reading.tokens.texts[piece.end - 1] in {"Jr", "Sr", "Jnr", "Snr"})


def _roles(reading: Reading, piece: Piece) -> tuple[Span, ...]:
    before = role_before(reading, piece.first) or role_introducing(reading, piece.first)
    behind = tuple(roles_behind(reading, piece.end))
    return behind if before is None else (before, *behind)
