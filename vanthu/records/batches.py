"""What was handed in together: a batch, how far it is, and the list of papers that came with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BatchState(StrEnum):
    """What a person decided about a batch. Whether it is done is told by its receipts."""

    OPEN = "open"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: `id` is its name; `created_at` when its first file came in."""

    id: str
    created_at: datetime
    created_by: str
    state: BatchState = BatchState.OPEN


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a batch is with one kind of work (`read`, `recognise`, `extract`, `index`).

    `waiting` and `running` are its own pieces of work; `ahead` those of others that come first; `per_minute` is what
    was measured over the last minutes for the whole archive, None where nothing was done; `eta_s` follows from the
    three, None where it cannot be told (nothing measured, or the batch is paused)."""

    name: str
    waiting: int
    running: int
    ahead: int = 0
    per_minute: float | None = None
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list of papers says about one file: its row (from 1, the heading aside) and the cells by their meaning
    (`file`, `number`, `title`, `issued`, `issuer`, `type`, `signer`, …), as written. `container` is the receipt of
    the archive that the list came in, "" for the list of the batch; `rule` says what spoke: `danh-muc`, or
    `phong-bi` for the envelope that the file came in (row 0)."""

    receipt: str
    row: int
    values: Mapping[str, str]
    container: str = ""
    rule: str = "danh-muc"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A list of papers that came with a batch: rows, and those of them that fit no file (row and what it names).
    `container` is the receipt of the archive that it came in, and is about, "" where it is about the batch."""

    batch: str
    name: str
    sha256: str
    rows: int
    matched: int
    unmatched: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    container: str = ""
