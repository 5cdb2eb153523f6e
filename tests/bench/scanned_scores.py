"""Facts found in scans of labelled papers, with the correction of readings and without, beside the digital originals.

    python tests/bench/scanned_scores.py [SHARED_FOLDER] [--level typical] [--cache FOLDER]

The labelled gazette papers that the correction was not counted on, and that are short enough, are drawn at 200 dpi,
worn (tests/bench/degrade.py) and read as scans; "without" is the same reading with every changed word as the engine
gave it. Compared by the shared score program."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

HERE: Final = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import degrade  # noqa: E402
from correct import as_read, read  # noqa: E402

from extract.document import extract  # noqa: E402
from extract.record import record  # noqa: E402
from ingest.pdfium import opened  # noqa: E402
from vanthu.records import Page, PageSource, State  # noqa: E402

DPI: Final = 200
MOST_PAGES: Final = 30
KINDS: Final = (
    "metadata.number", "metadata.issued", "metadata.title", "metadata.signers", "citation", "citation-resolved",
    "obligation", "obligation-lead", "obligation-coordinating", "deadline", "quantity",
)  # fmt: skip


def scanned(path: Path, level: str, folder: Path) -> Path:
    """All pages of a paper as a PDF of worn pictures."""
    target = folder / f"all-{level}-{path.stem}.pdf"
    if not target.exists():
        pictures = []
        with opened(path) as document:
            for n in range(1, len(document) + 1):
                with document.page(n) as page:
                    sheet = page.picture(dpi=DPI)
                sheet = np.repeat(sheet[..., None], 3, 2) if sheet.ndim == 2 else sheet
                rng = np.random.default_rng(n)
                pictures.append((degrade.worn(sheet, sheet[::-1], degrade.LEVELS[level], DPI, rng), DPI))
        degrade._write(target, pictures, degrade.LEVELS[level].quality)
    return target


def fit(path: Path) -> bool:
    """Whether a paper is a digital one, not counted on, and short."""
    if not path.exists() or degrade.half(path) != "report":
        return False
    pages = read(path) if _length(path) <= MOST_PAGES else []
    return bool(pages) and all(page.source is PageSource.TEXT for page in pages)


def _length(path: Path) -> int:
    with opened(path) as document:
        return len(document)


def write(pages: Sequence[Page], name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    made = record(extract(tuple(pages)), doc=name, sha256="", state=State.DONE.value)
    target.write_text(json.dumps(made, ensure_ascii=False), "utf-8")


def scores(shared: Path, gold: Path, found: Path) -> dict[str, dict[str, float]]:
    command = [sys.executable, str(shared / "gold/score.py"), str(gold), str(found), "--json"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    made: dict[str, dict[str, float]] = json.loads(said)["scores"]
    return made


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path, nargs="?", default=HERE.parents[2] / "shared")
    ask.add_argument("--level", default="typical", choices=degrade.LEVELS)
    ask.add_argument("--cache", type=Path, help="keeps the worn papers")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="scanned-") as name:
        out = Path(name)
        folder = args.cache or out
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for label in sorted((args.shared / "gold/gazette").glob("*.json")):
            path = args.shared / "data/docs/orig" / f"{label.stem}.pdf"
            if not fit(path):
                continue
            count += 1
            (out / "gold").mkdir(exist_ok=True)
            (out / "gold" / label.name).write_bytes(label.read_bytes())
            pages = read(scanned(path, args.level, folder))
            write(read(path), path.name, out / "digital" / label.name)
            write([as_read(page) for page in pages], path.name, out / "without" / label.name)
            write(pages, path.name, out / "with" / label.name)
        ways = {way: scores(args.shared, out / "gold", out / way) for way in ("digital", "without", "with")}
    print(
        f"{count} papers, {args.level}\n\n| F1 | digital | scanned, as read | scanned, corrected |\n|---|---|---|---|"
    )
    for kind in KINDS:
        print(f"| {kind} | " + " | ".join(f"{ways[way][kind]['f1']:.3f}" for way in ways) + " |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
