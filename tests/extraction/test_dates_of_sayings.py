"""Days inside quotations hang on the day on which they were said, where the text tells it."""

from __future__ import annotations

from datetime import date

import pytest

from storage.extraction.dates import find_dates

WEDNESDAY = date(2024, 3, 20)


def told(text):
    return [(e.text, e.when.earliest) for e in find_dates(text, reference=WEDNESDAY)]


@pytest.mark.parametrize(
    ("text", "expression", "day"),
    [
        ("“We signed yesterday,” Okoro said on Monday.", "yesterday", date(2024, 3, 17)),
        ("On Monday Okoro said: “We signed yesterday.”", "yesterday", date(2024, 3, 17)),
        (
            "In a speech on 12 May 2014 she said: “We began poor. Today we are proud.”",
            "Today",
            date(2014, 5, 12),
        ),
        (
            "“The dam held. Tomorrow it will be mended,” Haas told reporters on Friday.",
            "Tomorrow",
            date(2024, 3, 16),
        ),
        ('"Two days ago it rained," Haas wrote on 3 March.', "Two days ago", date(2024, 3, 1)),
        ("“We signed yesterday,” Okoro said.", "yesterday", date(2024, 3, 19)),
        ("Okoro said on Monday that they signed yesterday.", "yesterday", date(2024, 3, 19)),
        ("“We signed yesterday.” It rained on Monday.", "yesterday", date(2024, 3, 19)),
    ],
)
def test_a_day_in_a_quotation(text, expression, day):
    assert (expression, day) in told(text)


def test_expressions_stay_in_the_order_of_the_text():
    text = "“We met yesterday,” Haas said on Monday. “Today we rest,” he added on Tuesday."
    assert told(text) == [
        ("yesterday", date(2024, 3, 17)),
        ("on Monday", date(2024, 3, 18)),
        ("Today", date(2024, 3, 19)),
        ("on Tuesday", date(2024, 3, 19)),
    ]


def test_a_day_reckoned_from_a_saying_is_flagged_and_names_it_as_its_reference():
    [spoken, _] = find_dates("“We met yesterday,” Haas said on Monday.", reference=WEDNESDAY)
    assert "spoken" in spoken.flags
    assert spoken.reference == date(2024, 3, 18)
