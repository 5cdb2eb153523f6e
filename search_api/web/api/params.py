"""Parameters that several routes share, with their bounds: whatever lies outside is a 400."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import Path, Query

MOST_ROWS: Final = 10_000
"""`page * size` at most: deeper than that nobody reads, a narrower question helps."""

Id = Annotated[str, Path(max_length=200, examples=["d0123456789abcdef01234567"])]
PageNumber = Annotated[int, Path(ge=1, le=100_000, description="From 1.", examples=[1])]
At = Annotated[int, Query(alias="page", ge=1, le=100, description="Page of the list, from 1.")]
Size = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str, Query(max_length=200, description="Begin after this id: `after` of the answer before.")]
AsOf = Annotated[date | None, Query(description="The day that due states are told for; today where none is given.")]
States = Annotated[
    list[str],
    Query(max_length=6, description="late, soon, ok, recurring, ongoing, none", examples=[["late", "soon"]]),
]
