"""The tables of the state as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
)

from storage.text.letters import well_formed

# The newest revision in migrations/versions; a test holds the two together.
HEAD = "0007"

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite, which has no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times, which would be read as another moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Give the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside.  What a database cannot hold (NUL, half of a pair) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the signature is SQLAlchemy's
        """Give what every database takes."""
        return None if value is None else well_formed(value).replace("\0", "\ufffd")


# SQLite counts ids only in a column of exactly this type.
_COUNTED = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", _COUNTED, primary_key=True, autoincrement=True)


def _of_chat() -> Column[int]:
    chat = ForeignKey("chats.id", onupdate="CASCADE", ondelete="CASCADE")
    return Column("chat", BigInteger, chat, nullable=False)


def _thread() -> Column[int]:
    """A forum topic; 0 for none, since NULLs would all be different in a unique index."""
    return Column("thread", BigInteger, nullable=False)


button_tokens = Table(
    "button_tokens",
    metadata,
    Column("token", String(24), primary_key=True),
    Column("chat", BigInteger, nullable=False),
    # Hash of the action, so that an action of any length can be unique in its chat.
    Column("digest", String(64), nullable=False),
    Column("command", String(64), nullable=False),
    Column("words", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("edit", Boolean, nullable=False),
    Column("version", String(128), nullable=False),
    Column("used", UtcDateTime, nullable=False),
    UniqueConstraint("chat", "digest", name="button_tokens_once_a_chat"),
    Index("button_tokens_by_use", "used"),
)

chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("title", Words, nullable=False),
    Column("zone", String(64)),
    Column("quiet_start", Time),
    Column("quiet_end", Time),
    Column("silent", Boolean, nullable=False),
    Column("everyone", Boolean, nullable=False),
    Column("language", String(35)),
    Column("client_language", String(35)),
    Column("paused", String(16)),
    Column("paused_until", UtcDateTime),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    _id(),
    _of_chat(),
    _thread(),
    Column("kind", String(16), nullable=False),
    Column("key", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("mode", String(16), nullable=False),
    # The digits of the days, Monday 0: "01234" on weekdays.
    Column("days", String(7), nullable=False),
    Column("at", Time),
    Column("zone", String(64)),
    Column("next_due", UtcDateTime),
    Column("paused", Boolean, nullable=False),
    Column("muted_until", UtcDateTime),
    Column("exhausted", String(128), nullable=False),
    Column("owner", BigInteger),
    Column("seen", String(128), nullable=False),
    Column("last_sent", UtcDateTime),
    Column("news_since", UtcDateTime),
    UniqueConstraint("chat", "thread", "kind", "key", "mode", name="subscriptions_once"),
    Index("subscriptions_due", "next_due"),
    # An id is never given again: an old button must not reach another's subscription.
    sqlite_autoincrement=True,
)

occurrences = Table(
    "occurrences",
    metadata,
    _id(),
    Column("subscription", ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False),
    Column("trigger", String(16), nullable=False),
    Column("slot", String(128), nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("made", UtcDateTime, nullable=False),
    Column("corpus", String(128), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("ending", String(16), nullable=False),
    UniqueConstraint("subscription", "trigger", "slot", name="occurrences_once"),
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("occurrence", ForeignKey("occurrences.id", ondelete="CASCADE"), nullable=False),
    _of_chat(),
    _thread(),
    Column("part", Integer, nullable=False),
    # JSON in ASCII, as it came: a message that is sent again is the same to the byte.
    Column("payload", Text, nullable=False),
    Column("plain", Words, nullable=False),
    Column("retry_plain", Boolean, nullable=False),
    Column("silent", Boolean, nullable=False),
    # "Send now": goes out although its chat has paused.
    Column("asked", Boolean, nullable=False),
    Column("due", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("lease", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("resent", Boolean, nullable=False),
    Column("message", BigInteger),
    Column("error", Words, nullable=False),
    Column("dead", Boolean, nullable=False),
    # When it became final; what has none is the queue.
    Column("settled", UtcDateTime),
    UniqueConstraint("occurrence", "part", name="deliveries_once"),
    # Not a partial index: declaring one for PostgreSQL imports its dialect at every start.
    Index("deliveries_queue", "settled", "due", "id"),
    Index("deliveries_of_chat", "chat", "settled", "due"),
    sqlite_autoincrement=True,
)

ledger = Table(
    "ledger",
    metadata,
    Column(
        "chat",
        BigInteger,
        ForeignKey("chats.id", onupdate="CASCADE", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("thread", BigInteger, primary_key=True, autoincrement=False),
    Column("item", String(128), primary_key=True),
    # Which one told it, 0 where none did.  No key: the ledger outlives what is pruned.
    Column("delivery", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    # Whose briefing it was in, and in which part of the archive; NULL where that was no part.
    Column("subscription", BigInteger),
    Column("part", Integer),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    # Not a key: deeds of chats that have no settings are noted, too.
    Column("chat", BigInteger, nullable=False),
    Column("who", BigInteger),
    Column("what", String(64), nullable=False),
    Column("detail", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("audit_of_chat", "chat", "id"),
    sqlite_autoincrement=True,
)

clippings = Table(
    "clippings",
    metadata,
    _id(),
    # Not a key: who has saved something need not have settings.
    Column("chat", BigInteger, nullable=False),
    # Hash of the text, so that a text of any length can be unique in its chat.
    Column("digest", String(64), nullable=False),
    Column("text", Words, nullable=False),
    Column("version", String(128), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("chat", "digest", name="clippings_once_a_chat"),
    sqlite_autoincrement=True,
)

flags = Table(
    "flags",
    metadata,
    _id(),
    # Not a key: who has flagged something need not have settings.  Their private chat's id.
    Column("person", BigInteger, nullable=False),
    # Hash of the fact: of what kind it is, where, and its words.
    Column("fact", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    # The article's key, which outlasts its short id.
    Column("article", Words, nullable=False),
    Column("passage", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("wrong", String(16), nullable=False),
    Column("comment", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # When an admin had done with it; what has none is the queue.
    Column("settled", UtcDateTime),
    UniqueConstraint("person", "fact", "wrong", name="flags_once_a_person"),
    Index("flags_queue", "settled", "fact"),
    sqlite_autoincrement=True,
)

sources = Table(
    "sources",
    metadata,
    Column("key", Words, primary_key=True),
    Column("content", String(128), nullable=False),
    # NULL: it was there from the beginning.
    Column("since", UtcDateTime),
    Index("sources_since", "since"),
)
