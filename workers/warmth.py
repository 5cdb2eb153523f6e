"""What extraction builds when it first needs it (patterns, lists of names), built once before children are forked: each
of them would build it again and throw it away.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from typing import Any, Final

from extract.document import extract
from extract.languages import LANGUAGES
from vanthu.records import Line, Page, PageSource, Word

PAPER: Final = (
    "ỦY BAN NHÂN DÂN TỈNH MẪU\nSố: 12/KH-UBND\nMẫu, ngày 5 tháng 1 năm 2026\nKẾ HOẠCH\nTriển khai nhiệm vụ MẪU\n"
    "Căn cứ Luật Đất đai và Nghị định số 13/2023/NĐ-CP ngày 17 tháng 4 năm 2023 của Chính phủ;\n"
    "Điều 1. Giao Bộ Tài chính chủ trì, phối hợp với Ủy ban nhân dân tỉnh Lào Cai rà soát 12 hồ sơ, trị giá 3 tỷ đồng, "
    "hoàn thành trong quý III năm 2026.\nĐiều 2. Các bộ, ngành báo cáo trước ngày 30/6/2026.\nNguyễn Văn A"
)
"""A line of each kind that has patterns of its own."""


def warm() -> int:
    """Extracts from a paper of our own, then builds what it had no need of; answers how many things were built."""
    lines = tuple(Line(line, (Word(0, len(line)),)) for line in PAPER.split("\n"))
    extract((Page(1, None, None, PageSource.FILE, lines),))
    cold = [build for build, _ in built_once() if not build.cache_info().currsize]
    for build in cold:
        build()
    by_language = [build for build, parameters in _kept() if parameters == ["code"]]
    for build in by_language:
        for code in LANGUAGES:
            build(code)
    return len(cold) + len(by_language)


def built_once() -> Iterator[tuple[Any, list[str]]]:
    """The functions of `extract` that keep the one thing they build (`functools.cache`, no argument)."""
    return ((build, parameters) for build, parameters in _kept() if not parameters)


def _kept() -> Iterator[tuple[Any, list[str]]]:
    """The functions of `extract` that keep what they build, with the names of their parameters."""
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] == "extract":
            for thing in vars(module).values():
                if hasattr(thing, "cache_info") and thing.__module__ == name:
                    yield thing, list(inspect.signature(thing).parameters)
