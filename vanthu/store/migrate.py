"""Brings a database to the tables of this version when it is opened; refuses one that is newer than the program."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, inspect, text

from vanthu.errors import StoreUnavailable
from vanthu.store.engine import Database

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Every revision in `migrations/versions`, oldest first: the last is this program's."""

_LOCK: Final = 0x76616E746875  # one number for all vanthu programs that talk to a PostgreSQL database


def migrate(database: Database) -> None:
    """Does nothing where the tables are up to date; otherwise one process migrates and others wait for it.

    Raises StoreUnavailable for a database that a newer version has written."""
    with database.read() as connection:
        if _revision(connection, database.where) == REVISIONS[-1]:
            return
    with database.write() as connection:
        if not database.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if _revision(connection, database.where) != REVISIONS[-1]:
            _upgrade(connection)


def _revision(connection: Connection, where: str) -> str | None:
    """The database's revision, None where it is empty. Raises StoreUnavailable for an unknown one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is not None and revision not in REVISIONS:
        raise StoreUnavailable(
            f"Cơ sở dữ liệu {where} do một phiên bản vanthu mới hơn ghi (bản {revision}): "
            "hãy cài phiên bản đó hoặc mới hơn. Dữ liệu chưa bị thay đổi."
        )
    return None if revision is None else str(revision)


def _upgrade(connection: Connection) -> None:
    # Alembic is imported here: most openings find nothing to do, and it costs a tenth of a second.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "vanthu.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
