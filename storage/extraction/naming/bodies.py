"""Which organisations, groups and places are the same: acronyms, ministries and their nations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from storage.extraction.naming.lexicon import Lexicon, folded
from storage.extraction.naming.sightings import Found, Sighting
from storage.models import ActorKind

_SPELLINGS = {
    "centre": "center",
    "defence": "defense",
    "organisation": "organization",
    "labour": "labor",
    "theatre": "theater",
    "programme": "program",
}
_LONGEST_FUNCTION = 3  # words: “foreign affairs ministry”
_EMPTY = frozenset({"of", "for", "the", "and", "affairs", "on", "in", "to"})


class Surfaces(Protocol):
    """Gives the text at (article, passage, start, end)."""

    def __getitem__(self, place: tuple[str, int, int, int], /) -> str: ...


@dataclass(slots=True)
class Body:
    """One organisation, group, country or place, and where it stands."""

    kind: ActorKind
    name: str = ""
    sightings: list[tuple[str, Sighting]] = field(default_factory=list)
    nation: str = ""


def cluster_bodies(
    found: Sequence[Found], ordinary: Container[str], surface: Surfaces, lexicon: Lexicon
) -> list[Body]:
    """Merge the sightings of everything but persons over the corpus.

    `ordinary` are the words that the corpus writes in lower case.
    """
    short = _abbreviations(found)
    explained = _explained(found)
    spelt_out = {plain(full) for full in explained.values()}
    nations = _Nations(found, lexicon)
    bodies: dict[tuple[str, ...], Body] = {}
    for article in found:
        for sighting in article.sightings:
            if sighting.kind is None or sighting.kind is ActorKind.PERSON:
                continue
            seen = surface[(article.article, sighting.passage, *sighting.span)]
            if seen.isupper() and not sighting.name and seen.lower() in ordinary:
                continue  # an ordinary word, shouted
            told = explained.get((article.article, seen), "") or short.get(seen, "")
            name = sighting.name or told or without_article(seen)
            function = state_function(sighting, lexicon)
            if plain(seen) in spelt_out and len(function.split()) > _LONGEST_FUNCTION:
                function = ""  # “Senior Staff Association of …”: a name, no body of state
            if function:
                nation = sighting.nation or nations.of(article.article, function)
                under: tuple[str, ...] = ("state", function, nation)
            else:
                nation, under = sighting.nation, ("name", plain(name))
            body = bodies.get(under)
            if body is None:
                body = bodies[under] = Body(sighting.kind)
            body.name = body.name or sighting.name
            body.nation = body.nation or nation
            body.sightings.append((article.article, sighting))
            if not body.name and told:
                body.name = told
    return list(bodies.values())


def without_article(name: str) -> str:
    """Strip a leading “the”."""
    return name[4:] if name[:4].lower() == "the " else name


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """Give the form in which spellings of one body's name are alike."""
    words = folded(without_article(name)).replace("-", " ").replace(".", "").split()
    return " ".join(_SPELLINGS.get(w, w) for w in words)


def state_function(sighting: Sighting, lexicon: Lexicon) -> str:
    """Name a body of state without its nation: “foreign ministry” for all its wordings, or ""."""
    if sighting.kind is not ActorKind.ORGANISATION or sighting.name:
        return ""
    if lexicon.state_bodies.isdisjoint(map(str.capitalize, sighting.words)):
        return ""
    heads = [w for w in sighting.words if w.capitalize() in lexicon.state_bodies]
    countries = {p.words for w in sighting.words for p in lexicon.phrases.get(w, ())}
    rest = sorted(
        {
            plain(w)
            for w in sighting.words
            if w not in lexicon.adjectives
            and (w,) not in countries
            and folded(w) not in _EMPTY
            and w != heads[-1]
        }
    )
    if heads[-1].lower() in {"embassy", "consulate"}:
        rest = []
    return " ".join([*rest, heads[-1].lower()])


def _abbreviations(found: Sequence[Found]) -> dict[str, str]:
    """Map acronyms to the one full name that the corpus explains them by."""
    meanings: dict[str, Counter[str]] = defaultdict(Counter)
    for article in found:
        for short, full in article.abbreviations:
            meanings[short][without_article(full)] += 1
    return {
        short: full
        for short, counted in meanings.items()
        for full, _ in counted.most_common(1)
        if len({plain(name) for name in counted}) == 1
    }


def _explained(found: Sequence[Found]) -> dict[tuple[str, str], str]:
    """Map an article and an acronym to the full name that this article explains it by."""
    return {
        (article.article, short): without_article(full)
        for article in reversed(found)
        for short, full in reversed(article.abbreviations)
    }


class _Nations:
    """Whose body of state is meant, by article and function, where no nation is said."""

    def __init__(self, found: Sequence[Found], lexicon: Lexicon) -> None:
        self._here: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._everywhere: dict[str, set[str]] = defaultdict(set)
        for article in found:
            for sighting in article.sightings:
                if sighting.nation and (function := state_function(sighting, lexicon)):
                    self._here[article.article, function].add(sighting.nation)
                    self._everywhere[function].add(sighting.nation)

    def of(self, article: str, function: str) -> str:
        """Give the only nation that the article names with it, else the only one of the corpus."""
        nations = self._here.get((article, function)) or self._everywhere.get(function, set())
        return next(iter(nations)) if len(nations) == 1 else ""
