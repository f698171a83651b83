"""Runs of letters are the same however they are found."""

import re

from hypothesis import given
from hypothesis import strategies as st

from storage.text.letters import letter_runs, well_formed


def test_marks_and_figures_part_the_runs_of_letters():
    assert letter_runs("“Don’t,” said Ö. Vesely — 3rd of 4…") == [
        "Don", "t", "said", "Ö", "Vesely", "rd", "of",
    ]  # fmt: skip


@given(st.text() | st.text("ab Zé3_’“”—•ж"))
def test_runs_are_those_of_the_plain_definition(text):
    assert letter_runs(text) == re.findall(r"[^\W\d_]+", text)


@given(st.text(st.characters(categories=["Cs", "L", "So"])))
def test_a_well_formed_text_can_be_written_and_stays_as_it_is(text):
    written = well_formed(text)
    assert written.encode() == well_formed(written).encode()
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert written == text


def test_surrogates_are_joined_and_a_lone_one_is_shown_as_such():
    assert well_formed("\ud83d\udea2 \udea2 a\ud83d") == "🚢 \ufffd a\ufffd"
