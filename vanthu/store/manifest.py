"""A batch's passport: every file that came in, accounted for by state and digest, as canonical JSON (sorted keys, no
blanks, UTF-8: the same bytes for the same content), made and read a file at a time, however many there are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from vanthu.errors import BadRequest, BlobMissing, NotFound
from vanthu.ports import Batches, BlobStore, Receipts
from vanthu.records import Receipt

FORMAT: Final = "vanthu batch manifest 1"
PAGE: Final = 1000
_FILES: Final = '"files":['
_MOST_HEAD: Final = 100_000
_DECODER: Final = json.JSONDecoder()


class Books(Receipts, Batches, Protocol):
    """What a manifest is made from and compared with."""


def manifest(store: Books, batch: str, now: datetime, *, key: str = "") -> Iterator[str]:
    """The pieces of the manifest's text. Raises NotFound. Its files are in order of path; `made_at` is `now`."""
    about = store.batch(batch)
    head = {
        "batch": about.id,
        "created_at": about.created_at.isoformat(),
        "created_by": about.created_by,
    }
    yield canonical(head)[:-1] + f",{_FILES}"
    count, size, states, comma = 0, 0, dict[str, int](), ""
    after = ""
    while page := store.receipts(batch=about.id, after=after, limit=PAGE):
        for receipt in page:
            yield comma + canonical(entry(receipt))
            comma = ","
            count, size = count + 1, size + receipt.size
            states[str(receipt.state)] = states.get(str(receipt.state), 0) + 1
        after = page[-1].id
    tail = {
        "format": FORMAT,
        "key": key,
        "made_at": now.isoformat(),
        "received": count,
        "size": size,
        "state": str(about.state),
        "states": states,
    }
    yield "]," + canonical(tail)[1:]


def entry(receipt: Receipt) -> dict[str, Any]:
    """What a manifest says about a file."""
    return {
        "container": receipt.container,
        "detail": receipt.detail,
        "document": receipt.document,
        "path": receipt.path,
        "receipt": receipt.id,
        "received_at": receipt.received_at.isoformat(),
        "sha256": receipt.sha256,
        "size": receipt.size,
        "state": str(receipt.state),
    }


def canonical(value: Mapping[str, Any]) -> str:
    """Canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in which a manifest and the archive differ: `what` is missing_receipt, other_digest, missing_bytes,
    changed_bytes, or not_listed (a file that came later)."""

    what: str
    path: str
    sha256: str


def entries(path: Path) -> Iterator[Mapping[str, Any]]:
    """The files that a manifest lists, and at the end what it says about the whole (the mapping with `format`). Raises
    BadRequest for anything that is no manifest."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read()
        start = text.index(_FILES, 0, _MOST_HEAD) + len(_FILES)
        head = json.loads(text[: start - len(_FILES) - 1] + "}")
        at = start
        while text[at] != "]":
            value, at = _DECODER.raw_decode(text, at)
            if not isinstance(value, dict):
                raise BadRequest("Bản kê hỏng: có mục không phải một tệp.")
            yield value
            at += text[at] == ","
        tail = json.loads("{" + text[at + 2 :])
    except (ValueError, IndexError, RecursionError) as error:
        raise BadRequest("Không phải bản kê của một lô (JSON của vanthu), hoặc tệp bị cắt cụt.") from error
    if tail.get("format") != FORMAT:
        raise BadRequest("Không phải bản kê của một lô, hoặc của một phiên bản vanthu khác.")
    yield {**head, **tail}


def compare(store: Books, blobs: BlobStore, path: Path) -> Iterator[Fault]:
    """Every difference between a manifest and the archive as it stands; the bytes of each file are read and hashed.
    States may have gone on since: they are no difference. Raises BadRequest."""
    listed: set[str] = set()
    for value in entries(path):
        if "format" in value:
            yield from _later(store, str(value["batch"]), listed)
            return
        ident, name, digest = (str(value.get(key, "")) for key in ("receipt", "path", "sha256"))
        listed.add(ident)
        try:
            receipt = store.receipt(ident)
        except NotFound:
            yield Fault("missing_receipt", name, digest)
            continue
        if (receipt.sha256, receipt.path, receipt.size) != (digest, name, value.get("size")):
            yield Fault("other_digest", name, digest)
        elif digest and (fault := _bytes_fault(blobs, digest)):
            yield Fault(fault, name, digest)


def _later(store: Books, batch: str, listed: set[str]) -> Iterator[Fault]:
    after = ""
    while page := store.receipts(batch=batch, after=after, limit=PAGE):
        for receipt in page:
            if receipt.id not in listed:
                yield Fault("not_listed", receipt.path, receipt.sha256)
        after = page[-1].id


def _bytes_fault(blobs: BlobStore, digest: str) -> str | None:
    try:
        with blobs.open(digest) as stream:
            hashed = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    except (BlobMissing, OSError):
        return "missing_bytes"
    return None if hashed == digest else "changed_bytes"
