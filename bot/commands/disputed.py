"""/disputed: what articles tell differently, each side with its words and its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from bot.contract import Action, Answer, Ask, Button, Command, Example, Menu, Text
from bot.locale import Number, t, tn
from bot.render.differences import CITED, claim_words, events_of, matter, sides
from bot.render.events import event_date, tellings
from bot.render.facts import as_of, cite, not_found, our_summary
from bot.render.meant import why
from bot.render.rich import Piece, Rich, bold, italic, join, quoted, rich
from storage.chronology import taken
from storage.models import Citation, Corpus, Difference, Event, EventKind
from storage.search import Found, Kind, Query, Verdict
from storage.snapshot import Snapshot

_HAPPENINGS: Final = 50  # told at once, the latest
_TELLINGS: Final = 400  # looked at for these, or for words
_LEAST_OF_BEST: Final = 0.5
_QUOTED: Final = 3  # sentences of those that say the same


def search(snapshot: Snapshot, words: str) -> Found:
    """Look among the dated events of which articles differ."""
    found = _find(snapshot, snapshot.index.parse(words))
    differ = snapshot.corpus.differences_by_cluster
    by_id = snapshot.corpus.event_by_id
    matches = tuple(m for m in found.matches if by_id[m.id].cluster in differ)
    return replace(found, matches=matches, verdict=found.verdict if matches else Verdict.NOTHING)


def answer(ask: Ask) -> Answer:
    """Tell what articles differ on, the latest first; that they agree where they do."""
    query = ask.snapshot.index.parse(ask.words)
    if ask.words and query.empty and not query.period:
        return not_found(ask.snapshot, _find(ask.snapshot, query), ask.shown)
    if query.words or query.phrases or query.filters or query.excluded:
        return _on_words(ask, query)
    return _of_period(ask, query)


def _of_period(ask: Ask, query: Query) -> Answer:
    """Tell of the latest happenings of a period, or of all."""
    corpus, chronology = ask.snapshot.corpus, ask.snapshot.corpus.chronology
    falling = chronology.falling(query.period)
    places = np.intersect1d(falling, chronology.disputed)[::-1]
    if not len(places):
        return _agree(ask, len(falling))
    count = len(np.unique(chronology.happening[places]))
    events = taken(corpus.events_by_date, places[:_TELLINGS].tolist())
    return _told(ask, events, count)


def _on_words(ask: Ask, query: Query) -> Answer:
    """Tell of what fits words and filters."""
    corpus = ask.snapshot.corpus
    found = _find(ask.snapshot, query)
    if found.unknown or (found.verdict is Verdict.NOTHING and found.missing):
        return not_found(ask.snapshot, found, ask.shown)
    fit = [corpus.event_by_id[match.id] for match in found.matches]
    events = [event for event in fit if event.cluster in corpus.differences_by_cluster]
    lead = why(found, ask.shown)
    if not events:
        return _agree(ask, len(fit), lead)
    events.sort(key=lambda e: (e.when.earliest, e.when.latest, e.id), reverse=True)
    return _told(ask, events, len({event.cluster for event in events}), lead)


def _find(snapshot: Snapshot, query: Query) -> Found:
    """Find events that fit; those left out that fit not half as well, and what only compares."""
    found = snapshot.index.find(query, {Kind.EVENT}, limit=_TELLINGS)
    least = _LEAST_OF_BEST * max((match.score for match in found.matches), default=0.0)
    by_id = snapshot.corpus.event_by_id
    fit = (m for m in found.matches if m.score >= least)
    told = tuple(m for m in fit if by_id[m.id].kind is not EventKind.COMPARISON)
    return replace(found, matches=told)


def _told(ask: Ask, events: Iterable[Event], count: int, lead: Iterable[Rich] = ()) -> Answer:
    corpus = ask.snapshot.corpus
    happenings = tellings(events)[:_HAPPENINGS]
    differ = corpus.differences_by_cluster
    blocks = [_happening(corpus, differ[told[0].cluster]) for told in happenings]
    if count > len(blocks):
        line = t(
            "The latest {count} of {all}; words or a period tell of others.",
            count=Number(len(blocks)),
            all=Number(count),
        )
        blocks.append(rich(italic(line)))
    title = tn(
        "Articles differ on {count} happening", "Articles differ on {count} happenings", count
    )
    return Answer(
        head=rich(bold(title)),
        blocks=(*lead, *blocks, as_of(corpus)),
        choices=((Button(t("Timeline"), Action(command="timeline", words=ask.words)),),),
    )


def _happening(corpus: Corpus, differences: Sequence[Difference]) -> Rich:
    """Tell what differs of one happening: its date, each claim, and who makes it in which words."""
    known = {place: e for d in differences for place, e in events_of(corpus, d).items()}
    dated = event_date(corpus, tellings(known.values())[0][0])
    lines, told = [rich(bold(dated))], set[str]()
    for difference in differences:
        lines.append(rich(italic(matter(difference))))
        for claim, places in sides(difference).items():
            lines.append(rich(bold(claim_words(corpus, difference, claim, places[0]))))
            shown: list[Citation] = []
            for at in places:
                if at in known and known[at].sentence not in told and len(shown) < _QUOTED:
                    told.add(known[at].sentence)
                    shown.append(at)
            lines += [_said(corpus, known[at], dated) for at in shown]
            others = [at for at in places if at not in shown]
            if others:
                lines.append(rich(t("also"), *_cites(corpus, others)))
    return join(lines)


def _said(corpus: Corpus, event: Event, dated: Text) -> Rich:
    """Give the sentence that makes a claim, with its own date where that is another."""
    own = event_date(corpus, event)
    date: list[str | Text] = [] if own == dated else [" · ", own]
    said = rich(quoted(event.sentence), "\n", cite(corpus, event.citation), *date)
    return rich(said, *our_summary(corpus, event.citation))


def _cites(corpus: Corpus, places: Sequence[Citation]) -> Iterator[Piece | str]:
    for place in places[:CITED]:
        yield from (" ", cite(corpus, place))
    if (more := len(places) - CITED) > 0:
        yield from (" ", italic(tn("and {count} more", "and {count} more", more)))


def _agree(ask: Ask, fitting: int, lead: Iterable[Rich] = ()) -> Answer:
    """Say that articles agree, and how far that goes."""
    looked_at = tn(
        "{count} dated event fits, and no two articles tell it differently.",
        "{count} dated events fit, and no two articles tell one differently.",
        fitting,
    )
    if fitting >= _TELLINGS:
        looked_at = t("I looked at the {count} events that fit best.", count=Number(fitting))
    told = bold(t("The articles agree, as far as I can tell."))
    if not fitting:
        told = bold(t("No dated event fits that, so there is nothing to differ on."))
    how = t(
        "Compared are days, people, numbers and what happened, where two articles tell of one "
        "happening."
    )
    lines = [rich(told), *([rich(looked_at)] if fitting else []), rich(italic(how))]
    everything = Button(t("All that articles differ on"), Action(command="disputed"))
    return Answer(
        blocks=(*lead, join(lines), as_of(ask.snapshot.corpus)),
        choices=((everything,),) if ask.words else (),
        found=False,
    )


COMMAND = Command(
    name="disputed",
    summary=t("where articles differ, each side cited"),
    usage=t("[who or what] [period]"),
    detail=t(
        "Where two articles tell of one happening and not both can be right: on the day, on who, "
        "on how many, on what. Each side with its words and its place; none is preferred. The "
        "latest come first; words, names and periods limit them as in /timeline."
    ),
    examples=(
        Example(line="/disputed", expects=("Articles differ on who", "Sergey Lavrov", "Kabulov")),
        Example(line="/disputed kabulov 2021", expects=("Moscow Times ¶",)),
    ),
    answer=answer,
    search=search,
    menu=frozenset({Menu.MEMBERS}),
)
