"""The store: its parts on one database, opened with the tables brought up to date."""

from __future__ import annotations

from pathlib import Path

from vanthu.errors import DiskFull, StoreUnavailable
from vanthu.ports import BlobStore, Clock
from vanthu.store.batches import BatchRows
from vanthu.store.disk import sync
from vanthu.store.documents import DocumentRows
from vanthu.store.engine import Database
from vanthu.store.entries import EntryRows
from vanthu.store.flaws import FlawRows
from vanthu.store.kin import KinRows
from vanthu.store.migrate import migrate
from vanthu.store.outbox import OutboxRows
from vanthu.store.papers import PaperRows
from vanthu.store.readings import ReadingRows
from vanthu.store.receipts import ReceiptRows
from vanthu.store.results import ResultRows
from vanthu.store.work import WorkRows


class SqlStore(
    ReceiptRows,
    BatchRows,
    PaperRows,
    DocumentRows,
    EntryRows,
    ReadingRows,
    FlawRows,
    KinRows,
    WorkRows,
    ResultRows,
    OutboxRows,
):
    """`ports.Store` on SQLAlchemy. Several processes may have it open; one object may serve several threads."""

    def __init__(self, database: Database, blobs: BlobStore, clock: Clock) -> None:
        self.db, self.blobs, self.clock = database, blobs, clock

    def close(self) -> None:
        """Closes the connections."""
        self.db.close()


def open_store(url: str, blobs: BlobStore, clock: Clock) -> SqlStore:
    """The store at a database URL, its tables made or brought up to date (safe in two processes at once).

    Raises BadRequest for a URL that names no database, StoreUnavailable when it does not answer or was written by a
    newer version."""
    database = Database(url)
    if database.file:
        make_folder(database.file.parent)
    migrate(database)
    return SqlStore(database, blobs, clock)


def make_folder(folder: Path) -> None:
    """The folder and those above it, durable. Raises StoreUnavailable, DiskFull."""
    if folder.is_dir():
        return
    try:
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)
    except OSError as error:
        if error.errno in (28, 122):
            raise DiskFull(f"Không còn chỗ để tạo thư mục {folder}: giải phóng chỗ rồi chạy lại.") from error
        raise StoreUnavailable(
            f"Không tạo được thư mục {folder}: {error.strerror}. Chọn thư mục khác bằng VANTHU_HOME."
        ) from error
