"""Forums: what becomes of what a topic got, once the topic is deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from storage.state import State
from storage.state.records import Chat, Delivery, Draft, Occurrence, Subscription, Trigger


class Render(Protocol):
    """What tells a group of it.  `bot` implements it."""

    def topic_gone(self, paused: Sequence[Subscription], chat: Chat) -> Sequence[Draft]:
        """Tell a group what has paused because its topic was deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forums:
    """Pauses what a deleted topic got, and tells its group once."""

    state: State
    render: Render
    clock: Callable[[], datetime]

    async def topic_gone(self, delivery: Delivery) -> None:
        """Pause all that the topic of a delivery got, and tell the group in General.

        There it goes on if somebody resumes it.
        """
        held = await self.state.subscriptions.of_chat(delivery.chat, delivery.thread)
        chat = await self.state.chats.get(delivery.chat)
        moved = [one for one in held if not one.paused and await self._pause(one)]
        if chat is None or not moved:
            return
        told, now = moved[0], self.clock()
        notice = Occurrence(
            subscription=told.id,
            trigger=Trigger.INSTANT,  # nobody set a time for it: it waits for quiet hours to end
            slot=f"topic {delivery.thread}",
            due=now,
            made=now,
            corpus=told.exhausted,
        )
        # It tells nothing of the corpus, so what the subscription has had stays as it is.
        drafts, exhausted = self.render.topic_gone(moved, chat), bool(told.exhausted)
        await self.state.outbox.enqueue(notice, drafts, exhausted=exhausted, rest=True)

    async def _pause(self, subscription: Subscription) -> bool:
        """Pause a subscription and move it to General; False where that gets the same already.

        Then it ends: there is no topic that it could go on in.
        """
        paused = replace(subscription, paused=True, thread=None)
        if await self.state.subscriptions.save(paused):
            return True
        await self.state.subscriptions.remove(subscription.id)
        return False
