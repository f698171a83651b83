"""What a build leaves behind in its process."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

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
