"""/timeline: what happened, in order of its dates; uncertain dates apart and marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.charting import Look, as_picture, charted, look
from bot.contract import EVERY_MENU, Action, Answer, Ask, Button, Command, Example
from bot.exporting import Wish
from bot.locale import Number, t
from bot.render.events import Told, by_date, entries, is_certain, tellings, told_first
from bot.render.facts import as_of, coverage, date_words, not_found
from bot.render.meant import meant, why
from bot.render.rich import Rich, bold, italic, rich
from storage.chronology import is_wide
from storage.models import Corpus, Event, EventKind, Precision, When
from storage.search import Found, Kind, Query, Verdict, write_query
from storage.snapshot import Snapshot

_HAPPENINGS = 300  # told of a period; more pages than anyone turns
FOUND = 400  # events looked at for words
_LEAST_OF_BEST = 0.5


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among the dated events that `answer` would tell."""
    query = snapshot.index.parse(look(words)[0])
    found = _find(snapshot, query)
    by_id = snapshot.corpus.event_by_id
    matches = tuple(match for match in found.matches if _is_told(by_id[match.id], query.period))
    return replace(found, matches=matches, verdict=found.verdict if matches else Verdict.NOTHING)


def answer(ask: Ask) -> Answer:
    """Tell the dated events of whom or what, within a period, in order."""
    words, picture = look(ask.words)
    ask = replace(ask, words=words)
    corpus = ask.snapshot.corpus
    query = ask.snapshot.index.parse(words)
    chosen = _select(ask, query)
    if chosen.found is not None and chosen.found.verdict is Verdict.NOTHING:
        return not_found(ask.snapshot, chosen.found, ask.shown)
    if not chosen.events:
        return _nothing(ask, query)
    told = _sorted_out(corpus, chosen.events)
    lines = [*_doubts(ask, chosen.found), *chosen.left_out]
    export = Wish("timeline", words).line
    goes_on = () if chosen.goes_on is None else (_go_on(query, chosen.goes_on, picture),)
    if picture is not None:
        made = charted(corpus, told.all, words, picture, title=_head(query), lines=lines)
        return replace(made, choices=(*made.choices, goes_on), export=export)
    return Answer(
        blocks=(
            *lines,
            *by_date(corpus, told.certain),
            *entries(corpus, told.expected, t("Expected or planned then")),
            *entries(corpus, told.states, t("How things stood")),
            *entries(corpus, told.uncertain, t("Less certain dates")),
            as_of(corpus),
        ),
        head=_head(query),
        choices=((as_picture(words), *_differing(corpus, words)), goes_on),
        export=export,
    )


def _differing(corpus: Corpus, words: str) -> tuple[Button, ...]:
    """Offer what articles tell differently of the same, where they do of anything."""
    if not len(corpus.chronology.disputed):
        return ()
    return (Button(t("Where articles differ"), Action(command="disputed", words=words)),)


@dataclass(frozen=True, slots=True)
class _Sorts:
    """What is told under one heading each, in order."""

    certain: list[Told]
    expected: list[Told]
    states: list[Told]
    uncertain: list[Told]

    @property
    def all(self) -> list[Told]:
        return [*self.certain, *self.expected, *self.states, *self.uncertain]


def _sorted_out(corpus: Corpus, events: Iterable[Event]) -> _Sorts:
    """Sort events by their headings; no sentence is told under two of them."""
    # Of a date that a sentence gives twice, the first in the text is told.
    told = tellings(sorted(events, key=lambda e: (e.citation.passage, e.citation.start)))
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
    return _Sorts(*map(_ordered, (certain, expected, states, uncertain)))


