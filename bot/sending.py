"""Messages out: what became of each try, and a bounded second one where it cannot double.

Telegram's sendMessage knows no idempotency key, so what was perhaps delivered is never sent
again.  A change of a message may be repeated: it ends the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup, InputFile, InputMediaPhoto, ReplyParameters
from telegram import Message as Sent
from telegram.constants import ChatAction
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.contract import Document, Place
from bot.pacing import PATIENCE, NoTurn, Pace
from bot.render.telegram import Message
from bot.transport import left_whole

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

_PICTURE = "picture.png"  # how a picture is named on its way
_BACKOFF = (0.5, 2.0)  # seconds before the second and the third try

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a request that failed."""

    NOT_SENT = "not sent"  # never left this machine, or not to its end
    REFUSED = "refused"  # Telegram answered that it will not
    FLOOD = "flood"  # Telegram answered: later
    FAILED = "failed"  # Telegram answered that it could not
    UNKNOWN = "unknown"  # it left; whether it arrived is not known


def outcome_of(error: TelegramError) -> Outcome:
    """Sort a failure by what is known of the request's fate.

    By class and cause, since `BadRequest` is a `NetworkError` in python-telegram-bot, and
    timeouts before and after sending share a class.
    """
    if isinstance(error, RetryAfter):
        return Outcome.FLOOD
    if isinstance(error, BadRequest | Forbidden | ChatMigrated | InvalidToken | Conflict):
        return Outcome.REFUSED
    cause = error.__cause__
    if cause is not None and not left_whole(cause):
        return Outcome.NOT_SENT
    answered = cause is None or isinstance(cause, TelegramError)
    if isinstance(error, NetworkError) and not isinstance(error, TimedOut) and answered:
        return Outcome.FAILED
    return Outcome.UNKNOWN


