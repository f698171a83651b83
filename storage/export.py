"""The corpus for other programs: JSON (schema newsdesk/1), CSV and Markdown.

The JSON is documented in docs/export.md.  Paragraphs count the non-blank lines of the source
file, `start` and `end` count characters of that line as it stands in the source.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from storage.models import (
    Actor,
    Article,
    Citation,
    Corpus,
    Difference,
    Event,
    Quote,
    Statement,
    Topic,
    When,
)

SCHEMA = "newsdesk/1"
CSV_COLUMNS = (
    "kind",
    "id",
    "article",
    "file",
    "paragraph",
    "date",
    "date_end",
    "precision",
    "basis",
    "who",
    "role",
    "text",
    "citation",
)


def export_json(corpus: Corpus) -> dict[str, Any]:
    """Give everything the corpus knows as plain values, ready for `json.dumps`."""
    return {
        "schema": SCHEMA,
        "version": corpus.version,
        "articles": [
            article_values(corpus, article) | {"passages": _passages(article)}
            for article in corpus.articles
        ],
        "actors": [actor_values(corpus, actor) for actor in corpus.actors],
        "quotes": [quote_values(corpus, quote) for quote in corpus.quotes],
        "statements": [statement_values(corpus, statement) for statement in corpus.statements],
        "events": [event_values(corpus, event) for event in corpus.events],
        "differences": [_difference(corpus, difference) for difference in corpus.differences],
        "topics": [_topic(topic) for topic in corpus.topics],
        "rejected": [{"where": r.where, "reason": r.reason} for r in corpus.rejected],
        "corrections": [
            {"where": c.where, "entry": c.entry, "facts": c.facts, "reason": c.reason or None}
            for c in corpus.corrections
        ],
    }


def export_csv(corpus: Corpus) -> str:
    """Give quotes, statements and events as one table with a header (RFC 4180 lines)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows(corpus, corpus.quotes, corpus.statements, corpus.events))
    return out.getvalue()


def rows(
    corpus: Corpus,
    quotes: Iterable[Quote],
    statements: Iterable[Statement],
    events: Iterable[Event],
) -> Iterator[dict[str, Any]]:
    """Give quotes, statements and events as rows with the columns of the table."""
    for kind, items in (("quote", quotes), ("statement", statements)):
        for item in items:
            yield (
                row(corpus, kind, item.id, item.citation)
                | (_columns(_dates(item.said)) if item.said else {})
                | {"who": _name(corpus, item.speaker), "role": item.role, "text": item.text}
            )
    for event in events:
        names = "; ".join(_name(corpus, actor) or "" for actor in event.actors)
        yield (
            row(corpus, event.kind.value, event.id, event.citation)
            | _columns(_dates(event.when))
            | {"basis": event.basis.value, "who": names, "text": event.sentence}
        )


def export_markdown(corpus: Corpus) -> str:
    """Give a dossier for reading: sources, actors with roles, quotations, dated events."""
    lines = ["# Newsdesk: the corpus", "", "## Sources", ""]
    for article in corpus.articles:
        when = article.published
        date = f", {when.day.isoformat()}{'' if when.certain else ' (inferred)'}" if when else ""
        summary = " (our summary)" if article.kind == "digest" else ""
        lines.append(f"- {article.id}: {plain(article.title)}{summary}{date}")
    lines += ["", "## Actors", ""]
    for actor in corpus.actors:
        if actor.roles and not actor.byline:
            role = actor.roles[0]
            lines.append(
                f"- **{plain(actor.name)}**: {plain(role.text)} {corpus.cite(role.citation)}"
            )
    lines += ["", "## Exact words", ""]
    for quote in corpus.quotes:
        who = _name(corpus, quote.speaker) or "speaker not clear"
        lines.append(f"- {plain(who)}: “{plain(quote.text)}” {corpus.cite(quote.citation)}")
    lines += ["", "## Dated events", ""]
    for event in sorted(corpus.events, key=lambda e: (e.when.earliest, e.when.latest, e.id)):
        dates = _dates(event.when)
        until = f" – {dates['date_end']}" if dates["date_end"] else ""
        lines.append(
            f"- {dates['date']}{until} ({event.basis.value}): {plain(event.sentence)} "
            f"{corpus.cite(event.citation)}"
        )
    return "\n".join(lines) + "\n"


def plain(text: str) -> str:
    """Keep an article's words from becoming markup or HTML in a Markdown file."""
    out = text
    for mark in ("\\", "*", "_", "[", "]", "<", ">", "`"):
        out = out.replace(mark, "\\" + mark)
    return out


