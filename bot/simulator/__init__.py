"""A local stand-in of Telegram: the Bot API over loopback HTTP, and a chat page for the browser.

    async with Simulator(users=[Person(1001, "Reader")]) as simulator:
        print(simulator.url)

Only the command line and the tests import it; it knows nothing of the bot that talks to it.
What it models and what not: docs/simulator.md.
"""

from __future__ import annotations

from bot.simulator.calls import Call
from bot.simulator.clock import AdjustableClock
from bot.simulator.conformance import violations
from bot.simulator.faults import Fault, Faults
from bot.simulator.limits import Refused
from bot.simulator.models import (
    ADMIN,
    CHANNEL,
    NEWSROOM,
    READER,
    RUSSIAN_READER,
    SECOND_READER,
    BotProfile,
    Chat,
    Message,
    Person,
    Query,
    Topic,
)
from bot.simulator.server import Simulator
from bot.simulator.world import World

__all__ = [
    "ADMIN",
    "CHANNEL",
    "NEWSROOM",
    "READER",
    "RUSSIAN_READER",
    "SECOND_READER",
    "AdjustableClock",
    "BotProfile",
    "Call",
    "Chat",
    "Fault",
    "Faults",
    "Message",
    "Person",
    "Query",
    "Refused",
    "Simulator",
    "Topic",
    "World",
    "violations",
]
