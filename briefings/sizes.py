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
    Difference,
    Event,
    Quote,
    Statement,
    Topic,
    When,
)
from storage.text.calendar import month_days

_FRAME: Final = 240  # part, coverage, lateness, "Sources:", as of when, whose texts
HEADING: Final = 18  # "Что произошло" and a blank line
_DAY: Final = 16  # "28 сентября 2021"; a month is shorter
_DAYS_OF_A_YEAR: Final = 30  # "28 сентября – 2 октября 2021"
_DAYS: Final = 36  # "28 сентября 2021 – 28 сентября 2022"
_ABOUT: Final = 10  # "примерно "
_INFERRED: Final = 44  # "дата не указана; по другим статьям — "
_RELATIVE: Final = 30  # " · “”, относительно публикации"
_RECKONED: Final = 54  # " · “”, relative to an inferred publication date"
_DIFFER: Final = 36  # "Articles differ on how many (): "
_EXCERPT: Final = 112  # letters of a sentence that tells who did what, with an ellipsis
_SUMMARY: Final = 18  # " · наше изложение"
_ORIGINAL: Final = 10  # ", original"
_SAID: Final = 14  # " · сказано: "
_PARAPHRASED: Final = 16  # " · paraphrased …"
_OTHERWISE: Final = 32  # " · the same event otherwise in"
_CORRECTED: Final = 24  # " · speaker corrected"
_UNCLEAR: Final = 32  # "speaker not clear from the text"
_APART: Final = 2  # a blank line
_MARKS: Final = 6  # what stands between two things: a line's end, quotation marks, an ellipsis
_PLACE: Final = 2  # what stands around a place
_TOLD: Final = 8  # places that are named of those that tell the same
_MORE: Final = 12  # " and 12 more"


def frame(topic: Topic) -> int:
    """Tell how much stands around all that is told."""
    return len(topic.title) + _FRAME


def sources(corpus: Corpus, articles: Iterable[str]) -> int:
    """Tell how much some articles take in the list of sources, by their ids."""
    return sum(len(corpus.labels[article]) + len(", ") for article in articles)


def of_happening(corpus: Corpus, group: Sequence[Event]) -> int:
    """Tell how much a happening takes, with those who tell it and what they differ in."""
    first = group[0]
    size = _APART + _event_date(corpus, first) + _basis(corpus, first) + len(first.sentence)
    size += _MARKS + _beside(corpus, first.citation)
    alike = [event for event in group if _same_days(event, first)]
    apart = [event for event in group if not _same_days(event, first)][:_TOLD]
    size += _places(corpus, (event.citation for event in (*alike[: 2 * _TOLD], *apart)))
    size += sum(_event_date(corpus, event) + _MARKS for event in apart)
    size += _OTHERWISE * (len(group) > 1) + 2 * _MORE * (len(alike) > _TOLD)
    for difference in corpus.differences_by_cluster.get(first.cluster, ()):
        if _is_side(corpus, first, difference):
            size += _difference(corpus, difference)
    return size


def _is_side(corpus: Corpus, event: Event, difference: Difference) -> bool:
    """Whether an event's sentence is one of those that differ: then the difference is told."""
    at = event.citation
    return any(
        (side.citation.article, side.citation.passage) == (at.article, at.passage)
        and side.sentence_span.overlaps(event.sentence_span)
        for id_ in difference.events
        if (side := corpus.event_by_id.get(id_)) is not None
    )


def _event_date(corpus: Corpus, event: Event) -> int:
    about = event.basis is Basis.RELATIVE and not _is_dated(corpus, event.citation)
    return _date(event.when) + _ABOUT * about


def _basis(corpus: Corpus, event: Event) -> int:
    """Tell how much it takes to say how a date is known that the text does not state."""
    if event.basis is Basis.STATED:
        return 0
    sure = event.basis is Basis.RELATIVE and _is_dated(corpus, event.citation)
    return len(event.expression) + (_RELATIVE if sure else _RECKONED)


