"""What is due becomes an occurrence: composed, rendered, and queued in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from briefings.digest import Composer, Digest
from briefings.faults import FaultPoint, reach
from briefings.quietness import end_of_quiet, time_of
from briefings.schedule import Rule, shortest_wait
from briefings.timetable import Anniversaries, Occasion, Timetable, Weekly, occasion_of
from storage.errors import ArchiveError
from storage.models import Corpus, Topic
from storage.snapshot import HasSnapshot
from storage.state import State
from storage.state.records import (
    CATCH_UP,
    EVERY_DAY,
    INSTANT,
    Chat,
    Draft,
    Ending,
    Mode,
    Occurrence,
    PauseReason,
    Subscription,
    Trigger,
)

SENDING: Final = timedelta(minutes=30)
"""How long, at least, the sending may take of what was queued just before it was too late."""
_BATCH: Final = 200  # subscriptions read at once
_LATEST: Final = 40  # occurrences of a subscription that are looked at
_AT_ONCE: Final = 3  # messages of news that come one after the other
_BETWEEN: Final = timedelta(hours=1)
"""How long what does not fit into those waits."""
_MANY: Final = 1_000  # messages in which a corpus is told at once, at most

log = logging.getLogger(__name__)


class AtOnce(StrEnum):
    """What came of asking for the next briefing at once."""

    QUEUED = "queued"
    ON_ITS_WAY = "on its way"  # one that was asked for before is still to be sent
    NOTHING = "nothing"  # is left to tell


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

    def exhausted(
        self, subscription: Subscription, chat: Chat, related: Sequence[Topic] = ()
    ) -> Sequence[Draft]:
        """Tell once that the chat has had everything, and which topics are related."""


@dataclass(slots=True, kw_only=True)
class Occurrences:
    """Makes occurrences of what is due, of what a reload brought, and of what is asked for now.

    One after the other, so that each knows what those before it tell.  `zone` is where a chat is
    taken to be that never said so.
    """

    archive: HasSnapshot
    state: State
    render: Render
    clock: Callable[[], datetime]
    zone: ZoneInfo
    composer: Composer = field(default_factory=Composer)
    queued: Callable[[], None] = lambda: None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _ticked: datetime | None = None
    _waiting: bool = False  # news that are to come at once, for quiet hours to end or their turn
    _wakes: datetime | None = None  # when the first ends its silence who has not heard of them

    async def tick(self) -> int:
        """Queue everything that is due; give how many subscriptions were seen to.

        One that fails is logged and left due, for the next tick; it keeps no other waiting.
        """
        now = self.clock()
        await self.state.outbox.expire(now)
        seen = await self._occur_all(now)
        woken = self._wakes is not None and self._wakes <= now
        if (self._waiting or woken) and not await self._all_instantly():
            self._waiting = True
        # Before the first tick nobody knows what the clock was like.
        if self._ticked is not None and self._ticked <= now:
            self._ticked = now
        else:
            self._ticked = now if await self._put_forward(now) else None
        return seen

    async def now(self, subscription: Subscription, update: int) -> AtOnce:
        """Queue the next briefing of a subscription at once, unless what was asked for is to come.

        `update` is the number of the update that asks: delivered twice, it is one occurrence.
        """
        async with self._turn:
            one = await self.state.subscriptions.get(subscription.id)
            if one is None:
                return AtOnce.NOTHING
            chat = await self._chat(one)
            if chat.paused is PauseReason.BLOCKED:  # it may take messages again: this tries
                chat = await self.resume(chat)
            asked = await self.state.outbox.on_their_way(one.id, Trigger.NOW)
            if asked:
                return AtOnce.QUEUED if str(update) in asked else AtOnce.ON_ITS_WAY
            moment = self.clock()
            told = await self._told(one, chat, moment)
            occurrence = _occurrence(one, Trigger.NOW, str(update), told, due=moment, made=moment)
            new = await self._queue(occurrence, told)
            return AtOnce.QUEUED if told.drafts or not new else AtOnce.NOTHING

    async def on_new_corpus(self) -> bool:
        """Queue what a new corpus brings to instant subscriptions; move anniversaries to it.

        A subscription that fails is logged and keeps no other waiting; False then: to be done
        again, which tells nobody twice.
        """
        done = await self._all_instantly()
        for subscription in await self.state.subscriptions.of_mode(Mode.ON_THIS_DAY):
            done &= await self._see_to(subscription.id, self._reschedule)
        return done

    async def preview(self, subscription: Subscription, chat: Chat) -> Digest:
        """Compose what would come next; nothing is kept."""
        return await self._digest(subscription, chat, self.clock())

    async def timetable(self, subscription: Subscription, chat: Chat) -> Timetable | None:
        """Give when a subscription is due; None for one that waits for news alone."""
        zone = self.zone_of(subscription, chat)
        at = time_of(subscription, chat)
        if subscription.mode is Mode.DIGEST:
            return Weekly(Rule(subscription.days, at), zone)
        if subscription.mode is Mode.ON_THIS_DAY:
            snapshot, wanted = self.archive.snapshot, subscription.wanted
            days = await asyncio.to_thread(self.composer.days, snapshot, wanted)
            return Anniversaries(days, at, zone)
        return None

    def zone_of(self, subscription: Subscription, chat: Chat) -> ZoneInfo:
        """Give the zone that a subscription's times are of."""
        name = subscription.zone or chat.zone
        return ZoneInfo(name) if name else self.zone

    async def next_due(self, subscription: Subscription, chat: Chat) -> datetime | None:
        """Give the next moment that a subscription is due, of a day that it has not had.

        It lies after all pauses that have an end: what they leave out is not caught up with.
        """
        timetable = await self.timetable(subscription, chat)
        if timetable is None:
            return None
        had = await self.state.outbox.occurrences(subscription.id, _LATEST)
        slots = {one.slot for one in had if one.trigger is Trigger.SCHEDULE}
        ends = (chat.paused_until, subscription.muted_until)
        due = timetable.after(max([self.clock(), *(end for end in ends if end is not None)]))
        while due is not None and timetable.slot(due) in slots:
            due = timetable.after(due)
        return due

    async def resume(self, chat: Chat) -> Chat:
        """End a chat's pause; what was missed meanwhile is not sent, but for news."""
        awake = replace(chat, paused=None, paused_until=None)
        if await self.state.chats.resume(chat.id):
            await self.put_off(awake)
            self.look_for_news()
        return awake

    def look_for_news(self) -> None:
        """Let the next tick tell those at once who have not heard of what is new."""
        self._waiting = True

    async def put_off(self, chat: Chat) -> None:
        """Reckon anew when what a chat gets is due."""
        for subscription in await self.state.subscriptions.of_chat(chat.id):
            due = await self.next_due(subscription, chat)
            if due != subscription.next_due:
                await self.state.subscriptions.reschedule(subscription, due)

    async def _occur_all(self, now: datetime) -> int:
        """See to everything that is due; give how many that were."""
        seen: set[int] = set()
        failed = 0
        while True:
            # What failed is still due and comes first again: that many more are asked for.
            due = await self.state.subscriptions.due(now, _BATCH + failed)
            fresh = [one.id for one in due if one.id not in seen]
            if not fresh:
                return len(seen)
            seen.update(fresh)
            for id_ in fresh:
                failed += not await self._see_to(id_, lambda one: self._occur(one, now))

    async def _put_forward(self, now: datetime) -> bool:
        """Reckon anew what is due so late that something may come before: the clock was ahead.

        Tell whether all went well.
        """
        await self.state.outbox.forget_untold(now)
        await self.state.outbox.bring_forward(now)
        done, beyond, near = True, 0, now + shortest_wait(EVERY_DAY)
        while some := await self.state.subscriptions.far_ahead(near, _BATCH, beyond=beyond):
            beyond = some[-1].id
            for one in some:
                if one.next_due is not None and one.next_due - now > _shortest_wait(one):
                    done &= await self._see_to(one.id, self._reckon_anew)
        return done

    async def _reckon_anew(self, subscription: Subscription) -> None:
        """Let a subscription be due when it would be had the clock never been ahead."""
        chat, later = await self._chat(subscription), subscription.next_due
        timetable = await self.timetable(subscription, chat)
        first = timetable.after(self.clock()) if timetable is not None else None
        if first is None or later is None or first >= later:
            return
        due = await self.next_due(subscription, chat)
        if due is not None and due < later:
            await self.state.subscriptions.reschedule(subscription, due)

    async def _see_to(self, id_: int, see_to: Callable[[Subscription], Awaitable[None]]) -> bool:
        """See to a subscription as it is by now; tell whether that went well."""
        try:
            async with self._turn:
                subscription = await self.state.subscriptions.get(id_)
                if subscription is not None:
                    await see_to(subscription)
        except ArchiveError as error:
            log.error("subscription %d was not seen to: %s", id_, error)  # noqa: TRY400
        except Exception:
            log.exception("subscription %d was not seen to", id_)
        else:
            return True
        return False

    async def _occur(self, subscription: Subscription, now: datetime) -> None:
        """Make of a due moment what it is worth: a briefing, or a record that it was missed."""
        if subscription.next_due is None or subscription.next_due > now or subscription.paused:
            return  # it was changed since it was found
        chat = await self._chat(subscription)
        timetable = await self.timetable(subscription, chat)
        if timetable is None:
            raise AssertionError("an instant subscription is never due")
        silent = max(
            (end for end in (subscription.muted_until, chat.paused_until) if end), default=None
        )
        occasion = occasion_of(timetable, subscription.next_due, now, silent=silent)
        await self._skip(subscription, occasion, now)
        if occasion.due is None:
            return
        told = await self._told(subscription, chat, occasion.due, late=occasion.late)
        reach(FaultPoint.COMPOSED)
        occurrence = _occurrence(
            subscription, Trigger.SCHEDULE, occasion.slot, told, due=occasion.due, made=now
        )
        await self._queue(replace(occurrence, late=occasion.late), told, occasion.following)
        reach(FaultPoint.ENQUEUED)

    async def _skip(self, subscription: Subscription, occasion: Occasion, now: datetime) -> None:
        """Record what was missed, and move on to what was not."""
        then = [*(one.due for one in occasion.missed), occasion.due or occasion.following]
        for missed, coming in zip(occasion.missed, then[1:], strict=True):
            skipped = Occurrence(
                subscription=subscription.id,
                trigger=Trigger.SCHEDULE,
                slot=missed.slot,
                due=missed.due,
                made=now,
                corpus=self.archive.snapshot.corpus.version,
                late=True,
                ending=Ending.SKIPPED,
            )
            await self.state.outbox.enqueue(skipped, (), (), coming)
        if not occasion.missed and occasion.due is None:
            await self.state.subscriptions.reschedule(subscription, occasion.following)

    async def _all_instantly(self) -> bool:
        """Tell instant subscriptions what is new; False where that failed for one."""
        self._waiting, done = False, True
        version = self.archive.snapshot.corpus.version
        for subscription in await self.state.subscriptions.of_mode(Mode.INSTANT):
            if subscription.seen != version:
                done &= await self._see_to(subscription.id, self._instantly)
        self._wakes = await self.state.subscriptions.next_heard(Mode.INSTANT, version)
        return done

    async def _instantly(self, subscription: Subscription) -> None:
        """Tell what is new on what a subscription follows, a few messages at once.

        The rest has to wait, and so has everything in quiet hours: all that comes in them is
        told together.
        """
        chat, now = await self._chat(subscription), self.clock()
        corpus = self.archive.snapshot.corpus
        had = await self.state.outbox.occurrences(subscription.id, _MANY)
        sent = [o for o in had if o.trigger is Trigger.INSTANT and o.corpus == corpus.version]
        paused = bool(sent) and timedelta() <= now - sent[0].made < _BETWEEN
        if paused or end_of_quiet(chat.quiet, self.zone_of(subscription, chat), now) > now:
            self._waiting = True
            return
        for number in range(len(sent) + 1, len(sent) + 1 + _AT_ONCE):
            told = await self._told(subscription, chat, now)
            if not told.digest.fresh:
                await self._nothing_new(subscription, corpus.version, now)
                return
            slot = corpus.version if number == 1 else f"{corpus.version} {number}"
            occurrence = _occurrence(subscription, Trigger.INSTANT, slot, told, due=now, made=now)
            if not await self._queue(occurrence, told) or not told.rest:
                return
        self._waiting = True

    async def _nothing_new(self, subscription: Subscription, version: str, now: datetime) -> None:
        """Keep that a corpus has nothing new for an instant subscription."""
        waits = await self.state.outbox.on_their_way(subscription.id, Trigger.INSTANT)
        since = None if waits else now - INSTANT
        await self.state.subscriptions.mark(subscription.id, seen=version, news_since=since)

    async def _reschedule(self, subscription: Subscription) -> None:
        """Move what waits for an anniversary to the first one that the corpus of now knows."""
        now, due = self.clock(), subscription.next_due
        timetable = await self.timetable(subscription, await self._chat(subscription))
        if timetable is not None and (due is None or due > now):
            await self.state.subscriptions.reschedule(subscription, timetable.after(now))

    async def _told(
        self, subscription: Subscription, chat: Chat, moment: datetime, *, late: bool = False
    ) -> _Told:
        """Compose and render what a subscription is told next; that it has had all, once."""
        digest = await self._digest(subscription, chat, moment)
        if not digest.briefing.empty:
            due = moment if late else None
            drafts = self.render.digest(digest, subscription, chat, late=due)
            # Who knows already that it has had everything need not be told again after news.
            last = bool(subscription.exhausted) and (digest.ends or bool(digest.fresh))
            return _Told(digest, tuple(drafts), last=last)
        if digest.exhausted and not subscription.exhausted:
            snapshot, wanted = self.archive.snapshot, subscription.wanted
            related = await asyncio.to_thread(self.composer.related, snapshot, wanted)
            drafts = self.render.exhausted(subscription, chat, related)
            return _Told(digest, tuple(drafts), last=True)
        return _Told(digest)

    async def _digest(self, subscription: Subscription, chat: Chat, moment: datetime) -> Digest:
        snapshot, wanted = self.archive.snapshot, subscription.wanted
        if subscription.mode is Mode.ON_THIS_DAY:
            day = moment.astimezone(self.zone_of(subscription, chat)).date()
            return await asyncio.to_thread(self.composer.on_this_day, snapshot, wanted, day)
        had = await self.state.ledger.had(subscription.chat, subscription.thread)
        fresh = await self._fresh(subscription, snapshot.corpus)
        news = fresh and subscription.news_since and await self.state.ledger.news(subscription)
        return await asyncio.to_thread(
            self.composer.digest,
            snapshot,
            wanted,
            had,
            parts=await self.state.ledger.parts(subscription),
            fresh=fresh,
            news=news or {},
            since=subscription.last_sent or subscription.news_since,
        )

    async def _fresh(self, subscription: Subscription, corpus: Corpus) -> Mapping[str, datetime]:
        """Give the articles that are news to a subscription, each with when it came.

        They are until all that they tell has been told.  To one that was never told anything
        nothing is; but an instant one waits for the latest.
        """
        since = subscription.news_since
        if since is not None and since > self.clock():
            since = None  # the clock was ahead; what has come since then it cannot tell
        if since is None and subscription.mode is Mode.INSTANT:
            latest = await self.state.sources.latest()
            since = latest - INSTANT if latest is not None else None
        if since is None:
            return {}
        came = await self.state.sources.since(since)
        return {id_: came[key] for key, id_ in corpus.article_ids if key in came}

    async def _chat(self, subscription: Subscription) -> Chat:
        chat = await self.state.chats.get(subscription.chat)
        if chat is None:
            raise AssertionError("a subscription's chat is kept as long as it is")
        return chat

    async def _queue(
        self, occurrence: Occurrence, told: _Told, next_due: datetime | None = None
    ) -> bool:
        """Keep an occurrence with what it sends, and wake the sending; False: it was there."""
        if not told.drafts:
            occurrence = replace(occurrence, ending=Ending.NOTHING_NEW)
        new = await self.state.outbox.enqueue(
            occurrence,
            told.drafts,
            told.items,
            next_due,
            exhausted=told.last,
            part=told.part,
            abreast=not told.digest.fresh,
            rest=told.rest,
        )
        if new and told.drafts:
            self.queued()
        return new


