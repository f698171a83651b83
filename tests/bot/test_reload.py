"""`/reload`: one message that tells how far it is, then what changed."""

from __future__ import annotations

import asyncio

import pytest

from storage.diff import Diff
from storage.errors import ReloadRefused, ReloadRunning, SeedsMissing
from storage.models import CorrectionResult, Rejection
from storage.snapshot import Progress

ADMIN = 1


async def test_the_message_tells_progress_and_then_what_changed(talk, corpus):
    async def build(progress):
        for stage in ("reading", "extracting", "indexing"):
            await progress(Progress(stage, 0, 1))
            await asyncio.sleep(0)
            talk.clock.pass_by(2)
            await _settle()

    talk.archive.script = build
    talk.archive.ending = Diff(
        added=corpus.articles[:1],
        changed=(),
        removed=corpus.articles[1:],
        rejected=(Rejection("photo.txt", "it is not text"),),
        facts={"quotes": (3, 5), "other": (0, 1)},
    )
    first, *changes = await talk.say("/reload", user=ADMIN)
    assert first.method == "sendMessage"
    assert first.text.startswith("Working…")
    assert {c.method for c in changes} == {"editMessageText"}
    assert len({c.sent["message_id"] for c in changes}) == 1
    assert [c.text for c in changes[:-1]] == [
        "Reading the articles…",
        "Finding quotations, people and dates…",
        "Indexing…",
    ]
    assert changes[-1].text == (
        "The corpus is reloaded.\n\n"
        "1 added\n• A1 Harbour reopens (a1.md)\n\n"
        "1 removed\n• A2 Ferry returns (a2.md)\n\n"
        "1 left out\n• photo.txt: it is not text\n\n"
        "quotations: 3 → 5\nother: 0 → 1"
    )


async def test_corrections_that_changed_nothing_are_told(talk):
    idle = CorrectionResult("corrections.toml line 3", "x.md: published 2020", 0, "no such article")
    talk.archive.ending = Diff(unmatched=(idle,), facts={})
    *_, last = await talk.say("/reload", user=ADMIN)
    assert (
        "Corrections that changed nothing (1)\n"
        "• corrections.toml line 3: x.md: published 2020: no such article"
    ) in last.text


async def _settle():
    """Let tasks that are ready run."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_progress_keeps_to_a_pace_that_telegram_takes(talk):
    async def build(progress):
        for number in range(50):
            await progress(Progress("extracting", number, 50))
            talk.clock.pass_by(0.1)
            await _settle()

    talk.archive.script = build
    _, *changes = await talk.say("/reload", user=ADMIN)
    shown = [c.text.rpartition("… ")[2] for c in changes[:-1]]
    assert shown == ["1 of 50", "11 of 50", "21 of 50", "31 of 50", "41 of 50"]


async def test_the_ending_is_never_overwritten_by_progress(talk):
    async def build(progress):
        await progress(Progress("reading", 0, 1))

    talk.archive.script = build
    *_, last = await talk.say("/reload", user=ADMIN)
    assert last.text.startswith("The corpus is reloaded.")


async def test_progress_that_cannot_be_shown_stops_nothing(talk):
    async def build(progress):
        talk.wire.fail("editMessageText", 403, description="Forbidden")
        await progress(Progress("reading", 0, 1))
        await _settle()
        talk.wire.fail("editMessageText", 401, description="Unauthorized")
        talk.clock.pass_by(2)
        await progress(Progress("indexing", 0, 1))
        await _settle()

    talk.archive.script = build
    *_, last = await talk.say("/reload", user=ADMIN)
    assert "Nothing was added, changed or removed." in last.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            ReloadRefused("It shrank to {n}.", n=1),
            "It shrank to 1.\n\nIf that is meant: /reload force",
        ),
        (ReloadRunning("A reload is under way."), "A reload is under way."),
        (SeedsMissing("{path} is not there.", path="/x"), "/x is not there."),
    ],
)
async def test_why_nothing_changed_is_told(talk, error, words):
    talk.archive.ending = error
    *_, last = await talk.say("/reload", user=ADMIN)
    assert last.text == words


async def test_an_unexpected_failure_is_told_and_logged(talk, caplog):
    talk.archive.ending = ZeroDivisionError()
    _, told, error = await talk.say("/reload", user=ADMIN)
    assert told.text == "The reload failed; the old corpus stays."
    assert "error e1" in error.text
    assert "ZeroDivisionError" in caplog.text


async def test_a_reload_that_is_cancelled_says_nothing_more(talk):
    talk.archive.ending = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await talk.say("/reload", user=ADMIN)
    assert [r.method for r in talk.wire.requests if r.method != "getMe"] == ["sendMessage"]


@pytest.mark.parametrize(
    ("typed", "forced"),
    [("/reload", [False]), ("/reload force", [True]), ("/reload FORCE", [True])],
)
async def test_force_is_asked_for_by_its_word(talk, typed, forced):
    await talk.say(typed, user=ADMIN)
    assert talk.archive.forced == forced


async def test_other_words_are_not_guessed_at(talk):
    (message,) = await talk.say("/reload now", user=ADMIN)
    assert message.text == "Write /reload, or /reload force."
    assert talk.archive.forced == []


async def test_an_edited_reload_does_nothing(talk):
    assert await talk.say("/reload force", user=ADMIN, kind="edited_message") == []
    assert talk.archive.forced == []


async def test_readers_are_answered_during_a_reload(talk):
    answers = []

    async def build(_progress):
        answers.extend(await talk.say("/echo meanwhile"))

    talk.archive.script = build
    await talk.say("/reload", user=ADMIN)
    assert answers[0].text.startswith("<meanwhile>")