def article_values(corpus: Corpus, article: Article) -> dict[str, Any]:
    """Give what is known of an article as plain values, without its text."""
    when = article.published
    return {
        "id": article.id,
        "file": article.file,
        "key": article.key,
        "title": article.title,
        "title_stated": article.title_stated,
        "publisher": article.publisher,
        "label": corpus.labels[article.id],
        "authors": list(article.authors),
        "published": {
            "date": when.day.isoformat(),
            "earliest": when.when.earliest.isoformat(),
            "latest": when.when.latest.isoformat(),
            "basis": when.basis.value,
            "certain": when.certain,
            "evidence": when.evidence,
        }
        if when
        else None,
        "url": article.url,
        "language": article.language,
        "kind": article.kind.value,
        "content_hash": article.content_hash,
    }


def _passages(article: Article) -> list[dict[str, Any]]:
    return [
        {"paragraph": p.number, "kind": p.kind.value, "text": p.text, "original": list(p.original)}
        for p in article.passages
    ]


def actor_values(corpus: Corpus, actor: Actor) -> dict[str, Any]:
    """Give an actor as plain values."""
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind.value,
        "byline": actor.byline,
        "aliases": list(actor.aliases),
        "roles": [{**_place(corpus, r.citation), "text": r.text} for r in actor.roles],
        "mentions": [{**_place(corpus, m.citation), "surface": m.surface} for m in actor.mentions],
    }


def quote_values(corpus: Corpus, quote: Quote) -> dict[str, Any]:
    """Give a quote as plain values."""
    return _said(corpus, quote) | {
        "kind": quote.kind.value,
        "turn": quote.turn,
        "attribution": quote.attribution,
        "lead": quote.lead,
        "hedge": quote.hedge,
    }


def statement_values(corpus: Corpus, statement: Statement) -> dict[str, Any]:
    """Give a statement as plain values."""
    return _said(corpus, statement) | {
        "kind": "statement",
        "turn": statement.id,
        "verb": statement.verb,
        "hedge": statement.hedge,
    }


def event_values(corpus: Corpus, event: Event) -> dict[str, Any]:
    """Give an event as plain values."""
    return {
        "id": event.id,
        **_place(corpus, event.citation),
        **_dates(event.when),
        "expression": event.expression,
        "sentence": event.sentence,
        "basis": event.basis.value,
        "reference": event.reference.isoformat() if event.reference else None,
        "kind": event.kind.value,
        "actors": list(event.actors),
        "significance": event.significance,
        "confidence": event.confidence,
        "cluster": event.cluster,
        "ahead": event.ahead,
        "method": event.method,
    }


def _difference(corpus: Corpus, difference: Difference) -> dict[str, Any]:
    return {
        "cluster": difference.cluster,
        "about": difference.about,
        "events": list(difference.events),
        "claims": [{"text": text, **_place(corpus, place)} for text, place in difference.claims],
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "id": topic.id,
        "title": topic.title,
        "queries": list(topic.queries),
        "actors": list(topic.actors),
        "made": topic.made,
    }


def _place(corpus: Corpus, citation: Citation) -> dict[str, Any]:
    span = corpus.passage(citation).to_source(citation.span)
    return {
        "article": citation.article,
        "paragraph": citation.passage,
        "start": span.start,
        "end": span.end,
    }


def _dates(when: When) -> dict[str, Any]:
    end = None if when.latest == when.earliest else when.latest.isoformat()
    return {
        "date": when.earliest.isoformat(),
        "date_end": end,
        "precision": when.precision.value,
        "approximate": when.approximate,
    }


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in CSV_COLUMNS}


def _name(corpus: Corpus, actor: str | None) -> str | None:
    return corpus.actor_by_id[actor].name if actor is not None else None


def _said(corpus: Corpus, item: Quote | Statement) -> dict[str, Any]:
    return {
        "id": item.id,
        **_place(corpus, item.citation),
        "text": item.text,
        "speaker_id": item.speaker,
        "speaker": _name(corpus, item.speaker),
        "role": item.role or None,
        "said": _dates(item.said) if item.said else None,
        "method": item.method,
        "confidence": item.confidence,
    }


def row(corpus: Corpus, kind: str, id_: str, citation: Citation) -> dict[str, Any]:
    """Give the columns that every row has: what it is, and where it stands."""
    return {
        "kind": kind,
        "id": id_,
        "article": citation.article,
        "file": corpus.article_by_id[citation.article].file,
        "paragraph": citation.passage,
        "citation": corpus.cite(citation),
    }
