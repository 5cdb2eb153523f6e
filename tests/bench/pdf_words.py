"""Speed of the text-layer reader beside pdfplumber's word extraction, both from file bytes, in one run.

    python tests/bench/pdf_words.py PDF_FOLDER [rounds]

Only files with text on every page are measured. Ours gives finished pages (lines, words with boxes, tables, marks);
pdfplumber gives `extract_words()`. Rounds are interleaved; CPU time, medians. Prints the ratio."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import pdfplumber

from ingest.limits import Limits
from ingest.pdfium import opened
from ingest.readers import pdf
from ingest.sink import ListSink


def ours(path: Path) -> int:
    """Pages read."""
    sink = ListSink()
    pdf.read(path, sink, Limits())
    return len(sink.pages)


def plumber(path: Path) -> int:
    """Pages whose words pdfplumber extracted."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_words()
            page.close()
        return len(document.pages)


def digital(path: Path) -> bool:
    """Whether every page has text (pages drawn as outlines, and scans, would be recognised)."""
    with opened(path) as document:
        for n in range(1, len(document) + 1):
            with document.page(n) as page:
                words = page.words()
                if len(words) < 20 or any(word.hidden for word in words):
                    return False
    return True


def main() -> int:
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    files = [path for path in sorted(folder.glob("*.pdf")) if digital(path)]
    spent: dict[str, list[float]] = {"ours": [], "pdfplumber": []}
    pages = 0
    for _ in range(rounds):
        for name, way in (("ours", ours), ("pdfplumber", plumber)):
            began = time.process_time()
            pages = sum(way(path) for path in files)
            spent[name].append(time.process_time() - began)
    cost = {name: 1000 * median(times) / pages for name, times in spent.items()}
    print(f"{len(files)} files, {pages} pages, {rounds} rounds, CPU ms a page:")
    print(f"  file bytes to pages with lines, words, boxes and tables  {cost['ours']:7.1f}")
    print(f"  pdfplumber extract_words                                 {cost['pdfplumber']:7.1f}")
    print(f"  ratio {cost['pdfplumber'] / cost['ours']:.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
