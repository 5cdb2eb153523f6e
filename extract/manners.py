"""How a paper speaks: giving orders, making rules for everybody, or reporting. It decides how much makes a task."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import regex

from extract.actions import DIRECTIVE, NORM, REPORT
from vanthu.records import Metadata
from vanthu.viet import canonical

# Kinds of paper (metadata.type) that do not give orders by nature; all others do.
MANNERS: Final[dict[str, str]] = {
    "luật": NORM,
    "bộ luật": NORM,
    "hiến pháp": NORM,
    "pháp lệnh": NORM,
    "nghị định": NORM,
    "thông tư": NORM,
    "thông tư liên tịch": NORM,
    "nghị quyết liên tịch": NORM,
    "văn bản hợp nhất": NORM,
    "quy chế": NORM,
    "quy định": NORM,
    "điều lệ": NORM,
    "quy chuẩn": NORM,
    "tiêu chuẩn": NORM,
    "báo cáo": REPORT,
    "tờ trình": REPORT,
    "phiếu trình": REPORT,
    "tham luận": REPORT,
    "biên bản": REPORT,
    "bài phát biểu": REPORT,
    "lệnh": NORM,
}
OWN_PLANS: Final = frozenset(
    {"kế hoạch", "chương trình", "đề án", "phương án", "hướng dẫn", "chiến lược", "kế hoạch hành động"}
)
"""Papers in which the issuer gives himself tasks ("Sở X tổ chức sơ kết …"); in others he only speaks of himself."""

# A number with the year in the middle (25/2026/NQ-CP, 28/2021/QĐ-TTg) is a legal normative document's.
_NORMATIVE: Final = regex.compile(r"^\d+(?:\.\d+)?[a-z]?/(?:19|20)\d\d/")
_RULES: Final = regex.compile(
    r"\s*(?:quy\s+chế|quy\s+định|điều\s+lệ|nội\s+quy|quy\s+chuẩn|tiêu\s+chuẩn|quy\s+trình|định\s+mức|mẫu|biểu)(?!\w)"
)
_PLANS: Final = regex.compile(
    r"\s*(?:kế\s+hoạch|chương\s+trình|đề\s+án|danh\s+mục\s+(?:các\s+)?nhiệm\s+vụ|phân\s+công|chiến\s+lược)"
)


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    return {canonical(name): manner for name, manner in MANNERS.items()}


def manner_of(metadata: Metadata) -> str:
    """The manner of the main document, by its kind and number."""
    kind = canonical(metadata.type.value) if metadata.type else ""
    if kind in _known():
        return _known()[kind]
    if metadata.number and _NORMATIVE.match(metadata.number.value):
        return NORM
    return DIRECTIVE


def manner_of_part(title: str, of_document: str) -> str:
    """The manner of an attached part by its title: a regulation attached to a decision makes rules, a plan orders."""
    words = canonical(title)
    if _RULES.match(words):
        return NORM
    return DIRECTIVE if _PLANS.match(words) else of_document


def speaks_of_itself(metadata: Metadata) -> bool:
    """Whether a sentence whose subject is the issuer tells what he does or thinks, and gives no task."""
    return metadata.type is None or metadata.type.value not in OWN_PLANS
