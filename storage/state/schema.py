"""The tables of the state as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

# The newest revision in migrations/versions; a test holds the two together.
HEAD = "0001"

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
