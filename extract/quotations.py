"""Provisions of another paper in quotation marks ("… sửa đổi như sau: “Điều 5 …”"): no numbering of this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import regex

from extract.paragraphs import Paragraph

_CLOSES: Final = regex.compile(r"[”\"][\s.;,)*_]*$")
_LIMIT: Final = 800


def quoted(paragraphs: Sequence[Paragraph], words: Sequence[str]) -> frozenset[int]:
    """The paragraphs that are quoted: from one that begins with an opening mark to the one that closes it. A mark
    that is never closed quotes nothing."""
    found: set[int] = set()
    n = 0
    while n < len(paragraphs):
        end = _end(paragraphs, words, n) if _opens(words[n], paragraphs[n]) else None
        if end is None:
            n += 1
            continue
        first = n if words[n].lstrip(" *_")[0] in '“"' else n + 1
        found.update(range(first, end + 1))
        n = end + 1
    return frozenset(found)


def _opens(said: str, paragraph: Paragraph) -> bool:
    """Whether a paragraph opens a quotation that it does not close: at its beginning, or after a colon."""
    if paragraph.kind != "text":
        return False
    start = said.lstrip(" *_")
    if start.startswith("“") or ": “" in said or ":“" in said:
        return said.count("“") > said.count("”")
    return start.startswith('"') and said.count('"') % 2 == 1


def _end(paragraphs: Sequence[Paragraph], words: Sequence[str], first: int) -> int | None:
    straight = words[first].lstrip(" *_").startswith('"')
    depth = 0
    for n in range(first, min(len(paragraphs), first + _LIMIT)):
        said = words[n]
        if straight:
            depth += said.count('"') % 2
            if n > first and said.count('"') % 2 == 1 and _CLOSES.search(said):
                return n
            continue
        depth += said.count("“") - said.count("”")
        if depth <= 0 and _CLOSES.search(said):
            return n
    return None
