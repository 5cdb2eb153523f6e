"""What is wrong with a page as it was scanned, and which other papers are copies of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FlawKind(StrEnum):
    """What a page of a scan may lack. `value` of a flaw says how much, in the unit named here."""

    LOW_DPI = "low_dpi"  # pixels to the inch
    SKEW = "skew"  # degrees, clockwise positive
    BLANK = "blank"
    CUT = "cut"  # lines that run into the edge
    UNREADABLE = "unreadable"  # mean confidence, None where nothing was read on a page that is not blank
    MISSING_PAGE = "missing_page"  # the printed number of the (first) page that is missing before this one


FLAW_WORDS: Final[Mapping[FlawKind, Mapping[str, str]]] = {
    FlawKind.LOW_DPI: {"vi": "độ phân giải thấp", "en": "low resolution"},
    FlawKind.SKEW: {"vi": "trang bị lệch", "en": "skewed"},
    FlawKind.BLANK: {"vi": "trang trắng", "en": "blank"},
    FlawKind.CUT: {"vi": "chữ bị cắt ở mép", "en": "cut off at the edge"},
    FlawKind.UNREADABLE: {"vi": "khó đọc", "en": "hardly readable"},
    FlawKind.MISSING_PAGE: {"vi": "thiếu trang phía trước", "en": "a page before it is missing"},
}
"""A flaw's short name for people."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is wrong with page `page` of a document."""

    page: int
    kind: FlawKind
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """What copies of a paper have in common: derived from the pages, compared by `extract.likeness`.

    `marks` are the minima of the text's shingles (hex, eight digits each), `shingles` how many there are; `look` is the
    hash of the first page's picture ("" without one). `number` and `issued` are the paper's own, sure where they were
    read surely; `to` are the folded words of whom it is addressed to, `title` those of its abstract."""

    marks: str
    shingles: int
    pages: int
    number: str | None = None
    number_sure: bool = False
    issued: str | None = None
    issued_sure: bool = False
    to: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    look: str = ""
    confidence: float | None = None  # None: nothing was recognised, the text is the file's own
    dpi: float | None = None

    @property
    def rank(self) -> tuple[bool, float, float, int]:
        """The better copy has the higher rank: the file's own text, then the surer reading, then the finer scan."""
        return self.confidence is None, self.confidence or 1.0, self.dpi or 0.0, self.pages


class KinKind(StrEnum):
    """How two papers are related."""

    SAME = "same"  # another copy of the same paper
    LIKE = "like"  # nearly the same text, but another paper


@dataclass(frozen=True, slots=True)
class Kin:
    """Another document that is a copy of one, or nearly; `score` is the share of text they have in common, estimated.
    `better`: the other is the better copy (its own text, a surer reading, a finer scan)."""

    document: str
    name: str
    kind: KinKind
    score: float
    better: bool
    recognised: bool
    pages: int
