"""Updates in: who asks what, whether they may, and the answer's way back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from telegram import (
    CallbackQuery,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
    Update,
)
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.asking import (
    PLAIN,
    Act,
    Line,
    Place,
    by_name,
    nearest,
    read,
    visible,
    without_mention,
)
from bot.commands.stats import HasSnapshot
from bot.config import Access
from bot.contract import Action, Answer, Ask, Audience, Command, PersonError, Text
from bot.following import next_action, told, with_about
from bot.locale import Translator, t
from bot.logs import new_error_id
from bot.render.pages import Rows, answer_pages, keyboard
from bot.render.rich import code, rich
from bot.render.telegram import actions, markup, message
from bot.sending import Sender
from bot.turns import Turns
from storage.errors import ArchiveError

Context = ContextTypes.DEFAULT_TYPE
Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


class Tokens(Protocol):
    """Keeps what buttons do, under tokens that only their own chat can redeem."""

    async def remember(self, chat: int, actions: Sequence[Action], version: str) -> Sequence[str]:
        """Keep actions; give a token for each, in order.  Raises ArchiveError where it cannot."""

    async def recall(self, chat: int, token: str) -> Action | None:
        """Give the action of a token, None where this chat has no such token.

        Raises ArchiveError where that cannot be looked up.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who may use the bot at all, and who is an admin."""

    access: Access = Access.OPEN
    allowed: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()

    def admits(self, place: Place) -> bool:
        """Whether the asker, or the chat as a whole, may use the bot."""
        if self.access is Access.OPEN:
            return True
        known = self.allowed | self.admins
        return place.chat in known or place.user in known

    def is_admin(self, place: Place) -> bool:
        """Whether the asker is an admin."""
        return place.user is not None and place.user in self.admins


@dataclass(slots=True, kw_only=True)
class Gateway:
    """Takes updates, lets commands answer, and sends what they say.

    `acts` are the commands that do something, by name; each is given a `Talk`.
    """

    archive: HasSnapshot
    tokens: Tokens
    sender: Sender
    commands: tuple[Command, ...]
    acts: Mapping[str, Act]
    door: Door
    clock: Clock
    translator: Translator = field(default_factory=Translator)
    error_id: Callable[[], str] = new_error_id
    turns: Turns = field(init=False)

    def __post_init__(self) -> None:
        self.turns = Turns(self.clock)

    async def on_command(self, update: Update, context: Context) -> None:
        """Answer a message that begins with a command."""
        asked = update.message
        if asked is None or asked.text is None:
            return
        line = read(asked.text)
        if line.name is None:
            await self.on_words(update, context)
            return
        if not _is_for(line, context.bot.username):
            return
        place = place_of(asked)
        command = by_name(self.commands).get(line.name)
        if command is None and not place.private:
            return  # another bot's command, most likely
        if not await self._admitted(place):
            return
        if command is None:
            await self.say(place, self._unknown(line.name, place))
        elif command.name == PLAIN:
            await self._ask(place, command, line.words, _replied(asked, context))
        else:
            await self.run(place, command, Action(command=command.name, words=line.words))

    async def on_words(self, update: Update, context: Context) -> None:
        """Answer plain words in a private chat by the best of everything."""
        asked = update.message
        if asked is None or asked.text is None:
            return
        place = place_of(asked)
        command = by_name(self.commands).get(PLAIN)
        if command is None or not place.private or not await self._admitted(place):
            return
        words = read(without_mention(asked.text, context.bot.username)).words
        await self._ask(place, command, words, _replied(asked, context))

    async def _ask(self, place: Place, plain: Command, words: str, replied: int | None) -> None:
        """Answer plain words, together with what was asked before where they follow it."""
        turn = self.turns.before(place, replied)
        action = next_action(words, turn, self.archive.snapshot) if turn is not None else None
        if turn is not None and action is not None and action.page >= turn.pages:
            await self.say(place, _said(_NO_MORE))
            return
        command = by_name(self.commands).get(action.command) if action is not None else None
        if action is None or command is None:
            action, command = Action(command=PLAIN, words=words), plain
        await self.run(place, command, action)

    async def on_something_else(self, update: Update, context: Context) -> None:
        """Tell a private chat that only text is read."""
        del context
        if update.message is not None:
            place = place_of(update.message)
            if await self._admitted(place):
                await self.say(place, _said(t("I read text only. /help tells what to ask.")))

    async def on_button(self, update: Update, context: Context) -> None:
        """Do what a pressed button stands for."""
        del context
        query = update.callback_query
        if query is None:
            return
        place = place_of_button(query)
        if place is None:
            await _answer(query, self.translator.render(_TOO_OLD))
            return
        if not self.door.admits(place):
            _log_refusal(place, "a button")
            await _answer(query, self.translator.render(_PRIVATE))
            return
        try:
            action = await self.tokens.recall(place.chat, query.data or "")
        except ArchiveError as error:
            log.error("a button cannot be looked up: %s", error)  # noqa: TRY400 - it says it all
            await _answer(query, self.translator.render(_NOT_NOW))
            return
        command = by_name(self.commands).get(action.command) if action is not None else None
        if action is None or command is None:
            await _answer(query, self.translator.render(_TOO_OLD))
            return
        await _answer(query)
        await self.run(place, command, action, holder=query.message if action.edit else None)

    async def run(
        self,
        place: Place,
        command: Command,
        action: Action,
        *,
        holder: MaybeInaccessibleMessage | None = None,
    ) -> None:
        """Run a command for a place, if it may; `holder` is the message to put the answer into."""
        admin = self.door.is_admin(place)
        if command.audience is Audience.ADMINS and not admin:
            _log_refusal(place, f"/{command.name}")
            await self.say(place, _said(t("/{name} is for admins of this bot.", name=command.name)))
            return
        if command.answer is None:
            await self.acts[command.name](Talking(self, place), action.words)
            return
        ask = Ask(
            words=action.words,
            snapshot=self.archive.snapshot,
            now=self.clock(),
            user=place.user,
            chat=place.chat,
            admin=admin,
            private=place.private,
            page=action.page,
            told=told(action, self.archive.snapshot),
        )
        try:
            answer = command.answer(ask)
        except PersonError as error:
            answer, holder = Answer(blocks=(rich(error.text),), found=False), None
        answer = with_about(answer, action, ask.snapshot)
        await self._show(place, answer, action, ask, holder)

    async def say(self, place: Place, answer: Answer) -> int | None:
        """Say something that has no buttons of its own; further pages follow as messages."""
        first: int | None = None
        for number, page in enumerate(answer_pages(answer, self.translator)):
            sent = await self.sender.send(place, message(page.flat))
            first = sent if number == 0 else first
        return first

    async def on_error(self, update: object, context: Context) -> None:
        """Log an error with an id first, then tell the asker that id."""
        id_ = self.error_id()
        number = update.update_id if isinstance(update, Update) else None
        log.error("error %s in update %s", id_, number, exc_info=context.error)
        place = place_of_update(update) if isinstance(update, Update) else None
        if place is None:
            return
        try:
            await self.say(place, self._failed(id_))
        except TelegramError:
            log.warning("the chat could not be told of error %s", id_, exc_info=True)

    async def _show(
        self,
        place: Place,
        answer: Answer,
        action: Action,
        ask: Ask,
        holder: MaybeInaccessibleMessage | None,
    ) -> None:
        """Send a page of an answer, or put it in the place of the message that was pressed."""
        pages = answer_pages(answer, self.translator)
        corpus = ask.snapshot.corpus
        shown = min(max(action.page, 0), len(pages) - 1)
        words = message(pages[shown].flat)
        if isinstance(holder, Message) and holder.text == words.text:
            return  # "2 of 5" was pressed on the second page: an edit would be refused
        buttons = await self._markup(place, keyboard(action, answer, pages, corpus), corpus.version)
        shown_by = replace(action, page=shown, edit=False)
        if holder is not None and await self.sender.edit(place, holder.message_id, words, buttons):
            self.turns.turn_page(place, holder.message_id, shown_by, len(pages))
            return
        sent = await self.sender.send(place, words, buttons)
        if sent is not None:
            self.turns.add(place, sent, shown_by, len(pages))

    async def _markup(self, place: Place, rows: Rows, version: str) -> InlineKeyboardMarkup | None:
        """Make the buttons; where the state cannot keep them, an answer goes without."""
        if not rows:
            return None
        try:
            tokens = await self.tokens.remember(place.chat, actions(rows), version)
        except ArchiveError as error:
            log.error("an answer goes without its buttons: %s", error)  # noqa: TRY400 - see above
            return None
        return markup(rows, tokens, self.translator)

    async def _admitted(self, place: Place) -> bool:
        if self.door.admits(place):
            return True
        _log_refusal(place, "the bot")
        await self.say(
            place,
            Answer(
                blocks=(
                    rich(_PRIVATE),
                    rich(t("Your id, for whoever runs it: "), code(str(place.user or place.chat))),
                )
            ),
        )
        return False

    def _unknown(self, name: str, place: Place) -> Answer:
        mine = visible(self.commands, admin=self.door.is_admin(place))
        like = nearest(name, mine)
        hint = (
            rich(t("I do not know /{name}. Did you mean /{like}?", name=name, like=like.name))
            if like is not None
            else rich(t("I do not know /{name}.", name=name))
        )
        return Answer(blocks=(hint + rich("\n", t("/help lists what there is.")),), found=False)

    def _failed(self, id_: str) -> Answer:
        return _said(
            t(
                "Something went wrong here, not with you. It is logged as error {id}; quote that "
                "to whoever runs this bot.",
                id=id_,
            )
        )


@dataclass(slots=True)
class Talking:
    """A talk with one place: says an answer, and rewrites what it said."""

    gateway: Gateway
    place: Place
    _last: int | None = None

    async def say(self, answer: Answer) -> None:
        """Send the answer as a new message; further pages follow."""
        self._last = await self.gateway.say(self.place, answer)

    async def rewrite(self, answer: Answer) -> None:
        """Put the answer in the place of what was said last, or say it anew."""
        pages = answer_pages(answer, self.gateway.translator)
        sender = self.gateway.sender
        if self._last is None or not await sender.edit(
            self.place, self._last, message(pages[0].flat)
        ):
            await self.say(answer)
            return
        for page in pages[1:]:
            await sender.send(self.place, message(page.flat))


def place_of(asked: Message) -> Place:
    """Where a message was sent, and by whom."""
    return Place(
        chat=asked.chat.id,
        private=asked.chat.type == ChatType.PRIVATE,
        user=asked.from_user.id if asked.from_user is not None else None,
        thread=asked.message_thread_id if asked.is_topic_message else None,
        message=asked.message_id,
    )


def place_of_button(query: CallbackQuery) -> Place | None:
    """Where a button was pressed, and by whom; None where Telegram does not tell."""
    holder = query.message
    if holder is None:
        return None
    threaded = isinstance(holder, Message) and holder.is_topic_message
    return Place(
        chat=holder.chat.id,
        private=holder.chat.type == ChatType.PRIVATE,
        user=query.from_user.id,
        thread=holder.message_thread_id if isinstance(holder, Message) and threaded else None,
        message=holder.message_id,
    )


def place_of_update(update: Update) -> Place | None:
    """Where to tell of an error in an update."""
    if update.message is not None:
        return place_of(update.message)
    return place_of_button(update.callback_query) if update.callback_query is not None else None


_TOO_OLD = t("This button has had its time. Send the command again.")
_NOT_NOW = t("I cannot look up what this button does now. Send the command instead.")
_NO_MORE = t("That was all of it. /quote, /timeline and /search tell more of one kind.")
_PRIVATE = t("This bot is not open to everyone.")


def _replied(asked: Message, context: Context) -> int | None:
    """Give the message of this bot that was replied to; None where there is none.

    A message in a forum's topic "replies" to the topic's beginning, which is no answer.
    """
    to = asked.reply_to_message
    if to is None or to.from_user is None or to.forum_topic_created is not None:
        return None
    return to.message_id if to.from_user.id == context.bot.id else None


def _is_for(line: Line, username: str) -> bool:
    """Whether a command is for this bot: `/quote`, or `/quote@thisbot`."""
    return line.bot is None or line.bot.casefold() == username.casefold()


async def _answer(query: CallbackQuery, alert: str | None = None) -> None:
    """End the waiting circle on a button; that it came too late keeps nobody from an answer."""
    try:
        await query.answer(alert, show_alert=alert is not None)
    except TelegramError as error:
        log.info("a press of a button could not be acknowledged: %s", error)


def _said(words: Text) -> Answer:
    return Answer(blocks=(rich(words),))


def _log_refusal(place: Place, what: str) -> None:
    log.warning("refused %s to user %s in chat %s", what, place.user, place.chat)
