"""Ways to read a scan: ours, and what others would use instead. Each reads a file in a process of its own, on one
core, and says the CPU time (user and system, children included) and the time on the clock."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2

from ingest.limits import Limits
from ingest.pdfium import opened
from ingest.readers import image
from vanthu.errors import ToolMissing

STAMPS: Final = re.compile(r"^(Ký bởi|Cơ quan|Ngày ký|Người ký|Email|Thời gian ký)\s*:")
"""Lines of signature stamps, which transcripts leave out; our reading knows them as such."""
_HEADS: Final = re.compile(r"C[ÔO]NG B[ÁA]O\s*/\s*S")
_RENDER_DPI: Final = 300.0  # what Tesseract alone is given of a PDF; drawing it is not counted against it


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read: its pages as lines, what it cost."""

    pages: tuple[tuple[str, ...], ...]
    cpu_s: float
    wall_s: float


Way = Callable[[Path], Read]


def ours(path: Path) -> Read:
    """This program: from the file to lines in reading order. Start-up counts."""
    printed, cpu, wall = _run([sys.executable, "-m", "ingest.evaluate.ours", str(path)])
    return Read(tuple(tuple(page) for page in json.loads(printed)), cpu, wall)


def tesseract(path: Path) -> Read:
    """Tesseract as it comes: the page's picture in, text out."""
    pages, cpu, wall = [], 0.0, 0.0
    with _pictures(path) as pictures:
        for picture in pictures:
            printed, page_cpu, page_wall = _run(["tesseract", str(picture), "-", "-l", "vie"])
            pages.append(_kept(printed))
            cpu, wall = cpu + page_cpu, wall + page_wall
    return Read(tuple(pages), cpu, wall)


def ocrmypdf(path: Path, *options: str) -> Read:
    """OCRmyPDF, one core, every page recognised anew."""
    with tempfile.TemporaryDirectory(prefix="eval-") as name:
        folder = Path(name)
        scan = path if path.suffix.lower() == ".pdf" else _as_pdf(path, folder / "sheet.pdf")
        fixed = ("-q", "-l", "vie", "-j", "1", "--force-ocr", "--output-type", "pdf", "--invalidate-digital-signatures")
        text = folder / "text.txt"
        command = [_program("ocrmypdf") or "ocrmypdf", *fixed, *options, "--sidecar", str(text), str(scan)]
        _, cpu, wall = _run([*command, str(folder / "out.pdf")])
        pages = text.read_text("utf-8").removesuffix("\f").split("\f")
    return Read(tuple(_kept(page) for page in pages), cpu, wall)


def ocrmypdf_sauvola(path: Path) -> Read:
    """OCRmyPDF with the one option that helps on bad scans."""
    return ocrmypdf(path, "--tesseract-thresholding", "sauvola")


PEERS: Final[dict[str, tuple[str, Way]]] = {
    "tesseract": ("tesseract", tesseract),
    "ocrmypdf": ("ocrmypdf", ocrmypdf),
    "ocrmypdf sauvola": ("ocrmypdf", ocrmypdf_sauvola),
}
"""Others' ways: name → the program it needs, how it reads."""


def installed() -> dict[str, Way]:
    """Those of the others' ways whose program is on this machine."""
    return {name: way for name, (program, way) in PEERS.items() if _program(program)}


def _program(name: str) -> str | None:
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.is_file() else shutil.which(name)


def _kept(text: str) -> tuple[str, ...]:
    return tuple(
        line for line in text.replace("\f", "").split("\n") if not (STAMPS.search(line) or _HEADS.search(line))
    )


def _run(command: list[str]) -> tuple[str, float, float]:
    """What a command prints, its CPU seconds, seconds on the clock. Raises ToolMissing."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    home = str(Path(__file__).resolve().parents[2])  # where our own packages are, installed or not
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "PYTHONPATH": home}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    except OSError as error:
        raise ToolMissing(f"{command[0]}: {error.strerror}") from error
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise ToolMissing(f"{Path(command[0]).name} did not finish: {done.stderr[-800:].strip()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, cpu, time.monotonic() - began


@contextmanager
def _pictures(path: Path) -> Iterator[list[Path]]:
    """The file's pages as pictures: as it is, or drawn."""
    if path.suffix.lower() != ".pdf":
        yield [path]
        return
    with tempfile.TemporaryDirectory(prefix="eval-") as folder, opened(path) as pdf:
        out = []
        for n in range(1, len(pdf) + 1):
            with pdf.page(n) as page:
                out.append(Path(folder) / f"{n:04}.png")
                cv2.imwrite(str(out[-1]), cv2.cvtColor(page.picture(dpi=_RENDER_DPI), cv2.COLOR_RGB2BGR))
        yield out


def _as_pdf(path: Path, target: Path) -> Path:
    with image.opened(path, Limits()) as picture:
        picture.save(target, "PDF", resolution=image.resolution(picture), save_all=image.frames(picture) > 1)
    return target
