"""SECURITY.md: each promise names a guard that is there, and a test."""

from __future__ import annotations

import importlib.util
import re

import pytest


@pytest.fixture(scope="module")
def mutants(root):
    spec = importlib.util.spec_from_file_location("mutants", root / "scripts/mutants.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_guard_is_in_the_code_once(mutants, root):
    for one in mutants.mutants():
        code = (root / one["file"]).read_text("utf-8")
        assert code.count(one["guard"]) == 1, one["promise"]
        assert one["without"] != one["guard"]


def test_every_promise_names_a_test_that_there_is(mutants, root):
    for one in mutants.mutants():
        file, _, test = one["test"].partition("::")
        code = (root / file).read_text("utf-8")
        assert not test or re.search(rf"def {test}\(", code), one["promise"]


def test_the_table_of_promises_is_the_list(mutants, root):
    text = (root / "SECURITY.md").read_text("utf-8")
    assert mutants.with_table(text) == text, "run `make messages`"
