"""Finding at 100,000 passages and a million, side by side with what else one might use.

`make bench-search`, or `python -m benchmarks.finding [--passages 100000] [--hostile 5000]`.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from benchmarks import finding_aims, finding_corpus, finding_measures, measuring
from benchmarks.finding_peers import TOP, Find, FullText, Scan, Tantivy, vocabulary_of
from benchmarks.finding_queries import SETS, Asked, ask
from bot import collecting
from storage.search import Index, Kind
from storage.search.vocabulary import Vocabulary

Made = TypeVar("Made")

SEED: Final = 20_261_126
OURS, TANTIVY, FTS5 = "Newsdesk", "tantivy", "SQLite FTS5, our expansion"
ONE_EDIT, TWO_EDITS = "tantivy, one edit at most", "tantivy, two edits from 4 letters"
EACH: Final = 75  # queries of a set: 300 in all
ROUNDS: Final = 3
ACTORS: Final = 100_000
SHOWN: Final = 8  # of the slowest hostile queries
SHOWN_LETTERS: Final = 100
PARTS: Final = ("engines", "scan", "expansion", "memory", "hostile", "names")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine did: seconds by query (the median of its rounds), and recall by set.

    `seconds` are processor time: on a machine that others use too, `by_clock` tells about them.
    """

    seconds: tuple[float, ...]
    by_clock: tuple[float, ...]
    recall: Mapping[str, float]

    @property
    def p50(self) -> float:
        return measuring.median(self.seconds)

    @property
    def p95(self) -> float:
        return measuring.high(self.seconds)


def interleaved(
    asked: Sequence[Asked], engines: Mapping[str, Find], rounds: int, seed: int
) -> dict[str, Figures]:
    """Put every query to every engine, in each round anew in another order.

    What was read of words is forgotten before each round: no query is answered from another's.
    """
    draw = random.Random(seed)  # noqa: S311 - no secrets here
    seconds: dict[str, list[list[float]]] = {name: [[] for _ in asked] for name in engines}
    clock: dict[str, list[list[float]]] = {name: [[] for _ in asked] for name in engines}
    hits: dict[str, list[bool]] = {name: [False] * len(asked) for name in engines}
    order, names = list(range(len(asked))), list(engines)
    for one in asked[:10]:
        for find in engines.values():
            find(one.text)
    for _ in range(rounds):
        draw.shuffle(order)
        finding_measures.forget_words()
        for at in order:
            draw.shuffle(names)
            for name in names:
                began, began_clock = time.thread_time(), time.perf_counter()
                answer = engines[name](asked[at].text)
                seconds[name][at].append(time.thread_time() - began)
                clock[name][at].append(time.perf_counter() - began_clock)
                hits[name][at] = not asked[at].truth.isdisjoint(answer[:TOP])
    return {
        name: Figures(
            tuple(statistics.median(each) for each in seconds[name]),
            tuple(statistics.median(each) for each in clock[name]),
            _recall(asked, hits[name]),
        )
        for name in engines
    }


def _recall(asked: Sequence[Asked], hits: Sequence[bool]) -> dict[str, float]:
    by_set: dict[str, list[bool]] = {name: [] for name in SETS}
    for one, hit in zip(asked, hits, strict=True):
        by_set[one.set].append(hit)
    return {name: statistics.mean(found) for name, found in by_set.items()}


