"""What is due becomes an occurrence: composed, rendered, and queued in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from briefings.digest import Composer, Digest
from briefings.faults import FaultPoint, reach
from briefings.quietness import end_of_quiet
from briefings.schedule import Rule
from briefings.timetable import Anniversaries, Timetable, Weekly, occasion_of
from storage.errors import ArchiveError
from storage.snapshot import HasSnapshot
from storage.state import State
from storage.state.records import (
    Chat,
    Draft,
    Ending,
    Mode,
    Occurrence,
    Subscription,
    Trigger,
)

MORNING: Final = time(9)
"""When something is sent where nobody said when."""
_BATCH: Final = 200  # subscriptions read at once

log = logging.getLogger(__name__)


class Render(Protocol):
    """What puts briefings into words.  `bot` implements it."""

    def digest(
        self,
        digest: Digest,
        subscription: Subscription,
        chat: Chat,
        *,
        late: datetime | None = None,
    ) -> Sequence[Draft]:
        """Put a digest into messages, one where it can be; `late` is when it was due, if it is."""

    def exhausted(self, subscription: Subscription, chat: Chat) -> Sequence[Draft]:
        """Tell once that the chat has had everything."""


@dataclass(slots=True, kw_only=True)
class Occurrences:
    """Makes occurrences of what is due, of what a reload brought, and of what is asked for now.

    `zone` is where a chat is taken to be that never said so.
    """

    archive: HasSnapshot
    state: State
    render: Render
    clock: Callable[[], datetime]
    zone: ZoneInfo
    composer: Composer = field(default_factory=Composer)
    queued: Callable[[], None] = lambda: None

    async def tick(self) -> int:
        """Queue everything that is due; give how many subscriptions were seen to.

        One that fails is logged and left due, for the next tick; it keeps no other waiting.
        """
        now = self.clock()
        await self.state.outbox.expire(now)
        seen: set[int] = set()
        while True:
            # What failed is still due and comes first again: that many more are asked for.
            due = await self.state.subscriptions.due(now, _BATCH + len(seen))
            fresh = [one for one in due if one.id not in seen]
            if not fresh:
                return len(seen)
            for subscription in fresh:
                seen.add(subscription.id)
                await self._see_to(subscription, now)

    async def now(self, subscription: Subscription, update: int) -> bool:
        """Queue the next briefing of a subscription at once; False where nothing is left to tell.

        `update` is the number of the update that asks: delivered twice, it is one occurrence.
        """
        moment = self.clock()
        chat = await self._chat(subscription)
        told = await self._told(subscription, chat, moment)
        occurrence = self._occurrence(subscription, Trigger.NOW, str(update), moment, moment)
        await self._queue(occurrence, told, subscription.next_due)
        return bool(told.drafts)

    async def on_new_corpus(self) -> int:
        """Queue what a new corpus brings to instant subscriptions; give for how many."""
        count = 0
        for subscription in await self.state.subscriptions.instant():
            try:
                count += await self._instantly(subscription)
            except ArchiveError as error:
                log.error("subscription %d was not told at once: %s", subscription.id, error)  # noqa: TRY400
        return count

    async def preview(self, subscription: Subscription, chat: Chat) -> Digest:
        """Compose what would come next; nothing is kept."""
        return await self._digest(subscription, chat, self.clock())

    def timetable(self, subscription: Subscription, chat: Chat) -> Timetable | None:
        """Give when a subscription is due; None for one that waits for news alone."""
        zone = self.zone_of(subscription, chat)
        at = subscription.at or MORNING
        if subscription.mode is Mode.DIGEST:
            return Weekly(Rule(subscription.days, at), zone)
        if subscription.mode is Mode.ON_THIS_DAY:
            days = self.composer.days(self.archive.snapshot, subscription.wanted)
            return Anniversaries(days, at, zone)
        return None

    def zone_of(self, subscription: Subscription, chat: Chat) -> ZoneInfo:
        """Give the zone that a subscription's times are of."""
        name = subscription.zone or chat.zone
        return ZoneInfo(name) if name else self.zone

    async def _see_to(self, subscription: Subscription, now: datetime) -> None:
        try:
            await self._occur(subscription, now)
        except ArchiveError as error:
            log.error("subscription %d waits for the next tick: %s", subscription.id, error)  # noqa: TRY400
        except Exception:
            log.exception("subscription %d waits for the next tick", subscription.id)

    async def _occur(self, subscription: Subscription, now: datetime) -> None:
        """Make of a due moment what it is worth: a briefing, or a record that it was missed."""
        chat = await self._chat(subscription)
        timetable = self.timetable(subscription, chat)
        if timetable is None or subscription.next_due is None:
            raise AssertionError("an instant subscription is never due")
        occasion = occasion_of(timetable, subscription.next_due, now)
        for missed in occasion.missed:
            occurrence = self._occurrence(
                subscription, Trigger.SCHEDULE, missed.slot, missed.due, now
            )
            skipped = replace(occurrence, ending=Ending.SKIPPED, late=True)
            await self.state.outbox.enqueue(skipped, (), (), occasion.due or occasion.following)
        if occasion.due is None:
            return
        told = await self._told(
            subscription, chat, now, late=occasion.due if occasion.late else None
        )
        reach(FaultPoint.COMPOSED)
        occurrence = self._occurrence(
            subscription, Trigger.SCHEDULE, occasion.slot, occasion.due, now
        )
        await self._queue(replace(occurrence, late=occasion.late), told, occasion.following)
        reach(FaultPoint.ENQUEUED)

    async def _instantly(self, subscription: Subscription) -> bool:
        chat = await self._chat(subscription)
        now = self.clock()
        told = await self._told(subscription, chat, now)
        if not told.digest.fresh:
            return False
        corpus = self.archive.snapshot.corpus
        due = end_of_quiet(chat.quiet, self.zone_of(subscription, chat), now)
        occurrence = self._occurrence(subscription, Trigger.INSTANT, corpus.version, due, now)
        await self._queue(occurrence, told, None)
        return True

    async def _told(
        self, subscription: Subscription, chat: Chat, now: datetime, *, late: datetime | None = None
    ) -> _Told:
        """Compose and render what a subscription is told next; that it has had all, once."""
        digest = await self._digest(subscription, chat, now)
        if not digest.briefing.empty:
            drafts = self.render.digest(digest, subscription, chat, late=late)
            return _Told(digest, tuple(drafts))
        if digest.exhausted and not subscription.exhausted:
            return _Told(digest, tuple(self.render.exhausted(subscription, chat)), last=True)
        return _Told(digest)

    async def _digest(self, subscription: Subscription, chat: Chat, now: datetime) -> Digest:
        snapshot, wanted = self.archive.snapshot, subscription.wanted
        if subscription.mode is Mode.ON_THIS_DAY:
            day = now.astimezone(self.zone_of(subscription, chat)).date()
            return await asyncio.to_thread(self.composer.on_this_day, snapshot, wanted, day)
        had = await self.state.ledger.had(subscription.chat, subscription.thread)
        return await asyncio.to_thread(
            self.composer.digest,
            snapshot,
            wanted,
            had,
            fresh=await self._fresh(subscription),
            since=subscription.last_sent,
        )

    async def _fresh(self, subscription: Subscription) -> frozenset[str]:
        """Give the articles that were added or changed since a subscription was last told."""
        if subscription.last_sent is None:
            return frozenset()
        corpus = self.archive.snapshot.corpus
        keys = await self.state.sources.since(subscription.last_sent)
        return frozenset(id_ for key, id_ in corpus.article_ids if key in keys)

    async def _chat(self, subscription: Subscription) -> Chat:
        chat = await self.state.chats.get(subscription.chat)
        if chat is None:
            raise AssertionError("a subscription's chat is kept as long as it is")
        return chat

    def _occurrence(
        self,
        subscription: Subscription,
        trigger: Trigger,
        slot: str,
        due: datetime,
        made: datetime,
    ) -> Occurrence:
        return Occurrence(
            subscription=subscription.id,
            trigger=trigger,
            slot=slot,
            due=due,
            made=made,
            corpus=self.archive.snapshot.corpus.version,
        )

    async def _queue(self, occurrence: Occurrence, told: _Told, next_due: datetime | None) -> None:
        """Keep an occurrence with what it sends, and wake the sending."""
        if not told.drafts:
            occurrence = replace(occurrence, ending=Ending.NOTHING_NEW)
        kept = await self.state.outbox.enqueue(
            occurrence, told.drafts, told.items, next_due, exhausted=told.last
        )
        if kept and told.drafts:
            self.queued()


@dataclass(frozen=True, slots=True)
class _Told:
    """What a chat is told: the digest, its messages, and whether they say that this was all."""

    digest: Digest
    drafts: tuple[Draft, ...] = ()
    last: bool = False

    @property
    def items(self) -> tuple[str, ...]:
        """What counts as told: an anniversary does not."""
        return () if self.digest.day is not None or not self.drafts else self.digest.items
