"""Dated events as people read them: one entry a happening, with all who tell it.

Where articles tell it differently, the entry itself says so, each telling with its place; none
is preferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import TypeAlias

from bot.contract import Text
from bot.locale import t, tn
from bot.render.differences import CITED, EXCERPT, difference_line, sides, stands_in
from bot.render.facts import cite, date_words, our_summary
from bot.render.rich import Later, Piece, Rich, bold, italic, join, rich
from storage.chronology import Places, Selection, taken
from storage.corrections import FactKind
from storage.models import Basis, Citation, Corpus, Difference, Event, When
from storage.report import LOW_CONFIDENCE
from storage.text.calendar import months
from storage.text.folding import key
from storage.text.folding import words as split_words
from storage.text.offsets import Span

_TELLINGS = 2 * CITED  # looked at of one happening: those cited, and as many with other dates
_REPEATED = 8  # more of them that may repeat a sentence
_DATE, _BASIS, _LEAD = 25, 40, 30  # units that a date, its basis, a lead take, about
_PLACE = 6  # units that " [ ¶12]" adds to a label
_BUDGET, _TOGETHER = 1_500, 8  # units of entries under one date line, and their number

Told: TypeAlias = tuple[Event, ...]


def told_first(corpus: Corpus, places: Places, *, happenings: int) -> tuple[list[Event], Selection]:
    """Choose events for the first happenings of some places of the chronology, in its order.

    Of a happening that very many tell, the most exact tellings stand for all.
    """
    most = _TELLINGS + _REPEATED
    chosen = corpus.chronology.first(places, happenings=happenings, tellings=most)
    return taken(corpus.events_by_date, chosen.places.tolist()), chosen


def tellings(events: Iterable[Event]) -> list[Told]:
    """Group events by happening; within one, the most exact and most significant first.

    A sentence that dates the same days twice ("In the 1990s … at that time") is told once.
    """
    grouped: dict[str, list[Event]] = {}
    told: set[tuple[str, int, Span, date, date]] = set()
    for event in events:
        sentence = (event.citation.article, event.citation.passage, event.sentence_span)
        telling = (*sentence, event.when.earliest, event.when.latest)
        if telling not in told:
            told.add(telling)
            grouped.setdefault(event.cluster or event.id, []).append(event)
    return [tuple(sorted(group, key=_worth)[:_TELLINGS]) for group in grouped.values()]


def _worth(event: Event) -> tuple[object, ...]:
    length = event.when.latest - event.when.earliest
    place = (event.citation.article, event.citation.passage)
    return (length, -event.confidence, -event.significance, *place)


def event_block(
    corpus: Corpus, told: Sequence[Event], *, dated: bool = True, differing: bool = True
) -> Rich:
    """A happening: its date with its basis, the sentence, every article that tells it.

    `told` are the tellings of one cluster, the one to print first.  Where articles differ, a
    line for each matter says how, unless that is told elsewhere (`differing`).
    """
    first = told[0]
    differences = differences_of(corpus, first)
    parts: list[Rich | Piece | Text | str] = []
    if dated:
        parts += [bold(event_date(corpus, first))]
    basis = _basis(corpus, first)
    if basis is not None:
        parts += [" · " if dated else "", italic(basis)]
    parts += ["\n" if parts else "", first.sentence]
    own, alike, apart = _places(told, differences)
    cut = len(told) == _TELLINGS
    for citation in own[:CITED]:
        parts += [" ", cite(corpus, citation, kind=FactKind.EVENT)]
    parts += _more(len(own) - CITED, cut=cut)
    parts += _otherwise(corpus, alike, apart, cut=cut)
    parts += our_summary(corpus, first.citation)
    for difference in differences if differing else ():
        parts += ["\n", *difference_line(corpus, difference)]
    return rich(*parts)


def _otherwise(
    corpus: Corpus, alike: Sequence[Citation], apart: Sequence[Event], *, cut: bool
) -> Iterator[Piece | Text | str]:
    """Name the places that tell the same event in other words, those with other dates last."""
    if alike or apart:
        yield from (" · ", italic(t("the same event otherwise in")))
    for citation in alike[:CITED]:
        yield from (" ", cite(corpus, citation, beside=True))
    yield from _more(len(alike) - CITED, cut=cut)
    for number, events in enumerate(_by_days(apart[:CITED]).values()):
        yield "," if number or alike else ""
        for event in events:
            yield from (" ", cite(corpus, _passage_of(event), beside=True))
        yield from (" (", event_date(corpus, events[0]), ")")


def differences_of(corpus: Corpus, event: Event) -> Sequence[Difference]:
    """What articles tell differently of an event's happening, where its sentence is one side."""
    of_it = corpus.differences_by_cluster.get(event.cluster, ()) if event.cluster else ()
    return [one for one in of_it if stands_in(corpus, one, _passage_of(event))]


