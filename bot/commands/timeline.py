"""/timeline: what happened, in order of its dates; uncertain dates apart and marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.contract import Answer, Ask, Command, Example
from bot.locale import t
from bot.render.events import Told, by_date, differences_of, entries, is_certain, tellings
from bot.render.facts import as_of, coverage, date_words, not_found
from bot.render.rich import Block, Rich, bold, italic, rich
from briefings.compose import is_coarse
from storage.models import Corpus, Event, EventKind, Precision, When
from storage.search import Found, Kind, Query, Verdict
from storage.snapshot import Snapshot

_WIDE = frozenset({Precision.YEAR, Precision.DECADE})


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
    expected = [g for g in certain if g[0].ahead]
    certain = [g for g in certain if not g[0].ahead]
    states = [g for g in told if is_certain(corpus, g[0]) and g[0].kind is EventKind.STATE]
    uncertain = [g for g in told if not is_certain(corpus, g[0])]
    # A sentence that stands above with one of its dates is not told again for another.
    printed = {_sentence(e) for group in certain for e in group}
    expected = [g for g in expected if _sentence(g[0]) not in printed]
    printed |= {_sentence(e) for group in expected for e in group}
    states = [g for g in states if _sentence(g[0]) not in printed]
    printed |= {_sentence(e) for group in states for e in group}
    uncertain = [g for g in uncertain if _sentence(g[0]) not in printed]
    differences = differences_of(corpus)
    blocks: list[Block] = [
        *by_date(corpus, _ordered(certain), differences),
        *entries(corpus, _ordered(expected), differences, t("Expected or planned then")),
        *entries(corpus, _ordered(states), differences, t("How things stood")),
        *entries(corpus, _ordered(uncertain), differences, t("Less certain dates")),
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
    """Whether a date lies in a period, or holds it and is closer than a year."""
    return when.within(period) or (period.within(when) and not _is_wide(when))


def _is_wide(when: When) -> bool:
    return when.precision in _WIDE or is_coarse(when)


def _ordered(groups: Iterable[Told]) -> list[Told]:
    """By date; what only a year or more dates comes after its first year's closer dates."""

    def order(told: Told) -> tuple[object, ...]:
        when = told[0].when
        return (when.earliest.year, _is_wide(when), when.earliest, when.latest, told[0].id)

    return sorted(groups, key=order)


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
