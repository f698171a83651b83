"""The command line: `newsdesk`, or `python -m bot`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Imported here: worker processes import this module anew and need nothing of it.
    from bot.cli import main as run  # noqa: PLC0415

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
