"""What the words around a citation say: the provisions meant (pinpoint), why the paper cites it (relation)."""

from __future__ import annotations

from typing import Final

import regex

_S: Final = r"[\s\u00a0]+"
_B: Final = r"[\s\u00a0]*"

# điểm a, c khoản 2 Điều 5 · từ Điều 5 đến Điều 9 · khoản 1; khoản 2 Điều 3 và Điều 4 · mục III Phần B · Phụ lục I, II
_LABEL: Final = r"(?:\d{1,3}[a-zđ]?(?:\.\d+)*|[a-zđ]\d?|[ivx]{1,5})(?!\w)"
_NEXT: Final = rf"(?:{_B}(?:,|;|và|hoặc|-|–|đến(?:{_S}hết)?){_B}|{_S}đến{_S})"
_UNITS: Final = ("điều", "khoản", "điểm", "mục", "phụ", "chương", "phần", "tiết")
_UNIT: Final = rf"(?:tiết|điểm|khoản|điều|phụ{_S}lục|chương|mục|phần)"
_PINPOINT: Final = regex.compile(
    rf"(?P<pin>(?:(?<!\w)từ{_S})?(?:(?:đến{_S}(?:hết{_S})?)?{_UNIT}{_S}{_LABEL}(?:{_NEXT}{_LABEL})*"
    rf"{_B}[,;]?{_B}(?:(?:và|hoặc){_S})?(?:các{_S})?){{1,8}})"
    rf"(?:(?:của|tại|ban{_S}hành{_S}kèm{_S}theo|kèm{_S}theo){_S})?(?:các{_S})?$"
)
_TRAILING: Final = regex.compile(r"(?:[\s,;]|(?<=\s)(?:các|và|hoặc))+$")
_REACH: Final = 160

# Tried in this order on the words before a citation.
_RELATIONS: Final = tuple(
    (relation, regex.compile(pattern.replace(" ", _S), regex.VERBOSE))
    for relation, pattern in (
        ("amends", r"(?:sửa đổi|bổ sung)[^.;]{0,60}$"),
        ("replaces", r"thay thế[^.;]{0,40}$"),
        ("repeals", r"(?:bãi bỏ|hủy bỏ|huỷ bỏ)[^.;]{0,60}$"),
        ("suspends", r"(?:ngưng hiệu lực|tạm ngưng|đình chỉ|tạm dừng)[^.;]{0,60}$"),
        (
            "implements",
            r"(?:thực hiện|triển khai|thi hành|quán triệt|hướng dẫn|cụ thể hoá|quy định chi tiết)[^.;]{0,40}$",
        ),
    )
)
# "… đã được sửa đổi, bổ sung bởi Nghị định số 123": what another paper did.
_PASSIVE: Final = regex.compile(
    r"(?:được|bị)\s+(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ)(?:\s*(?:,|và)\s*(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ))*"
    r"(?:\s+(?!như\b)[^\s.;]+){0,12}?\s+(?:bởi|theo|tại|bằng)\s[^.;]*$"
)
# … and on those after it: "Nghị định số 10/2020/NĐ-CP hết hiệu lực kể từ ngày …"
_AFTER: Final = tuple(
    (relation, regex.compile(rf"[^.;]{{0,120}}?\s(?:{pattern})"))
    for relation, pattern in (
        ("repeals", r"hết\s+hiệu\s+lực(?:\s+thi\s+hành)?|bị\s+bãi\s+bỏ"),
        ("suspends", r"(?:bị\s+đình\s+chỉ|tạm\s+ngưng\s+hiệu\s+lực)"),
    )
)
# "Căn cứ Luật …", at the beginning of a line or clause: looked at from its words, which are rarer than beginnings.
_GROUND: Final = r"(?:căn\s+cứ|theo\s+đề\s+nghị|xét\s+đề\s+nghị|xét)\s+"
_BASIS: Final = regex.compile(rf"{_GROUND}(?<=(?:(?:^|[\n.;:])\s*|\s{{2}}){_GROUND})[^\n;]*$")
_BASIS_WORDS: Final = ("căn", "đề nghị", "xét")
CARRIED: Final = ("amends", "replaces", "repeals", "suspends")
"""Relations that hold for each paper of a list."""
LIST: Final = regex.compile(rf"{_B}(?:,|;|và|,{_B}và|;{_B}và){_S}(?:các{_S})?$")


def pinpoint(text: str, words: str, start: int) -> tuple[str | None, int]:
    """The provisions named right before a citation, as printed, and where they (else the citation) begin. `words` is
    the text in canonical form."""
    floor = max(0, start - _REACH)
    named = any(words.find(unit, floor, start) >= 0 for unit in _UNITS)
    match = _PINPOINT.search(words, floor, start) if named else None
    if match is None:
        return None, start
    said = _TRAILING.sub("", " ".join(text[match.start("pin") : match.end("pin")].split()))
    return said, match.start()


def relation(words: str, start: int, end: int) -> str:
    """Why a citation at `words[start:end]` (with its pinpoint) is made: basis, amends, replaces, repeals, implements,
    suspends, refers."""
    before = words[max(0, start - 400) : start]
    if any(word in before for word in _BASIS_WORDS) and _BASIS.search(before):
        return "basis"
    near = before[-90:]
    if ("được" in near or "bị" in near) and _PASSIVE.search(near):
        return "refers"
    found = next((name for name, pattern in _RELATIONS if pattern.search(near)), None)
    after = words[end : end + 150]
    if found in (None, "implements") and ("hiệu lực" in after or "bị " in after):
        over = next((name for name, pattern in _AFTER if pattern.match(after)), None)
        found = over or found
    return found or "refers"