class Sender:
    """Sends and changes messages, each in its turn."""

    def __init__(self, bot: Bot, pace: Pace, *, sleep: Sleep = asyncio.sleep) -> None:
        self._bot = bot
        self._pace = pace
        self._sleep = sleep

    async def send(
        self, place: Place, message: Message, keyboard: InlineKeyboardMarkup | None = None
    ) -> int | None:
        """Send a message and give its id; None where it is not known to have arrived.

        Raises TelegramError where Telegram refused it, except where the reader has blocked the
        bot: that is no error of ours.
        """

        async def send(chat: int) -> Sent:
            return await self._bot.send_message(
                chat_id=chat,
                text=message.text,
                entities=message.entities or None,
                reply_markup=keyboard,
                message_thread_id=place.thread,
                reply_parameters=_reply(place),
            )

        return await self._arrived(place, send)

    async def send_document(self, place: Place, document: Document, caption: Message) -> int | None:
        """Send a file and give its message's id; None and errors as with `send`."""
        file = InputFile(document.content, document.name)

        async def send(chat: int) -> Sent:
            return await self._bot.send_document(
                chat_id=chat,
                document=file,
                caption=caption.text,
                caption_entities=caption.entities or None,
                message_thread_id=place.thread,
                reply_parameters=_reply(place),
            )

        return await self._arrived(place, send)

    async def send_photo(
        self,
        place: Place,
        picture: bytes,
        caption: Message,
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> int | None:
        """Send a picture, a PNG, and give its message's id; None and errors as with `send`."""

        async def send(chat: int) -> Sent:
            return await self._bot.send_photo(
                chat_id=chat,
                photo=InputFile(picture, _PICTURE),
                caption=caption.text,
                caption_entities=caption.entities or None,
                reply_markup=keyboard,
                message_thread_id=place.thread,
                reply_parameters=_reply(place),
            )

        return await self._arrived(place, send)

    async def _arrived(self, place: Place, send: Callable[[int], Awaitable[Sent]]) -> int | None:
        """Send something to a chat, also where that has moved; the id, None or errors of `send`."""
        try:
            try:
                sent = await self._persist(place, lambda: send(place.chat))
            except ChatMigrated as moved:
                now = replace(place, chat=moved.new_chat_id)
                sent = await self._persist(now, lambda: send(now.chat))
        except NoTurn as late:
            log.warning("an answer is not sent: %s", late)
            return None
        except Forbidden as error:
            log.info("chat %s does not want messages: %s", place.chat, error)
            return None
        except TelegramError as error:
            if outcome_of(error) is not Outcome.UNKNOWN:
                raise
            log.warning("a message to chat %s may not have arrived: %s", place.chat, error)
            return None
        return sent.message_id

    async def edit(
        self,
        place: Place,
        message_id: int,
        message: Message,
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> bool:
        """Change a message in place; False where it can no longer be changed."""

        async def edit() -> Sent | bool:
            return await self._bot.edit_message_text(
                chat_id=place.chat,
                message_id=message_id,
                text=message.text,
                entities=message.entities or None,
                reply_markup=keyboard,
            )

        return await self._changed(place, edit)

    async def edit_photo(
        self,
        place: Place,
        message_id: int,
        picture: bytes,
        caption: Message,
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> bool:
        """Put a picture in the place of another or of words; False as with `edit`."""
        media = InputMediaPhoto(
            InputFile(picture, _PICTURE, attach=True),
            caption=caption.text,
            caption_entities=caption.entities or None,
        )

        async def edit() -> Sent | bool:
            return await self._bot.edit_message_media(
                chat_id=place.chat, message_id=message_id, media=media, reply_markup=keyboard
            )

        return await self._changed(place, edit)

    async def remove(self, place: Place, message_id: int) -> None:
        """Take a message of the bot's away; one that has to stay harms nobody."""
        try:
            await self._persist(
                place,
                lambda: self._bot.delete_message(chat_id=place.chat, message_id=message_id),
                again=True,
            )
        except (NoTurn, TelegramError) as error:
            log.info("a message in chat %s stays: %s", place.chat, error)

    async def _changed(self, place: Place, edit: Callable[[], Awaitable[Sent | bool]]) -> bool:
        """Change a message; False where it can no longer be changed."""
        try:
            await self._persist(place, edit, again=True)
        except NoTurn as late:
            log.warning("an answer is not changed: %s", late)
        except Forbidden as error:
            log.info("chat %s does not want messages: %s", place.chat, error)
        except BadRequest as error:
            if "not modified" in error.message.lower():
                return True
            log.info("a message in chat %s cannot be changed: %s", place.chat, error)
            return False
        return True

    @property
    def username(self) -> str:
        """The bot's name, as links have it."""
        return self._bot.username

    async def show_typing(self, place: Place) -> None:
        """Show for some seconds that an answer is being written; that it fails harms nobody."""
        try:
            await self._bot.send_chat_action(
                chat_id=place.chat, action=ChatAction.TYPING, message_thread_id=place.thread
            )
        except TelegramError as error:
            log.info("chat %s could not be shown that an answer comes: %s", place.chat, error)

    async def _persist(
        self, place: Place, request: Callable[[], Awaitable[T]], *, again: bool = False
    ) -> T:
        """Try a request until it is through, Telegram refuses, or it would be too late.

        `again` says that the request may be repeated when its fate is not known.
        """
        left = PATIENCE
        for pause in (*_BACKOFF, None):
            try:
                async with self._pace.turn(place.chat, group=not place.private):
                    return await request()
            except TelegramError as error:
                if isinstance(error, RetryAfter):
                    self._pace.flood(place.chat, seconds(error.retry_after))
                wait = _wait(error, pause, again=again)
                if wait is None or wait > left:
                    raise
                log.info("trying again in %.1f s: %s", wait, error)
                left -= wait
                await self._sleep(wait)
        raise AssertionError("the last try returns or raises")


def _wait(error: TelegramError, pause: float | None, *, again: bool) -> float | None:
    """Give how many seconds to wait before the next try, None where there is none."""
    if pause is None:
        return None
    outcome = outcome_of(error)
    if isinstance(error, RetryAfter):
        return seconds(error.retry_after)
    if outcome in {Outcome.NOT_SENT, Outcome.FAILED} or (again and outcome is Outcome.UNKNOWN):
        return pause
    return None


def seconds(period: float | timedelta) -> float:
    """Give a period of the Bot API in seconds; its type depends on PTB_TIMEDELTA."""
    return period.total_seconds() if isinstance(period, timedelta) else float(period)


def _reply(place: Place) -> ReplyParameters | None:
    """In groups, answer to the message that asked, where it still stands."""
    if place.private or place.message is None:
        return None
    return ReplyParameters(message_id=place.message, allow_sending_without_reply=True)
