"""Tasks as a table for a spreadsheet: CSV, one line a task."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from search_api.index.answers import Task
from search_api.index.due import DueState

STATES: Final[Mapping[DueState, str]] = {
    DueState.LATE: "quá hạn",
    DueState.SOON: "sắp đến hạn",
    DueState.OK: "còn hạn",
    DueState.RECURRING: "định kỳ",
    DueState.ONGOING: "thường xuyên",
    DueState.NONE: "không ghi hạn",
}
COLUMNS: Final[tuple[tuple[str, Callable[[Task], object]], ...]] = (
    ("Nhiệm vụ", lambda task: " ".join(task.quote.split())),
    ("Chủ trì", lambda task: "; ".join(task.lead)),
    ("Phối hợp", lambda task: "; ".join(task.coordinating)),
    ("Sản phẩm", lambda task: task.product),
    ("Thời hạn", lambda task: task.deadline),
    ("Hạn cuối", lambda task: task.due.last),
    ("Tình trạng", lambda task: STATES[task.due.state]),
    ("Số ký hiệu", lambda task: task.number),
    ("Ngày ban hành", lambda task: task.issued),
    ("Cơ quan ban hành", lambda task: "; ".join(task.issuer)),
    ("Trích yếu", lambda task: task.title),
    ("Điều khoản", lambda task: task.provision),
    ("Trang", lambda task: task.page),
    ("Tệp", lambda task: task.name),
    ("Mã văn bản", lambda task: task.document),
    ("Mã nhiệm vụ", lambda task: task.id),
)
"""Headings and what stands under them; days are ISO."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def table(tasks: Iterable[Task]) -> Iterator[str]:
    """The lines, the heading first, as UTF-8 with the mark that spreadsheets know it by. A text that a spreadsheet
    would take for a formula has an apostrophe before it."""
    yield "\ufeff" + _line([heading for heading, _ in COLUMNS])
    for task in tasks:
        yield _line([_cell(value(task)) for _, value in COLUMNS])


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
