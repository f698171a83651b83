"""The nouns of a clause by their part in it."""

from __future__ import annotations

import pytest

from storage.extraction.complements import find_complements, meaning
from storage.extraction.dated_sentences import read_sentence
from storage.text.offsets import Span

NO_DATE = Span(0, 0)
CLAUSES = {
    "The bank opened a school.": {"of opening": {"school"}},
    "The school was opened by the bank.": {"of opening": {"school"}},
    "A bridge collapsed.": {"of accident": {"bridge"}},
    "The collapse of a bridge was filmed.": {"of accident": {"bridge"}},
    "A bomb exploded outside a bank.": {"where": {"bank"}},
    "Thousands of farmers protested against imports.": {
        "of protest": {"farmers"},
        "topic": {"imports"},
    },
    "The council passed a law on whaling.": {"of legislation": {"whaling"}, "topic": {"whaling"}},
    "The council passed a whaling law.": {"of legislation": {"whaling"}},
    "A law on whaling was passed.": {"of legislation": {"whaling"}, "topic": {"whaling"}},
    "They arrested suspected smugglers over the theft of a painting.": {
        "of arrest": {"smugglers"},
        "topic": {"theft", "painting"},
    },
    "The court jailed him for fraud.": {"purpose": {"fraud"}},
    "At least 12 died.": {},
    "He expelled two Russian diplomats.": {
        "of expulsion": {"diplomats"},
        "nation of expulsion": {"russian"},
    },
    "They shut down three kilns.": {"of closure": {"kilns"}},
    "They are people of a place.": {},
    "": {},
}


@pytest.mark.parametrize(("text", "nouns"), CLAUSES.items(), ids=CLAUSES)
def test_a_clause_gives_its_nouns_by_their_part(text: str, nouns: dict[str, set[str]]) -> None:
    sentence = read_sentence(text)
    found = find_complements(sentence.words, Span(0, len(text)), (), NO_DATE, sentence.families)
    assert found == nouns


def test_words_of_names_and_of_other_clauses_tell_nothing() -> None:
    text = "Old Mill Trust opened a school, closing a nursery."
    sentence = read_sentence(text)
    name, clause = Span(0, 14), Span(0, text.index(","))
    found = find_complements(sentence.words, clause, (name,), NO_DATE, sentence.families)
    assert found == {"of opening": {"school"}}


def test_what_stands_before_a_date_has_no_object() -> None:
    text = "The health minister resigned on Monday."
    sentence = read_sentence(text)
    dated = Span(text.index("on Monday"), len(text) - 1)
    found = find_complements(sentence.words, Span(0, len(text)), (), dated, sentence.families)
    assert found == {"of departure": {"health"}}


def test_nouns_for_one_thing_mean_the_same() -> None:
    assert meaning("plant") & meaning("factory")
    assert meaning("paintings") & meaning("artwork")
    assert meaning("french") & meaning("frenchmen") or meaning("russian") & meaning("russians")
    assert not meaning("school") & meaning("office")
