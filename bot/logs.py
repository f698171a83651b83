"""Logs to standard error, as text or JSON lines, from which every token is struck out."""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

UPDATE: ContextVar[int | None] = ContextVar("update", default=None)
"""The id of the update that is being worked on; every line of the log names it."""

STRUCK = "[token]"
# A token as BotFather gives it, also where an address has escaped its colon.
_TOKEN = re.compile(r"\d{3,20}(?::|%3[Aa])[A-Za-z0-9_-]{30,80}")
# The first write every request's address, token included, at INFO or below; the others say
# nothing at INFO that an operator can use.
_QUIET = (
    "apscheduler",
    "httpx",
    "httpcore",
    "telegram",
    "aiosqlite",
    "alembic",
    "asyncio",
    "trafilatura",
)
# Tells with a traceback of every answer that is no JSON, which whoever asked tells better.
_SILENT = ("telegram.request",)


def new_error_id() -> str:
    """Make up an id by which a person reports an error, and by which the log finds it."""
    return secrets.token_hex(4)


class Redactor:
    """Strikes tokens out of text: all that look like one, and the secrets that it was given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(secret for secret in secrets if secret)

    def __call__(self, text: str) -> str:
        """Give the text without tokens."""
        for secret in self._secrets:
            text = text.replace(secret, STRUCK)
        return _TOKEN.sub(STRUCK, text)

    def __repr__(self) -> str:
        return "Redactor(…)"


class TextFormatter(logging.Formatter):
    """One line a record, times in UTC; struck out last, tracebacks included."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")
        self._redact = redact

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - its name in logging
        """Give the time in UTC, ISO 8601, to the millisecond."""
        del datefmt
        return _time(record)

    def format(self, record: logging.LogRecord) -> str:
        """Give the line without tokens."""
        return self._redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - its name in logging
        """Give the line itself, what comes of an update with its id."""
        update = UPDATE.get()
        line = super().formatMessage(record)
        return line if update is None else f"{line} (update {update})"


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, update and traceback if any."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Give the line without tokens."""
        fields: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (update := UPDATE.get()) is not None:
            fields["update"] = update
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            fields["stack"] = record.stack_info
        return self._redact(json.dumps(fields, ensure_ascii=False))


def configure(
    level: str = "INFO",
    form: Literal["text", "json"] = "text",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send all logs to standard error (or `stream`), replacing what was set up before."""
    redact = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(redact) if form == "json" else TextFormatter(redact))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
