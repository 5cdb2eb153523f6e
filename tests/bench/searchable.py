"""PDFs that can be searched, beside OCRmyPDF 17: CPU seconds a page, how much the file grows, whether it is PDF/A-2b.

    python tests/bench/searchable.py [SHARED_FOLDER] [--all]

Both sides read the same scans, each in a process of its own (start-up counts), with OMP_THREAD_LIMIT=1. OCRmyPDF: `-l
vie -j 1 --force-ocr`, as `pdfa-2` and as `pdf`. PDF/A is judged by veraPDF where Java and Maven are there. With --all
the long decree too. Needs ocrmypdf (requirements/bench.txt)."""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[2]))

from PIL import Image  # noqa: E402

from tests.verapdf import validator  # noqa: E402

SCANS: Final = (
    "data/docs/orig/sct-CV-2265-BCT-ATMT-trien-khai.pdf",
    "data/docs/orig/sct-CV-813-CucHoaChat.pdf",
    "data/docs/orig/sct-QD-2338-2026-CTDT-KCN-Phu-Xuan-1-p1-p3.pdf",
    "data/ocr/page-photo-or-scan-2.jpg",
)
LONG: Final = "data/ocr/nd-71-2019-scan-p1-14.pdf"
WAYS: Final = ("ours", "ocrmypdf pdfa-2", "ocrmypdf pdf")


def made(way: str, scan: Path, folder: Path) -> Path:
    """Where the PDF of a scan stands, made this way."""
    bin_ = Path(sys.executable).parent
    out = folder / f"{scan.stem}.pdf"
    if way == "ours":
        command = [str(bin_ / "vanthu"), "ocr", str(scan), "--out", str(folder), "--format", "pdf"]
    else:
        kind = way.split()[1]
        options = [
            "-q",
            "-l",
            "vie",
            "-j",
            "1",
            "--force-ocr",
            "--output-type",
            kind,
            "--invalidate-digital-signatures",
        ]
        if scan.suffix == ".jpg":
            with Image.open(scan) as picture:
                options += ["--image-dpi", str(round(max(picture.size) / 11.69))]
        command = [str(bin_ / "ocrmypdf"), *options, str(scan), str(out)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
    )
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr[-500:]}")
    return out


def pages_of(path: Path) -> int:
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("Pages:")))


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path, nargs="?", default=HERE.parents[3] / "shared")
    ask.add_argument("--all", action="store_true")
    args = ask.parse_args()
    print("| scan | pages | way | CPU s/page | size, out : in | PDF/A-2b |\n|---|---|---|---|---|---|")
    for name in (*SCANS, *([LONG] if args.all else [])):
        scan = args.shared / name
        for way in WAYS:
            with tempfile.TemporaryDirectory() as folder:
                before = spent()
                out = made(way, scan, Path(folder))
                cost = spent() - before
                try:
                    broken = validator.failures([out])[out.name]
                    judged = "yes" if not broken else f"no ({', '.join(rule.split(':')[0] for rule in broken)[:60]})"
                except validator.CannotStart:
                    judged = "not judged"
                pages = pages_of(out)
                ratio = out.stat().st_size / scan.stat().st_size
                print(
                    f"| {scan.stem[:28]} | {pages} | {way} | {cost / pages:.2f} | {ratio:.2f} | {judged} |", flush=True
                )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
