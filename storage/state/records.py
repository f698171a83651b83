"""What the state keeps about chats and briefings, as it crosses the border of the database.

All moments are aware, in UTC.  Local times of day are kept beside the name of their zone, and
only `briefings.schedule` makes moments of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import Enum, StrEnum

EVERY_DAY = frozenset(range(7))

INSTANT = timedelta(microseconds=1)
"""The shortest time that is told apart."""

CATCH_UP = timedelta(hours=6)
"""How late a briefing may still be sent."""


MOST_SUBSCRIPTIONS = 50
"""How many subscriptions a chat may have."""


class Everywhere(Enum):
    """All threads of a chat, where None means that it has none."""

    ANY = "any"


ANY = Everywhere.ANY


class ChatKind(StrEnum):
    """What sort of chat Telegram says it is."""

    PRIVATE = "private"
    GROUP = "group"  # groups and supergroups
    CHANNEL = "channel"


class PauseReason(StrEnum):
    """Why a chat gets no briefings."""

    READER = "reader"  # /pause
    BLOCKED = "blocked"  # the bot was blocked or removed


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of silence, in the chat's own zone; `start` after `end` runs over midnight."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat and its settings.  `zone` is an IANA name, None until somebody told it.

    `everyone` lets all members of a group change settings, not its administrators alone.
    `language` is what was chosen, None for that of people's clients: `client_language`, as far
    as it is known of those who subscribed.
    `paused` with `paused_until` None lasts until it is ended; only `Chats.pause` and
    `Chats.resume` change the two.
    """

    id: int
    kind: ChatKind
    title: str = ""
    zone: str | None = None
    quiet: Quiet | None = None
    silent: bool = False
    everyone: bool = False
    language: str | None = None
    client_language: str | None = None
    paused: PauseReason | None = None
    paused_until: datetime | None = None


class WantedKind(StrEnum):
    """What may be followed."""

    TOPIC = "topic"
    ACTOR = "actor"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a chat follows: a topic or an actor by id, or a phrase; `title` as people are told."""

    kind: WantedKind
    key: str
    title: str


class Mode(StrEnum):
    """When something is sent."""

    DIGEST = "digest"
    INSTANT = "instant"
    ON_THIS_DAY = "onthisday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a chat gets, where and when.

    `id` is 0 until the state has kept it.  `days` count from Monday (0); `at` is the local time,
    in `zone` where the subscription has one of its own, else in the chat's.  `next_due` is None
    for instant ones and where nothing more is to come.  `exhausted` is the corpus version at
    which the chat was told that it has had everything ("" while there is more).  `owner` is the
    user who subscribed (a channel is managed from their private chat).
    """

    chat: int
    wanted: Wanted
    id: int = 0
    thread: int | None = None
    mode: Mode = Mode.DIGEST
    days: frozenset[int] = EVERY_DAY
    at: time | None = None
    zone: str | None = None
    next_due: datetime | None = None
    paused: bool = False
    muted_until: datetime | None = None
    exhausted: str = ""
    owner: int | None = None
    seen: str = ""
    """The corpus version that the last briefing was made from."""
    last_sent: datetime | None = None
    """When the last briefing that was sent had been composed, but for news that have a rest."""
    news_since: datetime | None = None
    """What came into the corpus after this and was not told is news to it; None: nothing is."""


class Trigger(StrEnum):
    """What made an occurrence: its slot is unique for a subscription and trigger."""

    SCHEDULE = "schedule"  # the slot is the local date
    INSTANT = "instant"  # the corpus version, and which of several messages
    NOW = "now"  # the update id of the press or command


class Ending(StrEnum):
    """What an occurrence came to, when nothing (more) is to be sent."""

    QUEUED = "queued"  # its deliveries tell
    NOTHING_NEW = "nothing new"
    SKIPPED = "skipped"  # more than the catch-up window late


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One trigger of a subscription.  `late` marks one that caught up after downtime.

    Its deliveries may be sent from `due` on (an instant one that waits for the end of quiet
    hours is due then) and until `expires`, which is `CATCH_UP` after that where it is None.
    `expired` tells of one that is kept whether some of it could not be sent by then.
    """

    subscription: int
    trigger: Trigger
    slot: str
    due: datetime
    made: datetime
    corpus: str = ""
    late: bool = False
    ending: Ending = Ending.QUEUED
    expires: datetime | None = None
    expired: bool = False


class DeliveryState(StrEnum):
    """Where a delivery stands; the last four are final."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rendered message that is not yet in the outbox; `payload` is JSON, opaque to the state.

    `items` are the ids of what it tells: the ledger's.  `plain` is the text to send where
    Telegram cannot take the message as it is.
    """

    payload: Mapping[str, object]
    items: tuple[str, ...] = ()
    plain: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message of an occurrence in the outbox.

    What nobody set a time for has to wait while its chat is `quiet`, by the clock of `zone`.
    """

    id: int
    subscription: int
    chat: int
    group: bool
    part: int
    payload: Mapping[str, object]
    due: datetime
    expires: datetime
    not_before: datetime
    state: DeliveryState
    thread: int | None = None
    plain: str = ""
    retry_plain: bool = False
    silent: bool = False
    attempts: int = 0
    resent: bool = False
    message: int | None = None
    error: str = ""
    quiet: Quiet | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a delivery: its new state, and what that state needs to be known.

    `pending` tries again, at `not_before` where that is set, else at once; `plain` sends the
    plain text then, and `due` puts it off until then.  `dead` puts what was refused on the
    dead-letter list: it will never be taken.
    """

    state: DeliveryState
    at: datetime
    message: int | None = None
    not_before: datetime | None = None
    due: datetime | None = None
    plain: bool = False
    error: str = ""
    dead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that will never be taken: of which subscription, since when, and why."""

    chat: int
    title: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a start found in doubt: sends to be repeated once, given up, and claims released."""

    resent: int = 0
    given_up: int = 0
    released: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxStats:
    """The outbox in figures.

    `oldest_due` is that of what is still to be sent, `resent` counts what may have been sent
    twice, `skipped` the occurrences that were too late.
    """

    by_state: Mapping[DeliveryState, int] = field(default_factory=dict)
    oldest_due: datetime | None = None
    resent: int = 0
    skipped: int = 0


class Keeping(Enum):
    """What became of the wish to keep something."""

    KEPT = "kept"
    KNOWN = "known"
    FULL = "full"
    OFTEN = "often"  # the person has had their share for now


@dataclass(frozen=True, slots=True, kw_only=True)
class Clipping:
    """A text of the bot's that somebody has saved: of which corpus, and when."""

    id: int
    text: str
    version: str
    at: datetime


class Wrong(StrEnum):
    """What a reader says is wrong about a fact."""

    SPEAKER = "speaker"
    DATE = "date"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedFact:
    """A fact as a flag names it: its kind, its article's key, passage and range, a hash of it all.

    The hash is of its words, too: a fact of another corpus that stands there is another one.
    """

    digest: str
    kind: str
    article: str
    passage: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """What somebody flagged, without who it was."""

    wrong: Wrong
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A fact that waits for an admin: how many flagged it, what they said, the latest first."""

    fact: FlaggedFact
    people: int
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A deed in the audit: who did what in a chat, and when."""

    chat: int
    who: int | None
    what: str
    at: datetime
    detail: str = ""
