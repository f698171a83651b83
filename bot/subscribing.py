"""What the commands about briefings share: the chat, who may change it, when it is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import dropwhile, takewhile

from bot.contract import Ask, PersonError, Place
from bot.locale import t
from bot.render.subscriptions import Standing
from bot.rights import Rights
from briefings.digest import topic_of
from briefings.occurrences import Occurrences
from briefings.schedule import falls_on
from storage.state import State
from storage.state.records import (
    MOST_SUBSCRIPTIONS,
    Chat,
    ChatKind,
    Ending,
    Mode,
    Occurrence,
    PauseReason,
    Subscription,
)

_LATEST = 40  # occurrences of a subscription that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """The state of what chats get, and the rules of changing it."""

    state: State
    occurrences: Occurrences
    rights: Rights
    clock: Callable[[], datetime]

    # --- who

    async def chat(self, place: Place) -> Chat:
        """Give the settings of the chat that asks.  Nothing is kept of one that only looks."""
        kept = await self.state.chats.get(place.chat)
        if kept is not None:
            title = place.title or kept.title
            return replace(kept, title=title, client_language=_client_language(kept, place))
        kind = ChatKind.PRIVATE if place.private else ChatKind.GROUP
        return Chat(id=place.chat, kind=kind, title=place.title, client_language=place.language)

    async def changeable(self, place: Place) -> Chat:
        """Give the chat that asks; raises PersonError where the asker may not change it."""
        chat = await self.chat(place)
        if not await self.rights.may_change(place, chat):
            raise PersonError(
                t(
                    "Only administrators of this group change what it gets. One of them can let "
                    "everyone: /settings."
                )
            )
        return chat

    async def ruled(self, place: Place) -> Chat:
        """Give the chat that asks; raises PersonError where the asker does not rule it.

        That others may change what it gets does not let them do everything.
        """
        chat = await self.chat(place)
        if not await self.rights.may_change(place, replace(chat, everyone=False)):
            raise PersonError(t("Only administrators of this group may do that. Ask one of them."))
        return chat

    async def channel(self, place: Place, name: str) -> Chat:
        """Give the channel of a name; raises PersonError unless asker and bot may post there."""
        if not place.private or place.user is None:
            raise PersonError(t("A channel is managed from a private chat with me."))
        found = await self.rights.channel(name)
        if found is None:
            raise PersonError(
                t("I see no channel {name}. Add me to it as an administrator first.", name=name)
            )
        id_, title = found
        if not await self.rights.may_post_for(place.user, id_):
            raise PersonError(
                t(
                    "That takes two rights: you are an administrator of {name}, and I am one "
                    "that may post messages.",
                    name=name,  # its title is not for everybody who guesses an id
                )
            )
        kept = await self.state.chats.get(id_)
        new = Chat(id=id_, kind=ChatKind.CHANNEL, client_language=place.language)
        return replace(kept or new, title=title)

    async def subscription(
        self, ask: Ask, id_: int, *, ending: bool = False
    ) -> tuple[Subscription, Chat]:
        """Give a subscription that the asker may change, with its chat.

        It is one of the chat that asks, or one of a channel that the asker rules and manages
        from a private chat; its `ending` is open to who made it, also where Telegram tells
        nothing of the channel any more.  Raises PersonError where there is none such.
        """
        found = await self.state.subscriptions.get(id_)
        if found is None:
            raise _gone()
        if found.chat == ask.place.chat:
            return found, await self.changeable(ask.place)
        chat = await self.state.chats.get(found.chat)
        user = ask.place.user
        if chat is None or chat.kind is not ChatKind.CHANNEL or not ask.place.private:
            raise _gone()
        own = ending and user is not None and found.owner == user
        if not own and (user is None or not await self.rights.may_post_for(user, chat.id)):
            raise PersonError(
                t(
                    "You or I may not post in {title} any more. Make both of us administrators "
                    "there again.",
                    title=chat.title or str(chat.id),
                )
            )
        return found, chat

    async def of_place(self, place: Place) -> tuple[Subscription, ...]:
        """Give what a chat gets; in a private chat, what its reader's channels get, too."""
        mine = await self.state.subscriptions.of_chat(place.chat)
        if not place.private or place.user is None:
            return mine
        return (*mine, *await self.state.subscriptions.of_owner(place.user, beside=place.chat))

    # --- when

    async def standing(self, ask: Ask, subscription: Subscription, chat: Chat) -> Standing:
        """Tell how things stand with a subscription."""
        wanted, zone = subscription.wanted, self.occurrences.zone_of(subscription, chat)
        due = subscription.next_due.astimezone(zone) if subscription.next_due else None
        composer = self.occurrences.composer
        items = await asyncio.to_thread(composer.items, ask.snapshot, wanted)
        had = await self.state.ledger.had(subscription.chat, subscription.thread)
        # Those of the last time that nothing ran: what came late then is behind them.
        latest = dropwhile(_late, await self._latest(subscription))
        missed = list(takewhile(_skipped, latest))
        return Standing(
            chat=chat,
            now=ask.now.astimezone(zone),
            next_due=due,
            known=topic_of(ask.snapshot.corpus, wanted) is not None,
            told=bool(items),
            left=not items <= had,
            fed=await self.fed(),
            day=await self._day(subscription, due),
            missed=len(missed),
            missed_at=missed[0].due.astimezone(zone) if missed else None,
            elsewhere=subscription.chat == ask.place.chat
            and subscription.thread != ask.place.thread,
        )

    async def fed(self) -> bool:
        """Whether anything feeds the corpus: something was added or changed since it is known."""
        return await self.state.sources.latest() is not None

    async def _latest(self, subscription: Subscription) -> tuple[Occurrence, ...]:
        if not subscription.id:
            return ()
        return await self.state.outbox.occurrences(subscription.id, _LATEST)

    async def _day(self, subscription: Subscription, due: datetime | None) -> date | None:
        """Give the first day of which a due moment is an anniversary."""
        if subscription.mode is not Mode.ON_THIS_DAY or due is None:
            return None
        of = (
            day
            for day in await self._days(subscription)
            if day.year < due.year and falls_on(day, due.year) == due.date()
        )
        return min(of, default=None)

    async def _days(self, subscription: Subscription) -> frozenset[date]:
        snapshot = self.occurrences.archive.snapshot
        return await asyncio.to_thread(
            self.occurrences.composer.days, snapshot, subscription.wanted
        )

    # --- changes

    async def keep(
        self,
        subscription: Subscription,
        chat: Chat,
        who: int | None,
        *,
        instead_of: Subscription | None = None,
    ) -> Subscription:
        """Keep a changed or new subscription with its next due moment; note who did it.

        The one that a new one comes `instead_of` ends.
        """
        known = await self.state.chats.ensure(chat)
        if (known.title, known.client_language) != (chat.title, chat.client_language):
            await self.state.chats.save(chat)
        due = replace(subscription, next_due=await self.occurrences.next_due(subscription, chat))
        if subscription.id:
            if not await self.state.subscriptions.save(due):
                raise PersonError(
                    t("There is such a subscription already. /subscriptions lists it.")
                )
            kept = due
        else:
            ended = instead_of.id if instead_of is not None else None
            added = await self.state.subscriptions.add(due, instead_of=ended)
            if added is None:
                raise no_room()
            kept = added
            # It may be one that was there before and has had today's.
            kept = replace(kept, next_due=await self.occurrences.next_due(kept, chat))
            await self.state.subscriptions.save(kept)
        if kept.mode is Mode.INSTANT and subscription.id:
            self.occurrences.look_for_news()  # it may have been silent while some came
        elif kept.mode is Mode.INSTANT:  # it waits for what comes from now on
            version = self.occurrences.archive.snapshot.corpus.version
            await self.state.subscriptions.mark(kept.id, seen=version)
        await self.state.audit.note(chat.id, who, "subscription", f"{kept.id} {kept.wanted.title}")
        if instead_of is not None:
            await self.state.audit.note(chat.id, who, "unsubscribed", instead_of.wanted.title)
        return kept

    async def end(self, subscription: Subscription, who: int | None) -> None:
        """End a subscription; note who did it."""
        await self.state.subscriptions.remove(subscription.id)
        title = subscription.wanted.title
        await self.state.audit.note(subscription.chat, who, "unsubscribed", title)

    async def change(self, chat: Chat, who: int | None, what: str, detail: str = "") -> Chat:
        """Keep a chat's changed settings; note who did it."""
        await self.state.chats.save(chat)
        await self.state.audit.note(chat.id, who, what, detail)
        return chat

    async def rezone(self, chat: Chat, zone: str, who: int | None) -> Chat:
        """Give a chat another zone; what it gets is due by that clock from now on."""
        moved = await self.change(replace(chat, zone=zone), who, "zone", zone)
        await self.occurrences.put_off(moved)
        return moved

    async def quieten(self, chat: Chat, who: int | None, detail: str) -> Chat:
        """Keep a chat's changed quiet hours; what nobody set a time for moves out of them."""
        await self.change(chat, who, "quiet", detail)
        await self.occurrences.put_off(chat)
        await self.state.outbox.requeue_chat(chat.id, self.clock())
        return chat

    async def with_other_zone(self, chat: Chat) -> tuple[Subscription, ...]:
        """Give what a chat gets by the clock of another zone than its own."""
        held = await self.state.subscriptions.of_chat(chat.id)
        return tuple(
            one
            for one in held
            if one.mode is not Mode.INSTANT and one.zone not in {None, chat.zone}
        )

    async def follow_zone(self, chat: Chat, who: int | None) -> None:
        """Let all that a chat gets be due by the chat's own clock."""
        for one in await self.with_other_zone(chat):
            await self.keep(replace(one, zone=None), chat, who)

    async def resume(self, chat: Chat) -> Chat:
        """End a chat's pause; what was missed meanwhile is not sent."""
        return await self.occurrences.resume(chat)

    async def pause(self, chat: Chat, until: datetime | None) -> None:
        """Send a chat nothing until a moment, or until it is resumed."""
        await self.state.chats.ensure(chat)
        await self.state.chats.pause(chat.id, PauseReason.READER, until)
        await self.occurrences.put_off(replace(chat, paused=PauseReason.READER, paused_until=until))


def _client_language(kept: Chat, place: Place) -> str | None:
    """Give the language for a chat's briefings: in a group, that of who came first stays."""
    if place.private:
        return place.language or kept.client_language
    return kept.client_language or place.language


def is_paused(chat: Chat, now: datetime) -> bool:
    """Whether a chat is paused now."""
    return chat.paused is not None and (chat.paused_until is None or chat.paused_until > now)


def _skipped(occurrence: Occurrence) -> bool:
    return occurrence.ending is Ending.SKIPPED or occurrence.expired


def _late(occurrence: Occurrence) -> bool:
    return occurrence.late and not _skipped(occurrence)


def no_room() -> PersonError:
    """Say that a chat has as many subscriptions as it may."""
    return PersonError(
        t(
            "This chat has {most} subscriptions, which is the most. /unsubscribe ends one.",
            most=MOST_SUBSCRIPTIONS,
        )
    )


def _gone() -> PersonError:
    return PersonError(t("There is no such subscription here any more. /subscriptions lists them."))
