"""Batches with what people decided about them, lists of papers, work by batch, measured pace; documents know what read
them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Adds tables and columns; every batch that has receipts gets its row."""
    op.create_table(
        "batches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("batches_by_time", "batches", ["created_at", "id"])
    op.execute(
        "INSERT INTO batches (id, created_at, created_by) "
        "SELECT batch, MIN(received_at), MIN(received_by) FROM receipts GROUP BY batch"
    )
    op.create_table(
        "catalogues",
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch"], ["batches.id"]),
        sa.PrimaryKeyConstraint("batch"),
    )
    op.create_table(
        "listed",
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["receipt"], ["receipts.id"]),
        sa.PrimaryKeyConstraint("receipt"),
    )
    op.create_index("listed_by_batch", "listed", ["batch", "row"])
    op.create_table(
        "pace",
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("step", "minute"),
    )
    op.create_index("receipts_by_batch_state", "receipts", ["batch", "state", "path", "id"])
    op.add_column("jobs", sa.Column("batch", sa.Text(), server_default="", nullable=False))
    op.add_column("jobs", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "UPDATE jobs SET batch = COALESCE((SELECT MIN(batch) FROM receipts "
        "WHERE receipts.id = jobs.subject OR receipts.document = jobs.subject), '')"
    )
    op.drop_index("jobs_in_order", table_name="jobs")
    op.create_index("jobs_in_turn", "jobs", ["failed", "held", "rank", "entered"])
    op.create_index("jobs_by_batch", "jobs", ["batch", "rank", "entered"])
    op.create_index("jobs_by_time", "jobs", ["not_before"])
    op.add_column("documents", sa.Column("read_by", sa.Text(), server_default="", nullable=False))
