"""Scores of extraction on the labelled documents, read from their originals.

    python tests/bench/extract_scores.py [--cache FOLDER] [--errors N] [--set gazette] [--out FOLDER]

Reads each labelled document of ../shared/gold (the PDF or Word file where there is one, else the text) and of the
sample archive, extracts, writes the records and prints the tables of ../shared/gold/score.py, then what the scores of
tasks are worth. `--cache` keeps the pages read (recognition is slow); clear it when a reader has changed. Of the
samples the truth of citations and quantities is incomplete: their rows say nothing there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from extract.document import extract
from extract.record import record
from extract.scoring import Reliability, Scores
from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink
from ingest.wire import pack_page, unpack_page
from vanthu.commands.eval_extract import completed
from vanthu.records import Page, State

PROJECT: Final = Path(__file__).resolve().parents[2]
SHARED: Final = PROJECT.parent / "shared"
SETS: Final[dict[str, Path]] = {
    "gazette": SHARED / "gold/gazette",
    "papers": SHARED / "gold/papers",
    "news": SHARED / "gold/news",
    "own": PROJECT / "tests/gold/own",
    "tune": PROJECT / "tests/gold/second/tune",
    "held": PROJECT / "tests/gold/second/held",
    "samples": PROJECT / "samples/truth",
}
"""Each set with the folder of its labels."""
IN_TEXT: Final = ("own", "tune", "held")
"""Sets whose places count in the text files. Of "held" nobody looks at the errors, only at the scores."""
BUNDLE: Final = PROJECT / "samples/files/15-ho-so-kem.zip"
SUFFIXES: Final = (".pdf", ".docx")


def original(name: str, stem: str, unpacked: Path) -> Path:
    """The file a record of a set is about; a member of the samples' ZIP is put into `unpacked`."""
    if name == "samples":
        for path in (PROJECT / "samples/files").glob(f"{stem}.*"):
            return path
        unpacked.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(BUNDLE) as bundle:
            member = next(entry for entry in bundle.namelist() if Path(entry).stem == stem)
            (unpacked / Path(member).name).write_bytes(bundle.read(member))
        return unpacked / Path(member).name
    originals = () if name in IN_TEXT else SUFFIXES
    for folder, suffixes in (("docs/orig", originals), ("docs/txt", (".txt",)), ("news", (".txt",))):
        for suffix in suffixes:
            path = SHARED / "data" / folder / f"{stem}{suffix}"
            if path.exists():
                return path
    raise FileNotFoundError(stem)


def pages_of(path: Path, cache: Path | None = None) -> tuple[Page, ...]:
    """The pages of a file, from the cache where the same bytes were read before."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    kept = cache / f"{digest}.json" if cache else None
    if kept and kept.exists():
        return tuple(unpack_page(page) for page in json.loads(kept.read_text("utf-8")))
    sink = ListSink()
    outcome = read(path, path.name, sink, Limits())
    if outcome.state not in (State.DONE, State.DONE_WITH_WARNINGS, State.PARTIAL):
        raise RuntimeError(f"{path.name}: {outcome.state} {outcome.reason}")
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([pack_page(page) for page in sink.pages]), encoding="utf-8")
    return tuple(sink.pages)


@dataclass(slots=True)
class Run:
    """Records of one set, written to a folder, and what they cost."""

    folder: Path
    seconds: float = 0.0
    words: int = 0
    documents: list[str] = field(default_factory=list)


def records(name: str, out: Path, cache: Path | None = None) -> Run:
    """Extracts every labelled document of a set into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    run = Run(out)
    for gold in gold_files(name):
        path = original(name, gold.stem, out / "unpacked")
        pages = pages_of(path, cache)
        began = time.process_time()
        extraction = extract(pages)
        run.seconds += time.process_time() - began
        run.words += len(extraction.text.text.split())
        run.documents.append(gold.stem)
        made = record(extraction, doc=path.name, sha256="", state=State.DONE.value)
        (out / gold.name).write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return run


def gold_files(name: str) -> Iterator[Path]:
    """The gold records of a set."""
    yield from sorted(SETS[name].glob("*.json"))


def scores(name: str, predicted: Path) -> dict[str, dict[str, float]]:
    """precision, recall, f1 by kind of fact, from the shared score program."""
    said = subprocess.run(
        [sys.executable, *_compare(name, predicted), "--json"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found: dict[str, dict[str, float]] = json.loads(said)["scores"]
    return found


def _compare(name: str, predicted: Path) -> list[str]:
    """The score program's arguments; scans of the samples differ in letters from what was written."""
    told = [str(SHARED / "gold/score.py"), str(SETS[name]), str(predicted)]
    return [*told, "--words"] if name == "samples" else told


def reliability(runs: Mapping[str, Run]) -> dict[str, Reliability]:
    """What the scores of tasks are worth, over all these sets."""
    scores = Scores()
    for name, run in runs.items():
        for gold in gold_files(name):
            found = json.loads((run.folder / gold.name).read_text("utf-8"))
            labelled = completed(json.loads(gold.read_text("utf-8")), found)
            scores.add(gold.stem, labelled, found, by_words=name == "samples")
    return scores.reliability()


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--cache", type=Path, help="folder that keeps the pages read")
    ask.add_argument("--out", type=Path, help="folder for the records (default: a temporary one)")
    ask.add_argument("--errors", type=int, default=0, metavar="N", help="show N missed and N wrong facts of each kind")
    ask.add_argument("--set", choices=SETS, action="append", help="only this set (may be repeated)")
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        runs: dict[str, Run] = {}
        for name in args.set or SETS:
            run = runs[name] = records(name, (args.out or Path(temporary)) / name, args.cache)
            rate = run.words / 1300 / max(run.seconds, 1e-6)
            print(
                f"\n{name}: {len(run.documents)} documents, {run.words} words, {rate:.0f} × 1,300 words a core second"
            )
            sys.stdout.flush()
            shown = 0 if name == "held" else args.errors
            subprocess.run(
                [sys.executable, *_compare(name, run.folder), "--errors", str(shown)],
                check=True,
            )
        print("\nscore of a task   tasks    mean   right")
        for bucket, row in reliability(runs).items():
            print(f"{bucket:16}{row.count:7}{row.mean:8.3f}{row.right:8.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
