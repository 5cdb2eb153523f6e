"""What the correction of readings is worth: errors before and after on the same reading, words mended and harmed.

    python tests/bench/correct.py [SHARED_FOLDER] [--worn LEVEL,…] [--cache FOLDER] [--changes]

Each scan is read once; "before" is the same reading with every changed word as the engine gave it (`Word.raw`). Words
are counted where those of the transcript and of the reading stand for each other: `right` were wrong before and are as
printed now, `harmed` were as printed and are not any more, `other` were wrong and still are, or stand where the
transcript has nothing to compare. "Letters" is the CER within the words that stand for each other: what is left of the
CER without lost lines, the order of columns, handwriting and seals. `--worn` adds worn pages of the papers that
neither the model nor the table of confusions was counted on (tests/bench/degrade.py). Needs the shared folder."""

from __future__ import annotations

import argparse
import difflib
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import degrade  # noqa: E402
from ocr import papers  # noqa: E402

from ingest.correct import corrected  # noqa: E402
from ingest.evaluate.errors import Score, distance, settled  # noqa: E402
from ingest.evaluate.ours import KINDS  # noqa: E402
from ingest.evaluate.papers import Paper  # noqa: E402
from ingest.limits import Limits  # noqa: E402
from ingest.readers import image, pdf  # noqa: E402
from ingest.sink import ListSink  # noqa: E402
from vanthu.records import Line, Page  # noqa: E402

NEAR: Final = 0.6  # of a word's letters wrong at most, for the two to stand for each other


@dataclass
class Effect:
    """What became of a paper."""

    before: Score = field(default_factory=Score)
    after: Score = field(default_factory=Score)
    right: int = 0
    harmed: int = 0
    other: int = 0
    letters: int = 0
    letters_before: int = 0
    letters_after: int = 0
    pages: int = 0
    cpu_s: float = 0.0

    def __add__(self, another: Effect) -> Effect:
        return Effect(*(getattr(self, f.name) + getattr(another, f.name) for f in fields(self)))

    def row(self, name: str) -> str:
        """A line of the table."""
        one, two = self.before, self.after
        letters = [100 * wrong / max(self.letters, 1) for wrong in (self.letters_before, self.letters_after)]
        return (
            f"| {name} | {one.words} | {one.cer:.2f} → {two.cer:.2f} | {one.wer:.2f} → {two.wer:.2f} "
            f"| {letters[0]:.2f} → {letters[1]:.2f} | {self.right} | {self.harmed} | {self.other} |"
        )


HEADER: Final = (
    "| set | words | CER % | WER % | letters % | right | harmed | other |\n|---|---|---|---|---|---|---|---|"
)


def read(path: Path) -> list[Page]:
    sink = ListSink()
    (pdf if path.suffix.lower() == ".pdf" else image).read(path, sink, Limits())
    return list(sink.pages)


def words(line: Line, *, raw: bool) -> list[str]:
    """The line's words as they are, or as they were read."""
    return [(raw and word.raw) or line.text[word.start : word.end] for word in line.words]


def as_read(page: Page) -> Page:
    """The page with every changed word as the engine gave it."""
    return replace(page, lines=tuple(_raw(line) for line in page.lines))


def _raw(line: Line) -> Line:
    text, words, done = "", [], 0
    for word in line.words:
        was = word.raw or line.text[word.start : word.end]
        text += line.text[done : word.start]
        words.append(replace(word, start=len(text), end=len(text) + len(was), raw=None))
        text += was
        done = word.end
    return replace(line, text=text + line.text[done:], words=tuple(words))


def texts(pages: Sequence[Page], *, raw: bool) -> list[list[str]]:
    return [[" ".join(words(line, raw=raw)) for line in page.lines if line.kind in KINDS] for page in pages]


def effect(paper: Paper, *, changes: bool) -> Effect:
    """Reads a paper and compares."""
    pages = read(paper.scan)
    out = Effect(*(paper.scored(texts(pages, raw=raw)) for raw in (True, False)))
    out.pages, out.cpu_s = len(pages), spent([as_read(page) for page in pages])
    lines = [line for page in pages for line in page.lines if line.kind in KINDS]
    was, now = ([_plain(word) for line in lines for word in words(line, raw=raw)] for raw in (True, False))
    truth = [word for page in paper.transcript() for row in page for word in settled(row).split()]
    if paper.beginning:
        truth = truth[: len(now) + 200]
    for want, one, other in matched(truth, was, now):
        if one != other:
            kind = "right" if want == other else "harmed" if want == one else "other"
            setattr(out, kind, getattr(out, kind) + 1)
            if changes:
                print(f"    {kind}: {want or '–'} | {one} → {other}")
        if want:
            out.letters += len(want)
            out.letters_before += distance(want, one)
            out.letters_after += distance(want, other)
    return out


def spent(pages: Sequence[Page]) -> float:
    """CPU seconds of correcting these pages."""
    before = time.process_time()
    for page in pages:
        corrected(page.lines)
    return time.process_time() - before


def _plain(word: str) -> str:
    return "".join(settled(word).split())


def matched(truth: Sequence[str], was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Every word read with the one that it stands for, "" where there is none."""
    for _, i, j, k, m in difflib.SequenceMatcher(None, truth, now, autojunk=False).get_opcodes():
        for x in range(m - k):
            want = truth[i + x] if j - i == m - k else ""
            near = want and distance(want, now[k + x]) <= NEAR * max(len(want), len(now[k + x]))
            yield want if near else "", was[k + x], now[k + x]


def show(name: str, chosen: Sequence[Paper], *, changes: bool) -> None:
    """Prints a row for the papers together."""
    print(sum((effect(paper, changes=changes) for paper in chosen), Effect()).row(name), flush=True)


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path, nargs="?", default=HERE.parents[2] / "shared")
    ask.add_argument("--worn", default="")
    ask.add_argument("--cache", type=Path)
    ask.add_argument("--changes", action="store_true", help="names each word that was changed")
    args = ask.parse_args()
    print(HEADER, flush=True)
    total = Effect()
    for paper in papers(args.shared):
        one = effect(paper, changes=args.changes)
        print(one.row(paper.name), flush=True)
        total += one
    print(total.row("**all real scans**"), flush=True)
    print(f"\nCPU seconds of the correction a page: {total.cpu_s / max(total.pages, 1):.3f}\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="worn-") as name:
        folder = args.cache or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        sources = [p for p in sorted((args.shared / "data/docs/orig").glob("*.pdf")) if degrade.half(p) == "report"]
        for level in filter(None, args.worn.split(",")):
            made = (degrade.made(path, level, folder, 2) for path in sources)
            show(f"worn: {level}", [paper for paper in made if paper], changes=args.changes)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
