"""A local stand-in of Telegram: the Bot API over loopback HTTP, and a chat page for the browser.

    async with Simulator(users=[Person(1001, "Reader")]) as simulator:
        print(simulator.url)

Only the command line and the tests import it; it knows nothing of the bot that talks to it.
"""

from __future__ import annotations

from bot.simulator.conformance import violations
from bot.simulator.faults import Fault, Faults
from bot.simulator.limits import Refused
from bot.simulator.server import Call, Simulator
from bot.simulator.world import ADMIN, READER, BotProfile, Message, Person, Query, World

__all__ = [
    "ADMIN",
    "READER",
    "BotProfile",
    "Call",
    "Fault",
    "Faults",
    "Message",
    "Person",
    "Query",
    "Refused",
    "Simulator",
    "World",
    "violations",
]
