"""corrections.toml has the last word over what the rules find, and nothing in it is silent."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest

from storage.building import build_corpus
from storage.citing import Place
from storage.corpus import shipped_seeds
from storage.corrections import Correction, FactKind, entry_toml
from storage.errors import SeedsInvalid
from storage.export import export_json
from storage.models import Basis, Corpus, Event, Passage, PassageKind, PublicationBasis, Quote
from storage.text.folding import key

HARBOUR = """---
title: Harbour reopens after repairs
publisher: Port Gazette
published: 2019-05-20
url: https://gazette.example/harbour/
---
On 14 May 2019 the harbour of Valdivia reopened. Ana Ortiz welcomed Pedro Silva.
“We worked day and night for this harbour,” said minister Ana Ortiz. “Nobody believed it would.”
Pedro Silva said that the new cranes had cost too much.
The first ship arrived on Sunday and the second last Friday.
"""
FERRY = """The ferry to Niebla returned last week. Pedro Silva said that it would run all winter.
In May 2018 the ferry had been sold to Bruno Keller, its captain.
"""

Build: TypeAlias = Callable[[str], Corpus]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build a corpus of two articles with some corrections."""
    (tmp_path / "harbour.md").write_text(HARBOUR, "utf-8")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "ferry.txt").write_text(FERRY, "utf-8")

    def build(corrections: str = "") -> Corpus:
        (tmp_path / "corrections.toml").write_text(corrections, "utf-8")
        return build_corpus(tmp_path)

    return build


def entry(article: str, paragraph: int, words: str, deed: str) -> str:
    return (
        f'[[correction]]\narticle = "{article}"\nparagraph = {paragraph}\nwords = "{words}"\n'
        f"{deed}\n"
    )


def quote(corpus: Corpus, words: str) -> Quote:
    (found,) = (q for q in corpus.quotes if words in q.text)
    return found


def event(corpus: Corpus, expression: str) -> Event:
    (found,) = (e for e in corpus.events if expression in e.expression)
    return found


def reason(corpus: Corpus) -> str:
    (result,) = corpus.corrections
    assert result.facts == 0
    return result.reason


# --- which article, which words


@pytest.mark.parametrize(
    "article",
    [
        "harbour.md",
        "harbour",
        "A1",
        "a1",
        "https://gazette.example/harbour",
        "http://gazette.example/harbour/?utm_source=x#top",
    ],
)
def test_an_article_is_named_by_its_file_its_id_or_its_address(build: Build, article: str) -> None:
    corpus = build(entry(article, 2, "day and night", 'speaker = "Pedro Silva"'))
    assert quote(corpus, "day and night").speaker == "pedro-silva"


@pytest.mark.parametrize(
    "words",
    [
        "day and night",
        "DAY  AND night",
        "“We worked day and night for this harbour,” said minister",
        "harbour, said",
    ],
)
def test_some_words_are_enough_however_they_were_copied(build: Build, words: str) -> None:
    corpus = build(entry("harbour.md", 2, words, 'speaker = "Silva"'))
    assert quote(corpus, "day and night").speaker == "pedro-silva"


@pytest.mark.parametrize("words", ["Taliban", "taliban’s", "anti-Taliban’s", "Zoe", "ZOË"])
def test_words_are_found_inside_of_compounds_and_whatever_the_accents(words: str) -> None:
    text = "The anti-Taliban’s Zoe\u0308 left."
    place = Place.of(Passage(1, PassageKind.TEXT, text, text), words)
    (found,) = place.ranges
    assert text[found.start : found.end].casefold()[:3] in {"tal", "ant", "zoe"}


def test_no_words_stand_nowhere() -> None:
    assert Place.of(Passage(1, PassageKind.TEXT, "A.", "A."), "“…”").ranges == ()


def test_words_may_be_copied_from_the_source_before_cleaning(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "“We worked [day and night](https://example.org/x) for this,” said Ana Ortiz.\n", "utf-8"
    )
    (tmp_path / "corrections.toml").write_text(
        entry("a.md", 1, "[day and night](https://example.org/x) for", 'speaker = "unresolved"')
    )
    (found,) = build_corpus(tmp_path).quotes
    assert (found.text, found.speaker) == ("We worked day and night for this,", None)


