"""The saved index: the same answers, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.models import Article, Corpus
from storage.search import ALL_KINDS, Index, Unusable

QUERIES = ("kabulow", "“calm streets”", "Жирнов embassy", "2021", "ambassador -kabul", "zzz", "")


@pytest.fixture
def saved(index: Index, corpus: Corpus, tmp_path: Path) -> Path:
    index.save(tmp_path / "corpus.index", corpus, "rules")
    return tmp_path / "corpus.index"


def test_a_saved_index_answers_as_the_one_that_was_built(index: Index, corpus: Corpus, saved: Path):
    loaded = Index.load(saved, corpus, "rules")

    for query in QUERIES:
        assert loaded.find(query, ALL_KINDS) == index.find(query, ALL_KINDS)
        assert loaded.find_actor(query) == index.find_actor(query)
        assert loaded.find_topic(query) == index.find_topic(query)
        assert loaded.find_article(query) == index.find_article(query)


class _Unread(tuple[Article, ...]):
    """Articles that nobody may look through."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Article]:
        raise AssertionError


def test_a_saved_index_is_loaded_without_a_look_at_the_articles(corpus: Corpus, saved: Path):
    """Thousands of them would be read at each start."""
    known = {name: getattr(corpus, name) for name in ("coverage", "quotes_by_speaker", "labels")}
    unread = replace(corpus, articles=_Unread(corpus.articles)).knowing(known)

    loaded = Index.load(saved, unread, "rules")

    assert loaded.find("kabulow").matches


def test_an_index_is_of_one_corpus_and_one_set_of_rules(corpus: Corpus, saved: Path):
    with pytest.raises(Unusable):
        Index.load(saved, corpus, "other rules")
    with pytest.raises(Unusable):
        Index.load(saved, replace(corpus, version="other"), "rules")
    with pytest.raises(Unusable):
        Index.load(saved.with_name("absent"), corpus, "rules")


@settings(max_examples=60)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_damaged_index_is_never_used(index, corpus, tmp_path_factory, place: float, flip: int):
    path = tmp_path_factory.mktemp("index") / "corpus.index"
    index.save(path, corpus, "rules")
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= flip
    path.write_bytes(data)
    try:
        loaded = Index.load(path, corpus, "rules")
    except Unusable:
        return
    # Blanks between the header and the arrays may change without harm.
    assert loaded.find("kabulow") == index.find("kabulow")


@pytest.mark.parametrize("kept", [0, 10, 200, 5_000])
def test_an_index_that_was_cut_off_is_not_used(corpus: Corpus, saved: Path, kept: int):
    whole = saved.read_bytes()
    saved.unlink()  # it is read-only
    saved.write_bytes(whole[:kept])
    with pytest.raises(Unusable):
        Index.load(saved, corpus, "rules")


def test_an_index_that_cannot_be_written_leaves_the_old_one(index, corpus, saved: Path):
    before = saved.read_bytes()
    with pytest.raises(OSError, match="absent"):
        index.save(saved.parent / "absent" / "corpus.index", corpus, "rules")
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]
