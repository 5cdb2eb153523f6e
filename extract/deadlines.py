"""Time limits as the papers word them: what must be done before, by, in, until, within, every, all along.

`rel` and `value` are those of the extraction record: before 2025-06-30 · by 2025-06-30 · in 2026-Q2 · until 2030 ·
period 2025/2028 · within P30D · every P1Y · ongoing None. Dates of cited papers, effective dates, reference periods
("kế hoạch hằng năm") and years in titles ("Chiến lược … đến năm 2030") are none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import regex

from extract.dates import DAY, DAY_OF_YEAR, HALF, MONTH, QUARTER, QUARTERS, YEAR, value_of
from vanthu.records import Deadline, Span
from vanthu.viet import canonical

_B: Final = r"[\s\u00a0]"
_S: Final = r"[\s\u00a0]+"
_TO: Final = rf"{_B}*(?:[-‐-―−]|đến){_B}*(?:hết{_B}+)?(?:năm{_B}+)?"

_POINT: Final = (
    rf"(?:(?P<day>{DAY})|(?P<half>{HALF})|(?P<month>{MONTH})|(?P<quarter>{QUARTER})"
    rf"|(?P<dayofyear>{DAY_OF_YEAR})|(?P<year>{YEAR}))(?![\w%])"
)
_BARE_MONTH: Final = rf"(?P<baremonth>tháng{_B}*\d{{1,2}}|quý{_B}*(?:i{{1,3}}|iv))(?![\w/]|{_B}*(?:năm|[-/]{_B}*\d))"
_HOUR: Final = rf"(?:\d{{1,2}}{_B}*(?:giờ|h){_B}*(?:\d{{1,2}}{_B}*(?:phút)?)?,?{_B}*(?:thứ{_S}\w+{_S})?)"
_PERIOD: Final = r"(?P<unit>năm|quý|tháng|tuần|ngày)"
_EACH: Final = r"(?:hằng|hàng|mỗi)"
_COUNT: Final = rf"(?P<count>\d{{1,3}}){_B}*(?:\(\w+(?:\s\w+)?\){_B}*)?"
_YEARS: Final = rf"(?P<from>(?:19|20)\d\d){_TO}(?P<to>20\d\d)(?!\d|/)"

PERIODS: Final = {"năm": "P1Y", "quý": "P3M", "tháng": "P1M", "tuần": "P1W", "ngày": "P1D"}
UNITS: Final = {"ngày": "P{}D", "tháng": "P{}M", "năm": "P{}Y", "tuần": "P{}W", "quý": "P{}M", "giờ": "PT{}H"}

Read = tuple[str, str | None, int | None, int | None]
"""rel, value, day, month"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording of a time limit: its name, its pattern over canonical text, how to read a match."""

    name: str
    pattern: Any
    read: Callable[[Any], Read | None]


def _rule(name: str, pattern: str, read: Callable[[Any], Read | None]) -> Rule:
    compiled = regex.compile(rf"(?<![\w/])(?:{pattern})", regex.VERBOSE)
    if compiled.match(""):
        raise ValueError(f"rule {name} matches nothing")
    return Rule(name, compiled, read)


def _point(match: Any) -> str | None:
    """The value of the point in time that a match names, in its own precision."""
    for precision in ("day", "half", "month", "quarter", "dayofyear", "year"):
        words = match.groupdict().get(precision)
        if words:
            return value_of(words, precision)
    words = match.groupdict().get("baremonth")
    if words:
        name, number = words[: 5 if words.startswith("tháng") else 3], words.split("g" if "tháng" in words else "ý")[-1]
        return f"--{int(number):02}" if name == "tháng" else f"--Q{QUARTERS[number.strip()]}"
    return None


def _at(rel: str) -> Callable[[Any], Read | None]:
    def read(match: Any) -> Read | None:
        value = _point(match)
        return (rel, value, None, None) if value else None

    return read


def _by_or_until(match: Any) -> Read | None:
    value = _point(match)
    if value is None:
        return None
    return ("by" if match.groupdict().get("day") or match.groupdict().get("dayofyear") else "until", value, None, None)


