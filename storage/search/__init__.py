"""Finding: a fuzzy index over everything in a corpus, the query grammar, ranking.

`Index.build(corpus)` makes an immutable, picklable index; `find` and its kin answer with a
`Found`: a verdict and matches with scores of 0–100 and reasons.  Nothing here raises on any
text that a person may type.
"""

from storage.arrays import Unusable
from storage.search.index import Index
from storage.search.match import ALL_KINDS, Found, Kind, Match, Reason, Verdict, Why
from storage.search.period import find_period, no_such_day, parse_period
from storage.search.query import (
    MOST_CHARACTERS,
    MOST_WORDS,
    About,
    Asks,
    Filter,
    Query,
    cut_at_a_word,
    parse_query,
    write_query,
)

__all__ = [
    "ALL_KINDS",
    "MOST_CHARACTERS",
    "MOST_WORDS",
    "About",
    "Asks",
    "Filter",
    "Found",
    "Index",
    "Kind",
    "Match",
    "Query",
    "Reason",
    "Unusable",
    "Verdict",
    "Why",
    "cut_at_a_word",
    "find_period",
    "no_such_day",
    "parse_period",
    "parse_query",
    "write_query",
]
