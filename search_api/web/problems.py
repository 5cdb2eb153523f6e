"""Errors as answers: RFC 9457 problem details for programs, the same sentences for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from search_api.web.gate import TooMany
from search_api.web.spool import Busy, WrongOffset
from vanthu.errors import (
    BadRequest,
    BlobMissing,
    Conflict,
    DiskFull,
    IndexUnavailable,
    NotFound,
    OperatorError,
    StoreUnavailable,
    Unreadable,
    VanthuError,
)

MEDIA_TYPE: Final = "application/problem+json"


class TooLarge(BadRequest):
    """More bytes than may be sent at once."""


class NotAllowed(BadRequest):
    """A request from another site, or to a host that is not this one."""


class Stalled(BadRequest):
    """A body that has stopped coming."""


class DigestDiffers(BadRequest):
    """The bytes that came are not those that were announced."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, with HTTP's number for it. `detail` says what to do next."""

    status: int
    slug: str
    title: str
    detail: str = ""
    headers: Mapping[str, str] | None = None
    errors: tuple[Mapping[str, str], ...] = ()
    current: str | None = None  # of a conflict: how it stands now

    def body(self) -> dict[str, Any]:
        """The fields of RFC 9457."""
        body: dict[str, Any] = {
            "type": f"urn:vanthu:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
        }
        if self.current is not None:
            body["current"] = self.current
        return {**body, "errors": [dict(error) for error in self.errors]} if self.errors else body

    def response(self) -> JSONResponse:
        """The answer for a program."""
        return JSONResponse(self.body(), self.status, dict(self.headers or {}), media_type=MEDIA_TYPE)


_LATER: Final = {"Retry-After": "5"}
ABSENT: Final = "Không có trong kho này, hoặc bạn chưa được giao quyền xem. Hỏi văn thư của cơ quan nếu cần."
INTERNAL: Final = Problem(500, "internal", "Lỗi của hệ thống", "Đã ghi vào nhật ký. Báo người quản trị kèm thời điểm.")

# The first that fits: from the special to the general.
_BY_ERROR: Final[tuple[tuple[type[Exception], int, str, str], ...]] = (
    (TooLarge, 413, "too-large", "Quá lớn"),
    (NotAllowed, 403, "not-allowed", "Không được phép"),
    (Stalled, 408, "stalled", "Đường truyền đứng"),
    (DigestDiffers, 422, "digest-differs", "Nội dung khác với mã đã báo"),
    (TooMany, 429, "too-many", "Quá nhiều lượt gửi"),
    (Busy, 423, "busy", "Đang được gửi"),
    (WrongOffset, 409, "wrong-offset", "Sai vị trí của phần gửi"),
    (BadRequest, 400, "bad-request", "Yêu cầu không đúng"),
    (Conflict, 409, "conflict", "Có người vừa sửa chỗ này"),
    (NotFound, 404, "not-found", "Không có văn bản này"),
    (Unreadable, 422, "unreadable", "Không đọc được"),
    (DiskFull, 507, "disk-full", "Hết chỗ trên đĩa"),
    (IndexUnavailable, 503, "index-unavailable", "Chưa tìm kiếm được lúc này"),
    (StoreUnavailable, 503, "store-unavailable", "Kho chưa trả lời"),
    (BlobMissing, 503, "blob-missing", "Thiếu tệp trong kho"),
    (OperatorError, 503, "unavailable", "Chưa làm được lúc này"),
)
_BY_STATUS: Final = {
    404: ("not-found", "Không có trang này"),
    405: ("method-not-allowed", "Không dùng được cách gọi này"),
    400: ("bad-request", "Yêu cầu không đúng"),
    413: ("too-large", "Quá lớn"),
}


def problem_of(error: Exception) -> Problem:
    """The problem that an error is. What nobody foresaw tells nothing about the inside."""
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        slug, title = _BY_STATUS.get(error.status_code, ("http-error", "Không làm được"))
        return Problem(error.status_code, slug, title, headers=error.headers)
    for kind, status, slug, title in _BY_ERROR:
        if isinstance(error, kind):
            detail = ABSENT if status == 404 else str(error)
            current = error.current if isinstance(error, Conflict) and isinstance(error.current, str) else None
            return Problem(status, slug, title, detail, _LATER if status in (423, 429, 503) else None, current=current)
    return INTERNAL


def _invalid(error: RequestValidationError) -> Problem:
    """Validation: which parameter, in which way. What was sent is not repeated."""
    found = tuple(
        {"where": ".".join(str(part) for part in each["loc"])[:200], "reason": str(each["msg"])[:300]}
        for each in error.errors()[:20]
    )
    names = ", ".join(each["where"].partition(".")[2] or each["where"] for each in found)
    return Problem(400, "invalid", "Tham số không đúng", f"Xem lại: {names}.", errors=found)


EXPECTED: Final = (VanthuError, HTTPException, RequestValidationError)
"""Errors that are answered as they are; every other one is ours to fix."""
