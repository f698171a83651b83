"""Clusters do not hang on the order of sets, which differs from process to process."""

from __future__ import annotations

import os
import subprocess
import sys

_PAIRS = """
import hashlib
from storage.building import build_corpus
from storage.corpus import shipped_seeds
from storage.extraction.clusters import _candidates, _copies
from storage.extraction.roster import Roster
from storage.extraction.tellings import read_tellings

corpus = build_corpus(shipped_seeds())
events = tuple(corpus.events)
tellings = read_tellings(events, _copies(events), Roster(corpus.actors))
print(corpus.version, hashlib.sha256(repr(list(_candidates(tellings))).encode()).hexdigest())
"""


def _pairs(seed: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _PAIRS],
        env=os.environ | {"PYTHONHASHSEED": str(seed)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


def test_every_process_compares_events_in_the_same_order():
    assert _pairs(1) == _pairs(3)
