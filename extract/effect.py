"""The day a paper takes effect, by its own words: "Thông tư này có hiệu lực thi hành kể từ ngày 01/7/2025"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import regex

from extract.dates import DAY, value_of
from extract.pipe import flat
from vanthu.records import Field, Metadata, Span
from vanthu.viet import canonical

# … từ ngày 01/7/2025 · kể từ ngày ký (ban hành) · sau 45 ngày (,) kể từ ngày ký      not: … có hiệu lực, các quy định
_EFFECT: Final = regex.compile(
    r"(?<!\w)(?P<kind>(?:bộ )?luật|pháp lệnh|nghị quyết(?: liên tịch)?|nghị định|quyết định|thông tư(?: liên tịch)?"
    r"|chỉ thị|quy định|quy chế|lệnh)"
    r" này (?:bắt đầu |chính thức )?(?:có hiệu lực(?: thi hành)?|được thi hành),?"
    rf" (?:sau (?P<count>\d{{1,3}})(?: \([^)]*\))? ngày,? )?"
    rf"(?:(?:(?:kể|tính) )?từ )?(?:(?P<day>{DAY})|(?P<signing>ngày (?:ký|ban hành|(?:được )?thông qua)))(?!\w)"
)


def find_effect(text: str, head: Metadata) -> Field | None:
    """The day the paper itself takes effect, None where it does not say so (or says from the day of signing, and that
    is not known). `text` has offsets of the document's text."""
    if "hiệu lực" not in text:
        return None
    words, at = flat(text)
    kind = canonical(head.type.value) if head.type else ""
    issued = head.issued.value if head.issued else None
    for match in _EFFECT.finditer(words):
        if kind and match["kind"] != kind and not kind.startswith(("văn bản hợp nhất", match["kind"])):
            continue
        value, rule = _day(match, issued)
        if value is not None:
            return Field(value, (Span(at(match.start()), at(match.end() - 1) + 1),), rule)
    return None


def _day(match: regex.Match[str], issued: str | None) -> tuple[str | None, str]:
    if match["day"]:
        return value_of(match["day"], "day"), "effect-day"
    if issued is None or len(issued) != 10:
        return None, ""
    if match["count"] is None:
        return issued, "effect-signing"
    try:
        return (date.fromisoformat(issued) + timedelta(days=int(match["count"]))).isoformat(), "effect-counted"
    except (ValueError, OverflowError):
        return None, ""
