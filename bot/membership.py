"""Where the bot is welcome: blocked and back, removed and added, groups that become supergroups."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram import ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.contract import Place
from bot.subscribing import Subscribing
from storage.errors import ArchiveError
from storage.state.records import PauseReason

Context = ContextTypes.DEFAULT_TYPE
_GONE = frozenset({ChatMember.LEFT, ChatMember.BANNED})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Membership:
    """Pauses what a chat gets once the bot is put out, and resumes it once it is back."""

    shared: Subscribing

    async def on_change(self, update: Update, context: Context) -> None:
        """Heed what Telegram tells of the bot's own place in a chat."""
        del context
        changed = update.my_chat_member
        if changed is None:
            return
        chat, status = changed.chat, changed.new_chat_member.status
        try:
            if status in _GONE:
                await self.shared.state.chats.pause(chat.id, PauseReason.BLOCKED)
            elif await self.shared.state.chats.resume(chat.id, PauseReason.BLOCKED):
                place = Place(chat=chat.id, private=chat.type == ChatType.PRIVATE)
                await self.shared.resume(await self.shared.chat(place))
        except ArchiveError as error:
            log.error("that chat %s has me as %s cannot be kept: %s", chat.id, status, error)  # noqa: TRY400
        else:
            log.info("chat %s has me as %s", chat.id, status)

    async def on_migration(self, update: Update, context: Context) -> None:
        """Heed that a group has got another id."""
        del context
        message = update.message
        if message is None or message.migrate_to_chat_id is None:
            return
        try:
            await self.shared.state.chats.migrate(message.chat.id, message.migrate_to_chat_id)
        except ArchiveError as error:
            log.error("the new id of chat %s cannot be kept: %s", message.chat.id, error)  # noqa: TRY400
