"""The annotations beside the project, where present: what was reached is not lost again."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from storage.building import build_corpus
from storage.export import export_json


@pytest.fixture(scope="module")
def score(shared: Path) -> ModuleType:
    """The scorer that the annotations came with."""
    spec = importlib.util.spec_from_file_location("gold_score", shared / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scored(score: ModuleType, folder: Path, gold: Path) -> dict:
    export = json.loads(json.dumps(export_json(build_corpus(folder))))
    return score.score(export, gold)


def test_the_originals_are_read_as_well_as_they_once_were(
    score: ModuleType, originals: Path, shared: Path
) -> None:
    found = scored(score, originals, shared / "gold")
    quotes, persons, events = found["quotes"], found["persons"], found["events"]
    assert quotes["precision"] >= 0.97, quotes["misses"]
    assert quotes["recall"] == 1.0, quotes["misses"]
    assert quotes["speaker"] >= 0.97, quotes["misses"]
    assert quotes["wrong"] == 0, quotes["misses"]
    assert persons["precision"] >= 0.97, persons["misses"]
    assert persons["recall"] >= 0.95, persons["misses"]
    assert persons["split"] == 0, persons["misses"]
    assert events["precision"] >= 0.95, events["misses"]
    assert events["recall"] >= 0.95, events["misses"]


def test_dates_are_right_where_the_publication_date_is_given(
    score: ModuleType, shared: Path, tmp_path: Path
) -> None:
    score.with_dates(shared / "gold", tmp_path)
    events = scored(score, tmp_path, shared / "gold")["events"]
    assert events["precision"] >= 0.97, events["misses"]
    assert events["recall"] >= 0.97, events["misses"]
