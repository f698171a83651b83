"""How long reading, extracting and indexing take, and the store's writing and reading."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from os import getpid
from pathlib import Path
from typing import TypeVar

from benchmarks import articles, measuring
from storage.backends.tinydb import CorpusStore
from storage.building import build_corpus
from storage.corpus import shipped_seeds
from storage.search import Index

T = TypeVar("T")


def _seconds(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def build(seeds: Path, path: Path) -> tuple[float, ...]:
    """Build once, as the bot does."""
    began = time.process_time()
    corpus, built = _seconds(lambda: build_corpus(seeds, room=path.parent))
    worked = time.process_time() - began
    extracted = measuring.resident(getpid(), "VmHWM")
    _, indexed = _seconds(lambda: Index.build(corpus))
    peak = measuring.resident(getpid(), "VmHWM")
    with closing(CorpusStore(path)) as store:
        _, written = _seconds(lambda: store.replace(corpus))
        _, loaded = _seconds(store.load)
    facts = len(corpus.quotes) + len(corpus.statements) + len(corpus.events)
    passages = sum(len(article.passages) for article in corpus.articles)
    return (passages, facts, built, worked, indexed, written, loaded, extracted, peak)


def run(scratch: Path, *, times: int = 3) -> None:
    """Print a line for each size."""
    rows = []
    for count in (5, 100, 1_000):
        seeds = shipped_seeds()
        if count > 5:
            seeds = scratch / f"articles-{count}"
            articles.write(seeds, count)
        store = scratch / f"store-{count}.json"
        runs = [measuring.in_new_process(build, seeds, store) for _ in range(times)]
        passages, facts, built, worked, indexed, written, loaded, extracted, peak = (
            measuring.median(column) for column in zip(*runs, strict=True)
        )
        rows.append(
            (
                f"{count:,} articles",
                *(f"{passages:,}", f"{facts:,}", built, count / worked),
                *(indexed, written, loaded, extracted, peak),
            )
        )
    measuring.table(
        f"Building (medians of {times})",
        (
            *("", "passages", "facts", "reading and extracting, s", "articles a second of a core"),
            *("indexing, s", "store written, s", "store read, s"),
            *("memory after extracting, MB", "peak memory, MB"),
        ),
        rows,
    )
