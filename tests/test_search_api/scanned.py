"""Papers as if they had been recognised on pictures: pages given word by word, carried through the real steps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from tests.test_extract.sheets_of_words import page_of
from tests.test_search_api.archive import Site, carried, client_of
from vanthu.ports import Services
from vanthu.records import Outcome, Page, Permission, Receipt, State, receipt_id
from vanthu.settings import Settings

ALL = Permission(everything=True)
LETTER = """ỦY BAN NHÂN DÂN TỈNH MẪU CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 15/KH-UBND Độc lập - Tự do - Hạnh phúc
Mẫu, ngày 18 tháng 4 năm 2025
KẾ HOẠCH
Về việc xây dựng cơ sở dữ liệu dùng chung
1. Giao Sở Tài chinh?0.41 chủ trì, phối hợp với Sở Nội vụ xây dựng
cơ sở dữ liệu giá đất, hoàn thành trước ngày 30?0.52 tháng 6 năm 2025.
2. Giao Sở Y tế chủ trì rà soát danh mục thuốc, hoàn thành trong năm 2025."""


def put(services: Services, name: str, pages: Sequence[Page], *, batch: str = "quet") -> str:
    """Enters a paper whose file is its name and whose pages are these; answers its id."""
    blob = services.blobs.put(name.encode())
    ident = receipt_id(batch, name, None, hashlib.sha256(name.encode()).hexdigest())
    now = services.clock.now()
    services.store.add_receipts([Receipt(ident, batch, name, blob, len(name), now, "local")])
    return read_again(services, ident, pages)


def read_again(services: Services, receipt: str, pages: Sequence[Page]) -> str:
    """The receipt's file is read: these pages come out of it."""
    lease = services.store.claim("test", seconds=60, steps=["read"])
    assert lease is not None
    assert lease.job.subject == receipt
    services.store.checkpoint_pages(lease, pages)
    outcome = Outcome("image/tiff", State.DONE, pages=len(pages), pages_expected=len(pages))
    document = services.store.finish_read(lease, outcome)
    assert document is not None
    carried(services)
    return document.id


def letter(text: str = LETTER, n: int = 1) -> Page:
    """A page of the letter."""
    return page_of(text, n)


__all__ = ["ALL", "LETTER", "Settings", "Site", "carried", "client_of", "letter", "put", "read_again"]
