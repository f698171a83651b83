"""The bot with a clock that a test moves: by as many seconds as a file says."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cli.serving import answer, stopping
from bot.config import load


async def main() -> None:
    shift = Path(os.environ["SHIFT"])

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(shift.read_text("ascii")))

    async with stopping() as stop:
        await answer(load(env_file=None), stop, clock=clock)


if __name__ == "__main__":
    asyncio.run(main())
