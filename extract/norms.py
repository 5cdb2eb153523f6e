"""Where the text of a law, decree or circular gives a named body a duty, and where it only says what a body may."""

from __future__ import annotations

from typing import Final

import regex

_PAPER: Final = r"(?:luật|nghị\s+định|nghị\s+quyết|quyết\s+định|thông\s+tư|quy\s+chế|quy\s+định)"
_DO: Final = r"(?:thi\s+hành|thực\s+hiện)"
# "Điều 6. Tổ chức thực hiện" · "Trách nhiệm thi hành" · "Trách nhiệm của các bộ, ngành"   not: tổ chức thực hiện dự án
CARRIES_OUT: Final = regex.compile(
    rf"\W*(?:hiệu\s+lực(?:\s+{_DO})?\s+và\s+)?(?:điều\s+khoản\s+thi\s+hành"
    rf"|(?:trách\s+nhiệm\s+)?(?:và\s+)?(?:trong\s+)?(?:tổ\s+chức|triển\s+khai)(?:\s*,?\s*(?:tổ\s+chức|triển\s+khai))?\s+{_DO}"
    rf"|trách\s+nhiệm\s+{_DO}|phân\s+công\s+(?:thực\s+hiện|trách\s+nhiệm|nhiệm\s+vụ))(?:\s+{_PAPER}(?:\s+này)?)?\W*$"
    r"|\W*trách\s+nhiệm\s+(?:của|quản\s+lý|phối\s+hợp|trong)(?!\w)"
)
"""The heading of an article whose points say what each body does to carry the paper out: there every act of a body is
its task."""

# "X quyết định thành lập …" · "X, theo thẩm quyền, quy định …" · "X với Y để …": what a body may, or is to another.
POWER: Final = regex.compile(
    r"[\s,]*(?:(?:căn\s+cứ|theo|trong|trên\s+cơ\s+sở)(?!\w)[^.;:]{0,260}?\s)?(?:xem\s+xét,\s+)?(?:quyết\s+định|quy\s+định|hướng\s+dẫn\s+(?:chi\s+tiết|thi\s+hành)"
    r"|(?:(?:thực\s+hiện|thống\s+nhất)\s+)*quản\s+lý\s+nhà\s+nước)(?!\w)"
    r"|\s*(?:với|có\s+(?:quyền|thẩm|chức)|hoặc|khi|do|của|nơi)(?!\w)"
)