def _each(match: Any) -> Read:
    groups = match.groupdict()
    day, month = groups.get("onday"), groups.get("onmonth")
    return ("every", PERIODS[match["unit"]], int(day) if day else None, int(month) if month else None)


def _every_count(match: Any) -> Read:
    return ("every", UNITS[match["unit"]].format(int(match["count"])), None, None)


def _within(match: Any) -> Read:
    return ("within", UNITS[match["unit"]].format(int(match["count"])), None, None)


def _years(match: Any) -> Read | None:
    return ("period", f"{match['from']}/{match['to']}", None, None) if match["from"] < match["to"] else None


def _ongoing(_: Any) -> Read:
    return ("ongoing", None, None, None)


# Clause starts: where "Đến năm 2030, …" or "Thường xuyên …" speaks about the act and not about a noun before it.
_START: Final = r"(?:(?<=^\s*)|(?<=[.;:,|)\n–+•-]\s*)|(?<=\b(?:và|phải|được|việc|cần)\s+))"
_DONE: Final = rf"(?:hoàn{_S}thành|xong|kết{_S}thúc|hoàn{_S}tất|ban{_S}hành|thực{_S}hiện){_S}"

# What makes "hằng năm" part of a noun and no deadline: kế hoạch hằng năm, chi ngân sách nhà nước hằng năm.
_NOUNS: Final = (
    "kế hoạch|chương trình|ngân sách|ngân sách nhà nước|dự toán|kinh phí|nguồn vốn|mục tiêu|chỉ tiêu|bình quân|trung bình"
    "|tăng trưởng|thu nhập|doanh thu|sản lượng|nghỉ phép|nghỉ|phép|công tác|5 năm|năm năm|danh mục|vốn|định mức|nhiệm vụ|thu"
    "|ngày lễ|đầu tư công|tài chính|phí|lệ phí|giá trị|số lượng|chi phí|lương|mức|kỳ|chi|trung hạn và|trung hạn,|5 năm và|5 năm,"
    "|chất lượng|tỷ lệ|đại hội|biên chế|tổng mức|khối lượng|công suất|khoảng"
)
_NOT_NOUN: Final = rf"(?<!\b(?:{_NOUNS.replace(' ', chr(92) + 's+')})\s+)"

