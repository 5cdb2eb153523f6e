"""Papers that are not one whole file, and proposals to arrange them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds a table and columns."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("proposals_by_batch", "proposals", ["batch", "state", "id"])
    op.add_column("documents", sa.Column("file", sa.Text(), nullable=True))
    op.add_column("documents", sa.Column("sheets", sa.Text(), server_default="[]", nullable=False))
    op.add_column("documents", sa.Column("moved_to", sa.Text(), server_default="[]", nullable=False))
