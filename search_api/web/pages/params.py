"""Parameters of the pages. What a person cannot have typed is a 400; a day may be written as people write it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final

from fastapi import Path, Query

from vanthu.errors import BadRequest

At = Annotated[int, Query(alias="trang", ge=1, le=100)]
Question = Annotated[str, Query(alias="q", max_length=1000)]
Day = Annotated[str, Query(alias="tinh", max_length=40)]
Said = Annotated[str, Query(alias="da", max_length=200)]
Id = Annotated[str, Path(max_length=300)]

_DAY: Final = re.compile(r"(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>\d{4})", re.ASCII)


def day_of(written: str, today: date) -> date:
    """30/6/2025, 30-06-2025 or 2025-06-30; today where nothing is written. Raises BadRequest."""
    written = written.strip()
    if not written:
        return today
    match = _DAY.fullmatch(written)
    try:
        if match:
            return date(int(match["y"]), int(match["m"]), int(match["d"]))
        return date.fromisoformat(written)
    except ValueError as error:
        raise BadRequest("Ngày viết theo dạng ngày/tháng/năm, ví dụ 30/6/2025.") from error
