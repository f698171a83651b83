"""The commands: one file each, listed here in the order of the menu."""

from __future__ import annotations

from bot.commands import (
    actor,
    brief,
    cancel,
    find,
    help,  # noqa: A004 - named for its command
    quote,
    reload,
    search,
    source,
    start,
    stats,
    timeline,
    topics,
)
from bot.contract import Command

_DECLARED = (
    start.COMMAND,
    topics.COMMAND,
    brief.COMMAND,
    timeline.COMMAND,
    actor.COMMAND,
    quote.COMMAND,
    search.COMMAND,
    find.COMMAND,
    source.COMMAND,
    cancel.COMMAND,
    reload.COMMAND,
    stats.COMMAND,
)

COMMANDS: tuple[Command, ...] = (*_DECLARED, help.declare(_DECLARED))
"""Every command, declared once; menu, /help, the README's table and tests are made of it."""