def _more(count: int, *, cut: bool) -> Iterator[Piece | str]:
    """Count the places that are not cited, where there are such."""
    if count > 0:
        more = t("and more") if cut else tn("and {count} more", "and {count} more", count)
        yield from (" ", italic(more))


def _places(
    told: Sequence[Event], differences: Sequence[Difference]
) -> tuple[list[Citation], list[Citation], list[Event]]:
    """Where the sentence shown stands; where its date is told otherwise; with which other dates.

    Of the last those are left out whose date a difference tells.
    """
    first = told[0]
    differing = {id_ for d in differences if d.about == "date" for id_ in d.events}
    alike: list[Event] = []
    apart: dict[Citation, Event] = {}
    for event in told:
        if _days(event) == _days(first):
            alike.append(event)
        elif event.id not in differing:
            apart.setdefault(_passage_of(event), event)
    alike.sort(key=lambda event: (event is not first, _order(event.citation)))
    own = dict.fromkeys(_passage_of(e) for e in alike if e.sentence == first.sentence)
    shown = {(place.article, place.passage) for place in own}
    others = (_passage_of(e) for e in alike if e.sentence != first.sentence)
    return (
        list(own),
        list(dict.fromkeys(at for at in others if (at.article, at.passage) not in shown)),
        sorted(apart.values(), key=lambda event: (event.when, _order(event.citation))),
    )


def _days(event: Event) -> tuple[date, date]:
    return event.when.earliest, event.when.latest


def _order(citation: Citation) -> tuple[int, str, int]:
    return len(citation.article), citation.article, citation.passage


def _by_days(events: Iterable[Event]) -> dict[tuple[date, date], list[Event]]:
    found: dict[tuple[date, date], list[Event]] = {}
    for event in events:
        found.setdefault(_days(event), []).append(event)
    return found


def _passage_of(event: Event) -> Citation:
    """Cite the sentence: one citation for all dates in it."""
    return Citation(
        event.citation.article,
        event.citation.passage,
        event.sentence_span.start,
        event.sentence_span.end,
    )


def _basis(corpus: Corpus, event: Event) -> Text | None:
    """Say what a date that the text does not state is reckoned from."""
    words = event.expression
    if event.basis is Basis.STATED:
        return None
    if event.basis is Basis.CORRECTED:
        return t("“{words}”, date corrected", words=words)
    if event.basis is Basis.INFERRED:
        if any(key(word.surface) in months() for word in split_words(words)):
            return t("“{words}”, year inferred", words=words)
        return t("“{words}”, inferred from the text around it", words=words)
    if _sure_of_publication(corpus, event):
        return t("“{words}”, relative to publication", words=words)
    return t("“{words}”, relative to an inferred publication date", words=words)


def _sure_of_publication(corpus: Corpus, event: Event) -> bool:
    published = corpus.article_by_id[event.citation.article].published
    return published is not None and published.certain


