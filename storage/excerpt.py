"""Some of the corpus as a file of its own: CSV or JSON, every row with its source in full.

Unlike the export of everything, an excerpt is opened far from the articles: in a spreadsheet, in
somebody else's notes.  So each row says whose words it holds, and none can be a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from storage.export import (
    CSV_COLUMNS,
    actor_values,
    article_values,
    event_values,
    quote_values,
    row,
    rows,
    statement_values,
)
from storage.models import Actor, Article, ArticleKind, Citation, Corpus, Event, Quote, Statement

SCHEMA: Final = "newsdesk-excerpt/1"
_BESIDE_COLUMNS = ("lead", "hedge")
_SOURCE_COLUMNS = ("publisher", "authors", "title", "published", "published_basis", "url", "source")
# A spreadsheet takes a cell that begins so for a formula, in full width too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Facts that were chosen: `asked` says by what; `cut` that there are more of them.

    `actor` is whom all of it is about, if it is about one.
    """

    asked: str
    actor: Actor | None = None
    quotes: Sequence[Quote] = ()
    statements: Sequence[Statement] = ()
    events: Sequence[Event] = ()
    cut: bool = False

    @property
    def citations(self) -> Iterator[Citation]:
        """Where all of it stands."""
        if self.actor is not None:
            yield from (role.citation for role in self.actor.roles)
        yield from self.places

    @property
    def places(self) -> Iterator[Citation]:
        """Where each quote, statement and event stands, in this order."""
        yield from (quote.citation for quote in self.quotes)
        yield from (statement.citation for statement in self.statements)
        yield from (event.citation for event in self.events)


def full_source(corpus: Corpus, citation: Citation) -> str:
    """Cite a passage in full: publisher, authors, title, date, paragraph; a digest as ours."""
    article = corpus.article_by_id[citation.article]
    parts = (article.publisher or "publisher not stated", ", ".join(article.authors))
    title = f"“{article.title}”"
    said = ", ".join(filter(None, (*parts, title, _published(article) or "date not known")))
    if article.kind is ArticleKind.DIGEST:
        return f"Newsdesk's summary, ¶{citation.passage}, of: {said}"
    return f"{said}, ¶{citation.passage}"


def excerpt_json(corpus: Corpus, excerpt: Excerpt) -> str:
    """Give an excerpt as JSON, with the articles that it cites but not their text."""
    cited = dict.fromkeys(citation.article for citation in excerpt.citations)
    actor = excerpt.actor
    values = {
        "schema": SCHEMA,
        "corpus": corpus.version,
        "asked": excerpt.asked,
        "cut": excerpt.cut,
        "articles": [article_values(corpus, corpus.article_by_id[id_]) for id_ in cited],
        "actor": actor_values(corpus, actor) if actor is not None else None,
        "quotes": [quote_values(corpus, q) | _cited(corpus, q.citation) for q in excerpt.quotes],
        "statements": [
            statement_values(corpus, s) | _cited(corpus, s.citation) for s in excerpt.statements
        ],
        "events": [event_values(corpus, e) | _cited(corpus, e.citation) for e in excerpt.events],
    }
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def excerpt_csv(corpus: Corpus, excerpt: Excerpt) -> str:
    """Give an excerpt as one table with a header; no cell of it can be taken for a formula."""
    whole = (
        values | _source_columns(corpus, citation) for citation, values in _rows(corpus, excerpt)
    )
    return table((*CSV_COLUMNS, *_BESIDE_COLUMNS, *_SOURCE_COLUMNS), whole)


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Give rows as CSV with a header; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _rows(corpus: Corpus, excerpt: Excerpt) -> Iterator[tuple[Citation, dict[str, Any]]]:
    if (actor := excerpt.actor) is not None:
        for role in actor.roles:
            named = {"who": actor.name, "role": role.text, "text": role.text}
            yield role.citation, row(corpus, "role", actor.id, role.citation) | named
    told = rows(corpus, excerpt.quotes, excerpt.statements, excerpt.events)
    for citation, values, beside in zip(excerpt.places, told, _beside(excerpt), strict=True):
        yield citation, values | beside


def _beside(excerpt: Excerpt) -> Iterator[dict[str, str]]:
    """Give what stands beside the words and changes what they mean ("would not", "reportedly")."""
    yield from ({"lead": quote.lead, "hedge": quote.hedge} for quote in excerpt.quotes)
    yield from ({"hedge": statement.hedge} for statement in excerpt.statements)
    yield from ({} for _ in excerpt.events)


def _source_columns(corpus: Corpus, citation: Citation) -> dict[str, str | None]:
    article = corpus.article_by_id[citation.article]
    return {
        "publisher": article.publisher,
        "authors": "; ".join(article.authors),
        "title": article.title,
        "published": article.published.day.isoformat() if article.published else None,
        "published_basis": article.published.basis.value if article.published else None,
        "url": article.url,
        "source": full_source(corpus, citation),
    }


def _cited(corpus: Corpus, citation: Citation) -> dict[str, str]:
    return {"citation": corpus.cite(citation), "source": full_source(corpus, citation)}


def _published(article: Article) -> str:
    """Write a publication date, with “about” where it is not certain."""
    if article.published is None:
        return ""
    day = article.published.day.isoformat()
    return day if article.published.certain else f"about {day}"


def _harmless(value: Any) -> Any:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    return value
