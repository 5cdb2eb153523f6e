"""How reading ended, in sentences for the clerk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.limits import Limits
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
    "application/x-edxml": "phong bì edXML",
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


REFUSED: Final[dict[str, tuple[State, str]]] = {
    "application/x-encrypted-office": (State.NEEDS_PASSWORD, "Tệp Office được bảo vệ bằng mật khẩu."),
    "application/x-broken-office": (State.CORRUPT, "Tệp mang tên Word hoặc OpenDocument nhưng bên trong không phải."),
}
"""Types that are known at once to be unreadable."""


def refused(media_type: str) -> Outcome:
    """The outcome of a type in REFUSED."""
    state, reason = REFUSED[media_type]
    return ended(media_type, state, reason)


FATAL: Final = frozenset({State.CORRUPT, State.LIMIT_EXCEEDED, State.FAILED_FINAL})
"""States of a reader that become `partial` where pages were read before it came to that."""


def unreadable(error: OSError) -> Outcome:
    """A file that the system does not let us open."""
    why = _WHY_UNREADABLE.get(type(error), f"hệ thống báo lỗi: {error.strerror}")
    return ended(
        "application/octet-stream",
        State.FAILED_FINAL,
        f"Không mở được tệp: {why}.",
        detail="unreadable",
        next_step="Kiểm tra quyền đọc và ổ đĩa rồi nạp lại.",
    )


_WHY_UNREADABLE: Final[dict[type[OSError], str]] = {
    PermissionError: "không có quyền đọc",
    FileNotFoundError: "tệp không còn ở đó",
}

_KILLED: Final = {
    "time": "mất quá {seconds:.0f} giây",
    "memory": "dùng quá {memory:.0f} MB bộ nhớ",
    "output": "cho ra quá nhiều dữ liệu",
    "crash": "làm chương trình đọc dừng đột ngột",
}


def killed(media_type: str, end: str, limits: Limits, *, page: int | None = None) -> Outcome:
    """The reader of the file was killed; `end` is one of `ingest.sandbox.End`."""
    where = f"Trang {page}" if page else "Tệp"
    reason = f"{where} {_how(end, limits)} nên đã dừng đọc."
    if end == "crash":
        return ended(media_type, State.FAILED_FINAL, reason, detail="crash")
    return ended(media_type, State.LIMIT_EXCEEDED, reason, detail="bytes" if end == "output" else end)


def lost_page(page: int, end: str, limits: Limits) -> str:
    """The warning about a page that killed its reader."""
    return f"Không đọc được trang {page}: {_how(end, limits)}."


def _how(end: str, limits: Limits) -> str:
    return _KILLED[end].format(seconds=limits.page_seconds, memory=limits.memory_bytes / 1e6)


def stated(outcome: Outcome, state: State, reason: str = "") -> Outcome:
    """The outcome in another state, with the state's sentences."""
    words = WORDS[state]["vi"]
    return replace(outcome, state=state, reason=reason or words.meaning, next=words.next)


def blank(pages: Sequence[int]) -> str:
    """Of a file whose pages were read and hold nothing."""
    return f"Đã đọc hết các trang; không có chữ nào ở trang {ranges(pages)}."


def members_told(members: int) -> str:
    """What a container gave; "" for a file without members."""
    return f"Đã nhận {members} tệp bên trong." if members else ""


def partial(outcome: Outcome, missing: Sequence[int]) -> Outcome:
    """Some pages were read and some not."""
    told = f"Đọc được {outcome.pages} trên {outcome.pages_expected} trang"
    told += f"; chưa đọc được trang {ranges(missing)}." if missing else "."
    why = outcome.reason if outcome.state is not State.DONE else ""
    return replace(stated(outcome, State.PARTIAL, f"{told} {why}".strip()), detail=outcome.detail)


def ranges(numbers: Sequence[int], most: int = 12) -> str:
    """Page numbers for people: "3, 7-9, 12"; the rest of a long list is counted."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    told = [str(first) if first == last else f"{first}-{last}" for first, last in runs[:most]]
    return ", ".join(told) + (f" và {len(runs) - most} chỗ khác" if len(runs) > most else "")
