"""The command line: `newsdesk`, or `python -m bot`."""

from __future__ import annotations

import os
import sys

from bot import collecting


def main() -> None:
    """Run the command line and leave with its exit code."""
    collecting.while_starting()
    # numpy's OpenBLAS starts a thread for each core, 60 ms of a start on two, for what a query
    # multiplies in microseconds.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # httpx brings a command line of its own, and with it rich, pygments and click, where they
    # are installed: 50 ms of every start for what no bot runs.  None makes it do without.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # Python's own idiom
    # httpcore tries to import sniffio at every request, which tells trio from asyncio and is not
    # installed: a search of every folder each time.
    sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]  # as above
    # Imported here: worker processes import this module anew and need nothing of it.
    from bot.cli import main as run  # noqa: PLC0415

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
