"""How the bot shows itself in Telegram: a menu of commands for each kind of chat, descriptions.

All of it is an ornament: where it cannot be set, that is logged and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.contract import Audience, Command, Menu
from bot.locale import SOURCE_LANGUAGE, Translator, t

MOST: Final = 10  # commands in a menu: more are not read

DESCRIPTION: Final = t(
    "I follow a story through its articles: who said what, what happened when, and where it "
    "stands. Every line ends with its source, and a button opens it.\n\n"
    "Type a name or a few words, or let me brief you on a topic every morning."
)
SHORT_DESCRIPTION: Final = t(
    "Who said what, and what happened when: quotes, dates and people out of news articles, each "
    "with its source."
)

_SCOPES: Final[Mapping[Menu, BotCommandScope]] = {
    Menu.PRIVATE: BotCommandScopeAllPrivateChats(),
    Menu.MEMBERS: BotCommandScopeAllGroupChats(),
    Menu.RULERS: BotCommandScopeAllChatAdministrators(),
}

log = logging.getLogger(__name__)


def menu(commands: Sequence[Command], kind: Menu, translator: Translator) -> list[BotCommand]:
    """Make a menu from the declarations."""
    return [
        BotCommand(command.name, translator.render(command.summary))
        for command in commands
        if kind in command.menu and (kind is Menu.ADMINS or command.audience is Audience.EVERYONE)
    ]


@dataclass(frozen=True, slots=True)
class Profile:
    """Sets what the bot shows of itself, in one language after the other."""

    bot: Bot = field(repr=False)  # its repr holds the token
    commands: Sequence[Command]
    admins: Collection[int] = ()

    async def show(self, language: str = SOURCE_LANGUAGE) -> None:
        """Set menus and descriptions for clients in a language; that of the code for all others."""
        translator = Translator(language)
        code = language if language != SOURCE_LANGUAGE else None
        try:
            await self._describe(translator, code)
            for kind, scope in _SCOPES.items():
                await self._list(kind, scope, translator, code)
        except TelegramError as error:
            log.warning("the menu could not be set: %s", error)
            return
        for admin in sorted(self.admins):
            try:
                await self._list(Menu.ADMINS, BotCommandScopeChat(admin), translator, code)
            except TelegramError as error:
                # Until an admin has written to the bot, Telegram does not know the chat.
                log.info("the menu of admin %s could not be set: %s", admin, error)

    async def _list(
        self, kind: Menu, scope: BotCommandScope, translator: Translator, code: str | None
    ) -> None:
        commands = menu(self.commands, kind, translator)
        if list(await self.bot.get_my_commands(scope=scope, language_code=code)) != commands:
            await self.bot.set_my_commands(commands, scope=scope, language_code=code)

    async def _describe(self, translator: Translator, code: str | None) -> None:
        """Set the two descriptions where they are others: Telegram is slow to take new ones."""
        described = await self.bot.get_my_description(language_code=code)
        words = translator.render(DESCRIPTION)
        if described.description != words:
            await self.bot.set_my_description(words, language_code=code)
        short = await self.bot.get_my_short_description(language_code=code)
        words = translator.render(SHORT_DESCRIPTION)
        if short.short_description != words:
            await self.bot.set_my_short_description(words, language_code=code)
