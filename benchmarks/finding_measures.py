"""The other figures of finding: expansion, plain scans, names, memory, the worst queries.

Times of queries are processor time of the one thread that answers: on a machine that others use,
the clock tells about them.
"""

from __future__ import annotations

import gc
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import _lru_cache_wrapper, partial
from pathlib import Path
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from benchmarks import finding_corpus, measuring
from benchmarks.finding_hostile import hostile
from benchmarks.finding_names import people
from benchmarks.finding_peers import TOP, Find
from benchmarks.finding_queries import LEAST, SETS, ask, ask_for_people, edited
from storage.search import Index, Kind, terms
from storage.search.near import NearWords
from storage.search.vocabulary import Vocabulary
from storage.text import folding

SCANS: Final = 5  # queries for what takes seconds each
EXPANDED: Final = 60  # words for the plain scan of the vocabulary
AGAIN: Final = 20  # of the slowest hostile queries, asked again: was it the query?
RULES: Final = "benchmark"


def timed_once(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def forget_words() -> None:
    """Empty the caches of how words are split, stemmed and heard; rules stay loaded."""
    for module in (terms, folding):
        for cached in vars(module).values():
            if isinstance(cached, _lru_cache_wrapper) and cached.cache_parameters()["maxsize"] != 1:
                cached.cache_clear()


def scan(asked: Sequence[str], plain: Find, seed: int) -> float:
    """The median seconds of a few queries put to a scan."""
    draw = random.Random(seed)  # noqa: S311 - no secrets here
    chosen = draw.sample(asked, min(SCANS, len(asked)))
    return statistics.median(timed_once(partial(plain, one)) for one in chosen)


@dataclass(frozen=True, slots=True)
class Expansion:
    """Seconds (medians) to widen a misspelt word, by our filter and by a scan; whether alike."""

    words: int
    ours: float
    scan: float
    same: bool


def expansion(vocabulary: Vocabulary, seed: int) -> Expansion:
    """Compare the filter with the scan that it stands for, over all words that may be misspelt."""
    words = [word for word in vocabulary.words if len(word) >= LEAST and word.isalpha()]
    near = NearWords.of(words, range(len(words)))
    draw = random.Random(seed)  # noqa: S311 - no secrets here
    ours, plain, same = [], [], True
    for _ in range(EXPANDED):
        word = edited(draw.choice(words), draw)
        most = 1 if len(word) <= 5 else 2
        runs = []
        for _ in range(3):
            began = time.thread_time()
            found = near.within(word, most)
            runs.append(time.thread_time() - began)
        ours.append(statistics.median(runs))
        began = time.thread_time()
        known = extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None)
        plain.append(time.thread_time() - began)
        same &= sorted((int(edits), at) for _, edits, at in known) == list(found)
    return Expansion(len(words), statistics.median(ours), statistics.median(plain), same)


@dataclass(frozen=True, slots=True)
class Names:
    """How actors are found by name: seconds a query, and recall by the way it was written."""

    building: float
    p50: float
    p95: float
    recall: dict[str, float]

    @property
    def overall(self) -> float:
        return statistics.mean(self.recall.values())


def names(actors: int, each: int, rounds: int, seed: int) -> Names:
    """Look for people among very many."""
    found = people(actors, random.Random(seed))  # noqa: S311 - no secrets here
    asked = ask_for_people(found, each, seed + 1)
    corpus = finding_corpus.actors_only(found)
    began = time.thread_time()
    index = Index.build(corpus)
    building = time.thread_time() - began
    gc.collect()
    gc.freeze()
    seconds: list[list[float]] = [[] for _ in asked]
    hits: dict[str, list[bool]] = {name: [] for name in SETS}
    for number in range(rounds):
        for at, (name, text, person) in enumerate(asked):
            began = time.thread_time()
            answer = index.find_actor(text, limit=TOP)
            seconds[at].append(time.thread_time() - began)
            if number == 0:
                ids = [match.id for match in answer.matches]
                hits[name].append(finding_corpus.actor_id(person) in ids)
    medians = [statistics.median(each) for each in seconds]
    return Names(
        building,
        measuring.median(medians),
        measuring.high(medians),
        {name: statistics.mean(each) for name, each in hits.items()},
    )


@dataclass(frozen=True, slots=True)
class Slow:
    """A hostile query as it came: seconds of the processor and by the clock.

    Of the processor's seconds, `system` are the operating system's, as for memory that it had to
    find first (`faults` pages), and `looking` went into looking for garbage.  `set_aside` tells
    how often the system let others run meanwhile.
    """

    seconds: float
    by_clock: float
    system: float
    faults: int
    looking: float
    set_aside: int
    text: str
    find: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Worst:
    """What hostile queries took as they came, and the slowest of them, asked again.

    Again is five times, each with nothing of the words remembered; the median of these.
    """

    seconds: Sequence[float]  # of the processor, in order
    by_clock: Sequence[float]
    slowest: Sequence[Slow]  # by the processor, the slowest first
    again: Sequence[tuple[float, str]]  # these, the slowest first

    @property
    def worst(self) -> float:
        return self.seconds[-1]


