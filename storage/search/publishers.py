"""A publisher named among other words: "bell kabulov" may be asked of The Bell alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np

from storage.arrays import Array, Arrays
from storage.models import Corpus
from storage.search.articles import publisher_names
from storage.search.planning import Plan
from storage.search.query import About, Filter, Query, stop_words
from storage.search.terms import terms
from storage.search.vocabulary import Vocabulary

_LONGEST: Final = 4  # words of a publisher's name, those that count
_SPELLINGS: Final = 3  # of a misspelt word
_LEAST_INITIALS: Final = 3  # letters; two are a word as often as not


class Publishers:
    """The names that a corpus's publishers go by, told among the words of queries."""

    def __init__(self, called: Mapping[str, str], vocabulary: Vocabulary) -> None:
        """Take what publishers are called, folded, whom it means, and the words of articles."""
        self._called = called
        self._vocabulary = vocabulary
        self._names = {n: whose for n, whose in called.items() if not self._is_short_word(n)}
        self._first = frozenset(name.partition(" ")[0] for name in self._names)

    @classmethod
    def of(cls, corpus: Corpus, vocabulary: Vocabulary) -> Publishers:
        """Look through all articles of a corpus for their publishers."""
        return cls(_called(corpus), vocabulary)

    @classmethod
    def from_arrays(cls, arrays: Arrays, vocabulary: Vocabulary) -> Publishers:
        """Make them again of what `arrays` gave, without looking through the articles."""
        return cls(json.loads(arrays["called"].tobytes()), vocabulary)

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """List what must be kept to make them again."""
        yield "called", np.frombuffer(json.dumps(self._called).encode(), np.uint8)

    def limited(self, plan: Plan) -> Query | None:
        """Give a query with the publisher that its words name as a filter, not as words.

        None where none is named, or articles are named already.
        """
        query = plan.query
        if any(one.about is About.IN for one in query.filters):
            return None
        at, publisher = self._named(self._spellings(plan)) or (range(0), "")
        named = [one.term.surface for one in plan.wanted[at.start : at.stop]]
        rest = tuple(word for word in query.words if word not in named)
        if not named or len(rest) + len(named) != len(query.words):
            return None  # none, or a part of a word with a hyphen
        filters = (*query.filters, Filter(About.IN, publisher))
        return replace(
            query, words=rest, filters=filters, publishers=((" ".join(named), publisher),)
        )

    def completed(self, query: Query, is_place: Callable[[str], bool]) -> Query:
        """Write publishers in full whose name begins with the place in a filter: in:moscow."""
        full = {
            one: publisher
            for one in query.filters
            if one.about is About.IN
            and (publisher := self.beginning(one.name))
            and is_place(one.name)
        }
        if not full:
            return query
        filters = (one._replace(name=full.get(one, one.name)) for one in query.filters)
        pairs = tuple((one.name, publisher) for one, publisher in full.items())
        return replace(query, filters=tuple(filters), publishers=pairs)

    def beginning(self, name: str) -> str | None:
        """Give the one publisher whose name begins with some words; None of none or several."""
        begun = " ".join(term.key for term in terms(name) if term.key not in stop_words()) + " "
        found = {publisher for called, publisher in self._names.items() if called.startswith(begun)}
        return found.pop() if len(found) == 1 and begun.strip() else None

    def _named(self, spellings: Sequence[Collection[str]]) -> tuple[range, str] | None:
        """Find consecutive words that name a publisher, the longest name first, and which."""
        starts = [at for at, one in enumerate(spellings) if not self._first.isdisjoint(one)]
        for size in range(_LONGEST, 0, -1):
            for at in starts:
                if at + size > len(spellings):
                    continue
                for spelt in product(*spellings[at : at + size]):
                    publisher = self._names.get(" ".join(spelt))
                    if publisher is not None:
                        return range(at, at + size), publisher
                    if size == 1:
                        break  # one word is too little for a misspelt name
        return None

    def _is_short_word(self, name: str) -> bool:
        return len(name) < _LEAST_INITIALS and self._vocabulary.number(name) is not None

    def _spellings(self, plan: Plan) -> list[list[str]]:
        """List of each word how it may be spelt: as typed, then as the articles do."""
        words = self._vocabulary.words
        return [
            [one.term.key, *(words[found.word] for found in one.expansions[:_SPELLINGS])]
            for one in plan.wanted
        ]


def _called(corpus: Corpus) -> dict[str, str]:
    """List what publishers are called, folded, and whom it means; not what means several."""
    called: dict[str, set[str]] = {}
    for publisher, short in {(one.publisher, one.publisher_short) for one in corpus.articles}:
        for name in filter(None, (publisher, short)):
            for folded in publisher_names(name):
                called.setdefault(folded, set()).add(publisher or name)
    # Sorted: equal corpora give equal files.
    return {folded: found.pop() for folded, found in sorted(called.items()) if len(found) == 1}
