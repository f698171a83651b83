"""`from:` and `in:`: how they are read, what they leave, what they do not know."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.models import Corpus
from storage.search import About, Filter, Index, Kind, Verdict, parse_query

FROM, IN = About.FROM, About.IN
SAID = (Kind.QUOTE, Kind.STATEMENT)


def ids(found) -> list[str]:
    return [match.id for match in found.matches]


@pytest.mark.parametrize(
    ("typed", "filters", "words"),
    [
        ("from:lavrov", (Filter(FROM, "lavrov"),), ()),
        ("From: Lavrov border", (Filter(FROM, "Lavrov"),), ("border",)),
        ('from:"sergey lavrov" border', (Filter(FROM, "sergey lavrov"),), ("border",)),
        ("from:«Сергей Лавров»", (Filter(FROM, "Сергей Лавров"),), ()),
        ("от:лавров граница", (Filter(FROM, "лавров"),), ("граница",)),
        ("in:A4 border", (Filter(IN, "A4"),), ("border",)),
        ("in:bell, in:mt", (Filter(IN, "bell"), Filter(IN, "mt")), ()),
        ("в:bell граница", (Filter(IN, "bell"),), ("граница",)),
        ("border -in:bell", (Filter(IN, "bell", out=True),), ("border",)),
        ("-from:lavrov border", (Filter(FROM, "lavrov", out=True),), ("border",)),
        ("what is in: the box", (Filter(IN, "the"),), ("box",)),
        ("https://bell.example/in:here", (), ("https", "bell.example")),
        ("from: ", (), ()),
        ("ratio 3:1", (), ("ratio", "3", "1")),
    ],
)
def test_filters_are_told_apart_from_words(typed, filters, words):
    query = parse_query(typed)

    assert (query.filters, query.words) == (filters, words)


@pytest.mark.parametrize(
    ("typed", "filters", "words", "excluded"),
    [
        ("in:kabul embassy", (), ("kabul", "embassy"), ()),
        ("в:Кабуле", (), ("Кабуле",), ()),
        ("embassy -in:kabul", (), ("embassy",), ("kabul",)),
        ("in:riga gazette kabul", (Filter(IN, "riga gazette"),), ("kabul",), ()),
        ("in:envoys kabul", (Filter(IN, "envoys"),), ("kabul",), ()),
    ],
)
def test_a_place_is_no_article_but_a_word(index: Index, typed, filters, words, excluded):
    query = index.parse(typed)

    assert (query.filters, query.words, query.excluded) == (filters, words, excluded)
    assert bool(query.places) is not bool(filters)


def test_a_name_is_no_query_and_has_no_filters():
    assert parse_query("from:lavrov", with_period=False).filters == ()


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("before:2015 border", None, "2014-12-31"),
        ("after:2016", "2017-01-01", None),
        ("since:2016-05", "2016-05-01", None),
        ("when:2021", "2021-01-01", "2021-12-31"),
        ('when:"aug 2021"', "2021-08-01", "2021-08-31"),
        ("after 2016", "2017-01-01", None),
        ("since August", "2021-08-01", None),
        ("until 2015", None, "2014-12-31"),
    ],
)
def test_a_period_may_be_typed_as_a_filter(typed, first, last):
    period = parse_query(typed, years=(1996, 2021)).period

    assert period is not None
    assert first is None or period.earliest.isoformat() == first
    assert last is None or period.latest.isoformat() == last


def test_a_question_word_with_a_colon_is_no_period():
    query = parse_query("when: the embassy")

    assert (query.period, query.words) == (None, ("embassy",))


@pytest.mark.parametrize(
    ("typed", "kind", "expected"),
    [
        ("from:zhirnov", Kind.QUOTE, ["q-streets", "q-law"]),
        ("from:Жирнов", Kind.QUOTE, ["q-streets", "q-law"]),
        ("from:jirnov law", Kind.QUOTE, ["q-law"]),
        ('from:"russian ambassador"', Kind.QUOTE, ["q-streets", "q-law"]),
        ("from:taliban", Kind.STATEMENT, ["s-heroin"]),
        ("from:taliban from:lavrov", Kind.QUOTE, ["q-missions", "q-promises"]),
        ("from:kabulov", Kind.EVENT, ["e-radio"]),
        ("from:lavrov", Kind.PASSAGE, ["A1:6", "A2:4"]),
        ("from:lavrov airlift", Kind.PASSAGE, ["A1:6"]),
        ("from:bush", Kind.ACTOR, ["george-bush", "laura-bush"]),
        ("from:lavrov", Kind.ARTICLE, ["A1", "A2"]),
        ("in:A1", Kind.QUOTE, ["q-streets", "q-law", "q-puppet"]),
        ("in:a1", Kind.QUOTE, ["q-streets", "q-law", "q-puppet"]),
        ("in:rg", Kind.QUOTE, ["q-streets", "q-law", "q-puppet"]),
        ("in:bti", Kind.QUOTE, ["q-missions", "q-promises"]),
        ("in:a2.txt", Kind.EVENT, ["e-outlawed", "e-withdrawal"]),
        ("in:gazette options", Kind.PASSAGE, ["A1:1"]),
        ("in:gazette in:bti puppet", Kind.QUOTE, ["q-puppet"]),
        ("in:A2", Kind.ARTICLE, ["A2"]),
        ("in:A2 -from:lavrov", Kind.QUOTE, ["q-missions"]),
        ("embassy -in:A1", Kind.QUOTE, ["q-missions"]),
        ("from:zhirnov in:A2", Kind.QUOTE, []),
        ("in:A2 2003", Kind.EVENT, ["e-outlawed"]),
        ("in:A1 2003", Kind.EVENT, []),
    ],
)
def test_a_filter_limits_every_kind(index: Index, typed, kind, expected):
    assert ids(index.find(typed, (kind,))) == expected


@pytest.mark.parametrize(
    ("typed", "unknown"),
    [
        ("from:merkel border", Filter(FROM, "merkel")),
        ("in:nyt border", Filter(IN, "nyt")),
        ("in:A77", Filter(IN, "A77")),
        ("kabul -in:nyt", Filter(IN, "nyt", out=True)),
    ],
)
def test_a_filter_that_names_nothing_known_is_said_to_be_unknown(index: Index, typed, unknown):
    found = index.find(typed)

    assert found.verdict is Verdict.NOTHING
    assert found.unknown == (unknown,)


def test_filters_alone_ask_for_something_and_exclusions_alone_do_not(index: Index):
    assert not index.parse("in:A1").empty
    assert index.parse("-in:A1").empty


def test_filters_are_saved_with_the_index(index: Index, corpus: Corpus, tmp_path):
    index.save(tmp_path / "index", corpus, "rules")
    loaded = Index.load(tmp_path / "index", corpus, "rules")
    pickled = pickle.loads(pickle.dumps(index))  # noqa: S301 - our own

    for typed in ("from:zhirnov", "in:A1 kabul", "embassy -in:A1"):
        assert {loaded.find(typed), pickled.find(typed)} == {index.find(typed)}


@given(
    st.tuples(
        st.sampled_from(["", "embassy", "taliban guarantee", "2021"]),
        st.sampled_from(["sergey-lavrov", "dmitry-zhirnov", "zamir-kabulov", "taliban"]),
        st.sampled_from(["A1", "A2"]),
        st.sampled_from(SAID),
    )
)
def test_a_filter_leaves_what_a_plain_scan_would(index: Index, corpus: Corpus, case):
    """What is found with filters is what is found without them, less what they rule out."""
    asked, by, at, kind = case
    name = corpus.actor_by_id[by].name
    said = [*corpus.quotes, *corpus.statements]
    fit = {one.id for one in said if one.speaker == by and one.citation.article == at}
    found = index.find(f'{asked} from:"{name}" in:{at}', (kind,))

    assert set(ids(found)) <= fit
    if asked:
        every = index.find(asked, (kind,))
        best = max((m.score for m in every.matches if m.id in fit), default=0)
        assert best == 0 or best in {match.score for match in found.matches}
    else:
        of_kind = corpus.quote_by_id if kind is Kind.QUOTE else corpus.statement_by_id
        assert set(ids(found)) == fit & set(of_kind)


@pytest.mark.parametrize(
    ("typed", "filters", "words"),
    [
        ("in:riga gazette calm", (Filter(IN, "riga gazette"),), ("calm",)),
        ("in:riga calm", (Filter(IN, "riga"),), ("calm",)),
        ("from:sergey lavrov promises", (Filter(FROM, "sergey lavrov"),), ("promises",)),
        ("from:lavrov promises", (Filter(FROM, "lavrov"),), ("promises",)),
        ("site:gazette.example calm", (Filter(IN, "gazette.example"),), ("calm",)),
        ("author:light", (Filter(IN, "light"),), ()),
        ("topic:heroin", (), ("heroin",)),
        ("kabul:heroin", (), ("kabul", "heroin")),
    ],
)
def test_a_filters_name_may_have_several_words_where_somebody_is_called_so(
    index: Index, typed, filters, words
):
    query = index.parse(typed)

    assert (query.filters, query.words) == (filters, words)
    assert query.strange == (("topic",) if typed.startswith("topic") else ())


@pytest.mark.parametrize(
    "name",
    ["rigagazette", "therigagazette", "rigagazette.com", "www.gazette.example", "gazette.example"],
)
def test_an_article_is_found_by_its_site_and_by_a_name_written_as_one_word(index: Index, name):
    assert ids(index.find(f"in:{name}", (Kind.ARTICLE,))) == ["A1"]


@pytest.mark.parametrize("name", ["guzettes", "bolfic", "example.com"])
def test_an_article_that_is_called_only_somewhat_alike_is_not_taken_for_it(index: Index, name):
    assert index.find(f"in:{name}").unknown == (Filter(IN, name),)


def test_an_article_by_a_name_with_one_letter_wrong_is_found(index: Index):
    assert ids(index.find("in:telegrafh", (Kind.ARTICLE,))) == ["A2"]


@pytest.mark.parametrize(
    ("typed", "words", "excluded"),
    [
        ("heroin NOT taliban", ("heroin",), ("taliban",)),
        ("heroin AND NOT taliban", ("heroin",), ("taliban",)),
        ("heroin without taliban", ("heroin",), ("taliban",)),
        ("героин без талибана", ("героин",), ("талибана",)),
        ("heroin without danger", ("heroin", "danger"), ()),
        ("do not go", ("go",), ()),
    ],
)
def test_not_leaves_out_and_without_does_before_a_name(index: Index, typed, words, excluded):
    query = index.parse(typed)

    assert (query.words, query.excluded) == (words, excluded)
