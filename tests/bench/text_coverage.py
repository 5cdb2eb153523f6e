"""How much of a reference text the reader brings back, file by file.

    python tests/bench/text_coverage.py PDF_FOLDER TXT_FOLDER [least share, default 0.95]

Counts, word by word as bags, the non-blank characters of the reference that stand in the pages read (all kinds of
lines: heads and stamps too). Files without text layer are recognised, which takes its time; `--text` leaves them out.
Ends with 1 when a file with a text layer falls below the least share."""

from __future__ import annotations

import argparse
import time
import unicodedata
from collections import Counter
from pathlib import Path

from ingest.limits import Limits
from ingest.readers import pdf
from ingest.sink import ListSink
from vanthu.records import PageSource


def bag(text: str) -> Counter[str]:
    """The words of a text, NFC."""
    return Counter(unicodedata.normalize("NFC", text).split())


def weight(words: Counter[str]) -> int:
    """Their characters."""
    return sum(len(word) * count for word, count in words.items())


def coverage(found: str, wanted: str) -> tuple[float, float]:
    """The share of the wanted characters found word by word, and the same for characters alone."""
    have, want = bag(found), bag(wanted)
    words = weight(have & want) / max(weight(want), 1)
    letters, needed = Counter("".join(found.split())), Counter("".join(wanted.split()))
    return words, (letters & needed).total() / max(needed.total(), 1)


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("pdfs", type=Path)
    ask.add_argument("texts", type=Path)
    ask.add_argument("least", type=float, nargs="?", default=0.95)
    ask.add_argument("--text", action="store_true", help="only files that have text layers on all pages")
    args = ask.parse_args()
    low = 0
    print(f"{'file':52s} pages  words  chars   ms/page")
    for path in sorted(args.pdfs.glob("*.pdf")):
        reference = args.texts / f"{path.stem}.txt"
        if not reference.exists():
            continue
        sink, began = ListSink(), time.process_time()
        pdf.read(path, sink, Limits())
        spent = time.process_time() - began
        found = "\n".join(line.text for page in sink.pages for line in page.lines)
        wanted = reference.read_text("utf-8").replace("\f", "\n")
        words, letters = coverage(found, wanted)
        digital = all(page.source is PageSource.TEXT for page in sink.pages)
        low += digital and letters < args.least
        note = (
            "" if digital else "  recognised: " + ",".join(str(p.n) for p in sink.pages if p.source is PageSource.OCR)
        )
        print(
            f"{path.stem[:52]:52s} {len(sink.pages):5d} {words:6.3f} {letters:6.3f} "
            f"{1000 * spent / max(len(sink.pages), 1):8.1f}{note}"
        )
    return 1 if low else 0


if __name__ == "__main__":
    raise SystemExit(main())
