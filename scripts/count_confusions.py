"""Counts how letters and syllables are misread on pages of known text and writes ingest/data/confusions.tsv.

    python scripts/count_confusions.py [SHARED_FOLDER] [--out FILE] [--pages N] [--cache FOLDER]

Pages of the digital originals of data/docs/orig (Word files printed by LibreOffice) are drawn at 150 to 260 dpi, worn
as a scanner or a fax wears them, and read without correction; their own text is the truth. Papers held out by
`count_language.held_out` are left out, so that there are pages to measure on. Rows: `letter TRUE READ COUNT`,
`syllable TRUE READ COUNT` with `shown TRUE COUNT` (small letters, syllables that were misread at least once),
`sure LEAST LOGARITHM` (see `ingest.confusions`). The same pages and the same Tesseract make the same rows."""

from __future__ import annotations

import argparse
import difflib
import json
import math
import random
import re
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

HERE: Final = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from count_language import held_out  # noqa: E402

from ingest import scan, soffice  # noqa: E402
from ingest.evaluate.errors import settled  # noqa: E402
from ingest.limits import Limits  # noqa: E402
from ingest.lines import lines, on_page  # noqa: E402
from ingest.pdfium import PdfPage, opened  # noqa: E402
from ingest.readers.pdf import read_page  # noqa: E402
from vanthu import viet  # noqa: E402
from vanthu.records import Line, LineKind, PageSource  # noqa: E402

LEAST_LETTERS: Final = 600  # of a page worth reading
LEAST_SHOWN: Final = 8  # of a syllable, to tell its own habits
SURE: Final = (0.0, 0.6, 0.85, 0.9, 0.93, 0.95, 0.96, 0.965)
DPI: Final = (150, 200, 200, 260)
WEAR: Final = ("typical", "fax", "soft", "thin")
_CORE: Final = re.compile(r"\W*([^\W\d_]+)\W*")

Pair = tuple[str, str, float]
"""A word as printed, as read, and how sure the engine was."""


