"""An entry that is made of a fact means that fact, and of its article no other."""

from __future__ import annotations

from datetime import date

import pytest

from storage.building import build_corpus
from storage.citing import Place
from storage.corpus import shipped_seeds
from storage.corrections import FactKind, entry_toml, read_corrections
from storage.identity import digest_of, fact_named, facts_in, facts_told, kind_of
from storage.models import Citation, Corpus, When
from storage.proposing import dated, spoken_by, suppressed


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return build_corpus(shipped_seeds())


def facts(corpus: Corpus):
    return [*corpus.quotes, *corpus.statements, *corpus.events]


def test_every_fact_of_the_shipped_articles_can_be_suppressed(corpus):
    entries = [suppressed(corpus, fact) for fact in facts(corpus)]
    text = "".join({entry.twin: entry_toml(entry) for entry in entries}.values())
    without = build_corpus(shipped_seeds(), overlay=text)
    assert [one.entry for one in without.corrections if not one.facts] == []
    left = {digest_of(without, fact) for fact in facts(without)}
    assert [fact for fact in facts(corpus) if digest_of(corpus, fact) in left] == []


def test_every_date_and_every_speaker_can_be_set_alone(corpus):
    day = When(date(1901, 2, 3), date(1901, 2, 3))
    someone = next(actor for actor in corpus.actors if actor.name == "Dmitry Zhirnov")
    said = [f for f in (*corpus.quotes, *corpus.statements) if f.speaker != someone.id]
    entries = [dated(corpus, event, day) for event in corpus.events]
    entries += [spoken_by(corpus, fact, someone) for fact in said]
    assert len({entry.twin for entry in entries}) == len(entries)
    changed = build_corpus(shipped_seeds(), overlay="".join(map(entry_toml, entries)))
    assert [one.entry for one in changed.corrections if not one.facts] == []
    assert {event.when for event in changed.events} == {day}
    assert {quote.speaker for quote in changed.quotes} == {someone.id}


def test_an_entry_names_few_words_that_no_other_fact_of_its_kind_has(corpus):
    for fact in facts(corpus):
        entry = suppressed(corpus, fact)
        place = Place.of(corpus.passage(fact.citation), entry.words)
        assert place.touches(fact.citation.span)
        own = fact.citation
        for other in facts_in(corpus, own.article, own.passage):
            if kind_of(other) is kind_of(fact) and other.citation != own:
                apart = not place.touches(other.citation.span)
                assert apart or (place.names(own.span) and not place.names(other.citation.span))


def test_an_entry_is_as_the_file_will_say_it(corpus):
    for fact in facts(corpus)[:40]:
        entry = suppressed(corpus, fact)
        assert read_corrections(entry_toml(entry)) == (entry,)


def test_a_fact_is_named_by_its_kind_its_place_and_its_words(corpus):
    for fact in facts(corpus):
        digest = digest_of(corpus, fact)
        assert fact_named(corpus, kind_of(fact), fact.citation, digest) is not None
        assert fact_named(corpus, FactKind.MENTION, fact.citation, digest) is None
        assert fact_named(corpus, kind_of(fact), fact.citation, "g" + digest) is None
    digests = {digest_of(corpus, fact) for fact in facts(corpus)}
    assert len(digests) == len(facts(corpus))


def test_a_citation_tells_the_fact_it_cites_else_those_within(corpus):
    quote = corpus.quotes[0]
    assert quote in facts_told(corpus, quote.citation)
    at = quote.citation
    whole = Citation(at.article, at.passage, 0, len(corpus.passage(at).text))
    assert set(facts_told(corpus, quote.citation)) <= set(facts_told(corpus, whole))
    assert facts_told(corpus, Citation("A99", 1, 0, 9)) == ()
