"""The named states an input can be in, each with a sentence for the clerk and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where an input stands. LIMIT_EXCEEDED, FAILED_FINAL and DUPLICATE_OF carry a detail (`limit_exceeded:bytes`)."""

    RECEIVED = "received"
    QUEUED = "queued"
    WORKING = "working"
    RETRY_AT = "retry_at"
    DONE = "done"
    DONE_WITH_WARNINGS = "done_with_warnings"
    PARTIAL = "partial"
    EMPTY = "empty"
    DUPLICATE_OF = "duplicate_of"
    NEEDS_PASSWORD = "needs_password"  # noqa: S105 - a state, not a password
    UNSUPPORTED_TYPE = "unsupported_type"
    CORRUPT = "corrupt"
    LIMIT_EXCEEDED = "limit_exceeded"
    QUARANTINED = "quarantined"
    FAILED_FINAL = "failed_final"
    CANCELLED = "cancelled"


MOVING: Final = frozenset({State.RECEIVED, State.QUEUED, State.WORKING, State.RETRY_AT})
"""States that still change by themselves; every other one is final until somebody acts."""

NEEDS_SOMEONE: Final = frozenset(
    {
        State.NEEDS_PASSWORD,
        State.UNSUPPORTED_TYPE,
        State.CORRUPT,
        State.LIMIT_EXCEEDED,
        State.QUARANTINED,
        State.FAILED_FINAL,
    }
)
"""States that make a command exit with 1: a person has to look."""


@dataclass(frozen=True, slots=True)
class Words:
    """A state in the words of one language: its short name, what it means, what to do next."""

    name: str
    meaning: str
    next: str


WORDS: Final[Mapping[State, Mapping[str, Words]]] = {
    State.RECEIVED: {
        "vi": Words("Đã nhận", "Tệp đã được nhận và lưu an toàn, đang chờ đọc.", "Không cần làm gì."),
        "en": Words("Received", "The file is stored safely and waits to be read.", "Nothing to do."),
    },
    State.QUEUED: {
        "vi": Words("Đang chờ", "Tệp đang chờ đến lượt.", "Không cần làm gì."),
        "en": Words("Queued", "The file waits for its turn.", "Nothing to do."),
    },
    State.WORKING: {
        "vi": Words("Đang xử lý", "Tệp đang được đọc.", "Không cần làm gì."),
        "en": Words("Working", "The file is being read.", "Nothing to do."),
    },
    State.RETRY_AT: {
        "vi": Words("Sẽ thử lại", "Lần đọc vừa rồi bị gián đoạn.", "Không cần làm gì: hệ thống sẽ tự thử lại."),
        "en": Words("Will retry", "The last attempt was interrupted.", "Nothing to do: it is tried again by itself."),
    },
    State.DONE: {
        "vi": Words("Xong", "Đã đọc hết các trang.", "Không cần làm gì."),
        "en": Words("Done", "All pages were read.", "Nothing to do."),
    },
    State.DONE_WITH_WARNINGS: {
        "vi": Words("Xong, có lưu ý", "Đã đọc hết, có điểm cần xem lại.", "Xem các lưu ý của văn bản."),
        "en": Words("Done with warnings", "Everything was read; something wants a look.", "See the document's notes."),
    },
    State.PARTIAL: {
        "vi": Words("Một phần", "Chỉ đọc được một phần.", "Xem những trang chưa đọc được, quét lại nếu cần."),
        "en": Words("Partial", "Only a part could be read.", "See which pages are missing; scan them again if needed."),
    },
    State.EMPTY: {
        "vi": Words("Trống", "Tệp không có chữ nào.", "Kiểm tra xem có đúng tệp cần nạp không."),
        "en": Words("Empty", "There is no text in the file.", "Check that it is the file you meant."),
    },
    State.DUPLICATE_OF: {
        "vi": Words("Trùng", "Tệp giống hệt một tệp đã có trong kho.", "Không cần làm gì: mở bản đã có."),
        "en": Words("Duplicate", "The very same file is in the archive already.", "Nothing to do: open that one."),
    },
    State.NEEDS_PASSWORD: {
        "vi": Words(
            "Cần mật khẩu", "Tệp được bảo vệ bằng mật khẩu.", "Nạp lại kèm mật khẩu, hoặc gỡ mật khẩu rồi nạp lại."
        ),
        "en": Words(
            "Password needed", "The file is protected by a password.", "Add it again with its password, or without any."
        ),
    },
    State.UNSUPPORTED_TYPE: {
        "vi": Words(
            "Loại tệp chưa đọc được", "Hệ thống chưa đọc loại tệp này.", "Chuyển sang PDF hoặc Word rồi nạp lại."
        ),
        "en": Words(
            "Unsupported type", "This type of file is not read yet.", "Convert it to PDF or Word and add it again."
        ),
    },
    State.CORRUPT: {
        "vi": Words("Tệp hỏng", "Nội dung tệp bị hỏng hoặc bị cắt cụt.", "Xin lại bản gốc hoặc quét lại."),
        "en": Words("Corrupt file", "The file is damaged or cut short.", "Ask for the original, or scan it again."),
    },
    State.LIMIT_EXCEEDED: {
        "vi": Words(
            "Vượt giới hạn", "Tệp vượt một giới hạn an toàn.", "Tách nhỏ tệp hoặc đề nghị quản trị nâng giới hạn."
        ),
        "en": Words("Limit exceeded", "The file goes over a safety limit.", "Split it, or ask for a higher limit."),
    },
    State.QUARANTINED: {
        "vi": Words("Cách ly", "Tệp có dấu hiệu nguy hiểm nên được cách ly.", "Báo người quản trị kiểm tra."),
        "en": Words("Quarantined", "The file looks dangerous and was set apart.", "Have the administrator look at it."),
    },
    State.FAILED_FINAL: {
        "vi": Words("Không đọc được", "Đã thử nhiều lần mà không đọc được.", "Báo người quản trị kèm tên tệp."),
        "en": Words(
            "Failed", "It could not be read after several attempts.", "Tell the administrator the file's name."
        ),
    },
    State.CANCELLED: {
        "vi": Words("Đã huỷ", "Lô này đã bị huỷ trước khi đọc tệp.", "Nếu cần, cho đọc lại bằng nút “Thử lại” của lô."),
        "en": Words(
            "Cancelled", "The batch was cancelled before the file was read.", "Retry the batch if it is needed."
        ),
    },
}
