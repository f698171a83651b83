"""Test cases that /flags hands over: read back as written, held against what the rules say now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.building import build_corpus
from storage.cases import GONE, Case, case_of, failure, read_case, write_case
from storage.corpus import shipped_seeds
from storage.corrections import FactKind, entry_toml
from storage.models import Corpus, When
from storage.proposing import dated, spoken_by, suppressed
from storage.text.calendar import month_days

CASES = Path(__file__).parent.parent / "cases"
HARBOUR = """---
title: Harbour reopens
published: 2019-05-20
---
In May 2019 the harbour reopened. “We worked day and night for this,” said Ana Ortiz, its master.

Pedro Lagos said that the cranes were old.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("seeds")
    (folder / "harbour.md").write_text(HARBOUR, "utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return build_corpus(folder)


def entries(corpus: Corpus):
    """Facts and corrections of each sort."""
    june = When(*month_days(2019, 6))
    lagos = corpus.actor_by_id["pedro-lagos"]
    return [
        (corpus.quotes[0], spoken_by(corpus, corpus.quotes[0], lagos)),
        (corpus.quotes[0], spoken_by(corpus, corpus.quotes[0], None)),
        (corpus.statements[0], suppressed(corpus, corpus.statements[0])),
        (corpus.events[0], dated(corpus, corpus.events[0], june)),
        (corpus.events[0], suppressed(corpus, corpus.events[0])),
    ]


@pytest.mark.parametrize("number", range(5))
def test_a_case_fails_before_the_correction_and_holds_after(corpus, folder, number):
    fact, entry = entries(corpus)[number]
    case = read_case(write_case(case_of(corpus, fact, entry)))
    assert failure(case, corpus) != ""
    assert failure(case, build_corpus(folder, overlay=entry_toml(entry))) == ""


def test_a_fact_that_has_gone_fails_unless_that_was_expected(corpus, folder):
    fact, entry = entries(corpus)[0]
    case = case_of(corpus, fact, entry)
    without = build_corpus(folder, overlay=entry_toml(suppressed(corpus, fact)))
    assert failure(case, without) == "there is no such fact"
    assert failure(replace(case, expected=GONE), without) == ""
    assert failure(replace(case, expected=GONE), corpus) == "it is a fact still"


def test_a_case_holds_no_words_of_the_article(corpus):
    for fact, entry in entries(corpus):
        written = write_case(case_of(corpus, fact, entry))
        assert not any(word in written for word in ("worked", "cranes", "reopened"))


ANY = st.text(st.characters(codec="utf-8"))


@given(
    st.builds(
        Case,
        article=ANY,
        file=ANY,
        paragraph=st.integers(1),
        kind=st.sampled_from(FactKind),
        text_sha256=ANY,
        before=ANY,
        expected=ANY,
    )
)
def test_what_is_written_is_read_back(case):
    assert read_case(write_case(case)) == case


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "1", '{"format": "newsdesk-case-1", "kind": "quote"}', "\ud800"]
)
def test_what_is_no_case_is_said(text):
    with pytest.raises(ValueError, match="no test case"):
        read_case(text)


def test_a_case_of_another_format_is_said(corpus):
    text = write_case(case_of(corpus, *entries(corpus)[0])).replace("-case-1", "-case-2")
    with pytest.raises(ValueError, match="another format"):
        read_case(text)


def test_the_rules_give_what_the_cases_of_the_shipped_articles_expect():
    corpus = build_corpus(shipped_seeds())
    cases = {file.name: read_case(file.read_text("utf-8")) for file in CASES.glob("*.json")}
    failed = {name: failure(case, corpus) for name, case in cases.items()}
    assert {name: why for name, why in failed.items() if why} == {}
