"""The Makefile's own logic: what it does where Python cannot make a virtual environment."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

# As on Debian without python3-venv: the folder is half made, then it fails for want of ensurepip.
WITHOUT_VENV = """\
#!/bin/sh
test "$1" = -c && exit 0
mkdir -p .venv/bin
touch .venv/bin/python
echo "ensurepip is not available" >&2
exit 1
"""


@pytest.fixture
def make(root: Path, tmp_path: Path, missing):
    """Runs make with a Python of the test's own, in an empty folder."""
    if shutil.which("make") is None:
        missing("make is not installed")
    shutil.copy(root / "Makefile", tmp_path)
    python = tmp_path / "python"

    def make(target: str, script: str) -> subprocess.CompletedProcess[str]:
        python.write_text(script, "utf-8")
        python.chmod(stat.S_IRWXU)
        return subprocess.run(
            ["make", target, f"PYTHON={python}"],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return make


def test_a_virtual_environment_that_fails_leaves_nothing_and_names_the_package(make, tmp_path):
    done = make(".venv/bin/python", WITHOUT_VENV)
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()
    # So that the next run, once the package is there, makes it anew.
    works = '#!/bin/sh\ntest "$1" = -c && exit 0\nmkdir -p .venv/bin && touch .venv/bin/python\n'
    assert make(".venv/bin/python", works).returncode == 0
    assert (tmp_path / ".venv/bin/python").exists()


def test_an_old_python_is_named_before_anything_is_made(make, tmp_path):
    done = make(".venv/bin/python", "#!/bin/sh\necho 'Newsdesk needs Python 3.11' >&2\nexit 1\n")
    assert done.returncode != 0
    assert "Python 3.11" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_make_alone_lists_the_targets(make, root):
    done = make("help", "")
    for target in ("run", "test", "check", "tour", "bench"):
        assert f"make {target} " in done.stdout
