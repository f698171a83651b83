"""Inline mode: what is typed behind the bot's name in any chat is answered by things to share."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.error import TelegramError

from bot.asking import words_of
from bot.contract import Place
from bot.door import Entry, Way
from bot.locale import Translator, t
from bot.render.flat import Flat, flatten, join
from bot.render.pages import ENTITIES, LIMIT, torn, units
from bot.render.rich import italic, rich
from bot.render.telegram import message
from bot.sharing import Offer, Offers, offers

if TYPE_CHECKING:
    from bot.gateway import Context, Gateway

log = logging.getLogger(__name__)

START = "inline"  # what /start is told by the button above the results
_KEPT = 60  # seconds that Telegram may give the same answer to the same person: a reload is seen
_CLOSED_KEPT = 300  # seconds that it keeps the answer of a bot that is not open to everyone
_LONGEST_SOURCE = 1_000  # units of a citation in full
_BETWEEN = 100  # units kept for line breaks, and the line that says that words were cut
_CLOSED = t("This bot is not open to everyone: ask it in its own chat")


@dataclass(frozen=True, slots=True)
class InlineMode:
    """Answers inline queries, where the bot is open: what is shared leaves the chats it knows."""

    gateway: Gateway

    async def on_query(self, update: Update, context: Context) -> None:
        """Answer what was typed behind the bot's name with a page of things to share."""
        del context
        query = update.inline_query
        if query is None:
            return
        asker = query.from_user
        place = Place(chat=asker.id, private=True, user=asker.id, language=asker.language_code)
        entry = self.gateway.door.enter(place, Way.INLINE)
        if entry in {Entry.HASTY, Entry.IGNORED}:
            return  # what they type next is answered
        translator = await self.gateway.showing.translator(place)
        found, kept = Offers(missing=_CLOSED), _CLOSED_KEPT
        if entry is Entry.FREE:
            snapshot, words = self.gateway.archive.snapshot, words_of(query.query)
            found = await self.gateway.showing.work(lambda: offers(snapshot, words, query.offset))
            kept = _KEPT
        results = await self.gateway.showing.work(
            lambda: [result(o, translator) for o in found.offers]
        )
        button = None
        if found.missing is not None:
            button = InlineQueryResultsButton(translator.render(found.missing), None, START)
        try:
            # The language is the asker's, so an answer is never one for all.
            await query.answer(
                results,
                cache_time=kept,
                is_personal=True,
                next_offset=found.next_offset,
                button=button,
            )
        except (
            TelegramError
        ) as error:  # mostly: the asker has typed on, which costs nobody anything
            log.info("an inline query could not be answered: %s", error)


def result(offer: Offer, translator: Translator) -> InlineQueryResultArticle:
    """Give an offer as Telegram lists it, with the message that it becomes."""
    said = message(_whole(offer, translator))
    return InlineQueryResultArticle(
        id=offer.id,
        title=translator.render(offer.title),
        description=translator.render(offer.description),
        input_message_content=InputTextMessageContent(said.text, entities=said.entities or None),
    )


def _whole(offer: Offer, translator: Translator) -> Flat:
    """Put an offer into one message; what is too long for it is cut, and says so."""
    lead = flatten(rich(italic(offer.lead or "")), translator)
    source = Flat()
    if offer.source is not None:
        told = flatten(rich(italic(t("Source: {source}", source=offer.source))), translator)
        source = next(torn(told, _LONGEST_SOURCE))
    room = LIMIT - units(lead.text) - units(source.text) - _BETWEEN
    first, *rest = torn(flatten(offer.block, translator), room, ENTITIES - 3)
    cut = flatten(rich(italic(t("Cut here; the source goes on."))), translator) if rest else Flat()
    return join((part for part in (lead, first, cut, source) if part.text), "\n")
