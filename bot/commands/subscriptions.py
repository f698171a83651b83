"""/subscriptions: what a chat gets, each with its next run, and buttons to change it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import Final, TypeAlias

from bot.commands.subscribe import DAYS, TIMES, ZONES, written_days
from bot.contract import Action, Answer, Ask, Button, Command, PersonError, Talk, Text
from bot.locale import Weekdays, t
from bot.render.digest import blocks
from bot.render.facts import as_of
from bot.render.rich import Rich, bold, italic, join, rich
from bot.render.subscriptions import card_rows, subscription_card
from bot.subscribing import Subscribing
from briefings import wording, zones
from storage.state.records import EVERY_DAY, Chat, Mode, Subscription

COMMAND = Command(
    name="subscriptions",
    summary=t("what this chat gets, and when"),
    detail=t("Each with its next run, or why it is quiet; a button opens it to be changed."),
)

_WEEK: Final = timedelta(days=7)
_PER_ROW: Final = 3
Deed: TypeAlias = Callable[[Ask, Subscription, Chat, str], Awaitable[Answer | None]]


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Lists and changes what a chat gets.

    A button says what it does in words: "time 12" asks for the time of subscription 12,
    "time 12 09:00" sets it.
    """

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer | None:
        """List the subscriptions, or do what a button says."""
        del talk
        word, _, rest = ask.words.partition(" ")
        number, _, value = rest.partition(" ")
        deed = self._deeds().get(word.lower())
        if deed is None or not number.isdecimal():
            return await self._list(ask)
        subscription, chat = await self.shared.subscription(ask, int(number))
        return await deed(ask, subscription, chat, value.strip())

    def _deeds(self) -> Mapping[str, Deed]:
        return {
            "open": self._open,
            "days": self._days,
            "time": self._time,
            "zone": self._zone,
            "mode": self._mode,
            "pause": self._pause,
            "resume": self._resume,
            "mute": self._mute,
            "delete": self._delete,
            "over": self._over,
            "now": self._now,
            "preview": self._preview,
        }

    async def _list(self, ask: Ask) -> Answer:
        chat = await self.shared.chat(ask.place)
        held = await self.shared.of_place(ask.place)
        new = Button(t("New subscription"), Action(command="subscribe"))
        if not held:
            nothing = t("This chat gets no briefings yet.")
            return Answer(blocks=(rich(bold(nothing)),), choices=((new,),), found=False)
        shown = []
        for one in held:
            its = chat if one.chat == chat.id else await self._chat_of(one, chat)
            shown.append(self._card(ask, one, its))
        buttons = [
            Button(
                Text("{title}", {"title": one.wanted.title}),
                Action(command="subscriptions", words=f"open {one.id}", edit=True),
            )
            for one in held
        ]
        rows = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
        head = rich(bold(t("Subscriptions")))
        return Answer(head=head, blocks=tuple(shown), choices=(*rows, (new,)))

    async def _chat_of(self, subscription: Subscription, otherwise: Chat) -> Chat:
        return await self.shared.state.chats.get(subscription.chat) or otherwise

    def _card(self, ask: Ask, one: Subscription, chat: Chat) -> Rich:
        local = self.shared.local(ask.now, one, chat)
        due = self.shared.local(one.next_due, one, chat) if one.next_due is not None else None
        return subscription_card(one, chat, ask.now, local, due)

    async def _open(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        del value
        return Answer(blocks=(self._card(ask, one, chat),), choices=card_rows(one))

    async def _changed(self, ask: Ask, one: Subscription, chat: Chat) -> Answer:
        kept = await self.shared.keep(one, chat, ask.place.user)
        return await self._open(ask, kept, chat, "")

    async def _days(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        if not value:
            choices = [(t("{days}", days=Weekdays(days)), written_days(days)) for days in DAYS]
            hint = t("Or write them, such as mon,thu. /cancel stops this.")
            return _ask(one, "days", t("On which days?"), choices, hint)
        days = _parts(value).days
        if days is None:
            raise PersonError(t("Write the days like this: mon,thu"))
        return await self._changed(ask, replace(one, days=days), chat)

    async def _time(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        if not value:
            choices = [(t("{time}", time=at), f"{at:%H:%M}") for at in TIMES]
            hint = t("Or write the time, such as 21:30. /cancel stops this.")
            return _ask(one, "time", t("At what time?"), choices, hint)
        return await self._changed(ask, replace(one, at=_read_time(value)), chat)

    async def _zone(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        found = zones.find(value, ask.now) if value else ZONES
        if value and len(found) == 1:
            zone = None if found[0] == chat.zone else found[0]
            return await self._changed(ask, replace(one, zone=zone), chat)
        question = t("By which clock?")
        if value:
            question = (
                t("Which one do you mean by “{words}”?", words=value)
                if found
                else t("I know no place or time zone called “{words}”.", words=value)
            )
        choices = [
            (
                t(
                    "{city} {time}",
                    city=zones.city_of(zone),
                    time=zones.describe(zone, ask.now).now.time(),
                ),
                zone,
            )
            for zone in (found or ZONES)[:6]
        ]
        hint = t("Or write your city, or what time it is there now. /cancel stops this.")
        return _ask(one, "zone", question, choices, hint)

    async def _mode(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        if value in set(Mode):
            mode = Mode(value)
            changed = replace(one, mode=mode, days=one.days or EVERY_DAY)
            return await self._changed(ask, changed, chat)
        choices = [
            (t("Digest at my time"), Mode.DIGEST.value),
            (t("On anniversaries"), Mode.ON_THIS_DAY.value),
            (t("At once, when something new comes"), Mode.INSTANT.value),
        ]
        return _ask(one, "mode", t("When do you want to hear of it?"), choices, per_row=1)

    async def _pause(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        del value
        return await self._changed(ask, replace(one, paused=True), chat)

    async def _resume(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        del value
        return await self._changed(ask, replace(one, paused=False, muted_until=None), chat)

    async def _mute(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        del value
        until = ask.now + _WEEK
        return await self._changed(ask, replace(one, muted_until=until), chat)

    async def _delete(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        if value != "yes":
            sure = t("End the subscription to {title}?", title=one.wanted.title)
            choices = [(t("Yes, unsubscribe"), "yes")]
            answer = _ask(one, "delete", sure, choices)
            keep = Action(command="subscriptions", words=f"open {one.id}", edit=True)
            return replace(answer, choices=(*answer.choices, (Button(t("No, keep it"), keep),)))
        await self.shared.state.subscriptions.remove(one.id)
        await self.shared.state.audit.note(
            chat.id, ask.place.user, "unsubscribed", one.wanted.title
        )
        said = t("Unsubscribed from {title}.", title=one.wanted.title)
        back = Button(t("All subscriptions"), Action(command="subscriptions", edit=True))
        return Answer(blocks=(rich(bold(said)),), choices=((back,),))

    async def _over(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        del value
        composer = self.shared.occurrences.composer
        ids = composer.items(ask.snapshot, one.wanted)
        await self.shared.state.ledger.forget(one.chat, one.thread, ids)
        return await self._changed(ask, one, chat)

    async def _now(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer | None:
        del chat, value
        if await self.shared.occurrences.now(one, ask.update):
            return None
        nothing = t("{title}: this chat has had all of it.", title=one.wanted.title)
        again = Action(command="subscriptions", words=f"over {one.id}")
        return Answer(
            blocks=(rich(nothing),), choices=((Button(t("Start over"), again),),), found=False
        )

    async def _preview(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        del value
        digest = await self.shared.occurrences.preview(one, chat)
        head = rich(bold(one.wanted.title), " · ", italic(t("preview, not counted as had")))
        if digest.briefing.empty:
            nothing = rich(t("There is nothing that this chat has not had."))
            return Answer(head=head, blocks=(nothing, as_of(ask.snapshot.corpus)), found=False)
        return Answer(head=head, blocks=blocks(digest))


def _ask(
    one: Subscription,
    word: str,
    question: Text,
    choices: list[tuple[Text, str]],
    hint: Text | None = None,
    *,
    per_row: int = _PER_ROW,
) -> Answer:
    """Ask for one part of a subscription; a typed line answers too where there is a hint."""

    def action(value: str) -> Action:
        words = f"{word} {one.id} {value}".strip()
        return Action(command="subscriptions", words=words, edit=True)

    buttons = [Button(label, action(value)) for label, value in choices]
    lines = [rich(bold(one.wanted.title)), rich(question)]
    if hint is not None:
        lines.append(rich(italic(hint)))
    return Answer(
        blocks=(join(lines),),
        choices=tuple(tuple(buttons[i : i + per_row]) for i in range(0, len(buttons), per_row)),
        expects=action("") if hint is not None else None,
    )


def _parts(words: str) -> wording.Wish:
    try:
        return wording.read_parts(words)
    except wording.Unclear as unclear:
        raise PersonError(Text(unclear.message, unclear.arguments)) from unclear


def _read_time(words: str) -> time:
    try:
        return wording.read_time(words)
    except wording.Unclear as unclear:
        raise PersonError(Text(unclear.message, unclear.arguments)) from unclear