def worst(index: Index, texts: Sequence[str], count: int, seed: int) -> Worst:
    """Ask everything of an index that it should not be asked."""
    counted = Counter(word for one in texts[:20_000] for word in finding_corpus.words(one))
    ranked = [word for word, _ in counted.most_common() if len(word) >= LEAST]
    common, rare = ranked[:300], ranked[300:]
    # Arrays: what a list holds is looked through for garbage, which would be the benchmark's own.
    seconds, by_clock = array("d"), array("d")
    slowest: list[Slow] = []
    with looking_for_garbage() as looking:
        for number, text in enumerate(hostile(common, rare, count, seed)):
            find = index.find_actor if number % 5 == 4 else index.find
            one = _asked(text, find, looking)
            seconds.append(one.seconds)
            by_clock.append(one.by_clock)
            if len(slowest) < AGAIN or one.seconds > slowest[-1].seconds:
                slowest = sorted([*slowest, one], key=lambda each: -each.seconds)[:AGAIN]
    again = [
        (statistics.median(_asked_anew(partial(one.find, one.text)) for _ in range(5)), one.text)
        for one in slowest
    ]
    return Worst(sorted(seconds), sorted(by_clock), slowest, sorted(again, reverse=True))


def _asked(text: str, find: Callable[[str], object], looking: Sequence[float]) -> Slow:
    looked, before = looking[0], _usage()
    began, began_clock = time.thread_time(), time.perf_counter()
    find(text)
    seconds, by_clock = time.thread_time() - began, time.perf_counter() - began_clock
    after = _usage()
    return Slow(
        seconds,
        by_clock,
        after.ru_stime - before.ru_stime,
        after.ru_minflt - before.ru_minflt,
        looking[0] - looked,
        after.ru_nivcsw - before.ru_nivcsw,
        text,
        find,
    )


def _usage() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_THREAD)


@contextmanager
def looking_for_garbage() -> Iterator[array[float]]:
    """Give the processor seconds that looking for garbage takes, counted on while it is open."""
    spent, began = array("d", [0.0]), array("d", [0.0])

    def told(phase: str, _: Mapping[str, int]) -> None:
        if phase == "start":
            began[0] = time.thread_time()
        else:
            spent[0] += time.thread_time() - began[0]

    gc.callbacks.append(told)
    try:
        yield spent
    finally:
        gc.callbacks.remove(told)


def _asked_anew(work: Callable[[], object]) -> float:
    forget_words()
    return timed_once(work)


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of an index, and seconds to make and to load it."""

    building: float
    saving: float
    loading: float
    built: float
    file: float
    loaded: float
    of_the_file: float  # of `loaded`, pages of the file, which the system may take back

    @classmethod
    def of(cls, passages: int, seed: int, *, facts: bool = False) -> Memory:
        """Measure in processes that do nothing else: one that builds, one that loads."""
        with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
            path = str(Path(folder) / "index")
            built = _of_process("build", passages, seed, facts, path)
            loaded = _of_process("load", passages, seed, facts, path)
            size = Path(path).stat().st_size / measuring.MEGABYTE
        return cls(built[1], built[2], loaded[1], built[0], size, loaded[0], loaded[2])


def _of_process(what: str, passages: int, seed: int, facts: bool, path: str) -> tuple[float, ...]:  # noqa: FBT001
    program = [sys.executable, "-m", "benchmarks.finding_measures"]
    arguments = [what, str(passages), str(seed), str(int(facts)), path]
    answer = subprocess.run([*program, *arguments], check=True, capture_output=True, text=True)
    return tuple(float(each) for each in answer.stdout.split())


def main() -> None:
    """Print megabytes and seconds of an index that is built and saved, or loaded and asked."""
    what, passages, seed, facts, path = sys.argv[1:]
    texts = finding_corpus.texts(int(passages), int(seed), finding_corpus.sentences())
    asked = ask(texts, finding_corpus.passage_ids(len(texts)), 75, int(seed) + 1)
    corpus = finding_corpus.corpus(texts, facts=facts == "1")
    del texts
    gc.collect()
    process = "self"
    before, file_before = measuring.resident(process), measuring.resident(process, "RssFile")
    began = time.perf_counter()
    if what == "build":
        index = Index.build(corpus)
        seconds = time.perf_counter() - began
        gc.collect()
        grown = measuring.resident(process) - before
        began = time.perf_counter()
        index.save(Path(path), corpus, RULES)
        print(grown, seconds, time.perf_counter() - began)
    else:
        index = Index.load(Path(path), corpus, RULES)
        seconds = time.perf_counter() - began
        for one in asked:
            index.find(one.text, {Kind.PASSAGE}, limit=TOP)
        gc.collect()
        grown = measuring.resident(process) - before
        print(grown, seconds, measuring.resident(process, "RssFile") - file_before)


if __name__ == "__main__":
    main()
