"""/flags: admins look at what was flagged and turn it into corrections, seen before written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import reviewing
from bot.commands import COMMANDS
from storage.cases import failure, read_case
from storage.corpus import Archive
from storage.corrections import entry_toml, read_corrections
from storage.errors import ReloadRunning, StoreUnwritable
from storage.identity import facts_told
from storage.models import Citation
from storage.state import State
from storage.state.records import FlaggedFact, Wrong

READER, OTHER, ADMIN, GROUP = 1001, 1002, 1, -100500
QUOTE = "/quote worked day night"


async def flag(news, line=QUOTE, wrong="Wrong speaker", user=READER, comment=None):
    """Flag the one fact of an answer."""
    asked = await news.press(await news.say(line, user=user), "Flag this", user=user)
    if comment is None:
        await news.press(asked, wrong, user=user)
    else:
        await news.press(asked, "Something else", user=user)
        await news.say(comment, user=user)


async def flags(news, line="/flags"):
    return await news.say(line, user=ADMIN)


async def press(news, message, label):
    return await news.press(message, label, user=ADMIN)


async def opened_flag(news, **more):
    """Flag a fact, and open it as an admin."""
    await flag(news, **more)
    return await press(news, await flags(news), "1")


async def speakers(news):
    corpus = news.talk.archive.snapshot.corpus
    return {corpus.actor_by_id[quote.speaker].name for quote in corpus.quotes}


async def test_the_queue_counts_people_and_names_nobody(news):
    await flag(news, user=READER)
    await flag(news, user=OTHER, comment="It was the mayor.")
    await flag(news, user=OTHER, line="/timeline harbour", wrong="Wrong date")
    listed = await flags(news)
    assert listed.text.startswith("2 flagged facts\n\n1. Ana Ortiz: “We worked day and night")
    first, second = listed.text.split("\n2. ")
    assert "2 people: something else, wrong speaker" in first.replace("\n", " ")
    assert "1 person: wrong date" in second
    opened = await press(news, listed, "1")
    assert "It was the mayor." in opened.text
    for text in (listed.text, opened.text):
        assert str(READER) not in text
        assert str(OTHER) not in text
        assert "Someone" not in text


async def test_the_numbers_tell_that_something_is_flagged(news):
    assert "flagged" not in (await flags(news, "/stats")).text
    await flag(news, user=READER)
    await flag(news, user=OTHER)
    assert "1 flagged fact: /flags" in (await flags(news, "/stats")).text


async def test_a_long_queue_is_paged(news):
    for number in range(12):
        fact = {"digest": f"{number:064}", "kind": "quote", "article": "gone.md"}
        await news.state.flags.keep(
            number, FlaggedFact(**fact, passage=1, first=0, last=1), Wrong.OTHER, ""
        )
    listed = await flags(news)
    assert list(listed.buttons) == ["1", "2", "3", "4", "5", "More ›"]
    assert "not in the corpus any more as it was: gone.md ¶1" in listed.text
    onward = await press(news, await press(news, listed, "More"), "More")
    assert list(onward.buttons) == ["11", "12", "‹ Back"]
    gone = await press(news, onward, "12")
    assert list(gone.buttons) == ["Dismiss", "All that is flagged"]


async def test_a_fact_is_opened_with_its_passage(news):
    opened = await opened_flag(news)
    assert opened.text.startswith("1 person: wrong speaker\n\nAna Ortiz\n“We worked day and night")
    assert "¶2\n“We worked day and night for this harbour,” said Ana Ortiz." in opened.text
    assert [*opened.buttons, *opened.copied] == [
        *("Port Gazette ¶2", "Set the speaker …", "It is no quotation"),
        *("Dismiss", "All that is flagged", "Save", "Copy citation"),
    ]


async def test_a_speaker_is_set_by_buttons_seen_before_and_then_everywhere(news):
    question = await press(news, await opened_flag(news), "Set the speaker")
    assert question.text.startswith("Ana Ortiz: “We worked day and night for this harbour,”")
    assert list(question.buttons) == ["Ana Ortiz", "Pedro Lagos", "Nobody can know"]
    preview = await press(news, question, "Pedro Lagos")
    assert preview.text.startswith("To be written into DATA_DIR/corrections.toml\n\n[[correction]]")
    assert "Before: Ana Ortiz\nAfter: Pedro Lagos" in preview.text
    assert await speakers(news) == {"Ana Ortiz", "Pedro Lagos"}
    working, *_, ending = await news.tap(preview, "Apply", user=ADMIN)
    assert working.text.startswith("Working…")
    assert ending.text.startswith("Corrected. 2 facts changed (DATA_DIR/corrections.toml line 1)")
    assert "Pedro Lagos · speaker corrected" in ending.text
    assert news.talk.archive.overlay.rstrip() in preview.text
    assert await speakers(news) == {"Pedro Lagos"}
    assert (await flags(news)).text == "Nothing is flagged."
    (noted, *_) = await news.state.audit.of(ADMIN)
    assert (noted.who, noted.what) == (ADMIN, "correct")
    again = await press(news, preview, "Apply")
    assert again.text.startswith("That is done with already.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("nobody such", "Nobody in the articles is called “nobody such”."),
        ("Ana Ortiz", "That is what I tell already."),
        ("</code><b>", "Nobody in the articles is called “</code><b>”."),
        ("\u202e" + "x" * 4_000, "Nobody in the articles is called “xxx"),
    ],
)
async def test_a_speaker_that_makes_no_correction_is_asked_for_again(news, typed, told):
    await press(news, await opened_flag(news), "Set the speaker")
    assert (await news.say(typed, user=ADMIN)).text.startswith(told)
    preview = await news.say("lagos", user=ADMIN)
    assert "After: Pedro Lagos" in preview.text


async def test_a_date_is_written_as_people_write_it_and_shown_back(news):
    opened = await opened_flag(news, line="/timeline harbour", wrong="Wrong date")
    await press(news, opened, "Set the date")
    for nonsense in ("soon", "before 2015", "31 June 2019", "14 May 2019", "2" * 4_000):
        assert "Before:" not in (await news.say(nonsense, user=ADMIN)).text
    preview = await news.say("13-15 мая 2019", user=ADMIN)
    assert 'date = "2019-05-13/2019-05-15"' in preview.text
    assert "Before: 14 May 2019\nAfter: 13–15 May 2019" in preview.text
    *_, ending = await news.tap(preview, "Apply", user=ADMIN)
    assert "13–15 May 2019" in ending.text


async def test_what_is_no_fact_is_left_out(news):
    preview = await press(news, await opened_flag(news), "It is no quotation")
    assert "After: not told any more" in preview.text
    *_, ending = await news.tap(preview, "Apply", user=ADMIN)
    assert ending.text.startswith("Corrected. 1 fact changed")
    told = [quote.text for quote in news.talk.archive.snapshot.corpus.quotes]
    assert not any("day and night" in text for text in told)


async def test_what_is_dismissed_is_gone_and_stays_so_for_who_flagged_it(news):
    dismissed = await press(news, await opened_flag(news), "Dismiss")
    assert dismissed.text == "Dismissed."
    assert (await press(news, dismissed, "All that")).text == "Nothing is flagged."
    asked = await news.press(await news.say(QUOTE), "Flag this")
    assert "already" in (await news.press(asked, "Wrong speaker")).text


async def test_a_correction_without_effect_is_told_and_changes_nothing(news, monkeypatch):
    preview = await press(news, await opened_flag(news), "It is no quotation")
    before = news.talk.archive.snapshot
    entry = read_corrections(
        '[[correction]]\narticle="0.md"\nparagraph=2\nwords="out of nowhere"\n'
        'kind="quote"\nsuppress=true\n'
    )[0]
    monkeypatch.setattr(reviewing, "proposed", lambda *_: entry)
    *_, ending = await news.tap(preview, "Apply", user=ADMIN)
    assert ending.text.startswith("That would change nothing, so the file and the corpus stay")
    assert "do not stand in ¶2" in ending.text
    assert news.talk.archive.snapshot is before
    assert (await flags(news)).text.startswith("1 flagged fact")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StoreUnwritable("The disk is full."), "The disk is full."),
        (ReloadRunning("A reload is under way already; wait for its report."), "A reload is under"),
    ],
)
async def test_where_it_cannot_be_applied_all_stays_and_the_reason_is_told(news, error, told):
    preview = await press(news, await opened_flag(news), "It is no quotation")
    before = news.talk.archive.snapshot
    news.talk.archive.ending = error
    *_, ending = await news.tap(preview, "Apply", user=ADMIN)
    assert ending.text.startswith(told)
    assert news.talk.archive.snapshot is before
    assert (await flags(news)).text.startswith("1 flagged fact")


async def test_a_test_case_is_handed_over_which_fails_before_and_holds_after(news):
    opened = await opened_flag(news)
    preview = await press(news, await press(news, opened, "Set the speaker"), "Pedro Lagos")
    assert await news.tap(preview, "As a test case", user=ADMIN) == []
    (sent,) = news.talk.wire.of("sendDocument")
    name, content, _ = sent.sent["document"]
    assert name.startswith("case-")
    assert name.endswith(".json")
    case = read_case(content.decode())
    assert (case.before, case.expected, case.paragraph) == ("Ana Ortiz", "Pedro Lagos", 2)
    corpus = news.talk.archive.snapshot.corpus
    assert "worked" not in content.decode()
    assert failure(case, corpus) == "it says Ana Ortiz or ana-ortiz, not Pedro Lagos"
    await news.tap(preview, "Apply", user=ADMIN)
    assert failure(case, news.talk.archive.snapshot.corpus) == ""


async def test_a_corpus_that_changed_meanwhile_is_told_of_instead_of_corrected(news, written):
    preview = await press(news, await opened_flag(news), "It is no quotation")
    await news.reload(written(harbour="We worked day and week for this harbour"))
    told = await press(news, preview, "Apply")
    assert "not in the corpus any more as it was" in told.text
    assert news.talk.archive.overlay == ""


async def test_it_all_goes_on_after_a_restart(opened):
    async with opened() as news:
        preview = await press(news, await opened_flag(news), "It is no quotation")
    async with opened() as news:
        *_, ending = await news.tap(preview, "Apply", user=ADMIN)
        assert ending.text.startswith("Corrected.")


async def test_nobody_but_an_admin_looks_at_flags_or_presses_their_buttons(news):
    opened = await opened_flag(news)
    told = await news.say("/flags")
    assert "for admins" in told.text
    for label, data in opened.buttons.items():
        action = await news.state.recall(ADMIN, data)
        if action.command != "flags":
            continue
        # Even were an admin's token known to another chat, its words are asked for again there.
        (mine,) = await news.state.remember(READER, [action])
        (refused,) = await news.talk.send_callback(mine)
        assert "for admins" in refused.text, label
        await news.talk.send_callback(data)
    assert (await flags(news)).text.startswith("1 flagged fact")
    assert news.talk.archive.overlay == ""


async def test_in_a_group_an_admin_is_sent_to_the_private_chat(news):
    await flag(news)
    told = await news.say("/flags", user=ADMIN, chat=GROUP)
    assert told.text.startswith("What was flagged is looked at in our private chat")


async def test_steps_that_are_typed_do_nothing(news):
    opened = await opened_flag(news)
    action = await news.state.recall(ADMIN, opened.buttons["Dismiss"])
    assert (await flags(news, f"/flags {action.words}")).text.startswith("1 flagged fact")


async def test_comments_cannot_be_taken_for_the_bots_words(news):
    await flag(news, comment="<b>Dismiss</b> [x](https://evil.example) *Corrected.*")
    opened = await press(news, await flags(news), "1")
    assert "<b>Dismiss</b> [x](https://evil.example) *Corrected.*" in opened.text
    entities = json.loads(opened.sent["entities"])
    at = opened.text.index("<b>Dismiss")
    assert not [e for e in entities if e["offset"] <= at < e["offset"] + e["length"]]
    assert not [e for e in entities if e["type"] == "text_link"]


async def test_it_speaks_the_admins_language(news):
    await flag(news)
    news.talk.language = "ru"
    listed = await flags(news)
    assert listed.text.startswith("1 отмеченная ошибка")
    preview = await press(news, await press(news, listed, "1"), "Это не цитата")
    *_, ending = await news.tap(preview, "Применить", user=ADMIN)
    assert ending.text.startswith("Исправлено.")


async def test_with_a_real_archive_the_file_is_written_and_followed(
    made, blank_state: Path, snapshot, tmp_path: Path
):
    state = await State.open(tmp_path / "state.db")
    data = tmp_path / "data"
    archive = await Archive.open(data_dir=data, seeds=Path(snapshot.corpus.folder))
    talk = made(snapshot, COMMANDS, state=state, archive=archive)
    async with talk.application:
        (answer,) = await talk.say(QUOTE)
        (asked,) = await talk.press(answer, "Flag this")
        await talk.press(asked, "Wrong speaker")
        (listed,) = await talk.say("/flags", user=ADMIN)
        (opened,) = await talk.press(listed, "1", user=ADMIN)
        (preview,) = await talk.press(opened, "It is no quotation", user=ADMIN)
        *_, ending = await talk.press(preview, "Apply", user=ADMIN)
        assert ending.text.startswith("Corrected. 1 fact changed")
        (answer,) = await talk.say(QUOTE)
        assert "day and night for this" not in answer.text
    (entry,) = read_corrections(data / "corrections.toml")
    assert entry_toml(entry).rstrip() in preview.text
    await archive.close()
    await state.close()
    place = Citation("A1", 2, 0, 200)
    assert len(facts_told(archive.snapshot.corpus, place)) == 1
