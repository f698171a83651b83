"""Dockerfile and compose.yaml: what can be held against the code without an engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import parser


def instructions(dockerfile: Path) -> Iterator[tuple[str, str]]:
    """The instructions of a Dockerfile, continued lines joined, comments left out."""
    lines = [line for line in dockerfile.read_text("utf-8").splitlines() if line[:1] != "#"]
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        if line.strip():
            name, _, rest = line.partition(" ")
            yield name, " ".join(rest.split())


@pytest.fixture
def steps(root: Path) -> list[tuple[str, str]]:
    return list(instructions(root / "Dockerfile"))


@pytest.fixture
def service(root: Path) -> dict[str, Any]:
    (service,) = yaml.safe_load((root / "compose.yaml").read_text("utf-8"))["services"].values()
    return service


def copied(steps: list[tuple[str, str]]) -> list[str]:
    """The paths that are copied from the checkout."""
    return [
        source
        for name, rest in steps
        if name == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]


def test_hadolint_has_no_complaint(root):
    beside = Path(sys.executable).parent / "hadolint"
    program = str(beside) if beside.is_file() else shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint is not installed here (it is one of the developers' packages)")
    done = subprocess.run(
        [program, str(root / "Dockerfile")], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_everything_that_is_copied_exists(steps, root):
    for source in copied(steps):
        assert (root / source).exists(), source


def test_nothing_gets_into_the_context_but_what_is_copied(steps, root):
    lines = (root / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert sorted(rule[1:] for rule in rules if rule[0] == "!") == sorted(copied(steps))
    assert not any(fnmatch(source, ".env*") for source in copied(steps))


def test_the_packages_of_the_wheel_are_copied(steps, root):
    import tomllib

    build = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    wheel = build["targets"]["wheel"]
    assert {*wheel["packages"], *wheel["force-include"]} <= set(copied(steps))


def test_it_runs_as_nobody_special(steps):
    users = [rest for name, rest in steps if name == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])
    after = steps[steps.index(("USER", users[-1])) :]
    assert not any(name in {"RUN", "COPY", "ADD"} for name, _ in after)


def test_its_commands_are_ones_that_the_command_line_knows(steps):
    given = dict(steps)
    entry, command = json.loads(given["ENTRYPOINT"]), json.loads(given["CMD"])
    health = json.loads(given["HEALTHCHECK"].partition("CMD ")[2])
    assert entry == health[:1] == ["newsdesk"]
    parser().parse_args(command)
    assert parser().parse_args(health[1:]).running


def test_installs_are_held_to_hashes_or_fetch_nothing(steps):
    installs = [rest for name, rest in steps if name == "RUN" and "pip install" in rest]
    assert len(installs) == 2
    for install in installs:
        assert "--require-hashes" in install or "--no-index" in install


def test_the_composed_service_can_write_to_its_volume_and_nowhere_else(service, steps):
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert [entry.partition(":")[0] for entry in service["tmpfs"]] == ["/tmp"]  # noqa: S108 - in the container
    (volume,) = service["volumes"]
    assert volume.partition(":")[2] == dict(steps)["VOLUME"]
    assert service["environment"]["DATA_DIR"] == dict(steps)["VOLUME"]
    environment = " ".join(rest for name, rest in steps if name == "ENV")
    assert f"DATA_DIR={dict(steps)['VOLUME']}" in environment


def test_the_token_comes_from_a_file_that_is_not_in_the_repository(service, root):
    assert service["env_file"] == ".env"
    assert ".env" in (root / ".gitignore").read_text("utf-8").splitlines()
