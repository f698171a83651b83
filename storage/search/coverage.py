"""Which days a corpus is about: its years, and the years of its months and days."""

from __future__ import annotations

from collections.abc import Iterable

from storage.models import Corpus, Event


def years_of(corpus: Corpus) -> tuple[int, int] | None:
    """The first year that an event is dated in, and the last that an article or event is."""
    whens = [event.when for event in corpus.events]
    published = [a.published.day.year for a in corpus.articles if a.published]
    first = [when.earliest.year for when in whens] + published
    last = published or [when.earliest.year for when in whens]
    return (min(first), max(last)) if first else None


def months_of(events: Iterable[Event]) -> dict[tuple[int, int | None], int]:
    """The latest year in which an event falls in a month, and on a day of it."""
    latest: dict[tuple[int, int | None], int] = {}
    for event in events:
        first, last = event.when.earliest, event.when.latest
        if (first.year, first.month) != (last.year, last.month):
            continue
        for place in ((first.month, None), (first.month, first.day)):
            if place[1] is None or first == last:
                latest[place] = max(first.year, latest.get(place, first.year))
    return latest
