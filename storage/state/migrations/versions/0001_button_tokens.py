"""Keep what buttons do, so that they work after a restart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of button tokens."""
    op.create_table(
        "button_tokens",
        sa.Column("token", sa.String(24), primary_key=True),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("command", sa.String(64), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("edit", sa.Boolean, nullable=False),
        sa.Column("version", sa.String(128), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("chat", "digest", name="button_tokens_once_a_chat"),
    )
    op.create_index("button_tokens_by_use", "button_tokens", ["used"])


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("button_tokens")
