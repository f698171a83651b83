"""The bot's requests as they were answered, and in short for the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MAX_SHOWN = 400
"""Characters of a value that the page shows."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request of the bot and what it was answered."""

    method: str
    sent: Mapping[str, Any]
    """Parameters as they came over the wire."""
    parameters: Mapping[str, Any]
    """The same as values: numbers, booleans, nested objects."""
    status: int
    """HTTP status; 0 where the connection was dropped instead of an answer."""
    answer: Mapping[str, Any]
    at: datetime
    seconds: float = 0.0
    """From the request's arrival to its answer; for getUpdates that is mostly waiting."""

    @property
    def result(self) -> Any:
        """What the method returned; None where it was refused."""
        return self.answer.get("result")

    def summary(self, token: str) -> dict[str, Any]:
        """The call in short for the page, where the token never shows."""
        return {
            "method": self.method,
            "status": self.status,
            "at": self.at.isoformat(),
            "ms": round(self.seconds * 1000),
            "parameters": {name: _short(value, token) for name, value in self.parameters.items()},
            "outcome": _short(self._outcome(), token),
        }

    def _outcome(self) -> str:
        if self.status == 0:
            return "connection dropped " + ("after it was done" if self.answer else "before that")
        if "description" in self.answer:
            return str(self.answer["description"])
        if isinstance(self.result, list):
            return f"{len(self.result)} of them" if self.result else "nothing"
        if isinstance(self.result, Mapping) and "message_id" in self.result:
            return f"message {self.result['message_id']}"
        return json.dumps(self.result, ensure_ascii=False)


def _short(value: Any, token: str) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = text.replace(token, "‹token›")  # before it could be cut in two
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}… ({len(text)} characters)"
