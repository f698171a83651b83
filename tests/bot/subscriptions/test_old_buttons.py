"""Buttons of old messages: they work after a restart, and after a reload say that it was one."""

from __future__ import annotations

import pytest

CHANGED = "The articles have changed since that button was offered; this is what they tell now."
IN_RUSSIAN = "С тех пор статьи изменились"
LONG = "\n\n".join(
    f"On {day} May 2019 the council of Valdivia met at the harbour, and the {word} was on the list."
    for day, word in enumerate(("crane", "quay", "slip", "dock", "buoy", "boom", "tide"), start=3)
)
COUNCIL = (
    f"---\ntitle: The council\npublisher: Coast Weekly\npublished: 2019-06-03\n---\n{LONG * 3}\n"
)


def _cited(message) -> str:
    """The label of the first button that opens a passage."""
    return next(label for label in message.buttons if "¶" in label)


@pytest.fixture
def councils(written):
    """A corpus of which a timeline fills pages."""
    return written(COUNCIL)


async def test_after_a_restart_pages_turn_passages_open_and_questions_go_on(opened, councils):
    async with opened(councils) as before:
        told = await before.say("/timeline")
        assert "1 of 3" in told.buttons
        asked = await before.say("/subscribe harbour")
    async with opened(councils) as after:
        turned = await after.press(told, "More ›")
        assert (turned.method, turned.message) == ("editMessageText", told.message)
        assert "2 of 3" in turned.buttons
        passage = await after.press(told, _cited(told))
        assert "¶" in passage.text
        assert (await after.press(asked, "London")).text.startswith("Subscribed.")
        for answer in (turned, passage):
            assert CHANGED not in answer.text


async def test_after_a_reload_what_a_button_opens_says_so_once(opened, councils, snapshot):
    async with opened(snapshot) as news:
        told = await news.say("/quote harbour")
        await news.reload(councils)
        passage = await news.press(told, _cited(told))
        assert passage.text.startswith(CHANGED)
        following = await news.press(passage, next(b for b in passage.buttons if "›" in b))
        assert CHANGED not in following.text


async def test_a_page_that_is_turned_after_a_reload_is_told_anew(opened, councils, written):
    async with opened(councils) as news:
        told = await news.say("/timeline")
        await news.reload(written(COUNCIL, COUNCIL.replace("council", "senate")))
        turned = await news.press(told, "More ›")
        assert (turned.method, turned.message) == ("editMessageText", told.message)
        assert CHANGED in turned.text
        further = await news.press(turned, "‹ Back")
        assert CHANGED not in further.text


async def test_a_push_of_before_a_reload_says_so_too_and_settings_do_not(news, grown):
    await news.say("/subscribe harbour 09:00 UTC")
    (push,) = await news.pass_by(hours=24)
    await news.reload(grown)
    passage = await news.press(push, _cited(push))
    assert passage.text.startswith(CHANGED)
    changing = await news.press(push, "Change the time")
    assert CHANGED not in changing.text


async def test_it_is_said_in_the_readers_language(news, grown):
    news.talk.language = "ru"
    told = await news.say("/quote harbour")
    await news.reload(grown)
    passage = await news.press(told, _cited(told))
    assert passage.text.startswith(IN_RUSSIAN)
