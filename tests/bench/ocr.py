"""Our recognition beside OCRmyPDF 17 and Tesseract as it comes, on real scans with typed transcripts.

    python tests/bench/ocr.py [SHARED_FOLDER] [--sets NAME,…] [--no-peers] [--cache FOLDER]

All sides read the same files, each in a process of its own (start-up counts), on one core with OMP_THREAD_LIMIT=1.
OCRmyPDF: `-l vie -j 1 --force-ocr --output-type pdf`, as it comes and with `--tesseract-thresholding sauvola`; its
better reading of a set is the one compared with. Tesseract is given pictures (of a PDF: drawn at 300 dpi, which is
not counted). Running heads and signature stamps, which no transcript has, are left out on all sides. "Words lost" are
words of the transcript that are nowhere on the page: a figure that does not depend on the order in which a table's
cells are told. `--cache` keeps what the others read (their times too, from the moment they ran). Needs ocrmypdf
(requirements/bench.txt).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from ingest.evaluate.papers import Paper
from ingest.evaluate.table import HEADER, Row, kept, rows, totals
from ingest.evaluate.ways import Way, installed, ours

HERE: Final = Path(__file__).resolve().parent
OURS: Final = "ours"

SETS: Final = (
    ("gazette, 220 dpi", "data/docs/orig/cb-quyet-dinh-so-109-qd-btc-468842.pdf", "gold/gazette-text"),
    ("letter, 150 dpi", "data/docs/orig/sct-CV-2265-BCT-ATMT-trien-khai.pdf", "gold/scan-text"),
    ("letter, 87 dpi", "data/docs/orig/sct-CV-813-CucHoaChat.pdf", "gold/scan-text"),
    ("decision, 200 dpi", "data/docs/orig/sct-QD-2338-2026-CTDT-KCN-Phu-Xuan-1-p1-p3.pdf", "gold/scan-text"),
    ("decree page, 1 bit", "data/ocr/page-photo-or-scan-2.jpg", "gold/scan-text"),
    ("decree page, cut", "data/ocr/page-photo-or-scan-test.jpg", "gold/scan-text"),
)
"""Name, scan, folder of the transcript of the same name."""
BEGINNING: Final = ("decree, 260 dpi 1 bit", "data/ocr/nd-71-2019-scan-p1-14.pdf", "data/ocr/nd-71-2019-text.txt")


def papers(shared: Path) -> list[Paper]:
    """The scans with transcripts of the shared folder."""
    whole = [Paper(name, shared / scan, shared / truth / f"{Path(scan).stem}.txt") for name, scan, truth in SETS]
    name, scan, truth = BEGINNING
    return [*whole, Paper(name, shared / scan, shared / truth, beginning=True)]


def best_of(found: list[Row]) -> list[Row]:
    """Of each set, OCRmyPDF's reading with the fewer errors, as a way of its own."""
    theirs = [row for row in found if row.way.startswith("ocrmypdf")]
    best = [min((r for r in theirs if r.name == name), key=lambda r: r.score.cer) for name in {r.name for r in theirs}]
    return [Row(r.name, "ocrmypdf, the better of both", r.pages, r.score, r.cpu_s, r.wall_s) for r in best]


def show(chosen: list[Paper], ways: dict[str, Way]) -> None:
    """Prints the table, row by row, and the ratio."""
    print(HEADER, flush=True)
    found = []
    for row in rows(chosen, ways):
        found.append(row)
        print(row.markdown(), flush=True)
    sums = totals([*found, *best_of(found)])
    for row in sums:
        print(row.markdown())
    cost = {row.way: row.cpu_s / row.pages for row in sums}
    for way, spent in cost.items():
        if way != OURS and OURS in cost:
            print(f"\nPages per CPU second, ours to {way}: {spent / cost[OURS]:.2f}", end="")
    print()


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path, nargs="?", default=HERE.parents[2] / "shared")
    ask.add_argument("--sets", default="")
    ask.add_argument("--no-peers", action="store_true")
    ask.add_argument("--cache", type=Path)
    args = ask.parse_args()
    peers = {} if args.no_peers else installed()
    if args.cache:
        peers = {name: kept(way, name, args.cache) for name, way in peers.items()}
    chosen = [p for p in papers(args.shared) if not args.sets or any(s in p.name for s in args.sets.split(","))]
    show(chosen, {OURS: ours, **peers})
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
