"""What a file is, told from its bytes and never from its name."""

from __future__ import annotations

from pathlib import Path


def sniff(path: Path) -> str:
    """The media type of the file's content."""
    with path.open("rb") as file:
        head = file.read(4096)
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return media_type
    return "text/plain"


MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
