"""A list of papers meets the files of its batch or archive, an envelope the files in it: kept in the store, laid beside
what is extracted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from extract.envelope import stated
from extract.listed import ENVELOPE, RULE, with_list
from ingest.catalogue import match, read_table
from vanthu.errors import BadRequest, NotFound
from vanthu.ports import Services, Store
from vanthu.records import Catalogue, Extraction, Listed, Page, Permission, Receipt

_ALL: Final = Permission(everything=True)
PAGE: Final = 1000
LISTS: Final = (".csv", ".xlsx")
MOST_TRIED: Final = 5
"""Spreadsheets of an archive that are looked into for a list: each costs a child."""


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
    lay_beside(services, [one.receipt for one in matches.listed])
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What was said inside a container about its members: the list among them, if it was one that spoke."""

    catalogue: Catalogue | None = None
    listed: tuple[Listed, ...] = ()


def told_inside(services: Services, container: Receipt, page: Page | None, members: Sequence[Receipt]) -> Told:
    """What an envelope (its `page`), or a CSV or XLSX that lies beside the members and names at least one of them,
    says about them. A spreadsheet that does not is one like any other. Raises OperatorError."""
    if envelope := stated([line.text for line in page.lines] if page else []):
        return Told(listed=tuple(Listed(one.id, 0, envelope, container.id, ENVELOPE) for one in members))
    for file in _lists(container, members):
        try:
            table = read_table(services.blobs.local(file.sha256), file.path)
        except BadRequest:
            continue
        matches = match(table, members) if "file" in table.columns else None
        if matches is None or not matches.listed:
            continue
        rows = tuple(replace(one, container=container.id) for one in matches.listed)
        about = (file.sha256, len(table.rows), len(rows), matches.unmatched, tuple(table.columns), container.id)
        return Told(Catalogue(container.batch, file.path, *about), rows)
    return Told()


def _lists(container: Receipt, members: Sequence[Receipt]) -> Iterator[Receipt]:
    """The spreadsheets that lie as near to the top of an archive as anything in it, in the order of their names."""
    if len(members) < 2:
        return
    depths = {one.id: one.path.removeprefix(container.path).count("/") for one in members}
    top = min(depths.values())
    beside = [one for one in members if depths[one.id] == top and one.path.lower().endswith(LISTS)]
    yield from sorted(beside, key=lambda one: one.path)[:MOST_TRIED]


def listed(services: Services, document: str, extraction: Extraction) -> Extraction:
    """The extraction with what a list or envelope says about one of the files it came in."""
    said = beside(services.store, document)
    return with_list(extraction, said.values, said.rule) if said else extraction


def beside(store: Store, document: str) -> Listed | None:
    """What is said about a document beside it: by a list, else by its envelope."""
    said = store.listed([receipt.id for receipt in store.receipts(document=document, limit=20)]).values()
    return min(said, key=lambda one: (one.rule != RULE, one.container), default=None)


def _receipts(services: Services, batch: str) -> Iterator[Receipt]:
    services.store.batch(batch)
    after = ""
    while page := services.store.receipts(batch=batch, after=after, limit=PAGE):
        yield from page
        after = page[-1].id


def lay_beside(services: Services, receipts: Sequence[str]) -> None:
    """Documents of these receipts that are extracted already, and to which it adds something, are extracted again."""
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
