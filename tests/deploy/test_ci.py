"""What CI promises: a test that would be skipped there fails instead."""

from __future__ import annotations

import re


def test_tests_skip_by_what_fails_on_ci_only(root):
    text = (root / ".ci/run").read_text("utf-8")
    assert "NEWSDESK_REQUIRE_ALL=1" in text
    # What a clone has not, or the repository, is no lack of the machine.
    plain = re.compile(
        r'pytest\.(?:skip\((?!"\.\./shared|"the repository)|importorskip|mark\.skip)'
    )
    for file in (root / "tests").rglob("*.py"):
        if file != root / "tests/conftest.py" and file.name != "test_ci.py":
            assert not plain.search(file.read_text("utf-8")), file
