"""Short names that a paper gives to others: "… (sau đây gọi tắt là Nghị quyết 57)", "… (Đề án 06)"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from vanthu.records import Citation, Span
from vanthu.viet import canonical

_NAME: Final = r"(?P<name>\p{Lu}[^()“”\"\n]{2,80}?)"
_DEFINED: Final = regex.compile(
    r"(?:[Ss]au\s+đây|[Dd]ưới\s+đây|[Gg]ọi\s+tắt|[Vv]iết\s+tắt)\s*(?:được\s+)?(?:gọi\s+|viết\s+)?"
    r"(?:chung\s+|tắt\s+)*là\s*:?\s*"
    rf"[“\"]?{_NAME}[”\"]?(?=[).,;]|\s+(?:về|quy\s+định)\s)"
    r"|\((?P<bare>(?:Đề\s+án|Nghị\s+quyết|Chương\s+trình|Kế\s+hoạch|Chỉ\s+thị|Kết\s+luận|Chiến\s+lược)\s+\d"
    r"[^()]{0,20})\)"
)
# A short name of a paper begins with what it is; others ("Cơ quan kiểm dịch", "Giải pháp kỹ thuật") name other things.
_PAPER: Final = regex.compile(
    r"(?:bộ\s+luật|luật|pháp\s+lệnh|nghị\s+quyết|nghị\s+định|quyết\s+định|thông\s+tư|chỉ\s+thị|kế\s+hoạch|chương\s+trình|đề\s+án"
    r"|kết\s+luận|chiến\s+lược|quy\s+chế|quy\s+định|điều\s+lệ|hiệp\s+định|công\s+ước|dự\s+án|quy\s+hoạch|danh\s+mục)(?!\w)"
)
_AMENDED: Final = regex.compile(r"được\s+sửa\s+đổi")
_REACH: Final = 600
_BREAK: Final = regex.compile(r"\.\s+\p{Lu}|;\s|\n\s*\n")


@dataclass(frozen=True, slots=True)
class ShortName:
    """A name in canonical form, the citation it stands for, and where its definition ends: it holds after that."""

    words: str
    citation: Citation
    end: int


def short_names(text: str, citations: Sequence[Citation]) -> Iterator[ShortName]:
    """The short names defined in a paper, in order: each for the last paper cited in the same sentence before it."""
    at = 0
    seen: set[str] = set()
    for match in _DEFINED.finditer(text):
        while at < len(citations) and citations[at].evidence[0].start < match.start():
            at += 1
        before = [one for one in citations[max(0, at - 4) : at] if match.start() - one.evidence[-1].end < _REACH]
        near = [one for one in before if not _BREAK.search(text, one.evidence[-1].end, match.start())]
        words = canonical(" ".join((match["name"] or match["bare"]).split()))
        if near and words not in seen and _PAPER.match(words):
            seen.add(words)
            yield ShortName(words, near[0] if _whole_list(text, near) else near[-1], match.end())


def _whole_list(text: str, near: Sequence[Citation]) -> bool:
    """Whether what is cited last belongs to the first ("Luật X được sửa đổi bởi Luật Y (sau đây gọi là Luật X)")."""
    between = Span(near[0].evidence[-1].end, near[-1].evidence[0].start)
    return len(near) > 1 and _AMENDED.search(text, between.start, between.end) is not None
