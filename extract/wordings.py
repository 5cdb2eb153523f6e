"""How time limits are worded: one small rule each, with what it must and must not find. For flat text (`pipe.flat`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import regex

from extract.dates import DAY, DAY_OF_YEAR, HALF, MONTH, QUARTER, QUARTERS, YEAR, value_of


@dataclass(frozen=True, slots=True)
class Limit:
    """What a wording means, before a year is filled in: as in `records.Deadline`."""

    rel: str
    value: str | None
    day: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording: its name, its pattern, how a match is read (None: it was none after all). Each match has one of the
    words `needs`, and a figure or a quarter where `timed`: what has not is not searched."""

    name: str
    needs: tuple[str, ...]
    pattern: Any
    read: Callable[[Any], Limit | None]
    timed: bool = True


def rule(name: str, needs: str, pattern: str, read: Callable[[Any], Limit | None], *, timed: bool = True) -> Rule:
    """Raises ValueError for a pattern that matches the empty string."""
    compiled = regex.compile(rf"(?<![\w/])(?:{pattern})")
    if compiled.match(""):
        raise ValueError(f"rule {name} matches nothing")
    return Rule(name, tuple(needs.split("|")), compiled, read, timed)


# --- parts ----------------------------------------------------------------------------------------------------------

PERIODS: Final = {"năm": "P1Y", "quý": "P3M", "tháng": "P1M", "tuần": "P1W", "ngày": "P1D"}
UNITS: Final = {"ngày": "P{}D", "tháng": "P{}M", "năm": "P{}Y", "tuần": "P{}W", "giờ": "PT{}H"}

SPAN: Final = (
    rf"(?P<half>{HALF})|(?P<month>{MONTH})|(?P<quarter>{QUARTER})|(?P<year>{YEAR})"
    r"|(?P<open>(?:tháng ?\d{1,2}|quý ?(?:i{1,3}|iv))(?![\w/]| ?(?:năm|[-/] ?\d)))"
)
DATE: Final = rf"(?P<day>{DAY})|(?P<dayofyear>{DAY_OF_YEAR})"
POINT: Final = rf"(?:{DATE}|{SPAN})(?![\w%])"
YEARS: Final = r"(?P<from>(?:19|20)\d\d) ?(?:[-‐-―−]|đến) ?(?:hết )?(?:năm )?(?P<to>20\d\d)(?!\d|/)"
PERIOD: Final = r"(?P<unit>năm|quý|tháng|tuần|ngày)\b"
EACH: Final = r"(?:hằng|hàng|mỗi)"
_HOUR: Final = r"(?:\d{1,2} ?(?:giờ|h) ?(?:\d{1,2} ?(?:phút)?)?,? ?(?:thứ \w+ )?)?"
_COUNT: Final = r"(?P<count>\d{1,3}) ?(?:\(\w+(?: \w+)?\) ?)?"
_DONE: Final = r"(?:hoàn thành|xong|kết thúc|hoàn tất)"
# Where "Đến năm 2030, …" or "Thường xuyên …" begins a clause and does not belong to a noun before it.
_CLAUSE: Final = r"(?:(?<=^ ?)|(?<=[.;:,|)–+•-] ?)|(?<=\b(?:và|phải|được|việc|cần) ))"


def point(match: Any) -> str | None:
    """The value of the point in time that a match names, in its own precision; --06 or --Q2 without a year."""
    groups = match.groupdict()
    for precision in ("day", "half", "month", "quarter", "dayofyear", "year"):
        if groups.get(precision):
            return value_of(groups[precision], precision)
    words = groups.get("open")
    if not words:
        return None
    number = words.removeprefix("tháng").removeprefix("quý").strip()
    if words.startswith("quý"):
        return f"--Q{QUARTERS[number]}"
    return f"--{int(number):02}" if 1 <= int(number) <= 12 else None


def _at(rel: str) -> Callable[[Any], Limit | None]:
    def read(match: Any) -> Limit | None:
        value = point(match)
        return Limit(rel, value) if value else None

    return read


def _by_or_until(match: Any) -> Limit | None:
    groups = match.groupdict()
    value = point(match)
    return Limit("by" if groups.get("day") or groups.get("dayofyear") else "until", value) if value else None


def each(match: Any) -> Limit:
    """hằng năm → P1Y; with the day (and month) of it where the match has them."""
    groups = match.groupdict()
    day, month = groups.get("onday"), groups.get("onmonth")
    return Limit("every", PERIODS[match["unit"]], int(day) if day else None, int(month) if month else None)


def _every_count(match: Any) -> Limit:
    unit, count = match["unit"], int(match["count"])
    return Limit("every", f"P{3 * count}M" if unit == "quý" else UNITS[unit].format(count))


def _within(match: Any) -> Limit:
    return Limit("within", UNITS[match["unit"]].format(int(match["count"])))


def years(match: Any) -> Limit | None:
    """2025 - 2028 → period 2025/2028."""
    return Limit("period", f"{match['from']}/{match['to']}") if match["from"] < match["to"] else None


# --- rules ----------------------------------------------------------------------------------------------------------

_ON_DAY: Final = r"ngày (?P<onday>\d{1,2})(?:(?: tháng |/)(?P<onmonth>\d{1,2}))?"

