"""What a task is to produce, where its words name it: "xây dựng Đề án …, trình …" → "Đề án …"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import regex

from vanthu.records import Span

_VERB: Final = (
    r"(?:(?:[Xx]ây\s+dựng|[Bb]an\s+hành|[Ll]ập|[Hh]oàn\s+thiện|[Ss]oạn\s+thảo|[Tt]rình|[Tt]hành\s+lập|[Gg]ửi|[Nn]ghiên\s+cứu|hoàn\s+thành|dự\s+thảo)"
    r"(?:\s*,\s*|\s+và\s+|\s+))+(?:trình\s+(?:Chính\s+phủ|Thủ\s+tướng\s+Chính\s+phủ|Quốc\s+hội)\s+(?:ban\s+hành\s+|phê\s+duyệt\s+)?)?"
)
_KIND: Final = (
    r"(?:Luật|Nghị\s+định|Nghị\s+quyết|Quyết\s+định|Thông\s+tư|Chỉ\s+thị|Đề\s+án|Chiến\s+lược|Quy\s+hoạch|Kế\s+hoạch|Chương\s+trình|Quy\s+chế"
    r"|Danh\s+mục|Báo\s+cáo|Tờ\s+trình|đề\s+án|kế\s+hoạch|phương\s+án|danh\s+mục|báo\s+cáo|quy\s+chế|bộ\s+tiêu\s+chí|cơ\s+sở\s+dữ\s+liệu|Hướng\s+dẫn|Tổ\s+công\s+tác)"
)
_PRODUCT: Final = regex.compile(
    rf"{_VERB}(?:hồ\s+sơ\s+|dự\s+thảo\s+|dự\s+án\s+|các\s+|\d+\s+)?(?P<product>{_KIND}(?:\s+[^\s,;.:()]+){{0,30}}?)"
    r"(?=\s*[,;.:()]|\s+(?:trình|gửi|trước\s+ngày|trong\s+(?:tháng|quý|năm)|hoàn\s+thành|báo\s+cáo\s+(?:Chính|Thủ)|theo\s+quy|để|bảo\s+đảm|đảm\s+bảo)(?!\w)|$)"
)


def find_product(text: str, action: Iterable[Span]) -> Span | None:
    """The first paper or plan that the act says is to be made, None where it names none."""
    for span in action:
        match = _PRODUCT.search(text, span.start, span.end)
        if match:
            return Span(*match.span("product"))
    return None
