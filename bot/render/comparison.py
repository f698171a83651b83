"""A comparison as people read it: entries by date, each of one side or of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.comparing import Side
from bot.contract import Text
from bot.locale import listed, t, tn
from bot.render.events import event_block, event_date, tellings
from bot.render.facts import (
    date_words,
    paraphrases,
    quote_blocks,
    statement_block,
)
from bot.render.rich import Rich, bold, italic, join, rich
from storage.chronology import is_wide
from storage.models import Corpus, Event, Publication, Quote, Statement, When


@dataclass(frozen=True, slots=True)
class Facts:
    """What the articles have of one side: its words, once an utterance, paraphrases, events."""

    side: Side
    quotes: Sequence[Quote]
    statements: Sequence[Statement]
    events: Sequence[Event]
    cut: bool  # whether there is more of it

    def __bool__(self) -> bool:
        return bool(self.quotes or self.statements or self.events)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the comparison, and when it was; `when` is None where no date is known."""

    when: When | None
    block: Rich


def told_once(corpus: Corpus, facts: Facts) -> Facts:
    """Leave out events that a quotation tells, and paraphrases that a quotation or an event does.

    Of an utterance the first stretch stands for all: it is printed whole.
    """
    turns: dict[tuple[str, str], Quote] = {}
    for quote in facts.quotes:
        turns.setdefault((quote.citation.article, quote.turn), quote)
    stretches = [stretch for turn in turns for stretch in corpus.stretches[turn]]
    events = [e for e in facts.events if not any(_tells(e, quote) for quote in stretches)]
    said = paraphrases(facts.statements, stretches)
    return replace(
        facts,
        quotes=tuple(turns.values()),
        statements=[one for one in said if not any(_tells(event, one) for event in events)],
        events=events,
    )


def _tells(event: Event, said: Quote | Statement) -> bool:
    """Whether an event's sentence is that in which something is said."""
    place, other = event.citation, said.citation
    together = (place.article, place.passage) == (other.article, other.passage)
    return together and event.sentence_span.overlaps(other.span)


def entries(corpus: Corpus, facts: Sequence[Facts]) -> list[Rich]:
    """Tell what each side said, did or reported, by date; what concerns several, once."""
    found = [entry for one in facts for entry in _said(corpus, one)]
    found += _happenings(corpus, facts)
    return [entry.block for entry in sorted(found, key=_by_date)]


def count(facts: Facts) -> Rich:
    """Say how much there is of a side, or that there is nothing."""
    if not facts:
        return rich(bold(facts.side.name), ": ", t("nothing found on that"))
    quotes, statements = len(facts.quotes), len(facts.statements)
    events = len(tellings(facts.events))
    counts = (
        (quotes, tn("{count} quotation", "{count} quotations", quotes)),
        (statements, tn("{count} paraphrase", "{count} paraphrases", statements)),
        (events, tn("{count} dated event", "{count} dated events", events)),
    )
    told = listed([text for number, text in counts if number])
    return rich(bold(facts.side.name), ": ", t("{told} and more", told=told) if facts.cut else told)


def _said(corpus: Corpus, facts: Facts) -> Iterator[_Entry]:
    """Put words under the day on which they were said, else on which the article came out."""
    for quote in facts.quotes:
        (block,) = quote_blocks(corpus, [quote])
        yield _under_date(corpus, facts.side, quote, block)
    for statement in facts.statements:
        yield _under_date(corpus, facts.side, statement, statement_block(corpus, statement))


def _under_date(corpus: Corpus, side: Side, said: Quote | Statement, block: Rich) -> _Entry:
    article = corpus.article_by_id[said.citation.article]
    published = article.published
    if said.said is not None:
        when: When | None = said.said
        dated = rich(bold(date_words(said.said)))
    else:
        when = None if published is None else When(published.day, published.day)
        dated = rich(bold(_published(published)), " · ", italic(t("the article’s date")))
    named = () if side.actor else (" · ", bold(side.name))  # a speaker is named with the words
    return _Entry(when, join((rich(dated, *named), block)))


def _published(published: Publication | None) -> Text:
    if published is None:
        return t("date not known")
    when = replace(published.when, approximate=not published.certain)
    return date_words(when)


def _happenings(corpus: Corpus, facts: Sequence[Facts]) -> Iterator[_Entry]:
    """Tell each happening once, with the sides that it concerns, or that report it, in order."""
    known = {event.id: event for one in facts for event in one.events}
    for told in tellings(known.values()):
        when = event_date(corpus, told[0])
        concerned = [one.side for one in facts if any(map(one.side.holds, told))]
        if concerned[0].actor or len(concerned) == 1:
            names = bold(listed([side.name for side in concerned]))
            block = event_block(corpus, told, dated=False)
            yield _Entry(told[0].when, join((rich(bold(when), " · ", names), block)))
        else:
            yield _Entry(told[0].when, _reported(corpus, told, concerned))


def _reported(corpus: Corpus, told: Sequence[Event], sides: Sequence[Side]) -> Rich:
    """Tell a happening as each side reports it, each with its date where that is another."""
    parts = [rich(bold(event_date(corpus, told[0])))]
    for side in sides:
        own = [event for event in told if side.holds(event)]
        other_date = own[0].when != told[0].when
        block = event_block(corpus, own, dated=other_date, differing=side is sides[-1])
        parts += [rich(bold(side.name)), block]
    return join(parts)


def _by_date(entry: _Entry) -> tuple[object, ...]:
    """By date; what only a year or more dates after its first year's closer dates; undated last."""
    when = entry.when or When(date.max, date.max)
    return (when.earliest.year, is_wide(when), when.earliest, when.latest)