def _difference(corpus: Corpus, difference: Difference) -> int:
    """Tell how much it takes to say what each side tells, and where."""
    known = corpus.event_by_id
    told = {event.citation: event for id_ in difference.events if (event := known.get(id_))}
    sides: dict[str, list[Citation]] = {}
    for claim, place in difference.claims:
        sides.setdefault(claim, []).append(place)
    of_days = difference.about == "date"
    whens = sorted((e.when for e in told.values()), key=lambda w: (w.latest - w.earliest, w))
    size = _DIFFER + (_date(whens[0]) if whens and not of_days else 0)
    for claim, places in sides.items():
        words = max(len(claim), _DAYS + _ABOUT) if of_days else len(claim)
        size += words + _MARKS + _places(corpus, places)
        sentences = [told[place].sentence for place in places if place in told]
        if difference.about in {"who", "what"} and sentences:
            size += min(_EXCERPT, *map(len, sentences)) + _MARKS
            size += max(_places(corpus, [place]) for place in places)
    return size


def of_quote(corpus: Corpus, quote: Quote) -> int:
    """Tell how much an utterance takes, which is printed whole."""
    turn = corpus.stretches[quote.citation.article, quote.turn]
    first = turn[0]
    size = _APART + _speaker(corpus, first) + len(first.role) + _published(corpus, first.citation)
    said = next((one.said for one in turn if one.said is not None), None)
    size += _SAID + _date(said) if said is not None else 0
    size += sum(len(hedge) + _MARKS for hedge in {one.hedge for one in turn if one.hedge})
    size += sum(len(one.text) + len(one.lead) + _MARKS for one in turn)
    size += _places(corpus, (one.citation for one in turn)) + _MARKS
    return size + _beside(corpus, first.citation)


def of_statement(corpus: Corpus, statement: Statement) -> int:
    """Tell how much a paraphrase takes."""
    size = _APART + _speaker(corpus, statement) + _PARAPHRASED + len(statement.text)
    size += len(statement.hedge) + _MARKS + _places(corpus, [statement.citation])
    return size + _beside(corpus, statement.citation)


def _same_days(one: Event, other: Event) -> bool:
    return (one.when.earliest, one.when.latest) == (other.when.earliest, other.when.latest)


def _date(when: When) -> int:
    first, last = when.earliest, when.latest
    of_a_year, of_a_month = first.year == last.year, month_days(first.year, first.month)
    days = _DAYS_OF_A_YEAR if of_a_year else _DAYS
    exact = first == last or (first, last) == of_a_month
    return (_DAY if exact else days) + _ABOUT * when.approximate


def _published(corpus: Corpus, citation: Citation) -> int:
    """Tell how much the date of an article takes, with how it is known where it is not certain."""
    published = corpus.article_by_id[citation.article].published
    if published is None:
        return _INFERRED
    return _MARKS + _date(published.when) + _INFERRED * (not published.certain)


def _is_dated(corpus: Corpus, citation: Citation) -> bool:
    published = corpus.article_by_id[citation.article].published
    return published is not None and published.certain


def _places(corpus: Corpus, citations: Iterable[Citation]) -> int:
    """Tell how much the places take, each named once."""
    return sum(len(place) + _PLACE for place in {corpus.cite(citation) for citation in citations})


def _beside(corpus: Corpus, citation: Citation) -> int:
    """Tell how much it takes to say that a text is our summary, where it is."""
    article = corpus.article_by_id[citation.article]
    return (_SUMMARY + _ORIGINAL * bool(article.url)) if article.kind is ArticleKind.DIGEST else 0


def _speaker(corpus: Corpus, said: Quote | Statement) -> int:
    corrected = _CORRECTED if said.method == CORRECTED else 0
    name = corpus.actor_by_id[said.speaker].name if said.speaker is not None else ""
    return corrected + (len(name) if name else _UNCLEAR)
