"""Whatever happens in whatever order, crashes included, the outbox does what its model does.

A crash is taken at its word: at some statement of some transaction the files are copied as they
are on the disk, and all goes on with the copy.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select

from storage.state import State
from storage.state.records import (
    Chat,
    ChatKind,
    DeliveryState,
    Draft,
    Occurrence,
    PauseReason,
    Recovered,
    Settled,
    Subscription,
    Trigger,
    Wanted,
    WantedKind,
)
from storage.state.schema import deliveries, ledger, subscriptions

PENDING, CLAIMED, SENDING = (
    DeliveryState.PENDING,
    DeliveryState.CLAIMED,
    DeliveryState.SENDING,
)
OPEN = {PENDING, CLAIMED, SENDING}
UNTOLD = {DeliveryState.REFUSED, DeliveryState.EXPIRED}


@dataclass(slots=True, kw_only=True)
class Row:
    """A delivery."""

    id: int
    chat: int
    occurrence: int
    part: int
    due: datetime
    expires: datetime
    not_before: datetime
    asked: bool
    items: frozenset[str]
    state: DeliveryState = PENDING
    lease: datetime | None = None
    attempts: int = 0
    resent: bool = False
    arrived: int = 0
    """How often the chat has got it: what only Telegram knows."""
    called: bool = False
    """Whether the call that is under way has arrived."""

    @property
    def place(self) -> tuple[datetime, int]:
        return self.due, self.id

    def free(self, now: datetime) -> bool:
        return self.state is PENDING or (self.state is CLAIMED and self.lease <= now)

    def under_way(self, now: datetime) -> bool:
        return self.state is SENDING or (self.state is CLAIMED and self.lease > now)


@dataclass(slots=True)
class Model:
    """The outbox of some chats that have a subscription each."""

    rows: dict[int, Row] = field(default_factory=dict)
    slots: set[tuple[int, Trigger, str]] = field(default_factory=set)
    paused: set[int] = field(default_factory=set)
    next_due: dict[int, datetime] = field(default_factory=dict)

    def enqueue(
        self,
        occurrence: Occurrence,
        chat: int,
        items: list[frozenset[str]],
        next_due: datetime,
        ids: list[int],
    ) -> bool:
        if occurrence.trigger is Trigger.SCHEDULE and self.next_due[chat] <= occurrence.made:
            self.next_due[chat] = next_due
        slot = (chat, occurrence.trigger, occurrence.slot)
        if slot in self.slots:
            return False
        self.slots.add(slot)
        for part, (one, id_) in enumerate(zip(items, ids, strict=True)):
            self.rows[id_] = Row(
                id=id_,
                chat=chat,
                occurrence=len(self.slots),
                part=part,
                due=occurrence.due,
                expires=occurrence.due + timedelta(hours=6),
                not_before=occurrence.due,
                asked=occurrence.trigger is Trigger.NOW,
                items=one,
            )
        return True

    def claim(
        self, now: datetime, lease: timedelta, limit: int, busy: Collection[int]
    ) -> list[int]:
        ready = [
            row for row in self.rows.values() if row.chat not in busy and self._ready(row, now)
        ]
        taken = sorted(ready, key=lambda row: row.place)[:limit]
        for row in taken:
            row.state, row.lease = CLAIMED, now + lease
        return [row.id for row in taken]

    def _ready(self, row: Row, now: datetime) -> bool:
        if not (row.free(now) and row.not_before <= now < row.expires):
            return False
        awake = row.chat not in self.paused
        return (awake or row.asked) and not any(
            other.under_way(now)
            or (other.place < row.place and other.expires > now and (awake or other.asked))
            for other in self.open_of(row.chat)
            if other is not row
        )

    def open_of(self, chat: int) -> Iterator[Row]:
        return (row for row in self.rows.values() if row.chat == chat and row.state in OPEN)

    def begin(self, id_: int, now: datetime) -> bool:
        row = self.rows[id_]
        if row.state is not CLAIMED or row.lease <= now or row.expires <= now:
            return False
        row.state, row.attempts, row.called = SENDING, row.attempts + 1, False
        row.lease = now + timedelta(minutes=5)
        return True

    def arrive(self, id_: int) -> None:
        self.rows[id_].arrived += 1
        self.rows[id_].called = True

    def settle(self, id_: int, settled: Settled) -> bool:
        row = self.rows[id_]
        if row.state not in OPEN:
            return False
        row.state, row.lease = settled.state, None
        if settled.state is PENDING:
            row.not_before = settled.not_before or settled.at
        return True

    def release(self, ids: Collection[int]) -> int:
        claimed = [self.rows[id_] for id_ in ids if self.rows[id_].state is CLAIMED]
        for row in claimed:
            row.state, row.lease = PENDING, None
        return len(claimed)

    def expire(self, now: datetime) -> int:
        late = [
            row
            for row in self.rows.values()
            if row.state in OPEN and row.free(now) and row.expires <= now
        ]
        for row in late:
            row.state = DeliveryState.UNKNOWN if row.resent else DeliveryState.EXPIRED
            row.lease = None
        return len(late)

    def recover(self, now: datetime) -> Recovered:
        sending = [row for row in self.rows.values() if row.state is SENDING]
        claimed = [row for row in self.rows.values() if row.state is CLAIMED]
        given_up = [row for row in sending if row.resent]
        for row in (*sending, *claimed):
            row.lease = None
            row.state = DeliveryState.UNKNOWN if row in given_up else PENDING
        for row in sending:
            if row not in given_up:
                row.resent, row.not_before = True, now
        return Recovered(len(sending) - len(given_up), len(given_up), len(claimed))

    def had(self, chat: int) -> frozenset[str]:
        """Give what a chat has had, or will have had."""
        return frozenset(
            item
            for row in self.rows.values()
            if row.chat == chat and (row.state not in UNTOLD or row.resent)
            for item in row.items
        )


NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
EXAMPLES = int(os.environ.get("NEWSDESK_OUTBOX_EXAMPLES", "20"))
CHATS = (1, 2, 3)


def killed_at(last: int) -> st.SearchStrategy[int | None]:
    """Draw at which statement of a transaction the process is killed; mostly it is not."""
    return st.sampled_from([*[None] * (2 * last + 2), *range(last + 1)])


class Killed(BaseException):
    """The process ends here."""


class OutboxMachine(RuleBasedStateMachine):
    """Does everything to the outbox and to its model, and compares the two."""

    def __init__(self, blank: str | Path) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folders = Path(tempfile.mkdtemp(prefix="newsdesk-outbox-"))
        self.place: str | Path = blank
        self.crashes = 0
        if isinstance(blank, Path):
            self.place = self._copied(blank)
        self.now = NOON
        self.model = Model()
        self.kill_at: int | None = None
        self.subscription: dict[int, int] = {}
        self.state = self._opened()

    # The database

    def _opened(self) -> State:
        state = self.runner.run(State.open(self.place, clock=lambda: self.now))
        engine = state._connections._engine.sync_engine
        for name in ("before_cursor_execute", "commit"):
            event.listen(engine, name, self._maybe_kill)
        return state

    def _maybe_kill(self, *_: Any) -> None:
        if self.kill_at is not None:
            self.kill_at -= 1
            if self.kill_at < 0:
                self._crash_files()
                raise Killed

    def _crash_files(self) -> None:
        """Keep what is on the disk at this moment, an open transaction in the journal too."""
        if isinstance(self.place, Path):
            self.place = self._copied(self.place)
        self.kill_at = None

    def _copied(self, path: Path) -> Path:
        self.crashes += 1
        copy = self.folders / str(self.crashes) / "state.db"
        copy.parent.mkdir()
        for part in ("", "-wal"):
            if path.with_name(path.name + part).exists():
                shutil.copyfile(path.with_name(path.name + part), copy.with_name(copy.name + part))
        return copy

    def _do(self, work: Callable[[], Awaitable[Any]]) -> Any:
        async def run() -> Any:
            return await work()

        return self.runner.run(run())

    def _reopen(self) -> None:
        old, self.kill_at = self.state, None
        self.state = self._opened()
        self.runner.run(old.close())

    def _start_again(self) -> None:
        self._reopen()
        recovered = self._do(lambda: self.state.outbox.recover(self.now))
        assert recovered == self.model.recover(self.now)

    def teardown(self) -> None:
        try:
            self._drain()
        finally:
            self.runner.run(self.state.close())
            self.runner.close()
            shutil.rmtree(self.folders)

    # What happens

    @initialize()
    def subscribe(self) -> None:
        async def subscribe() -> None:
            for chat in CHATS:
                await self.state.chats.ensure(Chat(id=chat, kind=ChatKind.PRIVATE))
                wish = Subscription(
                    chat=chat,
                    wanted=Wanted(WantedKind.TOPIC, "asia", "Asia"),
                    at=time(12),
                    next_due=NOON,
                )
                self.subscription[chat] = (await self.state.subscriptions.add(wish)).id

        self._do(subscribe)
        self.model.next_due = dict.fromkeys(CHATS, NOON)
        for chat in CHATS[:2]:
            parts = [frozenset({"u"}), frozenset({"v", "w"})]
            self._enqueue(chat, Trigger.SCHEDULE, "a", self.now, parts, None)

    @rule(
        chat=st.sampled_from(CHATS),
        trigger=st.sampled_from(Trigger),
        slot=st.sampled_from("abcd"),
        delay=st.sampled_from([-300, -1, 0, 0, 0, 2]),
        items=st.lists(st.frozensets(st.sampled_from("uvwxyz"), max_size=2), max_size=3),
        killed=killed_at(16),
    )
    def enqueue(self, chat, trigger, slot, delay, items, killed) -> None:  # noqa: PLR0917 - drawn
        due = self.now + timedelta(minutes=delay)
        self._enqueue(chat, trigger, slot, due, items, killed)

    def _enqueue(self, chat, trigger, slot, due, items, killed) -> None:  # noqa: PLR0917 - as above
        occurrence = Occurrence(
            subscription=self.subscription[chat],
            trigger=trigger,
            slot=slot,
            due=due,
            made=self.now,
        )
        drafts = [Draft(payload={"n": n}, items=tuple(one)) for n, one in enumerate(items)]
        next_due = self.now + timedelta(days=1)
        self._compare(
            lambda: self.state.outbox.enqueue(occurrence, drafts, (), next_due),
            lambda: self.model.enqueue(occurrence, chat, items, next_due, self._newest(len(items))),
            killed,
        )

    def _newest(self, count: int) -> list[int]:
        """Give the latest ids: a transaction that was undone leaves a hole in their row."""

        async def newest() -> list[int]:
            query = select(deliveries.c.id).order_by(deliveries.c.id.desc()).limit(count)
            async with self.state._connections.reading() as connection:
                return sorted((await connection.execute(query)).scalars())

        return self._do(newest)

    @rule(
        limit=st.integers(1, 4),
        busy=st.sets(st.sampled_from(CHATS), max_size=1),
        killed=killed_at(4),
    )
    def claim(self, limit, busy, killed) -> None:
        self._claim(limit, busy, killed)

    def _claim(self, limit: int, busy: Collection[int], killed: int | None) -> None:
        async def claim() -> list[int]:
            return [one.id for one in await self.state.outbox.claim(self.now, LEASE, limit, busy)]

        self._compare(claim, lambda: self.model.claim(self.now, LEASE, limit, busy), killed)

    @precondition(lambda self: self.model.rows)
    @rule(data=st.data(), killed=killed_at(3))
    def begin(self, data, killed) -> None:
        self._begin(self._one(data, CLAIMED), killed)

    def _begin(self, id_: int, killed: int | None) -> None:
        self._compare(
            lambda: self.state.outbox.begin(id_, self.now),
            lambda: self.model.begin(id_, self.now),
            killed,
        )

    @rule(data=st.data(), far=st.sampled_from(["begun", "arrived", "settled", "failed"]))
    def send(self, data, far) -> None:
        """Claim all that can be, begin it, make the calls, and keep what became of them."""
        self._claim(9, (), None)
        for row in self._in(CLAIMED):
            self._begin(row.id, None)
        for row in self._in(SENDING):
            if far in {"arrived", "settled"}:
                self._arrive(row)
            if far in {"settled", "failed"}:
                self._settle(row, data, None, None)

    @precondition(lambda self: self._in(SENDING))
    @rule(data=st.data())
    def arrive(self, data) -> None:
        """A call reaches Telegram, which delivers the message."""
        self._arrive(data.draw(st.sampled_from(self._in(SENDING))))

    def _arrive(self, row: Row) -> None:
        if not row.called:
            self.model.arrive(row.id)

    @precondition(lambda self: self.model.rows)
    @rule(data=st.data(), wait=st.sampled_from([None, 30, 90]), killed=killed_at(6))
    def settle(self, data, wait, killed) -> None:
        row = self.model.rows[self._one(data, SENDING)]
        if row.state is SENDING or row.state not in OPEN:  # only who sends; final ones stay
            self._settle(row, data, wait, killed)

    def _settle(self, row: Row, data: Any, wait: int | None, killed: int | None) -> None:
        ends = [DeliveryState.SENT, DeliveryState.SENT, DeliveryState.UNKNOWN]
        if not row.called:
            ends = [DeliveryState.UNKNOWN, DeliveryState.REFUSED, PENDING, DeliveryState.EXPIRED]
        settled = Settled(
            state=data.draw(st.sampled_from(ends)),
            at=self.now,
            not_before=self.now + timedelta(seconds=wait) if wait else None,
        )
        self._compare(
            lambda: self.state.outbox.settle(row.id, settled),
            lambda: self.model.settle(row.id, settled),
            killed,
        )

    @precondition(lambda self: self.model.rows)
    @rule(data=st.data(), killed=killed_at(2))
    def release(self, data, killed) -> None:
        ids = data.draw(st.lists(st.sampled_from(sorted(self.model.rows)), max_size=3, unique=True))
        self._compare(
            lambda: self.state.outbox.release(ids), lambda: self.model.release(ids), killed
        )

    @rule(killed=killed_at(6))
    def expire(self, killed) -> None:
        self._compare(
            lambda: self.state.outbox.expire(self.now), lambda: self.model.expire(self.now), killed
        )

    @rule(chat=st.sampled_from(CHATS))
    def pause(self, chat) -> None:
        self._do(lambda: self.state.chats.pause(chat, PauseReason.READER))
        self.model.paused.add(chat)

    @rule(chat=st.sampled_from(CHATS))
    def resume(self, chat) -> None:
        self._do(lambda: self.state.chats.resume(chat))
        self.model.paused.discard(chat)

    @rule(minutes=st.sampled_from([0.5, 0.5, 1, 1, 2, 2, 120, 361]))
    def time_goes_by(self, minutes) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def crash(self) -> None:
        self._crash_files()
        self._start_again()

    @rule(killed=st.integers(0, 5))
    def crash_at_the_start(self, killed) -> None:
        """It is killed again while it puts in order what the last crash left."""
        self._crash_files()
        self._reopen()
        self._compare(
            lambda: self.state.outbox.recover(self.now),
            lambda: self.model.recover(self.now),
            killed,
        )

    # What is compared

    def _compare(
        self, real: Callable[[], Awaitable[Any]], model: Callable[[], Any], killed: int | None
    ) -> None:
        """Do something to both; where the process is killed in the middle, it did not happen."""
        self.kill_at = killed
        try:
            done = self._do(real)
        except Killed:
            self._start_again()
            return
        finally:
            self.kill_at = None
        assert done == model()

    def _in(self, state: DeliveryState) -> list[Row]:
        return [row for row in self.model.rows.values() if row.state is state]

    def _one(self, data: Any, mostly: DeliveryState) -> int:
        """Draw a delivery: of a state where there is one, now and then any."""
        rows = self._in(mostly)
        if not rows or data.draw(st.integers(0, 9)) == 0:
            rows = list(self.model.rows.values())
        return data.draw(st.sampled_from(rows)).id

    @invariant()
    def both_are_the_same(self) -> None:
        rows, had, next_due = self._do(self._dumped)
        assert rows == {
            row.id: (
                *(row.chat, row.state, row.lease, row.not_before, row.attempts, row.resent),
                row.state in OPEN,
            )
            for row in self.model.rows.values()
        }
        assert had == {(chat, item) for chat in CHATS for item in self.model.had(chat)}
        assert next_due == self.model.next_due

    async def _dumped(self) -> tuple[Any, ...]:
        async with self.state._connections.reading() as connection:
            rows = {
                row.id: (
                    *(row.chat, row.state, row.lease, row.not_before, row.attempts, row.resent),
                    row.settled is None,
                )
                for row in await connection.execute(select(deliveries))
            }
            had = await connection.execute(select(ledger.c.chat, ledger.c.item))
            due = await connection.execute(select(subscriptions.c.chat, subscriptions.c.next_due))
            return rows, {tuple(row) for row in had}, {row.chat: row.next_due for row in due}

    @invariant()
    def nothing_arrives_twice_but_what_a_crash_left_in_doubt_and_that_is_counted(self) -> None:
        for row in self.model.rows.values():
            assert row.arrived <= (2 if row.resent else 1)

    @invariant()
    def a_chat_is_sent_one_after_the_other_and_parts_in_their_order(self) -> None:
        sending = Counter(row.chat for row in self._in(SENDING))
        assert all(count == 1 for count in sending.values())
        for row in self._in(SENDING):
            assert not [
                other
                for other in self.model.open_of(row.chat)
                if other.occurrence == row.occurrence and other.part < row.part
            ]

    def _drain(self) -> None:
        """In the end all is sent that is still in its time, in order, and nothing is left."""
        for chat in CHATS:
            self.resume(chat)
        self.crash()
        while open_ := [row for row in self.model.rows.values() if row.state in OPEN]:
            self.expire(None)
            claimed = self.model.claim(self.now, LEASE, 9, ())
            assert claimed == [one.id for one in self._do(self._claim_all)]
            for id_ in claimed:
                self._compare_sent(id_)
            if not claimed:
                later = [row.not_before for row in open_ if row.not_before > self.now]
                self.now = min(later, default=self.now + timedelta(hours=7))
        for row in self.model.rows.values():
            assert row.arrived or row.state is not DeliveryState.SENT
            assert row.arrived <= (2 if row.resent else 1)
        self.both_are_the_same()

    async def _claim_all(self) -> Any:
        return await self.state.outbox.claim(self.now, LEASE, 9)

    def _compare_sent(self, id_: int) -> None:
        sent = Settled(state=DeliveryState.SENT, at=self.now, message=id_)
        assert self._do(lambda: self.state.outbox.begin(id_, self.now))
        assert self.model.begin(id_, self.now)
        self.model.arrive(id_)
        assert self._do(lambda: self.state.outbox.settle(id_, sent))
        assert self.model.settle(id_, sent)


@pytest.mark.timeout(600)
def test_the_outbox_in_a_file_does_what_its_model_does(blank_file):
    run_state_machine_as_test(
        lambda: OutboxMachine(blank_file),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.timeout(600)
def test_the_outbox_in_postgresql_does_what_its_model_does(emptied_database):
    run_state_machine_as_test(
        lambda: OutboxMachine(emptied_database()),
        settings=settings(
            max_examples=EXAMPLES // 2,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