# --- speakers


def test_a_speaker_is_set_and_says_that_it_was_corrected(build: Build) -> None:
    before = quote(build(), "day and night")
    corpus = build(entry("harbour.md", 2, "day and night", 'speaker = "Pedro Silva"'))
    after = quote(corpus, "day and night")
    assert (before.speaker, after.speaker) == ("ana-ortiz", "pedro-silva")
    assert (after.method, after.confidence, after.role) == ("corrected", 1.0, "")
    assert after.id == before.id, "a correction is no news to subscribers"
    exported = next(q for q in export_json(corpus)["quotes"] if q["id"] == after.id)
    assert (exported["speaker"], exported["method"]) == ("Pedro Silva", "corrected")
    assert corpus.version != build().version


def test_the_role_that_the_article_states_comes_with_the_speaker(build: Build) -> None:
    corpus = build(entry("harbour.md", 3, "new cranes", 'speaker = "Ana Ortiz"'))
    (statement,) = (s for s in corpus.statements if "cranes" in s.text)
    assert (statement.speaker, statement.role) == ("ana-ortiz", "minister")
    assert (statement.method, statement.confidence) == ("corrected", 1.0)


def test_the_other_stretches_of_an_utterance_follow(build: Build) -> None:
    corpus = build(entry("harbour.md", 2, "day and night", 'speaker = "Pedro Silva"'))
    one, other = quote(corpus, "day and night"), quote(corpus, "Nobody believed it")
    assert (other.speaker, other.method) == ("pedro-silva", "corrected")
    assert one.turn == other.turn
    assert corpus.corrections[0].facts == 2


def test_an_utterance_of_two_is_parted(build: Build) -> None:
    corpus = build(
        entry("harbour.md", 2, "day and night", 'speaker = "Ana Ortiz"')
        + entry("harbour.md", 2, "Nobody believed it", 'speaker = "Pedro Silva"')
    )
    one, other = quote(corpus, "day and night"), quote(corpus, "Nobody believed it")
    assert (one.speaker, other.speaker) == ("ana-ortiz", "pedro-silva")
    assert one.turn != other.turn
    assert [result.facts for result in corpus.corrections] == [1, 1]


def test_a_speaker_can_be_made_unresolved(build: Build) -> None:
    found = quote(build(entry("A1", 2, "night", 'speaker = "unresolved"')), "day and night")
    assert (found.speaker, found.role, found.method) == (None, "", "corrected")


def test_a_kind_narrows_what_is_meant(build: Build) -> None:
    corpus = build(entry("A1", 3, "new cranes", 'speaker = "Ortiz"\nkind = "quote"'))
    assert reason(corpus) == "no quotation was found at these words"


def test_the_later_entry_has_the_last_word_and_the_earlier_is_told(build: Build) -> None:
    corpus = build(
        entry("A1", 2, "day and night", 'speaker = "Ana Ortiz"')
        + entry("A1", 2, "We worked", 'speaker = "unresolved"')
    )
    assert quote(corpus, "day and night").speaker is None
    earlier, later = corpus.corrections
    assert (earlier.facts, later.facts) == (0, 2)
    assert "a later entry" in earlier.reason


# --- dates


def test_a_date_is_set_and_says_that_it_was_corrected(build: Build) -> None:
    corpus = build(entry("A1", 1, "14 May 2019", "date = 2019-05-13"))
    found = event(corpus, "14 May 2019")
    assert (found.when.earliest, found.basis) == (date(2019, 5, 13), Basis.CORRECTED)
    assert (found.confidence, found.reference) == (1.0, None)
    assert any(e["basis"] == "corrected" for e in export_json(corpus)["events"])


def test_the_sentence_tells_the_date_where_it_has_one(build: Build) -> None:
    corpus = build(entry("ferry.txt", 2, "sold to Bruno Keller", 'date = "2018-06"'))
    assert event(corpus, "May 2018").when.latest == date(2018, 6, 30)


def test_words_that_fit_several_dates_change_none_of_them(build: Build) -> None:
    corpus = build(entry("A1", 4, "the second", "date = 2019-05-13"))
    assert "several dates stand there (“on Sunday”, “last Friday”)" in reason(corpus).replace(
        "“Sunday”", "“on Sunday”"
    )
    assert not any(e.basis is Basis.CORRECTED for e in corpus.events)