def _doubts(ask: Ask, found: Found | None) -> list[Rich]:
    """Say what was not found by the very words, or not with all of them."""
    return [] if found is None else [*why(found, ask.shown), *meant(found, "timeline")[0]]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Events to tell; what is said of those left out, and the day to go on from, where any are.

    `found` is what words found, None where only a period, or all, was asked for.
    """

    events: list[Event]
    found: Found | None = None
    left_out: tuple[Rich, ...] = ()
    goes_on: date | None = None


def _select(ask: Ask, query: Query) -> _Chosen:
    """Choose events by words, actors and period; comparisons tell nothing that happened."""
    limited = query.words or query.phrases or query.filters or query.excluded
    if query.empty or not limited:
        return _of_period(ask.snapshot.corpus, query.period)
    found = _find(ask.snapshot, query)
    by_id = ask.snapshot.corpus.event_by_id
    matched = [by_id[match.id] for match in found.matches[:FOUND]]
    events = [event for event in matched if _is_told(event, query.period)]
    cut = len(found.matches) > FOUND
    line = t("Of all that fits, these dates fit best; a narrower period tells more of it.")
    return _Chosen(events, found, (rich(italic(line)),) if cut else ())


def _of_period(corpus: Corpus, period: When | None) -> _Chosen:
    places = corpus.chronology.falling(period)
    events, first = told_first(corpus, places, happenings=_HAPPENINGS)
    if not len(first.left_out):
        return _Chosen(events)
    line = t(
        "The first {count} of {all} events by date, in each year the close dates first.",
        count=Number(_HAPPENINGS),
        all=Number(first.happenings),
    )
    begin = events[0].when.earliest if period is None else period.earliest
    day = corpus.chronology.next_day(first.left_out, max(begin, events[0].when.earliest))
    return _Chosen(events, left_out=(rich(italic(line)),), goes_on=day)


def _go_on(query: Query, day: date, picture: Look | None) -> Button:
    """Ask for the same from a day on, as a picture where this is one."""
    last = date.max if query.period is None else query.period.latest
    rest = replace(query, period=When(day, last, Precision.RANGE))
    label = t("From {when} on", when=When(day, day))
    words = write_query(rest)
    return Button(label, Action(command="timeline", words=picture.of(words) if picture else words))


def _find(snapshot: Snapshot, query: Query) -> Found:
    """Find events, those left out that fit not half as well: by date they would stand first."""
    found = snapshot.index.find(query, {Kind.EVENT}, limit=FOUND + 1)
    least = _LEAST_OF_BEST * max((match.score for match in found.matches), default=0.0)
    return replace(found, matches=tuple(m for m in found.matches if m.score >= least))


def _is_told(event: Event, period: When | None) -> bool:
    fits = period is None or _falls(event.when, period)
    return fits and event.kind is not EventKind.COMPARISON


def _sentence(event: Event) -> tuple[str, int, int]:
    return (event.citation.article, event.citation.passage, event.sentence_span.start)


def _falls(when: When, period: When) -> bool:
    """Whether a date lies in a period, or holds it and is closer than a year."""
    return when.within(period) or (period.within(when) and not is_wide(when))


def _ordered(groups: Iterable[Told]) -> list[Told]:
    """By date; what only a year or more dates comes after its first year's closer dates."""

    def order(told: Told) -> tuple[object, ...]:
        when = told[0].when
        return (when.earliest.year, is_wide(when), when.earliest, when.latest, told[0].id)

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
    dated = corpus.coverage.dated
    blocks = [rich(bold(t("No dated event in the corpus for {words}.", words=ask.shown)))]
    if query.period is not None and dated is not None:
        first, last = dated
        blocks.append(
            rich(
                t(
                    "Its events lie between {first} and {last}.",
                    first=first.year,
                    last=last.year,
                )
            )
        )
    blocks.append(rich(t("It holds {coverage}.", coverage=coverage(corpus))))
    return Answer(blocks=tuple(blocks), found=False)


COMMAND = Command(
    name="timeline",
    summary=t("what happened, by date"),
    usage=t("[who or what] [period]"),
    detail=t(
        "Periods as people write them: 2021, aug 2021, 15 August, 1996-2003, 1990s, before 2015, "
        "15 августа, с 1996 по 2003. Dates that the text does not state show what they are "
        "reckoned from; uncertain ones stand apart. With “chart” at the end it comes as a picture, "
        "with “chart dark” in dark colours."
    ),
    examples=(
        Example(line="/timeline 2021", expects=("15 Aug 2021",)),
        Example(line="/timeline kabulov 2021", expects=("Kabulov",)),
        Example(line="/timeline kabulov chart", expects=("Timeline: kabulov", "¶")),
        Example(line="/timeline с 1996 по 2003", expects=("2003",)),
    ),
    answer=answer,
    search=search,
    menu=EVERY_MENU,
)
