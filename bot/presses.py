"""Buttons: what a press stands for, whether its presser may, and the message that it changes."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.error import TelegramError

from bot.asking import by_name
from bot.contract import Action, Audience, Command, PersonError, Place, Text
from bot.door import Entry, Way
from bot.gateway import HASTY, PRIVATE, Context, Gateway, Tell, log_refusal
from bot.locale import t
from bot.places import beside_channel, place_of_button
from bot.rights import Rights
from bot.showing import Holder, Shown
from bot.tokens import Remembered
from storage.errors import ArchiveError

_LONGEST_ALERT = 200  # characters (Bot API, answerCallbackQuery)
_TOO_OLD = t("This button has had its time. Send the command again.")
_CHANNEL = t("Only administrators of this channel use its buttons. Write to me to ask yourself.")
_NOT_NOW = t("I cannot look up what this button does now. Send the command instead.")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Presses:
    """Takes presses of buttons to the gateway; `rights` tells who rules a channel."""

    gateway: Gateway
    rights: Rights | None = None

    async def on_button(self, update: Update, context: Context) -> None:
        """Do what a pressed button stands for."""
        del context
        query = update.callback_query
        if query is None:
            return
        place = place_of_button(query)
        if place is None:
            presser = query.from_user
            nowhere = Place(chat=presser.id, private=True, language=presser.language_code)
            await self._alert(query, nowhere, _TOO_OLD)
            return
        try:
            kept = await self._remembered(query, place)
        except PersonError as refusal:
            await self._alert(query, place, refusal.text)
            return
        action, command = kept.action, by_name(self.gateway.commands)[kept.action.command]
        prompts = self.gateway.showing.prompts
        prompt = prompts.settle(place.chat, place.message) if place.message else None
        at_once = place.private or command.audience is Audience.ADMINS
        if at_once:
            await _acknowledge(query)
        done = await self.gateway.run(
            beside_channel(place),
            command,
            action,
            update=update.update_id,
            pressed=True,
            holder=self._holder(query, place, command, action),
            offered=kept.version,
            tell=None if at_once else self._ending(query, place),
        )
        if prompt is not None and not done:
            prompts.put_back(prompt)

    async def _remembered(self, query: CallbackQuery, place: Place) -> Remembered:
        """Look up what a button does; raises PersonError where it does nothing for the presser.

        A channel's buttons are its administrators': what a reader's press brought would be a post
        that all the others get.
        """
        entry = self.gateway.door.enter(place, Way.BUTTON)
        if entry is not Entry.FREE:
            log_refusal(place, "a button", entry)
            raise PersonError(PRIVATE if entry is Entry.CLOSED else HASTY)
        try:
            kept = await self.gateway.showing.tokens.recall(place.chat, query.data or "")
        except ArchiveError as error:
            log.error("a button cannot be looked up: %s", error)  # noqa: TRY400 - it says it all
            raise PersonError(_NOT_NOW) from None
        if kept is None or kept.action.command not in by_name(self.gateway.commands):
            raise PersonError(_TOO_OLD)
        presser = place.user or 0
        if place.channel and not (self.rights and await self.rights.rules(presser, place.chat)):
            raise PersonError(_CHANNEL)
        return kept

    def _holder(
        self, query: CallbackQuery, place: Place, command: Command, action: Action
    ) -> Holder | None:
        """Give the message that a press changes; None where what it brings is a new one.

        In a group nobody turns the pages of another: they get a copy.  What acts is the chat's.
        """
        held = query.message
        if held is None or not action.edit or place.channel:
            return None
        if command.answer is not None and not place.private:
            turn = self.gateway.showing.turns.of(place.chat, held.message_id)
            asker = (turn.asker if turn is not None else None) or _asker_before(held)
            if asker is not None and asker != place.user:
                return None
        there = held if isinstance(held, Message) else None
        shown = Shown(held.message_id, picture=there is not None and bool(there.photo))
        return Holder(shown, there.text if there is not None else None)

    def _ending(self, query: CallbackQuery, place: Place) -> Tell:
        """Give what ends a press, with words for its presser or without."""

        async def end(words: Text | None) -> None:
            if words is None:
                await _acknowledge(query)
            else:
                await self._alert(query, place, words)

        return end

    async def _alert(self, query: CallbackQuery, place: Place, words: Text) -> None:
        """Tell something to whoever pressed a button, and to nobody else."""
        await _acknowledge(query, (await self.gateway.showing.translator(place)).render(words))


def _asker_before(held: MaybeInaccessibleMessage) -> int | None:
    """Tell from an answer of before a restart who had asked: it replies to the question."""
    question = held.reply_to_message if isinstance(held, Message) else None
    asker = question.from_user if question is not None else None
    return asker.id if asker is not None and not asker.is_bot else None


async def _acknowledge(query: CallbackQuery, alert: str | None = None) -> None:
    """End the waiting circle on a button; that it came too late keeps nobody from an answer."""
    if alert is not None and len(alert) > _LONGEST_ALERT:
        alert = f"{alert[: _LONGEST_ALERT - 1]}…"
    try:
        await query.answer(alert, show_alert=alert is not None)
    except TelegramError as error:
        log.info("a press of a button could not be acknowledged: %s", error)
