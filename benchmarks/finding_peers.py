"""The same passages in other engines, each set up as well as we could.

All are given the words as our index keeps them (romanised, folded, possessives left off), so that
none loses to another's way of reading; reading a query is part of its time.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final

from rapidfuzz.fuzz import WRatio
from rapidfuzz.process import extract

from storage.search.terms import Term, terms
from storage.search.vocabulary import Vocabulary

TOP: Final = 5
_SHORT: Final = 5  # letters up to which one edit is allowed, as in our index
_LEAST: Final = 4
# What found most of other queries than those measured, and soonest; BM25 for the word itself
# instead of a constant loses an eighth of the misspelt ones.
EXACT: Final = 1.0
ONE_EDIT: Final = 0.7
TWO_EDITS: Final = 0.4

Find = Callable[[str], list[str]]


def keys(text: str) -> list[str]:
    return [term.key for term in terms(text)]


class Tantivy:
    """Tantivy in memory, one segment where it can: per word the best of exact, one, two edits."""

    def __init__(self, texts: Sequence[str], ids: Sequence[str]) -> None:
        try:
            import tantivy  # noqa: PLC0415 - of the benchmark's own group
        except ImportError:
            sys.exit("tantivy is not installed here; `make bench-search` installs it.")
        self._tantivy: Any = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="spaced", index_option="freq")
        builder.add_integer_field("number", stored=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        spaced = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        self._index.register_tokenizer("spaced", spaced)
        writer = self._index.writer(heap_size=1_500_000_000, num_threads=1)
        for number, text in enumerate(texts):
            writer.add_document(tantivy.Document(text=" ".join(keys(text)), number=number))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._ids = self._addresses(ids)

    @property
    def segments(self) -> int:
        return int(self._searcher.num_segments)

    def _addresses(self, ids: Sequence[str]) -> dict[tuple[int, int], str]:
        """Read every document's number once: that is quicker later than reading five an answer."""
        all_ = self._searcher.search(self._tantivy.Query.all_query(), len(ids)).hits
        return {
            (at.segment_ord, at.doc): ids[self._searcher.doc(at)["number"][0]] for _, at in all_
        }

    def find(self, text: str) -> list[str]:
        """As the search itself allows: one edit from four letters on, two from six."""
        return self._find(text, _SHORT)

    def find_one_edit(self, text: str) -> list[str]:
        """Quicker, but names in another newspaper's spelling are often two edits off."""
        return self._find(text, 1_000)

    def find_two_edits(self, text: str) -> list[str]:
        """The widest: two edits in whatever may be misspelt at all."""
        return self._find(text, _LEAST - 1)

    def _find(self, text: str, short: int) -> list[str]:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        parts = [(occur.Should, self._word(key, short)) for key in keys(text)]
        found = self._searcher.search(query.boolean_query(parts), TOP, count=False).hits
        return [self._ids[at.segment_ord, at.doc] for _, at in found]

    def _word(self, key: str, short: int) -> Any:
        query = self._tantivy.Query
        plain = query.term_query(self._schema, "text", key, index_option="freq")
        ways = [query.const_score_query(plain, EXACT)]
        if len(key) >= _LEAST:
            fuzzy = query.fuzzy_term_query(self._schema, "text", key, distance=1)
            ways.append(query.boost_query(fuzzy, ONE_EDIT))
        if len(key) > short:
            fuzzy = query.fuzzy_term_query(self._schema, "text", key, distance=2)
            ways.append(query.boost_query(fuzzy, TWO_EDITS))
        return query.disjunction_max_query(ways)


class FullText:
    """SQLite's FTS5 in memory, ranked by BM25, each word widened by our vocabulary."""

    def __init__(self, texts: Sequence[str], ids: Sequence[str], vocabulary: Vocabulary) -> None:
        self._ids = ids
        self._vocabulary = vocabulary
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE passage USING fts5"
            "(text, content='', tokenize='unicode61 remove_diacritics 0')"
        )
        self._database.executemany(
            "INSERT INTO passage (rowid, text) VALUES (?, ?)",
            ((number, " ".join(keys(text))) for number, text in enumerate(texts)),
        )
        self._database.execute("INSERT INTO passage (passage) VALUES ('optimize')")
        self._database.commit()

    def find(self, text: str) -> list[str]:
        words = self._vocabulary.words
        wanted = terms(text)
        expanded = [
            " OR ".join(f'"{words[one.word]}"' for one in self._vocabulary.widened(term, found))
            for term, found in zip(wanted, map(self._vocabulary.expand, wanted), strict=True)
        ]
        groups = [f"({each})" for each in expanded if each]
        if not groups:
            return []
        return self._run(" AND ".join(groups)) or self._run(" OR ".join(groups))

    def _run(self, query: str) -> list[str]:
        rows = self._database.execute(
            "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?", (query, TOP)
        )
        return [self._ids[number] for (number,) in rows]


class Scan:
    """RapidFuzz's WRatio of the query against every passage."""

    def __init__(self, texts: Sequence[str], ids: Sequence[str]) -> None:
        self._ids = ids
        self._texts = [" ".join(keys(text)) for text in texts]

    def find(self, text: str) -> list[str]:
        found = extract(" ".join(keys(text)), self._texts, scorer=WRatio, limit=TOP)
        return [self._ids[number] for _, _, number in found]


def vocabulary_of(texts: Sequence[str]) -> Vocabulary:
    """The vocabulary as our index makes it of the same passages."""
    found: dict[str, Term] = {}
    for text in texts:
        for term in terms(text):
            found.setdefault(term.surface, term)
    return Vocabulary.of(found.values())
