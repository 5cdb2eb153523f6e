"""Finds several papers that came in one file, and one paper that came in several pictures; keeps proposals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from extract.papers import Signs, continues, signs, starts
from vanthu.errors import BlobMissing, NotFound
from vanthu.ports import Services
from vanthu.records import Document, Permission, Proposal, Range, Receipt
from vanthu.store.jobs import SLOW_NAMES
from vanthu.viet import fold

_ALL: Final = Permission(everything=True)
PAGE: Final = 500
MOST_JOINED: Final = 500
_NUMBERED: Final = re.compile(r"(.*?)(\d{1,6})(\D{0,8})")
_PICTURE: Final = "image/"


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture of a page that came as a file of its own."""

    document: str
    series: tuple[str, str]  # the name around its number
    number: int
    signs: Signs


def propose_splits(services: Services, document: Document) -> int:
    """Proposes to split a document in which several papers seem to be; answers how many proposals are new."""
    if document.pages < 2 or document.sheets or document.moved_to:
        return 0
    found = starts(services.store.pages(document.id, _ALL))
    if not found:
        return 0
    first = [1, *(one.page for one in found)]
    last = [*(page - 1 for page in first[1:]), document.pages]
    parts = tuple((Range(document.id, a, b),) for a, b in zip(first, last, strict=True))
    reasons = tuple(f"Trang {one.page}: {', '.join(one.reasons)}." for one in found)
    batch = next((row.batch for row in services.store.receipts(document=document.id, limit=1)), "")
    return services.store.propose([Proposal("", "split", batch, parts, reasons)])


def propose_joins(services: Services) -> int:
    """Proposes to join pictures in batches whose files are all read, whichever way they came; answers how many are new.
    Done again after a crash, it does nothing twice."""
    new = 0
    while due := services.store.pictured():
        for batch, pictures in due:
            new += propose_all(services, batch, splits=False)
            services.store.looked_at(batch, pictures)
    return new


def propose_all(services: Services, batch: str, *, splits: bool = True) -> int:
    """Looks at a whole batch for both; answers how many proposals are new. Without `splits` only for pictures to join:
    what is to be split was seen when it was extracted. Raises NotFound."""
    services.store.batch(batch)
    new = 0
    run: list[_Picture] = []
    for receipt in _receipts(services, batch):
        picture_name = receipt.path.lower().endswith(SLOW_NAMES)
        if not picture_name and (not splits or receipt.pages < 2):
            continue  # most of a large archive: nothing is looked up for them
        document = _document(services, receipt)
        if document is None:
            continue
        if splits:
            new += propose_splits(services, document)
        picture = _picture(services, receipt, document)
        if picture is None:
            continue
        reasons = _goes_on(run, picture)
        if run and not reasons:
            new += _join(services, batch, run)
            run = []
        run.append(picture)
    return new + _join(services, batch, run)


def _join(services: Services, batch: str, run: list[_Picture]) -> int:
    if len(run) < 2:
        return 0
    part = tuple(Range(one.document, 1, 1) for one in run)
    told = {reason for before, here in pairwise(run) for reason in continues(before.signs, here.signs)}
    reasons = ("Các ảnh có tên liên tiếp trong cùng thư mục.", f"Từ ảnh thứ hai: {', '.join(sorted(told))}.")
    return services.store.propose([Proposal("", "join", batch, (part,), reasons)])


def _goes_on(run: list[_Picture], here: _Picture) -> tuple[str, ...]:
    if not run or len(run) >= MOST_JOINED or not run[0].signs.letterhead:
        return ()
    before = run[-1]
    if (before.series, before.number + 1) != (here.series, here.number):
        return ()
    return continues(before.signs, here.signs)


def _picture(services: Services, receipt: Receipt, document: Document) -> _Picture | None:
    name = _NUMBERED.fullmatch(fold(receipt.path.rpartition(".")[0]))
    if name is None or document.pages != 1 or not document.media_type.startswith(_PICTURE):
        return None
    try:
        (page,) = services.store.pages(document.id, _ALL)
    except (NotFound, BlobMissing, ValueError):
        return None
    return _Picture(document.id, (name[1], name[3]), int(name[2]), signs(page))


def _document(services: Services, receipt: Receipt) -> Document | None:
    """The paper that a receipt brought, where it is one and still stands where it came."""
    if receipt.document is None:
        return None
    try:
        document = services.store.document(receipt.document, _ALL)
    except NotFound:
        return None
    return None if document.moved_to else document


def _receipts(services: Services, batch: str) -> Iterator[Receipt]:
    """Receipts in the order of their names: pictures are told apart only where their numbers have as many digits."""
    after = ""
    while page := services.store.receipts(batch=batch, after=after, limit=PAGE):
        yield from page
        after = page[-1].id
