"""Lists of papers inside archives, and envelopes, speak of their members; batches know that pictures came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes both tables of lists anew with the container in their keys; what there is belongs to none."""
    op.add_column("batches", sa.Column("pictures", sa.Integer(), server_default="0", nullable=False))
    op.rename_table("catalogues", "catalogues_before")
    op.create_table(
        "catalogues",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"]),
        sa.PrimaryKeyConstraint("batch", "container"),
    )
    op.execute(
        "INSERT INTO catalogues (batch, container, sha256, data) SELECT batch, '', sha256, data FROM catalogues_before"
    )
    op.drop_table("catalogues_before")
    op.drop_index("listed_by_batch", table_name="listed")
    op.rename_table("listed", "listed_before")
    op.create_table(
        "listed",
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["receipt"], ["receipts.id"]),
        sa.PrimaryKeyConstraint("receipt", "container"),
    )
    op.execute(
        'INSERT INTO listed (receipt, container, batch, "row", rule, data) '
        """SELECT receipt, '', batch, "row", 'danh-muc', data FROM listed_before"""
    )
    op.drop_table("listed_before")
    op.create_index("listed_by_batch", "listed", ["batch", "container", "row"])