def test_a_publication_date_moves_what_is_reckoned_from_it(build: Build) -> None:
    before = event(build(), "last week")
    corpus = build('[[correction]]\narticle = "ferry.txt"\npublished = 2020-03-11\n')
    after = event(corpus, "last week")
    published = next(a.published for a in corpus.articles if a.file == "news/ferry.txt")
    assert published is not None
    assert (published.day, published.basis) == (date(2020, 3, 11), PublicationBasis.CORRECTED)
    assert published.certain
    assert before.when.earliest.year != 2020
    assert (after.when.earliest, after.when.latest) == (date(2020, 3, 2), date(2020, 3, 8))


def test_a_publication_date_goes_before_the_metadata(build: Build) -> None:
    corpus = build('[[correction]]\narticle = "A1"\npublished = 2019-05-22\n')
    assert event(corpus, "last Friday").when.earliest == date(2019, 5, 17)
    assert corpus.articles[0].published.day == date(2019, 5, 22)


# --- suppressing


@pytest.mark.parametrize(
    ("kind", "paragraph", "words", "kept"),
    [
        ("quote", 2, "day and night", lambda c: [q.text for q in c.quotes]),
        ("statement", 3, "cranes", lambda c: [s.text for s in c.statements]),
        ("event", 1, "14 May 2019", lambda c: [e.expression for e in c.events]),
    ],
)
def test_a_fact_is_left_out(build: Build, kind, paragraph, words, kept) -> None:
    before, corpus = (
        build(),
        build(entry("A1", paragraph, words, f'suppress = true\nkind = "{kind}"')),
    )
    assert len(kept(corpus)) == len(kept(before)) - 1
    assert not any(words in text for text in kept(corpus))
    assert corpus.corrections[0].facts == 1


def test_a_mention_that_is_none_names_nobody_there(build: Build) -> None:
    before = build().actor_by_id["pedro-silva"]
    corpus = build(entry("A1", 1, "Pedro Silva", 'suppress = true\nkind = "mention"'))
    after = corpus.actor_by_id["pedro-silva"]
    assert {(m.citation.article, m.citation.passage) for m in before.mentions} - {
        (m.citation.article, m.citation.passage) for m in after.mentions
    } == {("A1", 1)}
    assert all("pedro-silva" not in e.actors for e in corpus.events if e.citation.passage == 1)


def test_who_is_named_by_nothing_else_is_gone(build: Build) -> None:
    assert "bruno-keller" in build().actor_by_id
    corpus = build(entry("ferry.txt", 2, "Bruno Keller", 'suppress = true\nkind = "mention"'))
    assert "bruno-keller" not in corpus.actor_by_id


# --- what matches nothing


@pytest.mark.parametrize(
    ("correction", "told"),
    [
        (entry("pier.md", 2, "x", "date = 2020"), "no article “pier.md”; there are: A1 harbour.md"),
        (entry("A9", 2, "x", "date = 2020"), "no article “A9”"),
        ('[[correction]]\narticle = "pier"\npublished = 2020\n', "no article “pier”"),
        (entry("A1", 40, "x", "date = 2020"), "harbour.md has the paragraphs 1 to 4"),
        (
            entry("A1", 1, "day and night", "date = 2020"),
            "not stand in ¶1 of harbour.md, but in ¶2",
        ),
        (entry("A1", 1, "nonsense", "date = 2020"), "do not stand in ¶1 of harbour.md"),
        (entry("A1", 2, "night", "date = 2020"), "no date was found at these words"),
        (entry("A1", 1, "reopened", 'speaker = "Ortiz"'), "no quotation or paraphrase was found"),
        (
            entry("A1", 1, "reopened", 'suppress = true\nkind = "mention"'),
            "no name was found at these words",
        ),
        (entry("A1", 2, "night", 'speaker = "Nemo"'), "no actor is called “Nemo”"),
    ],
)
def test_why_an_entry_changed_nothing_is_told(build: Build, correction: str, told: str) -> None:
    corpus = build(correction)
    assert told in reason(corpus)
    assert corpus.corrections[0].where == "corrections.toml line 1"
    before = build()
    assert (corpus.quotes, corpus.events, corpus.actors) == (
        before.quotes,
        before.events,
        before.actors,
    )


