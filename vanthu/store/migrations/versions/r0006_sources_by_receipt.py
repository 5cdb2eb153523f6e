"""An index without which SQLite walks over every source for each new receipt (the key between them is deferred)."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the index."""
    op.create_index("sources_by_receipt", "sources", ["receipt"])
