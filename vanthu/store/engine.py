"""The one door to the database: connections, short transactions, its errors as ours.

SQLite: write-ahead log, `synchronous=FULL` (what was acknowledged survives a power cut), writers take their turn at
the start of a transaction (BEGIN IMMEDIATE) and wait for it. PostgreSQL: as it comes.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from vanthu.errors import BadRequest, DiskFull, OperatorError, StoreUnavailable

BUSY_SECONDS: Final = 60.0
_DRIVERS: Final = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class Database:
    """A database that answers `read()` and `write()` with a transaction each."""

    def __init__(self, url: str) -> None:
        """Connects to nothing yet. Raises BadRequest for a URL that names no database that vanthu knows."""
        try:
            parsed = make_url(url)
            kind = parsed.drivername.partition("+")[0]
            if kind not in _DRIVERS:
                raise BadRequest(f"VANTHU_DATABASE_URL: chỉ dùng được SQLite và PostgreSQL, không phải {kind}.")
            parsed = parsed.set(drivername=_DRIVERS[kind])
            self.sqlite = parsed.get_backend_name() == "sqlite"
            self.file = Path(parsed.database) if self.sqlite and parsed.database else None
            self.where = parsed.render_as_string(hide_password=True)
            self.engine = _engine(parsed.render_as_string(hide_password=False), self.sqlite)
        except (ArgumentError, NoSuchModuleError) as error:
            raise BadRequest(
                "VANTHU_DATABASE_URL không phải địa chỉ cơ sở dữ liệu (sqlite:///… hoặc postgresql://…)."
            ) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, and sees one moment. Raises StoreUnavailable."""
        with self._errors(), self._connect(**self._moment()) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: all of it is durable when the block ends, or none. Raises StoreUnavailable,
        DiskFull."""
        with self._errors(), self._connect(vanthu_writes=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Closes the connections."""
        self.engine.dispose()

    def _connect(self, **options: Any) -> Connection:
        return self.engine.connect().execution_options(**options)

    def _moment(self) -> dict[str, Any]:
        return {} if self.sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self.failure(error) from error
        except SQLAlchemyError as error:
            raise StoreUnavailable(f"Cơ sở dữ liệu {self.where} không trả lời: {error}") from error

    def failure(self, error: DBAPIError) -> OperatorError:
        """The database's error as one of ours, with what to do."""
        said = str(error.orig).splitlines()[0] if error.orig and str(error.orig) else type(error.orig).__name__
        if "disk is full" in said or "No space left" in said:
            return DiskFull(f"Ổ đĩa của cơ sở dữ liệu {self.where} đã đầy: giải phóng chỗ rồi chạy lại. ({said})")
        return StoreUnavailable(f"Cơ sở dữ liệu {self.where} không trả lời: {said}")


def insert_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Inserts a row unless its key is there; answers whether it was new. Of two that race one is new."""
    statement = _insert(connection, table).values(**values)
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def insert_all_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows whose keys are not there."""
    if rows:
        connection.execute(_insert(connection, table), rows)


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def _engine(url: str, is_sqlite: bool) -> Engine:
    if not is_sqlite:
        return create_engine(url, pool_pre_ping=True, pool_size=4)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "journal_size_limit=67108864"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switches to the write-ahead log; two processes that create the file at once get "locked" without any wait."""
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.05)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("vanthu_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