def event_date(corpus: Corpus, event: Event) -> Text:
    """Word an event's date; “about” where it hangs on a publication date that is inferred."""
    if event.basis is Basis.RELATIVE and not _sure_of_publication(corpus, event):
        when = event.when
        return t("about {when}", when=When(when.earliest, when.latest, when.precision))
    return date_words(event.when)


def is_certain(corpus: Corpus, event: Event) -> bool:
    """Whether a date may stand among the others without a mark of its own."""
    reckoned = event.basis is Basis.RELATIVE and not _sure_of_publication(corpus, event)
    return event.confidence >= LOW_CONFIDENCE and not event.when.approximate and not reckoned


# Entries that are made when their page is shown


def entries(corpus: Corpus, groups: Iterable[Told], title: Text) -> list[Later]:
    """An entry for each happening, its date in front; the title over the first."""
    return [
        _later(corpus, [told], _units(corpus, told), partial(_titled, corpus, told, title, at))
        for at, told in enumerate(groups)
    ]


def by_date(corpus: Corpus, groups: Iterable[Told]) -> list[Later]:
    """Entries with those of one date under one date line; many of them under several."""
    made: list[Later] = []
    for _, of_date in groupby(groups, key=lambda told: told[0].when):
        together: list[Told] = []
        taken = 0
        for told in of_date:
            size = _units(corpus, told)
            if len(together) == _TOGETHER or (together and taken + size > _BUDGET):
                made.append(_dated(corpus, together, taken))
                together, taken = [], 0
            together.append(told)
            taken += size
        made.append(_dated(corpus, together, taken))
    return made


def _dated(corpus: Corpus, groups: Sequence[Told], units: int) -> Later:
    return _later(corpus, groups, units, partial(_under_date, corpus, tuple(groups)))


def _under_date(corpus: Corpus, groups: Sequence[Told]) -> Rich:
    blocks = [event_block(corpus, told, dated=False) for told in groups]
    return rich(bold(event_date(corpus, groups[0][0])), "\n") + join(blocks, "\n\n")


def _titled(corpus: Corpus, told: Told, title: Text, at: int) -> Rich:
    """An entry; the first is headed by the title of all."""
    block = event_block(corpus, told)
    return block if at else join((rich(bold(title)), block))


def _later(corpus: Corpus, groups: Sequence[Told], units: int, make: Callable[[], Rich]) -> Later:
    return Later(
        make,
        units=_DATE + units,
        entities=2 + sum(_entities(corpus, told) for told in groups),
        cited=frozenset(place for told in groups for place in _cited(corpus, told)),
    )


def _units(corpus: Corpus, told: Told) -> int:
    """About how long an entry is, reckoned without putting it into words."""
    first = told[0]
    length = _LEAD + _units_of(first.sentence)
    if first.basis is not Basis.STATED:
        length += _BASIS + len(first.expression)
    for event in told[: 2 * CITED]:
        length += len(corpus.labels[event.citation.article]) + _PLACE
        if _days(event) != _days(first):
            length += _DATE
    for difference in differences_of(corpus, first):
        length += _LEAD + sum(
            len(corpus.labels[citation.article]) + _PLACE + _units_of(claim)
            for claim, citation in difference.claims
        )
        length += EXCERPT * len(sides(difference))
    return length


def _units_of(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _entities(corpus: Corpus, told: Told) -> int:
    """Date, basis, how many more, our summary and its link; other dates; differences."""
    others = len({_days(event) for event in told[:CITED]}) if len(told) > 1 else 0
    return 5 + others + len(differences_of(corpus, told[0]))


def _cited(corpus: Corpus, told: Told) -> Iterator[tuple[str, int]]:
    differences = differences_of(corpus, told[0])
    if len(told) == 1 and not differences:
        yield told[0].citation.article, told[0].citation.passage
        return
    own, alike, apart = _places(told, differences)
    apart_at = (event.citation for event in apart[:CITED])
    for citation in (*own[:CITED], *alike[:CITED], *apart_at):
        yield citation.article, citation.passage
    for difference in differences:
        for _, citation in difference.claims:
            yield citation.article, citation.passage
