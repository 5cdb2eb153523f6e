"""Time limits as the papers word them: what must be done before, by, in, until, within, every, all along.

`rel` and `value` are those of the extraction record: before 2025-06-30 · by 2025-06-30 · in 2026-Q2 · until 2030 ·
period 2025/2028 · within P30D · every P1Y · ongoing None. Dates of cited papers, effective dates, reference periods
("kế hoạch hằng năm") and years in titles ("Chiến lược … đến năm 2030") are none. The wordings: `wordings.RULES`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

import regex

from extract.dates import QUARTERS
from extract.pipe import flat
from extract.starts import start_of
from extract.wordings import EACH, PERIOD, POINT, RULES, YEARS, Limit, each, point, years
from vanthu.records import Deadline, Span

# What makes "hằng năm" part of a noun: right before it, or up to some words before it in the same phrase.
_NOUN: Final = regex.compile(
    r"\b(?:(?:kế hoạch|chương trình|dự toán|ngân sách|kinh phí|danh mục|tiền thuê|lương hưu|quỹ)(?: [^\s,;.:()]+){0,9}"
    r"|(?:nguồn vốn|vốn|mục tiêu|chỉ tiêu|định mức|mức|bình quân|trung bình|tăng trưởng|thu nhập|doanh thu|sản lượng"
    r"|nghỉ phép|nghỉ|phép|nhiệm vụ|thu|chi|ngày lễ|đầu tư công|tài chính|phí|giá trị|số lượng|lương|kỳ"
    r"|(?:trung hạn|5 năm|năm năm)(?: và|,)?|chất lượng|tỷ lệ|đại hội|biên chế|khối lượng|công suất|khoảng|cây"
    r"|trợ cấp|phụ cấp|đóng|hưởng)) $"
)
# Before a date, these make it the date of a fact: hiệu lực, ban hành … or of a title.
_FACT: Final = regex.compile(
    r"\b(?:hiệu lực(?: thi hành)?|áp dụng|kể từ|tính từ|(?<!vi |đặc |chính )tính"
    r"|tầm nhìn|mục tiêu|thông qua|định hướng|phát sinh|số liệu"
    r"|tình hình|quy định|đã(?: \w+){1,5}|mà|ký kết|nộp hồ sơ|(?<!học |vệ |phát |hy |thí )sinh|thành lập"
    r"|giá trị(?: sử dụng)?|có thời hạn"
    r"|được (?:tiếp tục )?(?:sử dụng|thực hiện)(?: dịch vụ)?|tiếp tục sử dụng|tăng trưởng|kinh tế|phát triển) (?:kể )?$"
)
_FROM: Final = regex.compile(r"\btừ (?:ngày|tháng|năm|quý|khi)?[^.;]{0,70}$|\bgiai đoạn [^.;,]{0,20}$")
_TARGET: Final = regex.compile(r"\d ?%[^;.]{0,120}$")
# After "Đến năm 2030, …": what will be, not what is to be done.
_STATE: Final = regex.compile(
    r",?(?: [^\s.;]+){0,14}? (?:\d[\d.,]* ?%|(?:đạt|chiếm|thuộc nhóm|trở thành|đứng)\b"
    r"|có (?:trên |khoảng |ít nhất |tối thiểu )?\d)"
)
_ACT: Final = regex.compile(
    r",? ?(?:cơ bản )?(?:hoàn thành|hoàn thiện|xây dựng|ban hành|triển khai|thành lập|tổ chức)\b"
)
_TIMED: Final = re.compile(r"\d|quý")
_DATED: Final = frozenset(("in", "until", "until-end", "before", "by-day"))


def find_deadlines(text: str, *, issued: str | None = None) -> tuple[Deadline, ...]:
    """All deadlines worded in running text, in order, not overlapping; evidence counts in `text`.

    `issued` (ISO) supplies the year of a day, month or quarter printed without one: the next such time on or after it;
    without it the value stays open (`--06-30`, `--06`, `--Q2`)."""
    words, at = flat(text)
    found: list[tuple[int, int, str, Limit]] = []
    timed = _TIMED.search(words) is not None
    for rule in RULES:
        if (rule.timed and not timed) or not any(word in words for word in rule.needs):
            continue
        for match in rule.pattern.finditer(words):
            limit = rule.read(match)
            if limit is None or _over(limit, issued):
                continue
            if not _is_other(words, match, rule.name, limit, capital=text[at(match.start())].isupper()):
                found.append((at(match.start()), at(match.end() - 1) + 1, rule.name, limit))
    found.sort(key=lambda item: (item[0], -item[1]))
    out: list[Deadline] = []
    end = -1
    for start, stop, name, limit in found:
        if start >= end:
            out.append(_deadline(text, start, stop, name, limit, issued))
            end = stop
    return tuple(out)


_LAST: Final = {"H1": "06", "H2": "12", "Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12"}


def _over(limit: Limit, issued: str | None) -> bool:
    """Whether a limit's time was over when the paper was issued: then it tells of the past."""
    if not issued or limit.value is None or limit.rel not in ("before", "by", "in", "until"):
        return False
    value = limit.value
    if value.startswith("--"):
        return limit.rel == "in" and _LAST.get(value[2:], value[2:4]) < issued[5:7]
    rest = _LAST.get(value[5:], value[5:])
    return value[:4] + ("-" + rest if rest else "") < issued[: 4 + (len(rest) + 1 if rest else 0)]


