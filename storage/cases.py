"""Test cases of what was corrected: a fact that the rules got wrong, and what it should be.

A case holds no sentence of an article, only a hash of the fact's words, so that it may stand
beside the code.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final

from storage.corrections import UNRESOLVED, Correction, FactKind, date_toml
from storage.identity import Fact, facts_in, kind_of, text_hash
from storage.models import Corpus, Event

FORMAT: Final = "newsdesk-case-1"
GONE: Final = "suppressed"
"""What is `expected` of what is no fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A fact of an article, what the rules said of it, and what is expected of them.

    `before` and `expected` are a speaker's name, or a date as in corrections.toml; `expected` may
    be that there is no such fact.  `article` is the short id in the corpus of whoever wrote the
    case; `file` holds in every corpus.
    """

    article: str
    file: str
    paragraph: int
    kind: FactKind
    text_sha256: str
    before: str
    expected: str


def case_of(corpus: Corpus, fact: Fact, entry: Correction) -> Case:
    """Make a case of a fact and the entry that corrects it."""
    at = fact.citation
    if entry.suppress:
        expected = GONE
    elif entry.date is not None:
        expected = date_toml(entry.date)
    else:
        expected = entry.speaker or UNRESOLVED
    return Case(
        article=at.article,
        file=corpus.article_by_id[at.article].file,
        paragraph=at.passage,
        kind=kind_of(fact),
        text_sha256=text_hash(fact),
        before=next(_told(corpus, fact)),
        expected=expected,
    )


def write_case(case: Case) -> str:
    """Write a case as JSON; `read_case` gives an equal one."""
    return json.dumps({"format": FORMAT, **asdict(case)}, ensure_ascii=False, indent=1) + "\n"


def read_case(text: str) -> Case:
    """Read a case.  Raises ValueError where the text is none."""
    try:
        row = json.loads(text)
        form = row.pop("format")
        kind = FactKind(row.pop("kind"))
        case = Case(kind=kind, **row)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no test case: {error}") from error
    if form != FORMAT:
        raise ValueError(f"a test case of another format: {form}")
    return case


def failure(case: Case, corpus: Corpus) -> str:
    """Tell what a corpus says instead of what a case expects; "" where it holds."""
    told = [
        set(_told(corpus, fact))
        for article in corpus.articles
        if article.file == case.file
        for fact in facts_in(corpus, article.id, case.paragraph)
        if kind_of(fact) is case.kind and text_hash(fact) == case.text_sha256
    ]
    if case.expected == GONE:
        return "it is a fact still" if told else ""
    if not told:
        return "there is no such fact"
    wrong = [" or ".join(sorted(said)) for said in told if case.expected not in said]
    return f"it says {wrong[0]}, not {case.expected}" if wrong else ""


def _told(corpus: Corpus, fact: Fact) -> Iterator[str]:
    """Say a fact as an entry would: its date, or its speaker by name, then by id."""
    if isinstance(fact, Event):
        yield date_toml(fact.when)
    elif fact.speaker is None:
        yield UNRESOLVED
    else:
        yield corpus.actor_by_id[fact.speaker].name
        yield fact.speaker
