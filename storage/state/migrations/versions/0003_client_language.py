"""Keep in which language the client of who subscribed is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("chats", sa.Column("client_language", sa.String(35)))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("chats", "client_language")
