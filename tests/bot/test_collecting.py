"""How much is looked through at once for garbage: that is how long everybody waits."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from bot import collecting

KEPT = 60_000
AT_ONCE = 15_000


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    gc.collect()
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture
def looks() -> Iterator[list[tuple[int, int]]]:
    """List of each look for garbage its generation and how many objects it goes through."""
    seen: list[tuple[int, int]] = []

    def told(phase: str, of: dict[str, int]) -> None:
        if phase == "start":
            generation = of["generation"]
            young = range(generation + 1)
            seen.append((generation, sum(len(gc.get_objects(generation=n)) for n in young)))

    gc.callbacks.append(told)
    yield seen
    gc.callbacks.remove(told)


def test_at_work_what_is_kept_is_looked_through_in_small_steps(
    looks: list[tuple[int, int]],
) -> None:
    collecting.at_work()
    kept = [[number] for number in range(KEPT)]
    assert len(kept) == KEPT
    assert {generation for generation, _ in looks} == {0, 1}
    assert max(objects for _, objects in looks) <= AT_ONCE


def test_what_a_start_makes_is_not_looked_through(looks: list[tuple[int, int]]) -> None:
    collecting.while_starting()
    kept = [[number] for number in range(KEPT)]
    assert len(kept) == KEPT
    assert looks == []
