"""A list of papers meets the files of its batch: kept in the store, laid beside what is extracted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from extract.listed import with_list
from ingest.catalogue import match, read_table
from vanthu.errors import BadRequest, NotFound
from vanthu.ports import Services
from vanthu.records import Catalogue, Extraction, Permission, Receipt

_ALL: Final = Permission(everything=True)
PAGE: Final = 1000


def take_catalogue(services: Services, batch: str, path: Path, name: str, *, named_only: bool = False) -> Catalogue:
    """Reads a list, matches it with the files of the batch and keeps both; documents that are extracted already and to
    which it adds something are extracted again. With `named_only` only a list with a column of file names, of which
    at least one is here, counts. Raises BadRequest for what is no list, NotFound for an unknown batch."""
    table = read_table(path, name)
    if named_only and "file" not in table.columns:
        raise BadRequest("Không có cột tên tệp.")
    matches = match(table, _receipts(services, batch))
    if named_only and not matches.listed:
        raise BadRequest("Không dòng nào nêu tên một tệp của lô.")
    digest = services.blobs.put(path)
    found = Catalogue(
        batch, name, digest, len(table.rows), len(matches.listed), matches.unmatched, tuple(table.columns)
    )
    services.store.list_papers(found, matches.listed)
    _lay_beside(services, [one.receipt for one in matches.listed])
    return found


def listed(services: Services, document: str, extraction: Extraction) -> Extraction:
    """The extraction with what a list says about one of the files it came in."""
    receipts = services.store.receipts(document=document, limit=20)
    for values in services.store.listed([receipt.id for receipt in receipts]).values():
        return with_list(extraction, values.values)
    return extraction


def _receipts(services: Services, batch: str) -> Iterator[Receipt]:
    services.store.batch(batch)
    after = ""
    while page := services.store.receipts(batch=batch, after=after, limit=PAGE):
        yield from page
        after = page[-1].id


def _lay_beside(services: Services, receipts: list[str]) -> None:
    for start in range(0, len(receipts), PAGE):
        documents = [
            document for ident in receipts[start : start + PAGE] if (document := services.store.receipt(ident).document)
        ]
        again = [document for document in documents if _changes(services, document)]
        if again:
            services.store.extract_again(again)


def _changes(services: Services, document: str) -> bool:
    try:
        extraction = services.store.extraction(document, _ALL)
    except NotFound:
        return False  # not extracted yet: it will meet the list then
    return listed(services, document, extraction) != extraction
