"""/timeline: what happened, in order of its dates; uncertain dates apart and marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.contract import Answer, Ask, Command, Example
from bot.locale import t
from bot.render.facts import (
    as_of,
    coverage,
    date_words,
    difference_block,
    event_block,
    event_date,
    is_certain,
    not_found,
    section,
    tellings,
)
from bot.render.rich import Rich, bold, italic, join, rich
from storage.models import Corpus, Event, EventKind, When
from storage.search import Found, Kind, Query, Verdict
from storage.snapshot import Snapshot

_COARSE = 200  # days; a date no closer than this comes after its year's closer ones


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among the dated events that `answer` would tell."""
    query = snapshot.index.parse(words)
    told = {event.id for event in _candidates(snapshot.corpus, query)}
    found = _find(snapshot, query)
    matches = tuple(match for match in found.matches if match.id in told)
    return replace(found, matches=matches, verdict=found.verdict if matches else Verdict.NOTHING)


def answer(ask: Ask) -> Answer:
    """Tell the dated events of whom or what, within a period, in order."""
    corpus = ask.snapshot.corpus
    query = ask.snapshot.index.parse(ask.words)
    events, found = _select(ask, query)
    if found is not None and found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, found, ask.words)
    if not events:
        return _nothing(ask, query)
    told = tellings(events)
    certain = [g for g in told if is_certain(corpus, g[0]) and g[0].kind is EventKind.EVENT]
    states = [g for g in told if is_certain(corpus, g[0]) and g[0].kind is EventKind.STATE]
    uncertain = [g for g in told if not is_certain(corpus, g[0])]
    # A sentence that stands above with one of its dates is not told again for another.
    printed = {_sentence(e) for group in certain for e in group}
    states = [g for g in states if _sentence(g[0]) not in printed]
    printed |= {_sentence(e) for group in states for e in group}
    uncertain = [g for g in uncertain if _sentence(g[0]) not in printed]
    clusters = {e.cluster for e in events if e.cluster}
    differences = [d for d in corpus.differences if d.cluster in clusters]
    blocks = [
        *_by_date(corpus, certain),
        *section(t("How things stood"), [event_block(corpus, group) for group in _ordered(states)]),
        *section(
            t("Less certain dates"), [event_block(corpus, group) for group in _ordered(uncertain)]
        ),
        *section(
            t("Where the articles differ"), [difference_block(corpus, d) for d in differences]
        ),
        as_of(corpus),
    ]
    return Answer(blocks=tuple(blocks), head=_head(query))


def _select(ask: Ask, query: Query) -> tuple[list[Event], Found | None]:
    """Choose events by words, actors and period; comparisons tell nothing that happened."""
    events = _candidates(ask.snapshot.corpus, query)
    limited = query.words or query.phrases or query.filters or query.excluded
    if query.empty or not limited:
        return events, None
    found = _find(ask.snapshot, query)
    matched = {m.id for m in found.matches}
    return [e for e in events if e.id in matched], found


def _candidates(corpus: Corpus, query: Query) -> list[Event]:
    events = [e for e in corpus.events if e.kind is not EventKind.COMPARISON]
    if query.period is None:
        return events
    return [e for e in events if _falls(e.when, query.period)]


def _find(snapshot: Snapshot, query: Query) -> Found:
    return snapshot.index.find(query, {Kind.EVENT}, limit=max(1, len(snapshot.corpus.events)))


def _sentence(event: Event) -> tuple[str, int, int]:
    return (event.citation.article, event.citation.passage, event.sentence_span.start)


def _falls(when: When, period: When) -> bool:
    """Whether a date lies in a period: wholly, or, where it is the wider one, its middle does."""
    return when.within(period) or (
        when.overlaps(period)
        and period.within(when)
        and (when.latest - when.earliest).days <= _COARSE
    )


def _ordered(groups: Iterable[tuple[Event, ...]]) -> list[tuple[Event, ...]]:
    def order(group: tuple[Event, ...]) -> tuple[object, ...]:
        when = group[0].when
        coarse = (when.latest - when.earliest).days > _COARSE
        return (when.earliest.year, coarse, when.earliest, when.latest, group[0].id)

    return sorted(groups, key=order)


def _by_date(corpus: Corpus, groups: list[tuple[Event, ...]]) -> list[Rich]:
    """Put happenings of one date under one date line."""
    blocks: list[Rich] = []
    last: When | None = None
    for group in _ordered(groups):
        when = group[0].when
        block = event_block(corpus, group, dated=False)
        if when == last:
            blocks[-1] = join((blocks[-1], block), "\n\n")
        else:
            blocks.append(rich(bold(event_date(corpus, group[0])), "\n") + block)
        last = when
    return blocks


def _head(query: Query) -> Rich:
    parts = [bold(t("Timeline"))]
    filters = (f"{'-' * one.out}{one.about.value}:{one.name}" for one in query.filters)
    about = " ".join((*query.words, *(f"“{p}”" for p in query.phrases), *filters))
    if about:
        parts += [bold(": "), bold(about)]
    line = rich(*parts)
    if query.period is not None:
        line = line + rich(" · ", italic(date_words(query.period)))
    return line


def _nothing(ask: Ask, query: Query) -> Answer:
    corpus = ask.snapshot.corpus
    dated = [e.when for e in corpus.events]
    blocks = [rich(bold(t("No dated event in the corpus for {words}.", words=ask.words)))]
    if query.period is not None and dated:
        span = When(min(w.earliest for w in dated), max(w.latest for w in dated))
        blocks.append(
            rich(
                t(
                    "Its events lie between {first} and {last}.",
                    first=span.earliest.year,
                    last=span.latest.year,
                )
            )
        )
    blocks.append(rich(t("It holds {coverage}.", coverage=coverage(corpus))))
    return Answer(blocks=tuple(blocks), found=False)


COMMAND = Command(
    name="timeline",
    summary=t("what happened, by date"),
    usage="[who or what] [period]",
    detail=t(
        "Periods as people write them: 2021, aug 2021, 15 August, 1996-2003, 1990s, before 2015, "
        "15 августа, с 1996 по 2003. Dates that the text does not state show what they are "
        "reckoned from; uncertain ones stand apart."
    ),
    examples=(
        Example(line="/timeline 2021", expects=("15 Aug 2021",)),
        Example(line="/timeline kabulov 2021", expects=("Kabulov",)),
        Example(line="/timeline с 1996 по 2003", expects=("2003",)),
    ),
    answer=answer,
    search=search,
)
