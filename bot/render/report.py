"""What a build gave and what of it is doubtful, as blocks that people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.contract import Text
from bot.locale import Number, t, tn
from bot.render.facts import date_words
from bot.render.rich import Piece, Rich, bold, join, rich
from storage.models import (
    Article,
    Citation,
    Corpus,
    CorrectionResult,
    PublicationBasis,
    Quote,
    Statement,
)
from storage.report import AmbiguousName, BuildReport, DateDoubt, DoubtfulDate

_SNIPPET = 70

PUBLICATION_BASES = {
    PublicationBasis.METADATA: t("from its metadata"),
    PublicationBasis.DATELINE: t("from its dateline"),
    PublicationBasis.ADDRESS: t("from its address"),
    PublicationBasis.TEXT: t("from its text"),
    PublicationBasis.COLLECTION: t("from the other articles"),
    PublicationBasis.CORRECTED: t("corrected"),
}
DATE_DOUBTS = {
    DateDoubt.WEEKDAY: t("the weekday is not that day's"),
    DateDoubt.LINE: t("a caption or heading tells it"),
    DateDoubt.REFERENCE: t("it hangs on a publication date that is inferred"),
    DateDoubt.READING: t("the words leave it open, or it leans on another date"),
}


def counts(report: BuildReport) -> tuple[Text, ...]:
    """Say what a corpus holds, one text for each kind of thing."""
    held = report.counts
    return (
        tn("{count} article", "{count} articles", held["articles"]),
        tn("{count} passage", "{count} passages", held["passages"]),
        tn("{count} actor", "{count} actors", held["actors"]),
        tn("{count} quotation", "{count} quotations", held["quotes"]),
        tn("{count} paraphrase", "{count} paraphrases", held["statements"]),
        tn("{count} dated event", "{count} dated events", held["events"]),
        tn("{count} happening", "{count} happenings", held["happenings"]),
        tn("{count} difference", "{count} differences", held["differences"]),
        tn("{count} topic", "{count} topics", held["topics"]),
    )


def whole(corpus: Corpus, report: BuildReport) -> tuple[Rich, ...]:
    """Tell everything of a report, section by section; empty ones are left out."""
    head = join((rich(bold(t("Corpus {version}", version=report.version))), *counts_lines(report)))
    sections = (
        left_out(report),
        _section(t("Speakers that are not known"), [_said(corpus, f) for f in report.unresolved]),
        _section(
            t("Speakers of low confidence"), [_said(corpus, f) for f in report.doubtful_speakers]
        ),
        _section(t("Dates of low confidence"), [_dated(corpus, d) for d in report.doubtful_dates]),
        _section(t("Names that several bear"), [ambiguous_line(name) for name in report.ambiguous]),
        _section(
            t("Publication dates that are not certain"), [_inferred(a) for a in report.inferred]
        ),
        _section(t("Articles without any date"), [rich(_article(a)) for a in report.undated]),
        applied(report),
        unmatched(report.unmatched),
    )
    return (head, *(section for section in sections if section is not None))


def counts_lines(report: BuildReport) -> tuple[Rich, ...]:
    """Say what a corpus holds in lines."""
    return tuple(rich(count) for count in counts(report))


def left_out(report: BuildReport, most: int | None = None) -> Rich | None:
    """List what was left out of a corpus, with reasons."""
    lines = [rich(r.where, ": ", r.reason) for r in report.rejected]
    return _section(t("Left out"), lines, most)


def applied(report: BuildReport) -> Rich | None:
    """List the corrections that changed something."""
    lines = [
        rich(r.where, ": ", r.entry, " (", tn("{count} fact", "{count} facts", r.facts), ")")
        for r in report.applied
    ]
    return _section(t("Corrections applied"), lines)


def unmatched(results: Iterable[CorrectionResult], most: int | None = None) -> Rich | None:
    """List the corrections that changed nothing, with reasons."""
    lines = [rich(r.where, ": ", r.entry, ": ", r.reason) for r in results]
    return _section(t("Corrections that changed nothing"), lines, most)


def _section(title: Text, lines: Sequence[Rich], most: int | None = None) -> Rich | None:
    """Head a list with its title and length; None for an empty one."""
    if not lines:
        return None
    shown = [rich("• ", line) for line in lines[:most]]
    if len(shown) < len(lines):
        more = len(lines) - len(shown)
        shown.append(rich(tn("and {count} more", "and {count} more", more)))
    return join((rich(bold(t("{title} ({count})", title=title, count=Number(len(lines))))), *shown))


def _said(corpus: Corpus, fact: Quote | Statement) -> Rich:
    exact = isinstance(fact, Quote)
    words = f"“{_short(fact.text)}”" if exact else _short(fact.text)
    parts: list[Rich | Piece | Text | str] = [_place(corpus, fact.citation), " ", words]
    if not exact:
        parts += [" (", t("paraphrased"), ")"]
    if fact.speaker is not None:
        parts += [" – ", corpus.actor_by_id[fact.speaker].name]
    parts += [" – ", t("rule “{rule}”, {confidence}", rule=fact.method, confidence=fact.confidence)]
    return rich(*parts)


def _dated(corpus: Corpus, doubtful: DoubtfulDate) -> Rich:
    event = doubtful.event
    told = t(
        "“{words}”: {when}, rule “{rule}”, {confidence}",
        words=event.expression,
        when=event.when,
        rule=event.method,
        confidence=event.confidence,
    )
    return rich(_place(corpus, event.citation), " ", told, " – ", DATE_DOUBTS[doubtful.doubt])


def ambiguous_line(name: AmbiguousName) -> Rich:
    """Say whom a name may mean."""
    return rich(f"{name.name}: ", ", ".join(f"{a.name} ({a.id})" for a in name.actors))


def _inferred(article: Article) -> Rich:
    return rich(_article(article), ": ", publication(article))


def publication(article: Article) -> Rich:
    """Say when an article was published, and how that is known."""
    published = article.published
    if published is None:
        return rich(t("date not known"))
    parts: list[Rich | Piece | Text | str] = [
        date_words(published.when),
        ", ",
        PUBLICATION_BASES[published.basis],
    ]
    told = {PublicationBasis.DATELINE, PublicationBasis.ADDRESS, PublicationBasis.TEXT}
    if published.basis in told and published.evidence:
        parts += [f" (“{published.evidence}”)"]
    return rich(*parts)


def _article(article: Article) -> str:
    return f"{article.id} {article.file}"


def _place(corpus: Corpus, citation: Citation) -> str:
    """Name a passage as `newsdesk explain` takes it, with the publisher for the reader."""
    return f"{citation.article} {citation.passage} {corpus.cite(citation)}"


def _short(text: str) -> str:
    return text if len(text) <= _SNIPPET else text[:_SNIPPET].rsplit(" ", 1)[0] + " …"
