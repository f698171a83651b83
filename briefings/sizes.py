"""How many characters things take in a message, at most, in any language that they are put in.

A briefing is chosen before it is put into words, and for readers of all languages alike; so what
stands around the words of the articles (dates, places, headings) is reckoned at its longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from storage.models import (
    CORRECTED,
    ArticleKind,
    Basis,
    Citation,
    Corpus,
    Event,
    Quote,
    Statement,
    Topic,
    When,
)

_FRAME: Final = 280  # part, coverage, lateness, headings, "Sources:", as of when, whose texts
_DAY: Final = 28  # "примерно 28 сентября 2021"
_DAYS: Final = 48  # "примерно 28 сентября 2021 – 2 октября 2021"
_BASIS: Final = 52  # " · “…”, relative to an inferred publication date"
_DIFFER: Final = 32  # "Articles differ on how many: "
_ORIGIN: Final = 30  # " · our summary, original"
_SAYS: Final = 16  # " · paraphrased"
_CORRECTED: Final = 24  # " · speaker corrected"
_UNCLEAR: Final = 32  # "speaker not clear from the text"
_MARKS: Final = 6  # what stands between two things: a blank line, quotation marks, brackets
_TOLD: Final = 8  # places that are named of those that tell the same


def frame(topic: Topic) -> int:
    """Tell how much stands around all that is told."""
    return len(topic.title) + _FRAME


def of_happening(corpus: Corpus, group: Sequence[Event]) -> int:
    """Tell how much a happening takes, with those who tell it and what they differ in."""
    first = group[0]
    size = _MARKS + _date(first.when) + len(first.sentence) + _beside(corpus, first.citation)
    if first.basis is not Basis.STATED:
        size += _BASIS + len(first.expression)
    alike = [event for event in group if _same_days(event, first)]
    apart = [event for event in group if not _same_days(event, first)][:_TOLD]
    size += _places(corpus, (event.citation for event in alike[:_TOLD]))
    size += _places(corpus, (event.citation for event in apart))
    size += sum(_date(event.when) + _MARKS for event in apart)
    size += _SAYS * (bool(apart) + (len(alike) > _TOLD))
    size += _sources(corpus, (event.citation for event in group))
    for difference in corpus.differences_by_cluster.get(first.cluster, ()):
        size += _DIFFER + _places(corpus, (citation for _, citation in difference.claims))
        size += sum(max(len(claim), _DAYS) + _MARKS for claim in dict(difference.claims))
    return size


def of_quote(corpus: Corpus, quote: Quote) -> int:
    """Tell how much an utterance takes, which is printed whole."""
    turn = corpus.stretches[quote.citation.article, quote.turn]
    first = turn[0]
    size = _MARKS + _speaker(corpus, first) + len(first.role) + _published(corpus, first.citation)
    size += _DAYS + _MARKS if any(one.said for one in turn) else 0
    size += sum(len(hedge) + _MARKS for hedge in {one.hedge for one in turn if one.hedge})
    size += sum(len(one.text) + len(one.lead) + _MARKS for one in turn)
    size += _places(corpus, (one.citation for one in turn))
    return size + _beside(corpus, first.citation) + _sources(corpus, [first.citation])


def of_statement(corpus: Corpus, statement: Statement) -> int:
    """Tell how much a paraphrase takes."""
    cited = [statement.citation]
    size = _MARKS + _speaker(corpus, statement) + _SAYS + len(statement.hedge) + _MARKS
    size += len(statement.text) + _places(corpus, cited) + _sources(corpus, cited)
    return size + _beside(corpus, statement.citation)


def _same_days(one: Event, other: Event) -> bool:
    return (one.when.earliest, one.when.latest) == (other.when.earliest, other.when.latest)


def _date(when: When) -> int:
    return _DAY if when.earliest == when.latest else _DAYS


def _published(corpus: Corpus, citation: Citation) -> int:
    """Tell how much the date of an article takes, with how it is known where it is not certain."""
    published = corpus.article_by_id[citation.article].published
    if published is None or not published.certain:
        return _BASIS + _DAYS
    return _MARKS + _date(published.when)


def _places(corpus: Corpus, citations: Iterable[Citation]) -> int:
    """Tell how much the places take, each named once."""
    return sum(len(place) + _MARKS for place in {corpus.cite(citation) for citation in citations})


def _sources(corpus: Corpus, citations: Iterable[Citation]) -> int:
    """Tell how much the articles take in the list of sources."""
    articles = {citation.article for citation in citations}
    return sum(len(corpus.labels[article]) + len(", ") for article in articles)


def _beside(corpus: Corpus, citation: Citation) -> int:
    """Tell how much it takes to say that a text is our summary, where it is."""
    return _ORIGIN if corpus.article_by_id[citation.article].kind is ArticleKind.DIGEST else 0


def _speaker(corpus: Corpus, said: Quote | Statement) -> int:
    corrected = _CORRECTED if said.method == CORRECTED else 0
    name = corpus.actor_by_id[said.speaker].name if said.speaker is not None else ""
    return corrected + (len(name) if name else _UNCLEAR)
