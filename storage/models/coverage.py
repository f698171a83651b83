"""What a corpus covers, in short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from storage.models.articles import Article, ArticleKind
from storage.models.dates import When
from storage.models.facts import Event, Quote

_SOURCES: Final = 20  # sources that a coverage names


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What a corpus covers, in short: what answers say of the whole without looking through it.

    `published` are the first and last day of publication, `dated` the first and last day that
    an event is dated to.  `sources` are the first publishers, or titles where an article has
    none, of `source_count` in all.  `years` are the first year of an event or article and the
    last of an article, of an event where no article is dated; `latest_years` tell of a month, and
    of a day of it, the latest year in which an event falls there.  `happenings` counts events told
    by several articles once.
    """

    articles: int = 0
    digests: int = 0
    passages: int = 0
    happenings: int = 0
    published: tuple[date, date] | None = None
    dated: tuple[date, date] | None = None
    sources: tuple[str, ...] = ()
    source_count: int = 0
    most_quoted: str | None = None
    years: tuple[int, int] | None = None
    latest_years: Mapping[tuple[int, int | None], int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        articles: Sequence[Article],
        events: Sequence[Event],
        quotes_by_speaker: Mapping[str, Sequence[Quote]],
    ) -> Coverage:
        """Tell what articles, their events and their quotes cover."""
        days = [a.published.day for a in articles if a.published is not None]
        whens = [event.when for event in events]
        sources = dict.fromkeys(a.publisher or a.title for a in articles)
        quoted = {id_: len(quotes) for id_, quotes in quotes_by_speaker.items()}
        return cls(
            articles=len(articles),
            digests=sum(a.kind is ArticleKind.DIGEST for a in articles),
            passages=sum(1 for article in articles for _ in article.readable()),
            happenings=len({event.cluster or event.id for event in events}),
            published=(min(days), max(days)) if days else None,
            dated=(min(w.earliest for w in whens), max(w.latest for w in whens)) if whens else None,
            sources=tuple(islice(sources, _SOURCES)),
            source_count=len(sources),
            most_quoted=min(quoted, key=lambda id_: (-quoted[id_], id_), default=None),
            years=_years(days, whens),
            latest_years=_latest_years(whens),
        )


def _years(published: Sequence[date], whens: Sequence[When]) -> tuple[int, int] | None:
    """Give the first year of an event or article, and the last of an article, else an event."""
    begun = [when.earliest for when in whens]
    if not (published or begun):
        return None
    return min((*begun, *published)).year, max(published or begun).year


def _latest_years(whens: Iterable[When]) -> Mapping[tuple[int, int | None], int]:
    latest: dict[tuple[int, int | None], int] = {}
    for when in whens:
        first, last = when.earliest, when.latest
        if (first.year, first.month) != (last.year, last.month):
            continue
        for day in (None, first.day) if first == last else (None,):
            place = (first.month, day)
            latest[place] = max(first.year, latest.get(place, first.year))
    return latest
