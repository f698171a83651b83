"""What the commands about briefings share: the chat, who may change it, when it is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.contract import Ask, PersonError, Place
from bot.locale import t
from bot.rights import Rights
from briefings.occurrences import Occurrences
from storage.state import State
from storage.state.records import (
    Chat,
    ChatKind,
    Mode,
    Subscription,
    Trigger,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribing:
    """The state of what chats get, and the rules of changing it."""

    state: State
    occurrences: Occurrences
    rights: Rights
    clock: Callable[[], datetime]

    async def chat(self, place: Place) -> Chat:
        """Give the settings of the chat that asks, kept from now on."""
        kind = ChatKind.PRIVATE if place.private else ChatKind.GROUP
        return await self.state.chats.ensure(Chat(id=place.chat, kind=kind, title=place.title))

    async def changeable(self, place: Place) -> Chat:
        """Give the chat that asks; raises PersonError where the asker may not change it."""
        chat = await self.chat(place)
        if not await self.rights.may_change(place, chat):
            raise not_allowed()
        return chat

    async def subscription(self, ask: Ask, id_: int) -> tuple[Subscription, Chat]:
        """Give a subscription that the asker may change, with its chat.

        It is one of the chat that asks, or one of a channel that the asker rules and manages
        from a private chat.  Raises PersonError where there is none such.
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
        if user is None or found.owner != user:
            raise _gone()
        if not await self.rights.may_post_for(user, chat.id):
            raise PersonError(
                t("You or I may not post in {title} any more.", title=chat.title or str(chat.id))
            )
        return found, chat

    async def of_place(self, place: Place) -> tuple[Subscription, ...]:
        """Give what a chat gets; in a private chat, what its reader's channels get, too."""
        mine = await self.state.subscriptions.of_chat(place.chat)
        if not place.private or place.user is None:
            return mine
        return (*mine, *await self.state.subscriptions.of_owner(place.user, beside=place.chat))

    async def next_due(self, subscription: Subscription, chat: Chat) -> datetime | None:
        """Give the next moment that a subscription is due, of a day that it has not had."""
        timetable = await self.occurrences.timetable(subscription, chat)
        if timetable is None:
            return None
        had = await self.state.outbox.occurrences(subscription.id, 3) if subscription.id else ()
        slots = {one.slot for one in had if one.trigger is Trigger.SCHEDULE}
        due = timetable.after(self.clock())
        while due is not None and timetable.slot(due) in slots:
            due = timetable.after(due)
        return due

    async def keep(self, subscription: Subscription, chat: Chat, who: int | None) -> Subscription:
        """Keep a changed or new subscription with its next due moment; note who did it."""
        due = replace(subscription, next_due=await self.next_due(subscription, chat))
        if subscription.id:
            if not await self.state.subscriptions.save(due):
                raise PersonError(t("There is such a subscription already. /subscriptions"))
            kept = due
        else:
            kept = await self.state.subscriptions.add(due)
            if kept.next_due != due.next_due or kept.id != subscription.id:
                # It may be one that was there before and has had today's.
                kept = replace(kept, next_due=await self.next_due(kept, chat))
                await self.state.subscriptions.save(kept)
        await self.state.audit.note(chat.id, who, "subscription", f"{kept.id} {kept.wanted.title}")
        return kept

    async def rezone(self, chat: Chat, zone: str, who: int | None) -> Chat:
        """Give a chat another zone, and move its subscriptions that follow the chat's."""
        moved = replace(chat, zone=zone)
        await self.state.chats.save(moved)
        for subscription in await self.state.subscriptions.of_chat(chat.id):
            if subscription.zone is None and subscription.mode is not Mode.INSTANT:
                due = await self.next_due(subscription, moved)
                await self.state.subscriptions.save(replace(subscription, next_due=due))
        await self.state.audit.note(chat.id, who, "zone", zone)
        return moved

    async def resume(self, chat: Chat) -> None:
        """End a chat's pause; what was missed meanwhile is not sent."""
        await self.state.chats.resume(chat.id)
        for subscription in await self.state.subscriptions.of_chat(chat.id):
            if subscription.mode is not Mode.INSTANT:
                due = await self.next_due(subscription, chat)
                await self.state.subscriptions.save(replace(subscription, next_due=due))

    def local(self, moment: datetime, subscription: Subscription, chat: Chat) -> datetime:
        """Give a moment as the subscription's clock shows it."""
        return moment.astimezone(self.occurrences.zone_of(subscription, chat))

    def zone(self, subscription: Subscription, chat: Chat) -> ZoneInfo:
        """Give the zone that a subscription's times are of."""
        return self.occurrences.zone_of(subscription, chat)


def not_allowed() -> PersonError:
    """Say that only administrators of the chat change what it gets."""
    return PersonError(
        t(
            "Only administrators of this group change what it gets. One of them can let "
            "everyone: /settings."
        )
    )


def _gone() -> PersonError:
    return PersonError(t("There is no such subscription here any more. /subscriptions lists them."))
