"""The audit: what is known fails, and what could not be asked is not told as fine."""

from __future__ import annotations

import importlib.util

import pytest

FLAW = {"id": "PYSEC-1", "fix_versions": ["1.1"]}
GOOD = {"name": "good", "version": "1.0", "vulns": []}
BAD = {"name": "bad", "version": "1.0", "vulns": [FLAW, FLAW | {"fix_versions": []}]}
UNASKED = {"name": "own", "skip_reason": "not found on PyPI"}


@pytest.fixture(scope="module")
def audit(root):
    spec = importlib.util.spec_from_file_location("audit", root / "scripts/audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("libraries", "code", "words"),
    [
        ([GOOD], 0, ["1 libraries asked about, 0 flaws known"]),
        ([GOOD, BAD], 1, ["bad 1.0: PYSEC-1, mended in 1.1", "no version yet", "2 flaws known"]),
        ([GOOD, UNASKED], 0, ["1 libraries asked", "1 could not be asked about (not found"]),
        ([UNASKED, UNASKED], 0, ["0 libraries asked", "2 could not be asked about"]),
        ("no route to host", 0, ["could not be asked, nothing was checked: no route"]),
    ],
)
def test_the_verdict_says_what_is_known_and_what_is_not(audit, libraries, code, words):
    text, exit_code = audit.verdict(libraries)
    assert exit_code == code
    for word in words:
        assert word in text
