"""Fills a store, saying in the record after each step what it was told is safe. Runs with the recorder preloaded:
`python writer.py HOME PAPERS nothing|blobs|store`; the last word is the sync that is left out."""

from __future__ import annotations

import hashlib
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event

from vanthu.records import (
    DocumentText,
    Extraction,
    Line,
    Metadata,
    Outcome,
    Page,
    PageSource,
    Receipt,
    State,
    Word,
    receipt_id,
)
from vanthu.store.blobs_folder import FolderBlobs
from vanthu.store.sql_store import open_store
from vanthu.wiring import SystemClock


def main(home: Path, papers: int, left_out: str) -> None:
    log = os.open(os.environ["RECORD_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    if left_out == "blobs":
        os.fsync = lambda fd: None  # type: ignore[assignment]
    blobs = FolderBlobs(home / "blobs")
    store = open_store(f"sqlite:///{home}/store.sqlite3", blobs, SystemClock())
    if left_out == "store":
        event.listen(store.db.engine, "checkout", lambda c, *_: c.execute("PRAGMA synchronous=NORMAL"))
    for n in range(papers):
        content = hashlib.sha256(str(n).encode()).digest() * (40 + 90 * (n % 3))
        digest = blobs.put(content) if n % 2 else blobs.put_all([content])[0]
        path = f"{n}.txt"
        row = Receipt(
            receipt_id("b", path, None, digest), "b", path, digest, 9, datetime.now(UTC), "local", State.RECEIVED
        )
        store.add_receipts([row])
        os.write(log, f"A 0 0 0 {row.id}\n".encode())
        lease = store.claim("writer", seconds=60)
        assert lease is not None
        store.checkpoint_pages(lease, [Page(1, None, None, PageSource.FILE, (Line(digest, (Word(0, 64),)),))])
        document = store.finish_read(lease, Outcome("text/plain", State.DONE, pages=1))
        assert document is not None
        lease = store.claim("writer", seconds=60)
        assert lease is not None
        store.finish_extract(lease, Extraction(DocumentText(path, digest, (), (), ()), Metadata()))
        os.write(log, f"E 0 0 0 {document.id}\n".encode())
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
