"""The one rule by which a deadline becomes a day, with its reasoning as a sentence.

By `rel` of the deadline (a value is a day, month, quarter, half or whole year):
- before: the day before the value begins ("trước ngày 30/6" is in time on the 29th);
- by, in, until: the last day of the value ("trong quý II" → 30/6, "đến năm 2030" → 31/12/2030);
- period: the last day of its second value;
- within: counted from the day of signing or of effect, as the paper says, that day left out; in working days where it
  says so; by months and years to the corresponding day, the last of the month where there is none. Where the last day
  is a day off, it ends with the next working day (Bộ luật Dân sự 2015 Điều 147, 148). Where the paper does not say from
  when, the day of signing is taken and the answer is an estimate; counted from another event it has no day;
- every: the next such day on or after a given one; the last day of the calendar period where none is printed, an
  estimate; ongoing: no day.
Days printed as such are not moved when they are days off: they are no counted periods.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import regex

from extract.holidays import DayOff, day_off, is_known, next_working_day, working_days_after
from vanthu.records import Deadline

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Why:
    """The reasoning as a sentence, in Vietnamese and English."""

    vi: str
    en: str

    def then(self, other: Why) -> Why:
        """Both, one after the other."""
        return Why(f"{self.vi} {other.vi}", f"{self.en} {other.en}")


@dataclass(frozen=True, slots=True)
class DueDay:
    """`last`: the last day in time (of a recurring deadline the next one); `first`: where the time begins, if the
    paper says so; None where the calendar does not tell, `why` then says what is missing. `precision` of the value:
    day, month, quarter, half, year, "" where it has none. `estimated`: the paper does not say from when, or on which
    day of its period."""

    last: date | None
    why: Why
    first: date | None = None
    precision: str = ""
    estimated: bool = False


def due_day(
    deadline: Deadline, *, issued: date | None = None, effective: date | None = None, as_of: date | None = None
) -> DueDay:
    """The day of a deadline by the rule above. `issued` is the paper's day of signing, `effective` the day it takes
    effect, `as_of` the day from which the next of a recurring one is looked for (None: it has no day then)."""
    if deadline.rel == "ongoing":
        return DueDay(None, Why("Việc thường xuyên, không có ngày cuối.", "Ongoing: it has no last day."))
    if deadline.rel == "every":
        return _recurring(deadline, as_of)
    if deadline.rel == "within":
        return _within(deadline, issued, effective)
    if deadline.rel == "period":
        return _period(deadline.value or "")
    return _point(deadline.rel, deadline.value)


# --- points of the calendar -----------------------------------------------------------------------------------------

_VALUE: Final = regex.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?"
)
_ROMAN: Final = ("", "I", "II", "III", "IV")
_NOT_PLACED: Final = Why("Thời hạn không gắn với ngày nào trên lịch.", "The deadline names no day of the calendar.")
_NO_YEAR: Final = Why(
    "Thời hạn không ghi năm và văn bản không rõ ngày ban hành.",
    "No year is printed and the paper's date of issue is not known.",
)


def precision_of(value: str | None) -> str:
    """day, month, quarter, half or year of an ISO value; "" for what is none."""
    match = _VALUE.fullmatch(value or "")
    if match is None:
        return ""
    return next((name for name in ("day", "month", "half", "quarter") if match[name]), "year")


def days_of(value: str | None) -> tuple[date | None, date | None]:
    """The first and last day of an ISO value in its precision; None, None for what is no such value."""
    match = _VALUE.fullmatch(value or "")
    if match is None:
        return None, None
    year = int(match["year"])
    if match["quarter"]:
        months = (int(match["quarter"]) * 3 - 2, int(match["quarter"]) * 3)
    elif match["half"]:
        months = (1, 6) if match["half"] == "1" else (7, 12)
    else:
        months = (int(match["month"]), int(match["month"])) if match["month"] else (1, 12)
    try:
        if match["day"]:
            one = date(year, months[0], int(match["day"]))
            return one, one
        return date(year, months[0], 1), date(year, months[1], calendar.monthrange(year, months[1])[1])
    except ValueError:
        return None, None


def _point(rel: str, value: str | None) -> DueDay:
    first, last = days_of(value)
    if first is None or last is None or rel not in ("before", "by", "in", "until"):
        return DueDay(None, _NO_YEAR if (value or "").startswith("--") else _NOT_PLACED)
    precision, said = precision_of(value), _said(value or "")
    if rel == "before":
        if first == date.min:
            return DueDay(None, _NOT_PLACED)
        last = first - _DAY
        why = Why(
            f"“Trước” không kể {said.vi}: ngày cuối còn trong hạn là {_vi(last)}.",
            f"“Before” leaves out {said.en}: the last day in time is {_en(last)}.",
        )
    elif rel == "in" and first != last:
        why = Why(
            f"Trong {said.vi}: từ {_vi(first)} đến hết {_vi(last)}.",
            f"In {said.en}: from {_en(first)} to {_en(last)}.",
        )
    elif first != last:
        why = Why(
            f"Đến {said.vi}, kể cả ngày cuối: hết {_vi(last)}.",
            f"Until {said.en}, its last day included: {_en(last)}.",
        )
    else:
        why = Why(f"Kể cả {said.vi}.", f"{said.en} included.")
    off = day_off(last) if precision == "day" else None
    return DueDay(last, why.then(_not_moved(off)) if off else why, first if rel == "in" else None, precision)


def _not_moved(off: DayOff) -> Why:
    return Why(
        f"Ngày ấy là ngày nghỉ ({off.vi}); hạn ghi bằng ngày cụ thể nên không dời.",
        f"It is a day off ({off.en}); a day printed as such is not moved.",
    )


def _period(value: str) -> DueDay:
    begin, _, end = value.partition("/")
    first, last = days_of(begin)[0], days_of(end)[1]
    if first is None or last is None:
        return DueDay(None, _NOT_PLACED)
    one, other = _said(begin), _said(end)
    why = Why(
        f"Từ {one.vi} đến {other.vi}: đến hết {_vi(last)}.",
        f"From {one.en} to {other.en}: until {_en(last)}.",
    )
    return DueDay(last, why, first, precision_of(end))


def _said(value: str) -> Why:
    """A value as people say it: quý III/2025 · Q3 2025."""
    match = _VALUE.fullmatch(value)
    if match is None:
        return Why(value, value)
    year = match["year"]
    if match["day"]:
        return Why(f"ngày {match['day']}/{match['month']}/{year}", value)
    if match["month"]:
        return Why(f"tháng {int(match['month'])}/{year}", f"{calendar.month_name[int(match['month'])]} {year}")
    if match["quarter"]:
        return Why(f"quý {_ROMAN[int(match['quarter'])]}/{year}", f"Q{match['quarter']} {year}")
    if match["half"]:
        which = ("đầu", "first half") if match["half"] == "1" else ("cuối", "second half")
        return Why(f"6 tháng {which[0]} năm {year}", f"the {which[1]} of {year}")
    return Why(f"năm {year}", year)


def _vi(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _en(day: date) -> str:
    return day.isoformat()


# --- counted periods ------------------------------------------------------------------------------------------------

_SPAN: Final = regex.compile(r"P(?P<count>\d{1,4})(?P<unit>[DWMY])|PT(?P<hours>\d{1,4})H")
_UNITS: Final = {"D": ("ngày", "days"), "W": ("tuần", "weeks"), "M": ("tháng", "months"), "Y": ("năm", "years")}
# Since when which Civil Code rules how time is counted, and by which articles.
_CODES: Final = (
    ("2017-01-01", "Bộ luật Dân sự 2015 Điều 147, 148", "Civil Code 2015, articles 147, 148"),
    ("2006-01-01", "Bộ luật Dân sự 2005 Điều 152, 153", "Civil Code 2005, articles 152, 153"),
    ("", "Bộ luật Dân sự 1995", "Civil Code 1995"),
)


def _within(deadline: Deadline, issued: date | None, effective: date | None) -> DueDay:
    if deadline.start == "event":
        event = f" “{deadline.event}”" if deadline.event else ""
        return DueDay(
            None,
            Why(
                f"Tính từ một sự kiện khác{event}, ngày ấy văn bản không cho biết.",
                f"Counted from another event{event}, whose day the paper does not tell.",
            ),
        )
    start = effective if deadline.start == "effect" else issued
    if start is None:
        missing = ("ngày có hiệu lực", "day of effect") if deadline.start == "effect" else ("ngày ký", "day of signing")
        return DueDay(None, Why(f"Không rõ {missing[0]} của văn bản.", f"The paper's {missing[1]} is not known."))
    match = _SPAN.fullmatch(deadline.value or "")
    last = _counted(start, match, deadline.working) if match else None
    if match is None or last is None:
        return DueDay(None, _NOT_PLACED)
    why = _counted_why(deadline, match, start, last)
    off = None if match["hours"] or deadline.working else day_off(last)
    if off:
        moved = next_working_day(last)
        why = why.then(
            Why(
                f"Ngày {_vi(last)} là ngày nghỉ ({off.vi}) nên hạn hết vào ngày làm việc tiếp theo, {_vi(moved)}.",
                f"{_en(last)} is a day off ({off.en}), so it ends with the next working day, {_en(moved)}.",
            )
        )
        last = moved
    if deadline.working and not (is_known(start) and is_known(last)):
        why = why.then(Why("Chưa kể các ngày nghỉ lễ.", "Public holidays are not counted in."))
    return DueDay(last, why, None, "day", deadline.start is None)


def _counted(start: date, match: regex.Match[str], working: bool) -> date | None:
    try:
        if match["hours"]:
            return start + timedelta(days=-(-int(match["hours"]) // 24))
        count = int(match["count"])
        if match["unit"] == "D" and working:
            return working_days_after(start, count)
        if match["unit"] in "DW":
            return start + timedelta(days=count * (7 if match["unit"] == "W" else 1))
        return _months_on(start, count * (12 if match["unit"] == "Y" else 1))
    except (ValueError, OverflowError):
        return None


def _counted_why(deadline: Deadline, match: regex.Match[str], start: date, last: date) -> Why:
    vi, en = ("giờ", "hours") if match["hours"] else _UNITS[match["unit"]]
    if deadline.working:
        vi, en = f"{vi} làm việc", f"working {en}"
    count = int(match["hours"] or match["count"])
    since = ("ngày có hiệu lực", "the day of effect") if deadline.start == "effect" else ("ngày ký", "signing")
    law = next(each for each in _CODES if each[0] <= start.isoformat())
    why = Why(
        f"{count} {vi} kể từ {since[0]} {_vi(start)}, không tính ngày đầu ({law[1]}): {_vi(last)}.",
        f"{count} {en} from {since[1]} on {_en(start)}, the first day not counted ({law[2]}): {_en(last)}.",
    )
    if deadline.start is None:
        why = why.then(
            Why(
                "Văn bản không nói tính từ ngày nào, nên đây là ước tính.",
                "The paper does not say from when, so this is an estimate.",
            )
        )
    return why


def _months_on(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


# --- recurring ------------------------------------------------------------------------------------------------------

_EXCLUDED: Final = regex.compile(r"\btrước\s+(?:\d{1,2}\s*(?:giờ|h)\S*\s+)?ngày", regex.I)
_EVERY: Final = {
    1: ("hằng tháng", "every month"),
    3: ("hằng quý", "every quarter"),
    6: ("6 tháng một lần", "every 6 months"),
    12: ("hằng năm", "every year"),
}
_ENDS: Final = Why(
    "Văn bản không ghi ngày trong kỳ, lấy ngày cuối kỳ theo lịch: ước tính.",
    "No day of the period is printed, so the calendar period's last day is taken: an estimate.",
)


def _recurring(deadline: Deadline, as_of: date | None) -> DueDay:
    match = _SPAN.fullmatch(deadline.value or "")
    if match is None or match["hours"]:
        return DueDay(None, _NOT_PLACED)
    if match["unit"] in "DW":
        return DueDay(None, Why("Việc lặp lại theo ngày hoặc tuần.", "It comes again by days or weeks."))
    step = int(match["count"]) * (12 if match["unit"] == "Y" else 1)
    vi, en = _EVERY.get(step, (f"{step} tháng một lần", f"every {step} months"))
    if step == 0 or as_of is None:
        return DueDay(None, Why(f"Việc lặp lại {vi}.", f"It comes again {en}."))
    if deadline.day is None:
        coming = _end_of_period(step, as_of)
        if coming is None:
            return DueDay(None, Why(f"Việc lặp lại {vi}, không rõ từ khi nào.", f"It comes again {en}, since when?"))
        return DueDay(coming, _coming(vi, en, coming).then(_ENDS), estimated=True)
    if not 1 <= deadline.day <= 31 or (step > 1 and not 1 <= (deadline.month or 0) <= 12):
        said = Why(f"Lặp lại {vi} nhưng không rõ ngày nào của kỳ.", f"It comes {en}, on an unclear day.")
        return DueDay(None, said)
    coming = _next(step, deadline.day, deadline.month or 1, as_of, before=bool(_EXCLUDED.search(deadline.quote)))
    return replace(DueDay(coming, _coming(vi, en, coming)), precision="day") if coming else DueDay(None, _NOT_PLACED)


def _coming(vi: str, en: str, day: date) -> Why:
    return Why(f"Lặp lại {vi}; kỳ tới hết {_vi(day)}.", f"It comes again {en}; the next ends on {_en(day)}.")


def _end_of_period(step: int, as_of: date) -> date | None:
    """The end of the calendar period around a day; None for periods that do not divide the year."""
    if 12 % step:
        return None
    month = -(-as_of.month // step) * step
    return date(as_of.year, month, calendar.monthrange(as_of.year, month)[1])


def _next(step: int, day: int, month: int, as_of: date, *, before: bool) -> date | None:
    try:
        for ahead in range(-12, 13):
            year, index = divmod(as_of.year * 12 + as_of.month - 1 + ahead, 12)
            if step > 1 and (index + 1 - month) % min(step, 12):
                continue
            coming = date(year, index + 1, min(day, calendar.monthrange(year, index + 1)[1]))
            coming -= _DAY if before else timedelta()
            if coming >= as_of:
                return coming
    except (ValueError, OverflowError):
        return None
    return None
