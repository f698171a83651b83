"""Where the bot is welcome: blocked and back, removed and added, groups that become supergroups."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram import Chat as TelegramChat
from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

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
        chat, member = changed.chat, changed.new_chat_member
        try:
            if _is_out(chat, member):
                await self.shared.state.chats.block(chat.id, self.shared.clock())
            else:
                await self._resume(chat.id)
        except ArchiveError as error:
            log.error("what chat %s does with me cannot be kept: %s", chat.id, error)  # noqa: TRY400
        else:
            log.info("chat %s has me as %s", chat.id, member.status)

    async def on_update(self, update: Update, context: Context) -> None:
        """Resume what a chat gets once somebody there writes or presses: it can be reached.

        That the bot may come back, Telegram tells once at most, and not to a bot that is away.
        """
        del context
        chat = update.effective_chat
        if chat is None or (update.message is None and update.callback_query is None):
            return
        try:
            await self._resume(chat.id)
        except ArchiveError as error:
            log.error("whether chat %s has paused cannot be read: %s", chat.id, error)  # noqa: TRY400

    async def _resume(self, chat: int) -> None:
        kept = await self.shared.state.chats.get(chat)
        if kept is not None and kept.paused is PauseReason.BLOCKED:
            await self.shared.resume(kept)

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


def _is_out(chat: TelegramChat, me: ChatMember) -> bool:
    """Whether the bot is not in a chat any more, or may not say anything there."""
    if isinstance(me, ChatMemberRestricted):
        return not me.is_member or not me.can_send_messages
    if isinstance(me, ChatMemberAdministrator) and chat.type == ChatType.CHANNEL:
        return not me.can_post_messages
    return me.status in _GONE