# trước ngày 25 hằng tháng · trước ngày 25 tháng 12 hằng năm · ngày 15 tháng 12 hàng năm   not: kế hoạch hằng năm
RECURRING_DAY: Final = _rule(
    "recurring-day",
    rf"""(?:định{_S}kỳ,?{_S})? (?:(?:trước|vào|chậm{_S}nhất|muộn{_S}nhất|đến|là|xong){_S}){{1,3}} {_HOUR}? ngày{_S}
    (?P<onday>\d{{1,2}}) (?:(?:{_S}tháng{_S}|/)(?P<onmonth>\d{{1,2}}))? {_S}(?:của{_S}|trong{_S})?{_EACH}{_S}{_PERIOD}\b""",
    _each,
)
# báo cáo định kỳ hằng năm trước ngày 15 tháng 12 · hằng tháng … trước ngày 25
EACH_BEFORE_DAY: Final = _rule(
    "each-before-day",
    rf"""(?:định{_S}kỳ,?{_S})? {_NOT_NOUN}{_EACH}{_S}{_PERIOD}\b [^.;\n]{{0,90}}? trước{_S}ngày{_S}(?P<onday>\d{{1,2}})
    (?:(?:{_S}tháng{_S}|/)(?P<onmonth>\d{{1,2}}))? (?![\w/]|{_S}(?:tháng|năm|{_EACH}))""",
    _each,
)
# trước ngày 30/6/2025 · trước 15h00 ngày 15/6/2026 · trước tháng 7/2025    not: trước đây, trước ngày Luật có hiệu lực
BEFORE: Final = _rule("before-date", rf"trước{_S}{_HOUR}?(?:{_POINT}|{_BARE_MONTH})", _at("before"))
# chậm nhất đến ngày 01/7/2028 · xong trong ngày 30/6 · đến hết ngày 31/12/2025 · không muộn hơn ngày 30/6/2025
BY: Final = _rule(
    "by-date",
    rf"""(?:(?:chậm{_S}nhất|muộn{_S}nhất|không{_S}(?:chậm|muộn|quá){_S}(?:hơn{_S})?|hạn{_S}cuối|hạn{_S}chót){_B}*
    (?:hoàn{_S}thành{_S})?(?:(?:là|đến|vào|trong|hết|trước){_B}+){{0,3}} {_HOUR}? (?:{_POINT}|{_BARE_MONTH})
    | (?:{_DONE}(?:vào{_S}|trong{_S})?|trong{_S}|hết{_S}|thời{_S}hạn:?{_B}*(?:là{_S}|hoàn{_S}thành:?{_S})?) {_HOUR}? (?:(?P<day>{DAY})|(?P<dayofyear>{DAY_OF_YEAR})))""",
    _at("by"),
)
# đến hết ngày 30/6/2025 → by · đến hết năm 2025 → until     not: từ ngày … đến hết ngày …
UNTIL_END: Final = _rule(
    "until-end", rf"(?<!\btừ\b[^.;]{{0,40}})(?:cho{_S})?đến{_S}(?:hết|cuối){_S}{_POINT}", _by_or_until
)
# Đến năm 2030, … · hoàn thành đến năm 2027       not: Chiến lược … đến năm 2030, tầm nhìn đến năm 2045
UNTIL: Final = _rule(
    "until",
    rf"(?:{_START}|(?<=(?:{_DONE.rstrip()})\s+))đến{_S}{_POINT}(?!{_B}*[,và]*{_S}tầm{_S}nhìn)",
    _by_or_until,
)
# trong thời hạn 30 ngày · trong vòng 15 ngày làm việc · chậm nhất 05 ngày      not: trong 5 năm qua
WITHIN: Final = _rule(
    "within",
    rf"""(?:trong{_S}(?:thời{_S}(?:hạn|gian)|vòng){_S}(?:không{_S}quá{_S}|tối{_S}đa{_S}|là{_S})? |chậm{_S}nhất{_S}(?:là{_S}|không{_S}quá{_S}|trong{_S}|sau{_S})?
    |không{_S}quá{_S}|tối{_S}đa{_S}|trong{_S}(?=\d{{1,3}}{_S}ngày)) {_COUNT}
    (?P<unit>ngày|tháng|năm|tuần|giờ)(?:{_S}làm{_S}việc)?(?!\w)""",
    _within,
)
# trong tháng 6 năm 2025 · trong quý II năm 2025 · hoàn thành quý IV/2026 · xong năm 2025
IN: Final = _rule(
    "in",
    rf"""(?:(?:{_DONE})?(?:ngay{_S})?(?:trong|vào){_S}(?:suốt{_S}|cả{_S})?|{_DONE})
    (?:(?P<half>{HALF})|(?P<month>{MONTH})|(?P<quarter>{QUARTER})|(?P<year>{YEAR})|{_BARE_MONTH})(?![\w%]|\s+và\s+giai)""",
    _at("in"),
)
# trong giai đoạn 2025 - 2028 · Giai đoạn 2026 - 2030: …     not: Kế hoạch … giai đoạn 2026 - 2030
PERIOD: Final = _rule(
    "period", rf"{_START}(?:trong{_S})?giai{_S}đoạn{_S}(?:năm{_S})?{_YEARS}(?=\s*[,;.)|]|\s*$|\s+\p{{Ll}})", _years
)
# định kỳ 6 tháng · 6 tháng một lần · 06 tháng/lần
EVERY_COUNT: Final = _rule(
    "every-count",
    rf"""(?: định{_S}kỳ{_S}(?:{_EACH}{_S})?{_COUNT}{_PERIOD}\b
    | (?:mỗi{_S})?{_COUNT}{_PERIOD}{_B}*(?:/|một|/{_B}*1|1|/{_B}*một){_B}*lần )""",
    _every_count,
)
# hằng năm · định kỳ hằng quý · Định kỳ hằng tuần · theo từng năm       not: kế hoạch hằng năm, ngân sách nhà nước hằng năm
EVERY: Final = _rule(
    "every",
    rf"""(?: định{_S}kỳ,?{_S}(?:vào{_S}|theo{_S})?(?:{_EACH}{_S})?{_PERIOD}\b | {_NOT_NOUN}(?:{_EACH}|theo{_S}từng){_S}(?P<unit>năm|quý|tháng|tuần|ngày)\b )""",
    _each,
)
# Thường xuyên rà soát, … · một cách thường xuyên      not: chi thường xuyên, nhiệm vụ thường xuyên
ONGOING: Final = _rule(
    "ongoing",
    rf"(?:{_START}|(?<=\b(?:tuyên truyền|phổ biến|quán triệt|phối hợp)[^.;]{{0,30}}))thường{_S}xuyên,?(?:{_S}định{_S}kỳ)?(?!{_S}(?:trực|vụ))",
    _ongoing,
)

