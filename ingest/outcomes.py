"""How reading ended, in sentences for the clerk."""

from __future__ import annotations

from typing import Final

from vanthu.records import WORDS, Outcome, State

TYPE_NAMES: Final[dict[str, str]] = {
    "application/pdf": "PDF",
    "image/jpeg": "ảnh JPEG",
    "image/png": "ảnh PNG",
    "image/tiff": "ảnh TIFF",
    "image/gif": "ảnh GIF",
    "image/bmp": "ảnh BMP",
    "image/webp": "ảnh WebP",
    "image/jp2": "ảnh JPEG 2000",
    "image/heic": "ảnh HEIC",
    "image/svg+xml": "hình vẽ SVG",
    "image/other": "ảnh",
    "text/plain": "văn bản thuần",
    "text/html": "trang HTML",
    "text/xml": "XML",
    "message/rfc822": "thư điện tử (EML)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel (XLSX)",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint (PPTX)",
    "application/msword": "Word (DOC)",
    "application/vnd.ms-excel": "Excel (XLS)",
    "application/vnd.ms-powerpoint": "PowerPoint (PPT)",
    "application/vnd.ms-outlook": "thư Outlook (MSG)",
    "application/x-ole-storage": "tài liệu Office cũ",
    "application/rtf": "RTF",
    "application/vnd.oasis.opendocument.text": "OpenDocument (ODT)",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument (ODS)",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument (ODP)",
    "application/epub+zip": "sách điện tử EPUB",
    "application/zip": "tệp nén ZIP",
    "application/x-tar": "tệp gộp TAR",
    "application/gzip": "tệp nén GZIP",
    "application/x-bzip2": "tệp nén BZIP2",
    "application/x-xz": "tệp nén XZ",
    "application/zstd": "tệp nén ZSTD",
    "application/x-7z-compressed": "tệp nén 7Z",
    "application/vnd.rar": "tệp nén RAR",
    "application/x-cpio": "tệp gộp CPIO",
    "application/x-executable": "chương trình",
    "audio/video": "âm thanh hoặc phim",
    "application/octet-stream": "nhị phân không nhận ra",
    "inode/other": "không phải tệp thường",
}
"""What people call a media type."""

LIMIT_NAMES: Final[dict[str, str]] = {
    "bytes": "dung lượng",
    "pages": "số trang",
    "pixels": "số điểm ảnh",
    "time": "thời gian đọc",
    "memory": "bộ nhớ",
    "entries": "số tệp bên trong",
    "depth": "số lớp lồng nhau",
    "ratio": "tỷ lệ nén",
    "overlap": "các phần chồng lên nhau",
}


def type_name(media_type: str) -> str:
    """What people call a media type."""
    return TYPE_NAMES.get(media_type, media_type)


def ended(
    media_type: str,
    state: State,
    reason: str = "",
    *,
    detail: str = "",
    next_step: str = "",
    warnings: tuple[str, ...] = (),
    pages: int = 0,
    pages_expected: int = 0,
    members: int = 0,
) -> Outcome:
    """An outcome with the state's own sentences where none better are given."""
    words = WORDS[state]["vi"]
    return Outcome(
        media_type,
        state,
        detail=detail,
        reason=reason or words.meaning,
        next=next_step or words.next,
        pages=pages,
        pages_expected=pages_expected,
        members=members,
        warnings=warnings,
    )


def unsupported(media_type: str, reason: str = "", next_step: str = "") -> Outcome:
    """A type that is not read."""
    name = type_name(media_type)
    return ended(
        media_type, State.UNSUPPORTED_TYPE, reason or f"Hệ thống chưa đọc loại tệp này ({name}).", next_step=next_step
    )


def over(media_type: str, limit: str, how: str = "") -> Outcome:
    """A limit was broken; `limit` is a key of LIMIT_NAMES, `how` says the figures."""
    name = LIMIT_NAMES.get(limit, limit)
    return ended(
        media_type,
        State.LIMIT_EXCEEDED,
        f"Tệp vượt giới hạn an toàn về {name}" + (f": {how}." if how else "."),
        detail=limit,
    )
