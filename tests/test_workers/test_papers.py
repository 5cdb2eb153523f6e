"""One paper in several pictures: which go together, and what keeps them apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from vanthu.ports import Services
from vanthu.records import Line, Outcome, Page, PageSource, Receipt, State, Word, receipt_id
from vanthu.settings import Settings
from vanthu.wiring import open_services
from workers.carry import Carrier
from workers.papers import propose_all, propose_joins

HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 1/KH-UBND\nKẾ HOẠCH"
BODY = "Giao Sở Tài chính rà soát.\nCác đơn vị báo cáo."
END = f"{BODY}\nNơi nhận:\n- Lưu: VT."


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = open_services(Settings(tmp_path_factory.mktemp("home")))
    yield opened
    opened.close()


def picture(services: Services, batch: str, path: str, text: str) -> None:
    digest = services.blobs.put(f"{batch}/{path}".encode())
    now = datetime(2025, 1, 1, tzinfo=UTC)
    services.store.add_receipts([Receipt(receipt_id(batch, path, None, digest), batch, path, digest, 1, now, "local")])
    lease = services.store.claim("me", seconds=60, steps=("read",))
    assert lease is not None
    lines = tuple(Line(row, (Word(0, len(row)),)) for row in text.split("\n"))
    outcome = Outcome("image/jpeg", State.DONE, pages=1, pages_expected=1)
    services.store.finish_read(lease, outcome, pages=[Page(1, 595.0, 842.0, PageSource.OCR, lines)])


@pytest.mark.parametrize(
    ("batch", "pictures", "joined"),
    [
        ("one", {"a/p1.jpg": HEAD, "a/p2.jpg": BODY, "a/p3.jpg": END}, [3]),
        ("two", {"p1.jpg": HEAD, "p2.jpg": END, "p3.jpg": HEAD, "p4.jpg": BODY}, [2, 2]),
        ("gap", {"p1.jpg": HEAD, "p3.jpg": BODY}, []),
        ("folders", {"a/p1.jpg": HEAD, "b/p2.jpg": BODY}, []),
        ("names", {"a1.jpg": HEAD, "b2.jpg": BODY}, []),
        ("bare", {"p1.jpg": BODY, "p2.jpg": BODY}, []),
        ("ended", {"p1.jpg": f"{HEAD}\n{END}", "p2.jpg": BODY}, []),
        ("alone", {"p1.jpg": HEAD}, []),
    ],
)
def test_pictures_that_follow_each_other_are_proposed_as_one_paper(
    services: Services, batch: str, pictures: dict[str, str], joined: list[int]
) -> None:
    for path, text in pictures.items():
        picture(services, batch, path, text)
    store = services.store
    assert propose_joins(services) == len(joined)  # as soon as the last one is read, whichever way they came
    assert store.pictured() == []
    assert propose_all(services, batch) == 0
    found = services.store.proposals(batch)
    assert sorted(len(one.parts[0]) for one in found) == sorted(joined)
    assert all(one.kind == "join" and one.reasons for one in found)


def test_pictures_are_looked_at_when_nothing_of_their_batch_is_left_to_read(services: Services) -> None:
    picture(services, "late", "p1.jpg", HEAD)
    picture(services, "late", "p2.jpg", BODY)
    digest = services.blobs.put(b"still to come")
    now = datetime(2025, 1, 1, tzinfo=UTC)
    services.store.add_receipts([Receipt("rlate", "late", "p4.pdf", digest, 1, now, "local")])
    assert services.store.pictured() == []
    services.store.cancel("late")
    assert services.store.pictured() == [("late", 2)]
    Carrier(services, "me", stop=threading.Event()).together()  # what a worker does now and then
    assert [len(one.parts[0]) for one in services.store.proposals("late")] == [2]
    assert services.store.pictured() == []
    for name in ("p5.jpg", "p6.jpg"):
        picture(services, "late", name, BODY)
    services.store.looked_at("late", 1)  # meanwhile another one came
    assert services.store.pictured() == [("late", 1)]
    services.store.looked_at("late", 1)
    services.store.looked_at("late", 1)  # somebody else looked too
    assert services.store.pictured() == []
