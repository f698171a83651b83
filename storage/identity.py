"""Facts named from outside of a corpus: their kind, where they stand, a hash of their words.

Such a name holds over restarts and reloads, and tells where what stands there is another fact now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from storage.corrections import FactKind
from storage.models import Citation, Corpus, Event, EventKind, Quote, Statement

Fact: TypeAlias = Quote | Statement | Event


def kind_of(fact: Fact) -> FactKind:
    """Tell of what kind a fact is."""
    if isinstance(fact, Quote):
        return FactKind.QUOTE
    return FactKind.STATEMENT if isinstance(fact, Statement) else FactKind.EVENT


def digest_of(corpus: Corpus, fact: Fact) -> str:
    """Hash what a fact is and where: not who said it or when it was, which may be set right."""
    at = fact.citation
    place = (corpus.article_by_id[at.article].key, at.passage, at.start, at.end)
    return _hash(kind_of(fact), *place, *_words(fact))


def text_hash(fact: Fact) -> str:
    """Hash the words of a fact, wherever they stand."""
    return _hash(*_words(fact))


def _words(fact: Fact) -> tuple[str, ...]:
    return (fact.expression, fact.sentence) if isinstance(fact, Event) else (fact.text,)


def _hash(*parts: object) -> str:
    told = "\0".join(map(str, parts))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def facts_told(
    corpus: Corpus, citation: Citation, kind: FactKind | None = None
) -> tuple[Fact, ...]:
    """Give the facts, or those of a kind, that a citation stands for, in the order of the text.

    That is the one whose words it cites, else those within its range.
    """
    here = [
        fact
        for fact in facts_in(corpus, citation.article, citation.passage)
        if kind is None or kind_of(fact) is kind
    ]
    exact = [fact for fact in here if fact.citation == citation]
    within = [f for f in here if _is_within(f.citation, citation) and not _compares(f)]
    return tuple(sorted(exact or within, key=lambda fact: fact.citation.start))


def fact_named(corpus: Corpus, kind: FactKind, citation: Citation, digest: str) -> Fact | None:
    """Give the fact of a kind at a place; None where it is not there, or other than its hash tells.

    Of the hash the beginning will do.
    """
    for fact in facts_in(corpus, citation.article, citation.passage):
        named = fact.citation == citation and kind_of(fact) is kind
        if named and digest_of(corpus, fact).startswith(digest):
            return fact
    return None


def facts_in(corpus: Corpus, article: str, passage: int) -> Iterator[Fact]:
    """Give all facts of a passage, kind by kind."""
    tables: tuple[Mapping[str, Sequence[Fact]], ...] = (
        corpus.quotes_by_article,
        corpus.statements_by_article,
        corpus.events_by_article,
    )
    for table in tables:
        for fact in table.get(article, ()):
            if fact.citation.passage == passage:
                yield fact


def _is_within(inner: Citation, outer: Citation) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _compares(fact: Fact) -> bool:
    """Whether a date only compares, which tells nothing that happened."""
    return isinstance(fact, Event) and fact.kind is EventKind.COMPARISON
