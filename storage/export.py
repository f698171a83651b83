"""The corpus for other programs: JSON (schema newsdesk/1), CSV and Markdown.

The JSON is documented in docs/export.md.  Paragraphs count the non-blank lines of the source
file, `start` and `end` count characters of that line as it stands in the source.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
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
        "articles": [_article(corpus, article) for article in corpus.articles],
        "actors": [_actor(corpus, actor) for actor in corpus.actors],
        "quotes": [_quote(corpus, quote) for quote in corpus.quotes],
        "statements": [_statement(corpus, statement) for statement in corpus.statements],
        "events": [_event(corpus, event) for event in corpus.events],
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
    for kind, items in (("quote", corpus.quotes), ("statement", corpus.statements)):
        for item in items:
            writer.writerow(
                _row(corpus, kind, item.id, item.citation)
                | (_columns(_dates(item.said)) if item.said else {})
                | {"who": _name(corpus, item.speaker), "role": item.role, "text": item.text}
            )
    for event in corpus.events:
        names = "; ".join(_name(corpus, actor) or "" for actor in event.actors)
        writer.writerow(
            _row(corpus, event.kind.value, event.id, event.citation)
            | _columns(_dates(event.when))
            | {"basis": event.basis.value, "who": names, "text": event.sentence}
        )
    return out.getvalue()


def export_markdown(corpus: Corpus) -> str:
    """Give a dossier for reading: sources, actors with roles, quotations, dated events."""
    lines = ["# Newsdesk: the corpus", "", "## Sources", ""]
    for article in corpus.articles:
        when = article.published
        date = f", {when.day.isoformat()}{'' if when.certain else ' (inferred)'}" if when else ""
        summary = " (our summary)" if article.kind == "digest" else ""
        lines.append(f"- {article.id}: {_plain(article.title)}{summary}{date}")
    lines += ["", "## Actors", ""]
    for actor in corpus.actors:
        if actor.roles and not actor.byline:
            role = actor.roles[0]
            lines.append(
                f"- **{_plain(actor.name)}**: {_plain(role.text)} {corpus.cite(role.citation)}"
            )
    lines += ["", "## Exact words", ""]
    for quote in corpus.quotes:
        who = _name(corpus, quote.speaker) or "speaker not clear"
        lines.append(f"- {_plain(who)}: “{_plain(quote.text)}” {corpus.cite(quote.citation)}")
    lines += ["", "## Dated events", ""]
    for event in sorted(corpus.events, key=lambda e: (e.when.earliest, e.when.latest, e.id)):
        dates = _dates(event.when)
        until = f" – {dates['date_end']}" if dates["date_end"] else ""
        lines.append(
            f"- {dates['date']}{until} ({event.basis.value}): {_plain(event.sentence)} "
            f"{corpus.cite(event.citation)}"
        )
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Keep an article's words from becoming markup or HTML in a Markdown file."""
    out = text
    for mark in ("\\", "*", "_", "[", "]", "<", ">", "`"):
        out = out.replace(mark, "\\" + mark)
    return out


def _article(corpus: Corpus, article: Article) -> dict[str, Any]:
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
        "passages": [
            {
                "paragraph": p.number,
                "kind": p.kind.value,
                "text": p.text,
                "original": list(p.original),
            }
            for p in article.passages
        ],
    }


def _actor(corpus: Corpus, actor: Actor) -> dict[str, Any]:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind.value,
        "byline": actor.byline,
        "aliases": list(actor.aliases),
        "roles": [{**_place(corpus, r.citation), "text": r.text} for r in actor.roles],
        "mentions": [{**_place(corpus, m.citation), "surface": m.surface} for m in actor.mentions],
    }


def _quote(corpus: Corpus, quote: Quote) -> dict[str, Any]:
    return _said(corpus, quote) | {
        "kind": quote.kind.value,
        "turn": quote.turn,
        "attribution": quote.attribution,
        "lead": quote.lead,
        "hedge": quote.hedge,
    }


def _statement(corpus: Corpus, statement: Statement) -> dict[str, Any]:
    return _said(corpus, statement) | {
        "kind": "statement",
        "turn": statement.id,
        "verb": statement.verb,
        "hedge": statement.hedge,
    }


def _event(corpus: Corpus, event: Event) -> dict[str, Any]:
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


def _row(corpus: Corpus, kind: str, id_: str, citation: Citation) -> dict[str, Any]:
    return {
        "kind": kind,
        "id": id_,
        "article": citation.article,
        "file": corpus.article_by_id[citation.article].file,
        "paragraph": citation.passage,
        "citation": corpus.cite(citation),
    }
