"""What a build leaves behind in its process."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from storage.backends.tinydb import CorpusStore
from storage.building import build_corpus
from storage.corpus import shipped_seeds
from storage.errors import SeedsMissing


def test_a_build_makes_no_cycles_of_garbage() -> None:
    build_corpus(shipped_seeds())  # what is loaded once may be garbage once
    gc.collect()
    gc.disable()
    try:
        corpus = build_corpus(shipped_seeds())
        assert gc.collect() < len(corpus.articles)  # it would grow with the corpus
    finally:
        gc.enable()


def test_garbage_is_looked_for_as_often_as_before_once_a_build_is_over(tmp_path: Path) -> None:
    before = gc.get_threshold()
    build_corpus(shipped_seeds())
    assert gc.get_threshold() == before
    with pytest.raises(SeedsMissing):
        build_corpus(tmp_path / "nowhere")
    assert gc.get_threshold() == before


@pytest.mark.parametrize(
    "block", [r'title: "A ship \ud83d"', 'kind: article\n"moon\\ud83d": 1', r'url: "\udea2"']
)
def test_half_of_a_character_in_a_file_can_be_stored(tmp_path: Path, block: str) -> None:
    (tmp_path / "a.md").write_text(f"---\n{block}\n---\nA ship came in on 3 May 2021.", "utf-8")
    (tmp_path / "b.md").write_text("The ship sailed on 4 May 2021.", "utf-8")
    corpus = build_corpus(tmp_path)
    assert {rejection.where for rejection in corpus.rejected} == {"a.md"}
    with CorpusStore(tmp_path / "corpus.json") as store:
        store.replace(corpus)
        assert store.load() == corpus