RULES: Final = (
    RECURRING_DAY, EACH_BEFORE_DAY, BY, BEFORE, UNTIL_END, WITHIN, IN, PERIOD, UNTIL, EVERY_COUNT, EVERY, ONGOING,
)  # fmt: skip

# Before a date, these make it the date of a fact: hiệu lực, ban hành … and titles.
_NOT_AFTER: Final = regex.compile(
    r"(?:hiệu lực(?: thi hành)?|áp dụng|kể từ|tính từ|tính|tầm nhìn|mục tiêu|thông qua|định hướng|phát sinh|số liệu|tình hình|quy định"
    r"|đã (?:được )?\w+(?: \w+)?|ký kết|nộp hồ sơ|sinh|thành lập)\s+(?:kể\s+)?$"
)
_TARGET: Final = regex.compile(r"\d\s?%[^;.\n]{0,120}$")


def find_deadlines(text: str, *, issued: str | None = None) -> tuple[Deadline, ...]:
    """All deadlines worded in running text, in order, not overlapping; evidence counts in `text`.

    `issued` (ISO) supplies the year of a day, month or quarter printed without one: the next such day on or after it;
    without it the value stays open (`--06-30`)."""
    words = canonical(text)
    found: list[tuple[int, int, Rule, Read]] = []
    for rule in RULES:
        for match in rule.pattern.finditer(words):
            read = rule.read(match)
            if read and not _is_other(words, match.start(), rule, read):
                found.append((match.start(), match.end(), rule, read))
    found.sort(key=lambda item: (item[0], -item[1]))
    out: list[Deadline] = []
    end = -1
    for start, stop, rule, read in found:
        if start >= end:
            out.append(_deadline(text, start, stop, rule.name, read, issued))
            end = stop
    return tuple(out)


def _is_other(words: str, start: int, rule: Rule, read: Read) -> bool:
    """Whether the words before make this the date of something else than the act."""
    before = words[max(0, start - 140) : start]
    if rule.name in ("in", "until", "until-end", "before-date") and _NOT_AFTER.search(before):
        return True
    return rule.name in ("in", "until") and len(read[1] or "") == 4 and bool(_TARGET.search(before))


def _deadline(text: str, start: int, stop: int, rule: str, read: Read, issued: str | None) -> Deadline:
    rel, value, day, month = read
    quote = " ".join(text[start:stop].split())
    return Deadline((Span(start, stop),), quote, rel, _with_year(value, issued), day, month, rule)


def _with_year(value: str | None, issued: str | None) -> str | None:
    """`--06-30`, `--06`, `--Q2` in the year of the date of issue, or the next one when that is over by then."""
    if not value or not value.startswith("--") or not issued:
        return value
    year, month = int(issued[:4]), int(issued[5:7] or 1)
    rest = value[2:]
    last = int(rest[1]) * 3 if rest[0] == "Q" else int(rest[:2])
    over = last < month or (len(rest) == 5 and rest < issued[5:10])
    return f"{year + over}-{rest}"


