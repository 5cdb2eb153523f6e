"""Quantities: a number with what it counts or measures, when it states a fact or a target.

858 doanh nghiệp · 33,59% · 60-70% · 2.989,5 MW · 04 - 05 nhóm nghiên cứu · 1.500 tỷ đồng
not: Điều 12, năm 2030, số 57-NQ/TW, 30 ngày (a time limit), 1. Bộ … (a list's mark), chính quyền 2 cấp
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import regex

from extract.pipe import flat
from extract.words import load
from vanthu.records import Quantity, Span
from vanthu.viet import canonical

_NUMBER: Final = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+|\d+(?:\.\d{1,2})?)(?![\d])"
_TO: Final = r"(?: ?[-‐-―−÷] ?| đến | tới )"
# A number after one of these names something and counts nothing: Điều 12, tháng 5, Đề án 06.
_NAMES: Final = regex.compile(
    r"\b(?:"
    "điều|khoản|điểm|mục|số|ngày|tháng|năm|quý|phụ lục|mẫu|biểu|bảng|chương|phần|trang|thứ|khoá|tiết|phiên|bước|cột"
    "|(?<!các )loại|hạng|đoạn|thôn|bản số|đội|khu|cơ sở|giai đoạn|lúc|hồi|nhóm|dòng|tờ|thửa|đường|quốc lộ|tổ|ấp|khu phố"
    "|phường|quận|lô|gói|(?<!hạ )tầng|hình|vòng|đợt|kỳ|tuần|bài|quyển|tập|stt|điện thoại|fax|đt|tel|tcvn|qcvn|iso"
    "|nghị quyết|nghị định|kế hoạch|đề án|chỉ thị|kết luận|thông tư|quyết định|luật|tp|vùng"
    r")[:.]? ?$"
)


@lru_cache(maxsize=1)
def _pattern() -> Any:
    lists = {name: sorted({canonical(str(word)) for word in words}) for name, words in load("counted.yaml").items()}
    return regex.compile(
        r"(?<![\w/.,:§-])(?<!(?:^|[ (])\d+ )"
        rf"(?P<from>{_NUMBER})(?:(?: ?%)?{_TO}(?P<to>{_NUMBER}))?"
        r"(?: ?\(\L<words>\))?"
        r"(?:(?P<percent> ?[%‰](?!\w))"
        r"|(?P<money> \L<money>(?!\w)(?! (?:bộ|chí|thời|đều|bào|hành|ý|thuận|lòng|tình|trưởng|loạt)(?!\w)))"
        r"|(?P<measure> ?\L<measures>(?!\w))"
        r"|(?P<short> \L<abbreviations>(?!\w))"
        r"|(?P<post> \L<posts>(?!\w))"
        r"|(?P<noun> (?P<scale>\L<scales> )?\L<nouns>(?!\w)(?:(?:, | và )\L<nouns>(?= sản xuất))?))",
        words=["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"],
        **lists,
    )


_RULES: Final = ("percent", "money", "measure", "short", "post", "noun")
_WHOLE: Final = regex.compile(r"\d+|\d{1,3}(?:\.\d{3})+")
_IN_SENTENCE: Final = regex.compile(r"[\p{Ll},:] $")
_FORMULA: Final = regex.compile(r" ?[x×] ?\d")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text in order, not overlapping; evidence counts in `text`, `id` and `provision` are left to
    the caller. `value` is the number as printed (1.500 of "tỷ đồng"), `value_to` ends a range."""
    words, at = flat(text)
    out = []
    for match in _pattern().finditer(words):
        rule = next(name for name in _RULES if match[name])
        if not _counts(text, words, at, match, rule):
            continue
        start, end = at(match.start()), at(match.end() - 1) + 1
        unit = "%" if rule == "percent" else " ".join(text[at(match.start(rule)) : end].split())
        low, high = value_of(match["from"]), value_of(match["to"]) if match["to"] else None
        quote = " ".join(text[start:end].split())
        out.append(Quantity("", (Span(start, end),), quote, low, unit.strip(), rule, value_to=high))
    return tuple(out)


def _counts(text: str, words: str, at: Any, match: Any, rule: str) -> bool:
    """Whether a match counts something: no list mark, no formula, no letter as a metre."""
    if _FORMULA.match(words, match.end()):
        return False
    if rule in ("noun", "post", "short"):
        return _is_count(text, words, at, match, rule)
    if rule == "measure":
        unit = match["measure"].strip()
        end = at(match.end() - 1) + 1
        return text[end - len(unit) : end] in _measures() or len(unit) > 3
    return True


def _is_count(text: str, words: str, at: Any, match: Any, rule: str) -> bool:
    """Whole numbers of things; before a noun in capitals a number that is not the mark of a heading or list."""
    number = match["from"]
    scaled = rule == "noun" and match["scale"]
    whole = _WHOLE.fullmatch(number)
    if not whole and not scaled:
        return False
    if len(number) == 4 and number.startswith(("19", "20")) and not scaled:
        return False
    if _NAMES.search(words, max(0, match.start() - 12), match.start()):
        return False
    noun = at(match.start(rule) + 1)
    if not text[noun].isupper() or rule == "short":
        return True
    at_line = match.start() == 0 or "\n" in text[at(match.start() - 1) : at(match.start())]
    one = len(number) == 1 and not _IN_SENTENCE.search(words, max(0, match.start() - 2), match.start())
    return not at_line and not one and not match[rule].startswith((" bộ", " luật", " sở"))


@lru_cache(maxsize=1)
def _measures() -> frozenset[str]:
    """The units of measure as written, capitals and all: MW, not mw."""
    return frozenset(map(str, load("counted.yaml")["measures"]))


def value_of(number: str) -> float:
    """The value of a number in Vietnamese writing: 1.234,5 is 1234.5; 12.5 (one or two digits) is 12.5."""
    if "," in number:
        return float(number.replace(".", "").replace(",", "."))
    if regex.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
        return float(number.replace(".", ""))
    return float(number)
