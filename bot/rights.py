"""Who may change what is sent to a chat: asked of Telegram at the moment of the change."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Protocol

from telegram import Bot, ChatMember, ChatMemberAdministrator
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.contract import PersonError, Place
from bot.locale import t
from storage.state.records import Chat

log = logging.getLogger(__name__)
_RULING = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})


class Rights(Protocol):
    """Knows who may do what in a chat."""

    async def may_change(self, place: Place, chat: Chat) -> bool:
        """Whether the asker may change what this chat gets."""

    async def rules(self, user: int, chat: int) -> bool:
        """Whether a user is an administrator of a group or channel."""

    async def may_post_for(self, user: int, channel: int) -> bool:
        """Whether a user rules a channel, and the bot may post there."""

    async def channel(self, name: str) -> tuple[int, str] | None:
        """Give the id and the title of a channel, None where there is none of that name."""


@dataclass(frozen=True, slots=True)
class TelegramRights:
    """Asks Telegram, each time: rights are withdrawn without a word."""

    bot: Bot = field(repr=False)  # its repr holds the token

    async def may_change(self, place: Place, chat: Chat) -> bool:
        """Whether the asker may change what this chat gets.

        In groups that takes an administrator of the chat, anonymous ones included, unless
        the chat lets everyone.  Raises PersonError where Telegram does not tell.
        """
        if place.private or chat.everyone or place.anonymous:
            return True
        return place.user is not None and await self.rules(place.user, place.chat)

    async def rules(self, user: int, chat: int) -> bool:
        """Whether a user is an administrator of a group or channel."""
        member = await self._member(chat, user)
        return member is not None and member.status in _RULING

    async def may_post_for(self, user: int, channel: int) -> bool:
        """Whether a user rules a channel, and the bot may post there."""
        if not await self.rules(user, channel):
            return False
        me = await self._member(channel, self.bot.id)
        if isinstance(me, ChatMemberAdministrator):
            return bool(me.can_post_messages)
        return me is not None and me.status == ChatMember.OWNER

    async def channel(self, name: str) -> tuple[int, str] | None:
        """Give the id and the title of a channel, None where there is none of that name."""
        try:
            found = await self.bot.get_chat(name)
        except (BadRequest, Forbidden) as error:
            log.info("there is no channel %s for me: %s", name, error)
            return None
        except TelegramError as error:
            raise PersonError(t("Telegram does not answer now. Try again in a minute.")) from error
        if found.type != ChatType.CHANNEL:
            return None
        return found.id, found.effective_name or name

    async def _member(self, chat: int, user: int) -> ChatMember | None:
        """Give a member of a chat; None where there is no such member, or the bot is not in."""
        try:
            return await self.bot.get_chat_member(chat, user)
        except (BadRequest, Forbidden) as error:
            log.info("chat %s does not tell of member %s: %s", chat, user, error)
            return None
        except TelegramError as error:
            log.warning("the rights of %s in chat %s cannot be asked: %s", user, chat, error)
            raise PersonError(
                t("Telegram does not tell me now who may change this. Try again in a minute.")
            ) from error
