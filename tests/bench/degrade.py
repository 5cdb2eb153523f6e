"""Pages with a known text, printed, worn on purpose and read: errors and cost at each level of wear, beside others.

    python tests/bench/degrade.py [SHARED_FOLDER] [--half report|tune] [--levels clean,typical,…] [--no-peers]
                                  [--cache FOLDER] [--pages N]

The pages are drawn from real digital PDFs (../shared/data/docs/orig) and from our own samples, at 200 and 300 dpi by
turns; their text layer is the truth. Every third page bears a red seal and a blue signature over its text. The papers
are parted in two halves by the digest of their name: `tune` is what the chain may be tuned on, `report` is what is
reported. Each paper is a PDF of pictures, read as a whole. The wear is made, so it ranks ways of reading; it does not
promise what real scans give (tests/bench/ocr.py measures those).
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.evaluate.ours import KINDS
from ingest.evaluate.papers import Paper
from ingest.evaluate.table import HEADER, Row, kept, rows, totals
from ingest.evaluate.ways import Way, installed, ours
from ingest.limits import Limits
from ingest.pdfium import opened
from ingest.readers import pdf
from vanthu.records import PageSource

PROJECT: Final = Path(__file__).resolve().parents[2]
OURS: Final = "ours"
LEAST_WORDS: Final = 120  # of a page worth reading
DPI: Final = (200, 300)

Picture = NDArray[np.float32]


@dataclass(frozen=True)
class Wear:
    """What happened to a page between the printer and the file. Lengths in points, shares from 0 to 1."""

    quality: int = 85  # of the JPEG
    skew: float = 0.0  # degrees, at most
    blur: float = 0.0
    grain: float = 0.0  # steps of gray
    pale: float = 0.0  # how far ink has faded
    through: float = 0.0  # how much of the back shines through
    shade: float = 0.0  # how far the light falls off
    fold: float = 0.0  # how dark the fold across the middle is
    wave: float = 0.0  # how far lines bend
    specks: int = 0
    fax: bool = False
    photo: bool = False


LEVELS: Final = {
    "clean": Wear(),
    "typical": Wear(60, skew=0.8, blur=0.17, grain=6, pale=0.12, through=0.08, shade=0.12, wave=0.25, specks=60),
    "bad": Wear(40, skew=2, blur=0.3, grain=14, pale=0.3, through=0.2, shade=0.42, fold=0.17, wave=0.7, specks=900),
    "fax": Wear(skew=1.2, blur=0.2, grain=24, pale=0.1, shade=0.1, specks=500, fax=True),
    "photo": Wear(60, skew=1.5, blur=0.22, grain=5, shade=0.3, through=0.05, photo=True),
}


def worn(
    sheet: NDArray[np.uint8], back: NDArray[np.uint8], wear: Wear, dpi: int, rng: np.random.Generator
) -> Image.Image:
    """The page's picture (RGB) after its life."""
    out: Picture = sheet.astype(np.float32)
    out = 255 - (255 - out) * (1 - wear.pale)
    if wear.through:
        behind = cv2.GaussianBlur(cv2.resize(back, sheet.shape[1::-1])[:, ::-1].astype(np.float32), (0, 0), dpi / 130)
        out *= 1 - wear.through * (255 - behind) / 255
    if wear.blur:
        out = cv2.GaussianBlur(out, (0, 0), wear.blur * dpi / 72)
    out = shaded(out, wear, rng)
    out = photographed(out, rng) if wear.photo else bent(out, wear, dpi, rng)
    for _ in range(wear.specks):
        at = (int(rng.integers(out.shape[1])), int(rng.integers(out.shape[0])))
        cv2.circle(out, at, int(rng.integers(1, max(dpi // 100, 2) + 1)), (70.0, 70.0, 70.0), -1)
    out += rng.normal(0, wear.grain, out.shape[:2])[..., None] if wear.grain else 0
    plain = np.clip(out, 0, 255).astype(np.uint8)
    if wear.fax:
        gray = cv2.cvtColor(plain, cv2.COLOR_RGB2GRAY)
        return Image.fromarray(gray > rng.uniform(140, 175)).convert("1")
    return Image.fromarray(plain)


def shaded(sheet: Picture, wear: Wear, rng: np.random.Generator) -> Picture:
    """Light that falls off to one side, and the shadow of a fold; paper is not quite white."""
    high, wide = sheet.shape[:2]
    down, across = np.mgrid[0:high, 0:wide].astype(np.float32) / np.float32([high, wide])[:, None, None]
    angle = rng.uniform(0, 2 * math.pi)
    fall = np.clip(0.5 + 0.7 * ((across - 0.5) * math.cos(angle) + (down - 0.5) * math.sin(angle)), 0, 1)
    fold = np.exp(-((down - rng.uniform(0.4, 0.6)) ** 2) / 3e-5)
    light = 1 - wear.shade * fall - wear.fold * fold
    tint = np.float32([1.0, 0.98, 0.94]) if wear.shade else np.float32([1, 1, 1])
    return (sheet * light[..., None] * tint).astype(np.float32)


def bent(sheet: Picture, wear: Wear, dpi: int, rng: np.random.Generator) -> Picture:
    """Put in crooked, its lines a little wavy."""
    if not (wear.skew or wear.wave):
        return sheet
    high, wide = sheet.shape[:2]
    angle = math.radians(wear.skew * rng.uniform(0.5, 1) * rng.choice([-1, 1]))
    down, across = np.mgrid[0:high, 0:wide].astype(np.float32)
    x, y = across - wide / 2, down - high / 2
    from_x = x * math.cos(angle) + y * math.sin(angle) + wide / 2
    from_y = -x * math.sin(angle) + y * math.cos(angle) + high / 2
    from_y += wear.wave * dpi / 72 * np.sin(5 * across / wide + rng.uniform(0, 6))
    paper = tuple(float(v) for v in np.median(sheet[::40, ::40].reshape(-1, 3), axis=0))
    return cv2.remap(
        sheet, from_x.astype(np.float32), from_y.astype(np.float32), cv2.INTER_CUBIC, None, cv2.BORDER_CONSTANT, paper
    )


def photographed(sheet: Picture, rng: np.random.Generator) -> Picture:
    """Seen by a hand-held telephone, on a dark desk."""
    high, wide = sheet.shape[:2]
    room = 0.09 * wide
    corners = np.float32([[0, 0], [wide, 0], [wide, high], [0, high]])
    seen = corners + np.float32([room, room]) + rng.uniform(-0.6 * room, 0.6 * room, (4, 2)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    size = (int(wide + 2 * room), int(high + 2 * room))
    desk = np.float32([62, 52, 46]) + rng.normal(0, 4, (size[1], size[0], 1)).astype(np.float32)
    shape = cv2.warpPerspective(np.ones((high, wide), np.float32), matrix, size)[..., None]
    page = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(page * shape + desk * (1 - shape), dtype=np.float32)


def sealed(sheet: NDArray[np.uint8], dpi: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A red round seal and a blue signature over the text, low on the right."""
    inch = dpi
    rows = np.flatnonzero((sheet < 128).all(axis=2).any(axis=1))
    x, y = int(sheet.shape[1] * rng.uniform(0.58, 0.7)), int(rows[-1] - inch * rng.uniform(0.7, 1.6))
    layer = np.full_like(sheet, 255)
    red, blue = (205, 40, 50), (40, 60, 150)
    for radius, thick in ((0.68, 0.035), (0.58, 0.012), (0.36, 0.012)):
        cv2.circle(layer, (x, y), int(radius * inch), red, max(int(thick * inch), 1), cv2.LINE_AA)
    star = [(x + r * inch * math.sin(a), y - r * inch * math.cos(a)) for a, r in _star()]
    cv2.fillPoly(layer, [np.int32(star)], red, cv2.LINE_AA)
    for k, letter in enumerate("CO QUAN BAN HANH VAN BAN * MAU *"):
        a = -math.pi + k * 2 * math.pi / 32
        at = (int(x + 0.46 * inch * math.cos(a)), int(y + 0.46 * inch * math.sin(a)))
        cv2.putText(layer, letter, at, cv2.FONT_HERSHEY_SIMPLEX, inch / 500, red, max(inch // 150, 1), cv2.LINE_AA)
    t = np.linspace(0, 1, 160)
    stroke = np.stack([x + inch * (t - 0.6), y + 0.25 * inch * np.sin(23 * t) * np.exp(-1.5 * t)], 1)
    cv2.polylines(layer, [stroke.astype(np.int32)], False, blue, max(inch // 70, 2), cv2.LINE_AA)
    ink = cv2.GaussianBlur(rng.random((sheet.shape[0] // 8 + 1, sheet.shape[1] // 8 + 1)).astype(np.float32), (0, 0), 1)
    strength = np.clip(0.5 + 0.8 * cv2.resize(ink, sheet.shape[1::-1]), 0, 0.9)[..., None]
    return (sheet * (1 - strength * (255 - layer.astype(np.float32)) / 255)).astype(np.uint8)


def _star() -> list[tuple[float, float]]:
    return [(k * math.pi / 5, 0.22 if k % 2 == 0 else 0.09) for k in range(10)]


def half(path: Path) -> str:
    """Which half a paper is of."""
    return ("report", "tune")[sha256(path.stem.encode()).digest()[0] % 2]


def sheets(path: Path, most: int) -> Iterator[tuple[int, list[str]]]:
    """The pages with enough text and without pictures or stamps: number and truth; the first, then some in between."""
    found = []
    with opened(path) as document:
        for n in range(1, min(len(document), 40) + 1):
            with document.page(n) as page:
                if page.note_words() or page.objects()[1] or sum(not w.hidden for w in page.words()) < LEAST_WORDS:
                    continue
                read = pdf.read_page(page, n, Limits())
            if read.source is PageSource.TEXT:
                found.append((n, [line.text for line in read.lines if line.kind in KINDS]))
    yield from found[:: max(len(found) // most, 1)][:most]


def made(path: Path, level: str, folder: Path, most: int) -> Paper | None:
    """The paper worn to a level, a PDF of pictures beside its transcript; None where no page is fit."""
    scan, truth = folder / f"{level}-{path.stem}.pdf", folder / f"{level}-{path.stem}.txt"
    if not scan.is_file():
        pictures, texts = [], []
        for n, lines in sheets(path, most):
            seed = int.from_bytes(sha256(f"{path.stem} {n} {level}".encode()).digest()[:8])
            rng = np.random.default_rng(seed)
            dpi = 200 if LEVELS[level].fax else DPI[seed % 2]
            with opened(path) as document, document.page(n) as page:
                sheet = page.picture(dpi=dpi)
                sheet = np.repeat(sheet[..., None], 3, 2) if sheet.ndim == 2 else sheet
            sheet = sealed(sheet, dpi, rng) if seed // 7 % 3 == 0 else sheet
            pictures.append((worn(sheet, sheet[::-1], LEVELS[level], dpi, rng), dpi))
            texts.append("\n".join(lines))
        if not pictures:
            return None
        _write(scan, pictures, LEVELS[level].quality)
        truth.write_text("\f".join(texts), "utf-8")
    return Paper(scan.stem, scan, truth)


def _write(path: Path, pictures: list[tuple[Image.Image, int]], quality: int) -> None:
    """A PDF whose pages are these pictures, each at its own resolution."""
    import pikepdf

    out = pikepdf.new()
    for picture, dpi in pictures:
        with tempfile.NamedTemporaryFile(suffix=".pdf") as one:
            options = {} if picture.mode == "1" else {"quality": quality}
            picture.save(one.name, "PDF", resolution=dpi, **options)
            with pikepdf.open(one.name) as pages:
                out.pages.extend(pages.pages)
    out.save(path)


def measured(papers: list[Paper], level: str, ways: dict[str, Way]) -> list[Row]:
    """One row a way, all papers of a level together."""
    return [
        Row(level, row.way, row.pages, row.score, row.cpu_s, row.wall_s) for row in totals(list(rows(papers, ways)))
    ]


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path, nargs="?", default=PROJECT.parent / "shared")
    ask.add_argument("--half", choices=("report", "tune"), default="report")
    ask.add_argument("--levels", default=",".join(LEVELS))
    ask.add_argument("--no-peers", action="store_true")
    ask.add_argument("--cache", type=Path)
    ask.add_argument("--pages", type=int, default=2, help="of a paper, at most")
    args = ask.parse_args()
    peers = {} if args.no_peers else installed()
    if args.cache:
        peers = {name: kept(way, name, args.cache / "peers") for name, way in peers.items()}
    sources = sorted([*(args.shared / "data/docs/orig").glob("*.pdf"), *(PROJECT / "samples/files").glob("*.pdf")])
    sources = [path for path in sources if half(path) == args.half]
    with tempfile.TemporaryDirectory(prefix="worn-") as name:
        folder = args.cache / f"worn-{args.pages}" if args.cache else Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        print(HEADER, flush=True)
        for level in args.levels.split(","):
            papers = [paper for path in sources if (paper := made(path, level, folder, args.pages))]
            for row in measured(papers, level, {OURS: ours, **peers}):
                print(row.markdown(), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