# What a cell of the column "Thời hạn" says without any preposition, in the order in which it is tried.
_CELL_YEARS: Final = regex.compile(rf"(?:giai đoạn|năm|các năm|trong)?{_B}*(?:năm{_B}+)?{_YEARS}", regex.VERBOSE)
_CELL_SPAN: Final = regex.compile(
    rf"(?P<name>quý|tháng){_B}*(?P<one>i{{1,3}}|iv|\d{{1,2}}){_B}*(?:[-‐-―−,]|và|đến){_B}*(?:quý|tháng)?{_B}*(?P<two>i{{1,3}}|iv|\d{{1,2}})"
    rf"{_B}*(?:/|năm){_B}*(?P<year>20\d\d)",
    regex.VERBOSE,
)
_CELL_POINT: Final = regex.compile(rf"(?<![\w/])(?:{_POINT}|(?P<bareyear>(?:19|20)\d\d)(?![\w/]))", regex.VERBOSE)
_CELL_ONGOING: Final = regex.compile(r"thường\s+xuyên|liên\s+tục")
_CELL_EVERY: Final = regex.compile(rf"(?:{_EACH}|định{_S}kỳ(?:{_S}{_EACH})?){_S}{_PERIOD}", regex.VERBOSE)
_CELL_FROM: Final = regex.compile(r"^\s*(?:bắt đầu\s+)?(?:kể\s+)?từ\b(?!.*\bđến\b)")


def read_cell(text: str, *, issued: str | None = None) -> Deadline | None:
    """The deadline that a table cell or a line "Thời hạn: …" states, None where it states none ("Theo tiến độ",
    "từ quý II/2027"). Here a bare year, quarter or day counts: "Quý IV/2026" is in 2026-Q4, "30/6/2026" by that day."""
    words = canonical(text)
    whole = text.strip()
    lead = len(text) - len(text.lstrip())

    def at(rule: str, read: Read, start: int = lead, stop: int = lead + len(whole)) -> Deadline:
        return _deadline(text, start, stop, rule, read, issued)

    every, ongoing = _CELL_EVERY.search(words), _CELL_ONGOING.search(words)
    worded = find_deadlines(text, issued=issued)
    count = next((d for d in worded if d.rule in ("every-count", "recurring-day", "each-before-day")), None)
    if count:
        return count
    if every:
        return at("cell-every", _each(every))
    if ongoing:
        return at("cell-ongoing", ("ongoing", None, None, None))
    if _CELL_FROM.search(words):
        return None
    limits = [d for d in worded if d.rule not in ("ongoing", "every")]
    if limits:
        return limits[0]
    return _bare(words, at)


def _bare(words: str, at: Callable[..., Deadline]) -> Deadline | None:
    years = _CELL_YEARS.search(words)
    if years and (read := _years(years)):
        return at("cell-period", read, *years.span())
    span = _CELL_SPAN.search(words)
    if span:
        mark = "Q{}" if span["name"] == "quý" else "{:02}"
        ends = (
            QUARTERS.get(span[n]) or int(span[n]) if mark == "Q{}" else int(span[n])
            for n in ("one", "two")
            if mark == "Q{}" or span[n].isdigit()
        )
        values = [f"{span['year']}-{mark.format(end)}" for end in ends]
        if len(values) == 2:
            return at("cell-period", ("period", "/".join(values), None, None), *span.span())
    point = _CELL_POINT.search(words)
    if point is None:
        return None
    value = point["bareyear"] or _point(point)
    if value is None:
        return None
    rel = "by" if point["day"] or point["dayofyear"] else "until" if "đến" in words[: point.start()] else "in"
    return at("cell-date", (rel, value, None, None), *point.span())


def shifted(deadline: Deadline, offset: int) -> Deadline:
    """The same deadline where its text begins at `offset` of a longer one."""
    return replace(deadline, evidence=tuple(Span(s.start + offset, s.end + offset) for s in deadline.evidence))
