"""Regressions of the store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from storage.backends.tinydb import CorpusStore, corpus_version
from storage.models import Corpus, Topic


def test_more_than_nine_rows_come_back_in_their_order(tmp_path: Path) -> None:
    topics = tuple(Topic(id=f"t{n}", title=str(n), queries=("x",)) for n in range(25))
    corpus = Corpus(topics=topics)
    corpus = replace(corpus, version=corpus_version(corpus))
    with CorpusStore(tmp_path / "corpus.json") as store:
        store.replace(corpus)
        assert store.load() == corpus
