"""The wheel, made of nothing but what the Dockerfile copies, works by itself, anywhere."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path
from urllib.parse import urljoin

import pytest

PACKAGES = ("bot", "briefings", "storage")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(root, copied, missing, tmp_path_factory) -> Path:
    """A wheel, built without the network from what the Dockerfile copies."""
    for tool in ("hatchling", "pip"):
        if importlib.util.find_spec(tool) is None:
            missing(f"{tool} is not installed")
    context = tmp_path_factory.mktemp("context")
    for name in copied:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, context / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, context)
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=context,
        check=True,
        capture_output=True,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The wheel, installed into a folder of its own."""
    target = tmp_path_factory.mktemp("site")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
            *("--target", str(target), str(wheel)),
        ],
        check=True,
        capture_output=True,
    )
    return target


@pytest.fixture
def environment(installed, tmp_path) -> dict[str, str]:
    """What a container has: a path, a data folder, no home, no leave to write bytecode."""
    return {
        "PATH": f"{installed / 'bin'}:/usr/bin:/bin",
        "PYTHONPATH": str(installed),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DATA_DIR": str(tmp_path / "data"),
        "HOME": "/nonexistent",
    }


@pytest.fixture
def newsdesk(installed, environment, tmp_path) -> Run:
    """Run the installed program from a folder that has nothing to do with it."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def newsdesk(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(installed / "bin" / "newsdesk"), *arguments],
            check=False,
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            timeout=100,
        )

    return newsdesk


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_every_file_of_the_packages_and_the_seeds_rides_along(wheel, root):
    within = set(zipfile.ZipFile(wheel).namelist())
    for name in PACKAGES:
        for file in files(root / name):
            if "__pycache__" not in file:
                assert f"{name}/{file}" in within, file
    for file in files(root / "seeds"):
        assert f"storage/seeds/{file}" in within, file


def test_nothing_else_does(wheel):
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    about = {top for top in tops if top.endswith(".dist-info")}
    assert tops - about == set(PACKAGES)


def imported(folder: Path) -> set[str]:
    """Top-level names of all that a package's modules import, wherever in them."""
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).partition(".")[0])
    return found


def normal(name: str) -> str:
    """A distribution's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_the_packages_import_is_locked(root):
    lock = (root / "requirements.lock").read_text("utf-8")
    locked = {normal(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    of = packages_distributions()
    for package in PACKAGES:
        for name in imported(root / package) - {*PACKAGES, *sys.stdlib_module_names}:
            assert {normal(one) for one in of.get(name, [name])} & locked, f"{package}: {name}"


def test_it_says_its_version(newsdesk):
    done = newsdesk("--version")
    assert re.fullmatch(r"newsdesk \d+\.\d+\.\d+\S*\n", done.stdout), done.stderr


def test_it_answers_from_the_shipped_articles_and_writes_to_its_data_only(
    newsdesk, installed, tmp_path
):
    before = files(installed)
    done = newsdesk("ask", "/actor Kabulov")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Zamir Kabulov")
    assert re.search(r"\[.+ ¶\d+\]", done.stdout)
    assert files(installed) == before
    assert files(tmp_path / "elsewhere") == set()
    assert "corpus.json" in files(tmp_path / "data")


def test_it_runs_what_is_installed_and_not_the_checkout(environment, installed, tmp_path):
    code = (
        "import bot, briefings, storage; print(bot.__file__, briefings.__file__, storage.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(path.startswith(str(installed)) for path in done.stdout.split())


def test_its_simulator_serves_its_page_and_the_state_gets_its_schema(
    environment, installed, tmp_path
):
    process = subprocess.Popen(
        [str(installed / "bin" / "newsdesk"), "start", "--port", "0"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), process.communicate(timeout=60)
        page = fetched(address)
        for asset in re.findall(r"""(?:src|href)="([^"#]+)\"""", page):
            assert fetched(urljoin(address, asset))
        alive = subprocess.run(
            [str(installed / "bin" / "newsdesk"), "check", "--running"],
            cwd=tmp_path,
            env=environment | {"DATA_DIR": str(tmp_path / "data" / "simulator")},
            check=False,
        )
        assert alive.returncode == 0
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "state.db" in files(tmp_path / "data" / "simulator")


def fetched(address: str) -> str:
    with urllib.request.urlopen(address) as response:  # noqa: S310 - http, of this machine
        return response.read().decode("utf-8")
