"""Keep which part of the archive an item was told in, and by which subscription."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("ledger", sa.Column("subscription", sa.BigInteger))
    op.add_column("ledger", sa.Column("part", sa.Integer))


def downgrade() -> None:
    """Remove them."""
    op.drop_column("ledger", "part")
    op.drop_column("ledger", "subscription")
