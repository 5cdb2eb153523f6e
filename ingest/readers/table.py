"""Media type → reader: the one table. A reader is `read(path, sink, limits) -> Outcome` in a module of this folder.

What a reader may count on: it runs alone in a limited child; `tempfile` leads to a folder of its own that is removed
afterwards; it calls `sink.expect` before the first page. What it owes: state DONE and no reason when it got through
(`ingest.read` makes done_with_warnings, partial and empty of it, from the pages themselves), warnings about the file
in `Outcome.warnings`, warnings about a page in `Page.warnings`, a page that cannot be read left out and named in a
warning; `Unreadable` (or an Outcome with that state) when the whole file cannot be read.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol, cast

from ingest.limits import Limits
from ingest.sink import Sink
from vanthu.records import Outcome


class Read(Protocol):
    """A reader. `force_ocr` is only given to those of LAYERED, `depth` (of containers around the file) and `passwords`
    only to those of NESTING."""

    def __call__(self, path: Path, sink: Sink, limits: Limits, /, **options: Any) -> Outcome: ...


DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
EDXML: Final = "application/x-edxml"

READERS: Final[dict[str, str]] = {
    "application/pdf": "ingest.readers.pdf",
    "image/jpeg": "ingest.readers.image",
    "image/png": "ingest.readers.image",
    "image/tiff": "ingest.readers.image",
    "image/webp": "ingest.readers.image",
    "image/bmp": "ingest.readers.image",
    "image/gif": "ingest.readers.image",
    "text/plain": "ingest.readers.text",
    "text/html": "ingest.readers.html",
    DOCX: "ingest.readers.docx",
    "application/msword": "ingest.readers.office",
    "application/rtf": "ingest.readers.office",
    "application/vnd.oasis.opendocument.text": "ingest.readers.office",
    XLSX: "ingest.readers.sheet",
    "application/vnd.ms-excel": "ingest.readers.sheet",
    "application/vnd.oasis.opendocument.spreadsheet": "ingest.readers.sheet",
    PPTX: "ingest.readers.slides",
    "application/vnd.ms-powerpoint": "ingest.readers.slides",
    "application/vnd.oasis.opendocument.presentation": "ingest.readers.slides",
    "message/rfc822": "ingest.readers.mail",
    "application/vnd.ms-outlook": "ingest.readers.mail",
    "image/heic": "ingest.readers.image",
    EDXML: "ingest.readers.edxml",
    "application/zip": "ingest.readers.archive",
    "application/x-tar": "ingest.readers.archive",
    "application/gzip": "ingest.readers.archive",
    "application/x-bzip2": "ingest.readers.archive",
    "application/x-xz": "ingest.readers.archive",
    "application/x-7z-compressed": "ingest.readers.archive",
    "application/vnd.rar": "ingest.readers.archive",
    "application/x-cpio": "ingest.readers.archive",
}
"""By module name, so that a child loads only the reader that it needs."""

LAYERED: Final = frozenset({"application/pdf"})
"""Types whose text layer can be passed over: every page is recognised where `force_ocr` asks for it."""

CONTAINERS: Final = frozenset(
    {
        "application/zip",
        "application/x-tar",
        "application/gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/x-7z-compressed",
        "application/vnd.rar",
        "application/x-cpio",
    }
)
"""Files that hold nothing but other files."""

MAILS: Final = frozenset({"message/rfc822", "application/vnd.ms-outlook", EDXML})
"""Papers that bring other files with them."""

NESTING: Final = CONTAINERS | MAILS


def reader(media_type: str) -> Read | None:
    """The reader of a media type, None where there is none."""
    name = READERS.get(media_type)
    return cast(Read, import_module(name).read) if name else None
