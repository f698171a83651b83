"""The facts of the shipped digests are those of tests/golden; what changes them is meant."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path
from types import ModuleType

import pytest

from storage.corpus import shipped_seeds

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FILES = [*(f"{p.stem}.txt" for p in sorted(shipped_seeds().glob("*-*.md"))), "clusters.txt"]


@pytest.fixture(scope="module")
def facts() -> ModuleType:
    """The module that prints the facts, as `make golden` runs it."""
    spec = importlib.util.spec_from_file_location("golden_facts", GOLDEN / "facts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def today(facts: ModuleType) -> Mapping[str, str]:
    """Every golden file's text, as today's rules make it."""
    return facts.golden()


@pytest.mark.parametrize("name", FILES)
def test_the_facts_are_those_that_were_read_and_kept(name: str, today: Mapping[str, str]) -> None:
    path = GOLDEN / name
    kept = path.read_text("utf-8").splitlines() if path.is_file() else []
    diff = unified_diff(kept, today[name].splitlines(), f"golden/{name}", "now", lineterm="", n=2)
    told = "\n".join(diff)
    if told:
        pytest.fail(f"{told}\n\nIf that is meant: make golden, and commit it.", pytrace=False)


def test_there_is_a_golden_file_for_each_digest_and_no_other(today: Mapping[str, str]) -> None:
    assert sorted(path.name for path in GOLDEN.glob("*.txt")) == sorted(today) == sorted(FILES)


def test_writing_anew_makes_all_files_and_drops_those_of_no_digest(
    facts: ModuleType, today: Mapping[str, str], tmp_path: Path
) -> None:
    (tmp_path / "gone.txt").write_text("", "utf-8")
    facts.write(tmp_path)
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == today
