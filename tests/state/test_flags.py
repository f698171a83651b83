"""What readers flag: each once a person, a bounded number, for admins, and not by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.state import flags as module
from storage.state.flags import A_DAY
from storage.state.records import Complaint, Flag, FlaggedFact, Keeping, Wrong

FACT = FlaggedFact(digest="a" * 64, kind="quote", article="harbour.md", passage=2, first=0, last=40)
OTHER = replace(FACT, digest="b" * 64, kind="event", first=50, last=60)


async def test_what_is_flagged_waits_with_what_was_said_of_it(state, clock):
    assert await state.flags.keep(7, FACT, Wrong.OTHER, "Это не он. 🚢") is Keeping.KEPT
    said = Flag(wrong=Wrong.OTHER, comment="Это не он. 🚢", at=clock.now)
    assert await state.flags.waiting() == (Complaint(fact=FACT, people=1, flags=(said,)),)
    assert await state.flags.of(FACT.digest) == Complaint(fact=FACT, people=1, flags=(said,))
    assert await state.flags.of(OTHER.digest) is None


async def test_the_same_is_flagged_once_by_a_person_also_after_it_was_done_with(state):
    assert await state.flags.keep(7, FACT, Wrong.SPEAKER) is Keeping.KEPT
    assert await state.flags.keep(7, FACT, Wrong.SPEAKER, "again") is Keeping.KNOWN
    assert await state.flags.keep(7, FACT, Wrong.OTHER) is Keeping.KEPT
    assert await state.flags.keep(8, FACT, Wrong.SPEAKER) is Keeping.KEPT
    complaint = await state.flags.of(FACT.digest)
    assert (complaint.people, len(complaint.flags)) == (2, 3)
    assert await state.flags.settle(FACT.digest)
    assert not await state.flags.settle(FACT.digest)
    assert await state.flags.waiting() == ()
    assert await state.flags.keep(7, FACT, Wrong.SPEAKER) is Keeping.KNOWN


async def test_what_most_people_flagged_comes_first_then_the_latest(state):
    third = replace(FACT, digest="c" * 64)
    for person, fact in ((1, OTHER), (2, OTHER), (1, FACT), (1, third)):
        assert await state.flags.keep(person, fact, Wrong.DATE) is Keeping.KEPT
    assert [one.fact for one in await state.flags.waiting()] == [OTHER, third, FACT]
    assert await state.flags.count() == 3
    await state.flags.settle(OTHER.digest)
    assert await state.flags.count() == 2


async def test_a_person_has_a_number_of_flags_a_day_whatever_became_of_them(state, clock):
    for number in range(A_DAY):
        one = replace(FACT, digest=f"{number:064}")
        assert await state.flags.keep(7, one, Wrong.DATE) is Keeping.KEPT
        await state.flags.settle(one.digest)
    assert await state.flags.keep(7, FACT, Wrong.DATE) is Keeping.OFTEN
    assert await state.flags.keep(8, FACT, Wrong.DATE) is Keeping.KEPT
    clock.now += timedelta(days=1)
    assert await state.flags.keep(7, FACT, Wrong.DATE) is Keeping.KEPT


async def test_a_full_queue_takes_nothing_until_something_is_done_with(state, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    await state.flags.keep(7, FACT, Wrong.DATE)
    await state.flags.keep(7, OTHER, Wrong.DATE)
    assert await state.flags.keep(8, OTHER, Wrong.DATE) is Keeping.FULL
    assert await state.flags.keep(7, OTHER, Wrong.DATE) is Keeping.KNOWN
    await state.flags.settle(FACT.digest)
    assert await state.flags.keep(8, OTHER, Wrong.DATE) is Keeping.KEPT


@pytest.mark.parametrize("comment", ["x" * 10_000, "\0 \ud83d", "<b>&amp;</b>", "\u202egnorw"])
async def test_any_comment_is_kept_as_far_as_there_is_room(state, comment):
    await state.flags.keep(7, FACT, Wrong.OTHER, comment)
    kept = (await state.flags.of(FACT.digest)).flags[0].comment
    assert kept == comment[:500].replace("\0", "\ufffd").replace("\ud83d", "\ufffd")


async def test_flags_are_their_persons_shown_and_forgotten_with_them(state):
    await state.flags.keep(7, FACT, Wrong.OTHER, "mine")
    await state.flags.keep(8, FACT, Wrong.SPEAKER)
    (shown,) = (await state.chats.everything(7))["flags"]
    assert shown["comment"] == "mine"
    assert (await state.chats.forget(7))["flags"] == 1
    assert (await state.flags.of(FACT.digest)).people == 1
    assert (await state.chats.everything(7))["flags"] == []


async def test_what_was_done_with_goes_when_it_is_old_what_waits_stays(state, clock):
    await state.flags.keep(7, FACT, Wrong.DATE)
    await state.flags.keep(7, OTHER, Wrong.DATE)
    await state.flags.settle(FACT.digest)
    clock.now += timedelta(days=91)
    await state.prune(clock.now - timedelta(days=90))
    assert await state.flags.keep(7, FACT, Wrong.DATE) is Keeping.KEPT
    assert await state.flags.keep(7, OTHER, Wrong.DATE) is Keeping.KNOWN
