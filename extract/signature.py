"""The end of a paper: who signed it, who receives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import regex

from extract.parts import is_tail
from extract.rows import Row
from extract.segments import Segment, segments
from vanthu.records import Field, Span

_RANK: Final = regex.compile(
    r"(?:(?:GS|PGS|TS|ThS|Ths|BS|KS|KTS|CN|LS|NGND|NGƯT|TSKH)\.?[,\s]*|(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy)\s+"
    r"|(?:Chuẩn )?[Đđ]ô đốc\s+|Ông\s+|Bà\s+|Đ/c\s+|Đồng chí\s+)+"
)
# Nguyễn Văn A · Trần Thị Thanh Hà · Y Biêr Niê        not: Nơi nhận, Đã ký, Như trên
_NAME: Final = regex.compile(r"\p{Lu}\p{Ll}*(?:['’]\p{L}+)?(?:[ -]+\p{Lu}\p{Ll}*\.?){1,5}")
_NO_NAME: Final = regex.compile(
    r"(?:Nơi|Như|Lưu|Phó|Bộ|Sở|Ủy|Uỷ|Hà Nội$|Văn phòng|Chánh|Giám|Chủ|Ban|Độc|Cộng|Thủ|Tổng|Cục|Vụ|Điều|Phụ|Mẫu|Kính"
    r"|Công ty|Trưởng|Ký|Bởi|Đảng|Quốc|Chính|Hội|Nghị|Đã)\b"
)
_RECIPIENTS: Final = regex.compile(r"\W*(?:Nơi nhận|NƠI NHẬN|Noi nhận|Nơi gửi)\s*:?\s*")
_DASH: Final = regex.compile(r"[-–—+•*]\s*")
_SIGNED: Final = regex.compile(r"\(?\s*(?:Đã ký|đã ký|ĐÃ KÝ|Chữ ký)[^\p{L}]*")


def signers(rows: Sequence[Row]) -> tuple[Field, ...]:
    """Who signed: the name below each title of a signature block."""
    found: dict[str, Field] = {}
    waiting = False
    since = 0
    for segment in segments(rows):
        if _is_title(segment):
            waiting, since = True, segment.row
            continue
        name = _name(segment) if waiting and segment.row - since < 16 else None
        if name:
            found.setdefault(name.value, name)
            waiting = False
    return tuple(found.values())


def _is_title(segment: Segment) -> bool:
    return is_tail(segment.text) and segment.capitals


def _name(segment: Segment) -> Field | None:
    """A segment as a person's name, rank and degree taken off; None where it is none."""
    text = segment.text.rstrip(" .,;")
    signed = _SIGNED.match(text)
    start = signed.end() if signed else 0
    rank = _RANK.match(text, start)
    start = rank.end() if rank else start
    bare = text[start:].strip(" *_")
    if not _NAME.fullmatch(bare) or _NO_NAME.match(bare) or len(bare) < 5 or len(bare) > 45:
        return None
    first = segment.span.start + text.index(bare, start)
    return Field(" ".join(bare.split()), (Span(first, first + len(bare)),), "below-signature-title")


def recipients(rows: Sequence[Row]) -> tuple[Field, ...]:
    """Who receives the paper: the items under "Nơi nhận", each in one line."""
    items: list[list[Segment]] = []
    begun = False
    for segment in segments(rows):
        head = _RECIPIENTS.match(segment.text)
        if head:
            begun = True
            rest = segment.text[head.end() :]
            if not _DASH.match(rest):
                continue
        elif not begun or segment.left is False or segment.capitals or _name(segment):
            continue
        if _DASH.match(segment.text) or head:
            items.append([segment])
        elif items and not items[-1][-1].text.endswith((";", ".")) and len(items[-1]) < 4:
            items[-1].append(segment)
    return tuple(field for item in items if (field := _recipient(item)))


def _recipient(item: Sequence[Segment]) -> Field | None:
    words = " ".join(segment.text for segment in item)
    words = _DASH.sub("", _RECIPIENTS.sub("", words), count=1).strip(" ;.,*_")
    if not words or words.startswith(("Lưu", "Như trên")):
        return None
    return Field(words, tuple(segment.span for segment in item), "recipients")
