"""Runs of letters are the same however they are found."""

import re

from hypothesis import given
from hypothesis import strategies as st

from storage.text.letters import letter_runs


def test_marks_and_figures_part_the_runs_of_letters():
    assert letter_runs("“Don’t,” said Ö. Vesely — 3rd of 4…") == [
        "Don", "t", "said", "Ö", "Vesely", "rd", "of",
    ]  # fmt: skip


@given(st.text() | st.text("ab Zé3_’“”—•ж"))
def test_runs_are_those_of_the_plain_definition(text):
    assert letter_runs(text) == re.findall(r"[^\W\d_]+", text)
