"""Corpora of a few sentences, as a build makes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from storage.building import build_corpus
from storage.models import Corpus


@pytest.fixture
def corpus_of(tmp_path: Path) -> Callable[[Sequence[str], date], Corpus]:
    """Build the corpus of some articles, each of one text and all published on one day."""

    def corpus_of(texts: Sequence[str], published: date) -> Corpus:
        for number, text in enumerate(texts, 1):
            head = f"---\ntitle: Report {number}\npublished: {published}\n---\n"
            (tmp_path / f"{number}.md").write_text(f"{head}{text}\n", "utf-8")
        return build_corpus(tmp_path)

    return corpus_of
