"""What people write for what is meant: an article, an actor, a place in a passage by its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from storage.models import Actor, Passage, SourceArticle
from storage.text.folding import fold, key
from storage.text.offsets import Span

_PART = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")


def articles_called(name: str, articles: Mapping[str, SourceArticle]) -> tuple[str, ...]:
    """Give the ids of the articles that a name means: an id, a file, its last part, an address.

    `articles` are by their short id.  A name that says more comes first: "a/b.md" is that file,
    "b.md" and "b" are every file so called.
    """
    wanted = name.strip()
    for means in (_is_id, _is_file, _is_address, _is_file_name):
        if found := tuple(id_ for id_, article in articles.items() if means(wanted, id_, article)):
            return found
    return ()


def actors_called(name: str, actors: Mapping[str, Actor]) -> list[Actor]:
    """Give the actors of an id, else of a name, else of another name, else of a part of a name."""
    if name in actors:
        return [actors[name]]
    wanted = key(name)
    parts = set(wanted.split())
    named = [actor for actor in actors.values() if key(actor.name) == wanted]
    also = [a for a in actors.values() if any(key(alias) == wanted for alias in a.aliases)]
    return named or also or [a for a in actors.values() if parts <= set(key(a.name).split())]


def _is_id(wanted: str, id_: str, article: SourceArticle) -> bool:
    del article
    return wanted.casefold() == id_.casefold()


def _is_file(wanted: str, id_: str, article: SourceArticle) -> bool:
    del id_
    return wanted == article.file


def _is_address(wanted: str, id_: str, article: SourceArticle) -> bool:
    del id_
    return "://" in wanted and _canonical(wanted) in {article.key, _canonical(article.url or "")}


def _is_file_name(wanted: str, id_: str, article: SourceArticle) -> bool:
    del id_
    name = article.file.rpartition("/")[2]
    return fold(wanted) in {fold(name), fold(name.rpartition(".")[0])}


@lru_cache(maxsize=1024)
def _canonical(address: str) -> str:
    # Imported here: only an address needs the rules that read articles.
    from storage.articles.metadata import canonical  # noqa: PLC0415

    return canonical(address)


@dataclass(frozen=True, slots=True)
class Place:
    """Where some words stand in a passage, in its text or, where that lacks them, in its source.

    Words are compared folded and without punctuation, so that what a person copied from the
    file, or from an answer, is found in both.
    """

    passage: Passage
    ranges: tuple[Span, ...]
    in_source: bool = False

    @classmethod
    def of(cls, passage: Passage, some_words: str) -> Place:
        """Find all places of some words in a passage."""
        wanted = tuple(part for part, _ in _parts(some_words))
        ranges = tuple(_sequences(passage.text, wanted))
        if ranges:
            return cls(passage, ranges)
        return cls(passage, tuple(_sequences(passage.source, wanted)), in_source=True)

    def touches(self, span: Span) -> bool:
        """Whether the words share a character with a range of the passage's text."""
        shown = self._shown(span)
        return any(found.overlaps(shown) for found in self.ranges)

    def names(self, span: Span) -> bool:
        """Whether the words are all that a range of the passage's text has."""
        shown = self._shown(span)
        text = self.passage.source if self.in_source else self.passage.text
        inside = [p for _, p in _parts(text) if shown.start <= p.start and p.end <= shown.end]
        return bool(inside) and Span(inside[0].start, inside[-1].end) in self.ranges

    def _shown(self, span: Span) -> Span:
        return self.passage.to_source(span) if self.in_source else span


def _sequences(text: str, wanted: tuple[str, ...]) -> Iterator[Span]:
    if not wanted:
        return
    found = _parts(text)
    folded = tuple(part for part, _ in found)
    for first in range(len(found) - len(wanted) + 1):
        last = first + len(wanted)
        if folded[first:last] == wanted:
            yield Span(found[first][1].start, found[last - 1][1].end)


@lru_cache(maxsize=4096)  # each entry of an article looks through its passages
def _parts(text: str) -> tuple[tuple[str, Span], ...]:
    """Cut a text at all that is no letter or digit: “Taliban” also stands in “anti-Taliban’s”."""
    parts = ((key(found.group()), Span(*found.span())) for found in _PART.finditer(text))
    return tuple((folded, span) for folded, span in parts if folded)