def _is_other(words: str, match: Any, name: str, limit: Limit, *, capital: bool) -> bool:
    """Whether the words before make this the time of something else than the act."""
    before = words[max(0, match.start() - 140) : match.start()]
    if name in ("every", "each-before-day"):
        return not capital and not match.group().startswith("định kỳ") and _NOUN.search(before) is not None
    if name in _DATED and _FACT.search(before):
        return True
    if name in ("until-end", "until", "by-day") and _FROM.search(before):
        return True
    if len(limit.value or "") != 4 or name not in ("in", "until", "until-end"):
        return False
    if name != "in" and not _ACT.match(words, match.end()) and _STATE.match(words, match.end()):
        return True
    return bool(_TARGET.search(before))


def _deadline(text: str, start: int, stop: int, rule: str, limit: Limit, issued: str | None) -> Deadline:
    quote = " ".join(text[start:stop].split())
    value = _with_year(limit.value, issued)
    found = Deadline((Span(start, stop),), quote, limit.rel, value, limit.day, limit.month, rule)
    if limit.rel != "within":
        return found
    since, event = start_of(text, start, stop)
    return replace(found, start=since, event=event, working=quote.endswith("làm việc"))


def _with_year(value: str | None, issued: str | None) -> str | None:
    """`--06-30`, `--06`, `--Q2` in the year of the date of issue, or the next one when that is over by then."""
    if not value or not value.startswith("--") or not issued:
        return value
    year, month = int(issued[:4]), int(issued[5:7] or 1)
    rest = value[2:]
    last = int(rest[1]) * 3 if rest[0] == "Q" else int(rest[:2])
    over = last < month or (len(rest) == 5 and rest < issued[5:10])
    return f"{year + over}-{rest}"


# --- table cells ----------------------------------------------------------------------------------------------------

_CELL_EVERY: Final = regex.compile(rf"(?:{EACH}|định kỳ(?: {EACH})?) {PERIOD}")
_CELL_ONGOING: Final = regex.compile(r"thường xuyên|liên tục")
_CELL_FROM: Final = regex.compile(r"^ ?(?:bắt đầu )?(?:kể )?từ\b(?!.*\bđến\b)")
_CELL_YEARS: Final = regex.compile(YEARS)
_CELL_SPAN: Final = regex.compile(
    r"(?P<name>quý|tháng) ?(?P<one>iv|i{1,3}|\d{1,2}) ?(?:[-‐-―−,]|và|đến) ?(?:quý|tháng)? ?(?P<two>iv|i{1,3}|\d{1,2})"
    r" ?(?:/|năm) ?(?P<year>20\d\d)"
)
_CELL_POINT: Final = regex.compile(rf"(?<![\w/])(?:{POINT}|(?P<bare>(?:19|20)\d\d)(?![\w/]))")


def read_cell(text: str, *, issued: str | None = None) -> Deadline | None:
    """The deadline that a table cell or a line "Thời hạn: …" states, None where it states none ("Theo tiến độ",
    "từ quý II/2027"). Here a bare year, quarter or day counts: "Quý IV/2026" is in 2026-Q4, "30/6/2026" by that day."""
    words, at = flat(text)
    worded = find_deadlines(text, issued=issued)
    for deadline in worded:
        if deadline.rule in ("every-count", "recurring-day", "each-before-day"):
            return deadline
    cell = _whole(words)
    if cell is None:
        if _CELL_FROM.search(words):
            return None
        for deadline in worded:
            if deadline.rule not in ("ongoing", "every"):
                return deadline
        cell = _bare(words)
    if cell is None:
        return None
    start, stop, rule, limit = cell
    return _deadline(text, at(start), at(stop - 1) + 1, rule, limit, issued)


_Cell = tuple[int, int, str, Limit]


def _whole(words: str) -> _Cell | None:
    """ "Thường xuyên, hằng năm" is every year; "Từ tháng 5/2026, thường xuyên" is ongoing."""
    start, stop = len(words) - len(words.lstrip()), len(words.rstrip())
    every = _CELL_EVERY.search(words)
    if every:
        return start, stop, "cell-every", each(every)
    if _CELL_ONGOING.search(words):
        return start, stop, "cell-ongoing", Limit("ongoing", None)
    return None


def _bare(words: str) -> _Cell | None:
    match = _CELL_YEARS.search(words)
    if match and (period := years(match)):
        return match.start(), match.end(), "cell-period", period
    match = _CELL_SPAN.search(words)
    if match and (span := _span(match)):
        return match.start(), match.end(), "cell-period", span
    match = _CELL_POINT.search(words)
    value = (match["bare"] or point(match)) if match else None
    if match is None or value is None:
        return None
    to = "đến" in words[: match.start()]
    rel = "by" if match["day"] or match["dayofyear"] else "until" if to else "in"
    return match.start(), match.end(), "cell-date", Limit(rel, value)


def _span(match: Any) -> Limit | None:
    """Quý III - IV/2026 → 2026-Q3/2026-Q4; tháng 6 - 9/2026 → 2026-06/2026-09."""
    ends = []
    for end in (match["one"], match["two"]):
        if match["name"] == "quý" and end in QUARTERS:
            ends.append(f"{match['year']}-Q{QUARTERS[end]}")
        elif match["name"] == "tháng" and end.isdigit() and 1 <= int(end) <= 12:
            ends.append(f"{match['year']}-{int(end):02}")
    return Limit("period", "/".join(ends)) if len(ends) == 2 else None


def shifted(deadline: Deadline, offset: int) -> Deadline:
    """The same deadline where its text begins at `offset` of a longer one."""
    return replace(deadline, evidence=tuple(Span(s.start + offset, s.end + offset) for s in deadline.evidence))
