"""The review list and the page of a batch over very many pages: how long a page takes, by which indexes, in how much
memory.

    python tests/bench/lists.py [--pages 100000] [--times 40]

One scan of our own is read; its row is then made so many times over (the same pages and facts, other ids, names, states
and confidences), as one batch of as many files. Each address is asked in turn; what the store was asked is explained.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event, select, text

from ingest.receive import receive
from search_api.web.app import build
from search_api.web.desk import LOCAL
from tests.test_search_api.archive import carried
from vanthu.ports import Services
from vanthu.settings import Settings
from vanthu.store.sql_store import SqlStore
from vanthu.store.tables import documents, flaws, listed, readings, receipts
from vanthu.wiring import open_services

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

SCAN: Final = Path(__file__).parents[2] / "samples" / "files" / "12-cong-van-giao-so.jpg"
BATCH: Final = "rat-nhieu"
TOGETHER: Final = 5_000
STATES: Final = ("done", "done_with_warnings", "partial", "corrupt", "needs_password")
SHARES: Final = (90, 6, 2, 1, 1)


def filled(services: Services, pages: int) -> None:
    """The archive with one scan, made into so many."""
    assert isinstance(services.store, SqlStore)
    list(receive([SCAN], services.blobs, services.store, batch="mau", by="local", clock=services.clock))
    carried(services)
    chance = random.Random(1)
    with services.store.db.write() as connection:
        paper, receipt, reading = (
            dict(connection.execute(select(table)).mappings().first() or {})
            for table in (documents, receipts, readings)
        )
        connection.execute(
            text("INSERT INTO batches (id, created_at, created_by) SELECT :id, 1, 'local'"), {"id": BATCH}
        )
        for start in range(0, pages, TOGETHER):
            some = range(start, min(start + TOGETHER, pages))
            states = chance.choices(STATES, SHARES, k=len(some))
            connection.execute(
                documents.insert(), [_paper(paper, n, state) for n, state in zip(some, states, strict=True)]
            )
            connection.execute(
                receipts.insert(), [_receipt(receipt, n, state) for n, state in zip(some, states, strict=True)]
            )
            connection.execute(readings.insert(), [_reading(reading, n, chance.uniform(0.8, 1.0)) for n in some])
            odd = [{"document": f"d{n:024}", "n": 1, "kind": "skew", "value": 2.0} for n in some if n % 20 == 0]
            connection.execute(flaws.insert(), odd)
            told = {"container": "", "batch": BATCH, "rule": "danh-muc", "data": '{"number": "1/MẪU"}'}
            connection.execute(listed.insert(), [{**told, "receipt": f"r{n:024}", "row": n + 1} for n in some if n % 2])


def _paper(row: dict[str, Any], n: int, state: str) -> dict[str, Any]:
    return {**row, "id": f"d{n:024}", "sha256": f"{n:064}", "name": f"{n:06}.pdf", "state": state}


def _receipt(row: dict[str, Any], n: int, state: str) -> dict[str, Any]:
    own = {"id": f"r{n:024}", "batch": BATCH, "path": f"kho/{n // 1000:03}/{n:06}.pdf", "sha256": f"{n:064}"}
    return {**row, **own, "document": f"d{n:024}", "state": state}


def _reading(row: dict[str, Any], n: int, sure: float) -> dict[str, Any]:
    return {
        **row,
        "document": f"d{n:024}",
        "n": 1,
        "confidence": sure,
        "least": sure,
        "rank": sure,
        "loose": 0,
        "seen": None,
    }


@contextmanager
def heard(store: SqlStore) -> Iterator[dict[str, Any]]:
    """What the store is asked meanwhile: statement → its values."""
    asked: dict[str, Any] = {}

    def hear(_c: Any, _cursor: Any, statement: str, values: Any, _x: Any, _many: bool) -> None:
        if statement.startswith("SELECT"):
            asked.setdefault(statement, values)

    event.listen(store.db.engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(store.db.engine, "before_cursor_execute", hear)


def plans(store: SqlStore, asked: dict[str, Any]) -> Iterator[str]:
    """How SQLite finds the answer to each question: which index, or that it walks over a table."""
    with store.db.read() as connection:
        for statement, values in asked.items():
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            yield "; ".join(dict.fromkeys(row[3] for row in rows))


def measured(client: Any, store: SqlStore, path: str, times: int, *, explain: bool) -> None:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        answer = client.get(path)
        taken.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
    tracemalloc.start()
    with heard(store) as asked:
        answer = client.get(path)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    taken.sort()
    p50, p95 = taken[len(taken) // 2], taken[int(0.95 * (len(taken) - 1))]
    print(
        f"{path:58} p50 {p50:6.0f} ms  p95 {p95:6.0f} ms  peak {peak:5.1f} MB  {len(answer.content) // 1000:4} kB",
        flush=True,
    )
    if explain:
        for plan in sorted(set(plans(store, asked))):
            print(f"    {plan}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--explain", action="store_true", help="print the plan of every question")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vanthu-lists-") as place:
        settings = Settings(Path(place))
        services = open_services(settings)
        filled(services, arguments.pages)
        store = services.store
        assert isinstance(store, SqlStore)
        client = TestClient(build(services, settings), base_url="http://127.0.0.1:8470")
        half = arguments.pages // 2
        listed_pages = store.review(store.permission(LOCAL), below=0.94, limit=500)
        far = f"{listed_pages[-1].document}:{listed_pages[-1].n}"
        for path in (
            f"/lo/{BATCH}",
            f"/lo/{BATCH}?sau=r{half:024}",
            f"/lo/{BATCH}?tinh-trang=done&sau=r{half:024}",
            "/ra-soat",
            f"/ra-soat?sau={far}",
            f"/ra-soat?lo={BATCH}",
            f"/ra-soat?lo={BATCH}&sau={far}",
            "/nap",
        ):
            measured(client, store, path, arguments.times, explain=arguments.explain)
        services.close()


if __name__ == "__main__":
    main()
