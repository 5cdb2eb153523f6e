"""Bodies meant without being named: "quý Sở", "các đơn vị" of a letter, "Bộ này", "cơ quan chủ trì"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

from extract.mask import Masked
from vanthu.records import BodyMention, Span

_TO: Final = regex.compile(r"kính\s+gửi\s*:?")
# How a letter turns to those it is addressed to.
_YOU: Final = regex.compile(
    r"(?:\G\W*|[,;.:]\s+|\ue001\s+|\ue000\s+)(?:xin\s+|trân\s+trọng\s+|kính\s+|rất\s+mong\s+)?(?:đề\s+nghị|yêu\s+cầu|kính\s+mong|mong)\s+"
    r"(?:(?:toàn\s+thể\s+)?(?:quý|các)?\s*(?:cơ\s+quan|đơn\s+vị|sở|bộ|ban|ngành|phòng|công\s+ty|doanh\s+nghiệp|địa\s+phương|uỷ\s+ban|đồng\s+chí)[^,;.:\ue000]{0,60}?\s+)?"
    r"(?=(?:khẩn|rà|báo|gửi|cử|xem|phối|chỉ|tổ|tham|nghiên|cung|thực|triển|tập|hướng|góp|cho\s+ý|có\s+ý|bố|quan|hoàn|bổ|kịp|chủ|phản|nghiêm)\s)"
)
# What an earlier letter asked for: "Ngày 10/4, Sở đã ban hành Văn bản số … gửi các sở, đề nghị tham gia ý kiến …".
_PAST: Final = regex.compile(r"(?<!\w)đã\s+(?:có|ban\s+hành|gửi|đề\s+nghị|yêu\s+cầu)(?!\w)")
_LONGEST: Final = 1200


@dataclass(frozen=True, slots=True)
class Addressees:
    """Those a letter is addressed to ("Kính gửi: …"); nobody in other papers."""

    bodies: tuple[BodyMention, ...] = ()

    def of(self, masked: Masked, span: Span) -> tuple[BodyMention, ...]:
        """The addressees where the sentence turns to them ("đề nghị quý đơn vị báo cáo …"), else nobody."""
        if not self.bodies:
            return ()
        turned = _YOU.search(masked.words, span.start, span.end)
        if turned is None:
            return ()
        sentence = max(span.start, masked.words.rfind(". ", span.start, turned.start() + 2))
        return () if _PAST.search(masked.words, sentence, turned.end()) else self.bodies


def find_addressees(masked: Masked) -> Addressees:
    """The bodies in the lines after "Kính gửi"."""
    start = _TO.search(masked.words)
    if start is None or start.start() > 3000:
        return Addressees()
    end = start.end()
    for line in regex.compile(r"[^\n\f]*(?:[\n\f]|$)").finditer(masked.text, start.end(), start.end() + _LONGEST):
        words = line.group().strip()
        first = line.start() == start.end()
        if (
            words
            and not first
            and not regex.match(r"[-–+*•|]|\p{Ll}|\d", words)
            and end > start.end() + 3
            and "\ue000" in masked.words[start.end() : end]
        ):
            break
        if not words and "\ue000" in masked.words[start.end() : end]:
            break
        end = line.end()
    return Addressees(masked.bodies(start.end(), end))
