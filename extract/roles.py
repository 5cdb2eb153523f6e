"""Those who are named by what they do or are: "đơn vị được giao chủ trì …", "chủ đầu tư", "Trưởng đoàn"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from vanthu.records import BodyMention, Span

_ROLE: Final = (
    r"(?:các\s+|những\s+|mỗi\s+)?(?:cơ\s+quan|đơn\s+vị|tổ\s+chức|người\s+đứng\s+đầu|thủ\s+trưởng|người\s+có\s+thẩm\s+quyền|chủ\s+đầu\s+tư|nhà\s+thầu|cơ\s+sở|địa\s+phương|tỉnh"
    r"|nơi|doanh\s+nghiệp|nhà\s+đầu\s+tư|hội\s+đồng|tổ\s+trưởng|(?:phó\s+)?trưởng\s+(?:đoàn|ban|phòng|thôn|khu\s+phố)|thư\s+ký(?:\s+đoàn)?|thành\s+viên|đại\s+biểu|tổ\s+(?:biên\s+tập|giúp\s+việc|công\s+tác))"
)
# At the head of a duty or a heading, or behind a person's name: elsewhere these words are no addressee.
_DUTY: Final = regex.compile(
    rf"(?:^|[.;\n\f]|\n\s*[-–+*]|\b(?:\d+|[a-zđ])[.)])\s*(?:trong\s+trường\s+hợp[^.;,]{{0,80}},\s+)?(?P<role>{_ROLE}(?!\w)[^.;:]{{0,140}}?)(?=(?:,?\s+(?:trong\s+phạm\s+vi|theo\s+(?:chức\s+năng|phạm\s+vi))(?!\w)[^.;:]{{0,80}}?)?,?"
    r"\s+(?:(?:có|chịu)\s+trách\s+nhiệm|có\s+nhiệm\s+vụ)(?!\w))"
)
_SAID: Final = regex.compile(r"(?:có|chịu)\s+trách\s+nhiệm|có\s+nhiệm\s+vụ")
_LONGEST: Final = 500
_HEADED: Final = regex.compile(
    rf"(?:đối\s+với|trách\s+nhiệm\s+của)\s+(?P<role>{_ROLE}(?!\w)[^.;:,\n]{{0,80}}?)(?=\s*:)"
)
_PERSON: Final = regex.compile(
    rf"(?:ông|bà|đồng\s+chí|đ/c)\s*[.:]?\s+[^:\n]{{2,50}}?\s*[-–,]\s*(?P<role>{_ROLE}(?!\w)[^.;:,\n]{{0,40}}?)(?=\s*:)"
)


# "Cơ quan đầu mối, căn cứ quy định của luật, có trách nhiệm …": by what or in which time he acts is not who he is.
_WHEN: Final = regex.compile(r"\s*(?:,\s*|\s)(?:trong\s+(?:thời|vòng|phạm)|căn\s+cứ|kể\s+từ|khi)(?!\w)|\s*,\s*$")
_BESIDE: Final = regex.compile(
    r"(?:phối|kết)\s+hợp(?:\s+chặt\s+chẽ)?\s+với\s+(?P<role>(?:chính\s+quyền\s+)?(?:địa\s+phương|cơ\s+quan\s+chức\s+năng|chủ\s+đầu\s+tư))(?!\w)"
)


def find_roles(words: str) -> Iterator[tuple[int, int]]:
    """Where a role stands as the addressee, in canonical text with its line breaks."""
    for start, end in _before_duties(words):
        for match in _DUTY.finditer(words, start, end):
            first, last = match.span("role")
            cut = _WHEN.search(words, first, last)
            yield first, cut.start() if cut else last
    for pattern in (_HEADED, _PERSON, _BESIDE):
        for match in pattern.finditer(words):
            yield match.span("role")


def _before_duties(words: str) -> Iterator[tuple[int, int]]:
    """The stretches that a duty may begin in: as long as one can be, up to and with its "trách nhiệm"."""
    start, end = 0, -1
    for said in _SAID.finditer(words):
        if said.start() - _LONGEST > end:
            if end > 0:
                yield start, end
            start = max(0, said.start() - _LONGEST)
        end = said.end() + 1
    if end > 0:
        yield start, end


def role_mention(text: str, start: int, end: int) -> BodyMention:
    """The one named by a role, by the words used."""
    name = " ".join(text[start:end].split())
    return BodyMention(name[:1].upper() + name[1:], (Span(start, end),), group=True, rule="role")
