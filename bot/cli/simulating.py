"""`simulate`: the real bot in a local stand-in of Telegram."""

from __future__ import annotations

import errno
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from bot.cli.passing import PassingTime
from bot.cli.serving import answer, stopping
from bot.config import SIMULATOR, Secret, Settings
from bot.contract import PersonError
from bot.locale import t
from bot.simulator import ADMIN, CHANNEL, NEWSROOM, AdjustableClock, Simulator

_CLOCK: Final = "clock-ahead"  # seconds, in the data folder


async def simulate(settings: Settings, *, port: int | None, default_port: int) -> int:
    """Answer in a local stand-in of Telegram until SIGINT or SIGTERM.

    Prints the page's address once it answers.  Keeps a data folder of its own, so that a real
    bot's chats are not touched.
    """
    async with stopping() as stop, AsyncExitStack() as stack:
        simulator = await _simulator(stack, port, default_port)
        folder = settings.data_dir / SIMULATOR
        set_as_it_was(simulator.clock, folder / _CLOCK)
        simulator.world.user_starts(ADMIN)  # so that the bot can give the admin's menu
        local = replace(
            settings,
            telegram_bot_token=Secret(simulator.token),
            telegram_api_url=simulator.url,
            admin_ids=frozenset({ADMIN.id}),
            data_dir=folder,
            database_url=None,
            webhook_url=None,
        )

        def ready() -> None:
            print(simulator.url, flush=True)  # noqa: T201 - the address is the result
            sys.stderr.write(
                "Open this address in a browser. It is a stand-in, not Telegram. Ctrl-C ends it.\n"
            )

        passing = PassingTime(simulator.clock)
        stack.push_async_callback(passing.close)
        await answer(
            local,
            stop,
            ready=ready,
            clock=simulator.clock,
            passing=passing,
            built=passing.follow,
        )
    return 0


def set_as_it_was(clock: AdjustableClock, file: Path) -> None:
    """Set the clock as far ahead as it was left, and keep how far it is.

    What the bot's state knows happened by that clock: set back, the past would lie ahead.
    """
    with suppress(OSError, ValueError, OverflowError):  # the first start; or it was written by hand
        clock.advance(timedelta(seconds=float(file.read_text("utf-8"))))
        ahead = clock.offset - timedelta(microseconds=clock.offset.microseconds)
        sys.stderr.write(f"The clock is {ahead} ahead, as it was left; without {file} it is not.\n")

    def keep() -> None:
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(str(clock.offset.total_seconds()), "utf-8")

    clock.subscribe(keep)


async def _simulator(stack: AsyncExitStack, port: int | None, default: int) -> Simulator:
    """Start the stand-in at the port asked for, else at the default, else at a free one."""
    for one in (default, 0) if port is None else (port,):
        try:
            return await stack.enter_async_context(Simulator(port=one, groups=(NEWSROOM, CHANNEL)))
        except OSError as error:
            if error.errno != errno.EADDRINUSE or one == port:
                raise PersonError(
                    t(
                        "Port {port} cannot be used: {reason}. Choose another: "
                        "newsdesk simulate --port 8766, or leave --port out.",
                        port=one,
                        reason=error.strerror or error,
                    )
                ) from None
    raise AssertionError("port 0 is always free, or has raised")
