"""Events by their dates, as columns: the same as a walk over the events gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.chronology import Chronology, is_wide, taken
from storage.models import Basis, Citation, Event, Precision, When
from storage.text.offsets import Span

LENGTHS = {
    Precision.DAY: 0,
    Precision.MONTH: 30,
    Precision.YEAR: 364,
    Precision.RANGE: 500,
}


@st.composite
def whens(draw: st.DrawFn) -> When:
    first = date(2019, 1, 1) + timedelta(days=draw(st.integers(0, 900)))
    precision = draw(st.sampled_from(list(LENGTHS)))
    return When(first, first + timedelta(days=LENGTHS[precision]), precision)


def event(number: int, when: When, cluster: str, actors: tuple[str, ...] = ()) -> Event:
    place = Citation("A1", number, 0, 4)
    return Event(
        id=f"E{number:03}",
        citation=place,
        expression="then",
        sentence="Then.",
        sentence_span=Span(0, 5),
        when=when,
        basis=Basis.STATED,
        cluster=cluster,
        actors=actors,
    )


@st.composite
def chronicles(draw: st.DrawFn) -> list[Event]:
    told = draw(st.lists(st.tuples(whens(), st.sampled_from(["", "k1", "k2", "k3"])), max_size=30))
    actors = draw(st.lists(st.sampled_from(["ana", "boris"]), max_size=2))
    events = [event(n, when, key, tuple(actors[: n % 3])) for n, (when, key) in enumerate(told)]
    return sorted(events, key=lambda e: (e.when.earliest, e.when.latest, e.id))


def happening(event: Event) -> str:
    return event.cluster or event.id


@given(chronicles(), whens())
def test_what_falls_into_a_period_is_what_a_walk_finds(events: list[Event], period: When) -> None:
    found = taken(events, Chronology.of(events).falling(period))
    assert found == [
        e
        for e in events
        if e.when.within(period) or (period.within(e.when) and not is_wide(e.when))
    ]


@given(chronicles(), st.sets(st.sampled_from(["k1", "k2"])))
def test_what_is_disputed_is_every_telling_of_it(events: list[Event], clusters: set[str]) -> None:
    found = taken(events, Chronology.of(events, clusters).disputed)
    assert found == [e for e in events if e.cluster in clusters]


@given(chronicles())
def test_an_actors_events_are_those_that_name_it(events: list[Event]) -> None:
    chronology = Chronology.of(events)
    for actor in ("ana", "boris", "nobody"):
        found = taken(events, chronology.of_actor(actor))
        assert found == [e for e in events if actor in e.actors]


@given(chronicles(), st.integers(1, 40), st.integers(1, 40))
def test_the_first_happenings_are_chosen_with_their_most_exact_tellings(
    events: list[Event], happenings: int, tellings: int
) -> None:
    chronology = Chronology.of(events)
    chosen = chronology.first(chronology.falling(None), happenings=happenings, tellings=tellings)
    grouped = by_happening(events)
    read = sorted(grouped, key=lambda key: reading(grouped[key][0]))
    told = {e.id for key in read[:happenings] for e in grouped[key][:tellings]}
    assert taken(events, chosen.places) == [e for e in events if e.id in told]
    assert chosen.happenings == len(grouped)
    left = [happening(e) for e in taken(events, chosen.left_out)]
    assert left == read[happenings:]


@given(chronicles(), st.dates(date(2019, 1, 1), date(2022, 1, 1)))
def test_the_next_day_is_the_first_behind_another(events: list[Event], after: date) -> None:
    chronology = Chronology.of(events)
    later = [e.when.earliest for e in events if e.when.earliest > after]
    assert chronology.next_day(chronology.falling(None), after) == min(later, default=None)


def by_happening(events: Sequence[Event]) -> dict[str, list[Event]]:
    grouped: dict[str, list[Event]] = {}
    for one in sorted(events, key=lambda e: e.when.latest - e.when.earliest):
        grouped.setdefault(happening(one), []).append(one)
    first = [happening(e) for e in events]
    return {key: grouped[key] for key in dict.fromkeys(first)}


def reading(event: Event) -> tuple[int, bool, date, date]:
    return event.when.earliest.year, is_wide(event.when), event.when.earliest, event.when.latest


@pytest.mark.parametrize("year", [1, 1969, 1970, 9999])
def test_years_far_off_are_in_order(year: int) -> None:
    days = [date(year, 1, 1), date(year, 12, 31)]
    events = [event(n, When(day, day), "") for n, day in enumerate(days)]
    chronology = Chronology.of(events)
    chosen = chronology.first(chronology.falling(None), happenings=1, tellings=1)
    assert taken(events, chosen.places) == events[:1]
    assert chronology.next_day(chosen.left_out, days[0]) == days[1]
