"""Dated events as a chart: which have a row, where their bars lie, what the axis says.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.contract import Text
from bot.locale import Translator, listed, t, tn
from bot.pictures.chart import Chart, Row, Tick
from bot.render.events import Told, differences_of, event_date, is_certain
from bot.render.facts import as_of, date_words
from bot.render.flat import flatten
from bot.render.rich import Rich
from storage.models import ArticleKind, Corpus, Event, EventKind, Precision, When
from storage.text.calendar import month_days, year_days

ROWS = 7  # of words that a phone's screen shows in a size to read
_MARGIN = 0.02  # of the time on either side of the events
_DAYS = (1, 2, 5, 10, 15, 20)
_MONTHS = (1, 2, 3, 4, 6, 12)
_YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1_000, 2_000)
_MOST_DATES, _MOST_YEARS = 3, 6  # words below the axis that have room beside each other
_MONTH = 31  # days
_LAST = date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of days, both included, as wide as the chart."""

    first: int  # ordinals: days next to the calendar's ends have no neighbours
    last: int

    def share(self, ordinal: int) -> float:
        """Give where a day begins, as a share of the width."""
        return round((ordinal - self.first) / (self.last + 1 - self.first), 4)

    def bar(self, when: When) -> tuple[float, float]:
        """Give where a date's bar begins and ends: as wide as the date is inexact."""
        return self.share(when.earliest.toordinal()), self.share(when.latest.toordinal() + 1)


def axis_of(when: When) -> Axis:
    """Give an axis for events that lie within a range, with room on either side."""
    first, last = when.earliest.toordinal(), when.latest.toordinal()
    room = max(1, round((last + 1 - first) * _MARGIN))
    return Axis(max(1, first - room), min(_LAST, last + room))


def ticks(axis: Axis) -> tuple[When, ...]:
    """Give the days, months or years to mark on an axis: the most that have room.

    Each is marked where it begins.
    """
    first, last = date.fromordinal(axis.first), date.fromordinal(axis.last)
    for step in _DAYS:
        days = range(axis.first, axis.last + 1, step)
        if len(days) <= _MOST_DATES:
            return tuple(_day(date.fromordinal(day)) for day in days)
    for step in _MONTHS:
        months = _multiples(step, _month(first) + (first.day > 1), _month(last))
        if len(months) <= _MOST_DATES:
            return tuple(_month_of(number) for number in months)
    for step in _YEARS:
        years = _multiples(step, first.year + (first.replace(month=1, day=1) != first), last.year)
        if len(years) <= _MOST_YEARS:
            return tuple(_year(number) for number in years)
    return ()


def span(groups: Iterable[Told]) -> When:
    """Give the range in which events lie."""
    dates = [told[0].when for told in groups]
    first = min(when.earliest for when in dates)
    last = max(when.latest for when in dates)
    return When(first, last, Precision.DAY if first == last else Precision.RANGE)


def told_span(groups: Sequence[Told]) -> When:
    """Give that range as people are told it: no more exact than the dates at its ends."""
    whole = span(groups)
    dates = [told[0].when for told in groups]
    ends = [w for w in dates if w.earliest == whole.earliest or w.latest == whole.latest]
    width = max(when.width for when in ends)
    if not width:
        return whole
    first, last = whole.earliest, whole.latest
    if width < _MONTH:
        begin, end = month_days(first.year, first.month), month_days(last.year, last.month)
    else:
        begin, end = year_days(first.year), year_days(last.year)
    return When(begin[0], end[1], Precision.RANGE)


def most_telling(corpus: Corpus, groups: Sequence[Told], most: int = ROWS) -> list[Told]:
    """Choose the events that have a row, in their order.

    Of as many equal stretches of time the weightiest of each, then the weightiest of all, so that
    years of which little is told are seen beside a month of which much is.
    """

    def worth(told: Told) -> tuple[object, ...]:
        first = told[0]
        articles = len({event.citation.article for event in told})
        certain = is_certain(corpus, first)
        return (-first.significance, -articles, not certain, first.when.width, first.id)

    weightiest = sorted(groups, key=worth)
    whole = span(groups)
    best: dict[int, Told] = {}
    for told in weightiest:
        passed = (told[0].when.middle - whole.earliest).days
        best.setdefault(passed * most // (whole.width + 1), told)
    chosen = [*best.values(), *(told for told in weightiest if told not in best.values())]
    return sorted(chosen[:most], key=lambda told: (told[0].when.earliest, told[0].when.latest))


def chart_of(
    corpus: Corpus, groups: Sequence[Told], title: Rich, *, dark: bool = False
) -> Callable[[Translator], Chart]:
    """Give the chart of some events, of which the most telling have rows, in any language."""

    def made(translator: Translator) -> Chart:
        return _chart(corpus, groups, title, translator, dark=dark)

    return made


def _chart(
    corpus: Corpus, groups: Sequence[Told], title: Rich, translator: Translator, *, dark: bool
) -> Chart:
    say = translator.render
    axis = axis_of(span(groups))
    shown = most_telling(corpus, groups)
    firsts = {told[0].id for told in shown}
    rows = tuple(_row(corpus, told, n, axis, say) for n, told in enumerate(shown, start=1))
    return Chart(
        title=flatten(title, translator).text,
        rows=rows,
        ticks=tuple(
            Tick(at=axis.share(when.earliest.toordinal()), label=say(date_words(when)))
            for when in ticks(axis)
        ),
        others=tuple(sorted({_middle(axis, g[0]) for g in groups if g[0].id not in firsts})),
        others_are=say(_others(left)) if (left := len(groups) - len(rows)) else "",
        certain=say(t("certain date")) if any(row.certain for row in rows) else "",
        uncertain=say(t("less certain date")) if not all(row.certain for row in rows) else "",
        footer=flatten(as_of(corpus), translator).text,
        dark=dark,
    )


def _row(
    corpus: Corpus, told: Told, number: int, axis: Axis, say: Callable[[Text | str], str]
) -> Row:
    event = told[0]
    begin, end = axis.bar(event.when)
    return Row(
        date=f"{number} · {say(event_date(corpus, event))}",
        note=say(listed(_notes(corpus, event))),
        words=event.sentence,
        begin=begin,
        end=end,
        certain=is_certain(corpus, event),
    )


def _notes(corpus: Corpus, event: Event) -> Iterator[Text]:
    """What a row says besides: nothing is told by a colour alone."""
    if not is_certain(corpus, event):
        yield t("less certain")
    if event.ahead:
        yield t("expected or planned")
    if event.kind is EventKind.STATE:
        yield t("how things stood")
    if differences_of(corpus, event):
        yield t("articles differ")
    covered = corpus.coverage
    digest = corpus.article_by_id[event.citation.article].kind is ArticleKind.DIGEST
    if digest and covered.digests != covered.articles:
        yield t("our summary")


def _others(count: int) -> Text:
    return tn("{count} more event, marked above", "{count} more events, marked above", count)


def _middle(axis: Axis, event: Event) -> float:
    begin, end = axis.bar(event.when)
    return round((begin + end) / 2, 3)


def _multiples(step: int, first: int, last: int) -> range:
    return range(-(-first // step) * step, last + 1, step)


def _day(day: date) -> When:
    return When(day, day)


def _month(day: date) -> int:
    """Number the months from the first of all on."""
    return day.year * 12 + day.month - 1


def _month_of(number: int) -> When:
    return When(*month_days(number // 12, number % 12 + 1), Precision.MONTH)


def _year(year: int) -> When:
    return When(*year_days(year), Precision.YEAR)
