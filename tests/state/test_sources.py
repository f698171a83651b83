"""What is new in the corpus, and since when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.state import State

START = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def clock():
    return [START]


@pytest.fixture
async def state(tmp_path, clock):
    opened = await State.open(tmp_path / "state.db", clock=lambda: clock[-1])
    yield opened
    await opened.close()


async def test_the_first_articles_are_not_new(state):
    assert await state.sources.note({"a.txt": "1", "b.txt": "1"}) == 0
    assert await state.sources.since(START - timedelta(days=1)) == {}
    assert await state.sources.latest() is None


async def test_added_and_changed_articles_are_new_since_they_were_seen(state, clock):
    await state.sources.note({"a.txt": "1", "b.txt": "1"})
    clock.append(START + timedelta(hours=1))
    assert await state.sources.note({"a.txt": "1", "b.txt": "2", "c.txt": "1"}) == 2
    assert await state.sources.since(START) == dict.fromkeys(("b.txt", "c.txt"), clock[-1])
    assert await state.sources.latest() == clock[-1]
    assert await state.sources.since(clock[-1]) == {}


async def test_an_article_that_was_removed_is_new_when_it_comes_back(state, clock):
    await state.sources.note({"a.txt": "1", "b.txt": "1"})
    for hours in (1, 2):
        clock.append(START + timedelta(hours=hours))
        assert await state.sources.note({"a.txt": "1"}) == 0
    assert await state.sources.latest() is None
    clock.append(START + timedelta(hours=3))
    assert await state.sources.note({"a.txt": "1", "b.txt": "1"}) == 1
    assert await state.sources.since(START) == {"b.txt": clock[-1]}
    assert await state.sources.latest() == clock[-1]


async def test_what_a_clock_that_was_ahead_has_noted_is_older_than_what_is_noted_now(state, clock):
    await state.sources.note({"a.txt": "1"})
    clock.append(START + timedelta(days=400))
    await state.sources.note({"a.txt": "1", "b.txt": "1"})
    clock.append(START + timedelta(days=1))
    await state.sources.note({"a.txt": "1", "b.txt": "1", "c.txt": "1"})
    just_before = clock[-1] - timedelta(microseconds=1)
    assert await state.sources.since(START) == {"b.txt": just_before, "c.txt": clock[-1]}
    latest = await state.sources.latest()
    assert latest == clock[-1]
    assert await state.sources.since(just_before) == {"c.txt": latest}
