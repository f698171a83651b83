"""The Dockerfile as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest


def instructions(dockerfile: Path) -> Iterator[tuple[str, str]]:
    """The instructions of a Dockerfile, continued lines joined, comments left out."""
    lines = [line for line in dockerfile.read_text("utf-8").splitlines() if line[:1] != "#"]
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        if line.strip():
            name, _, rest = line.partition(" ")
            yield name, " ".join(rest.split())


@pytest.fixture(scope="session")
def steps(root: Path) -> list[tuple[str, str]]:
    """The Dockerfile's instructions."""
    return list(instructions(root / "Dockerfile"))


@pytest.fixture(scope="session")
def copied(steps: list[tuple[str, str]]) -> list[str]:
    """The paths that the Dockerfile copies from the checkout."""
    return [
        source
        for name, rest in steps
        if name == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]
