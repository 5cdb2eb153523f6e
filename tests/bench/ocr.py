"""Our recognition beside OCRmyPDF 17, on real scans with typed transcripts: errors, CPU seconds a page, the ratio.

    python tests/bench/ocr.py [SHARED_FOLDER] [--sets NAME,…] [--no-ocrmypdf]

Both sides read the same files, each in a process of its own (start-up counts on both sides), with OMP_THREAD_LIMIT=1.
OCRmyPDF: `-l vie -j 1 --force-ocr --output-type pdf`, as it comes and with `--tesseract-thresholding sauvola`; its
better reading of a set is the one compared with. Running heads and signature stamps, which no transcript has, are
left out on both sides. "Words lost" are words of the transcript that are nowhere on the page: a figure that does not
depend on the order in which a table's cells are told. Needs ocrmypdf (requirements/bench.txt)."""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import cer  # noqa: E402

LEFT_OUT: Final = re.compile(r"C[ÔO]NG B[ÁA]O\s*/\s*S|^(Ký bởi|Cơ quan|Ngày ký|Người ký|Email|Thời gian ký)\s*:")


@dataclass(frozen=True)
class Set:
    """A scan and its transcript; `beginning`: the transcript goes on beyond the pages."""

    name: str
    scan: str
    truth: str
    beginning: bool = False


SETS: Final = (
    Set(
        "gazette, 220 dpi",
        "data/docs/orig/cb-quyet-dinh-so-109-qd-btc-468842.pdf",
        "gold/gazette-text/cb-quyet-dinh-so-109-qd-btc-468842.txt",
    ),
    Set(
        "letter, 150 dpi",
        "data/docs/orig/sct-CV-2265-BCT-ATMT-trien-khai.pdf",
        "gold/scan-text/sct-CV-2265-BCT-ATMT-trien-khai.txt",
    ),
    Set("letter, 87 dpi", "data/docs/orig/sct-CV-813-CucHoaChat.pdf", "gold/scan-text/sct-CV-813-CucHoaChat.txt"),
    Set(
        "decision, 200 dpi",
        "data/docs/orig/sct-QD-2338-2026-CTDT-KCN-Phu-Xuan-1-p1-p3.pdf",
        "gold/scan-text/sct-QD-2338-2026-CTDT-KCN-Phu-Xuan-1-p1-p3.txt",
    ),
    Set("decree page, 1 bit", "data/ocr/page-photo-or-scan-2.jpg", "gold/scan-text/page-photo-or-scan-2.txt"),
    Set("decree page, cut", "data/ocr/page-photo-or-scan-test.jpg", "gold/scan-text/page-photo-or-scan-test.txt"),
    Set("decree, 260 dpi 1 bit", "data/ocr/nd-71-2019-scan-p1-14.pdf", "data/ocr/nd-71-2019-text.txt", beginning=True),
)


def ours(path: Path) -> int:
    """Reads a file and prints its pages as JSON: the child process of our side."""
    from ingest.limits import Limits
    from ingest.readers import image, pdf
    from ingest.sink import ListSink

    sink = ListSink()
    (pdf if path.suffix == ".pdf" else image).read(path, sink, Limits())
    kinds = ("body", "footnote", "page_number", "handwriting")
    json.dump([[line.text for line in page.lines if line.kind in kinds] for page in sink.pages], sys.stdout)
    return 0


def run(command: list[str]) -> tuple[str, float]:
    """What a command prints, and its CPU seconds, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed: {done.stderr[-800:]}")
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def read_by_us(path: Path) -> tuple[list[list[str]], float]:
    printed, spent = run([sys.executable, str(HERE / "ocr.py"), "--ours", str(path)])
    return json.loads(printed), spent


def read_by_ocrmypdf(path: Path, *options: str) -> tuple[list[list[str]], float]:
    with tempfile.TemporaryDirectory() as folder:
        if path.suffix != ".pdf":
            from PIL import Image

            with Image.open(path) as picture:
                sheet = Path(folder) / "sheet.pdf"
                picture.save(sheet, "PDF", resolution=max(picture.size) / 11.69)
                path = sheet
        text = Path(folder) / "text.txt"
        program = str(Path(sys.executable).parent / "ocrmypdf")
        command = [
            program,
            "-q",
            "-l",
            "vie",
            "-j",
            "1",
            "--force-ocr",
            "--output-type",
            "pdf",
            "--invalidate-digital-signatures",
        ]
        _, spent = run([*command, *options, "--sidecar", str(text), str(path), f"{folder}/out.pdf"])
        pages = text.read_text("utf-8").removesuffix("\f").split("\f")
    return [[line for line in page.split("\n") if not LEFT_OUT.search(line)] for page in pages], spent


def scored(one: Set, truth: list[list[str]], found: list[list[str]]) -> cer.Score:
    if one.beginning:
        return cer.score_beginning([line for page in truth for line in page], [line for page in found for line in page])
    if len(truth) == len(found):
        return sum((cer.score(a, b) for a, b in zip(truth, found, strict=True)), cer.Score())
    return cer.score([line for page in truth for line in page], [line for page in found for line in page])


WAYS: Final = {
    "ours": read_by_us,
    "ocrmypdf": read_by_ocrmypdf,
    "ocrmypdf sauvola": lambda path: read_by_ocrmypdf(path, "--tesseract-thresholding", "sauvola"),
}


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path, nargs="?", default=HERE.parents[2] / "shared")
    ask.add_argument("--sets", default="")
    ask.add_argument("--no-ocrmypdf", action="store_true")
    ask.add_argument("--ours", type=Path)
    args = ask.parse_args()
    if args.ours:
        return ours(args.ours)
    ways = {k: v for k, v in WAYS.items() if k == "ours" or not args.no_ocrmypdf}
    totals: dict[str, tuple[cer.Score, float]] = {}
    pages = 0
    print("| set | pages | way | CER % | WER % | words lost % | CPU s/page |\n|---|---|---|---|---|---|---|")
    for one in SETS:
        if args.sets and not any(name in one.name for name in args.sets.split(",")):
            continue
        truth = [page.split("\n") for page in (args.shared / one.truth).read_text("utf-8").split("\f")]
        results = {}
        for way, read in ways.items():
            found, spent = read(args.shared / one.scan)
            found += [[]] * (0 if one.beginning else len(truth) - len(found))  # blank pages at the end
            results[way] = (scored(one, truth, found), spent)
            count = len(found)
            score, cost = results[way][0], spent / count
            print(
                f"| {one.name} | {count} | {way} | {score.cer:.2f} | {score.wer:.2f} | {score.lost:.2f} | {cost:.2f} |",
                flush=True,
            )
        pages += count
        theirs = [way for way in results if way != "ours"]
        if theirs:
            results["best"] = min((results[way] for way in theirs), key=lambda r: r[0].cer)
        for way, (score, spent) in results.items():
            before = totals.get(way, (cer.Score(), 0.0))
            totals[way] = (before[0] + score, before[1] + spent)
    for way, (score, spent) in totals.items():
        name = "ocrmypdf, the better of both" if way == "best" else way
        print(
            f"| **all** | {pages} | {name} | {score.cer:.2f} | {score.wer:.2f} | {score.lost:.2f} "
            f"| {spent / pages:.2f} |"
        )
    if "best" in totals:
        print(f"\nPages per CPU second, ours to OCRmyPDF's: {totals['best'][1] / totals['ours'][1]:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
