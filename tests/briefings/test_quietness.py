"""Hours of silence: what need not come now comes at their end."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.quietness import end_of_quiet, time_of
from storage.state.records import Chat, ChatKind, Quiet, Subscription, Wanted, WantedKind

MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(
    datetime(2026, 1, 1, tzinfo=UTC).__add__
)
NIGHT = Quiet(time(22), time(7, 30))
NOON = Quiet(time(12), time(14))
BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("quiet", "now", "comes"),
    [
        (None, at(2, 23), at(2, 23)),
        (NIGHT, at(2, 21, 59), at(2, 21, 59)),
        (NIGHT, at(2, 22), at(3, 7, 30)),
        (NIGHT, at(3, 0), at(3, 7, 30)),
        (NIGHT, at(3, 7, 29), at(3, 7, 30)),
        (NIGHT, at(3, 7, 30), at(3, 7, 30)),
        (NOON, at(3, 13), at(3, 14)),
        (NOON, at(3, 14), at(3, 14)),
        (Quiet(time(9), time(9)), at(3, 9), at(3, 9)),
    ],
)
def test_what_comes_in_quiet_hours_comes_at_their_end(quiet, now, comes):
    assert end_of_quiet(quiet, BERLIN, now) == comes


@given(
    start=st.times(),
    end=st.times(),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
    now=MOMENTS,
)
def test_the_end_of_quiet_hours_is_within_a_day_and_a_change_of_clocks(start, end, zone, now):
    comes = end_of_quiet(Quiet(start, end), ZoneInfo(zone), now)
    assert now <= comes <= now + timedelta(hours=25)


@pytest.mark.parametrize(
    ("quiet", "said", "due"),
    [
        (None, None, time(9)),
        (NIGHT, None, time(9)),
        (Quiet(time(22), time(10)), None, time(10)),
        (Quiet(time(22), time(9)), None, time(9)),
        (Quiet(time(8), time(12)), None, time(12)),
        (NIGHT, time(7), time(7)),
        (Quiet(time(22), time(10)), time(9), time(9)),
    ],
)
def test_a_time_that_somebody_said_stands_and_another_lies_outside_quiet_hours(quiet, said, due):
    wanted = Wanted(WantedKind.PHRASE, '"ferry"', "“ferry”")
    subscription = Subscription(chat=1, wanted=wanted, at=said)
    assert time_of(subscription, Chat(id=1, kind=ChatKind.PRIVATE, quiet=quiet)) == due