def ours(index: Index) -> Find:
    kinds = {Kind.PASSAGE}
    return lambda text: [match.id for match in index.find(text, kinds, limit=TOP).matches]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables that were asked for; the last, also when interrupted, beside the aims."""
    options = _options(arguments)
    rows: list[finding_aims.Row] = []
    try:
        for row in _rows(options):
            rows.append(row)  # noqa: PERF402 - what there is must be kept if it is interrupted
    finally:
        finding_aims.print_rows(rows)


def _rows(options: argparse.Namespace) -> Iterator[finding_aims.Row]:
    p50s: list[tuple[int, float]] = []
    for passages in options.passages:
        size = _Size(passages, options)
        first = not p50s
        if first and "memory" in options.parts:
            yield from size.memory()
        if {"engines", "scan", "expansion"} & set(options.parts):
            p50, more = size.engines(with_scan=first)
            yield from more
            p50s.append((passages, p50))
        if first and "hostile" in options.parts:
            yield from size.hostile()
    for (less, before), (many, after) in itertools.pairwise(p50s):
        yield from finding_aims.growth(less, many, after / before)
    if "names" in options.parts:
        yield from _names(options)


def run(scratch: Path) -> None:  # noqa: ARG001 - as the other benchmarks are run
    """Print every table."""
    main([])


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.finding", description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--each", type=int, default=EACH, help="queries of each of four sets")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--hostile", type=int, default=100_000, help="random and hostile queries")
    parser.add_argument("--actors", type=int, default=ACTORS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    return parser.parse_args(arguments)


class _Size:
    """The tables of a corpus of one size."""

    def __init__(self, passages: int, options: argparse.Namespace) -> None:
        self._passages = passages
        self._options = options
        self._seed: int = options.seed

    def memory(self) -> list[finding_aims.Row]:
        plain = finding_measures.Memory.of(self._passages, self._seed)
        full = finding_measures.Memory.of(self._passages, self._seed, facts=True)
        measuring.table(
            f"An index of {self._passages:,} passages: memory, MB, and seconds",
            (
                *("", "built, MB", "its file", "loaded and asked", "of these the file's"),
                *("building, s", "saving, s", "loading, s"),
            ),
            [
                (
                    *(name, one.built, one.file, one.loaded, one.of_the_file),
                    *(one.building, one.saving, one.loading),
                )
                for name, one in (("passages, actors", plain), ("statements, events too", full))
            ],
        )
        return finding_aims.memory(self._passages, plain)

    def engines(self, *, with_scan: bool) -> tuple[float, list[finding_aims.Row]]:
        """Print what the engines did; gives our p50, and figures beside their aims."""
        texts = self._texts()
        ids = finding_corpus.passage_ids(self._passages)
        asked = ask(texts, ids, self._options.each, self._seed + 1)
        plain = [one.text for one in texts]
        corpus = finding_corpus.corpus(texts)
        index = _told("our index", partial(Index.build, corpus))
        del texts, corpus
        vocabulary = vocabulary_of(plain)
        engines: dict[str, Find] = {OURS: ours(index)}
        if "engines" in self._options.parts:
            engines |= _peers(plain, ids, vocabulary)
        gc.collect()
        gc.freeze()
        found = interleaved(asked, engines, self._options.rounds, self._seed)
        gc.unfreeze()
        self._print_engines(found)
        if self._options.misses:
            _print_misses(asked, engines[OURS])
        rows = self._rows(found)
        if with_scan and "scan" in self._options.parts:
            queries = [one.text for one in asked]
            seconds = finding_measures.scan(queries, Scan(plain, ids).find, self._seed)
            rows += finding_aims.scan(self._passages, seconds / found[OURS].p50)
        if "expansion" in self._options.parts:
            one = finding_measures.expansion(vocabulary, self._seed)
            rows += finding_aims.expansion(self._passages, one)
        return found[OURS].p50, rows

    def hostile(self) -> list[finding_aims.Row]:
        texts = self._texts()
        corpus = finding_corpus.corpus(texts, facts=True)
        index = _told("our index, with facts", partial(Index.build, corpus))
        plain = [one.text for one in texts]
        del corpus, texts
        gc.collect()
        thresholds = gc.get_threshold()
        collecting.at_work()
        found = finding_measures.worst(index, plain, self._options.hostile, self._seed)
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        self._print_hostile(found)
        return finding_aims.worst(self._passages, found)

    def _print_hostile(self, found: finding_measures.Worst) -> None:
        taken = (("of the processor", found.seconds), ("by the clock", found.by_clock))
        measuring.table(
            f"{len(found.seconds):,} random and hostile queries, {self._passages:,} passages and "
            "their statements and events, ms",
            ("", "p50", "99.9 %", "the worst"),
            [
                (
                    name,
                    *(1_000 * all_[int(len(all_) * at)] for at in (0.5, 0.999)),
                    1_000 * all_[-1],
                )
                for name, all_ in taken
            ],
        )
        measuring.table(
            "The slowest as they came, ms",
            (
                *("", "processor", "clock", "of it the system", "looking for garbage"),
                *("pages", "set aside, times"),
            ),
            [
                (
                    f"`{one.text[:SHOWN_LETTERS]}`",
                    *(1_000 * part for part in (one.seconds, one.by_clock)),
                    *(1_000 * part for part in (one.system, one.looking)),
                    *(one.faults, one.set_aside),
                )
                for one in found.slowest[:SHOWN]
            ],
        )
        print(f"\nThe slowest {len(found.again)} asked again, with nothing remembered:")
        for seconds, text in found.again[:SHOWN]:
            print(f"- {1_000 * seconds:.0f} ms: {text[:SHOWN_LETTERS]!r}")

    def _texts(self) -> list[finding_corpus.Text]:
        return finding_corpus.texts(self._passages, self._seed, finding_corpus.sentences())

    def _rows(self, found: Mapping[str, Figures]) -> list[finding_aims.Row]:
        mine, peer = found[OURS], found.get(TANTIVY)
        rows = finding_aims.recall(self._passages, mine.recall)
        if peer is not None:
            rows += finding_aims.to_tantivy(
                self._passages, mine.p50 / peer.p50, mine.p95 / peer.p95
            )
        return rows

    def _print_engines(self, found: Mapping[str, Figures]) -> None:
        peer = found.get(TANTIVY)
        rows: list[measuring.Row] = []
        for name, each in found.items():
            ratios = (each.p50 / peer.p50, each.p95 / peer.p95) if peer else ("", "")
            by_clock = measuring.median(each.by_clock) * 1_000
            recalls = (f"{each.recall[one]:.3f}" for one in SETS)
            rows.append((name, each.p50 * 1_000, each.p95 * 1_000, *ratios, by_clock, *recalls))
        queries, rounds = len(SETS) * self._options.each, self._options.rounds
        measuring.table(
            f"{self._passages:,} passages, {queries} queries, {rounds} rounds interleaved",
            (
                "",
                "p50, ms",
                "p95, ms",
                "to tantivy",
                "p95 to tantivy",
                "p50 by the clock, ms",
                *SETS,
            ),
            rows,
        )


def _peers(texts: Sequence[str], ids: Sequence[str], vocabulary: Vocabulary) -> dict[str, Find]:
    tantivy = _told("tantivy", lambda: Tantivy(texts, ids))
    print(f"  tantivy: {tantivy.segments} segment(s)", file=sys.stderr)
    full_text = _told("FTS5", lambda: FullText(texts, ids, vocabulary))
    return {
        TANTIVY: tantivy.find,
        ONE_EDIT: tantivy.find_one_edit,
        TWO_EDITS: tantivy.find_two_edits,
        FTS5: full_text.find,
    }


def _names(options: argparse.Namespace) -> list[finding_aims.Row]:
    found = finding_measures.names(options.actors, options.each, options.rounds, options.seed)
    measuring.table(
        f"{len(SETS) * options.each} names among {options.actors:,} actors",
        ("", "building, s", "p50, ms", "p95, ms", *SETS),
        [
            (
                *(OURS, found.building, found.p50 * 1_000, found.p95 * 1_000),
                *(f"{found.recall[name]:.3f}" for name in SETS),
            )
        ],
    )
    return finding_aims.names(options.actors, found)


def _print_misses(asked: Sequence[Asked], find: Find) -> None:
    for one in sorted(asked, key=lambda each: each.set):
        if one.truth.isdisjoint(find(one.text)):
            print(f"- {one.set}: {one.text} | meant {' '.join(one.meant)}")


def _told(what: str, make: Callable[[], Made]) -> Made:
    """Make something that takes long, and say on the error stream how long it took."""
    began = time.perf_counter()
    made = make()
    print(f"  {what}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return made


if __name__ == "__main__":
    main()