RULES: Final = (
    # trước ngày 25 hằng tháng · trước ngày 25 tháng 12 hằng năm · vào ngày 15 của mỗi quý
    rule(
        "recurring-day",
        "hằng|hàng|mỗi",
        rf"(?:định kỳ,? )?(?:(?:trước|vào|chậm nhất|muộn nhất|đến|là|xong) ){{1,3}}{_HOUR}{_ON_DAY}"
        rf" (?:của |trong )?{EACH} {PERIOD}",
        each,
    ),
    # định kỳ hằng tháng báo cáo …, gửi Bộ Tài chính trước ngày 25
    rule(
        "each-before-day",
        "trước ngày",
        rf"(?:định kỳ,? )?{EACH} {PERIOD}[^.;]{{0,90}}? trước {_ON_DAY}(?![\w/]| (?:tháng|năm|{EACH}))",
        each,
    ),
    # chậm nhất đến ngày 01/7/2028 · không muộn hơn ngày 30/6/2025 · chậm nhất trong quý II năm 2025
    rule(
        "by-latest",
        "chậm nhất|muộn nhất|không chậm|không muộn|không quá|hạn cuối|hạn chót",
        rf"(?:chậm nhất|muộn nhất|không (?:chậm|muộn|quá) hơn|không quá|hạn cuối|hạn chót):? ?(?:hoàn thành )?"
        rf"(?:(?:là|đến|vào|trong|hết|trước) ){{0,3}}{_HOUR}{POINT}",
        _at("by"),
    ),
    # xong trong ngày 30/6 · hoàn thành ngày 30/6/2025 · trong ngày 15/9/2025 · thời hạn: ngày 30/6/2025
    rule(
        "by-day",
        "hoàn thành|xong|kết thúc|hoàn tất|trong|hết|thời hạn",
        rf"(?:{_DONE} (?:vào |trong )?|trong |(?<!đến )hết |thời hạn(?: hoàn thành)?:? (?:là )?)"
        rf"{_HOUR}(?:{DATE})(?!\w)",
        _at("by"),
    ),
    # trước ngày 30/6/2025 · trước 15h00 ngày 15/6/2026 · trước tháng 7/2025     not: trước đây, trước ngày Luật có …
    rule("before", "trước", rf"trước {_HOUR}{POINT}", _at("before")),
    # đến hết ngày 30/6/2025 (by) · đến hết năm 2025 (until)     not: từ ngày … đến …, có hiệu lực đến hết ngày …
    rule("until-end", "đến hết|đến cuối", rf"(?:cho )?đến (?:hết|cuối) {POINT}", _by_or_until),
    # Đến năm 2030, … · hoàn thành đến năm 2027     not: Chiến lược … đến năm 2030, tầm nhìn đến năm 2045
    rule("until", "đến", rf"(?:{_CLAUSE}|(?<={_DONE} ))đến {POINT}(?! ?,?(?: và)? tầm nhìn)", _by_or_until),
    # trong thời hạn 30 ngày · trong vòng 15 ngày làm việc · chậm nhất 05 ngày      not: trong 5 năm qua
    rule(
        "within",
        "trong|chậm nhất|không quá|tối đa",
        rf"(?:trong (?:thời (?:hạn|gian)|vòng) (?:không quá |tối đa |là )?|chậm nhất (?:là |không quá |trong |sau )?"
        rf"|không quá |tối đa |trong (?=\d{{1,3}} ngày)){_COUNT}(?P<unit>ngày|tháng|năm|tuần|giờ)(?: làm việc)?(?!\w)",
        _within,
    ),
    # trong tháng 6 năm 2025 · ngay trong quý II năm 2025 · hoàn thành quý IV/2026   not: trong năm 2026 và giai đoạn
    rule(
        "in",
        "hoàn thành|xong|kết thúc|hoàn tất|trong|vào",
        rf"(?:(?:{_DONE} )?(?:ngay )?(?:trong|vào) (?:suốt |cả )?|{_DONE} )(?:{SPAN})"
        r"(?![\w%]| ?- ?\d| và giai đoạn)",
        _at("in"),
    ),
    # Giai đoạn 2026 - 2030: … · trong các năm 2025 - 2026       not: Kế hoạch … giai đoạn 2026 - 2030
    rule(
        "period",
        "giai đoạn|trong",
        rf"(?:{_CLAUSE}(?:trong )?giai đoạn (?:năm )?|{_CLAUSE}trong (?:các )?năm ){YEARS}(?= ?[,;:.)|]| ?$| \p{{Ll}})",
        years,
    ),
    # định kỳ 6 tháng · 6 tháng một lần · 06 tháng/lần
    rule(
        "every-count",
        "định kỳ|lần",
        rf"định kỳ (?:{EACH} )?{_COUNT}{PERIOD}|(?:mỗi )?{_COUNT}{PERIOD} ?(?:/ ?(?:một|1)?|một|1) ?lần",
        _every_count,
    ),
    # hằng năm · Định kỳ hằng quý · theo từng năm      not: kế hoạch hằng năm, chi ngân sách nhà nước hằng năm
    rule(
        "every",
        "định kỳ|hằng|hàng|mỗi|theo từng",
        rf"định kỳ,? (?:vào |theo )?(?:{EACH} )?{PERIOD}|(?:{EACH}|theo từng) {PERIOD}",
        each,
        timed=False,
    ),
    # Thường xuyên rà soát · tuyên truyền thường xuyên, sâu rộng       not: chi thường xuyên, nhiệm vụ thường xuyên
    rule(
        "ongoing",
        "thường xuyên",
        rf"(?:{_CLAUSE}|(?<=\b(?:tuyên truyền|phổ biến|quán triệt|phối hợp)[^.;]{{0,30}}))"
        r"thường xuyên,?(?: định kỳ)?(?! trực| vụ)",
        lambda _: Limit("ongoing", None),
        timed=False,
    ),
)
