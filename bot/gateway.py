"""Updates in: who asks what, whether they may, and the answer's way back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.asking import (
    PLAIN,
    Line,
    by_name,
    mentions,
    nearest,
    read,
    visible,
    without_mention,
)
from bot.contract import (
    NOTHING,
    Act,
    Action,
    Answer,
    Ask,
    Audience,
    Brought,
    Command,
    PersonError,
    Place,
    SentFile,
    Text,
)
from bot.door import Door, Entry
from bot.edits import Edits
from bot.following import next_action, told, with_about
from bot.links import START, linked
from bot.locale import t
from bot.logs import new_error_id
from bot.pictures.drawing import NotDrawn
from bot.places import place_of, place_of_update, replied_to
from bot.render.rich import code, italic, join, rich
from bot.showing import Holder, Showing, Shown, Talking
from bot.spoken import is_schedule
from bot.turns import Turn
from storage.errors import StateUnavailable
from storage.snapshot import HasSnapshot

Context = ContextTypes.DEFAULT_TYPE
Clock = Callable[[], datetime]
Tell = Callable[[Text | None], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Gateway:
    """Takes updates, lets commands answer, and sends what they say.

    `acts` are the commands that do something, by name.
    """

    archive: HasSnapshot
    showing: Showing
    commands: tuple[Command, ...]
    acts: Mapping[str, Act]
    door: Door
    clock: Clock
    error_id: Callable[[], str] = new_error_id
    edits: Edits = field(init=False)

    def __post_init__(self) -> None:
        self.edits = Edits(self.clock)

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
        command, action = self._named(line)
        if command is None and not place.private:
            return  # another bot's command, most likely
        if not await self._admitted(place):
            return
        if command is None:
            await self._say(place, self._unknown(line.name, place))
            return
        replied = replied_to(asked, context.bot.id)
        if command.name != CANCEL:
            # A command is no answer to what the bot has asked; it is asked something else.
            self.showing.prompts.hush(place)
        if command.name == CANCEL:
            await self._cancel(place, replied)
        elif command.name == PLAIN:
            await self._ask(update, place, command, line.words, replied)
        else:
            # What a link asks to be done is a dialogue's first step, as if a button were pressed.
            pressed = line.name == START and command.answer is None
            await self.run(
                place,
                command,
                action,
                update=update.update_id,
                pressed=pressed,
                cut=line.cut,
                brought=Brought(asked.text),
            )

    async def _cancel(self, place: Place, replied: int | None) -> None:
        """End what the bot has asked somebody, with the buttons that would answer it."""
        ended = self.showing.prompts.cancel(place, replied)
        await self.showing.say(place, _said(_CANCELLED if ended else _NOTHING_TO_CANCEL))
        for question in ended:
            await self.showing.close(place, question, _said(_CANCELLED))

    def _named(self, line: Line) -> tuple[Command | None, Action]:
        """Give the command that a line names, and what it asks; a link names another."""
        known = by_name(self.commands)
        action = Action(command=line.name or PLAIN, words=line.words)
        if line.name == START and line.words:
            asked = linked(line.words, self.archive.snapshot.corpus)
            action = asked if asked is not None and asked.command in known else action
        return known.get(action.command), action

    async def on_words(self, update: Update, context: Context) -> None:
        """Answer plain words in a private chat by the best of everything."""
        asked = update.message
        if asked is None or asked.text is None:
            return
        place = place_of(asked)
        command = by_name(self.commands).get(PLAIN)
        if command is None or not place.private or not await self._admitted(place):
            return
        line = read(without_mention(asked.text, context.bot.username))
        replied = replied_to(asked, context.bot.id)
        if await self._completed(update, place, line, replied):
            return
        if is_schedule(line.words) or self._is_forgotten(place, asked.reply_to_message, replied):
            await self.showing.say(place, _said(_NOT_ASKED))
            return
        await self._ask(update, place, command, line.words, replied)

    async def on_group_words(self, update: Update, context: Context) -> None:
        """Answer words in a group that are for the bot: a reply to it, or a mention.

        A reply may be the answer to what the bot has asked there.
        """
        asked = update.message
        if asked is None or asked.text is None:
            return
        place, replied = place_of(asked), replied_to(asked, context.bot.id)
        command = by_name(self.commands).get(PLAIN)
        if command is None or not _is_addressed(asked, context):
            return
        if self.door.enter(place) is not Entry.FREE:
            return
        line = read(without_mention(asked.text, context.bot.username))
        if await self._completed(update, place, line, replied):
            return
        if self._is_forgotten(place, asked.reply_to_message, replied):
            await self.showing.say(place, _said(_NOT_ASKED))
            return
        if replied is not None and self._is_for_people(place, command, asked, replied):
            return
        await self._ask(update, place, command, line.words, replied)

    def _is_for_people(self, place: Place, plain: Command, asked: Message, replied: int) -> bool:
        """Whether a reply in a group asks nothing ("thanks"), or answers what others were asked."""
        if self.showing.prompts.waits(place.chat, replied):
            return True
        words, snapshot = read(asked.text or "").words, self.archive.snapshot
        turn = self.showing.turns.before(place, replied)
        if turn is not None and next_action(words, turn, snapshot) is not None:
            return False
        return plain.search is not None and plain.search(snapshot, words).query.empty

    async def on_edit(self, update: Update, context: Context) -> None:
        """Where a question is edited that was answered lately, change its answer.

        An edit is no new order: what changes anything, and what is for admins, is not done.
        """
        asked = update.edited_message
        if asked is None or asked.text is None:
            return
        place = place_of(asked)
        answered = self.edits.answer_to(place)
        line = read(without_mention(asked.text, context.bot.username))
        mine = _is_for(line, context.bot.username) if line.name else _is_addressed(asked, context)
        if answered is None or not mine or self.door.enter(place) is not Entry.FREE:
            return
        holder = Holder(answered.shown)
        command, action = self._named(line)
        if command is None:
            await self._say(place, self._unknown(action.command, place), holder)
        elif command.answer is None or command.audience is Audience.ADMINS:
            await self._say(place, _said(_NO_ORDER), holder)
        elif command.name == PLAIN:
            replied = replied_to(asked, context.bot.id)
            turn = answered.before if replied is None else self.showing.turns.before(place, replied)
            await self._follow(update, place, command, line.words, turn=turn, holder=holder)
        else:
            await self.run(
                place, command, action, update=update.update_id, cut=line.cut, holder=holder
            )

    async def _completed(
        self, update: Update, place: Place, line: Line, replied: int | None
    ) -> bool:
        """Run what a line completes; False where the bot has not asked for it."""
        prompt = self.showing.prompts.take(place, replied)
        answer = prompt.answered(line.words) if prompt is not None else None
        command = by_name(self.commands).get(answer.command) if answer is not None else None
        if prompt is None or answer is None or command is None:
            return False
        action = replace(answer, edit=False)
        written = update.message.text if update.message is not None else None
        if not await self.run(
            place,
            command,
            action,
            update=update.update_id,
            pressed=True,
            cut=line.cut,
            brought=Brought(written or ""),
        ):
            self.showing.prompts.put_back(prompt)
        return True

    def _is_forgotten(self, place: Place, question: Message | None, replied: int | None) -> bool:
        """Whether a message of the bot's that was replied to asked for a line, and waits no more.

        After a restart, or a while, it is not remembered; its own words tell.  Those of /help,
        which name /cancel as well, begin with a command.
        """
        if question is None or replied is None or self.showing.prompts.waits(place.chat, replied):
            return False
        words = question.text or ""
        return _STOPS in words and not words.startswith("/")

    async def _ask(
        self, update: Update, place: Place, plain: Command, words: str, replied: int | None
    ) -> None:
        """Answer plain words, together with what was asked before where they follow it."""
        turn = self.showing.turns.before(place, replied)
        await self._follow(update, place, plain, words, turn=turn)

    async def _follow(
        self,
        update: Update,
        place: Place,
        plain: Command,
        words: str,
        *,
        turn: Turn | None,
        holder: Holder | None = None,
    ) -> None:
        """Answer plain words that come after an answer, if there was one."""
        action = next_action(words, turn, self.archive.snapshot) if turn is not None else None
        if turn is not None and action is not None and action.page >= turn.pages:
            await self._say(place, _said(_NO_MORE), holder)
            return
        command = by_name(self.commands).get(action.command) if action is not None else None
        if action is None or command is None:
            action, command = Action(command=PLAIN, words=words), plain
        await self.run(place, command, action, update=update.update_id, holder=holder)

    async def on_document(self, update: Update, context: Context) -> None:
        """Take a file that an admin sends in a private chat for an article to add."""
        asked = update.message
        command = by_name(self.commands).get(ADD)
        document = asked.document if asked is not None else None
        if asked is None or document is None or command is None:
            await self.on_something_else(update, context)
            return
        place = place_of(asked)
        if asked.sender_chat is not None or not self.door.is_admin(place):
            await self.on_something_else(update, context)
        elif await self._admitted(place):
            self.showing.prompts.hush(place)
            sent = SentFile(document.file_id, document.file_name or "", document.file_size or 0)
            action = Action(command=ADD)
            await self.run(
                place, command, action, update=update.update_id, brought=Brought(file=sent)
            )

    async def on_something_else(self, update: Update, context: Context) -> None:
        """Tell a private chat that only text is read."""
        del context
        if update.message is not None:
            place = place_of(update.message)
            if await self._admitted(place):
                await self.showing.say(
                    place, _said(t("I read text only. /help tells what to ask."))
                )

    async def run(
        self,
        place: Place,
        command: Command,
        action: Action,
        *,
        update: int,
        pressed: bool = False,
        cut: bool = False,
        brought: Brought = NOTHING,
        offered: str = "",
        holder: Holder | None = None,
        tell: Tell | None = None,
    ) -> bool:
        """Run a command for a place, if it may; False where the asker is told to mend something.

        `offered` is the version of the corpus that offered the button that was pressed.
        `holder` is the message to put the answer into.  `tell` ends a press in a group: what its
        presser may not, or has to mend, they alone are told.
        """
        admin = self.door.is_admin(place)
        if command.audience is Audience.ADMINS and not admin:
            log_refusal(place, f"/{command.name}")
            await self.showing.say(
                place,
                _said(
                    t(
                        "/{name} is for admins of this bot. /help lists what is for you.",
                        name=command.name,
                    )
                ),
            )
            return False
        ask = Ask(
            words=action.words,
            snapshot=self.archive.snapshot,
            now=self.clock(),
            place=place,
            admin=admin,
            page=action.page,
            update=update,
            pressed=pressed,
            cut=cut,
            brought=brought,
            told=told(action, self.archive.snapshot),
        )
        alert: Text | None = None
        answer: Answer | None = None
        before = self.showing.turns.last(place)
        try:
            answer = await self._answer(command, ask)
        except PersonError as error:
            alert = error.text
        except StateUnavailable as error:
            log.error("/%s could not be done: %s", command.name, error)  # noqa: TRY400 - see above
            alert = _NOT_KEPT
        finally:
            if tell is not None:
                await tell(alert)
        if alert is not None and tell is None:
            answer = Answer(blocks=(rich(alert),), found=False)
            holder = None if pressed else holder
        elif answer is not None:
            answer = with_about(answer, action, ask.snapshot)
            if command.answer is not None and offered not in {"", ask.snapshot.corpus.version}:
                answer = _told_anew(answer)
        if answer is not None:
            shown = await self._show(place, answer, action, ask, holder)
            if not pressed and command.answer is not None:
                self.edits.add(place, shown, before)
        return alert is None

    async def _show(
        self, place: Place, answer: Answer, action: Action, ask: Ask, holder: Holder | None
    ) -> Shown | None:
        """Show an answer; in words where its picture cannot be drawn."""
        corpus = ask.snapshot.corpus
        try:
            return await self.showing.show(place, answer, action, corpus, holder)
        except NotDrawn:
            if answer.picture is None:
                raise
            action = answer.picture.instead
            answer = await self._in_words(action, ask)
            return await self.showing.show(place, answer, action, corpus, holder)

    async def _in_words(self, action: Action, ask: Ask) -> Answer:
        """Answer in words what cannot be drawn, and say so."""
        command = by_name(self.commands)[action.command]
        answer = await self._answer(command, replace(ask, words=action.words, page=0))
        if answer is None:
            raise RuntimeError(f"/{action.command} says nothing in the place of a picture")
        return replace(answer, blocks=(rich(_NOT_DRAWN), *answer.blocks))

    async def _say(self, place: Place, answer: Answer, holder: Holder | None = None) -> None:
        """Say something to who asked, in the place of what was answered before their edit."""
        self.edits.add(place, await self.showing.say(place, answer, holder))

    async def _answer(self, command: Command, ask: Ask) -> Answer | None:
        """Let a command answer; None where it has said all it has to say."""
        answer = command.answer
        patience = _LONGEST if command.audience is Audience.EVERYONE else None
        async with self.showing.typing(ask.place), asyncio.timeout(patience):
            if answer is not None:
                return await self.showing.work(lambda: answer(ask))
            return await self.acts[command.name](ask, Talking(self.showing, ask.place))

    async def on_error(self, update: object, context: Context) -> None:
        """Log an error with an id first, then tell the asker that id."""
        id_ = self.error_id()
        number = update.update_id if isinstance(update, Update) else None
        log.error("error %s in update %s", id_, number, exc_info=context.error)
        place = place_of_update(update) if isinstance(update, Update) else None
        if place is None:
            return
        try:
            await self.showing.say(place, self._failed(id_))
        except TelegramError:
            log.warning("the chat could not be told of error %s", id_, exc_info=True)

    async def _admitted(self, place: Place) -> bool:
        """Whether somebody may ask; who may not is told why, those in haste once a minute."""
        entry = self.door.enter(place)
        if entry is Entry.FREE:
            return True
        log_refusal(place, "the bot", entry)
        if entry is Entry.HASTY:
            await self.showing.say(place, _said(HASTY))
        elif entry is Entry.CLOSED:
            told = rich(t("Your id, for whoever runs it: "), code(str(place.user or place.chat)))
            await self.showing.say(place, Answer(blocks=(rich(PRIVATE), told)))
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


CANCEL = "cancel"
ADD = "add"  # the command that takes a file
_STOPS = f"/{CANCEL}"  # in the text of every question that a line may answer
_LONGEST = 60.0  # seconds that anything but an admin's work may take: three requests of twenty
_CANCELLED = t("Cancelled.")
_NOTHING_TO_CANCEL = t("There is nothing to cancel.")
_CHANGED = t("The articles have changed since that button was offered; this is what they tell now.")
_NOT_DRAWN = t("The picture could not be drawn; here is the timeline in words.")
_NOT_KEPT = t(
    "I cannot look that up or keep it at the moment, so nothing was changed. Try again later; "
    "whoever runs this bot finds the reason in the log."
)
_NO_MORE = t("That was all of it. /quote, /timeline and /search tell more of one kind.")
_NO_ORDER = t(
    "An edited message only changes what I tell. To have something done, send it as a new message."
)
HASTY = t("You ask faster than I may answer. Wait a minute, then go on.")
PRIVATE = t("This bot is not open to everyone. Whoever runs it can let you in.")
_NOT_ASKED = t(
    "If that answers a question of mine: I do not wait for it any more. Press a button of the "
    "question, or begin again: /subscribe, /subscriptions, /settings."
)


def _is_for(line: Line, username: str) -> bool:
    """Whether a command is for this bot: `/quote`, or `/quote@thisbot`."""
    return line.bot is None or line.bot.casefold() == username.casefold()


def _is_addressed(asked: Message, context: Context) -> bool:
    """Whether words are for the bot: all in a private chat, in a group replies and mentions."""
    return (
        asked.chat.type == ChatType.PRIVATE
        or replied_to(asked, context.bot.id) is not None
        or mentions(asked.text or "", context.bot.username)
    )


def _said(words: Text) -> Answer:
    return Answer(blocks=(rich(words),))


def _told_anew(answer: Answer) -> Answer:
    """Say of what an older button brings that it is told from other articles than before."""
    note = rich(italic(_CHANGED))
    return replace(answer, head=note if answer.head is None else join((answer.head, note)))


def log_refusal(place: Place, what: str, why: Entry = Entry.CLOSED) -> None:
    """Log a refusal; of those in haste once a minute, as they are told."""
    if why is not Entry.IGNORED:
        log.warning("refused %s to user %s in chat %s", what, place.user, place.chat)
