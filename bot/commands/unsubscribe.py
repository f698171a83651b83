"""/unsubscribe: end a subscription, by its name or by a button."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from bot.commands.subscriptions import Subscriptions
from bot.contract import Action, Answer, Ask, Button, Command, Talk
from bot.locale import t, tn
from bot.render.rich import bold, rich
from bot.render.subscriptions import named_apart
from bot.subscribing import Subscribing
from storage.state.records import Subscription, WantedKind
from storage.text.folding import fold

COMMAND = Command(
    name="unsubscribe",
    summary=t("end a subscription"),
    usage=t("[NAME]"),
)
_ALL = frozenset({"all", "everything", "from all", "from everything", "все", "всего", "от всего"})
_SURE = "all yes"
_LIKE = 70.0  # least likeness (0 to 100) of a name to what is followed
_MOST_BUTTONS = 80  # Telegram takes a hundred


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Ends a subscription after asking."""

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer | None:
        """Ask which one, and whether that is meant."""
        if ask.pressed and ask.words == _SURE:
            return await self._end_all(ask)
        held = await self.shared.of_place(ask.place)
        if fold(ask.words) in _ALL:
            return await self._all(ask)
        if ask.words:
            likely = _meant(ask, held)
            held = tuple(one for one in held if one.id in likely)
        if not held:
            nothing = t("This chat has no such subscription. /subscriptions lists them.")
            return Answer(blocks=(rich(nothing),), found=False)
        if len(held) == 1:
            delete = replace(ask, words=f"delete {held[0].id}", pressed=True)
            return await Subscriptions(self.shared)(delete, talk)
        held = held[:_MOST_BUTTONS]
        buttons = tuple(
            (Button(name, Action(command="subscriptions", words=f"delete {one.id}", edit=True)),)
            for one, name in zip(held, named_apart(held), strict=True)
        )
        every = Button(t("All of this chat"), Action(command="unsubscribe", words="all", edit=True))
        rows = buttons if ask.words else (*buttons, (every,))
        return Answer(blocks=(rich(bold(t("Which one?"))),), choices=rows, asks=True)

    async def _all(self, ask: Ask) -> Answer:
        """Ask whether all that the chat gets shall end; what a channel gets is not meant."""
        chat = await self.shared.changeable(ask.place)
        count = len(await self.shared.state.subscriptions.of_chat(chat.id))
        if not count:
            return Answer(blocks=(rich(t("This chat gets no briefings yet.")),), found=False)
        sure = tn(
            "End the {count} subscription of this chat?",
            "End all {count} subscriptions of this chat?",
            count,
        )
        yes = Button(t("Yes, unsubscribe"), Action(command="unsubscribe", words=_SURE, edit=True))
        pause = Button(t("Pause"), Action(command="pause", edit=True))
        no = Button(t("No, keep them"), Action(command="subscriptions", edit=True))
        return Answer(blocks=(rich(bold(sure)),), choices=((yes,), (pause, no)), asks=True)

    async def _end_all(self, ask: Ask) -> Answer:
        chat = await self.shared.changeable(ask.place)
        ended = await self.shared.state.subscriptions.of_chat(chat.id)
        for one in ended:
            await self.shared.end(one, ask.place.user)
        titles = "; ".join(one.wanted.title for one in ended)
        said = t("Unsubscribed from {title}.", title=titles)
        return Answer(blocks=(rich(bold(said)),))


def _meant(ask: Ask, held: Iterable[Subscription]) -> frozenset[int]:
    """Tell whose names are like the words, or are those of what the words find."""
    titles = {one.id: fold(one.wanted.title) for one in held}
    like = process.extract(
        fold(ask.words), titles, scorer=fuzz.WRatio, score_cutoff=_LIKE, limit=None
    )
    if like:
        return frozenset(id_ for _, _, id_ in like)
    index = ask.snapshot.index
    found = {
        WantedKind.TOPIC: {match.id for match in index.find_topic(ask.words).matches},
        WantedKind.ACTOR: {match.id for match in index.find_actor(ask.words).matches},
    }
    return frozenset(one.id for one in held if one.wanted.key in found.get(one.wanted.kind, ()))
