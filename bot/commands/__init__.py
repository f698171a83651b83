"""The commands: one file each, listed here in the order of the menu."""

from __future__ import annotations

from bot.commands import (
    actor,
    add,
    brief,
    cancel,
    cite,
    compare,
    disputed,
    export,
    find,
    flag,
    flags,
    help,  # noqa: A004 - named for its command
    privacy,
    quote,
    reload,
    remove,
    save,
    search,
    settings,
    source,
    start,
    stats,
    subscribe,
    subscriptions,
    timeline,
    topics,
    unsubscribe,
)
from bot.contract import Command

_DECLARED = (
    start.COMMAND,
    topics.COMMAND,
    brief.COMMAND,
    timeline.COMMAND,
    compare.COMMAND,
    disputed.COMMAND,
    actor.COMMAND,
    quote.COMMAND,
    search.COMMAND,
    find.COMMAND,
    source.COMMAND,
    cite.COMMAND,
    export.COMMAND,
    save.SAVE,
    save.SAVED,
    flag.COMMAND,
    subscribe.COMMAND,
    subscriptions.COMMAND,
    unsubscribe.COMMAND,
    settings.COMMAND,
    settings.TIMEZONE,
    settings.QUIET,
    settings.PAUSE,
    settings.RESUME,
    privacy.MYDATA,
    privacy.FORGETME,
    cancel.COMMAND,
    reload.COMMAND,
    add.COMMAND,
    remove.REMOVE,
    remove.UNDO,
    stats.COMMAND,
    flags.COMMAND,
)

COMMANDS: tuple[Command, ...] = (*_DECLARED, help.declare(_DECLARED))
"""Every command, declared once; menu, /help, the README's table and tests are made of it."""
