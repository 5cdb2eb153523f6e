"""What came in: receipts, source files, and how reading one ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from vanthu.records.papers import Sheets
from vanthu.records.signature import Signature
from vanthu.records.states import State


def receipt_id(batch: str, path: str, container: str | None, sha256: str) -> str:
    """The id of a receipt: the same for the same bytes under the same name in the same batch or container."""
    return "r" + _short("receipt", batch, path, container or "", sha256)


def document_id(sha256: str) -> str:
    """The id of the document that is one whole file."""
    return "d" + _short("document", sha256)


def _short(*parts: str) -> str:
    joined = b"\0".join(part.encode("utf-8", "surrogateescape") for part in parts)
    return hashlib.sha256(joined).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Receipt:
    """That somebody handed something in: who, when, under which name, in which batch or container. It has the state.

    `id` is made from batch, path, container and digest, so that handing the same in again is the same receipt.
    `path` is the name given, a label only (a member of a container: `container/path/member`)."""

    id: str
    batch: str
    path: str
    sha256: str
    size: int
    received_at: datetime
    received_by: str
    state: State = State.RECEIVED
    detail: str = ""
    reason: str = ""
    next: str = ""
    container: str | None = None  # the receipt of the archive it came in
    document: str | None = None  # the document made from it
    pages: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How reading a file ended. `reason` and `next` are sentences for the clerk (Vietnamese); `pages` counts those
    read, `pages_expected` those the file says it has (0 for a container)."""

    media_type: str
    state: State
    detail: str = ""
    reason: str = ""
    next: str = ""
    pages: int = 0
    pages_expected: int = 0
    members: int = 0
    warnings: tuple[str, ...] = ()
    seconds: dict[str, float] | None = None  # CPU seconds by step (parse, render, ocr …)
    signatures: tuple[Signature, ...] = ()  # digital ones in the file
    sheets: tuple[Sheets, ...] = ()  # of a paper that is not one whole file: where its pages are, in order
    moved_to: tuple[
        str, ...
    ] = ()  # the papers its pages now stand in: it is itself no paper any more, in the order they were made


@dataclass(frozen=True, slots=True)
class Document:
    """A paper: one file, or (`sheets`) pages of one or several. `access` is the label the permission
    filter works on. `view` is the blob to make page pictures from (the file itself, or its PDF rendition)."""

    id: str
    sha256: str
    name: str
    media_type: str
    access: str
    state: State
    pages: int
    view: str | None
    text_id: str | None = None
    made_by: str = ""
    version: int = 0
    warnings: tuple[str, ...] = ()  # sentences for the clerk, from reading and extracting
    signatures: tuple[Signature, ...] = ()  # digital ones in the file
    sheets: tuple[Sheets, ...] = ()  # of a paper that is not one whole file: where its pages are, in order
    moved_to: tuple[str, ...] = ()  # the papers its pages now stand in: it is itself no paper any more

    def sheet(self, n: int) -> tuple[str | None, str, int]:
        """Where the picture of page `n` (from 1) is: the blob, its media type, the page in it."""
        before = 0
        for sheet in self.sheets:
            count = sheet.last - sheet.first + 1
            if n <= before + count:
                return sheet.view, sheet.media_type, sheet.first + n - before - 1
            before += count
        kind = self.media_type if self.view == self.sha256 else "application/pdf"
        return self.view, kind, n
