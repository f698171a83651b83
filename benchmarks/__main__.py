"""`make bench`, or `python -m benchmarks` with the names of some."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import answering, briefing, building, finding, reloading, starting

ALL = {
    "starting": starting.run,
    "answering": answering.run,
    "building": building.run,
    "briefing": briefing.run,
}
MORE = {
    "finding": finding.run,  # `make bench-search` installs what it compares with
    "reloading": reloading.run,  # builds 12,000 articles: some ten minutes
}


def main() -> None:
    chosen = sys.argv[1:] or list(ALL)
    for name in chosen:
        work = (ALL | MORE).get(name)
        if work is None:
            sys.exit(f"{name}? There are: {', '.join(ALL | MORE)}")
        with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as scratch:
            work(Path(scratch))


if __name__ == "__main__":
    main()
