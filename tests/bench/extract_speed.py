"""Speed of the whole extraction from text: short papers a core second, and time by length.

    python tests/bench/extract_speed.py [--shared FOLDER] [--rounds N] [--floor DOCUMENTS]

Reads the text files of data/docs with 700 to 2,200 words, extracts each N times (lists of names loaded before) and
takes its least CPU time, since other work on the machine only adds. Then a plan of our own (MẪU) with 1, 10, 100 and
1,000 pages, which must take time in proportion. `--floor`: exit 1 where fewer documents of 1,300 words are read in a
core second.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from extract.document import extract
from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink
from vanthu.records import Line, Page, PageSource, Word

SHARED: Final = Path(__file__).resolve().parents[3] / "shared"
WORDS: Final = 1300
SHORT: Final = range(700, 2201)
LENGTHS: Final = (1, 10, 100, 1000)
HEAD: Final = (
    "ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
    "Số: 12/KH-UBND",
    "Lào Cai, ngày 5 tháng 1 năm 2026",
    "KẾ HOẠCH MẪU",
    "Chuyển đổi số năm 2026",
)
TASKS: Final = (
    "{n}. Sở Khoa học và Công nghệ chủ trì, phối hợp với Sở Tài chính và các đơn vị liên quan rà soát quy định tại",
    "khoản 2 Điều 5 Nghị định số 13/2023/NĐ-CP ngày 17 tháng 4 năm 2023 của Chính phủ, báo cáo Ủy ban nhân dân tỉnh",
    "trước ngày 30/6/2026.",
    "a) Ủy ban nhân dân các xã, phường hoàn thành số hóa {n}00 hồ sơ, đạt tỷ lệ 85,5% trong quý III năm 2026;",
    "b) Công an tỉnh hướng dẫn các cơ quan bảo đảm an toàn dữ liệu theo Luật Giao dịch điện tử, kinh phí 1.500 triệu",
    "đồng;",
    "c) Văn phòng Ủy ban nhân dân tỉnh theo dõi, đôn đốc, tổng hợp kết quả, định kỳ hằng tháng báo cáo Chủ tịch Ủy ban",
    "nhân dân tỉnh.",
    "Các nhiệm vụ trên được thực hiện thường xuyên, liên tục; những khó khăn phát sinh được các địa phương nêu rõ",
    "nguyên nhân, trách nhiệm của tập thể, cá nhân và đề xuất cách tháo gỡ phù hợp với điều kiện thực tế của từng nơi.",
)
"""A third of a page."""


def pages_of(path: Path) -> tuple[Page, ...]:
    """The pages of a text file."""
    sink = ListSink()
    read(path, path.name, sink, Limits())
    return tuple(sink.pages)


def papers(folder: Path) -> Iterator[tuple[tuple[Page, ...], int]]:
    """The pages of each short paper and its number of words."""
    for path in sorted(folder.glob("*.txt")):
        words = len(path.read_text(encoding="utf-8").split())
        if words in SHORT:
            yield pages_of(path), words


def plan(pages: int) -> tuple[Page, ...]:
    """A plan with so many pages, an article on each."""
    tasks = tuple(line.format(n=n) for n in (1, 2, 3) for line in TASKS)
    return tuple(
        Page(
            n,
            None,
            None,
            PageSource.FILE,
            tuple(map(_line, (*(HEAD if n == 1 else ()), f"Điều {n}. Nhóm {n}", *tasks))),
        )
        for n in range(1, pages + 1)
    )


def _line(text: str) -> Line:
    return Line(text, tuple(Word(*match.span()) for match in re.finditer(r"\S+", text)))


def seconds(pages: Sequence[Page], rounds: int) -> float:
    """The least CPU time of so many extractions."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        extract(pages)
        best = min(best, time.process_time() - began)
    return best


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--shared", type=Path, default=SHARED)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--floor", type=float, default=0.0, help="documents of 1,300 words a core second at least")
    args = ask.parse_args()
    count = words = 0
    spent = 0.0
    for pages, length in papers(args.shared / "data/docs/txt"):
        if not count:
            extract(pages)  # loads the lists
        count, words, spent = count + 1, words + length, spent + seconds(pages, args.rounds)
    rate = words / WORDS / spent
    print(f"{count} papers, {words} words: {rate:.1f} documents of {WORDS:,} words a core second")
    for length in LENGTHS:
        took = seconds(plan(length), args.rounds if length < 1000 else 1)
        print(f"{length:5} pages: {took:8.3f} s, {1000 * took / length:5.2f} ms a page")
    return 0 if rate >= args.floor else 1


if __name__ == "__main__":
    sys.exit(main())
