"""Pushes: deliveries of the outbox as requests to Telegram, and what became of each."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from telegram import Bot, InlineKeyboardMarkup, MessageEntity
from telegram.error import (
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot import sending
from bot.contract import Action, Button
from bot.locale import Translator
from bot.pacing import Pace
from bot.render.pages import Rows
from bot.render.telegram import Message, actions, markup
from bot.tokens import Tokens
from briefings import outcomes
from storage.errors import ArchiveError
from storage.state.records import Delivery

log = logging.getLogger(__name__)

# Seconds to reach Telegram, twice within `delivery.STOPPING`: what is cancelled then is out.
_CONNECTING: Final = 4.0
# Refusals of a message that mean the chat: none of its messages will ever be taken.
_OF_THE_CHAT: Final = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "bot is not a member",
)
# Refusals that mean the forum topic: it was deleted, and comes back never.
_OF_THE_TOPIC: Final = ("message thread not found", "topic_deleted")


def payload(
    message: Message, rows: Rows, translator: Translator, version: str
) -> dict[str, object]:
    """Give a message and its buttons as JSON, to be kept in the outbox; of which corpus it is."""
    return {
        "version": version,
        "text": message.text,
        "entities": [entity.to_dict() for entity in message.entities],
        "rows": [
            [{"label": translator.render(b.label), **asdict(b.action)} for b in row] for row in rows
        ],
    }


@dataclass(frozen=True, slots=True)
class Pusher:
    """Sends deliveries, each once, in its turn after the answers.

    The buttons' tokens are made when it is sent; the same buttons get the same tokens, so a
    message that is sent again is identical.
    """

    bot: Bot = field(repr=False)  # its repr holds the token
    pace: Pace
    tokens: Tokens

    def wait(self, delivery: Delivery) -> float:
        """Give for how many seconds its chat may not have it, whatever other chats get."""
        return self.pace.full(delivery.chat, group=delivery.group)

    @asynccontextmanager
    async def turn(self, delivery: Delivery) -> AsyncIterator[None]:
        """Wait until Telegram's pace has room for a push to this chat."""
        async with self.pace.turn(delivery.chat, group=delivery.group, push=True):
            yield

    async def push(self, delivery: Delivery) -> outcomes.Outcome:
        """Send a delivery once, and tell what became of it."""
        content = delivery.payload
        try:
            text = delivery.plain if delivery.retry_plain else str(content["text"])
            entities = None if delivery.retry_plain else _entities(content)
            keyboard = await self._keyboard(delivery)
        except Exception:
            # Another version of the bot may have written it; nothing has gone out.
            log.exception("delivery %d cannot be put together", delivery.id)
            return outcomes.NotSent("it cannot be put together")
        try:
            sent = await self.bot.send_message(
                chat_id=delivery.chat,
                text=text,
                entities=entities,
                reply_markup=keyboard,
                message_thread_id=delivery.thread,
                disable_notification=delivery.silent or None,
                connect_timeout=_CONNECTING,
                pool_timeout=_CONNECTING,
            )
            return outcomes.Sent(sent.message_id)
        except TelegramError as error:
            return self._outcome(delivery, error)
        except Exception as error:
            # It was answered, but not as Telegram answers.
            log.exception("delivery %d was answered strangely", delivery.id)
            return outcomes.Unknown(f"a strange answer: {type(error).__name__}")

    async def _keyboard(self, delivery: Delivery) -> InlineKeyboardMarkup | None:
        """Give the buttons; where the state cannot keep them, a briefing goes without."""
        rows = tuple(tuple(_buttons(row)) for row in _list(delivery.payload, "rows"))
        if not rows:
            return None
        version = str(delivery.payload.get("version", ""))
        try:
            tokens = await self.tokens.remember(delivery.chat, actions(rows), version)
        except ArchiveError:
            return None
        return markup(rows, tokens, Translator())

    def _outcome(self, delivery: Delivery, error: TelegramError) -> outcomes.Outcome:
        """Say what is known of a request's fate after an error."""
        reason = error.message
        if isinstance(error, RetryAfter):
            seconds = sending.seconds(error.retry_after)
            self.pace.flood(delivery.chat, seconds)
            return outcomes.Flood(seconds)
        if isinstance(error, ChatMigrated):
            return outcomes.Migrated(error.new_chat_id)
        if isinstance(error, InvalidToken):
            # `reason` would hold the token.  Nothing of this is the chat's fault.
            return outcomes.NotSent("Telegram does not accept the token")
        if (
            isinstance(error.__cause__, TelegramError)
            and sending.outcome_of(error) is sending.Outcome.REFUSED
        ):
            # Not in Telegram's words: a proxy on the way says so, of whatever passes it.
            return outcomes.Failed(reason)
        if isinstance(error, Forbidden) or _tells(reason, _OF_THE_CHAT):
            return outcomes.Forbidden(reason)
        gone = delivery.thread is not None and _tells(reason, _OF_THE_TOPIC)
        return outcomes.TopicGone(reason) if gone else _FATES[sending.outcome_of(error)](reason)


_FATES: Final[Mapping[sending.Outcome, Callable[[str], outcomes.Outcome]]] = {
    sending.Outcome.NOT_SENT: outcomes.NotSent,
    sending.Outcome.REFUSED: outcomes.Refused,
    sending.Outcome.FAILED: outcomes.Failed,
    sending.Outcome.UNKNOWN: outcomes.Unknown,
}


def _tells(reason: str, signs: Sequence[str]) -> bool:
    return any(sign in reason.lower() for sign in signs)


def _entities(content: Mapping[str, object]) -> list[MessageEntity] | None:
    return [MessageEntity(**entity) for entity in _list(content, "entities")] or None


def _buttons(row: Sequence[Mapping[str, Any]]) -> Iterator[Button]:
    for button in row:
        does = {name: value for name, value in button.items() if name != "label"}
        yield Button(button["label"], Action(**does))


def _list(content: Mapping[str, object], name: str) -> list[Any]:
    found = content.get(name)
    return found if isinstance(found, list) else []
