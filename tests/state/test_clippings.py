"""What a person has kept of the answers: theirs alone, each once, a bounded number."""

from __future__ import annotations

from datetime import timedelta

from storage.state.clippings import MOST
from storage.state.records import Clipping, Keeping


async def test_what_is_kept_is_given_back_the_latest_first(state, clock):
    first, later = clock.now, clock.now + timedelta(hours=1)
    assert await state.clippings.keep(7, "The harbour reopened. [Gazette ¶1]", "v1") is Keeping.KEPT
    clock.now = later
    assert await state.clippings.keep(7, "Паром вернулся. 🚢", "v2") is Keeping.KEPT
    new, old = await state.clippings.of(7)
    assert new == Clipping(id=new.id, text="Паром вернулся. 🚢", version="v2", at=later)
    assert (old.text, old.at) == ("The harbour reopened. [Gazette ¶1]", first)


async def test_the_same_is_kept_once(state):
    assert await state.clippings.keep(7, "One.", "v1") is Keeping.KEPT
    assert await state.clippings.keep(7, "One.", "v2") is Keeping.KNOWN
    assert await state.clippings.keep(8, "One.", "v2") is Keeping.KEPT
    assert len(await state.clippings.of(7)) == 1


async def test_nobody_sees_or_removes_those_of_others(state):
    await state.clippings.keep(7, "One.", "v1")
    (mine,) = await state.clippings.of(7)
    assert await state.clippings.of(8) == ()
    assert not await state.clippings.remove(8, mine.id)
    assert await state.clippings.remove(7, mine.id)
    assert not await state.clippings.remove(7, mine.id)
    assert await state.clippings.of(7) == ()


async def test_more_than_there_is_room_for_is_not_kept_until_some_are_removed(state):
    for number in range(MOST):
        assert await state.clippings.keep(7, f"{number}.", "v1") is Keeping.KEPT
    assert await state.clippings.keep(7, "0.", "v1") is Keeping.KNOWN
    assert await state.clippings.keep(7, "More.", "v1") is Keeping.FULL
    assert await state.clippings.keep(8, "More.", "v1") is Keeping.KEPT
    assert await state.clippings.remove(7, (await state.clippings.of(7))[0].id)
    assert await state.clippings.keep(7, "More.", "v1") is Keeping.KEPT


async def test_clippings_follow_their_chat_and_are_forgotten_with_it(state):
    await state.clippings.keep(-7, "One.", "v1")
    await state.clippings.keep(-7, "Two.", "v1")
    await state.clippings.keep(-8, "Two.", "v1")
    await state.chats.migrate(-7, -8)
    assert sorted(one.text for one in await state.clippings.of(-8)) == ["One.", "Two."]
    assert (await state.chats.forget(-8))["clippings"] == 2
    assert await state.clippings.of(-8) == ()
