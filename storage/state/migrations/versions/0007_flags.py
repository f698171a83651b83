"""Keep what readers have flagged as wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "flags",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("person", sa.BigInteger, nullable=False),
        sa.Column("fact", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("passage", sa.Integer, nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("wrong", sa.String(16), nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("person", "fact", "wrong", name="flags_once_a_person"),
        sqlite_autoincrement=True,
    )
    op.create_index("flags_queue", "flags", ["settled", "fact"])


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("flags")
