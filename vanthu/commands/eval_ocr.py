"""`vanthu eval ocr`: errors and cost of reading scans whose transcripts are known, beside others' programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from ingest.evaluate.papers import SUFFIXES, pairs
from ingest.evaluate.table import HEADER, Row, ratio, rows, totals
from ingest.evaluate.ways import Way, installed, ours
from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest
from vanthu.settings import Settings

OURS = "vanthu"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument(
        "folder",
        metavar="THƯ-MỤC",
        nargs="?",
        default=Path(),
        type=Path,
        help=f"các bản quét ({', '.join(SUFFIXES)}), cạnh mỗi tệp là bản gõ tay cùng tên, đuôi .txt (UTF-8, "
        "giữ dòng như trên giấy, các trang cách nhau bằng dấu ngắt trang)",
    )
    parser.add_argument("--peers", action="store_true", help="đọc cả bằng OCRmyPDF và Tesseract nếu máy có")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Shows a row for each scan and way of reading it, then all scans together."""
    if not args.folder.is_dir():
        raise BadRequest(f"“{args.folder}” không phải thư mục.")
    papers = pairs(args.folder)
    if not papers:
        raise BadRequest(f"Trong “{args.folder}” không có bản quét nào có bản gõ tay (.txt) cùng tên.")
    ways: dict[str, Way] = {OURS: ours, **(installed() if args.peers else {})}
    if not screen.as_json:
        screen.line(HEADER)
    found = []
    for row in rows(papers, ways):
        found.append(row)
        _show(row, screen)
    for row in totals(found):
        _show(row, screen)
    peers = [(ratio(found, OURS, peer), peer) for peer in ways if peer != OURS]
    for share, peer in peers:
        if share is not None and not screen.as_json:
            screen.line(f"Số trang mỗi giây CPU so với {peer}: {share:.2f} lần.")
    return 0


def _show(row: Row, screen: Screen) -> None:
    if screen.as_json:
        screen.json(row.values())
    else:
        screen.line(row.markdown())
