"""Whether a document belongs to a batch is answered by an index alone."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Makes the index of documents anew, with the batch in it."""
    op.drop_index("receipts_by_document", table_name="receipts")
    op.create_index("receipts_by_document", "receipts", ["document", "batch"])