def test_a_file_name_of_two_folders_must_be_written_out(build: Build, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "ferry.txt").write_text("The ferry was sold in May 2015.\n", "utf-8")
    corpus = build('[[correction]]\narticle = "ferry.txt"\npublished = 2020\n')
    assert reason(corpus) == (
        "“ferry.txt” may be any of news/ferry.txt, old/ferry.txt: write the whole path"
    )
    assert (
        build('[[correction]]\narticle = "old/ferry.txt"\npublished = 2020\n').corrections[0].facts
    )


def test_two_actors_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "Minister Omar Rashid met the trainer Tariq Rashid on 3 May 2019.\n"
        "“We shall talk about the stadium again,” Rashid said.\n",
        "utf-8",
    )
    path = tmp_path / "corrections.toml"
    path.write_text(entry("a.txt", 2, "stadium", 'speaker = "Rashid"'), "utf-8")
    corpus = build_corpus(tmp_path)
    if not corpus.corrections[0].facts:  # the rules may give the surname to neither or to one
        assert "Rashid" in corpus.corrections[0].reason
    path.write_text(entry("a.txt", 2, "stadium", 'speaker = "tariq-rashid"'), "utf-8")
    assert quote(build_corpus(tmp_path), "stadium").speaker == "tariq-rashid"


def test_a_bad_file_stops_a_build_before_the_long_work(build: Build) -> None:
    with pytest.raises(SeedsInvalid, match=r"corrections\.toml line 1"):
        build('[[correction]]\narticle = "A1"\n')


def test_corrections_of_the_same_corpus_give_the_same_corpus(build: Build) -> None:
    text = entry("A1", 2, "day and night", 'speaker = "Pedro Silva"')
    assert build(text) == build(text)


# --- whatever is found can be corrected


@pytest.fixture(scope="module")
def shipped() -> Corpus:
    return build_corpus(shipped_seeds())


def test_every_fact_is_met_by_its_own_words_from_the_text_and_from_the_file(
    shipped: Corpus,
) -> None:
    mentions = [m.citation for actor in shipped.actors for m in actor.mentions]
    facts = (*shipped.quotes, *shipped.statements, *shipped.events)
    for citation in (*mentions, *(fact.citation for fact in facts)):
        passage = shipped.passage(citation)
        span, source = citation.span, passage.to_source(citation.span)
        assert Place.of(passage, passage.text[span.start : span.end]).touches(span)
        assert Place.of(passage, passage.source[source.start : source.end]).touches(span)


def test_everything_can_be_suppressed_at_once(shipped: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    shutil.copytree(shipped_seeds(), folder)
    files = {article.id: article.file for article in shipped.articles}
    mentions = [m.citation for actor in shipped.actors for m in actor.mentions]
    found = [
        (kind, citation)
        for kind, citations in (
            (FactKind.QUOTE, [q.citation for q in shipped.quotes]),
            (FactKind.STATEMENT, [s.citation for s in shipped.statements]),
            (FactKind.EVENT, [e.citation for e in shipped.events]),
            (FactKind.MENTION, mentions),
        )
        for citation in citations
    ]
    entries = {
        Correction(
            article=files[citation.article],
            paragraph=citation.passage,
            words=shipped.passage(citation).text[citation.start : citation.end],
            kind=kind,
            suppress=True,
        )
        for kind, citation in found
    }
    distinct = {(e.article, e.paragraph, key(e.words), e.kind): e for e in entries}
    text = "\n".join(entry_toml(e) for e in distinct.values())
    (folder / "corrections.toml").write_text(text, "utf-8")
    corpus = build_corpus(folder)
    assert (corpus.quotes, corpus.events, corpus.differences) == ((), (), ())
    assert not any(actor.mentions for actor in corpus.actors)
    # Without names other sentences may read as statements; those that were found are gone.
    ids = {statement.id for statement in shipped.statements}
    assert not ids & {statement.id for statement in corpus.statements}
