"""/mydata and /forgetme: what is kept about a chat, or a channel, shown and deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.commands.settings import card
from bot.contract import Action, Answer, Ask, Button, Command, Talk, Text
from bot.locale import Number, t
from bot.render.rich import Rich, bold, join, rich
from bot.render.subscriptions import label, when_words
from bot.subscribing import Subscribing
from briefings.parts import channel_of
from briefings.running import KEPT
from storage.state.records import Chat, ChatKind, Subscription

MYDATA = Command(
    name="mydata",
    summary=t("what I keep about this chat"),
    usage=t("[@channel]"),
    detail=t("What, how much of it, and why; with its name, about a channel that you rule."),
)
FORGETME = Command(
    name="forgetme",
    summary=t("delete all that I keep about this chat"),
    usage=t("[@channel]"),
    detail=t(
        "Settings, subscriptions, what was sent and what you have had; after a question. "
        "Backups of the bot's state are gone after a week. "
        "With its name, all about a channel that you rule."
    ),
)
_DAYS: Final = KEPT.days
# What is kept, by table, and why.
_KINDS: Final[Mapping[str, tuple[Text, Text]]] = {
    "chats": (t("settings"), t("so that it is as you set it")),
    "subscriptions": (t("subscriptions"), t("with the id of who made them, who may end them")),
    "occurrences": (
        t("records of briefings"),
        t("so that none comes twice; {days} days long", days=_DAYS),
    ),
    "deliveries": (
        t("messages sent or waiting"),
        t("so that none is lost; {days} days long", days=_DAYS),
    ),
    "ledger": (t("items that this chat has had"), t("so that nothing is told twice")),
    "button_tokens": (
        t("buttons"),
        t("so that those under my messages work; {days} days long", days=_DAYS),
    ),
    "clippings": (t("saved answers"), t("so that /saved has them until you remove them")),
    "flags": (t("facts that you have flagged"), t("so that an admin can look at them")),
    "audit": (t("changes that were noted"), t("with the id of who made them, should you wonder")),
}
_YES: Final = "yes"


@dataclass(frozen=True, slots=True)
class MyData:
    """Tells what is stored about a chat, and why."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Tell it, by kind."""
        del talk
        chat = await _meant(self.shared, ask, ask.words)
        kept = await self.shared.state.chats.everything(chat.id)
        if not any(kept.values()):
            nothing = t("I keep nothing about {chat}.", chat=_called(chat))
            return Answer(blocks=(rich(bold(nothing)),), found=False)
        head = rich(bold(t("What I keep about {chat}", chat=_called(chat))), f" ({chat.id})")
        held = await self.shared.state.subscriptions.of_chat(chat.id)
        settings = card(chat, ask.now).blocks if kept["chats"] else ()
        blocks = (join(_counted(kept)), *settings, *_listed(held, chat))
        named = ask.words if channel_of(ask.words) else ""
        forget = Button(t("Delete all of it"), Action(command="forgetme", words=named))
        return Answer(head=head, blocks=blocks, choices=((forget,),))


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Deletes all that is stored about a chat, in one transaction, after a question."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer:
        """Ask; "yes", from the button: delete."""
        del talk
        answer, _, named = ask.words.partition(" ")
        if not (ask.pressed and answer == _YES):
            return await self._ask(ask, await _meant(self.shared, ask, ask.words))
        chat = await _meant(self.shared, ask, named)
        gone = await self.shared.state.chats.forget(chat.id)
        done = t("Deleted. I keep nothing about {chat}.", chat=_called(chat))
        counted = (
            rich("• ", t("{what}: {count}", count=Number(count), what=_KINDS[name][0]))
            for name, count in gone.items()
            if count
        )
        return Answer(blocks=(join((rich(bold(done)), *counted)),))

    async def _ask(self, ask: Ask, chat: Chat) -> Answer:
        sure = t(
            "Delete all that I keep about {chat}? Its subscriptions end, and it may be told "
            "again what it has had. This cannot be undone.",
            chat=_called(chat),
        )
        words = f"{_YES} {ask.words}" if channel_of(ask.words) else _YES
        yes = Button(t("Yes, delete it"), Action(command="forgetme", words=words, edit=True))
        no = Button(t("No, keep it"), Action(command="settings", edit=True))
        blocks = [rich(bold(sure))]
        of_channels = await self.shared.of_place(ask.place)
        if any(one.chat not in {ask.place.chat, chat.id} for one in of_channels):
            more = t("What your channels get goes on; /forgetme @channel deletes that.")
            blocks.append(rich(more))
        return Answer(blocks=tuple(blocks), choices=((yes, no),), asks=True)


async def _meant(shared: Subscribing, ask: Ask, words: str) -> Chat:
    """Give the chat that is meant, where the asker rules it: a channel by name, else this one."""
    name = channel_of(words)
    return await (shared.ruled(ask.place) if name is None else shared.channel(ask.place, name))


def _called(chat: Chat) -> Text | str:
    return chat.title if chat.kind is ChatKind.CHANNEL else t("this chat")


def _counted(kept: Mapping[str, Sequence[object]]) -> Iterable[Rich]:
    for name, (what, why) in _KINDS.items():
        if kept[name]:
            line = t("{what}: {count}", count=Number(len(kept[name])), what=what)
            yield rich("• ", bold(line), ", ", why)


def _listed(held: Sequence[Subscription], chat: Chat) -> tuple[Rich, ...]:
    """List subscriptions, a line each."""
    lines = [rich("• ", label(one.wanted), ", ", when_words(one, chat)) for one in held]
    return (join((rich(bold(t("Subscriptions"))), *lines)),) if lines else ()
