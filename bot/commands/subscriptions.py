"""/subscriptions: what a chat gets, each with its next run, and buttons to change it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeAlias

from bot import followed
from bot.contract import Action, Answer, Ask, Button, Command, Menu, PersonError, Talk
from bot.locale import t
from bot.questions import (
    ask_days,
    ask_time,
    ask_zone,
    question,
    short,
    told_if_unclear,
    zones_meant,
)
from bot.render.digest import blocks
from bot.render.facts import as_of
from bot.render.keyboard import page_rows
from bot.render.pages import in_rows
from bot.render.rich import Rich, bold, italic, rich
from bot.render.subscriptions import card_rows, named_apart, subscription_card
from bot.subjects import ask_what, ask_which
from bot.subscribing import Subscribing
from briefings import wording
from briefings.digest import Digest
from briefings.occurrences import AtOnce
from briefings.parts import channel_of
from briefings.wording import Wish
from storage.state.records import EVERY_DAY, Chat, Mode, Subscription, Wanted

COMMAND = Command(
    name="subscriptions",
    summary=t("what this chat gets, and when"),
    usage="[@channel]",
    detail=t(
        "Each with its next run, or why it is quiet; a button opens it to be changed. "
        "With the name of a channel that you rule: what that gets."
    ),
    menu=frozenset({Menu.PRIVATE, Menu.RULERS, Menu.ADMINS}),
)

_WEEK: Final = timedelta(days=7)
_PER_PAGE: Final = 5  # subscriptions listed at once, with a button for each
_LONGEST_ID: Final = 18  # digits that a database takes for a number
Deed: TypeAlias = Callable[[Ask, Subscription, Chat, str], Awaitable[Answer | None]]


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Lists and changes what a chat gets.

    A button says what it does in words: "time 12" asks for the time of subscription 12,
    "time 12 09:00" sets it.  What is typed after the command is no deed: it lists.
    """

    shared: Subscribing

    async def __call__(self, ask: Ask, talk: Talk) -> Answer | None:
        """List the subscriptions, or do what a button says."""
        del talk
        word, _, rest = ask.words.partition(" ")
        number, _, value = rest.partition(" ")
        deed = self._deeds().get(word) if ask.pressed else None
        if deed is None or not number.isdecimal() or len(number) > _LONGEST_ID:
            return await self._list(ask)
        ending = word == "delete"
        subscription, chat = await self.shared.subscription(ask, int(number), ending=ending)
        return await deed(ask, subscription, chat, value.strip())

    def _deeds(self) -> Mapping[str, Deed]:
        return {
            "open": self._open,
            "days": self._days,
            "time": self._time,
            "zone": self._zone,
            "mode": self._mode,
            "follow": self._follow,
            "pause": self._pause,
            "resume": self._resume,
            "mute": self._mute,
            "delete": self._delete,
            "over": self._over,
            "now": self._now,
            "preview": self._preview,
        }

    async def _list(self, ask: Ask) -> Answer:
        name = channel_of(ask.words)
        if name is None:
            here = await self.shared.chat(ask.place)
            held = await self.shared.of_place(ask.place)
        else:
            here = await self.shared.channel(ask.place, name)
            held = await self.shared.state.subscriptions.of_chat(here.id)
        new = Button(t("New subscription"), Action(command="subscribe"))
        if not held:
            nothing = t("This chat gets no briefings yet.")
            return Answer(blocks=(rich(bold(nothing)),), choices=((new,),), found=False)
        pages = -(-len(held) // _PER_PAGE)
        page = min(ask.page, pages - 1)
        held = held[page * _PER_PAGE : (page + 1) * _PER_PAGE]
        shown = []
        for one in held:
            chat = here if one.chat == here.id else await self._chat_of(one, here)
            shown.append(await self._card(ask, one, chat))
        buttons = _openers(held)
        turning = page_rows(Action(command="subscriptions", words=name or ""), page, pages)
        rows = in_rows(buttons, 2)
        head = rich(bold(t("Subscriptions")))
        return Answer(head=head, blocks=tuple(shown), choices=(*rows, *turning, (new,)))

    async def _chat_of(self, subscription: Subscription, otherwise: Chat) -> Chat:
        return await self.shared.state.chats.get(subscription.chat) or otherwise

    async def _card(self, ask: Ask, one: Subscription, chat: Chat) -> Rich:
        return subscription_card(one, await self.shared.standing(ask, one, chat))

    async def _open(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        del value
        muted = one.muted_until is not None and one.muted_until > ask.now
        rows = card_rows(one, muted=muted)
        return Answer(blocks=(await self._card(ask, one, chat),), choices=rows)

    async def _changed(self, ask: Ask, one: Subscription, chat: Chat) -> Answer:
        kept = await self.shared.keep(one, chat, ask.place.user)
        return await self._open(ask, kept, chat, "")

    async def _days(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        if not value:
            return ask_days(ask, _action("days", one), one.wanted.title)
        with told_if_unclear():
            said = wording.read_parts(value)
        if said.days is None:
            raise PersonError(t("Write the days like this: mon,thu"))
        return await self._changed(ask, replace(one, days=said.days, at=said.at or one.at), chat)

    async def _time(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        if one.mode is Mode.INSTANT:
            return await self._ask_mode(ask, one)
        if not value:
            return ask_time(ask, _action("time", one), one.wanted.title)
        with told_if_unclear():
            at = wording.read_time(value)
        return await self._changed(ask, replace(one, at=at), chat)

    async def _zone(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        found = zones_meant(value, ask.now)
        if found.sure is None:
            base, title = _action("zone", one), one.wanted.title
            return ask_zone(ask, base, title=title, typed=value, found=found)
        if chat.zone is None:
            chat = await self.shared.rezone(chat, found.sure, ask.place.user)
        zone = None if found.sure == chat.zone else found.sure
        return await self._changed(ask, replace(one, zone=zone), chat)

    async def _mode(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        word, _, typed_zone = value.partition(" ")
        if word not in set(Mode):
            return await self._ask_mode(ask, one)
        changed = replace(one, mode=Mode(word), days=one.days or EVERY_DAY)
        if changed.mode is not Mode.INSTANT and (changed.zone or chat.zone) is None:
            # The zone comes first: a time by a clock that nobody told is not to be kept.
            found = zones_meant(typed_zone, ask.now)
            if found.sure is None:
                base, title = _action("mode", one, word), one.wanted.title
                return ask_zone(ask, base, title=title, typed=typed_zone, found=found)
            chat = await self.shared.rezone(chat, found.sure, ask.place.user)
        return await self._changed(ask, changed, chat)

    async def _ask_mode(self, ask: Ask, one: Subscription) -> Answer:
        choices = [
            (t("Digest at my time"), Mode.DIGEST.value),
            (t("On anniversaries"), Mode.ON_THIS_DAY.value),
        ]
        if await self.shared.fed():
            choices.append((t("At once, when something new comes"), Mode.INSTANT.value))
        words = (one.wanted.title, t("When do you want to hear of it?"))
        return question(ask, _action("mode", one), words, choices, per_row=1)

    async def _follow(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        """Follow something else on the same days: a new subscription takes the old one's place."""
        base, quoted = _action("follow", one), value.startswith('"')
        wish = Wish(subject=value.strip('"'), quoted=quoted)
        wanted = followed.meant(ask.snapshot, wish) if value else None
        if wanted is None:
            return ask_what(ask, base)
        if not isinstance(wanted, Wanted):
            return ask_which(ask, base, wish, wanted, wish)
        if wanted == one.wanted:
            return await self._open(ask, one, chat, "")
        new = Subscription(
            chat=one.chat,
            thread=one.thread,
            wanted=wanted,
            mode=one.mode,
            days=one.days,
            at=one.at,
            zone=one.zone,
            paused=one.paused,
            owner=one.owner,
        )
        kept = await self.shared.keep(new, chat, ask.place.user, instead_of=one)
        return await self._open(ask, kept, chat, "")

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
        del chat
        if value != "yes":
            sure = t("End the subscription to {title}?", title=one.wanted.title)
            yes = Button(t("Yes, unsubscribe"), _action("delete", one, "yes"))
            no = Button(t("No, keep it"), _action("open", one))
            return Answer(blocks=(rich(bold(sure)),), choices=((yes,), (no,)), asks=True)
        await self.shared.end(one, ask.place.user)
        said = t("Unsubscribed from {title}.", title=one.wanted.title)
        back = Button(t("All subscriptions"), Action(command="subscriptions", edit=True))
        return Answer(blocks=(rich(bold(said)),), choices=((back,),))

    async def _over(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        del value
        composer = self.shared.occurrences.composer
        ids = await asyncio.to_thread(composer.items, ask.snapshot, one.wanted)
        await self.shared.state.ledger.forget(one.chat, one.thread, ids)
        answer = await self._changed(ask, replace(one, exhausted=""), chat)
        return replace(answer, blocks=(rich(bold(t("It begins anew."))), *answer.blocks))

    async def _now(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer | None:
        del value
        came = await self.shared.occurrences.now(one, ask.update)
        if came is not AtOnce.NOTHING:
            if one.chat == ask.place.chat and came is AtOnce.QUEUED:
                return None
            if one.chat == ask.place.chat:
                raise PersonError(t("It is on its way."))
            return Answer(blocks=(rich(t("It is on its way to {title}.", title=chat.title)),))
        digest = await self.shared.occurrences.preview(one, chat)
        rows: tuple[tuple[Button, ...], ...] = ()
        if digest.begun:
            again = Button(t("Start over"), _action("over", one, edit=False))
            rows = ((again,),)
        return Answer(blocks=_nothing(ask, one, digest), choices=rows, found=False)

    async def _preview(self, ask: Ask, one: Subscription, chat: Chat, value: str) -> Answer:
        del value
        digest = await self._next_digest(ask, one, chat)
        if digest.briefing.empty:
            return Answer(blocks=_nothing(ask, one, digest), found=False)
        head = rich(bold(one.wanted.title), " · ", italic(t("preview, not counted as had")))
        return Answer(head=head, blocks=blocks(digest))

    async def _next_digest(self, ask: Ask, one: Subscription, chat: Chat) -> Digest:
        """Compose what comes next; of anniversaries, that of the next one."""
        occurrences = self.shared.occurrences
        if one.mode is not Mode.ON_THIS_DAY or one.next_due is None:
            return await occurrences.preview(one, chat)
        day = one.next_due.astimezone(occurrences.zone_of(one, chat)).date()
        compose = occurrences.composer.on_this_day
        return await asyncio.to_thread(compose, ask.snapshot, one.wanted, day)


def _nothing(ask: Ask, one: Subscription, digest: Digest) -> tuple[Rich, Rich]:
    """Say why there is nothing to tell."""
    title = one.wanted.title
    if digest.gone:
        why = t("{title}: the corpus does not know it any more.", title=title)
    elif digest.day is not None and one.next_due is None:
        why = t("{title}: nothing on it is dated to the day.", title=title)
    elif digest.day is not None:
        why = t("{title}: nothing that is dated to the day happened on this one.", title=title)
    elif digest.begun:
        why = t("{title}: this chat has had all of it.", title=title)
    else:
        why = t("{title}: nothing on it is dated or said in the corpus yet.", title=title)
    return rich(why), as_of(ask.snapshot.corpus)


def _openers(held: Sequence[Subscription]) -> list[Button]:
    """Give a button that opens each; those to the same are told apart."""
    titles = Counter(one.wanted.title for one in held)
    return [
        Button(
            short(one.wanted.title) if titles[one.wanted.title] == 1 else name,
            _action("open", one),
        )
        for one, name in zip(held, named_apart(held), strict=True)
    ]


def _action(word: str, one: Subscription, value: str = "", *, edit: bool = True) -> Action:
    words = f"{word} {one.id} {value}".strip()
    return Action(command="subscriptions", words=words, edit=edit)
