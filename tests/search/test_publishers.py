"""A publisher's name among other words, or at the beginning of a filter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.models import Corpus
from storage.search import About, Filter, Index, Kind, Verdict
from storage.search.articles import publisher_names

SAID = (Kind.QUOTE, Kind.STATEMENT)
TOLD = (*SAID, Kind.EVENT, Kind.PASSAGE)


@pytest.fixture(scope="module")
def papers(corpus: Corpus) -> Index:
    """The same articles, of publishers whose names are words that articles have."""
    gazette, telegraph = corpus.articles
    named = (
        replace(gazette, publisher="The Safety", publisher_short=None),
        replace(telegraph, publisher="Kabul Streets", publisher_short=None),
    )
    return Index.build(replace(corpus, articles=named))


@pytest.mark.parametrize(
    ("publisher", "names"),
    [
        ("The Bell", {"bell", "thebell"}),
        ("Middle East Institute", {"middle east institute", "middleeastinstitute", "mei"}),
        ("War on the Rocks", {"war rocks", "warontherocks", "wr"}),
        ("Время", {"vremya"}),
    ],
)
def test_a_publisher_goes_by_its_name_and_its_initials(publisher, names):
    assert publisher_names(publisher) == names


@pytest.mark.parametrize(
    ("typed", "article"),
    [
        ("riga gazette zhirnov", "A1"),
        ("zhirnov in the riga gazette", "A1"),
        ("RigaGazette kremlin", "A1"),
        ("bti lavrov", "A2"),
        ("baltic telegraph institute lavrov", "A2"),
        ("lavrov according to the baltic telegraph institute", "A2"),
    ],
)
def test_a_publisher_named_among_words_limits_them(index: Index, typed, article):
    found = index.find(typed, TOLD)

    assert found.verdict is Verdict.CONFIDENT
    [limit] = [one for one in found.query.filters if one.about is About.IN]
    assert [match.id for match in index.find_article(limit.name).matches] == [article]
    passages = {m.id.partition(":")[0] for m in found.matches if m.kind is Kind.PASSAGE}
    assert passages <= {article}


@pytest.mark.parametrize(
    ("typed", "publishers"),
    [
        ("streets calm", ()),  # the articles have both words
        ("kabul", ()),
        ("safety", ()),
        ("safety lavrov", (("safety", "The Safety"),)),
        ("kabul streets heroin", (("kabul streets", "Kabul Streets"),)),
        ("heroin from kabul streets", (("kabul streets", "Kabul Streets"),)),
        ("kabul strets heroin", (("kabul strets", "Kabul Streets"),)),
        ("safty lavrov", ()),  # one misspelt word is too little
        ("in:a1 kabul streets", ()),
        ('"kabul streets" heroin', ()),
    ],
)
def test_words_stay_words_where_they_are_found_as_well(papers: Index, typed, publishers):
    assert papers.find(typed, TOLD).query.publishers == publishers


def test_all_of_a_publisher_is_found_only_where_words_are_asked_for(index: Index):
    assert index.find("riga gazette", TOLD).verdict is Verdict.NOTHING
    assert [m.id for m in index.find("riga gazette", SAID).matches] == [
        "q-streets",
        "q-law",
        "q-puppet",
    ]


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("in:kabul heroin", (Filter(About.IN, "Kabul Streets"),)),
        ("heroin -in:kabul", (Filter(About.IN, "Kabul Streets", out=True),)),
        ("in:kremlin heroin", (Filter(About.IN, "kremlin"),)),
    ],
)
def test_a_place_that_a_publishers_name_begins_with_is_the_publisher(papers: Index, typed, filters):
    query = papers.parse(typed)

    assert query.filters == filters
    assert query.places == ()


@pytest.mark.parametrize(
    ("typed", "left_out"),
    [
        ("lavrov -gazette", False),
        ('lavrov -"riga gazette"', True),
        ("lavrov not in:a1", True),
        ("lavrov without the riga gazette", True),
        ("lavrov кроме riga gazette", True),
        ("lavrov not airlift", False),
    ],
)
def test_a_publisher_may_be_left_out(index: Index, typed, left_out):
    found = index.find(typed, (Kind.PASSAGE,))

    assert ("A1:6" not in [match.id for match in found.matches]) is left_out


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("lavrov before 2010", Verdict.NOTHING),
        ("kabulov 2003", Verdict.NOTHING),
        ("kabulov august 2021", Verdict.CONFIDENT),
        ("lavrov october 2021", Verdict.CONFIDENT),  # said in an article of that month
        ("taliban 2003", Verdict.CONFIDENT),
    ],
)
def test_of_a_time_at_which_nothing_of_a_person_is_known_nothing_is_found(
    index: Index, typed, verdict
):
    assert index.find(typed, TOLD).verdict is verdict
