"""A long passage is told by the part that speaks of what was asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.passages import excerpt

OPENING = (
    "The fishermen of the bay met in the old town hall on a wet evening to talk of quotas. " * 3
)
MIDDLE = "A pilot spoke of the lighthouse. "
LAST = "Nobody had painted the lighthouse or mended its lamp since the harbour was dredged."
LONG = OPENING + MIDDLE + LAST
ENDLESS = "and then they rowed " * 30 + "past the wreck of the Salamander " + "and on " * 50


@pytest.mark.parametrize(
    ("text", "keys", "told"),
    [
        ("A short passage on quotas.", {"lighthouse"}, "A short passage on quotas."),
        (LONG, {"fishermen", "quotas"}, "The fishermen of the bay"),
        (LONG, set(), "The fishermen of the bay"),
        (LONG, {"unknown"}, "The fishermen of the bay"),
        (LONG, {"lighthouse"}, "… A pilot spoke of the lighthouse."),
        (LONG, {"lamp", "dredged"}, "… Nobody had painted the lighthouse"),
    ],
)
def test_an_excerpt_begins_with_the_sentence_that_has_most_of_what_was_asked(text, keys, told):
    assert excerpt(text, keys).startswith(told.strip())


def test_a_word_far_in_an_endless_sentence_is_told_with_what_stands_before_it():
    told = excerpt(ENDLESS, {"salamander"})

    assert told.startswith("… ")
    assert told.endswith(" …")
    assert "past the wreck of the Salamander" in told


@given(st.text(max_size=900), st.sets(st.sampled_from(["harbour", "a", "и", "1"])))
def test_an_excerpt_is_a_part_of_its_text(text, keys):
    told = excerpt(text, keys)

    assert told.removeprefix("… ").removesuffix(" …") in text
