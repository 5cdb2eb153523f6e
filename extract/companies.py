"""A company named before and then called "Công ty" alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

import regex

from extract.beside import Found

# "Công ty" · "(Công ty)"        not: Công ty cổ phần …, Công ty mẹ, các công ty
_BARE: Final = regex.compile(
    r"(?<!\p{L})(?:Tổng công ty|Công ty|Tập đoàn)(?!\p{L})"
    r"(?!\s+(?:\p{Lu}|cổ|trách|hợp|liên|mẹ|con|thành|nhà|tư|một|đa|quản|bảo|chứng|tài)(?!\p{Ll}))"
)
_HEAD: Final = regex.compile(r"(?:Tổng công ty|Công ty|Tập đoàn)\s")


def with_companies(text: str, found: Sequence[Found]) -> Iterator[Found]:
    """The bodies, and each "Công ty" alone: as the one company that was named before it; where several were, or none,
    under the words as printed. In order of their places."""
    bare = list(_bare(text, found))
    yield from sorted((*found, *bare), key=lambda item: item.start) if bare else found


def _bare(text: str, found: Sequence[Found]) -> Iterator[Found]:
    names = [item for item in found if _HEAD.match(item.name) and not item.group]
    starts = [item.start for item in found]
    for match in _BARE.finditer(text):
        at = bisect_right(starts, match.start()) - 1
        if (at >= 0 and found[at].end > match.start()) or match.end() in starts:
            continue
        head = match.group()
        before = {item.name for item in names if item.end <= match.start() and item.name.startswith(head + " ")}
        yield Found(match.start(), match.end(), before.pop() if len(before) == 1 else head, rule="company-before")
