"""How much of old Vietnamese files (TCVN3, VNI …) comes out right, file by file, beside the package viparse.

    python tests/bench/old_encodings.py ../shared/data/legacy-encoding [--viparse PYTHON] [--unicode FOLDER]

Counts, as bags, the characters and the words of each transcript that are in the text read: the order of columns and
cells plays no part. Case does not count: a capital font (.VnTimeH) shows small letters as capitals, which we keep as
they are seen and the transcripts of Word files do not; "as written" is the same with case. What only a program sees is
taken out of the transcripts first (Word's field codes PAGE and EMBED …). `--viparse` is a Python that has it. Ends with
1 when a file falls below 99.5 %."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Final

from ingest.limits import Limits
from ingest.oldtext import decode
from ingest.read import read
from ingest.sink import ListSink

LEAST: Final = 0.995
_FIELDS: Final = re.compile(r"EMBED \S+|\bPAGE\b|[\x00-\x08\x0e-\x1f]")
_VIPARSE: Final = """
import sys, viparse
for path in sys.argv[1:]:
    try:
        found = viparse.load(path)
        text = "\\n".join(one.text for one in found)
    except Exception as error:
        text = "ERROR " + type(error).__name__
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\\0")
"""


def right(found: str, wanted: str, *, words: bool = False) -> float:
    """The share of the wanted characters (or words, by their characters) that are in the text found."""
    have, want = (Counter(text.split() if words else "".join(text.split())) for text in (found, wanted))
    return _weight(have & want) / max(_weight(want), 1)


def _weight(bag: Counter[str]) -> int:
    return sum(len(one) * count for one, count in bag.items())


def ours(path: Path) -> str:
    """The text as it is read here, in a limited child like any other file."""
    sink = ListSink()
    read(path, path.name, sink, Limits())
    return "\n".join(line.text for page in sink.pages for line in page.lines)


def theirs(python: str, paths: list[Path]) -> dict[Path, str]:
    """The text as viparse loads it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [python, "-c", _VIPARSE, *map(str, paths)]
        done = subprocess.run(command, capture_output=True, check=True, cwd=folder)
    return dict(zip(paths, done.stdout.decode("utf-8", "replace").split("\0"), strict=False))


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--viparse", metavar="PYTHON")
    ask.add_argument("--unicode", metavar="FOLDER", type=Path, help="texts in Unicode, none of which may be changed")
    args = ask.parse_args()
    rows = [json.loads(row) for row in (args.folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    paths = [(args.folder / row["file"]).resolve() for row in rows]
    other = theirs(args.viparse, paths) if args.viparse else {}
    print(f"{'file':48s} chars   words   as written  viparse: chars   words")
    low = 0
    for row, path in zip(rows, paths, strict=True):
        wanted = unicodedata.normalize("NFC", _FIELDS.sub(" ", (args.folder / row["truth"]).read_text("utf-8")))
        found = unicodedata.normalize("NFC", ours(path))
        share = right(found.lower(), wanted.lower())
        low += share < LEAST
        told = ""
        if path in other:
            text = unicodedata.normalize("NFC", other[path])
            told = f"{right(text.lower(), wanted.lower()):16.4f} {right(text.lower(), wanted.lower(), words=True):8.4f}"
            told = f"  {text.strip()}" if text.startswith("ERROR ") else told
        words = right(found.lower(), wanted.lower(), words=True)
        print(f"{path.name[:48]:48s} {share:6.4f} {words:7.4f} {right(found, wanted):11.4f}{told}", flush=True)
    print(f"{len(rows) - low} of {len(rows)} files have at least {LEAST:.1%} of their characters right")
    return 1 if low + (changed(args.unicode) if args.unicode else 0) else 0


def changed(folder: Path) -> int:
    """How many texts in Unicode come out as others; said too."""
    texts = {path: path.read_bytes() for path in sorted(folder.rglob("*.txt"))}
    read_as = {path: decode(content) for path, content in texts.items()}
    kept = [path for path, found in read_as.items() if found and found.text == texts[path].decode("utf-8-sig")]
    print(f"{len(kept)} of {len(texts)} texts in Unicode are unchanged")
    return len(texts) - len(kept)


if __name__ == "__main__":
    raise SystemExit(main())
