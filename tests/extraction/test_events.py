"""Dated sentences: what is kept, of what kind, by whom, and how much it weighs."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.extraction.events import extract_events
from storage.extraction.roster import Roster
from storage.models import (
    Actor,
    ActorKind,
    Article,
    Basis,
    Citation,
    EventKind,
    Mention,
    Passage,
    PassageKind,
    Publication,
    PublicationBasis,
    When,
)

DAY = date(2024, 3, 20)


def article(*lines, published=DAY, key="a.txt"):
    passages = tuple(
        line if isinstance(line, Passage) else Passage(number, PassageKind.TEXT, line, line)
        for number, line in enumerate(lines, 1)
    )
    publication = None
    if published:
        publication = Publication(
            When(published, published), published, PublicationBasis.METADATA, certain=True
        )
    return Article(
        id="A1", file=key, key=key, content_hash="", title="T", passages=passages,
        published=publication,
    )  # fmt: skip


def actor(name, made, *, kind=ActorKind.PERSON, byline=False):
    mentions = tuple(
        Mention(Citation(made.id, p.number, at, at + len(name)), name)
        for p in made.passages
        if (at := p.text.find(name)) >= 0
    )
    return Actor(id=name.lower(), name=name, kind=kind, mentions=mentions, byline=byline)


def events(*lines, **fields):
    return extract_events(article(*lines, **fields), Roster([]))


def test_every_dated_expression_is_an_event_with_its_sentence():
    text = "It rained. Gov. Okoro signed it on May 2, 2019, and left in 2020. It dried."
    found = events(text)
    assert [e.expression for e in found] == ["on May 2, 2019", "in 2020"]
    for event in found:
        cited = text[event.citation.start : event.citation.end]
        assert cited == event.expression
        assert text[event.sentence_span.start : event.sentence_span.end] == event.sentence
        assert event.sentence.startswith("Gov. Okoro")


def test_actors_are_those_of_the_sentence_without_bylines():
    made = article("Okoro left in 2019. Lindqvist stayed.", "Okoro and Haas met in 2020.")
    roster = Roster(
        [actor("Okoro", made), actor("Lindqvist", made), actor("Haas", made, byline=True)]
    )
    assert [e.actors for e in extract_events(made, roster)] == [("okoro",), ("okoro",)]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Okoro met the miners in 2019.", EventKind.EVENT),
        ("The mine closed on Monday.", EventKind.EVENT),
        ("The 2003 ban ended it.", EventKind.EVENT),
        ("The mine has been shut since 2019.", EventKind.STATE),
        ("In the 1990s, the valley lived off coal.", EventKind.STATE),
        ("From 1996 to 2001 he ruled.", EventKind.STATE),
        ("Unlike the 1990s, the valley is quiet.", EventKind.COMPARISON),
        ("Output is higher than in 2019.", EventKind.COMPARISON),
        ("It made 9 million in 2019 from 8 million a year earlier.", EventKind.COMPARISON),
        ("It made 9 million in 2019. A year earlier, it made 8 million.", EventKind.COMPARISON),
        ("It stopped in 2019. Three years before, it had been robbed.", EventKind.EVENT),
        ("It stopped in 2019. But a year earlier, its owner had already fled.", EventKind.EVENT),
        ("It met on 3 May 2019. A week earlier, its owner resigned.", EventKind.EVENT),
        ("It met on 3 May 2019. A week earlier, it was calm.", EventKind.COMPARISON),
        ("Today the valley is quiet.", EventKind.COMPARISON),
    ],
)
def test_kind_of(sentence, kind):
    *_, found = events(sentence)
    assert found.kind is kind


def test_deeds_weigh_more_than_states_and_states_more_than_comparisons():
    deed, state, comparison = events(
        "Okoro signed the treaty on May 2, 2019.",
        "In the 1990s, the valley was poor.",
        "Unlike the 1990s, the valley is rich.",
    )
    assert deed.significance > state.significance > comparison.significance


def test_captions_are_less_sure_and_boilerplate_and_datelines_are_left_out():
    caption = Passage(3, PassageKind.CAPTION, "A miner in 2019", "A miner in 2019")
    boilerplate = Passage(4, PassageKind.BOILERPLATE, "Copyright in 2019", "Copyright in 2019")
    found = events("March 20, 2024", "It closed in 2019.", caption, boilerplate)
    assert [e.citation.passage for e in found] == [2, 3]
    assert found[1].confidence < found[0].confidence


def test_the_head_of_a_wire_is_no_event():
    found = events("GENEVA, March 19 (Agency) - Talks resumed on Tuesday.")
    assert [e.expression for e in found] == ["on Tuesday"]


def test_a_stated_date_has_no_reference_and_a_relative_one_has():
    stated, relative = events("It closed in 2019. It opened last week.")
    assert (stated.basis, stated.reference) == (Basis.STATED, None)
    assert (relative.basis, relative.reference) == (Basis.RELATIVE, DAY)


def test_without_a_publication_date_only_stated_dates_are_events():
    found = events("It closed in 2019. It opened last week.", published=None)
    assert [e.expression for e in found] == ["in 2019"]


def test_ids_are_stable_and_do_not_depend_on_the_place():
    once = events("It closed in 2019.")
    moved = events("Something new.", "It  closed   in 2019.")
    other = events("It closed in 2019.", key="b.txt")
    assert once[0].id == moved[0].id
    assert once[0].id != other[0].id
    assert len(once[0].id) == 12


def test_what_is_told_twice_in_the_same_words_keeps_two_ids():
    found = events("It closed in 2019.", "It closed in 2019.")
    assert len({e.id for e in found}) == 2


def test_the_same_day_leans_on_passages_before():
    found = events("They came on Friday, March 15.", "Others left on the same day.")
    assert found[1].when.earliest == date(2024, 3, 15)


@given(st.lists(st.text(max_size=80), max_size=5))
def test_any_lines_give_sound_events(lines):
    found = events(*lines)
    assert len({e.id for e in found}) == len(found)
    for event in found:
        text = lines[event.citation.passage - 1]
        assert text[event.citation.start : event.citation.end] == event.expression
        assert 0 <= event.significance <= 1
        assert 0 <= event.confidence <= 1
