"""Run by Alembic: migrates on the connection and in the transaction that `vanthu.store.migrate` opened."""

from __future__ import annotations

from alembic import context

from vanthu.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
