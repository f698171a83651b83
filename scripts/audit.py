"""Ask the advisory service about every locked library: `make check`.

Fails where a vulnerability is known.  Where the service cannot be asked, or knows nothing of a
library, it says so: that nothing was found would be no answer then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
PATIENCE = 90  # seconds


def asked() -> Sequence[Mapping[str, Any]] | str:
    """Give what is said of each library, or why nobody could be asked."""
    command = (sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes")
    quiet = ("--disable-pip", "--progress-spinner", "off", "--format", "json")
    try:
        done = subprocess.run(
            (*command, *quiet), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {PATIENCE} s"
    try:
        libraries: Sequence[Mapping[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, LookupError):
        return (done.stderr.strip().splitlines() or ["it said nothing"])[-1][:200]
    return libraries


def verdict(libraries: Sequence[Mapping[str, Any]] | str) -> tuple[str, int]:
    """Put that into words, and give the exit code."""
    if isinstance(libraries, str):
        return (
            f"audit: the advisory service could not be asked, nothing was checked: {libraries}",
            0,
        )
    known = [
        f"audit: {one['name']} {one['version']}: {flaw['id']}, mended in "
        f"{', '.join(flaw['fix_versions']) or 'no version yet'}"
        for one in libraries
        for flaw in one.get("vulns", ())
    ]
    unasked = [one for one in libraries if "skip_reason" in one]
    said = f"audit: {len(libraries) - len(unasked)} libraries asked about, {len(known)} flaws known"
    if unasked:
        said += f"; {len(unasked)} could not be asked about ({unasked[0]['skip_reason']})"
    return "\n".join((*known, said)), 1 if known else 0


if __name__ == "__main__":
    text, code = verdict(asked())
    print(text)
    sys.exit(code)
