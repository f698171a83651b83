"""Keep since when what comes into the corpus is news to a subscription."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: until now, it was when the last briefing that was sent had been composed."""
    op.add_column("subscriptions", sa.Column("news_since", sa.DateTime(timezone=True)))
    op.execute("UPDATE subscriptions SET news_since = last_sent")


def downgrade() -> None:
    """Remove it."""
    op.drop_column("subscriptions", "news_since")