def _shortest_wait(subscription: Subscription) -> timedelta:
    """Tell how close its due moments may lie; of anniversaries, that is not known here."""
    return shortest_wait(subscription.days) if subscription.mode is Mode.DIGEST else timedelta()


@dataclass(frozen=True, slots=True)
class _Told:
    """What a chat is told: the digest, its messages, and whether it knows that this was all."""

    digest: Digest
    drafts: tuple[Draft, ...] = ()
    last: bool = False

    @property
    def items(self) -> tuple[str, ...]:
        """What counts as told: an anniversary does not."""
        return () if self.digest.day is not None or not self.drafts else self.digest.items

    @property
    def rest(self) -> bool:
        """Whether there are more news to tell after it."""
        return bool(self.digest.fresh) and self.digest.part < self.digest.parts

    @property
    def part(self) -> int | None:
        """Which part of the archive this is, None where it is none."""
        return self.digest.part if self.items and not self.digest.fresh else None


def _occurrence(
    subscription: Subscription,
    trigger: Trigger,
    slot: str,
    told: _Told,
    *,
    due: datetime,
    made: datetime,
) -> Occurrence:
    return Occurrence(
        subscription=subscription.id,
        trigger=trigger,
        slot=slot,
        due=due,
        made=made,
        corpus=told.digest.corpus.version,
        expires=max(due + CATCH_UP, made + SENDING),
    )
