"""What may become of a push, as far as anybody can know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it and gave it this id."""

    message: int


@dataclass(frozen=True, slots=True)
class NotSent:
    """It never left this machine, or not to its end: to be tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """It was not tried: its chat has quiet hours until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """Telegram answered that it could not (5xx): to be tried again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Flood:
    """Telegram answered: later, after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will not take this message (400), however often it is sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The chat does not take messages from the bot: blocked, removed, no rights."""

    reason: str


@dataclass(frozen=True, slots=True)
class TopicGone:
    """The forum has no such topic any more; its other topics take messages."""

    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group has become a supergroup, under this id."""

    chat: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """It went out whole and no answer came back: perhaps delivered, so never sent again."""

    reason: str


Outcome: TypeAlias = (
    Sent
    | NotSent
    | Postponed
    | Failed
    | Flood
    | Refused
    | Forbidden
    | TopicGone
    | Migrated
    | Unknown
)
