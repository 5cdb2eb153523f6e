"""The day that a deadline means (`extract.due`), holidays, the lunar calendar, the day of effect."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.deadlines import find_deadlines
from extract.due import days_of, due_day
from extract.effect import find_effect
from extract.holidays import day_off, working_days_after
from extract.lunar import solar
from vanthu.records import Deadline, Field, Metadata

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize(
    "case", yaml.safe_load((CASES / "due.yaml").read_text(encoding="utf-8")), ids=lambda c: f"{c['rel']} {c['value']}"
)
def test_a_deadline_means_one_day_and_says_why(case: dict[str, Any]) -> None:
    limit = Deadline(
        (), case.get("quote", ""), case["rel"], str(case["value"]) if case["value"] else None, case.get("day"),
        case.get("month"), start=case.get("start"), event=case.get("event"), working=case.get("working", False),
    )  # fmt: skip
    found = due_day(limit, issued=case.get("issued"), effective=case.get("effective"), as_of=case.get("as_of"))
    assert (found.first, found.last) == (case.get("first"), case["last"])
    assert found.estimated == case.get("estimated", False)
    assert case.get("says", "") in found.why.vi
    assert found.why.en


NEW_YEARS = (
    "2004-01-22 2005-02-09 2006-01-29 2007-02-17 2008-02-07 2009-01-26 2010-02-14 2011-02-03 2012-01-23 2013-02-10 "
    "2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22 "
    "2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-02"
)


def test_the_lunar_new_year_is_that_of_hanoi() -> None:
    """In 2007 and 2030 a day before Beijing's; in 1985 a month before (the printed Vietnamese calendars)."""
    assert [solar(2004 + n, 1, 1).isoformat() for n in range(27)] == NEW_YEARS.split()
    assert (solar(1968, 1, 1), solar(1985, 1, 1)) == (date(1968, 1, 29), date(1985, 1, 21))


def test_the_kings_day_is_the_tenth_of_the_third_month_whatever_month_is_doubled() -> None:
    days = [solar(year, 3, 10).isoformat() for year in (2014, 2017, 2020, 2023, 2025, 2026)]
    assert days == ["2014-04-09", "2017-04-06", "2020-04-02", "2023-04-29", "2025-04-07", "2026-04-26"]


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2005, 4, 18), None),  # the kings' day, no day off before 2007
        (date(2007, 4, 26), "nghỉ Giỗ Tổ Hùng Vương"),
        (date(2020, 9, 3), None),  # one day until 2020
        (date(2021, 9, 3), "nghỉ Quốc khánh"),
        (date(2023, 1, 26), "nghỉ bù Tết Âm lịch"),
        (date(2023, 5, 3), "nghỉ bù Ngày Chiến thắng"),
        (date(2025, 5, 2), "nghỉ hoán đổi"),
        (date(2025, 4, 26), None),  # a Saturday worked instead
        (date(2025, 6, 21), "thứ Bảy"),
        (date(2035, 4, 30), None),  # beyond what is known
    ],
)
def test_days_off(day: date, off: str | None) -> None:
    found = day_off(day)
    assert (found.vi if found else None) == off


def test_working_days_leave_out_the_first_day_and_all_days_off() -> None:
    assert working_days_after(date(2024, 4, 26), 1) == date(2024, 5, 2)


@pytest.mark.parametrize(
    ("text", "start", "event", "working"),
    [
        ("trong thời hạn 30 ngày kể từ ngày ký ban hành Quyết định này.", "signing", None, False),
        ("trong vòng 15 ngày làm việc, kể từ ngày ký", "signing", None, True),
        ("trong 10 ngày kể từ ngày Quyết định này được ban hành", "signing", None, False),
        ("Trong thời hạn 03 tháng kể từ ngày Nghị quyết này có hiệu lực thi hành, Bộ", "effect", None, False),
        ("trong thời hạn 36 tháng kể từ ngày Luật có hiệu lực thi hành", "event", "Luật có hiệu lực thi hành", False),
        ("trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ, Sở", "event", "nhận đủ hồ sơ", True),
        ("trong thời gian 20 ngày (gia hạn một lần) kể từ ngày nhận được đơn,", "event", "nhận được đơn", False),
        ("chậm nhất 03 ngày làm việc trước ngày họp,", "event", "trước ngày họp", True),
        ("Sau khi nhận báo cáo, trong vòng 10 ngày, Sở xem xét", "event", "nhận báo cáo", False),
        ("báo cáo trong vòng 10 ngày.", None, None, False),
    ],
)
def test_a_counted_time_runs_from_what_the_paper_says(
    text: str, start: str | None, event: str | None, working: bool
) -> None:
    (found,) = find_deadlines(text)
    assert found.start == start
    assert found.working == working
    assert found.event == event


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày ký.", "quyết định", "2025-02-03"),
        ("Thông tư này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2025.", "thông tư", "2025-07-01"),
        ("Quyết định này có hiệu lực sau 10 ngày, kể từ ngày ký ban hành.", "quyết định", "2025-02-13"),
        ("Nghị quyết này có hiệu lực thi hành từ ngày được thông qua.", "nghị quyết", "2025-02-03"),
        ("Thông tư này có hiệu lực sau 15 ngày, kể từ ngày đăng Công báo.", "thông tư", None),
        ("kể từ ngày Luật này có hiệu lực thi hành có nội dung không phù hợp", "công văn", None),
        ("“Điều 9. Nghị định này có hiệu lực từ ngày 01/01/2020”", "thông tư", None),  # quoted from another
    ],
)
def test_a_paper_takes_effect_by_its_own_words(text: str, kind: str, day: str | None) -> None:
    head = Metadata(type=Field(kind, (), ""), issued=Field("2025-02-03", (), ""))
    found = find_effect(text, head)
    assert (found.value if found else None) == day


def test_the_days_of_a_value_have_its_precision() -> None:
    assert days_of("2025") == (date(2025, 1, 1), date(2025, 12, 31))
