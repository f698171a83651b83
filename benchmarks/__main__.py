"""`make bench`, or `python -m benchmarks [starting] [answering] [building]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import answering, building, starting

ALL = {"starting": starting.run, "answering": answering.run, "building": building.run}


def main() -> None:
    chosen = sys.argv[1:] or list(ALL)
    for name in chosen:
        if name not in ALL:
            sys.exit(f"{name}? There are: {', '.join(ALL)}")
        with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as scratch:
            ALL[name](Path(scratch))


if __name__ == "__main__":
    main()
