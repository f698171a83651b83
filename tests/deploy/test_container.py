"""Dockerfile and compose.yaml: what can be held against the code without an engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from bot.cli import parser
from bot.config import NAMES, Settings


@pytest.fixture
def service(root: Path) -> dict[str, Any]:
    (service,) = yaml.safe_load((root / "compose.yaml").read_text("utf-8"))["services"].values()
    return service


def test_hadolint_has_no_complaint(root, missing):
    beside = Path(sys.executable).parent / "hadolint"
    program = str(beside) if beside.is_file() else shutil.which("hadolint")
    if program is None:
        missing("hadolint is not installed (it is one of the developers' packages)")
    done = subprocess.run(
        [program, str(root / "Dockerfile")], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_everything_that_is_copied_exists(copied, root):
    for source in copied:
        assert (root / source).exists(), source


def test_nothing_gets_into_the_context_but_what_is_copied(copied, root):
    lines = (root / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert sorted(rule[1:] for rule in rules if rule[0] == "!") == sorted(copied)
    assert not any(fnmatch(source, ".env*") for source in copied)


def test_the_packages_of_the_wheel_are_copied(copied, root):
    build = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    wheel = build["targets"]["wheel"]
    assert {*wheel["packages"], *wheel["force-include"]} <= set(copied)


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


def test_the_image_has_the_drivers_of_every_extra(root):
    """DATABASE_URL is documented for the image: an extra that is missing there ends the start."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    locked = (root / "requirements.lock").read_text("utf-8")
    for extra in project["optional-dependencies"].values():
        for wanted in extra:
            name = re.match(r"[\w-]+", wanted)[0]
            assert re.search(rf"^{name}==", locked, re.MULTILINE), wanted


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
    (volume,) = service["volumes"]  # articles of one's own are mounted read-only: see below
    assert volume.partition(":")[2] == dict(steps)["VOLUME"]
    assert service["environment"]["DATA_DIR"] == dict(steps)["VOLUME"]
    environment = " ".join(rest for name, rest in steps if name == "ENV")
    assert f"DATA_DIR={dict(steps)['VOLUME']}" in environment


def test_the_token_comes_from_a_file_that_is_not_in_the_repository(service, root):
    assert service["env_file"] == ".env"
    assert ".env" in (root / ".gitignore").read_text("utf-8").splitlines()


def test_no_path_of_the_host_gets_into_the_container(service):
    kinds = get_type_hints(Settings)
    paths = {name.upper() for name, kind in kinds.items() if _is_path(kind)}
    assert paths >= {"DATA_DIR", "SEEDS_DIR", "TELEGRAM_BOT_TOKEN_FILE"}
    for name in paths:  # the environment goes over env_file, and empty is as good as not set
        value = service["environment"][name]
        assert value in {"", "/data"}, f"{name} would come from .env"


def _is_path(kind: Any) -> bool:
    return kind is Path or Path in get_args(kind)


def test_without_a_token_it_is_not_started_instead_of_being_started_for_ever(service):
    assert service["restart"] == "unless-stopped"
    assert re.fullmatch(
        r"\$\{TELEGRAM_BOT_TOKEN:\?.+\}", service["environment"]["TELEGRAM_BOT_TOKEN"]
    )


def test_the_lines_for_articles_of_ones_own_can_be_uncommented(root):
    text = (root / "compose.yaml").read_text("utf-8")
    uncommented = re.sub(r"^( *)# (SEEDS_DIR: |- \./)", r"\1\2", text, flags=re.MULTILINE)
    uncommented = uncommented.replace('      SEEDS_DIR: ""\n', "")
    (service,) = yaml.safe_load(uncommented)["services"].values()
    (mount,) = [volume for volume in service["volumes"] if volume.startswith("./")]
    source, target, mode = mount.split(":")
    assert (source, mode) == ("./articles", "ro")
    assert service["environment"]["SEEDS_DIR"] == target


def test_the_example_names_every_setting_and_no_other(root):
    text = (root / ".env.example").read_text("utf-8")
    names = re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(name.lower() for name in names) == sorted(NAMES)
    assert [line for line in text.splitlines() if re.match("[A-Z]", line)] == [
        "TELEGRAM_BOT_TOKEN=",
        "ADMIN_IDS=",
    ]
