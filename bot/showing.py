"""Answers on their way out: pages, buttons, pictures, sent or put in the place of others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

from telegram import InlineKeyboardMarkup

from bot.contract import Action, Answer, Document, Picture, Place
from bot.locale import Translator, choose_language
from bot.pictures.drawing import Pictures
from bot.prompts import Prompts
from bot.render.flat import flatten
from bot.render.keyboard import keyboard
from bot.render.pages import CAPTION, Rows, answer_pages
from bot.render.rich import Rich
from bot.render.telegram import Message, actions, markup, message
from bot.sending import Sender, Sleep
from bot.tokens import Tokens
from bot.turns import Turns
from storage.errors import ArchiveError
from storage.models import Corpus

Made = TypeVar("Made")

_UNNOTICED: Final = 0.5  # seconds that an answer may take before it is shown to be on its way
_TYPING: Final = 4.5  # seconds; Telegram shows it for five

log = logging.getLogger(__name__)


class Shown(NamedTuple):
    """The message that an answer stands in, and whether it is a picture."""

    message: int
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """A message of the bot's to put an answer into, and what it says now, where that is known."""

    shown: Shown
    text: str | None = None


@dataclass(slots=True, kw_only=True)
class Showing:
    """Puts answers into messages, in the language of the place.

    `language_set` gives the language that a chat has set, if it has.  What was said is remembered
    in `turns`, what was asked back in `prompts`.
    """

    tokens: Tokens
    sender: Sender
    pictures: Pictures
    clock: Callable[[], datetime]
    language_set: Callable[[int], Awaitable[str | None]] | None = None
    sleep: Sleep = asyncio.sleep
    turns: Turns = field(init=False)
    prompts: Prompts = field(init=False)
    _working: asyncio.Lock = field(init=False)

    def __post_init__(self) -> None:
        self.turns = Turns(self.clock)
        self.prompts = Prompts(self.clock)
        self._working = asyncio.Lock()

    async def work(self, make: Callable[[], Made]) -> Made:
        """Make what holds the loop; between two of them the loop sees to all that waits."""
        async with self._working:
            await asyncio.sleep(0)
            return make()

    @asynccontextmanager
    async def typing(self, place: Place) -> AsyncIterator[None]:
        """Show that an answer is on its way while it is made, where that takes long."""
        typing = asyncio.create_task(self._type(place))
        try:
            yield
        finally:
            typing.cancel()

    async def _type(self, place: Place) -> None:
        """Say that an answer is being written, once it has taken longer than people notice."""
        await self.sleep(_UNNOTICED)
        while True:
            await self.sender.show_typing(place)
            await self.sleep(_TYPING)

    async def translator(self, place: Place) -> Translator:
        """Speak to a place: as its chat has set, else as the asker's client does, else English."""
        try:
            chosen = await self.language_set(place.chat) if self.language_set else None
        except ArchiveError as error:
            log.error("the language of a chat cannot be looked up: %s", error)  # noqa: TRY400
            chosen = None
        return Translator(choose_language(chosen, place.language))

    async def say(self, place: Place, answer: Answer, holder: Holder | None = None) -> Shown | None:
        """Say something that has no buttons of its own; further pages follow as messages.

        The first one goes into the holder's place, where there is one that can be changed.
        """
        first, *more = answer_pages(answer, await self.translator(place))
        shown = await self._put(place, message(first.flat), None, holder)
        for page in more:
            await self.sender.send(place, message(page.flat))
        return shown

    async def close(self, place: Place, message_id: int, answer: Answer) -> None:
        """Put something without buttons in the place of a message, where that still stands."""
        words = answer_pages(answer, await self.translator(place))[0].flat
        await self.sender.edit(place, message_id, message(words))

    async def show(
        self,
        place: Place,
        answer: Answer,
        action: Action,
        corpus: Corpus,
        holder: Holder | None = None,
    ) -> Shown | None:
        """Show a page of an answer, or its picture, and give its message, where it arrived.

        Raises NotDrawn where there is to be a picture and none can be drawn.
        """
        if answer.picture is not None:
            return await self._show_picture(place, answer, answer.picture, corpus, holder)
        translator = await self.translator(place)
        pages = await self.work(lambda: answer_pages(answer, translator))
        at = min(max(action.page, 0), len(pages) - 1)
        words = message(pages[at].flat)
        if holder is not None and holder.text == words.text:
            # "2 of 5" was pressed on the second page: an edit would be refused.
            shown: Shown | None = holder.shown
        else:
            rows = keyboard(action, answer, pages, corpus, private=place.private)
            buttons = await self._markup(place, rows, corpus.version, translator)
            shown = await self._put(place, words, buttons, holder)
            self._remember(place, shown, holder, replace(action, page=at, edit=False), len(pages))
        if shown is not None and (answer.asks or answer.expects is not None):
            self.prompts.expect(place, answer.expects, shown.message)
        return shown

    async def _show_picture(
        self,
        place: Place,
        answer: Answer,
        picture: Picture,
        corpus: Corpus,
        holder: Holder | None,
    ) -> Shown | None:
        translator = await self.translator(place)
        async with self.typing(place):
            drawn = await self.pictures.png(await self.work(lambda: picture.chart(translator)))
        # Few captions are longer than may be; what is left of one follows.
        caption, *more = answer_pages(answer, translator, limit=CAPTION)
        rows = keyboard(picture.instead, answer, (caption,), corpus, private=place.private)
        buttons = await self._markup(place, rows, corpus.version, translator)
        shown = await self._put(place, message(caption.flat), buttons, holder, drawn)
        for page in more:
            await self.sender.send(place, message(page.flat))
        # What follows is asked of the words, of which the first page is "more" than this.
        self._remember(place, shown, holder, replace(picture.instead, page=-1), 1)
        return shown

    async def _put(
        self,
        place: Place,
        words: Message,
        buttons: InlineKeyboardMarkup | None,
        holder: Holder | None,
        drawn: bytes | None = None,
    ) -> Shown | None:
        """Send words, or a picture over them; into the holder's place, where that can be changed.

        A picture that cannot become words goes.
        """
        before = holder.shown if holder is not None else None
        if before is not None and await self._change(place, before, words, buttons, drawn):
            return Shown(before.message, picture=drawn is not None)
        if drawn is not None:
            sent = await self.sender.send_photo(place, drawn, words, buttons)
        else:
            sent = await self.sender.send(place, words, buttons)
        if sent is None:
            return None
        if before is not None and before.picture:
            await self.sender.remove(place, before.message)
        return Shown(sent, picture=drawn is not None)

    async def _change(
        self,
        place: Place,
        before: Shown,
        words: Message,
        buttons: InlineKeyboardMarkup | None,
        drawn: bytes | None,
    ) -> bool:
        """Put words, or a picture over them, in the place of a message; False where it stays.

        Telegram puts a picture in the place of words, but no words in that of a picture.
        """
        if drawn is not None:
            return await self.sender.edit_photo(place, before.message, drawn, words, buttons)
        if before.picture:
            return False
        return await self.sender.edit(place, before.message, words, buttons)

    def _remember(
        self, place: Place, shown: Shown | None, holder: Holder | None, action: Action, pages: int
    ) -> None:
        """Remember what a message tells now; of a page that was turned, whose it was it stays."""
        if shown is None:
            return
        if holder is not None and holder.shown.message == shown.message:
            self.turns.turn_page(place, shown.message, action, pages)
        else:
            self.turns.add(place, shown.message, action, pages)

    async def _markup(
        self, place: Place, rows: Rows, version: str, translator: Translator
    ) -> InlineKeyboardMarkup | None:
        """Make the buttons; where the state cannot keep them, an answer goes without."""
        if not rows:
            return None
        try:
            tokens = await self.tokens.remember(place.chat, actions(rows), version)
        except ArchiveError as error:
            log.error("an answer goes without its buttons: %s", error)  # noqa: TRY400 - see above
            return None
        return markup(rows, tokens, translator, self.sender.username)


@dataclass(slots=True)
class Talking:
    """A talk with one place: says an answer, and rewrites what it said."""

    showing: Showing
    place: Place
    _last: Shown | None = None

    async def say(self, answer: Answer) -> None:
        """Send the answer as a new message; further pages follow."""
        self._last = await self.showing.say(self.place, answer)

    async def rewrite(self, answer: Answer) -> None:
        """Put the answer in the place of what was said last, or say it anew."""
        holder = Holder(self._last) if self._last is not None else None
        self._last = await self.showing.say(self.place, answer, holder)

    async def hand_over(self, make: Callable[[Translator], Document], caption: Rich) -> None:
        """Send a file, made beside the loop in the asker's language, with words under it."""
        translator = await self.showing.translator(self.place)
        document = await asyncio.to_thread(make, translator)
        words = message(flatten(caption, translator))
        await self.showing.sender.send_document(self.place, document, words)
