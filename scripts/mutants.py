"""Take each guard of tests/mutants.toml out and see its test fail: `make mutants`.

A mutant that no test notices is a promise that nobody holds.  It all happens in a copy of the
code.  With `--table`, the table of SECURITY.md is written from the list instead.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN = "<!-- mutants: made from tests/mutants.toml by `make messages`, checked by the tests -->"
END = "<!-- /mutants -->"
COPIED = ("bot", "briefings", "storage", "seeds", "tests", "docs", "pyproject.toml", "README.md")
PATIENCE = 300  # seconds for a test

Mutant = dict[str, str]


def mutants() -> list[Mutant]:
    """Read the list."""
    listed: list[Mutant] = tomllib.loads((ROOT / "tests/mutants.toml").read_text("utf-8"))["mutant"]
    return listed


def table() -> str:
    """Give the promises as a Markdown table, by what they are against."""
    rows = ["| threat | promise | test |", "|---|---|---|"]
    for threat, group in groupby(mutants(), lambda one: one["threat"]):
        for number, one in enumerate(group):
            file, _, test = one["test"].partition("::")
            name = f"`{test or 'all of it'}` ([{Path(file).name}]({file}))"
            rows.append(f"| {threat if number == 0 else ''} | {one['promise']} | {name} |")
    return "\n".join(rows)


def with_table(text: str) -> str:
    """Put the table between the marks of SECURITY.md."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def is_noticed(mutant: Mutant, code: Path) -> bool:
    """Take a guard out of a copy of the code, run its test, put it back."""
    file = code / mutant["file"]
    whole = file.read_text("utf-8")
    if whole.count(mutant["guard"]) != 1:
        raise SystemExit(f"{mutant['file']} does not hold this once: {mutant['guard']}")
    try:
        file.write_text(whole.replace(mutant["guard"], mutant["without"]), "utf-8")
        done = subprocess.run(
            (sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", mutant["test"]),
            cwd=code,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    finally:
        file.write_text(whole, "utf-8")
    return done.returncode == 1


def main() -> int:
    """Try all, or those whose promise or test holds some words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("words", nargs="*", help="only mutants that hold one of these")
    asked = parser.parse_args()
    if asked.table:
        security = ROOT / "SECURITY.md"
        security.write_text(with_table(security.read_text("utf-8")), "utf-8")
        return 0
    missed = 0
    with tempfile.TemporaryDirectory(prefix="newsdesk-mutants-") as folder:
        code = Path(folder) / "main"
        code.mkdir()
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, code / name)
        for mutant in mutants():
            told = " ".join(mutant.values())
            if asked.words and not any(words in told for words in asked.words):
                continue
            noticed = is_noticed(mutant, code)
            missed += not noticed
            print(f"{'noticed' if noticed else 'MISSED '}  {mutant['promise']}", flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
