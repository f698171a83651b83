"""Keep chats, their subscriptions, the outbox, what was told, and who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COUNTED = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of briefings."""
    _make_chats()
    _make_subscriptions()
    _make_occurrences()
    _make_deliveries()
    _make_ledger_and_audit()
    _make_sources()


def downgrade() -> None:
    """Remove them."""
    for table in (
        *("sources", "audit", "ledger", "deliveries"),
        *("occurrences", "subscriptions", "chats"),
    ):
        op.drop_table(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", _COUNTED, primary_key=True, autoincrement=True)


def _of_chat(*, primary_key: bool = False) -> sa.Column[int]:
    chat = sa.ForeignKey("chats.id", onupdate="CASCADE", ondelete="CASCADE")
    return sa.Column(
        "chat",
        sa.BigInteger,
        chat,
        nullable=False,
        primary_key=primary_key,
        autoincrement=False,
    )


def _make_chats() -> None:
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("zone", sa.String(64)),
        sa.Column("quiet_start", sa.Time),
        sa.Column("quiet_end", sa.Time),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("everyone", sa.Boolean, nullable=False),
        sa.Column("language", sa.String(35)),
        sa.Column("paused", sa.String(16)),
        sa.Column("paused_until", _MOMENT),
    )


def _make_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        _id(),
        _of_chat(),
        sa.Column("thread", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("days", sa.String(7), nullable=False),
        sa.Column("at", sa.Time),
        sa.Column("zone", sa.String(64)),
        sa.Column("next_due", _MOMENT),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("muted_until", _MOMENT),
        sa.Column("exhausted", sa.String(128), nullable=False),
        sa.Column("owner", sa.BigInteger),
        sa.Column("seen", sa.String(128), nullable=False),
        sa.Column("last_sent", _MOMENT),
        sa.UniqueConstraint("chat", "thread", "kind", "key", "mode", name="subscriptions_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("subscriptions_due", "subscriptions", ["next_due"])


def _make_occurrences() -> None:
    subscription = sa.ForeignKey("subscriptions.id", ondelete="CASCADE")
    op.create_table(
        "occurrences",
        _id(),
        sa.Column("subscription", _COUNTED, subscription, nullable=False),
        sa.Column("trigger", sa.String(16), nullable=False),
        sa.Column("slot", sa.String(128), nullable=False),
        sa.Column("due", _MOMENT, nullable=False),
        sa.Column("made", _MOMENT, nullable=False),
        sa.Column("corpus", sa.String(128), nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("ending", sa.String(16), nullable=False),
        sa.UniqueConstraint("subscription", "trigger", "slot", name="occurrences_once"),
        sqlite_autoincrement=True,
    )


def _make_deliveries() -> None:
    occurrence = sa.ForeignKey("occurrences.id", ondelete="CASCADE")
    op.create_table(
        "deliveries",
        _id(),
        sa.Column("occurrence", _COUNTED, occurrence, nullable=False),
        _of_chat(),
        sa.Column("thread", sa.BigInteger, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("plain", sa.Text, nullable=False),
        sa.Column("retry_plain", sa.Boolean, nullable=False),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("asked", sa.Boolean, nullable=False),
        sa.Column("due", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
        sa.Column("not_before", _MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lease", _MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("resent", sa.Boolean, nullable=False),
        sa.Column("message", sa.BigInteger),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("dead", sa.Boolean, nullable=False),
        sa.Column("settled", _MOMENT),
        sa.UniqueConstraint("occurrence", "part", name="deliveries_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("deliveries_queue", "deliveries", ["settled", "due", "id"])
    op.create_index("deliveries_of_chat", "deliveries", ["chat", "settled", "due"])


def _make_ledger_and_audit() -> None:
    op.create_table(
        "ledger",
        _of_chat(primary_key=True),
        sa.Column("thread", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("item", sa.String(128), primary_key=True),
        sa.Column("delivery", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "audit",
        _id(),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("who", sa.BigInteger),
        sa.Column("what", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_of_chat", "audit", ["chat", "id"])


def _make_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("content", sa.String(128), nullable=False),
        sa.Column("since", _MOMENT),
    )
    op.create_index("sources_since", "sources", ["since"])
