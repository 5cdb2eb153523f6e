"""What people said about papers, and how surely pages were read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the two tables. Readings of documents that are here come with their next extraction."""
    op.create_table(
        "entries",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"]),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("entries_by_document", "entries", ["document", "sequence"], unique=False)
    op.create_index("entries_by_kind", "entries", ["kind", "document"], unique=False)
    op.create_table(
        "readings",
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("doubtful", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("least", sa.Float(), nullable=True),
        sa.Column("loose", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reading", sa.Text(), server_default="", nullable=False),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.Column("rank", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["document"], ["documents.id"]),
        sa.PrimaryKeyConstraint("document", "n"),
    )
    op.create_index("readings_by_rank", "readings", ["rank", "document", "n"], unique=False)