def worn(sheet: NDArray[np.uint8], how: str, dpi: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The page after its scanner: softer, paler, turned a little, grainy; or one bit deep."""
    gray = sheet.astype(np.float32)
    scale = dpi / 200
    if how == "fax":
        gray = cv2.GaussianBlur(gray, (0, 0), rng.uniform(0.5, 1.0) * scale) + rng.normal(0, 18, gray.shape)
        return np.where(gray > rng.uniform(110, 190), 255, 0).astype(np.uint8)
    blur, pale, grain = {"soft": (1.05, 0.15, 6), "typical": (0.6, 0.1, 6), "thin": (0.45, 0.45, 9)}[how]
    gray = 255 - (255 - gray) * (1 - pale)
    high, wide = gray.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.uniform(-0.9, 0.9), 1)
    gray = cv2.warpAffine(gray, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=255)
    blurred = cv2.GaussianBlur(gray, (0, 0), blur * rng.uniform(0.7, 1.3) * scale) + rng.normal(0, grain, gray.shape)
    packed = cv2.imencode(
        ".jpg", np.clip(blurred, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 75))]
    )[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def papers(shared: Path, folder: Path) -> Iterator[Path]:
    """PDFs of the papers to count, Word files printed into `folder`."""
    for path in sorted((shared / "data/docs/orig").iterdir()):
        if path.suffix == ".docx":
            printed = folder / f"{path.stem}.pdf"
            if not printed.exists():
                made = soffice.convert(path, ".docx", "pdf", timeout_s=120)
                if made is None:
                    print(f"not printed: {path.name}")
                    continue
                printed.write_bytes(made.read_bytes())
            yield printed
        elif path.suffix == ".pdf" and not held_out(path.stem):
            yield path


def pairs_of(path: Path, most: int) -> Iterator[Pair]:
    """The words of some pages of a paper, as printed and as read."""
    with opened(path) as document:
        draw = random.Random(path.stem)  # noqa: S311 - a drawing of pages, not a secret
        chosen = sorted(draw.sample(range(1, len(document) + 1), min(len(document), most)))
        for n in chosen:
            with document.page(n) as page:
                printed = read_page(page, n, Limits())
                if printed.source is not PageSource.TEXT or sum(len(o.text) for o in printed.lines) < LEAST_LETTERS:
                    continue
                yield from aligned(printed.lines, reading(page, n, path.stem))


def reading(page: PdfPage, n: int, name: str) -> tuple[Line, ...]:
    """The page's lines as they are read from its worn picture, nothing corrected."""
    rng = np.random.default_rng(zlib.crc32(f"{name} {n}".encode()))
    how, dpi = WEAR[int(rng.integers(len(WEAR)))], float(rng.choice(DPI))
    sheet = page.picture(dpi=dpi, notes=False)
    gray = cv2.cvtColor(sheet, cv2.COLOR_RGB2GRAY) if sheet.ndim == 3 else sheet
    found = scan.read(worn(np.asarray(gray, np.uint8), how, dpi, rng), dpi, n)
    return lines(
        found.words,
        on_page(n, page.width_pt, page.height_pt),
        width_pt=found.width_pt,
        height_pt=found.height_pt,
        rules=found.rules,
        grids=found.grids,
    )


def aligned(printed: Sequence[Line], read: Sequence[Line]) -> Iterator[Pair]:
    """Words that stand for each other."""
    want = [word for word, _ in words_of(printed)]
    have = words_of(read)
    found = difflib.SequenceMatcher(None, want, [word for word, _ in have], autojunk=False)
    for _, i, j, k, m in found.get_opcodes():
        if j - i == m - k:
            yield from ((want[i + x], *have[k + x]) for x in range(j - i))


def words_of(found: Sequence[Line]) -> list[tuple[str, float]]:
    return [
        (settled(line.text[word.start : word.end]), word.confidence or 0.0)
        for line in found
        if line.kind in (LineKind.BODY, LineKind.FOOTNOTE)
        for word in line.words
    ]


def rows(pairs: Sequence[Pair]) -> list[str]:
    """The rows of the table."""
    letters: Counter[tuple[str, str]] = Counter()
    whole: Counter[tuple[str, str]] = Counter()
    shown: Counter[str] = Counter()
    right: Counter[float] = Counter()
    wrong: Counter[float] = Counter()
    for one, other, confidence in pairs:
        cores = _CORE.fullmatch(one), _CORE.fullmatch(other)
        if not cores[0] or not cores[1]:
            continue
        true, read = (canonical(core[1]) for core in cores if core)
        if len(true) != len(read) or sum(a != b for a, b in zip(viet.fold(true), viet.fold(read), strict=True)) > 1:
            continue
        letters.update(pair for pair in zip(true, read, strict=True) if pair[0].isupper() == pair[1].isupper())
        if not true.isupper() and not read.isupper():
            whole[true.lower(), read.lower()] += 1
            shown[true.lower()] += 1
        bound = max(least for least in SURE if least <= confidence)
        (right if true.lower() == read.lower() else wrong)[bound] += 1
    misread = {true for true, read in whole if true != read and shown[true] >= LEAST_SHOWN}
    out = [f"letter\t{true}\t{read}\t{count}" for (true, read), count in sorted(letters.items())]
    out += [f"syllable\t{true}\t{read}\t{count}" for (true, read), count in sorted(whole.items()) if true in misread]
    out += [f"shown\t{true}\t{shown[true]}" for true in sorted(misread)]
    share = [((wrong[b] + 0.5) / wrong.total(), (right[b] + 0.5) / right.total()) for b in SURE]
    out += [f"sure\t{b}\t{math.log(w / r):.2f}" for b, (w, r) in zip(SURE, share, strict=True)]
    print(f"{right.total() + wrong.total()} words, {wrong.total()} misread")
    return out


def canonical(word: str) -> str:
    """The word with its tones placed canonically, capitals kept."""
    low = viet.canonical(word)
    return "".join(a.upper() if b.isupper() else a for a, b in zip(low, word, strict=True))


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path, nargs="?", default=HERE.parents[1] / "shared")
    ask.add_argument("--out", type=Path, default=HERE.parent / "ingest/data/confusions.tsv")
    ask.add_argument("--pages", type=int, default=8, help="of a paper, at most")
    ask.add_argument("--cache", type=Path, help="keeps what was read, by paper")
    args = ask.parse_args()
    found: list[Pair] = []
    with tempfile.TemporaryDirectory() as name:
        folder = args.cache or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for path in papers(args.shared, folder):
            kept = folder / f"{path.stem}.{args.pages}.json"
            if not kept.exists():
                kept.write_text(json.dumps(list(pairs_of(path, args.pages)), ensure_ascii=False), "utf-8")
                print(path.name, flush=True)
            found.extend((one, other, sure) for one, other, sure in json.loads(kept.read_text("utf-8")))
    args.out.write_text("\n".join(rows(found)) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
