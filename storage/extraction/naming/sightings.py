"""What finding names in one article gives: sightings, sure or to be settled over the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from storage.extraction.naming.bearers import UNTOLD, Bearer
from storage.models import ActorKind
from storage.text.offsets import Span

SURE = 2
"""The least weight at which a sighting names an actor by itself."""


class Sighting(NamedTuple):
    """A name in a passage: its range in `Passage.text`, its words, and what speaks for it.

    `kind` is None where only other sightings can tell.  `name` is the canonical name where the
    lexicon gives it, "" otherwise.  `nation` is an ISO code where the words around tell whose
    ministry or army is meant.  `weight` counts the evidence for `kind`; `title` is the honorific
    before a given name alone (“Mullah”).  `roles` are ranges of the same passage.  `headline`
    marks a line set in title case, whose capitals tell nothing.  `credit` is 2 in by-lines, 1 in
    picture credits and notes on authors, 0 elsewhere.  `firm` is the whole name of an organisation
    that ends as a firm's does; `titled` marks a title or role right before a person, and `born`
    “was born” right behind; `bearer` is what the words around it tell of the person,
    `courtesy` the title right before.  `noun` is what a firm was introduced as (“the contractor”),
    and all the words that it has where it is meant by that noun.
    """

    passage: int
    span: Span
    words: tuple[str, ...]
    kind: ActorKind | None
    name: str = ""
    nation: str = ""
    weight: int = 0
    title: str = ""
    roles: tuple[Span, ...] = ()
    headline: bool = False
    opens: bool = False
    credit: int = 0
    firm: str = ""
    titled: bool = False
    born: bool = False
    bearer: Bearer = UNTOLD
    courtesy: str = ""
    noun: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The sightings of one article, and the abbreviations that it explains.

    `abbreviations` maps an acronym to the full name before or after it.  `ordinary` are words
    that the article writes in lower case.  `lower` are words of captions without any capital
    (alternative texts of pictures), names only where the corpus knows them as rare surnames.
    `year` is when the article was published (2021.5: at the end of June), 0 where nobody knows.
    """

    article: str
    sightings: tuple[Sighting, ...]
    abbreviations: tuple[tuple[str, str], ...]
    authors: tuple[str, ...]
    lower: tuple[Sighting, ...] = ()
    year: float = 0
