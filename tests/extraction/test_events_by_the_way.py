"""A date inside what is said by the way does not date what the sentence tells."""

from __future__ import annotations

from datetime import date

import pytest

from storage.extraction.event_clauses import clause_of
from storage.extraction.events import extract_events
from storage.extraction.roster import Roster
from storage.models import (
    Article,
    EventKind,
    Passage,
    PassageKind,
    Publication,
    PublicationBasis,
    When,
)

DAY = date(2024, 3, 20)


def events(*lines):
    passages = tuple(Passage(n, PassageKind.TEXT, line, line) for n, line in enumerate(lines, 1))
    published = Publication(When(DAY, DAY), DAY, PublicationBasis.METADATA, certain=True)
    made = Article(
        id="A1", file="a.txt", key="a.txt", content_hash="", title="T", passages=passages,
        published=published,
    )  # fmt: skip
    return extract_events(made, Roster([]))


@pytest.mark.parametrize(
    ("sentence", "date_words", "clause", "background"),
    [
        (
            "Okoro, who had been posted there in 2010, said the talks would begin.",
            "in 2010",
            "who had been posted there in 2010",
            True,
        ),
        ("The pact, signed in 1997, bars new bases.", "in 1997", "signed in 1997", True),
        (
            "Haas, the envoy there in 1992, called it a failure.",
            "in 1992",
            "the envoy there in 1992",
            True,
        ),
        ("The mine (dug in 1897) closed.", "in 1897", "dug in 1897", True),
        (
            "On 3 May Haas, who had been ill, met Okoro.",
            "On 3 May",
            "On 3 May Haas met Okoro.",
            False,
        ),
        (
            "On 3 May Haas and Okoro, who had not met since 2015, signed.",
            "On 3 May",
            "On 3 May Haas and Okoro signed.",
            False,
        ),
        ("It opened on Friday, May 3, 2019, in Leeds.", "on Friday, May 3, 2019", None, False),
        ("She was born in 1960, moved north in 1980 and died in 2011.", "in 1980", None, False),
        ("They weighed the plan, the cost and the 2003 ban.", "2003", None, False),
    ],
)
def test_the_clause_of_a_date(sentence, date_words, clause, background):
    start = sentence.index(date_words)
    found = clause_of(sentence, start, start + len(date_words))
    assert found.background is background
    if clause is not None:
        assert found.text == clause


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Okoro, who was posted there in 2010, said talks had begun.", EventKind.STATE),
        ("Okoro, who met the rebels in 2010, said talks had begun.", EventKind.EVENT),
        ("The court upheld Okoro's 2010 decree (a copy of the 2003 one).", EventKind.EVENT),
        ("Output was 12 tons in May, down from 15 a year earlier.", EventKind.COMPARISON),
    ],
)
def test_kind_of_the_last_date(sentence, kind):
    assert events(sentence)[-1].kind is kind


def test_what_is_said_by_the_way_weighs_less_than_what_the_sentence_tells():
    aside, told = events("Okoro, who met the rebels in 2010, met the miners in 2019.")
    assert aside.significance < told.significance


def test_plans_are_marked_and_weigh_less_than_what_happened():
    plan, deed = events("The mine will close on May 3.", "The mine closed on March 3.")
    assert (plan.ahead, deed.ahead) == (True, False)
    assert plan.significance < deed.significance


def test_every_dated_expression_is_kept_whatever_its_clause():
    text = "Haas, who left in 2001, and Okoro, elected in 2010 (again in 2014), met on Monday."
    assert [e.expression for e in events(text)] == ["in 2001", "in 2010", "in 2014", "on Monday"]
